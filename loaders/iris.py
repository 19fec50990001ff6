"""Every IRI that Samspil mints is made here, and nowhere else.

Things are ``<base>id/<kind>/<slug>``, named graphs ``<base>graph/<slug>``; terms have the ontology's fixed namespace.
A slug is made from names, never from codes: codes change with mergers. Digests stand only in IRIs that nobody types.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from pyoxigraph import NamedNode

TERMS = "https://w3id.org/samspil/ontology#"
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ð": "d", "þ": "th", "ß": "ss"}
)
_MAX_SLUG = 80


def slugify(name: str) -> str:
    """ASCII slug of a name: "Køge Kommune" becomes ``koege-kommune``; a digest where no letter is left.

    A slug over 80 characters is cut at a word and ends in a short digest, so that two long names stay apart.
    """
    lowered = unicodedata.normalize("NFC", name).casefold().translate(_LETTERS)
    ascii_text = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-") or f"x-{digest(name)}"
    if len(slug) <= _MAX_SLUG:
        return slug
    return f"{slug[: _MAX_SLUG - 17].rsplit('-', 1)[0]}-{digest(name)}"


def digest(*parts: str) -> str:
    """Sixteen hexadecimal digits that depend on the parts and their order only: two things never meet by chance."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def term(name: str) -> NamedNode:
    """A term or a code of the ontology: ``term("Partnership")``."""
    return NamedNode(TERMS + name)


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints under one base, such as ``https://w3id.org/samspil/``."""

    base: str

    def thing(self, kind: str, slug: str) -> NamedNode:
        """``<base>id/<kind>/<slug>``."""
        return NamedNode(f"{self.base}id/{kind}/{slug}")

    def graph(self, slug: str) -> NamedNode:
        """``<base>graph/<slug>``."""
        return NamedNode(f"{self.base}graph/{slug}")

    def membership(self, organization: NamedNode, member: NamedNode, role: NamedNode) -> NamedNode:
        """One membership for one (organization, member, role), whichever source says it."""
        names = (_local(organization)[:40], _local(member)[:40], role.value.removeprefix(TERMS).removeprefix("role-"))
        return self.thing("membership", f"{'--'.join(names)}-{digest(organization.value, member.value, role.value)}")

    def evidence(self, document: str, triple: tuple[str, str, str], start: int, end: int) -> NamedNode:
        """The evidence of one direct triple in one place of one document."""
        return self.thing("evidence", f"{document}-{digest(*triple, str(start), str(end))}")

    def passage(self, document: str, start: int, end: int) -> NamedNode:
        """The passage of a document between two offsets."""
        return self.thing("passage", f"{document}-{start}-{end}")

    def path_of(self, iri: str) -> str | None:
        """The local path of an IRI under the base (``/id/…``, ``/graph/…``); of a term ``/ontology#…``; else None."""
        if iri.startswith(TERMS):
            return "/ontology#" + iri[len(TERMS) :]
        if iri.startswith(self.base):
            return "/" + iri[len(self.base) :]
        return None


def _local(iri: NamedNode) -> str:
    return iri.value.rsplit("/", 1)[-1]
