"""Lists in prose: "Køge Kommune, Bærum Næringsråd og næringslivet" and "bygg og transport".

A stretch in; lists of actors, or phrases with their places, out. In an elliptic list ("Køge og Kristianstad kommuner",
"kommunerne Køge og Lund") every name is a municipality.
"""

import re
from collections.abc import Iterator
from functools import cache

from loaders.extraction.mentions import UNKNOWN, Mention
from loaders.extraction.names import ACTOR_TYPES, is_person, official_name, reference
from loaders.extraction.page import Page
from loaders.extraction.place_names import city_abroad
from loaders.lexicon import words
from loaders.statements import Entity

_NEXT_WORD = re.compile(r" *(\w+)")
_CUT = re.compile(r" *(?:;| [·•|] ) *")
_MAX_PHRASE_WORDS = 5
_MAX_PHRASE_CHARS = 60
_PLACED = frozenset({"Municipality", "Place", "Country"})


def actor_lists(page: Page, start: int, end: int) -> tuple[tuple[Mention, ...], ...]:
    """The lists of actors in a stretch, in order; one actor alone is a list of one."""
    grouped: list[list[Mention]] = []
    last = start
    for mention in _with_the_municipality(page, start, end):
        if grouped and _tells_where(page, grouped[-1][-1], last, mention):
            last = mention.end
            continue
        if grouped and joint(page.language).fullmatch(page.plain, last, mention.start):
            grouped[-1].append(mention)
        else:
            grouped.append([mention])
        last = mention.end
    lists = (_as_actors(page, group, end) for group in _without_shared_heads(page, grouped))
    return tuple(actors for group in lists for actors in group)


def phrases_in(plain: str, gap: tuple[int, int], language: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The phrases of a list such as "infrastruktur, klima og energi", up to the word that ends it."""
    stop = _phrase_stop(language).search(plain, *gap)
    end = stop.start() if stop else gap[1]
    at = gap[0]
    cuts = [(match.start(), match.end()) for match in _comma(language).finditer(plain, gap[0], end)]
    for left, right in [*cuts, (end, end)]:
        phrase = _phrase(plain, at, left, language)
        at = right
        if phrase:
            yield phrase


def listed_phrases(plain: str, gap: tuple[int, int], language: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The phrases of a list whose cuts may be marks: "home care · rural areas", "vann; klima og energi"."""
    marks = [one.span() for one in _CUT.finditer(plain, *gap)]
    if not marks:
        yield from phrases_in(plain, gap, language)
        return
    for begin, end in zip(
        (gap[0], *(right for _, right in marks)), (*(left for left, _ in marks), gap[1]), strict=True
    ):
        phrase = _phrase(plain, begin, end, language)
        if phrase:
            yield phrase


def _phrase(plain: str, start: int, end: int, language: str) -> tuple[str, tuple[int, int]] | None:
    opening = _determiner(language).match(plain, start, end)
    start = opening.end() if opening else start
    text = plain[start:end].strip(" .:")
    if not text or len(text) > _MAX_PHRASE_CHARS or len(text.split()) > _MAX_PHRASE_WORDS or text.isdigit():
        return None
    begin = plain.index(text, start, end)
    return " ".join(text.split()), (begin, begin + len(text))


def _with_the_municipality(page: Page, start: int, end: int) -> list[Mention]:
    """The mentions of a stretch, and "kommunen" as the page's municipality."""
    found = list(page.mentions(start, end))
    if page.municipality:
        inside = (here for here in page.home_words if start <= here[0] and here[1] <= end)
        free = (here for here in inside if all(here[1] <= one.start or here[0] >= one.end for one in found))
        found += [Mention(page.municipality, *here) for here in free]
    return sorted(found, key=lambda mention: mention.start)


def _without_shared_heads(page: Page, grouped: list[list[Mention]]) -> list[list[Mention]]:
    """Take the "kommuner" of "Køge og Kristianstad kommuner" into the list before it: it names nobody by itself."""
    kept: list[list[Mention]] = []
    for group in grouped:
        words_here = page.plain[group[0].start : group[0].end].casefold()
        follows = bool(kept) and page.plain[kept[-1][-1].end : group[0].start].isspace()
        if follows and len(group) == 1 and words_here in words(page.language, "municipality_plurals"):
            continue
        kept.append(group)
    return kept


def _tells_where(page: Page, actor: Mention, last: int, place: Mention) -> bool:
    """ "Lunds universitet i Sverige": where one of a list is does not end the list."""
    kinds = ("Country",) if actor.entity.type in _PLACED else ("Country", "Place")
    between = page.plain[last : place.start].strip()
    return place.entity.type in kinds and last == actor.end and between in words(page.language, "in")


def _as_actors(page: Page, group: list[Mention], end: int) -> Iterator[tuple[Mention, ...]]:
    """The group with every mention made an actor, in two lists where one that cannot be an actor stands between."""
    elliptic = _is_elliptic(page, group, end)
    actors: list[Mention] = []
    for mention in group:
        entity = _actor(page, mention.entity, elliptic=elliptic)
        if entity:
            actors.append(mention._replace(entity=entity))
        elif actors:
            yield tuple(actors)
            actors = []
    if actors:
        yield tuple(actors)


def _actor(page: Page, entity: Entity, *, elliptic: bool) -> Entity | None:
    if entity.type in ACTOR_TYPES:
        return entity
    if entity.type == "Place" or (entity.type == UNKNOWN and elliptic):
        found = reference(entity.name, page.language)
        name = official_name(found, page.language, entity.name) if found else entity.name
        return Entity("Municipality", name) if found or elliptic or city_abroad(name) else None
    return Entity("Company", entity.name) if entity.type == UNKNOWN and not is_person(entity.name) else None


def _is_elliptic(page: Page, group: list[Mention], end: int) -> bool:
    after = _NEXT_WORD.match(page.plain, group[-1].end, min(end + 20, len(page.plain)))
    if after and after[1].casefold() in words(page.language, "municipality_plurals"):
        return True
    before = page.plain[max(0, group[0].start - 20) : group[0].start].split()
    return bool(before) and before[-1].casefold() in words(page.language, "municipality_before")


def _alternatives(language: str, key: str) -> str:
    found = sorted(words(language, key), key=len, reverse=True)
    return "|".join(" +".join(map(re.escape, word.split())) for word in found)


@cache
def joint(language: str) -> re.Pattern[str]:
    """What may stand between two members of a list."""
    comma = f"(?: *[,;/&] *| +[-·|] +)(?:(?:{_alternatives(language, 'and')}) +)?"
    mark = f"(?:{comma}| +(?:{_alternatives(language, 'and')}) +)"
    # What a name is may stand before it: "fiskefabrikken Nordlaks AS", "the glulam manufacturer Kronvirke AB".
    noun = rf"[\w-]*(?:{_alternatives(language, 'apposition_ends')}) +"
    determiner = rf"(?:{_alternatives(language, 'determiners')}) +"
    aside = r"(?: \([^()]{1,60}\))?"
    return re.compile(rf"{aside}{mark}(?:{noun}|{determiner}(?:(?:[\w-]+ +){{0,2}}{noun})?)?", re.IGNORECASE)


@cache
def _comma(language: str) -> re.Pattern[str]:
    return re.compile(
        rf" *[,;•] *(?:(?:{_alternatives(language, 'and')}) +)?| +(?:{_alternatives(language, 'and')}) +", re.IGNORECASE
    )


@cache
def _determiner(language: str) -> re.Pattern[str]:
    return re.compile(rf" *(?:(?:{_alternatives(language, 'determiners')}) +)?", re.IGNORECASE)


@cache
def _phrase_stop(language: str) -> re.Pattern[str]:
    stops = _alternatives(language, "theme_stops")
    return re.compile(rf" - | – |[.:;!?(](?= |$)|,? +(?:{stops})(?!\w)", re.IGNORECASE)
