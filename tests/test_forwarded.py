"""Who a client is: what proxies may say of it, and what nobody else may."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint.http.forwarded import Proxies, is_forwarded, to_address
from endpoint.http.messages import Scope

PROXY, CLIENT, OTHER = "10.0.0.1", "203.0.113.7", "198.51.100.9"
PROXIES = Proxies(["10.0.0.0/8", "2001:db8:aaaa::/48", "192.0.2.1"])


def scope_of(*headers: tuple[str, str], peer: str | None = PROXY) -> Scope:
    raw = [(b"host", b"inside:7878"), *((name.lower().encode(), value.encode("latin-1")) for name, value in headers)]
    return {"type": "http", "scheme": "http", "client": (peer, 4711) if peer else None, "headers": raw}


def client_of(*headers: tuple[str, str], peer: str = PROXY) -> str:
    return str(PROXIES.seen_through(scope_of(*headers, peer=peer))["client"][0])


def host_of(scope: Scope) -> bytes:
    found = [value for name, value in scope["headers"] if name == b"host"]
    assert len(found) == 1
    return bytes(found[0])


@pytest.mark.parametrize(
    ("told", "client"),
    [
        (CLIENT, CLIENT),
        (f" {CLIENT} ", CLIENT),
        (f"{CLIENT}:4711", CLIENT),
        (f"{OTHER}, {CLIENT}", CLIENT),
        (f"{OTHER}, {CLIENT}, 10.1.2.3", CLIENT),
        (f"unknown, {CLIENT}, 10.1.2.3, 192.0.2.1", CLIENT),
        ("2001:db8::5", "2001:db8::5"),
        ("[2001:DB8::5]:4711", "2001:db8::5"),
        ("2001:db8:aaaa::9, 10.0.0.2", "2001:db8:aaaa::9"),
        (f"::ffff:{CLIENT}", CLIENT),
        (f"{CLIENT}, ::ffff:10.0.0.9", CLIENT),
        (" 10.0.0.5, 10.0.0.6", "10.0.0.5"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_the_client_is_the_right_most_address_that_is_not_trusted(told: str, client: str) -> None:
    assert client_of(("X-Forwarded-For", told)) == client


@pytest.mark.parametrize(
    "told",
    [
        "",
        ",",
        "unknown",
        "_hidden",
        "203.0.113",
        "203.0.113.7.8",
        "0x7f.1",
        "127.1",
        "1.2.3.4:",
        "a" * 5000,
        "[::1",
        "%00",
        f"{CLIENT}, nonsense",
        f"{CLIENT},",
        f"{CLIENT} {OTHER}",
        "203.0.113.7:port",
        "203.0.113.07",
        "٢٠٣.0.113.7",
        f"{CLIENT}{', 10.0.0.2' * 17}",
    ],
)
def test_a_hostile_value_leaves_the_peer(told: str) -> None:
    scope = scope_of(("X-Forwarded-Proto", "https"))
    scope["headers"].append((b"x-forwarded-for", told.encode("utf-8")))
    assert PROXIES.seen_through(scope) is scope


@pytest.mark.parametrize("peer", [OTHER, "127.0.0.1", "2001:db8::1", "not an address", ""])
def test_nobody_else_is_believed(peer: str) -> None:
    told = [("X-Forwarded-For", CLIENT), ("Forwarded", f"for={CLIENT};proto=https;host=a"), ("X-Forwarded-Host", "a")]
    scope = scope_of(*told, peer=peer)
    assert PROXIES.seen_through(scope) is scope


def test_without_trusted_proxies_nobody_is_believed() -> None:
    scope = scope_of(("X-Forwarded-For", CLIENT))
    assert Proxies([]).seen_through(scope) is scope


def test_a_connection_without_an_address_is_left_as_it_is() -> None:
    scope = scope_of(("X-Forwarded-For", CLIENT), peer=None)
    assert PROXIES.seen_through(scope) is scope


def test_several_headers_of_a_kind_are_one_list() -> None:
    assert client_of(("X-Forwarded-For", OTHER), ("X-Forwarded-For", f"{CLIENT}, 10.0.0.2")) == CLIENT


@pytest.mark.parametrize(
    ("told", "client", "scheme", "host"),
    [
        (f"for={CLIENT}", CLIENT, "http", b"inside:7878"),
        (f"For={CLIENT};Proto=HTTPS;Host=data.example", CLIENT, "https", b"data.example"),
        (f'for="{CLIENT}:4711"; by=10.0.0.1 ;proto=https', CLIENT, "https", b"inside:7878"),
        ('for="[2001:db8::5]:4711"', "2001:db8::5", "http", b"inside:7878"),
        (f'for=unknown, for={CLIENT};host="a:1", for=10.0.0.2;host=b', CLIENT, "http", b"a:1"),
        ('for="2\\03.0.113.7"', CLIENT, "http", b"inside:7878"),
        (f"for={CLIENT};proto=gopher", CLIENT, "http", b"inside:7878"),
    ],
)
def test_the_standard_header_is_read(told: str, client: str, scheme: str, host: bytes) -> None:
    found = PROXIES.seen_through(scope_of(("Forwarded", told)))
    assert (found["client"][0], found["scheme"], host_of(found)) == (client, scheme, host)


@pytest.mark.parametrize(
    "told",
    [
        "for",
        "for=",
        "=",
        ";",
        f"for={CLIENT};",
        f"for={CLIENT},",
        f"for={CLIENT};for={OTHER}",
        'for="[::1',
        f"for={CLIENT} x",
        "for=unknown",
        "for=_secret",
        "proto=https",
        "for=[2001:db8::5]",
        f'for="{CLIENT}',
        f"for={CLIENT},,",
        "x" * 5000,
    ],
)
def test_a_hostile_standard_header_leaves_the_peer(told: str) -> None:
    scope = scope_of(("Forwarded", told))
    assert PROXIES.seen_through(scope) is scope


def test_what_both_kinds_tell_is_believed() -> None:
    told = [
        ("Forwarded", f"for={CLIENT};proto=https"),
        ("X-Forwarded-For", CLIENT),
        ("X-Forwarded-Host", "data.example"),
    ]
    found = PROXIES.seen_through(scope_of(*told))
    assert (found["client"][0], found["scheme"], host_of(found)) == (CLIENT, "https", b"data.example")


def test_a_kind_that_the_client_itself_may_have_sent_is_not_believed_against_the_other() -> None:
    for told, true in ((OTHER, CLIENT), (CLIENT, OTHER)):
        scope = scope_of(("Forwarded", f"for={told}"), ("X-Forwarded-For", true))
        assert PROXIES.seen_through(scope) is scope


def test_kinds_that_do_not_agree_on_the_host_tell_none() -> None:
    told = [("Forwarded", f"for={CLIENT};host=evil.example"), ("X-Forwarded-For", CLIENT), ("X-Forwarded-Host", "good")]
    assert host_of(PROXIES.seen_through(scope_of(*told))) == b"inside:7878"


def test_scheme_and_host_alone_are_believed_of_the_peer() -> None:
    found = PROXIES.seen_through(scope_of(("X-Forwarded-Proto", "http, https"), ("X-Forwarded-Host", "data.example")))
    assert (found["client"][0], found["scheme"], host_of(found)) == (PROXY, "https", b"data.example")


def test_the_scope_that_came_in_is_not_changed() -> None:
    scope = scope_of(("X-Forwarded-For", CLIENT), ("X-Forwarded-Host", "data.example"))
    before = {**scope, "headers": list(scope["headers"])}
    assert PROXIES.seen_through(scope) != before
    assert scope == before


@pytest.mark.parametrize(
    ("name", "told"),
    [("x-forwarded-for", True), ("forwarded", True), ("via", True), ("x-real-ip", True), ("te", False)],
)
def test_a_request_that_came_through_a_proxy_shows_it(name: str, told: bool) -> None:
    assert is_forwarded(["host", name]) is told


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_whatever_is_sent_the_client_is_an_address(standard: bytes, customary: bytes) -> None:
    scope = scope_of()
    scope["headers"] += [("forwarded", standard), ("x-forwarded-for", customary)]
    assert ip_address(PROXIES.seen_through(scope)["client"][0])


@given(st.ip_addresses())
def test_an_address_is_read_back_as_it_was_written(address: object) -> None:
    found = to_address(str(address))
    assert found == (getattr(address, "ipv4_mapped", None) or address)
    assert found == to_address(f"[{address}]:80" if ":" in str(address) else f"{address}:80")


def test_what_is_neither_an_address_nor_a_network_is_refused() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        Proxies(["proxy.example"])
