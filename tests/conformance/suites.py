"""The W3C suites: where they are, and the tests that their manifests name.

In:  the directory that ``W3C_SUITES`` names, with ``sparql10``, ``sparql11`` and ``sparql12`` of w3c/rdf-tests inside.
Out: the tests in the order of the manifests. Nothing is copied; what is missing or empty is an error.
Source: https://w3c.github.io/rdf-tests/ and https://www.w3.org/2001/sw/DataAccess/tests/test-manifest.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

SETTING = "W3C_SUITES"
# Files get the address that they have on the web, so that relative IRIs in queries, data and results agree.
WEB = "https://w3c.github.io/rdf-tests/sparql/"
# The old Graph Store tests are named by no other manifest.
TOPS = (
    "sparql10/manifest.ttl",
    "sparql11/manifest-all.ttl",
    "sparql11/http-rdf-update/manifest.ttl",
    "sparql12/manifest.ttl",
)

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
Term = NamedNode | BlankNode | Literal | Triple


class SuiteError(Exception):
    """A suite is missing, is empty, or is not written as the others are."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a manifest, with the steps that lead on from it."""

    store: Store
    term: Term

    def all(self, predicate: str) -> list["Node"]:
        """What a property leads to."""
        if not isinstance(self.term, NamedNode | BlankNode):
            return []
        quads = self.store.quads_for_pattern(self.term, NamedNode(predicate), None, None)
        return [Node(self.store, quad.object) for quad in quads]

    def one(self, predicate: str) -> "Node | None":
        """The one value of a property, or None."""
        found = self.all(predicate)
        if len(found) > 1:
            raise SuiteError(f"{self.term} has {len(found)} values of {predicate}; one was expected.")
        return found[0] if found else None

    def need(self, predicate: str) -> "Node":
        """The one value of a property. Raises SuiteError where there is none."""
        found = self.one(predicate)
        if found is None:
            raise SuiteError(f"{self.term} has no {predicate}.")
        return found

    def items(self) -> Iterator["Node"]:
        """The members of a list."""
        rest = self
        while isinstance(rest.term, BlankNode):
            yield rest.need(f"{RDF}first")
            rest = rest.need(f"{RDF}rest")

    @property
    def value(self) -> str:
        """The IRI, or the text of a literal."""
        assert isinstance(self.term, NamedNode | Literal), f"{self.term} has no value"
        return self.term.value


@dataclass(frozen=True, slots=True)
class Case:
    """One test: its IRI, the folder that it stands in, its kind (``QueryEvaluationTest`` …), and its entry."""

    iri: str
    suite: str
    kind: str
    entry: Node
    root: Path

    def __str__(self) -> str:
        return f"{self.suite}#{self.iri.rpartition('#')[2]}"

    def text(self, address: str) -> str:
        """The text of a file of the suite, by its address on the web."""
        return self.file(address).read_bytes().decode()

    def file(self, address: str) -> Path:
        """Where a file of the suite lies."""
        return self.root / address.removeprefix(WEB)

    def quads(self, address: str, graph: NamedNode | None = None) -> tuple[Quad, ...]:
        """The triples of a file, in ``graph`` where one is given; quads keep their own graph otherwise."""
        return read_quads(self.file(address), address, graph)


def suites_root() -> Path | None:
    """The directory of the suites; None where the setting names none."""
    named = os.environ.get(SETTING)
    return Path(named) if named else None


@cache
def read_cases(root: Path) -> tuple[Case, ...]:
    """All tests, each once. Raises SuiteError where a manifest is missing or names nothing."""
    found = {case.iri: case for top in TOPS for case in _cases_of(root / top, root)}
    return tuple(found.values())


@cache
def read_quads(path: Path, address: str, graph: NamedNode | None = None) -> tuple[Quad, ...]:
    """The triples or quads of a file, all of them in ``graph`` where one is given.

    Relative IRIs start from its address. Its blank nodes are its own, and the same ones at each reading.
    """
    form = RdfFormat.from_extension(path.suffix.removeprefix("."))
    found = parse(path=str(path), format=form, base_iri=address, rename_blank_nodes=True)
    return tuple(Quad(quad.subject, quad.predicate, quad.object, graph or quad.graph_name) for quad in found)


def _cases_of(path: Path, root: Path) -> Iterator[Case]:
    if not path.is_file():
        raise SuiteError(f"{path} is missing; {SETTING} names a directory with the suites of w3c/rdf-tests.")
    store = Store()
    store.extend(read_quads(path, WEB + path.relative_to(root).as_posix()))
    (manifest,) = store.quads_for_pattern(None, NamedNode(f"{RDF}type"), NamedNode(f"{MF}Manifest"))
    top = Node(store, manifest.subject)
    includes, entries = top.one(f"{MF}include"), top.one(f"{MF}entries")
    names = [each.value for each in includes.items()] if includes else []
    tests = list(entries.items()) if entries else []
    if not names and not tests:
        raise SuiteError(f"{path} names no test.")
    for name in names:
        yield from _cases_of(root / name.removeprefix(WEB), root)
    for test in tests:
        kind = test.need(f"{RDF}type").value.rpartition("#")[2]
        yield Case(test.value, path.parent.relative_to(root).as_posix(), kind, test, root)
