"""Shapes: each passes on a good graph and is seen to fail, and two engines say the same of every case.

``tests/shapes/valid.ttl`` has nothing to find. ``tests/shapes/<file in shapes/>/<shape>.ru`` is one edit of it, with
the shapes that it breaks in its header.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse
from rdflib import RDF, SH, BNode, Graph
from rdflib.term import Node

from loaders.checking.shacl_child import validate
from loaders.paths import SHAPES
from loaders.prefixes import expand

NAMESPACE = "https://w3id.org/samspil/shapes#"
HERE = Path(__file__).parent / "shapes"
CASES = sorted(HERE.glob("*/*.ru"))
FILES = sorted(SHAPES.glob("*.ttl"))
Row = tuple[str, str | None, str | None, str, str]


def _store(case: Path | None = None) -> Store:
    store = Store()
    store.load(path=str(HERE / "valid.ttl"))
    if case is not None:
        store.update(case.read_text(encoding="utf-8"))
    return store


def _ntriples(store: Store) -> str:
    dumped = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    assert dumped is not None
    return dumped.decode("utf-8")


def _breaks(case: Path) -> set[str]:
    line = re.search("^# breaks: (.+)$", case.read_text(encoding="utf-8"), re.MULTILINE)
    assert line is not None, f"{case} has no line '# breaks: <shape>, …'"
    return {NAMESPACE + name.strip() for name in line[1].split(",")}


@cache
def _shapes() -> Graph:
    graph = Graph()
    for path in FILES:
        graph.parse(path)
    return graph


def _reporting_shapes() -> set[str]:
    """All shapes that report something: those with a message."""
    return {str(shape) for shape in _shapes().subjects(SH.message)}


def _fast_rows(ntriples: str) -> set[Row]:
    rows = validate(ntriples)
    assert all(row["focus"] and row["shape"] and row["severity"] for row in rows)
    return {
        (
            _anonymous(str(row["focus"])),
            _simple(row["path"]),
            row["value"] and _anonymous(row["value"]),
            str(row["shape"]).strip("<>"),
            str(row["severity"]),
        )
        for row in rows
    }


def _reference_rows(ntriples: str) -> set[Row]:
    data = Graph().parse(data=ntriples, format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=_shapes())
    assert isinstance(report, Graph)
    return {_reference_row(report, result) for result in report.subjects(RDF.type, SH.ValidationResult)}


def _reference_row(report: Graph, result: Node) -> Row:
    path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
    return (
        _term(report.value(result, SH.focusNode)),
        None if path is None or isinstance(path, BNode) else _term(path),
        None if value is None else _term(value),
        str(report.value(result, SH.sourceShape)),
        str(report.value(result, SH.resultSeverity)),
    )


def _term(node: Node | None) -> str:
    assert node is not None
    return _anonymous(node.n3())


def _anonymous(text: str) -> str:
    """Labels of blank nodes mean nothing: each engine makes its own."""
    return "_:" if text.startswith("_:") else text


def _simple(path: str | None) -> str | None:
    """None for a path of several steps: a blank node in pySHACL's report, a text in the fast engine's."""
    return path if path is not None and re.fullmatch("<[^<>]+>", path) else None


def _names(shapes: Iterable[str]) -> list[str]:
    return sorted(shape.removeprefix(NAMESPACE) for shape in shapes)


def test_the_good_graph_has_nothing_to_find() -> None:
    ntriples = _ntriples(_store())
    assert _fast_rows(ntriples) == set()
    assert _reference_rows(ntriples) == set()


def test_the_good_graph_has_a_focus_for_every_shape() -> None:
    store = _store()
    used = {quad.object for quad in store.quads_for_pattern(None, expand("rdf:type"), None, None)}
    classes = {NamedNode(str(target)) for target in _shapes().objects(None, SH.targetClass)}
    assert classes - used == set()
    predicates = {quad.predicate for quad in store}
    assert {NamedNode(str(target)) for target in _shapes().objects(None, SH.targetSubjectsOf)} - predicates == set()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_an_edit_of_the_good_graph_breaks_just_the_shapes_that_its_header_names(case: Path) -> None:
    found = {row[3] for row in _fast_rows(_ntriples(_store(case)))}
    assert _names(found) == _names(_breaks(case))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_fast_engine_and_pyshacl_find_the_same(case: Path) -> None:
    ntriples = _ntriples(_store(case))
    assert _fast_rows(ntriples) == _reference_rows(ntriples)


def test_every_shape_that_reports_is_seen_to_fail() -> None:
    seen = {shape for case in CASES for shape in _breaks(case)}
    assert _names(_reporting_shapes() - seen) == []


def test_every_case_stands_in_the_folder_of_the_file_that_holds_its_shape() -> None:
    for case in CASES:
        text = (SHAPES / f"{case.parent.name}.ttl").read_text(encoding="utf-8")
        first = re.search("^# breaks: ([a-z-]+)", case.read_text(encoding="utf-8"), re.MULTILINE)
        assert first is not None
        assert f"shape:{first[1]} a sh:" in text, case


def test_every_property_shape_that_is_demanded_has_an_iri_a_severity_and_two_languages() -> None:
    shapes = _shapes()
    demanded = set(shapes.objects(None, SH.property)) | set(shapes.subjects(SH.message))
    assert demanded
    for shape in demanded:
        assert str(shape).startswith(NAMESPACE), f"{shape} has no IRI of its own"
        assert len(set(shapes.objects(shape, SH.severity))) == 1, shape
        assert sorted(message.language for message in shapes.objects(shape, SH.message)) == ["da", "en"], shape  # type: ignore[attr-defined]


def test_no_shape_stands_in_two_files() -> None:
    where: dict[str, str] = {}
    for path in FILES:
        declared = {
            quad.subject.value
            for quad in parse(path=str(path), format=RdfFormat.TURTLE)
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(NAMESPACE)
        }
        for shape in declared:
            assert where.setdefault(shape, path.name) == path.name, shape


def test_the_shapes_are_shacl_core() -> None:
    assert list(_shapes().subject_objects(SH.sparql)) == []
    assert list(_shapes().subject_objects(SH.select)) == []
    assert list(_shapes().subject_objects(SH.rule)) == []
