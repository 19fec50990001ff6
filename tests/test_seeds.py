"""The five documents through the front door: SPARQLWrapper asks the server of the repository's own sources."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store
from SPARQLWrapper import JSON, SPARQLWrapper

from loaders.releases import Releases
from loaders.settings import home_of, load_settings
from tests.serving import Server, serve

PREFIXES = """
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
"""
PROJECT = "Kommunal bæredygtig vækst i fremtidens Øresundsregion"


@pytest.fixture(scope="module")
def seeds(published: Store, register: Path) -> Iterator[Server]:
    """A server on the release that the five documents make."""
    with serve(register) as running:
        yield running


def ask(server: Server, query: str) -> list[dict[str, str]]:
    """Rows of plain values, by SPARQLWrapper."""
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(PREFIXES + query)
    client.setReturnFormat(JSON)
    answer = client.query().convert()
    assert isinstance(answer, dict)
    return [{name: cell["value"] for name, cell in row.items()} for row in answer["results"]["bindings"]]


def with_quotes(server: Server, subject: str, relation: str) -> dict[str, set[str]]:
    """Label of the object to the quotes that say so."""
    rows = ask(
        server,
        f"""SELECT ?name ?quote WHERE {{
          ?thing rdfs:label ?label ; {relation} ?object . FILTER(STR(?label) = "{subject}")
          ?object rdfs:label ?name .
          ?evidence rdf:subject ?thing ; rdf:predicate {relation} ; rdf:object ?object ;
            oa:hasSelector/oa:exact ?quote }}""",
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["name"], set()).add(row["quote"])
    return found


def test_smartcity_baerum_has_its_partners_each_with_a_quote(seeds: Server) -> None:
    partners = with_quotes(seeds, "SmartCity Bærum", "samspil:hasPartner")
    assert {"Bærum kommune", "Bærum Næringsråd", "Microsoft", "Entra Eiendom", "næringslivet i Bærum"} <= set(partners)
    assert any("Bærum Næringsråd" in quote for quote in partners["Bærum Næringsråd"])
    assert any("Microsoft" in quote for quote in partners["Microsoft"])


def test_smartcity_baerum_has_accenture_as_facilitator(seeds: Server) -> None:
    found = with_quotes(seeds, "SmartCity Bærum", "samspil:facilitator")
    assert set(found) == {"Accenture"}
    assert all("Accenture som facilitator" in quote for quote in found["Accenture"])


def test_who_takes_part_is_always_a_membership(seeds: Server) -> None:
    rows = ask(
        seeds,
        """SELECT ?name ?role WHERE {
          ?partnership rdfs:label ?label . FILTER(STR(?label) = "SmartCity Bærum")
          ?membership org:organization ?partnership ; org:member/rdfs:label ?name ; org:role/skos:prefLabel ?role
          FILTER(LANG(?role) = "en") }""",
    )
    assert {"name": "Accenture", "role": "facilitator"} in rows
    assert {"name": "Microsoft", "role": "partner"} in rows


def test_smartcity_baerum_has_seven_projects_with_their_status_and_quotes(seeds: Server) -> None:
    projects = with_quotes(seeds, "SmartCity Bærum", "samspil:hasProject")
    assert len(projects) == 7
    assert all(projects.values())
    rows = ask(
        seeds,
        """SELECT ?name ?status ?quote WHERE {
          ?partnership rdfs:label ?label ; samspil:hasProject ?project . FILTER(STR(?label) = "SmartCity Bærum")
          ?project rdfs:label ?name ; adms:status ?code .
          ?evidence rdf:subject ?project ; rdf:predicate adms:status ; oa:hasSelector/oa:exact ?quote .
          BIND(STRAFTER(STR(?code), "#status-") AS ?status) }""",
    )
    status = {row["name"]: row["status"] for row in rows}
    assert status == {
        "Power House": "started",
        "Smart kontor": "started",
        "Raskere byggesaksbehandling": "started",
        "Markedsplass for energieffektivisering": "starting",
        "Smart Reiseinfo": "starting",
        "Smarte energinett": "starting",
        "Etablering av El bil pool": "starting",
    }
    assert all(row["quote"] for row in rows)


def test_the_koege_kristianstad_project_has_its_partners_period_and_money(seeds: Server) -> None:
    lead = with_quotes(seeds, PROJECT, "samspil:leadPartner")
    assert "Lead Partner: Køge Kommune" in lead["Køge Kommune"]
    assert "Kristianstads kommun" in with_quotes(seeds, PROJECT, "samspil:hasPartner")
    rows = ask(
        seeds,
        f"""SELECT ?start ?end ?budget ?grant ?currency ?fund WHERE {{
          ?project rdfs:label ?label ; schema:startDate ?start ; schema:endDate ?end ;
            samspil:budget/schema:value ?budget ;
            samspil:grant ?amount ; samspil:funder/rdfs:label ?fund . FILTER(STR(?label) = "{PROJECT}")
          ?amount schema:value ?grant ; schema:currency ?currency }}""",
    )
    assert rows == [
        {
            "start": "2014-01-01",
            "end": "2014-12-31",
            "budget": "75000",
            "grant": "37500",
            "currency": "EUR",
            "fund": "European Regional Development Fund (ERDF)",
        }
    ]


def test_a_lead_partner_is_also_found_as_a_partner_and_the_partnership_crosses_the_border(seeds: Server) -> None:
    assert "Køge Kommune" in {
        row["name"]
        for row in ask(
            seeds,
            f"""SELECT ?name WHERE {{
              ?project rdfs:label ?label ; samspil:hasPartner/rdfs:label ?name FILTER(STR(?label) = "{PROJECT}") }}""",
        )
    }
    rows = ask(
        seeds,
        f"""SELECT ?graph WHERE {{
          ?project rdfs:label ?label . FILTER(STR(?label) = "{PROJECT}")
          GRAPH ?graph {{ ?project org:classification samspil:partnership-cross-border }} }}""",
    )
    assert [row["graph"].rsplit("/", 1)[1] for row in rows] == ["derived-cross-border"]


def test_a_passage_leads_back_to_the_page_and_its_text(seeds: Server) -> None:
    (row,) = ask(
        seeds,
        """SELECT ?passage ?document ?start ?end WHERE {
          ?passage oa:exact "Lead Partner: Køge Kommune" ; oa:start ?start ; oa:end ?end ;
            dcterms:isPartOf ?document }""",
    )
    path = "/doc/" + row["document"].split("/id/")[1]
    page = seeds.get(path, "text/html")
    assert page.status == 200
    assert f"p-{row['start']}-{row['end']}" in page.text
    release = Releases(home_of(seeds.workspace, load_settings(seeds.workspace))).current()
    assert release is not None
    text = (release.documents_path / "koege-kristianstad-oeresund.txt").read_bytes().decode("utf-8")
    assert text[int(row["start"]) : int(row["end"])] == "Lead Partner: Køge Kommune"
