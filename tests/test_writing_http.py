"""Writing over HTTP on a plain store: who may, what becomes of it, and what is answered."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from loaders.audit import Audit
from loaders.releases import Releases
from loaders.tokens import SCOPES, Tokens
from tests.serving import Reply, Server, number_of, problem_of, serve

FORM, UPDATE, TURTLE = "application/x-www-form-urlencoded", "application/sparql-update", "text/turtle"
EX = "http://example.org/"
COUNT = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


class Store:
    """A plain store that is served, and a token of each scope."""

    def __init__(self, server: Server, tokens: dict[str, str]) -> None:
        self.server, self.tokens = server, tokens

    def send(
        self, method: str, path: str, body: bytes | None = None, kind: str | None = None, scope: str | None = "publish"
    ) -> Reply:
        headers = {"Content-Type": kind} if kind else {}
        headers |= {"Authorization": f"Bearer {self.tokens[scope]}"} if scope else {}
        return self.server.request(method, path, body, headers)

    def update(self, text: str, scope: str | None = "publish", **fields: str) -> Reply:
        query = f"?{urlencode(fields)}" if fields else ""
        return self.send("POST", f"/sparql{query}", text.encode(), UPDATE, scope)

    def count(self) -> int:
        rows = self.server.ask(COUNT, "text/csv").text.split()
        return int(rows[1])

    def holds(self, pattern: str) -> bool:
        return bool(self.server.ask(f"ASK {{ {pattern} }}").json()["boolean"])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    workspace = tmp_path_factory.mktemp("plain")
    (workspace / "samspil.toml").write_text('default_graph = "plain"\nshared_graphs = false\n', encoding="utf-8")
    tokens = {scope: Tokens(workspace / "var").create(f"anna-{scope}", scope) for scope in SCOPES}
    with serve(workspace, max_upload_bytes=2_000_000, max_update_bytes=100_000) as server:
        yield Store(server, tokens)


@pytest.fixture
def store(running: Store) -> Store:
    """The same server, emptied."""
    assert running.update("DROP ALL").status == 200
    return running


def home(store: Store) -> Path:
    return store.server.workspace / "var"


def number(store: Store) -> int:
    current = Releases(home(store)).current()
    assert current is not None
    return current.number


@pytest.mark.parametrize(("scope", "status"), [(None, 401), ("read", 403), ("propose", 202), ("publish", 200)])
def test_an_update_needs_a_scope(store: Store, scope: str | None, status: int) -> None:
    reply = store.update(f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }}", scope)
    assert reply.status == status
    assert store.holds(f"<{EX}a> <{EX}b> 1") is (status == 200)


def test_a_token_that_does_not_hold_is_refused_where_anybody_may_read(store: Store) -> None:
    reply = store.server.get("/sparql?query=ASK%20%7B%7D", Authorization="Bearer samspil_wrong")
    assert reply.status == 401
    assert reply.headers["www-authenticate"].startswith("Bearer")


def test_a_proposal_says_what_it_would_change_and_changes_nothing(store: Store) -> None:
    before = number(store)
    answer = store.update(f"INSERT DATA {{ <{EX}a> <{EX}b> 1, 2 }}", "propose").json()
    assert (answer["status"], answer["diff"]["triples"]) == ("proposed", {"added": 2, "removed": 0})  # type: ignore[index]
    assert (number(store), store.count()) == (before, 0)


def test_what_changes_nothing_publishes_nothing(store: Store) -> None:
    store.update(f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }}")
    before = number(store)
    for text in (
        f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }}",
        f"DELETE DATA {{ <{EX}a> <{EX}b> 2 }}",
        f"DELETE DATA {{ <{EX}a> <{EX}b> 1 }} ; INSERT DATA {{ <{EX}a> <{EX}b> 1 }}",
        "DELETE { ?s ?p ?o } INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "COPY DEFAULT TO DEFAULT",
    ):
        assert (store.update(text).json()["status"], number(store)) == ("unchanged", before), text


def test_an_update_comes_as_a_form_too(store: Store) -> None:
    body = urlencode({"update": f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }}"}).encode()
    assert store.send("POST", "/sparql", body, FORM).status == 200
    assert store.count() == 1


def test_the_dataset_of_the_protocol_is_that_of_every_operation(store: Store) -> None:
    store.update(f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}b> 1 }} GRAPH <{EX}h> {{ <{EX}a> <{EX}b> 2 }} }}")
    copy = f"INSERT {{ ?s <{EX}c> ?o }} WHERE {{ ?s ?p ?o }}"
    assert store.update(copy, **{"using-graph-uri": f"{EX}g"}).status == 200
    assert store.holds(f"<{EX}a> <{EX}c> 1")
    assert not store.holds(f"<{EX}a> <{EX}c> 2")
    assert store.update(f"DELETE WHERE {{ ?s <{EX}b> ?o }}", **{"using-graph-uri": f"{EX}g"}).status == 200
    assert store.update(f"WITH <{EX}g> {copy}", **{"using-graph-uri": f"{EX}g"}).status == 400


@pytest.mark.parametrize(
    ("text", "status", "kind"),
    [
        ("INSERT DATA { <http://a/> <http://b/> }", 400, "bad-query"),
        ("LOAD <http://192.0.2.1/>", 403, "forbidden"),
        ("LOAD <http://192.0.2.1/> INTO <http://a/>", 400, "bad-query"),
        ("LOAD SILENT", 400, "bad-query"),
        ("PREFIX c: <http://192.0.2.1/> LOAD c:x INTO GRAPH d:y", 400, "bad-query"),
        ("LOAD <http://192.0.2.1/> ;; DROP ALL", 400, "bad-query"),
        ("LOAD <http://192.0.2.1/> ; DROP", 400, "bad-query"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }", 403, "forbidden"),
        ("DELETE WHERE " + "{" * 200 + "}" * 200, 400, "bad-query"),
        ("CLEAR GRAPH <http://example.org/nothing>", 400, "unsupported"),
        ("# " + "x" * 100_000, 413, "http-413"),
    ],
    ids=[
        "syntax",
        "load",
        "no load",
        "no address",
        "no prefix",
        "two ends",
        "load and syntax",
        "service",
        "deep",
        "no such graph",
        "long",
    ],
)
def test_an_update_that_is_refused_leaves_everything_as_it_was(store: Store, text: str, status: int, kind: str) -> None:
    before = number(store)
    reply = store.update(f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }} ; {text}" if status != 413 else text)
    assert (reply.status, problem_of(reply)["type"]) == (status, f"/problems#{kind}")
    assert (number(store), store.count()) == (before, 0)


def test_a_load_that_is_to_fail_silently_loads_nothing(store: Store) -> None:
    load = "LOAD SILENT <http://192.0.2.1/> INTO GRAPH <http://a/>"
    reply = store.update(f"{load} ; INSERT DATA {{ <{EX}a> <{EX}b> 1 }} ; {load}")
    assert (reply.status, store.count()) == (200, 1)


def test_what_an_update_adds_and_drops_again_is_no_change(store: Store) -> None:
    add, drop = f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}b> 1 }} }}", f"DROP GRAPH <{EX}g>"
    assert store.update(f"{add} ; {drop} ; INSERT DATA {{ <{EX}a> <{EX}b> 2 }}").status == 200
    assert store.count() == 1
    assert store.update(f"{drop} ; {add}").status == 400
    assert store.update(f"{add} ; {drop}").json()["status"] == "unchanged"


def test_an_update_is_never_run_by_get(store: Store) -> None:
    for method in ("GET", "HEAD"):
        assert store.send(method, f"/sparql?update={quote('DROP ALL')}").status == 405
    assert store.send("POST", f"/sparql?update={quote('DROP ALL')}", b"query=ASK{}", FORM).status == 400
    assert store.send("POST", "/v/1/sparql", b"DROP ALL", UPDATE).status == 403


def test_a_graph_is_put_read_added_to_and_deleted(store: Store) -> None:
    path = f"/graphs?graph={quote(EX + 'g', safe='')}"
    made = store.send("PUT", path, b"<a> <b> 1 .", TURTLE)
    assert (made.status, made.headers["location"]) == (201, f"{EX}g")
    assert store.server.get(path, "application/n-triples").text == (
        f'<{EX}a> <{EX}b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    )
    assert store.send("POST", path, b"<a> <b> 2 .", TURTLE).status == 200
    assert store.count() == 2
    assert store.send("PUT", path, b"<a> <b> 3 .", TURTLE).status == 200
    assert store.count() == 1
    assert store.send("DELETE", path).status == 200
    assert store.server.get(path).status == 404
    assert store.send("DELETE", path).status == 404
    assert store.send("PATCH", path, b"", UPDATE).status == 501


def test_the_address_of_a_request_is_the_graph_it_is_about(store: Store) -> None:
    assert store.send("PUT", "/graphs/a%20b/1.ttl", b"<x> <y> <z> .", TURTLE).status == 201
    assert store.holds(f"GRAPH <{store.server.url}/graphs/a%20b/1.ttl> {{ ?s ?p ?o }}")
    assert store.server.request("HEAD", "/graphs/a%20b/1.ttl").status == 200
    made = store.send("POST", "/graphs", b"<x> <y> <z> .", TURTLE)
    assert made.status == 201
    assert store.server.get(made.headers["location"].removeprefix(store.server.url)).status == 200


def test_quads_go_to_the_graphs_that_they_name(store: Store) -> None:
    body = f"<{EX}a> <{EX}b> <{EX}c> <{EX}g> .\n<{EX}a> <{EX}b> <{EX}c> .\n".encode()
    assert store.send("POST", "/graphs", body, "application/n-quads").status == 200
    assert store.holds(f"<{EX}a> <{EX}b> <{EX}c> GRAPH <{EX}g> {{ <{EX}a> <{EX}b> <{EX}c> }}")
    assert len(store.server.get("/dump.nq").text.splitlines()) == 2
    assert store.send("POST", "/graphs?default", body, "application/n-quads").status == 415


def test_a_large_upload_is_loaded_by_the_engine_and_counted(store: Store) -> None:
    body = "".join(f'<{EX}{place}> <{EX}b> "{"x" * 60}" .\n' for place in range(12_000)).encode()
    assert store.send("PUT", "/graphs?default", body, "application/n-triples").json()["diff"]["triples"] == {  # type: ignore[index]
        "added": 12_000,
        "removed": 0,
    }
    before = number(store)
    assert store.send("POST", "/graphs?default", body, "application/n-triples").json()["status"] == "unchanged"
    assert (number(store), store.count()) == (before, 12_000)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"<a> <b> ", TURTLE, 400),
        (b"<a> <b> <c> .", None, 415),
        (b"<a> <b> <c> .", "image/png", 415),
        (b"<a> <b> <c> .", f"{TURTLE}; charset=latin1", 415),
        (b'<!DOCTYPE x [<!ENTITY a "a">]><rdf:RDF/>', "application/rdf+xml", 400),
        (b'{"@id": "a:a", "a:b": ' + b'{"@list": [' * 5_000 + b"]}" * 5_000 + b"}", "application/ld+json", 400),
        (b"<a> <b> " + b"(" * 50_000 + b")" * 50_000 + b" .", TURTLE, 400),
        (b"#" * 2_000_001, TURTLE, 413),
    ],
    ids=["syntax", "no type", "another type", "another charset", "doctype", "deep list", "deep collection", "long"],
)
def test_an_upload_that_is_refused_leaves_everything_as_it_was(
    store: Store, body: bytes, kind: str | None, status: int
) -> None:
    before = number(store)
    assert store.send("PUT", "/graphs?default", body, kind).status == status
    assert number(store) == before
    assert list((home(store) / "spool").iterdir()) == []


def test_every_write_is_in_the_audit_log_and_none_of_its_text(store: Store) -> None:
    text = f"INSERT DATA {{ <{EX}secret> <{EX}b> 1 }}"
    store.update(text)
    entries = list(Audit(home(store)).entries())
    last = entries[-1]
    assert (last["who"], last["what"], last["outcome"]) == ("anna-publish", "SPARQL Update", "published")
    assert (last["release"], last["sha256"]) == (number(store), hashlib.sha256(text.encode()).hexdigest())
    assert "secret" not in Audit(home(store)).path.read_text(encoding="utf-8")


def test_the_service_says_that_it_takes_updates(store: Store) -> None:
    for path, takes in (("/sparql", True), (f"/v/{number(store)}/sparql", False)):
        assert ("SPARQL11Update" in store.server.get(path, TURTLE).text) is takes


def test_writes_are_counted_by_what_became_of_them(store: Store) -> None:
    def counts() -> list[float]:
        text = store.server.get("/-/metrics").text
        outcomes = ("published", "unchanged", "bad-query")
        return [number_of(text, "samspil_writes_total", outcome=outcome) for outcome in outcomes]

    before = counts()
    for text in (f"INSERT DATA {{ <{EX}counted> <{EX}b> 1 }}", f"INSERT DATA {{ <{EX}counted> <{EX}b> 1 }}", "INSERT"):
        store.update(text)
    assert [after - one for after, one in zip(counts(), before, strict=True)] == [1, 1, 1]


def test_a_token_that_is_not_enough_leaves_a_line_too(store: Store) -> None:
    store.update("DROP ALL", "read")
    last = list(Audit(home(store)).entries())[-1]
    assert (last["who"], last["what"], last["outcome"]) == ("anna-read", "POST /sparql", "refused")


def test_a_write_that_takes_too_long_is_stopped_and_the_next_one_done(tmp_path: Path) -> None:
    (tmp_path / "samspil.toml").write_text('default_graph = "plain"\nshared_graphs = false\n', encoding="utf-8")
    secret = Tokens(tmp_path / "var").create("anna", "admin")
    values = " ".join(map(str, range(200)))
    endless = "".join(f"VALUES ?v{place} {{ {values} }}" for place in range(8))
    with serve(tmp_path, write_timeout_s=5) as server:
        slow = Store(server, {"admin": secret})
        reply = slow.update(f"INSERT {{ <{EX}a> <{EX}b> ?v0 }} WHERE {{ {endless} }}", "admin")
        assert (reply.status, problem_of(reply)["type"]) == (503, "/problems#stopped")
        assert slow.update(f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }}", "admin").status == 200
        assert (slow.count(), number(slow)) == (1, 2)
    assert [entry["outcome"] for entry in Audit(tmp_path / "var").entries()] == ["stopped or turned away", "published"]
    assert list((tmp_path / "var" / "spool").iterdir()) == []


@pytest.mark.parametrize("text", ["INSERTDATA { <a:a> <a:b> 1 }", "DROPALL", "PREFIX c: <http://a.example/> LOADc:x"])
def test_a_verb_that_is_joined_to_what_follows_is_refused_and_not_guessed(store: Store, text: str) -> None:
    before = number(store)
    problem = problem_of(store.update(text))
    assert (problem["status"], problem["hint"]) == (400, "Put a space between the verb and what follows it.")
    assert number(store) == before


@pytest.mark.parametrize(
    ("kind", "body", "line"),
    [
        (TURTLE, b"<a:a> <a:b> 1 .\n<a:a> <a:b> .\n", 2),
        ("application/ld+json", b"{\n", 2),
        ("application/rdf+xml", b"<x", None),
        ("application/n-triples", b"<a:a> <a:b> <a:c>\n", 2),
    ],
)
def test_data_that_cannot_be_read_say_where(store: Store, kind: str, body: bytes, line: int | None) -> None:
    problem = problem_of(store.send("PUT", f"/graphs?graph={EX}g", body, kind))
    assert (problem["type"], problem["status"], problem.get("line")) == ("/problems#bad-data", 400, line)
    assert "spool" not in str(problem["detail"])
    assert "(" not in str(problem["detail"])
