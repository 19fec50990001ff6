"""Names in running text by their form alone: a matching copy in, names with where they come from out.

A name may be spelt out before its letters ("Digital heile dalen (DHD)"), stand in lower case elsewhere, or be a run of
capitals or of words that the text repeats.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise

from loaders.extraction.weighing.everyday import is_given_name, is_ordinary
from loaders.lexicon import table, word_set

_RUN_WORD = re.compile(r"[^\W_][\w'’&/+-]*|[.,:;!?()\"–|>•\n]")
_OPENING = re.compile(r"(?:^|[.!?:] +|\n)([^\W\d_a-zæøåäö][\w-]*(?: [\w-]+){1,6})")
_BRACKETED = re.compile(r"\(([A-ZÆØÅÄÖ][A-ZÆØÅÄÖa-zæøåäö-]{1,9})\)")
_WORDS_BEFORE = re.compile(r"(?:[\w&'-]+ ){1,6}\Z")
_MID_SENTENCE = re.compile(
    r"(?<=[a-zæøåäöéü,] )([^\W\d_a-zæøåäö][\w’'-]{3,}(?: [^\W\d_a-zæøåäö][\w’'-]*)*)((?: [a-zæøåäö][\w-]+){0,2})"
)
_AFTER_OPENING = re.compile(
    r"(?:^|[.!?:\n] *)(?:I|På|Til|Till|Med|For|För|Bag|Bak|Bakom|In|Behind|Ved|Vid|Gjennom|Genom|Gennem|Through) "
    r"([^\W\d_a-zæøåäö][\w’'-]{3,}(?: [^\W\d_a-zæøåäö][\w’'-]*)*)((?: [a-zæøåäö][\w-]+){0,2})"
)
_LOWER_WORD = re.compile(r"(?<![\w-])[a-zæøåäöéü-]{9,}(?!\w)")
_DESCRIPTION = re.compile(
    r"(?<![\w-])(?P<noun>[^\W\d_]{6,}) "
    r"(?P<by>om|kring|rundt|omkring|on|around|for|för|mellem|mellom|mellan|between|of|av|af"
    r"|(?:i|på|in)(?= [^\W\d_a-zæøåäö])) (?P<more>[\w-]+(?: [\w-]{2,}){0,5})(?!\w)"
)
_ANY = (" a ", " an ", " et ", " en ", " ett ", " eit ", " ei ")
_TELLING_OF = frozenset({"om", "kring", "rundt", "omkring", "on", "around", "for", "för"})
_OPENING_NAMES = frozenset({"de", "dei", "the"})  # "samarbejdet mellem de fem havne"
_MIN_FRONT_CHARS = 4
_MAX_RUN_WORDS = 6
_MAX_SPELT_OUT_CHARS = 200
_MIN_RUN_CHARS = 9


def also_in_lower_case(plain: str) -> Iterator[tuple[str, str]]:
    """Words that open a sentence and stand in lower case within another: "Ind i kampen blev …", "guider i ind i
    kampen".
    """
    for match in _OPENING.finditer(plain):
        tokens = match[1].split()
        for count in range(2, len(tokens) + 1):
            run = " ".join(tokens[:count])
            if f" {run[0].lower()}{run[1:]}" not in plain:
                break
            if len(run) > _MIN_RUN_CHARS:
                yield run, "lower"


def said_once(plain: str, language: str) -> Iterator[tuple[str, str]]:
    """Capitalised words within a sentence: "gik sammen om Træningsbussen"; where the first is an everyday word the name
    may go on in lower case: "dermed er Stille skjærgård i mål".
    """
    small = word_set(language, "function_words") | word_set(language, "finite_verbs")
    for match in chain(_MID_SENTENCE.finditer(plain), _AFTER_OPENING.finditer(plain)):
        run = match[1]
        first = run.split()[0]
        if is_given_name(first):
            continue
        yield run, "running"
        more = match[2].split()
        for count in range(1, len(more) + 1):
            if more[count - 1] in small:
                break
            if is_ordinary(first) and " " not in run:
                yield f"{run} {' '.join(more[:count])}", "running-lower"


def before_verbs(plain: str, language: str) -> Iterator[tuple[str, str]]:
    """What opens a sentence, up to its verb: "Hardanger barnevern har vore felles"."""
    small, verbs = word_set(language, "function_words"), word_set(language, "finite_verbs")
    for match in _OPENING.finditer(plain):
        tokens = match[1].split()
        at = next((at for at, token in enumerate(tokens) if token in verbs), 0)
        is_plain = is_ordinary(tokens[0]) and not any(token[0].isupper() for token in tokens[1:at])
        if at > 1 and not (tokens[0].lower() in small or is_plain or is_given_name(tokens[0])):
            yield " ".join(tokens[:at]), "before-verb"


@cache
def kind_nouns(language: str) -> dict[str, str]:
    """Single words that say of what kind a thing is, to the kind: "samverkan", "prosjektet", "alliance"."""
    known = {**table(language).get("kinds", {}), **table(language).get("nouns", {})}
    bare = {noun.removeprefix("the "): kind for noun, kind in known.items()}
    return {noun: kind for noun, kind in bare.items() if " " not in noun}


def described(plain: str, language: str) -> Iterator[tuple[str, str]]:
    """What has no name but a description: "samarbejdet om grundvand", and "legevaktsamarbeidet", said twice."""
    nouns = {noun for noun in kind_nouns(language) if len(noun) > _MIN_FRONT_CHARS}
    small = word_set(language, "function_words") | word_set(language, "page_words")
    verbs = word_set(language, "finite_verbs")
    counts = Counter(match.group() for match in _LOWER_WORD.finditer(plain))
    for word, count in counts.items():
        fronts = (word.removesuffix(noun) for noun in nouns if word.endswith(noun))
        if count > 1 and any(len(front) >= _MIN_FRONT_CHARS for front in fronts):
            yield word, "described"
    for match in _DESCRIPTION.finditer(plain):
        tokens = match["more"].split()
        source = "described" if match["by"] in _TELLING_OF else "described-by-whom"
        is_any = plain[: match.start()].endswith(_ANY)
        is_noun = match["noun"].lower().endswith(tuple(nouns))
        if is_noun and not is_any and tokens[0] not in small - _OPENING_NAMES:
            ends = (at for at, token in enumerate(tokens, start=1) if token not in small)
            last = next((at for at, token in enumerate(tokens) if token in verbs), len(tokens))
            for length in ends:
                if length <= last:
                    yield f"{match['noun']} {match['by']} {' '.join(tokens[:length])}", source


def with_acronyms(plain: str) -> Iterator[tuple[str, str]]:
    """ "Digital heile dalen (DHD)": as many words as the acronym has letters, when they begin with them."""
    for match in _BRACKETED.finditer(plain):
        before = _WORDS_BEFORE.search(plain, max(0, match.start() - _MAX_SPELT_OUT_CHARS), match.start())
        if before is None:
            continue
        letters = match[1]
        own = before.group().split()[-len(letters) :]
        if len(own) == len(letters) and all(
            word[0].lower() == sign.lower() for word, sign in zip(own, letters, strict=True)
        ):
            yield " ".join(own), "acronym"
        yield letters, "acronym-alone"


def repeated(plain: str) -> Iterator[tuple[str, str]]:
    """Runs of words that begin with a capital: those said twice and in no longer such run, and those all in
    capitals.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    tokens = _RUN_WORD.findall(plain)
    pairs = Counter(pairwise(tokens))
    for at, token in enumerate(tokens):
        if token[0].islower() or not (token[0].isupper() or token[0].isdigit()):
            continue
        in_capitals = True
        for last in range(at, min(at + _MAX_RUN_WORDS, len(tokens))):
            word = tokens[last]
            in_capitals = in_capitals and word[0].isupper()
            # Two words that stand together only once make no run that is said twice: most runs end here.
            is_rare = last > at and not in_capitals and pairs[tokens[last - 1], word] == 1
            if is_rare or not word[0].isalnum():
                break
            counts[tuple(tokens[at : last + 1])] += 1
    continued = {run[:-1] for run, count in counts.items() if len(run) > 1 and count >= counts[run[:-1]]}
    for run, count in counts.items():
        if count > 1 and (len(run) == 1 or run not in continued):
            yield " ".join(run), "repeated"
        elif count == 1 and len(run) > 1 and all(word[0].isupper() for word in run):
            yield " ".join(run), "capitals"
