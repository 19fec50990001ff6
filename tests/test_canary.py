"""Nobody can make the server call who it may not: many ways, and a canary that listens and hears nothing."""

import os
from collections.abc import Iterator
from urllib.request import ProxyHandler, build_opener

import pytest

from loaders.tokens import Tokens
from tests.canary import listener
from tests.canary_cases import CASES, Case, Place
from tests.serving import ROOT, publish, serve

WAYS = {f"{group}: {title}": case for group, cases in CASES.items() for title, case in cases.items()}
# Other ways to write loopback: all on the list, so that only where they lead can stop them.
INSIDE = ("localhost", "[::ffff:7f00:1]", "2130706433", "0177.0.0.1", "127.1", "0.0.0.0")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The servers. The proxy that their environment names is the canary too."""
    closed, opened = tmp_path_factory.mktemp("closed"), tmp_path_factory.mktemp("open")
    (closed / "samspil.toml").write_text('default_graph = "plain"\nshared_graphs = false\n', encoding="utf-8")
    publish(opened)
    token = Tokens(closed / "var").create("anna", "admin")
    with listener() as canary, listener() as allowed, pytest.MonkeyPatch.context() as patch:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            patch.setitem(os.environ, name, canary.url)
        listed = [f"127.0.0.1:{allowed.port}", *(f"{host}:{canary.port}" for host in INSIDE)]
        with (
            serve(closed) as plain,
            serve(opened, federation_allow=",".join(listed), private_hosts="127.0.0.1") as asking,
        ):
            assert plain.request("PUT", "/graphs?default", b"<a:a> <a:b> <a:c> .", _headers(token)).status < 300
            yield Place(plain, asking, allowed, canary, token)


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": "text/turtle"}


@pytest.mark.parametrize("case", WAYS.values(), ids=list(WAYS))
def test_the_canary_hears_nothing(place: Place, case: Case) -> None:
    reply = case.send(place)
    assert (reply.status, place.canary.asked, place.canary.connections) == (case.status, [], 0), reply.body
    assert place.closed.get("/-/health").status == 200


def test_the_canary_would_hear() -> None:
    with listener() as canary:
        with build_opener(ProxyHandler({})).open(f"{canary.url}/x") as answer:
            assert answer.status == 200
        assert ([each.path for each in canary.asked], canary.connections > 0) == (["/x"], True)


def test_there_are_many_ways_and_the_page_lists_each_with_its_answer() -> None:
    page = (ROOT / "docs" / "federation.md").read_text(encoding="utf-8")
    rows = [f"| {title} | {case.status} |" for cases in CASES.values() for title, case in cases.items()]
    assert len(rows) >= 28
    assert [row for row in rows if row not in page] == []
