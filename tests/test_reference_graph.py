"""The reference graph: the tables as quads, and questions that it answers."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, Store

from loaders.prefixes import prefixes
from loaders.reference import countries, reference_quads

BASE = "https://example.org/register/"


@pytest.fixture(scope="module")
def store() -> Store:
    filled = Store()
    filled.extend(reference_quads(BASE))
    return filled


def ask(store: Store, question: str) -> list[list[str]]:
    declared = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in prefixes().items())
    answer = store.query(declared + question, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return [[value.value for value in row if isinstance(value, Literal | NamedNode)] for row in answer]


def holds(store: Store, pattern: str) -> bool:
    declared = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in prefixes().items())
    answer = store.query(f"{declared}ASK {{ {pattern} }}", use_default_graph_as_union=True)
    assert isinstance(answer, QueryBoolean)
    return bool(answer)


def test_all_quads_are_in_one_graph_once_and_without_blank_nodes() -> None:
    quads = list(reference_quads(BASE))
    assert len(set(quads)) == len(quads)
    assert {quad.graph_name for quad in quads} == {NamedNode(f"{BASE}graph/reference-municipalities")}
    assert not [quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]


def test_every_resource_of_the_graph_has_a_label(store: Store) -> None:
    assert ask(store, "SELECT DISTINCT ?s { ?s ?p ?o FILTER NOT EXISTS { ?s rdfs:label ?label } }") == []


def test_every_minted_resource_that_is_spoken_of_is_described(store: Store) -> None:
    question = (
        f'SELECT DISTINCT ?o {{ ?s ?p ?o FILTER(STRSTARTS(STR(?o), "{BASE}id/")) FILTER NOT EXISTS {{ ?o a ?c }} }}'
    )
    assert ask(store, question) == []


def test_the_graph_says_where_it_comes_from(store: Store) -> None:
    graph = f"<{BASE}graph/reference-municipalities>"
    assert holds(store, f"GRAPH {graph} {{ {graph} a void:Dataset ; dcterms:source <https://www.geonames.org/> }}")
    assert holds(store, f"{graph} dcterms:license <https://creativecommons.org/licenses/by/4.0/>")
    assert holds(store, f'{graph} dcterms:rights ?rights FILTER(CONTAINS(?rights, "GeoNames, geonames.org"))')


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [("0219", None, "2019-12-31"), ("3024", "2020-01-01", "2023-12-31"), ("3201", "2024-01-01", None)],
)
def test_baerum_is_found_by_each_of_its_dated_codes(
    store: Store, code: str, start: str | None, end: str | None
) -> None:
    rows = ask(
        store,
        f"""SELECT ?municipality ?start ?end {{
              ?municipality a org:FormalOrganization ; adms:identifier ?identifier .
              ?identifier a adms:Identifier ; skos:notation "{code}"^^samspil:code-NO .
              OPTIONAL {{ ?identifier schema:startDate ?start }} OPTIONAL {{ ?identifier schema:endDate ?end }} }}""",
    )
    assert rows == [[f"{BASE}id/municipality/no-baerum", *filter(None, (start, end))]]


def test_only_the_code_of_today_is_a_direct_identifier(store: Store) -> None:
    question = f"SELECT ?code {{ <{BASE}id/municipality/no-baerum> org:identifier ?code }}"
    assert ask(store, question) == [["3201"]]
    assert ask(store, question.replace("no-baerum", "fi-honkajoki")) == []


def test_a_code_is_replaced_by_the_next(store: Store) -> None:
    identifier = f"{BASE}id/identifier/no-"
    assert holds(store, f"<{identifier}0219> dcterms:isReplacedBy <{identifier}3024>")
    assert holds(store, f"<{identifier}3024> dcterms:isReplacedBy <{identifier}3201>")


def test_a_municipality_and_its_place_are_two_resources(store: Store) -> None:
    municipality, place = f"<{BASE}id/municipality/dk-aarhus>", f"<{BASE}id/place/dk-aarhus>"
    assert holds(
        store, f'{municipality} a cv:PublicOrganisation ; rdfs:label "Aarhus Kommune"@da ; dcterms:spatial {place}'
    )
    assert holds(
        store, f'{municipality} org:classification samspil:actor-municipality ; org:identifier "751"^^samspil:code-DK'
    )
    assert holds(
        store, f'{place} a dcterms:Location ; dcterms:type samspil:place-municipality-area ; rdfs:label "Aarhus"@da'
    )
    assert holds(store, f"{place} dcterms:isPartOf <{BASE}id/country/dk>, <{BASE}id/place/dk-region-midtjylland>")
    assert holds(store, f"{place} skos:exactMatch <https://sws.geonames.org/2624647/>")


def test_a_merger_is_an_event_with_what_went_in_and_what_came_out(store: Store) -> None:
    rows = ask(
        store,
        f"""SELECT ?original ?day {{
              ?event a org:ChangeEvent ; org:originalOrganization ?original ; dcterms:date ?day ;
                org:resultingOrganization <{BASE}id/municipality/no-lillestroem> }} ORDER BY ?original""",
    )
    originals = [f"{BASE}id/municipality/no-{name}" for name in ("fet", "skedsmo", "soerum")]
    assert rows == [[original, "2020-01-01"] for original in originals]


def test_a_date_has_the_precision_that_is_known(store: Store) -> None:
    identifier = f"<{BASE}id/identifier/is-5716>"
    assert holds(store, f'{identifier} schema:startDate "2022-05"^^xsd:gYearMonth')


def test_a_country_has_a_label_in_every_language(store: Store) -> None:
    rows = ask(store, f'SELECT ?label {{ <{BASE}id/country/se> rdfs:label ?label ; skos:notation "SE" }}')
    assert sorted(label for (label,) in rows) == ["Ruotsi", "Sverige", "Sverige", "Sverige", "Svíþjóð", "Sweden"]
    is_country = f'FILTER(STRSTARTS(STR(?country), "{BASE}id/country/"))'
    codes = ask(store, f"SELECT ?code {{ ?country skos:notation ?code {is_country} }}")
    assert sorted(code for (code,) in codes) == sorted(one.code for one in countries())
    assert len(codes) == 101
    assert {"DK", "NO", "SE", "FI", "IS", "FO", "AX", "GL"} <= {one.code for one in countries()}
    assert holds(store, f"<{BASE}id/country/fo> dcterms:isPartOf <{BASE}id/country/dk>")
