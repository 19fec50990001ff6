"""Terms as a page shows them: words, a language, and an address that is safe to follow.

Only http, https and mailto become links; IRIs under our base become local paths, so that a copy of the site on any host
links to itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from endpoint.workers.frames import Term
from loaders.iris import Iris
from loaders.prefixes import shorten

_LINKED = ("http://", "https://", "mailto:")
_LANGUAGES = ("en", "da", "nb", "nn", "sv", "fi", "is", "")
_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Shown:
    """A term for a template: ``href`` is None where nothing may be followed, ``note`` a datatype or the IRI."""

    text: str
    language: str = ""
    href: str | None = None
    external: bool = False
    note: str = ""


def href_of(iris: Iris, iri: str) -> str | None:
    """A local path for our own IRIs, the IRI for others that may be followed, else None."""
    local = iris.path_of(iri)
    if local is not None and local.startswith("/") and not local.startswith("//"):
        return local
    return iri if iri.lower().startswith(_LINKED) else None


def show(iris: Iris, term: Term | None, labels: Iterable[Term | None] = ()) -> Shown:
    """A term by the best of its labels; without one an IRI by its prefixed name, or by its path under our base."""
    if term is None:
        return Shown("")
    if isinstance(term, BlankNode):
        return Shown(f"_:{term.value}")
    if isinstance(term, Literal):
        datatype = "" if term.language or term.datatype.value == _STRING else shorten(term.datatype.value)
        return Shown(term.value, term.language or "", note=datatype)
    href = href_of(iris, term.value)
    external = href is not None and not href.startswith("/")
    label = best_label(labels)
    if label is None:
        return Shown(shorten(term.value).removeprefix(iris.base), href=href, external=external, note=term.value)
    return Shown(label.value, label.language or "", href, external, term.value)


def best_label(labels: Iterable[Term | None]) -> Literal | None:
    """The label in English, else in Danish, Bokmål, Nynorsk, Swedish, Finnish, Icelandic, no language, any."""
    literals = sorted({each for each in labels if isinstance(each, Literal)}, key=_rank)
    return literals[0] if literals else None


def _rank(label: Literal) -> tuple[int, str]:
    language = (label.language or "").split("-")[0]
    return (_LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES), label.value)


def iri_of(term: Term | None) -> str:
    """The IRI of a term; empty for anything else."""
    return term.value if isinstance(term, NamedNode) else ""
