"""What a sentence says to be a name, or names by what it is: running text in, names with where they come from out.

"Ordbryggan samlar …" opens a sentence with a word that no page writes in lower case; "Lyssnande brunnar, som försöket
heter" says outright what something is called; "felles følgetjeneste" and "venskabsbyer" have no other name.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from loaders.extraction.names import is_title
from loaders.extraction.weighing.cues import cued_text
from loaders.extraction.weighing.everyday import is_given_name, is_ordinary_alone
from loaders.extraction.weighing.name_runs import kind_nouns
from loaders.lexicon import LANGUAGES, all_words, choice_of, table, word_set

_LONE = re.compile(r"(?:^|[.!?:] +|\n)[\"']?([^\W\d_a-zæøåäö][\w'’+&-]{2,}) [a-zæøåäö]{2,}")
_CLAUSE = re.compile(r"[^.!?:;,()\n\"]{3,60}\Z")
_FROM_CAPITAL = re.compile(r"(?<!\S)[^\W_a-zæøåäö].*")
_NAME = r"\"?(?P<name>[^.!?:;,()\n\"]{3,60})"
_MAX_CLAUSE_CHARS = 70
_MAX_CALLED_WORDS = 6
_LEAST_SAID = 3
# Several things, or someone: "fælles mål og styrkepositioner", "felles ordfører".
_MANY = ")(?<!".join(("er", "ar", "or", "erne", "ene", "arna", "orna", "els"))
_LEADING_TO_NAMES = frozenset({"project", "cooperate", "programme", "naming"})
_GOING_ON = (",", ";", "(", ")", ":")


def lone_openings(lines: str, language: str) -> Iterator[tuple[str, str]]:
    """Single words that open a sentence and are no everyday ones: "LimGrøn er virksomhedernes eget netværk"."""
    small = word_set(language, "function_words")
    for match in _LONE.finditer(lines):
        word = match[1]
        if not (word.casefold() in small or is_ordinary_alone(word) or is_given_name(word)):
            yield word, "lone-opening"


def called(lines: str) -> Iterator[tuple[str, str]]:
    """What a sentence says something is called, or is: "Havlyset, som projektet blev døbt", "navnet på projektet er
    Havlyset", "Havlyset hedder projektet", "Havlyset er et lille netværk".
    """
    for pattern in (_as_called(), _is_the_name(), _calls_it(), _is_of_kind()):
        source = "of-kind" if pattern is _is_of_kind() else "called"
        for match in pattern.finditer(lines):
            clause = _CLAUSE.search(lines, max(0, match.start() - _MAX_CLAUSE_CHARS), match.start())
            if clause:
                yield from ((name, source) for name in _named_by(clause.group(), lines[: clause.start()]))
    for match in _name_is().finditer(lines):
        yield from ((name, "called") for name in _named_by(match["name"], ""))


def _named_by(clause: str, before: str) -> Iterator[str]:
    """A clause that is a name from its beginning, where it opens a sentence, or from its first capital on."""
    name = clause.strip()
    capital = _FROM_CAPITAL.search(name)
    if not before.rstrip(" ").endswith(_GOING_ON) and len(name.split()) <= _MAX_CALLED_WORDS:
        yield name
    elif capital and len(capital.group().split()) <= _MAX_CALLED_WORDS:
        yield capital.group()


def after_kinds(plain: str, language: str) -> Iterator[tuple[str, str]]:
    """ "projektet Levande bryggor", "satsningen heter X": one to four words after a word of kind or of naming."""
    text = cued_text(plain, language)
    tokens, verbs = text.words, word_set(language, "finite_verbs")
    for cue in text.cues:
        following = tokens[cue.last + 1 : cue.last + 5]
        is_kind = cue.kind in _LEADING_TO_NAMES and not is_title(tokens[cue.last].text)
        source = "after-naming-word" if cue.kind == "naming" else "after-kind"
        if not is_kind or not following or not plain[following[0].start].isupper():
            continue
        for length, last in enumerate(following, start=1):
            if not last.text[0].isalnum() or (length > 1 and last.text in verbs):
                break
            is_upper = plain[last.start].isupper()
            if is_upper or length > 1:
                yield plain[following[0].start : last.end], source if is_upper else f"{source}-lower"


def plain_cooperations(plain: str) -> Iterator[tuple[str, str]]:
    """What a page has no name for but what it is: "venskabsbyer", "en fælles udkaldstjeneste"."""
    yield from ((match.group(), "kind-alone") for match in _kinds_alone().finditer(plain))
    for match in _joint().finditer(plain):
        if match["place"]:
            yield match.group(), "joint"
        yield f"{match['joint']} {match['thing']}", "joint"


def is_shared_plan(name: str) -> bool:
    """What is shared and is no cooperation, but a plan, an aim or a duty: "Fælles kommuneplan"."""
    ends = tuple(table("page")["no_joint_ends"])
    return name.casefold().endswith(ends) and _begins_joint().match(name) is not None


def small_parts(parts: Iterable[str], plain: str) -> Iterator[tuple[str, str]]:
    """Parts of a headline that begin with no capital, where the text says them again and again: "havnesnak"."""
    for part in parts:
        is_small = len(part) > 2 and not part[0].isupper() and len(part.split()) < _MAX_CALLED_WORDS
        if is_small and any(map(str.isalpha, part)) and plain.count(part) >= _LEAST_SAID:
            yield part, "small-line"


@cache
def _as_called() -> re.Pattern[str]:
    return re.compile(rf"\"?, (?:som|which|as) (?:[\w-]+ ){{1,4}}?(?:{choice_of('page', 'is_called')})(?!\w)")


@cache
def _is_the_name() -> re.Pattern[str]:
    names = choice_of("page", "name_nouns")
    return re.compile(rf"\"? (?:{choice_of('page', 'copulas')}) (?:\w+ )?(?:{names})(?!\w)")


@cache
def _calls_it() -> re.Pattern[str]:
    it = "|".join(map(re.escape, all_words("page_words")))
    return re.compile(rf"\"? (?:{choice_of('page', 'is_called')}) (?:{it})(?!\w)")


@cache
def _is_of_kind() -> re.Pattern[str]:
    kinds = "|".join(sorted({noun for language in LANGUAGES for noun in kind_nouns(language)}, key=len, reverse=True))
    articles = "|".join(map(re.escape, all_words("articles")))
    return re.compile(rf"\"? (?:er|är|is) (?:{articles}) (?:[\w-]+ ){{0,2}}?[\w-]*(?:{kinds})(?!\w)")


@cache
def _name_is() -> re.Pattern[str]:
    of = r"(?: (?:på|for|för|til|till|of)(?: [\w-]+){1,4}?)?"
    return re.compile(rf"(?<!\w)(?i:{choice_of('page', 'name_nouns')}){of} (?:{choice_of('page', 'copulas')}) {_NAME}")


@cache
def _kinds_alone() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{choice_of('page', 'kinds_alone')})(?!\w)")


@cache
def _begins_joint() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(table('page')['joint'])}) ", re.IGNORECASE)


@cache
def _joint() -> re.Pattern[str]:
    joint = "|".join(table("page")["joint"])
    return re.compile(
        rf"(?<!\w)(?P<joint>(?i:{joint})) (?P<thing>[a-zæøåäö-]{{10,}})(?<!{_MANY})"
        r"(?P<place> (?:i|in|på|av|af|of|for|för) [\w-]{3,})?(?!\w)"
    )
