"""The reference graph: countries, regions and municipalities in, quads of one named graph out.

Organisations and their places are two resources. A code is a typed literal on a municipality of today, and a dated
``adms:Identifier`` for each period; a merger is an ``org:ChangeEvent``. Nothing is read from disk here.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad

from loaders.iris import Iris, term
from loaders.prefixes import expand
from loaders.reference.rows import Name
from loaders.reference.tables import Country, Municipality, Region

GRAPH = "reference-municipalities"
RIGHTS = (
    "GeoNames, geonames.org (CC BY 4.0); facts of Statistics Norway, Statistics Sweden, "
    "Statistics Finland and Statistics Iceland; reworked by Samspil"
)
SOURCES = (
    "https://www.geonames.org/",
    "https://www.ssb.no/klass/klassifikasjoner/131",
    "https://www.scb.se/",
    "https://stat.fi/",
    "https://hagstofa.is/",
)
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_named = cache(expand)
_PRECISION = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}

_Pairs = Iterator[tuple[str, NamedNode | Literal]]
_Facts = Iterator[tuple[NamedNode, str, NamedNode | Literal]]


def quads_of(
    base: str, countries: tuple[Country, ...], regions: tuple[Region, ...], municipalities: tuple[Municipality, ...]
) -> Iterator[Quad]:
    """Quads of ``<base>graph/reference-municipalities``, without blank nodes and without repetition."""
    tables = _Tables(Iris(base), countries, regions, municipalities)
    graph = tables.iris.graph(GRAPH)
    for subject, predicate, value in tables.facts(graph):
        yield Quad(subject, _named(predicate), value, graph)


class _Tables:
    """The tables with the IRIs of one base."""

    def __init__(
        self,
        iris: Iris,
        countries: tuple[Country, ...],
        regions: tuple[Region, ...],
        municipalities: tuple[Municipality, ...],
    ) -> None:
        self.iris, self.countries, self.regions, self.municipalities = iris, countries, regions, municipalities
        self.language = {one.code: one.languages[0] for one in countries}
        self.region_slugs = {(one.country, one.area_name): one.slug for one in regions}
        self.by_slug = {one.slug: one for one in municipalities}

    def facts(self, graph: NamedNode) -> _Facts:
        """Every statement of the graph."""
        yield from _about(graph, _dataset())
        for country in self.countries:
            yield from _about(self.iris.thing("country", country.code.lower()), self._country(country))
        for region in self.regions:
            yield from _about(self.iris.thing("region", region.slug), self._region(region))
            yield from _about(self.iris.thing("place", region.slug), self._region_place(region))
        for one in self.municipalities:
            yield from _about(self.iris.thing("municipality", one.slug), self._municipality(one))
            yield from _about(self.iris.thing("place", one.slug), self._place(one))
            yield from self._identifiers(one)
        yield from self._mergers()

    def _country(self, country: Country) -> _Pairs:
        yield "rdf:type", _named("dcterms:Location")
        yield "dcterms:type", term("place-country")
        yield "skos:notation", Literal(country.code)
        yield from (("rdfs:label", _literal(name)) for name in country.names)
        yield from (("skos:altLabel", _literal(name)) for name in country.other_names)
        if country.part_of:
            yield "dcterms:isPartOf", self.iris.thing("country", country.part_of.lower())

    def _region(self, region: Region) -> _Pairs:
        yield from self._organization(region, "actor-region")
        if region.code:
            yield "dcterms:identifier", Literal(region.code)
        for successor in region.successors:
            yield "dcterms:isReplacedBy", self.iris.thing("region", successor)

    def _region_place(self, region: Region) -> _Pairs:
        yield "rdf:type", _named("dcterms:Location")
        yield "dcterms:type", term("place-region")
        yield "rdfs:label", Literal(region.area_name, language=self.language[region.country])
        yield "dcterms:isPartOf", self.iris.thing("country", region.country.lower())

    def _organization(self, one: Region | Municipality, classification: str) -> _Pairs:
        yield "rdf:type", _named("org:FormalOrganization")
        yield "rdf:type", _named("cv:PublicOrganisation")
        yield "org:classification", term(classification)
        yield "rdfs:label", Literal(one.name, language=self.language[one.country])
        yield from (("skos:altLabel", _literal(name)) for name in one.other_names)
        yield "dcterms:spatial", self.iris.thing("place", one.slug)

    def _municipality(self, one: Municipality) -> _Pairs:
        yield from self._organization(one, "actor-municipality")
        language = self.language[one.country]
        yield from (("skos:altLabel", Literal(name, language=language)) for name in one.former_names)
        if one.is_current:
            yield "org:identifier", Literal(one.code, datatype=term(f"code-{one.country}"))
        elif one.codes[-1].valid_to:
            yield "schema:dissolutionDate", _date(one.codes[-1].valid_to)
        for successor in one.successors:
            yield "dcterms:isReplacedBy", self.iris.thing("municipality", successor)
        if one.website:
            yield "foaf:homepage", NamedNode(one.website)

    def _place(self, one: Municipality) -> _Pairs:
        yield "rdf:type", _named("dcterms:Location")
        yield "dcterms:type", term("place-municipality-area")
        yield "rdfs:label", Literal(one.place_name, language=self.language[one.country])
        yield from (("skos:altLabel", _literal(name)) for name in one.other_names)
        yield "dcterms:isPartOf", self.iris.thing("country", one.country.lower())
        region = self.region_slugs.get((one.country, one.region))
        if region and one.is_current:
            yield "dcterms:isPartOf", self.iris.thing("place", region)
        if one.geonames:
            yield "skos:exactMatch", NamedNode(f"https://sws.geonames.org/{one.geonames}/")

    def _identifiers(self, one: Municipality) -> _Facts:
        holder = self.iris.thing("municipality", one.slug)
        identifiers = [self.iris.thing("identifier", f"{one.country.lower()}-{period.code}") for period in one.codes]
        for period, identifier, following in zip(one.codes, identifiers, [*identifiers[1:], None], strict=True):
            yield holder, "adms:identifier", identifier
            yield identifier, "rdf:type", _named("adms:Identifier")
            yield identifier, "rdfs:label", Literal(f"{one.country} {period.code}")
            yield identifier, "skos:notation", Literal(period.code, datatype=term(f"code-{one.country}"))
            if period.valid_from:
                yield identifier, "schema:startDate", _date(period.valid_from)
            if period.valid_to:
                yield identifier, "schema:endDate", _date(period.valid_to)
            if following:
                yield identifier, "dcterms:isReplacedBy", following

    def _mergers(self) -> _Facts:
        merged: dict[tuple[tuple[str, ...], str], list[Municipality]] = {}
        for one in self.municipalities:
            if not one.is_current:
                merged.setdefault((one.successors, one.codes[-1].valid_to), []).append(one)
        for (successors, last_day), originals in merged.items():
            yield from self._merger(successors, _day_after(last_day), originals)

    def _merger(self, successors: tuple[str, ...], day: str, originals: Iterable[Municipality]) -> _Facts:
        event = self.iris.thing("event", "-".join(filter(None, ("merger", *successors, day))))
        into = ", ".join(self.by_slug[slug].name for slug in successors)
        yield event, "rdf:type", _named("org:ChangeEvent")
        yield event, "rdfs:label", Literal(f"Merger into {into}" + (f", {day}" if day else ""), language="en")
        if day:
            yield event, "dcterms:date", _date(day)
        for one in originals:
            original = self.iris.thing("municipality", one.slug)
            yield event, "org:originalOrganization", original
            yield original, "org:changedBy", event
        for slug in successors:
            resulting = self.iris.thing("municipality", slug)
            yield event, "org:resultingOrganization", resulting
            yield resulting, "org:resultedFrom", event


def _dataset() -> _Pairs:
    yield "rdf:type", _named("void:Dataset")
    yield "rdfs:label", Literal("Nordic municipalities, regions and countries", language="en")
    yield from (("dcterms:source", NamedNode(source)) for source in SOURCES)
    yield "dcterms:license", NamedNode(LICENSE)
    yield "dcterms:rights", Literal(RIGHTS, language="en")


def _about(subject: NamedNode, pairs: _Pairs) -> _Facts:
    return ((subject, predicate, value) for predicate, value in pairs)


def _literal(name: Name) -> Literal:
    return Literal(name.text, language=name.language)


def _date(text: str) -> Literal:
    return Literal(text, datatype=_named(_PRECISION[len(text)]))


def _day_after(text: str) -> str:
    # A merger known to the month or the year happened within it.
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat() if len(text) == 10 else text
