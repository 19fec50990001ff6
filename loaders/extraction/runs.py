"""Runs: where the words of one name end, given where they begin.

A name is a run of capitalised words, with small words between them ("Center for Miljø", "Kultur- og Fritidsfonden"),
a head in lower case ("Lunds universitet") and what a head is for ("Direktoratet for forvaltning"). What the name
names is told in ``names.py``.
"""

import re
from functools import cache, lru_cache
from itertools import pairwise

from loaders.extraction.names import joined_pairs, typed_name
from loaders.extraction.tokens import Token
from loaders.extraction.well_known import known_bodies
from loaders.lexicon import table
from loaders.reference import is_place

_MIN_COMPOUND_CHARS = 8
_MIN_PURPOSE_CHARS = 6
_MAX_RUN_WORDS = 12
_MAX_LOWER_WORDS = 4
_CONNECTORS = frozenset({"for", "of", "av", "af", "de", "von", "van", "&", "the", "för"})
_JOINING = frozenset({"og", "och", "and"})
# "Å." is a river at the end of a sentence.
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_Å]|[BC]rdr|Bdr|Chr|ek|Th|Fr|Joh|St")
_AFTER_VERBS = frozenset({"av", "af"})
_BEFORE_PLACES = frozenset({"i", "på", "in"})
_IN_NAMES_OF_CLUBS = _BEFORE_PLACES | {"till", "til"}


def run_end(plain: str, tokens: list[Token], at: int) -> int:
    """The last token of the run of capitalised words that begins here, with a head noun in lower case."""
    last = at
    while last + 1 < len(tokens) and _touches(plain, tokens[last], tokens[last + 1]):
        token = tokens[last + 1]
        if token.text[0].isupper() and last - at < _MAX_RUN_WORDS:
            last += 1
        elif _bridges(plain, tokens, last + 1):
            last += 2
        else:
            break
    last = _with_purpose(plain, tokens, at, last)
    for count in (2, 1):
        head = tokens[last + 1 : last + 1 + count]
        if len(head) < count or not _is_head(" ".join([token.lowered for token in head])):
            continue
        if _all_touch(plain, tokens, last, last + count):
            return _with_field(plain, tokens, _with_place(plain, tokens, last + count))
    return _in_lower_case(plain, tokens, last) or _with_field(plain, tokens, last)


def _all_touch(plain: str, tokens: list[Token], first: int, last: int) -> bool:
    return all(_touches(plain, left, right) for left, right in pairwise(tokens[first : last + 1]))


def _in_lower_case(plain: str, tokens: list[Token], last: int) -> int | None:
    """Where a name ends that goes on in lower case: "Hangö vatten- och avloppsverk", "Rogaland brann IKS"."""
    more = tokens[last + 1 : last + 1 + _MAX_LOWER_WORDS]
    if not more or not _touches(plain, tokens[last], more[0]):
        return None
    if len(more) > 2 and more[0].text.islower() and more[0].text.endswith("-") and more[1].lowered in _JOINING:
        for count in (3, 4):
            ends = more[count - 1 : count]
            if ends and _is_compound_head(ends[0].lowered) and _all_touch(plain, tokens, last, last + count):
                return last + count
    for count, token in enumerate(more, start=1):
        if token.text[0].isupper():
            is_form = count > 1 and token.lowered in _legal_forms() and _all_touch(plain, tokens, last, last + count)
            following = tokens[last + count + 1 : last + count + 2]
            goes_on = bool(following) and following[0].text[0].isupper() and _touches(plain, token, following[0])
            return last + count if is_form and not goes_on else None
        if not token.text.replace("-", "").isalpha() or (
            len(token.text) < _MIN_PURPOSE_CHARS - 1 and token.lowered not in _JOINING
        ):
            return None
    return None


def _with_field(plain: str, tokens: list[Token], last: int) -> int:
    """ "Norsk institutt for vannforskning", "Nasjonalt program for leverandørutvikling": a head, and what it is for."""
    heads = _heads_with_field()
    if tokens[last].lowered in heads:
        return _with_purpose(plain, tokens, last, last, heads=())
    following = tokens[last + 1 : last + 2]
    if following and following[0].lowered in heads and _all_touch(plain, tokens, last, last + 1):
        end = _with_purpose(plain, tokens, last + 1, last + 1, heads=())
        return end if end > last + 1 else last
    return last


def _with_place(plain: str, tokens: list[Token], last: int) -> int:
    """ "Regionalt forskningsfond Rogaland": one capitalised word after a compound head is its place."""
    if not _is_compound_head(tokens[last].lowered) or last + 1 >= len(tokens):
        return last
    place = tokens[last + 1]
    return last + 1 if place.text[0].isupper() and _touches(plain, tokens[last], place) else last


def goes_on(plain: str, tokens: list[Token], at: int, last: int) -> bool:
    """ "Interreg" before "Aurora": the known name is the family, and the programme has a name of its own.

    So it is with "Centria" before "University of Applied Sciences", "NAV" before "Aust-Telemark" and
    "Naturskyddsföreningen" before "i Motala"; "NTNU Gjøvik" is in Gjøvik.
    """
    if at != last or last + 1 >= len(tokens):
        return False
    is_body = tokens[at].text in known_bodies() and not tokens[at].text.isupper()
    if is_body and tokens[last + 1].lowered in _BEFORE_PLACES:
        return _bridges(plain, tokens, last + 1)
    if not is_body and tokens[at].lowered not in _going_on():
        return False
    return tokens[last + 1].text[0].isupper() and _touches(plain, tokens[last], tokens[last + 1])


@cache
def _going_on() -> frozenset[str]:
    """Words before the name of a programme or of a local branch: "Interreg", "NAV"."""
    names = table("names")
    before = (word for listed in names["before_names"].values() for word in listed)
    return frozenset((*names["fronts"]["Programme"], *before))


def _with_purpose(plain: str, tokens: list[Token], at: int, last: int, heads: tuple[str, ...] | None = None) -> int:
    """ "Fonden for landbrug", "Direktoratet for forvaltning og økonomi": a head alone, and what it is for."""
    heads = _heads_with_purpose() if heads is None else ("",)
    if at != last or last + 2 >= len(tokens) or not tokens[at].lowered.endswith(heads):
        return last
    if tokens[last + 1].lowered not in ("for", "för") or not _touches(plain, tokens[last + 1], tokens[last + 2]):
        return last
    if not tokens[last + 2].text.islower() or len(tokens[last + 2].text) < _MIN_PURPOSE_CHARS:
        return last
    end = last + 2
    if tokens[end].lowered.endswith(tuple(table("names")["adjective_ends"])) and tokens[end + 1 : end + 2]:
        noun = tokens[end + 1]
        end += int(noun.text.islower() and _is_purpose(noun) and _touches(plain, tokens[end], noun))
    joined = tokens[end + 1 : end + 3]
    if len(joined) == 2 and joined[0].lowered in _JOINING and joined[1].text.islower() and _is_purpose(joined[1]):
        end += 2
    return end


def _is_purpose(token: Token) -> bool:
    return len(token.text) >= _MIN_PURPOSE_CHARS


@cache
def _heads_with_field() -> frozenset[str]:
    return frozenset(table("names")["heads_with_field"])


@cache
def _heads_with_purpose() -> tuple[str, ...]:
    return tuple(table("names")["heads_with_purpose"])


def _bridges(plain: str, tokens: list[Token], at: int) -> bool:
    """A small word within a name: "Center for Miljø", "Møre og Romsdal", "Sparebank 1 Nord"."""
    if at + 1 >= len(tokens) or not _touches(plain, tokens[at], tokens[at + 1]):
        return False
    word, following = tokens[at].lowered, tokens[at + 1]
    if word in _JOINING:
        return _is_joined(tokens[at - 1].lowered, following)
    if word in _AFTER_VERBS and opens_sentence(plain, tokens, at - 1):
        # "Finansierades av Formas": the capital is that of the sentence.
        return False
    bridges = word in _CONNECTORS or _is_small_number(tokens[at])
    bridges = bridges or (word in _BEFORE_PLACES and _takes_place(plain, tokens, at))
    bridges = bridges or (word in _IN_NAMES_OF_CLUBS and _is_club(plain, tokens, at - 1))
    return bridges and following.text[0].isupper()


def _is_joined(before: str, following: Token) -> bool:
    """ "Kultur- og fritidsdirektoratet" and "Møre og Romsdal": one name with an "and"."""
    if before.endswith("-"):
        return following.text[0].isupper() or typed_name(following.text.title(), "") is not None
    return not {(before, following.lowered), (before, following.bare.casefold())}.isdisjoint(joined_pairs())


def _takes_place(plain: str, tokens: list[Token], at: int) -> bool:
    """ "Universitetet i Agder", "Grönsaksodlarna i Väst", "Energi i Vest AS", "Mo i Rana Havn KF"."""
    if is_place(plain[tokens[at - 1].start : tokens[at + 1].end]):
        return True
    head = tokens[at - 1].lowered
    listed = head in table("names")["heads_before_i"] or head.endswith(tuple(table("names")["ends_before_i"]))
    listed = listed or head[1:].endswith(tuple(table("names")["compounds_before_i"]))
    return listed or _ends_in_legal_form(plain, tokens, at + 1)


def _is_club(plain: str, tokens: list[Token], at: int) -> bool:
    """ "foreningen Smag på Vestsjælland": after the word for a club, one word alone is not yet its name."""
    if not at or tokens[at - 1].text not in _clubs() or not _touches(plain, tokens[at - 1], tokens[at]):
        return False
    return not is_place(tokens[at].text) and tokens[at].text not in known_bodies()


@cache
def _clubs() -> frozenset[str]:
    return frozenset(table("names")["clubs"])


def _is_small_number(token: Token) -> bool:
    """ "Sparebank 1 Nord": a number within a name."""
    return token.text.isdigit() and len(token.text) < 3


def _ends_in_legal_form(plain: str, tokens: list[Token], at: int) -> bool:
    """ "Energi i Vest AS": a legal form right after the place makes the place a part of the name."""
    following = tokens[at + 1 : at + 2]
    return bool(following) and following[0].lowered in _legal_forms() and _touches(plain, tokens[at], following[0])


@cache
def _legal_forms() -> frozenset[str]:
    return frozenset(form for listed in table("names")["legal_forms"].values() for form in listed)


@lru_cache(maxsize=8_192)
def _is_head(lowered: str) -> bool:
    if lowered in table("names")["municipality"]["heads"] or lowered in _heads_in_lower_case():
        return True
    return _is_compound_head(lowered) or lowered in table("names")["legal_forms_in_lower_case"]


@lru_cache(maxsize=8_192)
def _is_compound_head(lowered: str) -> bool:
    if len(lowered) <= _MIN_COMPOUND_CHARS or not lowered.endswith(tuple(table("names")["compound_heads"])):
        return False
    before = lowered.rpartition(" ")[0]
    return not before or before.endswith(tuple(table("names")["adjective_ends"]))


@cache
def _heads_in_lower_case() -> frozenset[str]:
    """Heads that follow a name in lower case: "Lunds universitet"; but "området" is mostly an ordinary word."""
    names = table("names")
    listed = (head for kind, heads in names["heads"].items() if kind not in ("Fund", "Programme") for head in heads)
    return frozenset(head for head in listed if len(head) > 3) - frozenset(names["ordinary_heads"])


def _touches(plain: str, left: Token, right: Token) -> bool:
    between = plain[left.end : right.start]
    if between == " ":
        return True
    if between[:1] == "." and _INITIALS.fullmatch(left.text):
        between = between[1:]
    return len(between) <= 2 and between.isspace() and "\t" not in between


def opens_sentence(plain: str, tokens: list[Token], at: int) -> bool:
    """Whether a word stands first in the stretch or right after the end of a sentence."""
    if at == 0:
        return True
    return plain[tokens[at - 1].end : tokens[at].start].strip()[-1:] in (".", "!", "?")
