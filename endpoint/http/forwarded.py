"""Who a client is behind proxies: headers that anybody can send are believed of trusted proxies only.

In:  an ASGI scope as the connection gave it. Out: the scope with the client's address, scheme and host in their places.
Each proxy adds, at the right, whom it heard from: the client is the right-most address that is not a trusted proxy's.
Sources: RFC 7239 (``Forwarded``) and its elders ``X-Forwarded-For``, ``-Proto`` and ``-Host``.

A proxy mostly writes one kind and passes the other on as the client sent it. So where both name a client and not the
same one, or where something on the way is no address, nothing is believed: the client is the proxy itself.
"""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from endpoint.http.messages import Scope

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# More proxies than this on one way are none that we trust.
_MAX_HOPS = 16
_MAX_HEADER_CHARS = 4096
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PAIR = re.compile(rf'\s*({_TOKEN})=(?:({_TOKEN})|"((?:[^"\\]|\\.)*)")\s*(;|,|\Z)')
_PORT = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+))(?::\d{1,5})?")
_FORWARDING = (b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-real-ip", b"via")


@dataclass(frozen=True, slots=True)
class _Hop:
    """What one proxy says of whom it heard from; empty where it says nothing."""

    client: str
    scheme: str = ""
    host: str = ""


class _HostileError(ValueError):
    """A header that no proxy of ours would send."""


class Proxies:
    """The proxies that are trusted."""

    def __init__(self, networks: Sequence[str]) -> None:
        """Addresses and networks (CIDR). Raises ValueError for what is neither."""
        self._networks = [ipaddress.ip_network(network, strict=False) for network in networks]

    def trusts(self, address: str) -> bool:
        """Whether an address is a trusted proxy's."""
        found = to_address(address) if self._networks else None
        return found is not None and any(found in network for network in self._networks)

    def seen_through(self, scope: Scope) -> Scope:
        """The scope as the client made it; the same where its peer is no trusted proxy, or told nonsense."""
        client = scope.get("client")
        if not client or not self.trusts(client[0]):
            return scope
        headers = _joined(scope)
        try:
            told = [
                self._first_untrusted(hops) for hops in (_standard(headers), _customary(headers, client[0])) if hops
            ]
        except _HostileError:
            return scope
        if len({hop.client for hop in told}) != 1:
            return scope
        host = _agreed([hop.host for hop in told]).encode("latin-1")
        kept = [pair for pair in scope["headers"] if pair[0] != b"host" or not host]
        scheme = _agreed([hop.scheme for hop in told])
        return {
            **scope,
            "client": (told[0].client, 0),
            "scheme": scheme if scheme in ("http", "https") else scope.get("scheme", "http"),
            "headers": [*kept, (b"host", host)] if host else kept,
        }

    def _first_untrusted(self, hops: list[_Hop]) -> _Hop:
        """From the right, the first address that is not a trusted proxy's; the left-most where all are."""
        for hop in reversed(hops[-_MAX_HOPS:]):
            found = to_address(hop.client)
            if found is None:
                raise _HostileError
            if not self.trusts(str(found)):
                break
        else:
            if len(hops) > _MAX_HOPS:
                raise _HostileError
        return _Hop(str(found), hop.scheme, hop.host)


def is_forwarded(headers: Iterable[str]) -> bool:
    """Whether the names of a request's headers, in small letters, bear any sign of a proxy, whoever wrote it."""
    return any(name.encode("latin-1") in _FORWARDING for name in headers)


@lru_cache(maxsize=4096)
def to_address(text: str) -> Address | None:
    """An IP address, with or without a port; one of IPv4 in the clothes of IPv6 is one of IPv4. None for all else."""
    text = text.strip()
    match = _PORT.fullmatch(text)
    try:
        found = ipaddress.ip_address((match[1] or match[2]) if match else text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        # A zone names an interface of the machine that wrote it: nothing to us.
        return found.ipv4_mapped or ipaddress.IPv6Address(int(found))
    return found


def _joined(scope: Scope) -> dict[bytes, str]:
    """The headers that tell of proxies, each kind in one line."""
    headers: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name in _FORWARDING:
            text = value.decode("latin-1")
            headers[name] = f"{headers[name]},{text}" if name in headers else text
    return headers


def _customary(headers: dict[bytes, str], peer: str) -> list[_Hop]:
    """The ``X-Forwarded-`` headers; scheme and host are those that the nearest proxy wrote last."""
    scheme, host = (_last(headers.get(b"x-forwarded-" + name, "")) for name in (b"proto", b"host"))
    clients = headers.get(b"x-forwarded-for")
    if clients is None:
        return [_Hop(peer, scheme.lower(), host)] if (scheme or host) and b"forwarded" not in headers else []
    if len(clients) > _MAX_HEADER_CHARS:
        raise _HostileError
    return [_Hop(client, scheme.lower(), host) for client in clients.split(",")]


def _standard(headers: dict[bytes, str]) -> list[_Hop]:
    """``Forwarded``: elements with commas between them, of pairs with semicolons."""
    text = headers.get(b"forwarded", "")
    if len(text) > _MAX_HEADER_CHARS:
        raise _HostileError
    hops: list[_Hop] = []
    pairs: dict[str, str] = {}
    place, mark = 0, ","
    while place < len(text):
        match = _PAIR.match(text, place)
        if match is None or match[1].lower() in pairs:
            raise _HostileError
        pairs[match[1].lower()] = match[2] or re.sub(r"\\(.)", r"\1", match[3] or "")
        place, mark = match.end(), match[4]
        if mark != ";":
            hops.append(_Hop(pairs.get("for", ""), pairs.get("proto", "").lower(), pairs.get("host", "")))
            pairs = {}
    if text and mark:
        raise _HostileError  # it ends in the middle
    return hops


def _last(header: str) -> str:
    return header.rpartition(",")[2].strip()


def _agreed(values: list[str]) -> str:
    """The one value that was told; empty where there is none, or more."""
    told = {value for value in values if value}
    return told.pop() if len(told) == 1 else ""
