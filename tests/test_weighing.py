"""Reading by weights: the cues of words, the units that they stand in, what a page may be about, and the judge."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from loaders.documents import document_from_text
from loaders.extraction.opening import open_page
from loaders.extraction.page import Page
from loaders.extraction.weighing import weigh
from loaders.extraction.weighing.cues import cues_in, small_word, words_of
from loaders.extraction.weighing.everyday import is_ordinary
from loaders.extraction.weighing.named import Named, own_places
from loaders.extraction.weighing.naming import names_of
from loaders.extraction.weighing.place_features import places_of
from loaders.extraction.weighing.subject import likeliest_of, weighed_subject
from loaders.extraction.weighing.units import Unit, units_of
from loaders.extraction.weighing.weights import PAIRED, Model, certainty, family, models, score, weighing_with
from loaders.layout import matching_copy
from loaders.statements import Entity, Statement


def page_of(text: str, language: str, subject: str | None = None) -> Page:
    document = document_from_text(text, path=Path("page.txt"), language=language)
    return open_page(document, weigh=False, subject=Entity("Project", subject) if subject else None)


def cues(text: str, language: str) -> set[tuple[str, str]]:
    """Every cue as its class and the words that hint at it."""
    found = words_of(text, 0, len(text))
    return {(cue.kind, text[found[cue.first].start : found[cue.last].end]) for cue in cues_in(found, language)}


def units(text: str, language: str, subject: str | None = None) -> dict[str, Unit]:
    page = page_of(text, language, subject)
    return {page.plain[unit.start : unit.end]: unit for unit in units_of(page)}


def names(text: str, language: str) -> dict[str, Named]:
    document = document_from_text(text, path=Path("page.txt"), language=language)
    return {one.name: one for one in names_of(document, matching_copy(document.text))}


# Cues


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Byerne samarbejder", "da"),
        ("Byene samarbeider", "nb"),
        ("Byane samarbeider", "nn"),
        ("Städerna samarbetar", "sv"),
        ("Towns collaborate", "en"),
    ],
)
def test_a_stem_hints_at_the_same_class_in_every_language(text: str, language: str) -> None:
    assert cues(text, language) == {("cooperate", text.split()[-1])}


@pytest.mark.parametrize(
    ("word", "language"),
    [("Strandringen", "da"), ("Skyggealliansen", "nb"), ("Stølslaget", "nn"), ("Bäckforumet", "sv"), ("Mudlab", "en")],
)
def test_an_end_hints_at_a_class_whatever_the_word_begins_with(word: str, language: str) -> None:
    assert ("collective", word) in cues(word, language)


@pytest.mark.parametrize(
    ("text", "phrase", "language"),
    [
        ("Som Lead Partner i dag", "Lead Partner", "da"),
        ("Arbeidet er lagt ned nå", "lagt ned", "nb"),
        ("Kven er leiar no, dagleg leiar", "dagleg leiar", "nn"),
        ("Staden tackade nej", "tackade nej", "sv"),
        ("It was turned down", "turned down", "en"),
    ],
)
def test_a_phrase_is_one_cue_of_all_its_words(text: str, phrase: str, language: str) -> None:
    assert phrase in {said for _, said in cues(text, language)}


def test_the_words_of_a_phrase_apart_are_no_phrase() -> None:
    assert ("lead", "lead partner") in cues("the lead partner", "en")
    assert not any(" " in said for _, said in cues("lead and partner", "en"))


def test_a_cue_is_of_its_own_language() -> None:
    assert ("not", "nej") in cues("nej", "sv")
    assert cues("nej", "en") == set()


def test_small_words_have_classes_over_languages() -> None:
    assert [small_word(word) for word in ("fra", "frå", "från", "from")] == ["from"] * 4
    assert small_word("skoven") is None


# Units

LISTS = {
    "da": "Lyset\n\n## Partnere\n\n- Odense Kommune\n\nDe støtter med penge:\n\n- Vejle Kommune\n\nAlle er her.\n",
    "nb": "Lyset\n\n## Partnere\n\n- Hamar kommune\n\nDisse støtter med penger:\n\n- Molde kommune\n\nAlle er her.\n",
    "nn": "Lyset\n\n## Partnarar\n\n- Stord kommune\n\nDesse støttar med pengar:\n\n- Volda kommune\n\nAlle er her.\n",
    "sv": "Ljuset\n\n## Partner\n\n- Lunds kommun\n\nDe finansierar allt:\n\n- Umeå kommun\n\nAlla är här.\n",
    "en": "The light\n\n## Partners\n\n- Lund Municipality\n\nThey fund it:\n\n- Bergen Municipality\n\nAll are in.\n",
}


@pytest.mark.parametrize("language", LISTS)
def test_a_heading_and_the_line_that_announces_a_list_lend_their_cues_to_the_items(language: str) -> None:
    first, second = (unit for unit in units(LISTS[language], language).values() if unit.kind == "item")
    assert "partner" in first.heading
    assert first.intro == frozenset()
    assert "fund" in second.intro


def test_what_follows_the_list_is_no_longer_announced() -> None:
    assert [unit.intro for text, unit in units(LISTS["en"], "en").items() if text.startswith("All")] == [frozenset()]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Søgt tilskud: 4 mio. kr.", "da"),
        ("Egenandel: 2 mill. kr", "nb"),
        ("Eigendel: 2 mill. kr", "nn"),
        ("Sökt stöd: 4 mkr", "sv"),
    ],
)
def test_a_label_of_what_is_applied_for_or_of_own_shares_is_no_unit(line: str, language: str) -> None:
    assert line not in units(f"Lyset\n\n{line}\n\nVi er her.\n", language)


# Names

AS_LIKELY = {"ordinary": [], "subject": {}, "certainty": {"bias": 0.0, "odds": 1.0}, "relations": {}}


@pytest.mark.parametrize(
    ("text", "language", "name", "source"),
    [
        ("Lygten\n\nVi ses.\n", "da", "Lygten", "top-line"),
        ("Nyt om Lygten – Odense\n\nVi ses.\n", "da", "Lygten", "top-part"),
        ("Byen\n\nVi kaller det \"det lange lyset\" her.\n", "nb", "det lange lyset", "quoted"),
        ("Byen\n\nProsjektet Lyktstien bygger.\n", "nn", "Lyktstien", "after-kind"),
        ("Staden\n\nVi samlas i Lyktan på sjön.\n", "sv", "Lyktan på sjön", "bridged"),
        ("Town\n\nWide Open Barns (WOB) is here.\n", "en", "Wide Open Barns", "acronym"),
        ("Town\n\nThe club (WOBA) is here. Join the WOBA club.\n", "en", "WOBA", "acronym-alone"),
        ("Byen\n\nKom nå. Ut mot havet ble kjent. Alle går ut mot havet nå.\n", "nb", "Ut mot havet", "lower"),
        ("Byen\n\nAlle roser Mørk Sti. De går ad Mørk Sti.\n", "da", "Mørk Sti", "repeated"),
        ("Byen\n\nAlle liker Mørk Sti her.\n", "nb", "Mørk Sti", "capitals"),
        ("Staden\n\nProjektnamn: Lyktan\n\nVi ses.\n", "sv", "Lyktan", "label"),
        ("Rapport om samverkansprojektet Bo här\n\nVi ses.\n", "sv", "Bo här", "line-kind"),
        ("Byen\n\nVi prøver \"Fra Jord til Bord\" her.\n", "da", "Fra Jord til Bord", "quoted"),
        ("Byen\n\nAlle siger LyS. Vi elsker LyS.\n", "da", "LyS", "repeated"),
        ("Byen\n\nÅlesund havnevern ble stiftet i 2020.\n", "nb", "Ålesund havnevern", "before-verb"),
        ("Byen\n\nDet blev till samverkan om livsmedel.\n", "sv", "samverkan om livsmedel", "described"),
        ("Byen\n\nHer står vaktsamarbeidet. Vi liker vaktsamarbeidet.\n", "nb", "vaktsamarbeidet", "described"),
    ],
)  # fmt: skip
def test_a_name_is_found_where_pages_give_names(text: str, language: str, name: str, source: str) -> None:
    assert source in names(text, language)[name].sources


def test_what_is_known_to_be_something_else_is_no_name_of_a_page() -> None:
    found = names("Odense Kommune\n\nKontakt\n\nOdense Kommune og Kontakt og Odense Kommune.\n", "da")
    assert not {"Odense Kommune", "Kontakt"} & set(found)


def test_what_stands_beside_a_name_speaks_for_or_against_it() -> None:
    found = names("Byen\n\nPartnerskabet Lang Sti begynder. Kari Holm siger, at Lang Sti er god.\n", "da")
    assert {"before-cooperate", "within"} <= set(found["Lang Sti"].features)
    assert {"person", "after-speech"} <= set(found["Kari Holm"].features)


def test_a_cooperation_that_is_any_is_no_description_of_one() -> None:
    assert "samarbejde om vand" not in names("Byen\n\nVi fik et samarbejde om vand.\n", "da")


def test_what_is_told_from_beginning_to_end_reaches_farther_than_what_one_paragraph_tells() -> None:
    paragraphs = (
        "Vi er sammen i Nordalliansen, som fikk støtte.",
        "Så kom Lang Dal, og alle liker Lang Dal. Prosjektet begynte med Lang Dal i mai.",
        "Siden fikk Nordalliansen mange partnere, og alliansen vokser.",
    )
    found = {key: one.features for key, one in names("Byen\n\n" + "\n\n".join(paragraphs), "nb").items()}
    assert found["Nordalliansen"]["spread"] > found["Lang Dal"]["spread"]
    assert found["Nordalliansen"]["tells"] > found["Lang Dal"]["tells"]
    assert {"called-by-head", "meant"} <= set(found["Nordalliansen"])
    assert "one-block" in found["Lang Dal"]
    assert not {"called-by-head", "beside-kind-of-page"} & set(found["Lang Dal"])


def test_a_headline_says_nothing_of_the_words_below_it() -> None:
    found = names("Partnerskabet\n\nLang Sti\n\nOdense samarbejder om Mørk Dal og mere endnu.\n", "da")
    assert {"whole-line", "line-above-body", "headline-only"} <= set(found["Lang Sti"].features)
    assert not {"within", "in-body", "before-cooperate", "beside-cooperate"} & set(found["Lang Sti"].features)
    assert {"within", "in-body", "before-cooperate"} <= set(found["Mørk Dal"].features)


def test_the_front_of_a_headline_is_told_from_its_back() -> None:
    found = names("Gods i glid – Norrstrand\n\nHär rullar Gods i glid i Norrstrand och vidare.\n", "sv")
    assert {"front-of-line", "front-above-body", "front-and-body"} <= set(found["Gods i glid"].features)
    assert "back-of-line" in found["Norrstrand"].features
    assert "front-of-line" not in found["Norrstrand"].features


def test_a_name_within_a_longer_one_does_not_stand_for_itself() -> None:
    both, sti = Named("Lang Sti", {"repeated"}, [0, 30]), Named("Sti", {"repeated"}, [5, 35, 50])
    headline = Named("Nyt om Sti", {"top-line"}, [43])
    assert own_places([both, sti, headline], "da") == {"Lang Sti": [0, 30], "Sti": [50], "Nyt om Sti": [43]}


def test_a_word_is_ordinary_if_pages_write_it_or_its_end_in_lower_case() -> None:
    with weighing_with({"ordinary": ["projekter"], "subject": {}, "relations": {}}):
        assert is_ordinary("Projekter")
        assert is_ordinary("Strandprojekter")
        assert not is_ordinary("Strandlys")
    with weighing_with({"ordinary": [], "subject": {}, "relations": {}}):
        assert not is_ordinary("Projekter")


def test_the_page_is_about_the_name_that_weighs_most() -> None:
    document = document_from_text(
        'Byen\n\nVi åbner "Lang Sti" nu. Mørk Dal er nær.\n', path=Path("page.txt"), language="da"
    )
    plain = matching_copy(document.text)
    for feature, name in (("quoted", "Lang Sti"), ("holds-other-cues", "Mørk Dal")):
        with weighing_with({**AS_LIKELY, "subject": {feature: 3.0}}):
            subject = weighed_subject(document, plain, None)
            assert subject.entity is not None
            assert subject.entity.name == name
            assert 0 < subject.certainty < 1


def test_a_choice_is_as_sure_as_its_odds_were_right_on_other_pages() -> None:
    alike = [
        Named("Lang Sti", places=[9], features={"said": 1.0}),
        Named("Mørk Dal", places=[5], features={"said": 1.0}),
    ]
    with weighing_with({**AS_LIKELY, "subject": {"said": 2.0, "early": 1.0}}):
        assert likeliest_of([]) is None
        assert likeliest_of(alike) == (alike[1], 0.0)
        alike[0].features["early"] = 1.0
        assert likeliest_of(alike) == (alike[0], 1.0)
    with weighing_with({**AS_LIKELY, "certainty": {"bias": -1.0, "odds": 2.0}}):
        assert certainty(0.5) == 0.5
        assert certainty(-1.0) < 0.1 < 0.9 < certainty(2.0)


# Weights


def test_the_probability_is_the_logistic_of_the_weights_that_are_known() -> None:
    model = Model(-1.0, 0.5, {"near": 2.0, "far": -3.0})
    assert model.probability([]) == pytest.approx(0.2689, abs=1e-4)
    assert model.probability(["near"]) == pytest.approx(0.7311, abs=1e-4)
    assert model.probability(["near", "far"]) < model.probability(["unheard-of"]) == model.probability([])
    assert 0 < Model(900.0, 0.5, {}).probability([]) <= 1


def test_a_pair_weighs_where_both_of_its_features_are() -> None:
    weights = {"near": 0.5, f"near{PAIRED}list": 2.0, f"near{PAIRED}far": -1.0}
    with weighing_with({"relations": {"actor": {"hasPartner": {"bias": 0.0, "least": 0.5, "weights": weights}}}}):
        models_of = family("actor")
        assert [models_of.weigh_pairs(there) for there in ({"list"}, {"near"}, {"list", "near"})] == [0, 0, 200]
        assert models_of.weigh_pairs({"far", "list", "near"}) == 100
        assert models_of.weigh(["near", "list"]) == 50


def test_a_score_counts_each_feature_by_its_value_and_no_other() -> None:
    with weighing_with({"ordinary": [], "subject": {"said": 2.0}, "relations": {}}):
        assert score({"said": 1.5, "unheard-of": 9.0}) == 3.0


def test_other_weights_hold_until_the_with_ends() -> None:
    stored = models()
    with weighing_with(only("actor", "hasPartner", 0.0)):
        assert list(models()) == ["actor"]
    assert models() == stored


# The judge

PARTNERS = "Lang Sti\n\nProjektet Lang Sti er et samarbejde mellem Odense Kommune og Vejle Kommune.\n"


def only(family: str, relation: str, bias: float) -> dict[str, Any]:
    """A table that knows one relation, and finds every candidate as likely."""
    return {
        "ordinary": [],
        "subject": {},
        "relations": {family: {relation: {"bias": bias, "least": 0.5, "weights": {}}}},
    }


def found(page: Page, statements: Iterable[Statement], table: dict[str, object]) -> dict[tuple[str, str], float]:
    with weighing_with(table):
        return {(one.rule, getattr(one.object, "name", "")): one.confidence for one in weigh(page, statements)}


def said_of_odense(page: Page, rule: str, relation: str = "hasPartner") -> Statement:
    assert page.subject is not None
    start = page.plain.index("Odense")
    said = page.say(rule, page.subject, Entity("Municipality", "Odense Kommune"), (start, start + 14))
    assert said.relation == relation
    return said


def test_a_candidate_over_the_threshold_is_a_statement_with_its_probability() -> None:
    page = page_of(PARTNERS, "da", "Lang Sti")
    both = {("weighed-partner", "Odense Kommune"): 0.88, ("weighed-partner", "Vejle Kommune"): 0.88}
    assert found(page, [], only("actor", "hasPartner", 2.0)) == both
    assert found(page, [], only("actor", "hasPartner", -2.0)) == {}


def test_a_second_look_says_how_likely_a_candidate_is_beside_others() -> None:
    page, table = (
        page_of(PARTNERS + "\nHer kommer Aarhus Kommune.\n", "da", "Lang Sti"),
        only("actor", "hasPartner", -0.5),
    )
    table["relations"]["actor"]["hasPartner"]["second"] = {"bias": 0.0, "weights": {"unit:2": 3.0}}
    said = found(page, [], table)
    assert said["weighed-partner", "Odense Kommune"] == 0.95
    assert said["weighed-partner", "Aarhus Kommune"] == 0.5
    assert found(page_of(PARTNERS, "da", "Lang Sti"), [], table) == {}, "a single sentence has nothing around it"


def test_a_pattern_is_as_sure_as_the_weights_are() -> None:
    page = page_of(PARTNERS, "da", "Lang Sti")
    said = said_of_odense(page, "partners-between")
    assert found(page, [said], only("actor", "hasPartner", -2.0)) == {("partners-between", "Odense Kommune"): 0.12}
    assert found(page, [said], only("actor", "hasPartner", 2.0))["partners-between", "Odense Kommune"] == 0.88


def test_layout_stays_whatever_the_weights_say() -> None:
    page = page_of(PARTNERS, "da", "Lang Sti")
    said = said_of_odense(page, "label-partners")
    assert ("label-partners", "Odense Kommune") in found(page, [said], only("actor", "hasPartner", -2.0))


# Places


def place_features(text: str, language: str, subject: str) -> dict[str, list[str]]:
    page = page_of(text, language, subject)
    return {mention.entity.name: features for unit in units_of(page) for mention, features in places_of(page, unit)}


def test_places_of_one_list_are_led_in_by_the_same_words() -> None:
    found = place_features("Lang Sti er et samarbejde i Køge, Hillerød og Jæren.", "da", "Lang Sti")
    assert list(found) == ["Køge", "Hillerød", "Jæren"]
    for features in found.values():
        assert {"places:3", "led-by:in", "led-by:in&cooperate", "topic:near"} <= set(features)
    assert "place:district" in found["Jæren"]
    assert "place:municipality" in found["Køge"]


def test_a_place_beside_another_name_or_in_an_address_tells_of_it_so() -> None:
    found = place_features(
        "Lang Sti får hjælp av KTH i Stockholm. Kontoret: Torvet 1, 6950 Ringkøbing.", "da", "Lang Sti"
    )
    assert "beside:University" in found["Stockholm"]
    assert "led-by:number" in found["Ringkøbing"]


def test_a_place_in_the_name_of_the_subject_says_so() -> None:
    found = place_features("Lammefjordsaftalen gælder omkring Lammefjorden.", "da", "Lammefjordsaftalen")
    assert "in-name" in found["Lammefjorden"]
