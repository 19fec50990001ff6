"""Names become resources: codes first, then known aliases and a steward's word, then the document's own fuller name."""

from itertools import permutations
from pathlib import Path

import pytest
from pyoxigraph import Literal, Store

from loaders.aliases import Aliases, read_aliases
from loaders.alike import candidates
from loaders.checking.findings import Finding
from loaders.documents import Document
from loaders.extractors import reading_with
from loaders.identities import Identities
from loaders.iris import Iris
from loaders.outcome import Outcome
from loaders.prefixes import expand
from loaders.prepare import prepare
from loaders.progress import Silent
from loaders.reference import Gazetteer, reference_slugs
from loaders.resolve import Resolver
from loaders.settings import load_settings
from loaders.statements import Entity
from tests.workspaces import run, small

HEADER = "decision,name,document,other,other_document,reason,date\n"
END = "Read both pages,2026-11-22\n"
PAGE = "{title}\n\n{title} er et partnerskab mellem Odense Kommune og {partner}.\n\nLead Partner: {partner}\n"


def resolver(folder: Path, *entities: Entity, slug: str = "side", language: str = "da", text: str = "") -> Resolver:
    """A resolver of one document, on the identity and alias tables in ``folder``."""
    document = Document(slug, Path(f"{slug}.txt"), text, language, "En side", ())
    identities = Identities(folder / "identities.csv", reference_slugs())
    aliases = read_aliases(folder / "aliases.csv")
    return Resolver(document, Iris("https://example.org/"), identities, Gazetteer(), aliases, entities)


def local(folder: Path, kind: str, name: str, language: str = "da") -> str:
    """The IRI that a name gets, without what all have in common."""
    resource = resolver(folder, language=language).resolve(Entity(kind, name))
    return resource.iri.value.removeprefix("https://example.org/id/")


def decide(folder: Path, *rows: str) -> None:
    (folder / "aliases.csv").write_text(HEADER + "".join(row + END for row in rows), encoding="utf-8")


# Official codes and the tables of known names


@pytest.mark.parametrize(
    ("kind", "names", "expected"),
    [
        (
            "Municipality",
            ("Kristianstads kommun", "Kristianstad", "Kristianstad Municipality", "City of Kristianstad"),
            "municipality/se-kristianstad",
        ),
        ("PublicBody", ("Køge Kommune", "Køge Kommunes"), "municipality/dk-koege"),
        ("Region", ("Region Skåne", "Region Skånes", "Skåne Region"), "region/se-region-skaane"),
        ("Region", ("Region Kronoberg", "Landstinget Kronoberg"), "region/se-region-kronoberg"),
        (
            "Region",
            ("Vestland fylkeskommune", "Vestland fylkeskommunen", "Vestland County Council", "Vestland fylke"),
            "region/no-vestland-fylkeskommune",
        ),
        ("Association", ("Österbottens förbund", "Pohjanmaan liitto"), "region/fi-pohjanmaan-liitto"),
        (
            "Fund",
            (
                *("European Regional Development Fund (ERDF)", "ERUF", "EFRU", "EU:s regionalfond", "EUs regionalfond"),
                *("Den Europæiske Fond for Regionaludvikling", "den Europæiske Regionalfonds", "Regionalfondet"),
                *(
                    "Europeiska regionala utvecklingsfonden (ERUF)",
                    "EU’s Regionalfond",
                    "Det europeiske regionalfondet",
                ),
            ),
            "fund/european-regional-development-fund-erdf",
        ),
        (
            "Programme",
            (
                *("Interreg Öresund-Kattegat-Skagerrak", "Interreg ØKS", "Interreg V-A Øresund–Kattegat–Skagerrak"),
                *("Interreg VI A Öresund-Kattegat-Skagerrak 2021–2027", "INTERREG IVA Öresund-Kattegat-Skagerrak"),
            ),
            "programme/interreg-oeresund-kattegat-skagerrak",
        ),
        ("Fund", ("LIFE", "EU:s LIFE-program", "EU's LIFE-programmet", "LIFE-programmet"), "programme/life-programme"),
        ("Fund", ("Vinnova", "Sweden's Innovation Agency"), "organization/vinnova"),
        (
            "University",
            ("Danmarks Tekniske Universitet", "DTU", "Technical University of Denmark", "DTU’s"),
            "organization/danmarks-tekniske-universitet",
        ),
    ],
)
def test_all_names_of_a_known_body_are_one_resource(
    tmp_path: Path, kind: str, names: tuple[str, ...], expected: str
) -> None:
    assert {name: local(tmp_path, kind, name) for name in names} == dict.fromkeys(names, expected)


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("PublicBody", "Länsstyrelsen i Skåne län", "organization/laensstyrelsen-i-skaane-laen"),
        ("Region", "Skåne län", "place/skaane-laen"),
        ("Region", "Viken fylkeskommune", "region/no-viken-fylkeskommune"),
        ("Fund", "Innovationsfonden Fyn", "fund/innovationsfonden-fyn"),
        ("Programme", "Horizon-programmet", "programme/horizon-programmet"),  # 2020 or Europe?
        ("Person", "Vinnova", "person/vinnova"),
        ("Project", "LIFE", "project/life"),
    ],
)
def test_a_name_that_may_mean_another_body_is_not_taken_for_the_known_one(
    tmp_path: Path, kind: str, name: str, expected: str
) -> None:
    assert local(tmp_path, kind, name) == expected


def test_a_name_that_two_countries_use_means_that_of_the_pages_country() -> None:
    folder = Path("no-tables-here")
    assert local(folder, "PublicBody", "Sametinget", "nb") == "organization/sametinget-norge"
    assert local(folder, "PublicBody", "Sametinget", "sv") == "organization/sametinget-sverige"
    assert local(folder, "PublicBody", "Sametinget", "en") == "organization/sametinget"
    assert local(folder, "PublicBody", "Forskningsrådet", "sv") == "organization/forskningsraadet"
    assert local(folder, "PublicBody", "Forskningsrådet", "nn") == "organization/norges-forskningsraad"


def test_a_grant_comes_from_the_actor_that_the_page_names_and_else_from_a_fund(tmp_path: Path) -> None:
    payer = Entity("PublicBody", "Statsforvalteren i Agder")
    page = resolver(tmp_path, payer)
    assert page.payer(payer.name) == page.resolve(payer)
    assert page.payer("Fonden for Vand").iri.value.endswith("/fund/fonden-for-vand")


def test_an_iri_that_a_name_once_had_leads_to_what_is_known_now(tmp_path: Path) -> None:
    rows = "kind,slug,scope,name\norganization,swedish-energy-agency,,Swedish Energy Agency\n"
    (tmp_path / "identities.csv").write_text(rows, encoding="utf-8")
    page = resolver(tmp_path)
    known = page.resolve(Entity("PublicBody", "Swedish Energy Agency")).iri
    old = "https://example.org/id/organization/swedish-energy-agency"
    assert known.value == "https://example.org/id/organization/energimyndigheten"
    assert page.replaced == {old: (known, "Swedish Energy Agency")}


# Inside a document


def test_the_short_name_of_a_document_is_its_full_one_and_kept_as_a_spelling(tmp_path: Path) -> None:
    short, full = Entity("Company", "Ternehav Protein"), Entity("Company", "Ternehav Protein A/S")
    page = resolver(tmp_path, short, full)
    assert page.resolve(short) == page.resolve(full)
    assert page.spellings[page.resolve(full).iri.value] == {"Ternehav Protein"}
    assert resolver(tmp_path, short).resolve(short).label == Literal("Ternehav Protein")


def test_a_steward_takes_apart_what_a_document_would_join(tmp_path: Path) -> None:
    short, full = Entity("Company", "Ternehav Protein"), Entity("Company", "Ternehav Protein A/S")
    decide(tmp_path, "different,Company: Ternehav Protein,,Company: Ternehav Protein A/S,,")
    page = resolver(tmp_path, short, full)
    assert page.resolve(short) != page.resolve(full)


# A steward's decisions over documents


def test_same_makes_two_names_one_resource_in_every_document(tmp_path: Path) -> None:
    decide(tmp_path, "same,Company: Aarhus Vand,,Utility: Aarhus Vand A/S,,")
    full = resolver(tmp_path, slug="b").resolve(Entity("Company", "Aarhus Vand A/S"))
    page = resolver(tmp_path, slug="a")
    assert page.resolve(Entity("Company", "Aarhus Vand")).iri == full.iri
    assert page.spellings == {full.iri.value: {"Aarhus Vand"}}


def test_one_name_in_two_towns_is_two_places_where_a_steward_says_so(tmp_path: Path) -> None:
    place = Entity("Place", "Nordhavn")
    decide(tmp_path, "different,Place: Nordhavn,koebenhavn,Place: Nordhavn,frederikshavn,")
    identities = Identities(tmp_path / "identities.csv")
    iris = {}
    for slug in ("koebenhavn", "frederikshavn", "skagen"):
        page = resolver(tmp_path, slug=slug)
        page.identities = identities
        iris[slug] = page.resolve(place).iri
        apart = {iris["frederikshavn"].value: iris["koebenhavn"]} if slug == "frederikshavn" else {}
        assert page.apart == apart
    assert iris["koebenhavn"] == iris["skagen"] != iris["frederikshavn"]


def test_a_person_of_two_documents_is_two_until_a_steward_says_that_she_is_one(tmp_path: Path) -> None:
    person, identities = Entity("Person", "Anne Holm"), Identities(tmp_path / "identities.csv")

    def of(slug: str) -> str:
        page = resolver(tmp_path, slug=slug)
        page.identities = identities
        return page.resolve(person).iri.value

    assert of("a") != of("b")
    before = of("a")
    decide(tmp_path, "same,Person: Anne Holm,b,Person: Anne Holm,a,")
    assert of("a") == of("b") == before


# The whole way


def pages(**partners: str) -> dict[str, str]:
    return {slug: PAGE.format(title=f"Grøn {slug.title()}", partner=partner) for slug, partner in partners.items()}


def findings(outcome: Outcome, check: str) -> list[Finding]:
    return [one for one in outcome.findings if one.check.endswith(f"#{check}")]


def labels_of(outcome: Outcome, name: str) -> dict[str, set[str]]:
    """Resources with a label that holds ``name``, and all that they are called."""
    assert outcome.release is not None
    store = Store.read_only(str(outcome.release.store_path))
    found: dict[str, set[str]] = {}
    for predicate in ("rdfs:label", "skos:altLabel"):
        for quad in store.quads_for_pattern(None, expand(predicate), None, None):
            if isinstance(quad.object, Literal) and "/id/organization/" in str(quad.subject):
                found.setdefault(str(quad.subject), set()).add(quad.object.value)
    return {iri: texts for iri, texts in found.items() if any(name in text for text in texts)}


def test_two_alike_names_are_shown_with_both_quotes_and_the_row_and_merge_only_by_it(tmp_path: Path) -> None:
    workspace = small(tmp_path, **pages(kysten="Norrvik Vatten AB", skoven="Norvik Vatten"))
    outcome = run(workspace)
    assert len(labels_of(outcome, "vik Vatten")) == 2
    (found,) = findings(outcome, "alike-names")
    row = "same,Utility: Norvik Vatten,,Company: Norrvik Vatten AB,,"
    message = found.messages["en"]
    assert message.endswith(f"{row},")
    assert found.quote is not None
    assert "Norvik Vatten" in found.quote
    assert "the other stands in Grøn Kysten, characters" in message
    assert "Norrvik Vatten AB”)" in message

    (workspace / "data" / "aliases.csv").write_text(f"{HEADER}{row}{END}", encoding="utf-8")
    merged = run(workspace)
    new, old = (f"<https://example.org/id/organization/{slug}>" for slug in ("norrvik-vatten-ab", "norvik-vatten"))
    assert labels_of(merged, "vik Vatten") == {new: {"Norrvik Vatten AB", "Norvik Vatten"}, old: {"Norvik Vatten"}}
    assert merged.release is not None
    assert Store.read_only(str(merged.release.store_path)).query(
        f"ASK {{ {old} <http://purl.org/dc/terms/isReplacedBy> {new} }}"
    )
    assert findings(merged, "alike-names") == []
    (told,) = findings(merged, "other-spelling")
    assert told.value == Literal("Norvik Vatten")


def test_a_row_that_fits_no_name_is_a_warning_and_a_broken_one_stops_the_build(tmp_path: Path) -> None:
    workspace = small(tmp_path, **pages(kysten="Norrvik Vatten AB"))
    (workspace / "data" / "aliases.csv").write_text(
        f"{HEADER}same,Company: Norvik,,Company: Norrvik Vatten AB,,{END}", encoding="utf-8"
    )
    (found,) = findings(run(workspace), "alias-unused")
    assert (found.severity, found.file, found.focus_label) == ("warning", "data/aliases.csv:2", "Company: Norvik")


def test_known_organisations_are_described_when_a_source_names_them_and_only_then(tmp_path: Path) -> None:
    outcome = run(small(tmp_path, **pages(kysten="Lunds universitet")))
    assert outcome.release is not None
    store = Store.read_only(str(outcome.release.store_path))
    graph = Iris("https://example.org/").graph("reference-organisations")
    subjects = {quad.subject for quad in store.quads_for_pattern(None, None, None, graph)}
    assert subjects == {graph, Iris("https://example.org/").thing("organization", "lunds-universitet")}
    assert list(labels_of(outcome, "Lund").values()) == [{"Lunds universitet", "Lund University"}]


def test_who_is_who_does_not_depend_on_the_order_in_which_documents_came(tmp_path: Path) -> None:
    given = pages(a="Ternehav Protein A/S", b="Ternehav Protein", c="Ternehav Protien", d="Sametinget")
    results = []
    for number, order in enumerate(permutations(given)):
        workspace = small(tmp_path / str(number), **{order[0]: given[order[0]]})
        known: list[str] = []
        for slug in order:
            (workspace / "data" / "documents" / f"{slug}.txt").write_text(given[slug], encoding="utf-8")
            identities = Identities(workspace / "identities.csv", reference_slugs())
            settings = load_settings(workspace)
            with reading_with(settings.extractors, settings, None) as extractors:
                prepared = prepare(workspace, settings, identities, Silent(), extractors=extractors, aliases=Aliases())
            identities.save()
            rows = (workspace / "identities.csv").read_text(encoding="utf-8").splitlines()
            assert rows[: len(known)] == known
            known = rows
        named = {one.named: one.iri for each in prepared for one in each.resources if one.named}
        results.append((named, candidates(named, Aliases()), {quad for each in prepared for quad in each.graph.quads}))
    assert all(result == results[0] for result in results)
    assert len(results[0][1]) == 3


def test_an_empty_table_decides_nothing() -> None:
    assert Aliases().unused() == ()
