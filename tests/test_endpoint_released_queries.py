"""The canned queries of an older release: as they were, asked of what it holds, at an address of their own."""

import csv
import io
import re
from collections.abc import Iterator

import pytest

from tests.serving import Server, number_of, publish, serve

BROWSER = "text/html"
# What each release answers differently; the second release has it under another name.
_QUERY = """\
#+ summary: How many numbers are there?
#+ description: One row.
#+ tags: numbers
PREFIX ex: <https://example.org/>
SELECT (COUNT(*) AS ?count) WHERE { ?thing ex:number ?number }
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two releases, each with a question that the other does not have."""
    workspace = tmp_path_factory.mktemp("released")
    (workspace / "samspil.toml").write_text("", encoding="utf-8")
    for number, (name, extra) in enumerate((("how-many-then", 100), ("how-many-now", 200)), 1):
        publish(workspace, extra=extra)
        path = workspace / "var" / "releases" / f"{number:06d}" / "queries" / f"{name}.rq"
        path.write_text(_QUERY, encoding="utf-8")
    with serve(workspace) as server:
        yield server


def test_an_older_release_answers_its_own_questions_from_its_own_data(running: Server) -> None:
    old = running.get("/v/1/queries/how-many-then.csv")
    assert (old.status, old.text.split()[1:], old.headers["x-samspil-release"]) == (200, ["100"], "1")
    assert running.get("/v/2/queries/how-many-now.csv").text.split()[1:] == ["200"]
    for path in ("/v/1/queries/how-many-now.csv", "/v/9/queries/how-many-then.csv", "/queries/how-many-then.csv"):
        assert running.get(path, "text/csv").status == 404


def test_they_take_formats_and_parameters_as_those_of_the_current_release_do(running: Server) -> None:
    path = "/v/1/queries/find-by-name"
    rows = [
        list(csv.DictReader(io.StringIO(reply.text)))
        for reply in (running.get(f"{path}.csv?name=skov"), running.get(f"{path}?name=skov", "text/csv"))
    ]
    assert rows[0] == rows[1] != []
    assert running.get(f"{path}.csv").status == 400
    assert running.get(f"{path}.ttl?name=skov").status == 406
    assert running.get("/v/1/queries/how-many-then.rq").text == _QUERY
    assert running.request("OPTIONS", f"{path}.csv").status == 204
    assert running.request("POST", f"{path}.csv").status == 405


def test_what_is_asked_again_has_the_same_name_and_is_not_sent_twice(running: Server) -> None:
    tag = running.get("/v/1/queries/how-many-then.csv").headers["etag"]
    assert running.get("/v/1/queries/how-many-then.csv", **{"If-None-Match": tag}).status == 304
    current = running.get("/queries/how-many-now.csv").headers["etag"]
    assert running.get("/v/2/queries/how-many-now.csv").headers["etag"] == current != tag


def test_its_page_leads_to_them_and_theirs_stay_with_it(running: Server) -> None:
    assert 'href="/v/1/queries"' in running.get("/releases/1", BROWSER).text
    found = running.get("/v/1/queries", BROWSER).text
    assert {path for path in re.findall(r'href="([^"]*queries/[^"]*)"', found) if not path.startswith("/v/1/")} == set()
    assert 'href="/v/1/queries/how-many-then"' in found
    page = running.get("/v/1/queries/how-many-then", BROWSER)
    assert (page.status, ">100<" in page.text) == (200, True)
    assert 'href="/v/1/queries/how-many-then.csv"' in page.text
    assert 'action="/v/1/queries/find-by-name"' in running.get("/v/1/queries/find-by-name", BROWSER).text


def test_another_release_does_not_take_the_room_of_pages(running: Server) -> None:
    def answered() -> list[float]:
        text = running.get("/-/metrics").text
        return [number_of(text, "samspil_queries_total", lane=lane, outcome="answered") for lane in ("ours", "ad hoc")]

    ours, ad_hoc = answered()
    for path in ("/v/1/queries/find-by-name.csv?name=nobody", "/v/1/queries/find-by-name?name=nowhere"):
        assert running.get(path, BROWSER).status == 200
    assert answered() == [ours, ad_hoc + 2]
