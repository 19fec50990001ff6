"""Mentions: a sentence in, the things that it names out, each with its type and its place.

Named things are runs of capitalised words, with a head noun ("Køge kommune", "Lunds universitet"); groups are a
quantity and a noun ("en række virksomheder i Skejby"). Names that a document gave once are known from then on, with
typing errors (``known_names.py``). One pass over the words of a sentence, without going back.
"""

from functools import cache
from typing import NamedTuple

from loaders.extraction.groups import group_at
from loaders.extraction.known_names import Vocabulary
from loaders.extraction.name_ends import name_end
from loaders.extraction.names import gazetteer, is_title, place_name, reference, typed_name
from loaders.extraction.place_names import headed_place, is_direction, listed_place
from loaders.extraction.runs import goes_on, opens_sentence
from loaders.extraction.tokens import Token, Tokens, has_capital, without_genitive
from loaders.extraction.well_known import known_bodies
from loaders.lexicon import given_names, table, word_set, words
from loaders.reference import is_place
from loaders.statements import Entity

UNKNOWN = "Name"
_MAY_HAVE_GENITIVE = frozenset({"PublicBody", "Region", "Fund", "University", "Network", "Association"})


class Mention(NamedTuple):
    """An entity where it stands; type ``Name`` means that the words alone do not tell what is named."""

    entity: Entity
    start: int
    end: int


def scan(text: Tokens, start: int, end: int, vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """Everything that a stretch names, in order and without overlap."""
    tokens = text.between(start, end)
    found: list[Mention] = []
    at = 0
    count, begins_known = len(tokens), vocabulary.first_words
    while at < count:
        token = tokens[at]
        # Most words are ordinary ones, and are asked for nothing more.
        if not (token.opens or token.bare in begins_known):
            at += 1
            continue
        mention, used = _mention_at(text.plain, tokens, at, vocabulary)
        if mention:
            found.append(mention)
        at += used
    return tuple(found)


def _mention_at(plain: str, tokens: list[Token], at: int, vocabulary: Vocabulary) -> tuple[Mention | None, int]:
    token = tokens[at]
    group = group_at(plain, tokens, at, vocabulary.language) if token.quantifies else None
    if group:
        return Mention(Entity(group.type, group.name), group.start, group.end), group.count
    known = _known_at(plain, tokens, at, vocabulary)
    if known:
        return known
    if token.text[0].isupper() or (token.text[0].isdigit() and has_capital(token.text)):
        return _name_at(plain, tokens, at, vocabulary)
    return None, 1


def _known_at(plain: str, tokens: list[Token], at: int, vocabulary: Vocabulary) -> tuple[Mention, int] | None:
    """The longest name known already that begins here."""
    if not vocabulary.may_begin_name(tokens[at]):
        return None
    start = tokens[at].start
    for count in vocabulary.token_counts(tokens[at]):
        last = at + count - 1
        if last >= len(tokens):
            continue
        name = " ".join(plain[start : tokens[last].end].split())
        entity = vocabulary.known.get(name) or vocabulary.known.get(without_genitive(name))
        if entity and not goes_on(plain, tokens, at, last):
            return Mention(entity, start, tokens[last].end), last - at + 1
    return None


def _name_at(plain: str, tokens: list[Token], at: int, vocabulary: Vocabulary) -> tuple[Mention | None, int]:
    last = name_end(plain, tokens, at, vocabulary)
    used = last - at + 1
    if last > at and tokens[at].lowered in table("names")["roles"]["honorifics"]:
        return None, used
    first = _without_titles(tokens, at, last)
    if first > last or (first == last and (_names_nobody(tokens[first]) or _is_party(plain, tokens[first]))):
        return None, used
    opens = opens_sentence(plain, tokens, first)
    if opens and first < last and _never_begins_name(tokens[first], vocabulary.language):
        return None, first - at + 1
    if opens and tokens[first].lowered in vocabulary.lowercase:
        whole = _entity(plain, tokens, first, last, vocabulary, strict=True)
        if whole is None or whole[0].type == UNKNOWN:
            # "Projektet Grøn Havn": an ordinary word opens the sentence, and the name begins after it.
            return None, first - at + 1
    entity = _entity(plain, tokens, first, last, vocabulary, strict=opens)
    if entity is None:
        return None, used
    mention = Mention(entity[0], tokens[entity[1]].start, tokens[last].end)
    return _with_direction(plain, tokens, entity[1], mention), used


def _with_direction(plain: str, tokens: list[Token], first: int, place: Mention) -> Mention:
    """ "östra Nyland", "indre Sogn": a part of a place has a name of its own."""
    before = tokens[first - 1] if first else None
    if place.entity.type != "Place" or before is None or plain[before.end : place.start] != " ":
        return place
    if not (before.text.islower() and is_direction(before.text)):
        return place
    return Mention(Entity("Place", f"{before.text} {place.entity.name}"), before.start, place.end)


def _never_begins_name(token: Token, language: str) -> bool:
    """ "Også Landsbyggefonden": the capital is that of the sentence; "VIA University College" has its own."""
    return token.lowered in word_set(language, "opening_words") and not has_capital(token.text[1:])


def _entity(
    plain: str, tokens: list[Token], first: int, last: int, vocabulary: Vocabulary, *, strict: bool
) -> tuple[Entity, int] | None:
    """The entity of a run and the token that it begins at; a run that opens a sentence needs more evidence."""
    for begin in range(first, last + 1):
        name = plain[tokens[begin].start : tokens[last].end]
        entity = typed_name(name, vocabulary.language)
        if entity is None or (begin > first and entity.type != "Municipality"):
            continue
        entity = _nominative(entity, vocabulary.language)
        if entity.type != "Municipality" or begin >= last - 1 or gazetteer().find(entity.name):
            return entity, begin
    name = " ".join(plain[tokens[first].start : tokens[last].end].split())
    place = reference(name, vocabulary.language)
    is_word = strict and name.casefold() in vocabulary.lowercase
    if place and not is_word:
        return Entity("Place", place_name(place, vocabulary.language, name)), first
    known = vocabulary.known.get(name)
    listed = None if known or is_word else listed_place(name)
    if listed:
        return Entity("Place", listed), first
    known = known or vocabulary.same_as_known(name)
    if known:
        return known, first
    headed = None if strict else headed_place(name, vocabulary.ordinary)
    if headed:
        return Entity("Place", headed), first
    branch = _branch(name)
    if branch:
        return branch, first
    if tokens[first].text in _no_names() and name.removeprefix(tokens[first].text).islower():
        return None
    if strict and first == last and name not in vocabulary.named_inside and not _is_distinct(name):
        is_name = _opens_list(tokens, last, vocabulary) or _acts(plain, tokens, last, vocabulary)
        return (Entity(UNKNOWN, name), first) if is_name else None
    return Entity(UNKNOWN, name), first


def _branch(name: str) -> Entity | None:
    """ "Folkhälsan i Jakobstad" is what Folkhälsan is."""
    head, _, _ = name.partition(" i ")
    body = known_bodies().get(head)
    return Entity(body.type, name) if body and head != name else None


def _opens_list(tokens: list[Token], at: int, vocabulary: Vocabulary) -> bool:
    """ "Movia og FlexDanmark deltager": what is listed with a name is a name, unless it is a word of the page."""
    joined = tokens[at + 1 : at + 3]
    return (
        len(joined) == 2
        and joined[0].text in words(vocabulary.language, "and")
        and joined[1].text[0].isupper()
        and tokens[at].lowered not in vocabulary.lowercase
    )


def _acts(plain: str, tokens: list[Token], at: int, vocabulary: Vocabulary) -> bool:
    """ "Cultiva bevilget …": a verb follows, and the word before it looks like no word of the language."""
    following = tokens[at + 1 : at + 2]
    lowered = tokens[at].lowered
    if not following or plain[tokens[at].end : following[0].start] != " ":
        return False
    if following[0].lowered not in word_set(vocabulary.language, "finite_verbs"):
        return False
    is_word = lowered in vocabulary.lowercase or lowered in vocabulary.ordinary or tokens[at].text in given_names()
    is_word = is_word or _never_begins_name(tokens[at], vocabulary.language)
    return not is_word and len(lowered) > 2 and not lowered.endswith(_word_ends(vocabulary.language))


@cache
def _word_ends(language: str) -> tuple[str, ...]:
    return words(language, "word_ends")


def _names_nobody(token: Token) -> bool:
    """A code ("NOK", "FI"), a word that has a capital all the same ("Danish"), or half a word ("Havs-")."""
    is_half = token.text.endswith("-")
    return is_half or token.lowered in table("values")["currencies"] or token.text in _no_names()


def _is_party(plain: str, token: Token) -> bool:
    """ "Ida Holm (V)"."""
    is_aside = plain[token.start - 1 : token.start] == "(" and plain[token.end : token.end + 1] == ")"
    return is_aside and token.text in table("names")["roles"]["parties"]


@cache
def _no_names() -> frozenset[str]:
    return frozenset((*table("names")["countries"], *table("names")["capitalised"]))


def _nominative(entity: Entity, language: str) -> Entity:
    """ "Miljøstyrelsens" and "Region Skånes" without the s, where the rest says as well what is named."""
    if entity.type not in _MAY_HAVE_GENITIVE or not entity.name.endswith("s") or entity.name.endswith("ss"):
        return entity
    last = entity.name.split()[-1]
    if is_place(last) and not is_place(without_genitive(last)):
        return entity
    bare = typed_name(without_genitive(entity.name), language)
    return bare if bare and bare.type == entity.type else entity


def _without_titles(tokens: list[Token], first: int, last: int) -> int:
    while first <= last and (is_title(tokens[first].text) or (first < last and _is_before_person(tokens, first))):
        first += 1
    return first


def _is_before_person(tokens: list[Token], at: int) -> bool:
    """ "Folkehelsekoordinator Tarald": a word that ends like a title, and a first name."""
    return tokens[at + 1].text in given_names() and tokens[at].lowered.endswith(_title_ends())


@cache
def _title_ends() -> tuple[str, ...]:
    return tuple(table("names")["roles"]["endings"])


def _is_distinct(name: str) -> bool:
    """A capital inside the word, or a digit: no ordinary word at the beginning of a sentence looks like that."""
    rest = name[1:]
    return not (rest.isalpha() and rest.islower()) and any(sign.isupper() or sign.isdigit() for sign in rest)
