"""Writing to a merged register: where it lands, what it may not touch, what is checked, and that builds keep it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from endpoint.workers.updates import Update, run_update
from loaders.errors import NotWritableError, UsageError
from loaders.releases import Release, Releases
from loaders.settings import load_settings
from loaders.writing import RejectedWriteError, Writes, Written
from tests.workspaces import PAGE, page_of, run, small

BASE = "https://example.org/"
OWN = f"{BASE}graph/steward-anna"
THING = f"<{BASE}id/theme/by-anna>"
PREFIXES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX void: <http://rdfs.org/ns/void#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
"""
SAY = f'INSERT DATA {{ {THING} skos:note "Seen by Anna"@en }}'


class Register:
    """A built register of one page, and a steward who writes to it."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.settings = load_settings(workspace)
        self.releases = Releases(workspace / "var")
        self._writes = Writes(self.settings, self.releases)

    def update(self, text: str, *, who: str = "anna", publish: bool = True) -> Written:
        update = Update(PREFIXES + text, f"{BASE}sparql")
        return self._writes.perform(
            lambda store, parent: run_update(store, update, max_bytes=100_000, max_depth=64),
            who=who,
            why="For a test",
            publish=publish,
        )

    def close(self) -> None:
        self._writes.close()

    @property
    def current(self) -> Release:
        release = self.releases.current()
        assert release is not None
        return release

    def quads(self, graph: str | None = None) -> set[Quad]:
        name = NamedNode(graph) if graph else DefaultGraph()
        return set(Store.read_only(str(self.current.store_path)).quads_for_pattern(None, None, None, name))

    def is_merged(self) -> bool:
        """Whether the default graph holds each triple of a named graph once."""
        store = Store.read_only(str(self.current.store_path))
        named = {quad.triple for quad in store if not isinstance(quad.graph_name, DefaultGraph)}
        return named == {quad.triple for quad in self.quads()} and len(store) == self.current.manifest["quads"]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    workspace = small(tmp_path_factory.mktemp("register"))
    run(workspace)
    built = Register(workspace)
    yield built
    built.close()


def source(register: Register) -> str:
    return f"{register.settings.base}graph/groenne-veje"


def _described(name: str) -> str:
    told = 'a void:Dataset ; rdfs:label "By stewards"@en ; dcterms:license <https://example.org/l>'
    return f'<{BASE}{name}> {told} ; dcterms:provenance "A test"@en .'


def test_what_is_added_without_a_graph_lands_in_the_stewards_own(register: Register) -> None:
    written = register.update(SAY)
    assert written.status == "published"
    assert OWN in written.diff["graphs"]
    assert {str(quad.subject) for quad in register.quads(OWN)} == {THING, f"<{OWN}>"}
    assert register.is_merged()
    manifest = register.current.manifest
    assert (manifest["who"], manifest["graphs"][OWN]["triples"]) == ("anna", 5)
    assert register.update(SAY).status == "unchanged"
    assert register.update(SAY, who="bo").status == "unchanged"


def test_a_steward_takes_back_what_a_steward_said_and_nothing_else(register: Register) -> None:
    register.update(SAY)
    assert register.update(f"DELETE WHERE {{ {THING} skos:note ?note }}").status == "published"
    assert OWN not in register.current.manifest["graphs"]
    assert register.is_merged()
    before = register.current.number
    for text in (
        "DELETE WHERE { ?s samspil:hasPartner ?o }",
        f"DELETE WHERE {{ GRAPH <{source(register)}> {{ ?s samspil:hasPartner ?o }} }}",
        f"INSERT DATA {{ GRAPH <{source(register)}> {{ {THING} skos:note 1 }} }}",
        f"CLEAR GRAPH <{source(register)}>",
        "DROP ALL",
        f"INSERT DATA {{ GRAPH <{BASE}graph/a-source-to-come> {{ {THING} skos:note 1 }} }}",
    ):
        with pytest.raises(NotWritableError) as caught:
            register.update(text)
        assert caught.value.graph.startswith(f"{BASE}graph/"), text
        assert caught.value.remedy
    assert register.current.number == before


def test_the_remedy_for_a_source_is_its_review(register: Register) -> None:
    with pytest.raises(NotWritableError, match=r"data/documents/groenne-veje/review\.toml"):
        register.update(f"CLEAR GRAPH <{source(register)}>")
    with pytest.raises(NotWritableError, match="change it there"):
        register.update(f"CLEAR GRAPH <{BASE}graph/ontology>")


def test_a_triple_stays_as_long_as_one_graph_says_it(register: Register) -> None:
    say = f"{THING} skos:note 2"
    graphs = " ".join(f"GRAPH <{BASE}{name}> {{ {say} . {_described(name)} }}" for name in ("a", "b"))
    register.update(f"INSERT DATA {{ {graphs} }}")
    register.update(f"DELETE DATA {{ GRAPH <{BASE}a> {{ {say} }} }}")
    assert register.is_merged()
    assert any(str(quad.subject) == THING for quad in register.quads())
    register.update(
        f"MOVE GRAPH <{BASE}b> TO GRAPH <{BASE}a> ; INSERT DATA {{ GRAPH <{BASE}a> {{ {_described('a')} }} }}"
    )
    assert register.is_merged()
    register.update(f"DROP GRAPH <{BASE}a>")
    assert register.is_merged()
    assert not any(str(quad.subject) == THING for quad in register.quads())


def test_a_violation_stops_the_write_and_says_why(register: Register) -> None:
    before = register.current.number
    with pytest.raises(RejectedWriteError) as caught:
        register.update(f"INSERT DATA {{ <{BASE}id/partnership/x> a samspil:Partnership }}")
    assert caught.value.findings
    assert caught.value.diff["triples"]["added"] >= 1
    assert register.current.number == before
    assert register.update(SAY, publish=False).status == "proposed"
    assert register.current.number == before


def test_a_build_carries_over_what_stewards_wrote(tmp_path: Path) -> None:
    workspace = small(tmp_path, groenne_veje=PAGE, blaa_veje=PAGE.replace("Grønne", "Blå"))
    run(workspace)
    register = Register(workspace)
    register.update(SAY)
    said, entry = register.quads(OWN), register.current.manifest["graphs"][OWN]
    page_of(workspace).write_text(PAGE.replace("120 000", "130 000"), encoding="utf-8")
    run(workspace)
    assert (register.quads(OWN), register.is_merged()) == (said, True)
    # A source that goes is forgotten from the files too: all graphs are written anew.
    (workspace / "data" / "documents" / "blaa-veje.txt").unlink()
    run(workspace)
    assert (register.quads(OWN), register.is_merged()) == (said, True)
    assert register.current.manifest["graphs"][OWN] == entry
    assert register.update(f"DELETE WHERE {{ {THING} ?p ?o }}").status == "published"


def test_a_rollback_goes_on_holding_builds_when_somebody_writes_on_top_of_it(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    run(workspace)
    register = Register(workspace)
    register.update(SAY)
    with register.releases.writing():
        register.releases.rollback(1, who="bo", why="A mistake")
    register.update(SAY.replace("Seen", "Read"))
    held = register.releases.held()
    assert held is not None
    assert (held.number, held.who) == (register.current.number, "bo")
    assert run(workspace).held == held


def test_a_register_without_a_release_waits_for_a_build(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="samspil build"):
        Register(small(tmp_path)).update(SAY)
