"""Extraction: each family of rules on sentences of its own, in every language, and what must not become a fact."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.documents import document_from_text
from loaders.extraction import extract, rules
from loaders.extraction.patterns import compile_pattern, patterns_of
from loaders.lexicon import LANGUAGES, table
from loaders.statements import Entity, Statement
from loaders.vocabulary import entity_types, relations

Said = tuple[str, str, str]


def _read(text: str, language: str) -> tuple[Statement, ...]:
    return extract(document_from_text(text, path=Path("side.txt"), language=language))


def _said(text: str, language: str) -> set[Said]:
    """(subject, relation, object) of every statement in a core relation."""
    return {
        (one.subject.name, one.relation, one.object.name if isinstance(one.object, Entity) else one.object.value)
        for one in _read(text, language)
        if relations()[one.relation].core
    }


FACTS = {
    "da": "Projektejer: Vejle Kommune\nProjektpartnere: Kolding Kommune, Billund Kommune og TREFOR A/S\n"
    "Projektperiode: 2019-2021\nSamlet budget: 4 mio. kr.\n",
    "nb": "Prosjekteier: Bodø kommune\nProsjektpartnere: Tromsø kommune og Nordkraft AS\n"
    "Prosjektperiode: 2019-2021\nTotalbudsjett: 4 mill. kr\n",
    "nn": "Prosjekteigar: Sogndal kommune\nPartnarar: Lærdal kommune og Lerum AS\n"
    "Prosjektperiode: 2019-2021\nBudsjett: 4 mill. kr\n",
    "sv": "Projektägare: Eskilstuna kommun\nProjektpartners: Köpings kommun och Mälarenergi AB\n"
    "Projektperiod: 2019-2021\nTotal budget: 4 mkr\n",
    "en": "Lead partner: Odense Kommune\nProject partners: Kolding Kommune and DFDS A/S\n"
    "Project period: 2019-2021\nTotal budget: EUR 4 million\n",
}
LEADS = {
    "da": "Vejle Kommune",
    "nb": "Bodø kommune",
    "nn": "Sogndal kommune",
    "sv": "Eskilstuna kommun",
    "en": "Odense Kommune",
}
COMPANIES = {"da": "TREFOR A/S", "nb": "Nordkraft AS", "nn": "Lerum AS", "sv": "Mälarenergi AB", "en": "DFDS A/S"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fact_block_describes_the_project_of_the_title(language: str) -> None:
    said = _said(f"Rent Vand\n\n{FACTS[language]}", language)
    assert {
        ("Rent Vand", "leadPartner", LEADS[language]),
        ("Rent Vand", "hasPartner", COMPANIES[language]),
        ("Rent Vand", "startDate", "2019"),
        ("Rent Vand", "endDate", "2021"),
        ("Rent Vand", "budget", "4000000"),
    } <= said


BETWEEN = {
    "da": "Grøn Havn er et partnerskab mellem Esbjerg Kommune, Aalborg Universitet og Ørsted A/S.",
    "nb": "Grøn Havn er et partnerskap mellom Esbjerg kommune, Aalborg universitet og Ørsted A/S.",
    "nn": "Grøn Havn er eit partnarskap mellom Esbjerg kommune, Aalborg universitet og Ørsted A/S.",
    "sv": "Grøn Havn är ett partnerskap mellan Esbjergs kommun, Aalborg universitet och Ørsted A/S.",
    "en": "Grøn Havn is a partnership between the City of Esbjerg, Aalborg University and Ørsted A/S.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_partnership_between_names_its_partners(language: str) -> None:
    found = {one[2] for one in _said(BETWEEN[language], language) if one[:2] == ("Grøn Havn", "hasPartner")}
    assert {"Esbjerg Kommune", "Ørsted A/S"} <= found
    assert len(found) == 3


STORIES: list[tuple[str, str, Said]] = [
    ("da", "Netværket blev stiftet i 2012.", ("Grøn Havn", "startDate", "2012")),
    ("nb", "Dermed er prosjektet avsluttet.", ("Grøn Havn", "status", "finished")),
    ("nn", "Grøn Havn vart lagd ned.", ("Grøn Havn", "status", "stopped")),
    ("da", "Driften starter i maj 2019.", ("Grøn Havn", "startDate", "2019-05")),
    ("da", "I 2019 blev netværket stiftet.", ("Grøn Havn", "startDate", "2019")),
    ("nb", "Arbeidet tar til i mai 2019.", ("Grøn Havn", "startDate", "2019-05")),
    ("nn", "Hausten 2019 vart Grøn Havn skipa.", ("Grøn Havn", "startDate", "2019")),
    ("sv", "Grøn Havn inleder sin verksamhet i maj 2019.", ("Grøn Havn", "startDate", "2019-05")),
    ("sv", "I maj 2019 bildades Grøn Havn.", ("Grøn Havn", "startDate", "2019-05")),
    ("en", "In operation since May 2019.", ("Grøn Havn", "startDate", "2019-05")),
    ("nb", "Nettverket ble etablert i 2012.", ("Grøn Havn", "startDate", "2012")),
    ("nn", "Nettverket vart etablert i 2012.", ("Grøn Havn", "startDate", "2012")),
    ("sv", "Nätverket bildades 2012.", ("Grøn Havn", "startDate", "2012")),
    ("en", "The network was founded in 2012.", ("Grøn Havn", "startDate", "2012")),
    ("da", "Netværket blev dannet af Esbjerg Kommune.", ("Grøn Havn", "initiatedBy", "Esbjerg Kommune")),
    ("sv", "Nätverket bildades av Lunds kommun.", ("Grøn Havn", "initiatedBy", "Lunds kommun")),
    ("en", "The network was founded by the City of Esbjerg.", ("Grøn Havn", "initiatedBy", "Esbjerg Kommune")),
    ("da", "Projektet er støttet af Realdania.", ("Grøn Havn", "funder", "Realdania")),
    ("nb", "Prosjektet finansieres av Innovasjon Norge.", ("Grøn Havn", "funder", "Innovasjon Norge")),
    ("sv", "Projektet finansieras av Tillväxtverket.", ("Grøn Havn", "funder", "Tillväxtverket")),
    ("en", "The project is funded by the ERDF.", ("Grøn Havn", "funder", "ERDF")),
    ("da", "Projektet har modtaget 3 mio. kr. fra Realdania.", ("Grøn Havn", "grant", "3000000")),
    ("nb", "Prosjektet har mottatt 3 mill. kr fra Enova.", ("Grøn Havn", "grant", "3000000")),
    ("sv", "Projektet har fått 3 mkr från Vinnova.", ("Grøn Havn", "grant", "3000000")),
    ("en", "The project has received EUR 3 million from the ERDF.", ("Grøn Havn", "grant", "3000000")),
    ("da", "Projektet løber fra marts 2019 til maj 2021.", ("Grøn Havn", "endDate", "2021-05")),
    ("en", "The project runs from March 2019 to May 2021.", ("Grøn Havn", "startDate", "2019-03")),
    ("da", "Arbejdet foregår med COWI som facilitator.", ("Grøn Havn", "facilitator", "COWI")),
    ("nb", "Arbeidet foregår med Rambøll som facilitator.", ("Grøn Havn", "facilitator", "Rambøll")),
    ("sv", "Arbetet sker med Sweco som facilitator.", ("Grøn Havn", "facilitator", "Sweco")),
    ("en", "The work is done with Ramboll as facilitator.", ("Grøn Havn", "facilitator", "Ramboll")),
    ("da", "Målet er at halvere affaldet inden 2030.", ("halvere affaldet inden 2030", "targetYear", "2030")),
    ("nb", "Målet er å halvere avfallet innen 2030.", ("halvere avfallet innen 2030", "targetYear", "2030")),
    ("sv", "Målet är att halvera avfallet senast 2030.", ("halvera avfallet senast 2030", "targetYear", "2030")),
    ("en", "The aim is to halve the waste by 2030.", ("halve the waste by 2030", "targetYear", "2030")),
    ("da", "Vi samarbejder om energi og affald.", ("Grøn Havn", "theme", "affald")),
    ("nb", "Vi samarbeider om energi og avfall.", ("Grøn Havn", "theme", "avfall")),
    ("sv", "Vi samarbetar om energi och avfall.", ("Grøn Havn", "theme", "avfall")),
    ("en", "We cooperate on energy and waste.", ("Grøn Havn", "theme", "waste")),
    ("da", "Projektet er afsluttet.", ("Grøn Havn", "status", "finished")),
    ("nb", "Prosjektet pågår.", ("Grøn Havn", "status", "ongoing")),
    ("sv", "Projektet pågår.", ("Grøn Havn", "status", "ongoing")),
    ("da", "Status\n\nAfsluttet", ("Grøn Havn", "status", "finished")),
    ("en", "The project is part of Horizon 2020.", ("Grøn Havn", "partOf", "Horizon 2020")),
    ("da", "Borgmester Anna Holm i Vejle Kommune glæder sig.", ("Vejle Kommune", "roleHeldBy", "Anna Holm")),
    ("nb", "Ordfører Ida Nilsen i Bodø kommune gleder seg.", ("Bodø kommune", "roleHeldBy", "Ida Nilsen")),
    ("sv", "Kommunalråd Eva Berg i Lunds kommun är glad.", ("Lunds kommun", "roleHeldBy", "Eva Berg")),
    ("en", "Mayor Anna Holm of Vejle Kommune is glad.", ("Vejle Kommune", "roleHeldBy", "Anna Holm")),
    ("da", "Kommunerne Vejle og Kolding deltager i netværket.", ("Grøn Havn", "hasPartner", "Kolding Kommune")),
    ("da", "Vejle og Kolding kommuner deltager i netværket.", ("Grøn Havn", "hasPartner", "Vejle Kommune")),
    ("da", "Med i båden er Vejle Kommune og Realdania.", ("Grøn Havn", "hasPartner", "Vejle Kommune")),
    ("nb", "Hit hører Bodø kommune og Enova.", ("Grøn Havn", "hasPartner", "Bodø kommune")),
    ("nn", "Voss kommune sit i styringsgruppa.", ("Grøn Havn", "hasPartner", "Voss kommune")),
    ("sv", "Bland övriga medlemmar finns Lunds kommun.", ("Grøn Havn", "hasPartner", "Lunds kommun")),
    ("nb", "Bodø kommune er vert for prosjektet.", ("Grøn Havn", "leadPartner", "Bodø kommune")),
    ("en", "Coordinated by Vejle Kommune.", ("Grøn Havn", "leadPartner", "Vejle Kommune")),
    ("nb", "Med på laget: Bodø kommune og Enova.", ("Grøn Havn", "hasPartner", "Bodø kommune")),
    ("en", "Vejle Kommune facilitates the partnership.", ("Grøn Havn", "facilitator", "Vejle Kommune")),
    ("nn", "Det vart til etter eit framlegg frå Voss kommune.", ("Grøn Havn", "initiatedBy", "Voss kommune")),
    ("nb", "Enova har i tillegg gitt 3 mill. kr.", ("Grøn Havn", "funder", "Enova")),
    ("sv", "Till bygget har Vinnova beviljat 3 mkr.", ("Grøn Havn", "grant", "3000000")),
    ("nn", "Innovasjon Norge doblar beløpet.", ("Grøn Havn", "funder", "Innovasjon Norge")),
    ("da", "Det er Realdania, der betaler halvdelen.", ("Grøn Havn", "funder", "Realdania")),
    ("nb", "Det var Bodø kommune som dro dette i gang.", ("Grøn Havn", "initiatedBy", "Bodø kommune")),
    ("en", "The project is a joint effort of Vejle Kommune and COWI.", ("Grøn Havn", "hasPartner", "Vejle Kommune")),
    ("nb", "Prosjektet har søkt om midler fra Enova.", ("Grøn Havn", "status", "applied")),
    ("en", "The project has applied for money from LIFE.", ("Grøn Havn", "status", "applied")),
]


@pytest.mark.parametrize(("language", "sentence", "said"), STORIES, ids=lambda value: str(value)[:50])
def test_a_sentence_says_what_it_says_about_the_page(language: str, sentence: str, said: Said) -> None:
    assert said in _said(f"{BETWEEN[language]} {sentence}", language)


SILENT = [
    ("da", "Vejle Kommune deltager ikke i netværket.", "Vejle Kommune"),
    ("da", "Hvis Vejle Kommune deltager i netværket, bliver det større.", "Vejle Kommune"),
    ("nb", "Bodø kommune deltar ikke i nettverket.", "Bodø kommune"),
    ("nb", "Prosjektet har søkt om støtte fra Enova.", "Enova"),
    ("sv", "Lunds kommun deltar inte i nätverket.", "Lunds kommun"),
    ("sv", "Projektet har sökt stöd från Vinnova.", "Vinnova"),
    ("en", "Vejle Municipality is not a member of the network.", "Vejle Kommune"),
    ("en", "The project has applied for funding from the ERDF.", "European Regional Development Fund (ERDF)"),
]


@pytest.mark.parametrize(("language", "sentence", "name"), SILENT, ids=lambda value: str(value)[:40])
def test_negation_condition_and_application_make_no_fact(language: str, sentence: str, name: str) -> None:
    said = _said(f"{BETWEEN[language]} {sentence}", language)
    assert not {one for one in said if one[2] == name and one[1] in ("hasPartner", "funder", "grant")}


def test_not_only_is_no_negation() -> None:
    text = f"{BETWEEN['da']} Ikke kun Vejle Kommune deltager i netværket."
    assert ("Grøn Havn", "hasPartner", "Vejle Kommune") in _said(text, "da")


def test_a_name_with_a_slip_is_the_name_that_the_page_gave() -> None:
    text = "Rent Vand\n\nLead Partner: Køge Kommune\nBudget: 5 EUR\nPartnere: Køge Komune og Lunds kommun\n"
    assert {one[2] for one in _said(text, "da") if one[1] in ("leadPartner", "hasPartner")} == {
        "Køge Kommune",
        "Lunds kommun",
    }


def test_a_list_under_its_label_and_a_heading_give_partners() -> None:
    label = "Rent Vand\n\nBudget: 5 EUR\nPeriode: 2014\nPartnere:\n• Lunds kommun\n• DFDS A/S\n"
    heading = f"{BETWEEN['da']}\n\nPartnere\n\n• Lunds kommun\n• DFDS A/S\n"
    for text in (label, heading):
        assert {"Lunds kommun", "DFDS A/S"} <= {one[2] for one in _said(text, "da") if one[1] == "hasPartner"}


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("da", "Når projektet er slut, ejer kommunen broen."),
        ("sv", "Rapporten kommer efter att projektet är avslutat."),
        ("nb", "Vi har søkt fylkeskommunen om penger til en båt."),
    ],
)
def test_no_pattern_reads_a_status_to_come_or_what_is_asked_for_on_the_side(language: str, line: str) -> None:
    said = _read(f"Grøn Havn\n\nProjektet Grøn Havn.\n\n{line}\n", language)
    assert "status-in-text" not in {one.rule for one in said}


def test_projects_in_a_list_take_the_status_of_the_sentence_before_it() -> None:
    text = f"{BETWEEN['da']}\n\nNetværket har tre afsluttede projekter:\n\n• Landstrøm\n\n• Elbusser\n"
    said = _said(text, "da")
    assert {("Grøn Havn", "hasProject", "Landstrøm"), ("Elbusser", "status", "finished")} <= said


def test_a_period_right_after_a_name_in_a_list_is_its_own() -> None:
    text = f"{BETWEEN['da']}\n\nNetværkets projekter:\n\n• Landstrøm (2019-2021)\n\n• Elbusser (fra 2020)\n"
    said = {one for one in _said(text, "da") if one[1] in ("startDate", "endDate")}
    assert said >= {
        ("Landstrøm", "startDate", "2019"),
        ("Landstrøm", "endDate", "2021"),
        ("Elbusser", "startDate", "2020"),
    }


def test_a_sentence_that_opens_like_a_label_of_a_start_says_none() -> None:
    text = f"{BETWEEN['da']} Fra 2022 har også Vejle Kommune været medlem af kredsen."
    document = document_from_text(text, path=Path("side.txt"), language="da")
    assert not [one for one in extract(document) if one.rule == "label-start"]


def test_projects_that_are_applied_for_are_no_projects_yet() -> None:
    text = f"{BETWEEN['da']} Der er søgt om følgende projekter: Landstrøm, Elbusser."
    said = _said(text, "da")
    assert ("Landstrøm", "status", "applied") in said
    assert not {one for one in said if one[1] == "hasProject"}


def test_a_signature_is_a_person_a_title_and_an_organisation() -> None:
    text = f"{BETWEEN['da']}\n\nKontakt\n\nAnna Holm\n\nProjektchef\n\nVejle Kommune\n\nTelefon: 12 34 56 78\n"
    [office] = [one for one in _read(text, "da") if one.relation == "roleHeldBy"]
    assert (office.subject.name, office.object, office.role) == (
        "Vejle Kommune",
        Entity("Person", "Anna Holm"),
        "Projektchef",
    )


def test_phone_numbers_of_persons_are_not_read() -> None:
    text = f"{BETWEEN['da']}\n\nKontakt\n\nAnna Holm\n\nBorgmester\n\nVejle Kommune\n\nTelefon: 12 34 56 78\n"
    assert not [one for one in _read(text, "da") if one.relation == "phone" or "12 34" in one.quote]


def test_the_municipality_of_the_page_is_only_known_when_there_is_one() -> None:
    one = "Vejle Kommune har en plan. Fjordlauget er et partnerskab mellem kommunen og erhvervslivet."
    two = "Vejle Kommune og Kolding Kommune har planer. Fjordlauget er et partnerskab mellem kommunen og erhvervslivet."
    assert ("Fjordlauget", "hasPartner", "Vejle Kommune") in _said(one, "da")
    assert not {said for said in _said(two, "da") if said[1] == "hasPartner" and said[2].endswith("Kommune")}


def test_an_ambiguous_municipality_is_the_one_in_the_country_of_the_language() -> None:
    said = _said("Kystlaget er et partnerskap mellom Herøy kommune i Nordland og Os kommune.", "nb")
    assert all(one[0] == "Kystlaget" for one in said if one[1] == "hasPartner")


def test_statements_come_in_a_fixed_order_without_repetition() -> None:
    text = " ".join([BETWEEN["da"], "Målet er at halvere affaldet inden 2030."] * 3)
    first = _read(text, "da")
    assert first == _read(text, "da")
    assert len(set(first)) == len(first)
    assert [one.start for one in first] == sorted(one.start for one in first)


def test_every_rule_of_the_patterns_is_described_and_has_a_relation_of_the_ontology() -> None:
    known = {rule.id for rule in rules()}
    used = {saying.rule for language in LANGUAGES for pattern in patterns_of(language) for saying in pattern.says}
    assert used <= known
    assert {rule.relation for rule in rules()} <= {relation.name for relation in relations().values()}
    assert all(0 < rule.confidence < 1 and rule.description.endswith(".") for rule in rules())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_list_that_danish_has(language: str) -> None:
    assert set(table(language)) == set(table("da"))


def test_every_type_that_the_word_lists_give_is_one_of_the_ontology() -> None:
    names = table("names")
    given_types = {kind for part in ("legal_forms", "heads", "fronts") for kind in names[part]}
    given_types |= {row["type"] for row in table("funds")["funds"]}
    given_types |= {
        kind for language in LANGUAGES for part in ("nouns", "kinds") for kind in table(language)[part].values()
    }
    assert given_types <= set(entity_types())


@settings(deadline=None)
@given(st.text(max_size=400), st.sampled_from(LANGUAGES))
def test_any_text_gives_quotes_that_are_its_slices(text: str, language: str) -> None:
    for one in _read(text, language):
        assert one.quote == text[one.start : one.end]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *BETWEEN.values(),
                *FACTS.values(),
                "\n",
                "\u00a0",
                "kommunen",
                "vi ",
                "• ",
                ": ",
                "i regi af ",
                " og ",
                "Aarhus",
                "2014 - ",
            ]
        ),
        max_size=12,
    ),
    st.sampled_from(LANGUAGES),
)
def test_shuffled_pieces_of_pages_give_quotes_that_are_their_slices(pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    for one in _read(text, language):
        assert one.quote == text[one.start : one.end] != ""
        assert one.relation in relations()


@pytest.mark.parametrize("find", ["{subject} {goal} nu", "* {goal}", "{subject}"])
def test_a_pattern_that_says_nothing_of_its_own_is_refused(find: str) -> None:
    with pytest.raises(ValueError, match="pattern with"):
        compile_pattern({"find": find, "says": ["will-do subject goal"]}, "da")


INVITED = {
    "da": "I 2015 inviterede Vejle Kommune en række virksomheder. Det resulterede i netværket Grøn Fjord.",
    "nb": "Våren 2015 inviterte Vejle kommune en rekke bedrifter. Dette resulterte i nettverket Grøn Fjord.",
    "sv": "År 2015 bjöd in Vejle kommun en rad företag. Detta resulterade i nätverket Grøn Fjord.",
    "en": "In 2015 Vejle Municipality invited a number of companies. This resulted in the network Grøn Fjord.",
}


@pytest.mark.parametrize("language", sorted(INVITED))
def test_who_invites_to_what_comes_out_of_it_takes_the_initiative(language: str) -> None:
    said = _said(INVITED[language], language)
    assert {("Grøn Fjord", "initiatedBy", "Vejle Kommune"), ("Grøn Fjord", "startDate", "2015")} <= said
