"""Who takes part, who leads, who began it and who pays, as running text says it: a sentence in, the names out."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.extraction import said_by_patterns
from loaders.extraction.opening import open_page
from loaders.statements import Entity

SAID = [
    ("da", "De tre er Skive, Lemvig og Struer.", "hasPartner", {"Skive Kommune", "Lemvig Kommune", "Struer Kommune"}),
    ("sv", "De två partnerna är Lunds kommun och Lydvakt AB.", "hasPartner", {"Lunds kommun", "Lydvakt AB"}),
    ("en", "The two municipalities are Vejle and Kolding.", "hasPartner", {"Vejle Kommune", "Kolding Kommune"}),
    ("nb", "Bak ordningen står Bodø kommune og Lydvakt AS.", "hasPartner", {"Bodø kommune", "Lydvakt AS"}),
    (
        "sv",
        "Bron är ett havssamarbete mellan Lunds kommun och Lydvakt AB.",
        "hasPartner",
        {"Lunds kommun", "Lydvakt AB"},
    ),
    ("nb", "Dette er et energisamarbeid mellom Bodø kommune og Enova.", "hasPartner", {"Bodø kommune", "Enova"}),
    ("nb", "Fra norsk side deltar Bodø kommune og Lydvakt AS.", "hasPartner", {"Bodø kommune", "Lydvakt AS"}),
    ("sv", "Alla medverkar med Lunds kommun.", "hasPartner", set()),
    ("nn", "Lydvakt AS er fagleg partnar.", "hasPartner", {"Lydvakt AS"}),
    ("en", "The Danish partner is Vejle Municipality.", "hasPartner", {"Vejle Kommune"}),
    ("da", "Sammen passer vi på et projekt om Vejle og Kolding.", "hasPartner", set()),
    ("da", "Lydfonden betaler for bådene.", "funder", {"Lydfonden"}),
    ("da", "Bag broen står Lydvakt A/S, tre virksomheder og ni fynske kommuner.", "hasPartner", {"Lydvakt A/S"}),
    ("en", "In May we welcomed Vejle Municipality.", "hasPartner", {"Vejle Kommune"}),
    ("nn", "Voss og Ulvik går saman om båten.", "hasPartner", {"Voss kommune", "Ulvik kommune"}),
    ("sv", "Lunds kommun tog på sig rollen som huvudsökande.", "leadPartner", {"Lunds kommun"}),
    ("da", "Vejle Kommune har hovedansvaret.", "leadPartner", {"Vejle Kommune"}),
    ("nb", "Det er en kampanje fra Lydvakt AS.", "initiatedBy", {"Lydvakt AS"}),
    ("sv", "Finansieringen kommer från Lydfonden.", "funder", {"Lydfonden"}),
    ("da", "Resten kommer fra Vejle og Kolding kommuner.", "funder", {"Vejle Kommune", "Kolding Kommune"}),
    ("da", "Projektet finansieres af Vejle Kommune og Lydfonden.", "funder", {"Vejle Kommune", "Lydfonden"}),
    ("sv", "Vi har 105 000 SEK i bidrag från Lydfonden.", "funder", {"Lydfonden"}),
    ("en", "Of this, EUR 200,000 comes from Lydvakt AS.", "funder", {"Lydvakt AS"}),
    ("da", "Hertil kommer 2 mio. kr. fra Miljøstyrelsens pulje.", "funder", set()),
    ("nb", "Vi har søkt om 2 mill. kroner fra Lydfondet.", "funder", set()),
]


@pytest.mark.parametrize(("language", "text", "relation", "names"), SAID)
def test_running_text_says_who_does_what(language: str, text: str, relation: str, names: set[str]) -> None:
    document = document_from_text(f"Grøn Bro. {text}", path=Path("side.txt"), language=language)
    page = open_page(document, weigh=False, subject=Entity("Project", "Grøn Bro"))
    said = {
        one.object.name for one in said_by_patterns(page) if isinstance(one.object, Entity) and one.relation == relation
    }
    assert said == names
