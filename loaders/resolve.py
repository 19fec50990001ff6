"""The resolve stage: names become resources with IRIs.

Order: a steward's alias, official names of the reference tables, labels of the code lists, then the identity table,
which mints a slug for a name that it does not know. Spellings meet inside one document where it settles them itself
(``spellings.py``); over documents two names meet only where a table or a steward says so. Nothing merges on similarity.
"""

import re
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from loaders.aliases import Aliases, Named
from loaders.documents import Document
from loaders.identities import Identities
from loaders.iris import Iris, term
from loaders.privacy import masked
from loaders.reference import Gazetteer, Municipality, country_of, find_region
from loaders.reference.organisations import TYPES, Organisation, directory
from loaders.spellings import full_names
from loaders.statements import Entity
from loaders.vocabulary import EntityType, code_for, entity_types, label_key

THEMES = term("themes")
COUNTRY_OF_LANGUAGE = {"da": "DK", "nb": "NO", "nn": "NO", "no": "NO", "sv": "SE", "fi": "FI", "is": "IS", "fo": "FO"}

_PAYERS = TYPES | {"Municipality", "Region"}
_AUTHORITIES = (
    *("region ", "fylkeskommun", "landskapsregering", "landsting", "regionråd", "förbund"),
    *("regional council", "county council"),
)
_MUNICIPAL_WORD = re.compile(r"\b(?:kommune|kommun|municipality)s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Resource:
    """What a name stands for. ``listed`` resources are described by a reference graph or the ontology already.

    ``named`` is the name that a row of the alias table would write, with the document where it means only this there.
    """

    iri: NamedNode
    label: Literal
    type: EntityType
    listed: bool = False
    named: Named | None = None


@dataclass
class Resolver:
    """Resolves the names of one document and remembers how each resource was written there.

    ``entities`` are those of its statements, as often as they name them: a short or wrong spelling is led to the
    document's own fuller name. ``known`` are the organisations of the reference table that were named, ``replaced`` the
    IRIs that a name had before it was known to mean another thing, ``apart`` those that a steward told from another of
    that name.
    """

    document: Document
    iris: Iris
    identities: Identities
    gazetteer: Gazetteer
    aliases: Aliases = field(default_factory=Aliases)
    entities: tuple[Entity, ...] = ()
    resources: dict[str, Resource] = field(default_factory=dict)
    spellings: dict[str, set[str]] = field(default_factory=dict)
    written: dict[str, tuple[str, ...]] = field(default_factory=dict)
    known: dict[Organisation, None] = field(default_factory=dict)
    replaced: dict[str, tuple[NamedNode, str]] = field(default_factory=dict)
    apart: dict[str, NamedNode] = field(default_factory=dict)
    context: str = field(init=False)
    full_names: dict[Entity, Entity] = field(init=False)

    def __post_init__(self) -> None:
        """The text that may be shown around a quote is masked once for all quotes; so are spellings compared once."""
        self.context = masked(self.document.text)
        slug, alike = self.document.slug, full_names(self.entities, self.document.text)
        self.full_names = {
            name: full
            for name, full in alike.items()
            if not self.aliases.are_different(Named(name, slug), Named(full, slug))
        }

    def resolve(self, entity: Entity) -> Resource:
        """The resource of an entity; the same entity gives the same resource."""
        resource = self._resource_of(self._meant(entity))
        resource = self.resources.setdefault(resource.iri.value, resource)
        for name in (entity.name, *self.written.get(label_key(entity.name), ())):
            if label_key(name) != label_key(resource.label.value):
                self.spellings.setdefault(resource.iri.value, set()).add(name)
        self._note_replaced(entity, resource)
        return resource

    def payer(self, name: str) -> Resource:
        """Who gives a grant: the actor that the document names so, else a fund of that name."""
        key = label_key(name)
        actors = (one for one in self.entities if one.type in _PAYERS and label_key(one.name) == key)
        return self.resolve(next(actors, Entity("Fund", name)))

    def note_spellings(self, name: str, spellings: tuple[str, ...]) -> None:
        """Remember how a source writes a name that the steward's alias replaced."""
        self.written[label_key(name)] = spellings

    @property
    def document_iri(self) -> NamedNode:
        """The IRI of the document itself."""
        return self.iris.thing("document", self.document.slug)

    def _meant(self, entity: Entity) -> Named:
        """What a name means here by a steward's word, else by the fuller name that the document gives."""
        slug = self.document.slug
        if decided := self.aliases.same(entity, slug):
            return decided
        full = self.full_names.get(entity, entity)
        return self.aliases.same(full, slug) or Named(full)

    def _resource_of(self, named: Named) -> Resource:
        document = named.document or self.document.slug
        split = self.aliases.apart(named.entity, document)
        if split is not None:
            resource = self._minted(named.entity, document)
            self.apart[resource.iri.value] = self._resource_of(split.name).iri
            return resource
        entity = self._area_or_authority(named.entity)
        scope = document if entity_types()[entity.type].scope == "document" else ""
        return self._listed(entity) or self._minted(entity, scope)

    def _note_replaced(self, entity: Entity, resource: Resource) -> None:
        """An IRI that a name once had leads to what it means now, where that is so in every document."""
        is_known = entity.type in TYPES and directory().find(entity.name) is not None
        if not is_known and self.aliases.same(entity, "") is None:
            return
        kind = entity_types()[entity.type].kind
        slug = self.identities.known_slug(kind, "", entity.name)
        if slug is not None and (old := self.iris.thing(kind, slug)) != resource.iri:
            self.replaced[old.value] = (resource.iri, entity.name)

    def _listed(self, entity: Entity) -> Resource | None:
        kind = entity_types()[entity.type]
        if entity.type == "Document" and self._is_itself(entity.name):
            return Resource(self.document_iri, self._literal(self.document.title, "language"), kind, listed=True)
        if entity.type == "Theme":
            code = code_for(THEMES, entity.name)
            return Resource(code, Literal(entity.name), kind, listed=True) if code else None
        if entity.type == "Country":
            country = country_of(entity.name)
            return self._reference(kind, "country", country.lower(), entity.name) if country else None
        if entity.type in ("Municipality", "Place"):
            return self._municipal(entity, kind)
        if entity.type in _PAYERS:
            return self._region(entity) or self._municipality_called_otherwise(entity) or self._organisation(entity)
        return None

    def _area_or_authority(self, entity: Entity) -> Entity:
        """A region that is no authority by its name (a growth area, a landscape) is a place."""
        if entity.type != "Region" or self._listed(entity):
            return entity
        is_authority = any(word in label_key(entity.name) for word in _AUTHORITIES)
        return entity if is_authority else Entity("Place", entity.name)

    def _region(self, entity: Entity) -> Resource | None:
        region = find_region(entity.name)
        return self._reference(entity_types()["Region"], "region", region.slug, region.name) if region else None

    def _municipality_called_otherwise(self, entity: Entity) -> Resource | None:
        """A municipality that a page takes for a fund or a public body is itself all the same."""
        called = Entity("Municipality", entity.name)
        return self._municipal(called, entity_types()[called.type]) if _MUNICIPAL_WORD.search(entity.name) else None

    def _organisation(self, entity: Entity) -> Resource | None:
        """A fund, agency or university of the table; a page may take one for another ("the fund Vinnova")."""
        found = directory().find(entity.name, COUNTRY_OF_LANGUAGE.get(self.document.language))
        if found is None:
            return None
        self.known[found] = None
        return self._reference(entity_types()[found.type], found.kind, found.slug, found.name.text)

    def _municipal(self, entity: Entity, kind: EntityType) -> Resource | None:
        found = self._municipality(entity.name)
        if found is None:
            return None
        if entity.type == "Municipality":
            return self._reference(kind, "municipality", found.slug, found.name)
        if label_key(found.place_name) != label_key(entity.name):
            return None
        return self._reference(kind, "place", found.slug, found.place_name)

    def _municipality(self, name: str) -> Municipality | None:
        found = self.gazetteer.find(name)
        if len(found) > 1:
            home = COUNTRY_OF_LANGUAGE.get(self.document.language)
            found = tuple(one for one in found if one.country == home)
        return found[0] if len(found) == 1 else None

    def _reference(self, kind: EntityType, path: str, slug: str, name: str) -> Resource:
        return Resource(self.iris.thing(path, slug), Literal(name), kind, listed=True)

    def _minted(self, entity: Entity, scope: str) -> Resource:
        kind = entity_types()[entity.type]
        slug = self.identities.slug_of(kind.kind, scope, entity.name)
        label = self._literal(entity.name, kind.label)
        return Resource(self.iris.thing(kind.kind, slug), label, kind, named=Named(entity, scope))

    def _literal(self, text: str, label: str) -> Literal:
        return Literal(text, language=self.document.language) if label == "language" else Literal(text)

    def _is_itself(self, name: str) -> bool:
        own = (self.document.slug, self.document.path.name)
        return name in own or label_key(name) == label_key(self.document.title)
