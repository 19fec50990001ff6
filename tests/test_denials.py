"""What the clause of a candidate takes back, and what another clause may not."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.extraction.opening import open_page
from loaders.extraction.weighing.candidates import candidates_in
from loaders.extraction.weighing.denials import is_denied
from loaders.extraction.weighing.page_facts import facts_of
from loaders.extraction.weighing.units import units_of
from loaders.statements import Entity


def denied(text: str, language: str, relation: str = "hasPartner") -> set[str]:
    """The names of which a sentence denies that they are partners in Kystringen."""
    document = document_from_text(text, path=Path("page.txt"), language=language)
    page = open_page(document, weigh=False, subject=Entity("Partnership", "Kystringen"))
    facts = facts_of(page)
    candidates = [one for unit in units_of(page) for one in candidates_in(page, unit, facts)]
    return {one.thing.name for one in candidates if isinstance(one.thing, Entity) and is_denied(page, one, relation)}


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Lunds kommun har efter många långa möten inte gått med.", "sv", "Lunds kommun"),
        ("Vejle Kommune fulgte arbejdet det første år, men er ikke medlem.", "da", "Vejle Kommune"),
        ("Bodø kommune, som ifølge ordføreren ikke deltar, sender gratulasjoner.", "nb", "Bodø kommune"),
        ("Odense Kommune var nævnt som partner i avisen, men det var en fejl.", "da", "Odense Kommune"),
        ("Voss kommune og Ulvik herad har meldt si interesse for nettverket.", "nn", "Voss kommune"),
        ("Randers Kommune joined in 2016 but pulled out after a year.", "en", "Randers Kommune"),
        ("Aarhus Kommune, who left in the spring, had planned to join again.", "en", "Aarhus Kommune"),
    ],
)
def test_a_clause_takes_back_what_it_says(text: str, language: str, name: str) -> None:
    assert name in denied(text, language)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Lunds kommun deltar, men Malmö stad är inte med.", "sv", "Lunds kommun"),
        ("Lunds kommun deltar, men inte Malmö stad.", "sv", "Lunds kommun"),
        ("Vejle Kommune er medlem, og ingen betaler kontingent.", "da", "Vejle Kommune"),
        ("Bodø kommune samarbeider slik at ingen står alene.", "nb", "Bodø kommune"),
        ("Aarhus Kommune is a partner, but Randers Kommune is not a member.", "en", "Aarhus Kommune"),
    ],
)
def test_another_clause_takes_nothing_back(text: str, language: str, name: str) -> None:
    assert name not in denied(text, language)


def test_who_lends_pays_nothing() -> None:
    text = "Bygget betalas med ett lån hos Kommunfinans. Vinnova betalar resten."
    assert denied(text, "sv", "funder") == {"Kommunfinans"}
