"""What each relation may link: ``ontology/relation-ends.csv`` in, for each relation the ends that it takes out.

A cell lists types of entity, groups of types (actor, undertaking, place, any) and, for objects, datatypes.
"""

import csv
from dataclasses import dataclass
from functools import cache

from loaders.paths import ONTOLOGY
from loaders.vocabulary import entity_types

GROUPS = {
    "actor": (
        *("Municipality", "Region", "PublicBody", "Company", "Utility", "University", "Association"),
        *("OrganisationUnit", "ActorGroup", "Actor"),
    ),
    "undertaking": ("Partnership", "Network", "Project", "Programme"),
    "place": ("Place", "Country"),
}
DATATYPES = ("date", "gYearMonth", "gYear", "decimal", "integer", "string", "anyURI", "language")


@dataclass(frozen=True, slots=True)
class Ends:
    """What a relation takes: types of its subject, types and datatypes of its object, and what it means."""

    subjects: frozenset[str]
    objects: frozenset[str]
    definition: str


@cache
def ends() -> dict[str, Ends]:
    """The ends of every relation, by its name. Raises KeyError for a word that is no type, group or datatype."""
    with (ONTOLOGY / "relation-ends.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["relation"]: Ends(_types(row["subject"]), _types(row["object"]), row["definition"])
            for row in csv.DictReader(file)
        }


def _types(cell: str) -> frozenset[str]:
    known = {name: (name,) for name in (*entity_types(), *DATATYPES)} | {"any": tuple(entity_types())} | GROUPS
    return frozenset(name for word in cell.split() for name in known[word])
