"""The resolve stage: names become resources with IRIs.

Order: official names of the reference table, labels of the code lists, then the identity table, which mints a slug
for a name that it does not know. Nothing merges on similarity here: two spellings meet only where a table or a
steward's alias says so.
"""

from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from loaders.documents import Document
from loaders.identities import Identities
from loaders.iris import Iris, term
from loaders.privacy import masked
from loaders.reference import Gazetteer, Municipality, country_of, regions
from loaders.statements import Entity
from loaders.vocabulary import EntityType, code_for, entity_types, label_key

THEMES = term("themes")
COUNTRY_OF_LANGUAGE = {"da": "DK", "nb": "NO", "nn": "NO", "no": "NO", "sv": "SE", "fi": "FI", "is": "IS", "fo": "FO"}

_AUTHORITIES = ("region ", "fylkeskommun", "landskapsregering")


@dataclass(frozen=True, slots=True)
class Resource:
    """What a name stands for. ``listed`` resources are described by the reference graph or the ontology already."""

    iri: NamedNode
    label: Literal
    type: EntityType
    listed: bool = False


@dataclass
class Resolver:
    """Resolves the names of one document and remembers how each resource was written there."""

    document: Document
    iris: Iris
    identities: Identities
    gazetteer: Gazetteer
    resources: dict[str, Resource] = field(default_factory=dict)
    spellings: dict[str, set[str]] = field(default_factory=dict)
    written: dict[str, tuple[str, ...]] = field(default_factory=dict)
    context: str = field(init=False)

    def __post_init__(self) -> None:
        """The text that may be shown around a quote is masked once for all quotes."""
        self.context = masked(self.document.text)

    def resolve(self, entity: Entity) -> Resource:
        """The resource of an entity; the same entity gives the same resource."""
        entity = self._area_or_authority(entity)
        resource = self._listed(entity) or self._minted(entity)
        resource = self.resources.setdefault(resource.iri.value, resource)
        for name in (entity.name, *self.written.get(label_key(entity.name), ())):
            if label_key(name) != label_key(resource.label.value):
                self.spellings.setdefault(resource.iri.value, set()).add(name)
        return resource

    def note_spellings(self, name: str, spellings: tuple[str, ...]) -> None:
        """Remember how a source writes a name that the steward's alias replaced."""
        self.written[label_key(name)] = spellings

    @property
    def document_iri(self) -> NamedNode:
        """The IRI of the document itself."""
        return self.iris.thing("document", self.document.slug)

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
        if entity.type == "Region":
            return self._region(entity, kind)
        if entity.type in ("Municipality", "Place"):
            return self._municipal(entity, kind)
        return None

    def _area_or_authority(self, entity: Entity) -> Entity:
        """A region that is no authority by its name (a growth area, a landscape) is a place."""
        if entity.type != "Region" or self._region(entity, entity_types()["Region"]):
            return entity
        is_authority = any(word in label_key(entity.name) for word in _AUTHORITIES)
        return entity if is_authority else Entity("Place", entity.name)

    def _region(self, entity: Entity, kind: EntityType) -> Resource | None:
        same = [one for one in regions() if label_key(one.name) == label_key(entity.name)]
        return self._reference(kind, "region", same[0].slug, same[0].name) if len(same) == 1 else None

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

    def _minted(self, entity: Entity) -> Resource:
        kind = entity_types()[entity.type]
        scope = self.document.slug if kind.scope == "document" else ""
        slug = self.identities.slug_of(kind.kind, scope, entity.name)
        return Resource(self.iris.thing(kind.kind, slug), self._literal(entity.name, kind.label), kind)

    def _literal(self, text: str, label: str) -> Literal:
        return Literal(text, language=self.document.language) if label == "language" else Literal(text)

    def _is_itself(self, name: str) -> bool:
        own = (self.document.slug, self.document.path.name)
        return name in own or label_key(name) == label_key(self.document.title)
