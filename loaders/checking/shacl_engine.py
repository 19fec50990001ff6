"""SHACL validation of a store's default graph, in a child process that can be killed.

In: a store. Out: the results, terms parsed, each with what ``shapes/*.ttl`` says of its shape. Validation may take
memory and time without bound, so the engine runs in ``shacl_child.py`` under a wall clock and a memory limit.
The engine drops the language of messages: they are read here from the shapes, by the IRI of the shape.
"""

import json
import math
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from loaders.checking.findings import Term
from loaders.children import child_command, child_environment
from loaders.errors import SamspilError, SourceError
from loaders.paths import SHAPES
from loaders.prefixes import expand

MEMORY_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Result:
    """One SHACL validation result; ``path`` is a predicate IRI, or a SPARQL property path where it is longer."""

    focus: Term
    path: str | None
    value: Term | None
    shape: str
    severity: str
    component: str


@dataclass(frozen=True, slots=True)
class ShapeText:
    """Where a shape stands, and its messages by language."""

    file: str
    messages: dict[str, str]


def validate(store: Store, *, timeout_s: float) -> tuple[Result, ...]:
    """All results of all shapes on the default graph, in the order of the engine.

    Raises SamspilError when the child takes longer than ``timeout_s`` seconds, or ends without an answer.
    """
    shape_texts()  # a broken shape is named by its file before the engine meets all shapes as one text
    ntriples = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    rows = json.loads(_run_child(ntriples or b"", timeout_s))
    terms = _parse_terms(text for row in rows for text in (row["focus"], row["value"]) if text is not None)
    return tuple(
        Result(
            terms[row["focus"]],
            _plain_path(row["path"]),
            None if row["value"] is None else terms[row["value"]],
            row["shape"].strip("<>"),
            row["severity"],
            row["component"],
        )
        for row in rows
    )


@cache
def shape_texts() -> dict[str, ShapeText]:
    """The file and the messages of every shape that has an IRI and a message, by IRI."""
    return {iri: text for path in sorted(SHAPES.glob("*.ttl")) for iri, text in _texts_of(path.read_bytes(), path.name)}


def _shape_quads(turtle: bytes, name: str) -> list[Quad]:
    try:
        return list(parse(turtle, format=RdfFormat.TURTLE))
    except SyntaxError as error:
        raise SourceError(SHAPES / name, error.lineno or 0, f"is not Turtle: {error.msg}.") from error


def _texts_of(turtle: bytes, name: str) -> Iterator[tuple[str, ShapeText]]:
    found: dict[str, dict[str, str]] = {}
    for quad in _shape_quads(turtle, name):
        if quad.predicate == expand("sh:message") and isinstance(quad.subject, NamedNode):
            assert isinstance(quad.object, Literal)
            found.setdefault(quad.subject.value, {})[quad.object.language or "en"] = quad.object.value
    return ((iri, ShapeText(f"shapes/{name}", messages)) for iri, messages in found.items())


def _run_child(ntriples: bytes, timeout_s: float) -> bytes:
    limits = (str(math.ceil(timeout_s) + 1), str(MEMORY_BYTES))
    arguments = child_command("loaders.checking.shacl_child", *limits)
    with subprocess.Popen(
        arguments, env=child_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        try:
            answer, words = child.communicate(ntriples, timeout=timeout_s)
        except subprocess.TimeoutExpired:
            raise SamspilError(
                f"SHACL validation took longer than {timeout_s:g} s and was stopped; nothing was published. "
                "Import fewer sources at a time, or raise check_timeout_s."
            ) from None
        finally:
            child.kill()
    if child.returncode != 0:
        raise SamspilError(
            f"SHACL validation ended without an answer (exit status {child.returncode}); nothing was published. "
            f"Its last words: {_last_line(words)}"
        )
    return answer


def _last_line(words: bytes) -> str:
    lines = words.decode("utf-8", "replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "none")


def _parse_terms(texts: Iterable[str]) -> dict[str, Term]:
    """N-Triples text to term. One parse for all; blank nodes keep the engine's labels."""
    ordered = list(dict.fromkeys(texts))
    lines = "".join(f"<urn:x> <urn:x> {text} .\n" for text in ordered)
    objects = [quad.object for quad in parse(lines, format=RdfFormat.N_TRIPLES)]
    for term in objects:
        assert isinstance(term, NamedNode | BlankNode | Literal | Triple)
    return dict(zip(ordered, objects, strict=True))


def _plain_path(path: str | None) -> str | None:
    """A lone predicate without its angle brackets; any longer path as the engine writes it."""
    if path is None:
        return None
    inner = path.removeprefix("<").removesuffix(">")
    return path if any(mark in inner for mark in "<>") else inner
