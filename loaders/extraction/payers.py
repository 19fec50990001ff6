"""Payers: the gap before or after a verb of giving in, the funds, programmes and bodies that give out.

Right before the verb any name may stand ("Markfonden Syd har bevilget …"); after it only what is known to give.
"""

from loaders.extraction.lists import joint
from loaders.extraction.mentions import UNKNOWN, Mention
from loaders.extraction.names import known_fund
from loaders.extraction.page import Page
from loaders.extraction.slot_values import Filling, Gap
from loaders.lexicon import words
from loaders.statements import Entity

_PAYERS = frozenset({"Fund", "Programme", "PublicBody", "Region"})
_GIVERS = _PAYERS | {"Association", "University", "OrganisationUnit", UNKNOWN}


def payers(page: Page, gap: Gap, *, is_left: bool) -> tuple[Filling, ...]:
    """Who pays: right before a verb of giving, or within twelve words after it."""
    found = [
        mention for mention in page.mentions(*gap) if known_fund(mention.entity.name) or mention.entity.type in _PAYERS
    ]
    if not is_left:
        near = [mention for mention in found if len(page.plain[gap[0] : mention.start].split()) < 12]
        return tuple(Filling(mention.entity, mention.start, mention.end) for mention in near)
    return tuple(Filling(_as_payer(one.entity), one.start, one.end) for one in _payers_before(page, gap))


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
