"""Payers: the gap before or after a verb of giving in, the funds, programmes and bodies that give out.

Right beside a verb of giving any name may stand ("Markfonden Syd har bevilget …", "betales af Markfonden Syd og Lyngby
Kommune"); after a looser word ("fik i går 2 mio. kr. … fra") and farther on only what is known to give.
"""

from collections.abc import Iterable

from loaders.extraction.lists import actor_lists, joint
from loaders.extraction.mentions import UNKNOWN, Mention
from loaders.extraction.names import known_fund
from loaders.extraction.page import Page
from loaders.extraction.slot_values import Filling, Gap
from loaders.extraction.tokens import without_genitive
from loaders.lexicon import words
from loaders.statements import Entity

_PAYERS = frozenset({"Fund", "Programme", "PublicBody", "Region"})
_GIVERS = _PAYERS | {"Association", "University", "OrganisationUnit", UNKNOWN}
_NAMED_GIVERS = _GIVERS | {"Municipality", "Company", "Utility", "Network"}
_MAX_WORDS_BESIDE, _MAX_WORDS_AWAY = 2, 12


def payers(page: Page, gap: Gap, *, is_left: bool) -> tuple[Filling, ...]:
    """Who pays: right before a verb of giving, or within twelve words after it."""
    return _fillings(_payers_before(page, gap) if is_left else _known_payers(page, gap))


def payers_beside(page: Page, gap: Gap) -> tuple[Filling, ...]:
    """The list that stands right after words that only a payer follows, whoever is in it."""
    lists = actor_lists(page, *gap)
    before = page.plain[gap[0] : lists[0][0].start] if lists else ","
    if "," in before or len(before.split()) > _MAX_WORDS_BESIDE:
        return ()
    return _fillings(one for one in lists[0] if one.entity.type in _NAMED_GIVERS and not _is_owner(page, one))


def _is_owner(page: Page, mention: Mention) -> bool:
    """ "Miljøstyrelsens pulje": what pays is the fund, whose name is longer."""
    said = page.plain[mention.start : mention.end]
    return said != mention.entity.name and without_genitive(said) != said and page.plain[mention.end :][:1] == " "


def _fillings(mentions: Iterable[Mention]) -> tuple[Filling, ...]:
    return tuple(Filling(_as_payer(one.entity), one.start, one.end) for one in mentions)


def _known_payers(page: Page, gap: Gap) -> list[Mention]:
    found = (one for one in page.mentions(*gap) if known_fund(one.entity.name) or one.entity.type in _PAYERS)
    return [one for one in found if len(page.plain[gap[0] : one.start].split()) < _MAX_WORDS_AWAY]


def _payers_before(page: Page, gap: Gap) -> list[Mention]:
    """Who stands right before a verb of giving: the last name and those joined to it, of any kind that can give."""
    kept: list[Mention] = []
    end = gap[1]
    for mention in reversed(page.mentions(*gap)):
        between = page.plain[mention.end : end]
        joined = len(between.split()) <= 2 if not kept else joint(page.language).fullmatch(between) is not None
        if not joined or mention.entity.type not in _GIVERS or _is_group(page, mention):
            break
        kept.append(mention)
        end = mention.start
    return kept[::-1]


def _is_group(page: Page, mention: Mention) -> bool:
    """ "Kommunerne betaler …": a sentence that opens with a plural names nobody."""
    return mention.entity.name.casefold() in words(page.language, "municipality_plurals")


def _as_payer(entity: Entity) -> Entity:
    return Entity("Fund", entity.name) if entity.type == UNKNOWN else entity
