"""Employers: an office with its holder in, the organisation in which it is held out.

The organisation is named between, after or before title and name; else the title tells whether the page's
municipality or its partnership is meant.
"""

import re
from functools import cache

from loaders.extraction.mentions import UNKNOWN
from loaders.extraction.names import ACTOR_TYPES, COLLECTIVE_TYPES, clean, country, official_name, reference, typed_name
from loaders.extraction.page import Page
from loaders.extraction.persons import looks_like_title, written
from loaders.lexicon import choice_of, table
from loaders.statements import Entity

AT = r"(?:i|in|for|för|of|at|ved|vid|på|hos|from|fra|från|frå|av|af)"
_ASIDE = r"(?: \([^)]{1,15}\))?"
_AFTER = re.compile(rf"{_ASIDE}(?:,? {AT}(?: the| den| det)? | \(|, ?\s?| – | - |\n+)")
_BETWEEN = re.compile(rf"[,(]? ?(?:{AT} )?([^,;()\n]{{2,60}})[,)]?")
_HOLDS = re.compile(r" (?:er|är|is)(?: det| it)? ")
_AT_END = re.compile(rf"(?<!\w){AT} \Z", re.IGNORECASE)
_MAX_GAP_CHARS = 70
_MAX_FAR_CHARS = 130
_MAX_LINE_WORDS = 8


def employer_of(page: Page, title: str, first: int, between: str, last: int) -> tuple[Entity | None, int]:
    """The organisation and where the words for it end.

    ``first`` is where name and title begin, ``last`` where they end, ``between`` the words that stand between them.
    """
    body = _of_body().match(page.plain, last)
    if body:
        found, end = _after(page, body.end())
        return found or page.topic_at(first), max(end, body.end())
    for words in reversed(_BETWEEN.findall(between)):
        found = organisation_of(page, words)
        if found:
            return found, last
    found, end = _after(page, last)
    if found is None:
        found = _before(page, first)
    if found is None and is_municipal(title):
        found = page.municipality
    if found is None and _is_of_collective(title):
        found = page.topic_at(first)
    return found, end


def employer_by_page(page: Page, title: str, first: int) -> Entity | None:
    """Where nothing is named: what the sentence named before, else whose page it is, save for learned titles."""
    if title.casefold().endswith(tuple(table("names")["roles"]["anywhere"])):
        return None
    if is_municipal(title):
        return page.municipality
    if title.casefold().startswith(tuple(table("names")["roles"]["regional"])):
        return _only_region(page)
    start = page.sentence_at(first)[0]
    earlier = [
        found for one in page.mentions(start, first) if (found := _as_organisation(page, one.entity, is_near=False))
    ]
    return earlier[-1] if earlier else page.topic_at(first) or page.municipality


def _only_region(page: Page) -> Entity | None:
    regions = {one.entity for one in page.mentions(0, len(page.plain)) if one.entity.type == "Region"}
    return regions.pop() if len(regions) == 1 else None


def organisation_of(page: Page, text: str) -> Entity | None:
    """The organisation that a whole text names; a place stands for its municipality."""
    known = page.vocabulary.known.get(clean(text))
    entity = typed_name(clean(text), page.language) or (known if known and known.type in ACTOR_TYPES else None)
    if entity and entity.type != "Country":
        return entity
    place = reference(clean(text), page.language)
    return (
        Entity("Municipality", official_name(place, page.language, clean(text)))
        if place and country(text) is None
        else None
    )


def is_municipal(title: str) -> bool:
    """Whether a title is an office of a municipality."""
    lowered = clean(title).casefold()
    return any(lowered == office or lowered.startswith(office + " ") for office in table("names")["roles"]["municipal"])


def _is_of_collective(title: str) -> bool:
    lowered = title.casefold()
    return any(lowered == one or lowered.endswith(" " + one) for one in table("names")["roles"]["of_collective"])


def _after(page: Page, last: int) -> tuple[Entity | None, int]:
    """The first organisation after both, as far as nothing else is said before it."""
    after = _AFTER.match(written(page, last, last + _MAX_FAR_CHARS))
    if after is None:
        return None, last
    begin = last + after.end()
    if "\n" in after.group():
        return _below(page, begin, last)
    end = max(page.sentence_at(last)[1], page.sentence_at(last - 1)[1], _block_end(page, last))
    for mention in page.mentions(last, min(end, last + _MAX_FAR_CHARS))[:3]:
        gap = written(page, begin, mention.start)
        if len(gap) > _MAX_GAP_CHARS or ";" in gap or "\n" in gap or (gap.strip() and not _leads_on(gap)):
            return None, last
        found = _as_organisation(page, mention.entity, is_near=not gap.strip())
        if found:
            return found, mention.end
    return None, last


@cache
def _of_body() -> re.Pattern[str]:
    """ "for styregruppen": a body of the partnership that is spoken of."""
    return re.compile(
        rf" {AT}(?: the| den| det)? (?:{choice_of('names', 'roles', 'bodies_of_collective')})\w*", re.IGNORECASE
    )


def _block_end(page: Page, offset: int) -> int:
    start = page.block_start(offset)
    return next((block.end for block in page.document.blocks if block.start == start), offset)


@cache
def _open_words() -> re.Pattern[str]:
    return re.compile(rf"(?:,|(?:^|.* ){AT}(?: the| den| det)?) *\Z", re.DOTALL)


def _leads_on(gap: str) -> bool:
    """Whether words lead on to an organisation, and no other title stands among them."""
    return _open_words().match(gap) is not None and not any(map(looks_like_title, gap.split()))


def _below(page: Page, start: int, last: int) -> tuple[Entity | None, int]:
    """The organisation on the line under a name and title."""
    line = written(page, start, start + _MAX_FAR_CHARS).split("\n")[0]
    if not line or len(line.split()) > _MAX_LINE_WORDS:
        return None, last
    found = next(filter(None, (organisation_of(page, part) for part in line.split(","))), None)
    return (found, start + len(line)) if found else (None, last)


def _before(page: Page, first: int) -> Entity | None:
    """The organisation right before: "Hamars varaordfører", "For Verdal kommune: Pål …", "Hos VIA er det lektor …"."""
    start = max(page.block_start(first), first - _MAX_GAP_CHARS)
    mentions = page.mentions(start, first)
    if not mentions:
        return None
    gap = page.plain[mentions[-1].end : first]
    if _HOLDS.fullmatch(gap) and _AT_END.search(page.plain, start, mentions[-1].start):
        return _as_organisation(page, mentions[-1].entity, is_near=True)
    is_owner = gap.strip() in ("", ":", "'s", "s") and len(gap) < 4
    if not is_owner or (not gap.strip() and not page.plain[start:first].rstrip().endswith("s")):
        return None
    entity = mentions[-1].entity
    owner = typed_name(entity.name.removesuffix("s"), page.language) if not gap.strip() else None
    return _as_organisation(page, owner or entity, is_near=True)


def _as_organisation(page: Page, entity: Entity, *, is_near: bool) -> Entity | None:
    if entity.type in ("Municipality", "Place"):
        found = reference(entity.name, page.language)
        if found:
            return Entity("Municipality", official_name(found, page.language, entity.name))
        return entity if entity.type == "Municipality" else None
    if entity.type == UNKNOWN:
        return Entity("Company", entity.name) if is_near and not looks_like_title(entity.name) else None
    is_organisation = entity.type in ACTOR_TYPES | COLLECTIVE_TYPES - {"ActorGroup", "Actor", "OrganisationUnit"}
    return entity if is_organisation else None
