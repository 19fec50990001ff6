"""Places: where what a page is about is, told by its name or by a sentence such as "Vagten ligger i Vanse".

Many places are in no table: a capitalised word at the end of a name counts where the text says "i" or "på" before it.
"""

import re
from collections.abc import Iterator
from functools import cache

from loaders.extraction.names import COLLECTIVE_TYPES, gazetteer, typed_name
from loaders.extraction.page import Page
from loaders.extraction.place_names import headed_place, is_bare_place
from loaders.extraction.prose import said
from loaders.extraction.weighing.cues import cues_in, words_of
from loaders.extraction.weighing.everyday import is_ordinary
from loaders.extraction.weighing.weights import ordinary
from loaders.extraction.whole_words import whole_words
from loaders.lexicon import table, words
from loaders.statements import Entity, Statement

_MAX_PLACE_WORDS = 3
_TAIL_WORDS = 2
_KINDS = frozenset({"collective", "cooperate"})
_UPPER = "A-ZÆØÅÄÖÉÜÞÐÍÓÚÁÝ"
_PLACE = rf"[{_UPPER}][\w'-]+(?: [{_UPPER}][\w'-]+){{0,2}}"
_PLACE_WORD = re.compile(rf"[{_UPPER}][^\W\d_A-Z]+(?:-[{_UPPER}][^\W\d_A-Z]+)?")
_AFTER_IN = re.compile(rf".{{3,}} (?:i|på|ved|vid|in|at|om|langs|längs|på tværs af) (?P<place>(?:[\w-]+ )?{_PLACE})")


def place_in_name(page: Page) -> Iterator[Statement]:
    """The place in the name of what the page is about: "Symbiose Hillerød", "Hal 2 i Nørre Nebel"."""
    entity = page.subject
    at = page.plain.find(entity.name) if entity and entity.type in COLLECTIVE_TYPES else -1
    if entity is None or at < 0 or not page.is_sure:
        return
    place = _after_in(entity.name)
    here = at, at + len(entity.name)
    span: tuple[int, int] | None = here
    if place is None:
        place, span = _spoken_part(page, entity.name, here)
    if place and span and (span != here or _is_known(page, place)) and not _is_word_here(page, place):
        yield page.say("name-holds-place", entity, Entity("Place", place), span)


def may_be_place(page: Page, name: str) -> bool:
    """Whether a name that no table knows may be a place's: "Vejle Fjord", and not "Kulturhuset" or "Teams"."""
    tokens = name.split()
    is_name = 1 <= len(tokens) <= _MAX_PLACE_WORDS and all(_PLACE_WORD.fullmatch(token) for token in tokens)
    return is_name and typed_name(name, page.language) is None and not all(map(is_ordinary, tokens))


def _after_in(name: str) -> str | None:
    found = _AFTER_IN.fullmatch(name)
    is_place = found and len(found["place"].split()) <= _MAX_PLACE_WORDS and not is_ordinary(found["place"].split()[-1])
    return found["place"] if found and is_place else None


def _is_known(page: Page, place: str) -> bool:
    """Whether a name tells by itself that it is a place's: "Kul på Kanten" and "Nätverket Kallklimat" tell nothing."""
    return is_bare_place(place, page.language) or headed_place(place, ordinary()) is not None


def _is_word_here(page: Page, place: str) -> bool:
    """Whether the page also writes the last word of a place in lower case: "Regn i Gryden", "gryden"."""
    return next(whole_words(place.split()[-1].casefold(), page.plain), None) is not None


def _spoken_part(page: Page, name: str, here: tuple[int, int]) -> tuple[str | None, tuple[int, int] | None]:
    """A municipality's place in a name, or the words at its end, where the text says "in" before them."""
    tokens = name.split()
    for count in range(min(_TAIL_WORDS, len(tokens) - 1), 0, -1):
        tail = " ".join(tokens[-count:])
        named = all(token[0].isupper() and token.isalpha() for token in tokens[-count:])
        if named and not is_ordinary(tokens[-1]):
            spoken = _spoken_of(page, tail) or (here if _is_kind(page, " ".join(tokens[:-count])) else None)
            if spoken:
                return tail, spoken
    for token in tokens:
        found = gazetteer().find(token) if token[0].isupper() and len(token) > 2 else ()
        places = {one.place_name for one in found}
        if len(places) == 1 and len(tokens) > 1:
            return places.pop(), _spoken_of(page, token) or (
                here if token == tokens[-1] and not is_ordinary(token) else None
            )
    return None, None


def _is_kind(page: Page, words: str) -> bool:
    """Whether the words before a place say what is there: "Reiselivspakta", "Felles nettverk"."""
    cues = cues_in(words_of(words, 0, len(words)), page.language)
    return words[:1].isupper() and any(cue.kind in _KINDS for cue in cues)


def _spoken_of(page: Page, place: str) -> tuple[int, int] | None:
    """The first "i Hillerød", with the word before it."""
    for start, end in whole_words(place, page.plain):
        is_after = end - start == len(place) and page.plain.endswith(_prepositions(page.language), 0, start)
        sentence = page.sentence_of(start - 1) if is_after else None
        if sentence and end <= sentence.end:
            found = _ends_in_preposition(page.language).search(page.plain, sentence.start, start)
            if found:
                return found.start(), end
    return None


@cache
def _prepositions(language: str) -> tuple[str, ...]:
    """What stands before a place, with the space after it."""
    return tuple(f"{one} " for one in words(language, "in"))


@cache
def _ends_in_preposition(language: str) -> re.Pattern[str]:
    """A preposition of place that stands last, with the word before it."""
    return re.compile(rf"(?:[\w-]+ )?(?<!\w)(?:{'|'.join(map(re.escape, _prepositions(language)))})\Z")


def place_statements(page: Page) -> Iterator[Statement]:
    """ "It has its seat in …", "Vagten holder til i det gamle meieriet på Spillum"."""
    for sentence in page.sentences:
        found = _lies_in().search(page.plain, sentence.start, sentence.end)
        topic = page.topic_at(sentence.start)
        if found is None or topic is None or said(page, "not", sentence.start, found.end()):
            continue
        if typed_name(found["place"], page.language) and not gazetteer().find(found["place"]):
            continue
        if _speaks_of(page, topic, sentence.start, found.start()):
            yield page.say("lies-at", topic, Entity("Place", found["place"]), (sentence.start, found.end()))


def _speaks_of(page: Page, topic: Entity, start: int, end: int) -> bool:
    """Whether the words before the verb are what the page is about, or stand for it."""
    before = page.plain[start:end].strip(" ,")
    own = frozenset(words(page.language, "page_words"))
    is_short = before.casefold() in own or before.casefold() in ("it", "det", "den")
    return is_short or any(one.entity == topic for one in page.mentions(start, end))


@cache
def _lies_in() -> re.Pattern[str]:
    verbs = "|".join(table("page")["lies_in"])
    return re.compile(
        rf"(?<!\w)(?:{verbs})(?: (?!og |och |and )\w+){{0,4}}? (?:i|på|ved|vid|in|at|on) (?P<place>{_PLACE})(?!\w)"
    )
