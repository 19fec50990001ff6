"""Headlines: the top of a document in, the names that its page may be about out, the likeliest first.

A scraped page names its subject in its title, in the last step of its menu path, or in a run of capitals within a
headline; the text then repeats the name, or its first word. What the text never repeats is a headline and no name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise

from loaders.documents import Block, Document
from loaders.extraction.names import ACTOR_TYPES, clean, is_title, reference, typed_name
from loaders.extraction.place_names import is_bare_place
from loaders.extraction.whole_words import whole_words
from loaders.layout import field_of, lowered_copy, section_of, split_label
from loaders.lexicon import all_words, words

_MAX_TOP_BLOCKS = 12
_MAX_NAME_WORDS = 6
_CUT = re.compile(r" +[-–—|·] +|: +|, ")
_STEP = re.compile(r" +[>»/\u203a] +| +\| +")
_ACRONYM = re.compile(r"\(([A-ZÆØÅÄÖ][\w-]{1,12})\)")
_UPPER = "A-ZÆØÅÄÖÉÜÞÐ"
_RUN = re.compile(rf"(?<!\w)[{_UPPER}][\w&'-]*(?: [{_UPPER}0-9][\w&'-]*){{0,4}}")
_GOES_ON = re.compile(f" [{_UPPER}]")
_OPENS = re.compile("[.!?:] *$|[\n*-] *$|^ *$")


@dataclass(frozen=True, slots=True)
class Headline:
    """A name, other names of the same thing, and how often the text repeats it."""

    name: str
    others: tuple[str, ...]
    count: int


def headline_name(document: Document, plain: str) -> Headline | None:
    """The name in the headlines that the text repeats most; None when it repeats none."""
    top = list(_top(document))
    body = plain[top[-1].end :] if top else plain
    best: Headline | None = None
    echoed: list[str] = []
    for name, acronym in _candidates(document, plain, top):
        headline = _headline(name, acronym, body, document.language)
        if headline.count and (best is None or headline.count > best.count + 1):
            best = headline
        echoed += [name] if _is_echoed(name, body, document.language) else []
    return best or (Headline(_recased(echoed[0], document.language), (), 0) if echoed else None)


def _headline(name: str, acronym: str | None, body: str, language: str) -> Headline:
    """A candidate, counted; a headline that goes on after the name ("X brings …") gives way to the name in it."""
    whole, short = _count(body, name), _short(name, body, language)
    if not whole and not acronym and short and not _is_capitalised(name, language):
        return Headline(short, (), _count(body, short))
    others = tuple(other for other in (acronym, short) if other)
    return Headline(_recased(name, language), others, max([whole, *(_count(body, one) for one in others)]))


def _is_echoed(name: str, body: str, language: str) -> bool:
    """Written like a name, and two words of it in a row stand in the text, if not the whole."""
    tokens = name.split()
    pairs = (" ".join(pair) for pair in pairwise(tokens))
    return len(tokens) > 2 and _is_capitalised(name, language) and any(_count(body, pair) for pair in pairs)


def _is_capitalised(name: str, language: str) -> bool:
    return all(token[0].isupper() or token[0].isdigit() or token in _ordinary(language) for token in name.split())


def _recased(name: str, language: str) -> str:
    """ "SOLKRAFT SYD" as "Solkraft Syd": capitals of a heading are no part of the name."""
    if not name.isupper() or " " not in name:
        return name
    lowered = [word.lower() if word.lower() in _ordinary(language) else word.capitalize() for word in name.split()]
    return " ".join(lowered)


def _top(document: Document) -> Iterator[Block]:
    """The blocks before the running text."""
    for block in islice(document.blocks, _MAX_TOP_BLOCKS):
        parts = split_label(block.text)
        label = block.text[: parts[0]] if parts else ""
        if parts and (field_of(label) or section_of(label)):
            return
        if block.kind == "item" or block.text.endswith("?"):
            return
        if len(block.text) > 160 and not _STEP.search(block.text):
            return
        if block.kind == "paragraph" and block.text.endswith((".", "!", "?")) and not _STEP.search(block.text):
            return
        yield block


def _candidates(document: Document, plain: str, top: list[Block]) -> Iterator[tuple[str, str | None]]:
    """Whole headlines first, then their parts, then the runs of capitals within them."""
    runs: list[str] = []
    for block in top:
        text = plain[block.start : block.end].strip("#*_ ")
        steps = _STEP.split(text)
        if block.kind == "noise" and len(steps) < 3:
            continue
        line = steps[-1] if len(steps) > 2 else text
        acronym = _ACRONYM.search(line)
        line = _ACRONYM.sub("", line)
        about = _about().match(line)
        line = line[about.end() :] if about else line
        for part in dict.fromkeys((line, *_CUT.split(line))):
            name = clean(part)
            if _may_be_name(name, document.language):
                yield name, acronym[1] if acronym else None
        runs += [run for run in _RUN.findall(line) if run != line]
    for run in runs:
        tokens = run.split()
        if (len(tokens) > 1 or _is_compound(run)) and _may_be_name(run, document.language):
            yield run, None


def _is_compound(word: str) -> bool:
    return any(sign.isupper() for sign in word[1:]) and not word.isupper()


def _may_be_name(name: str, language: str) -> bool:
    tokens = name.split()
    if not 1 <= len(tokens) <= _MAX_NAME_WORDS or not (name[0].isupper() or name[0].isdigit()) or len(name) < 4:
        return False
    if section_of(name) or field_of(name) or is_title(name) or name[-1] in "?!" or is_bare_place(name, language):
        return False
    kind = typed_name(name, language)
    return kind is None or kind.type not in ACTOR_TYPES - {"Network", "ActorGroup"} | {"Country"}


def _short(name: str, body: str, language: str) -> str | None:
    """The first word, where the text uses it for the whole: "Solkraft" for "Solkraft Syd"."""
    first = name.split()[0]
    word = first.capitalize() if name.isupper() and len(first) > 5 else first
    lone = " " in name and len(word) > 5 and word[0].isupper() and word.casefold() not in _ordinary(language)
    if not lone or typed_name(word, language) or is_bare_place(word, language) or reference(word.rstrip("s"), language):
        return None
    if word not in body:
        return None
    rest = f" {name.split()[1]}".lower()
    alone = (
        start
        for start, end in whole_words(word, body)
        if body[end : end + len(rest)].lower() != rest and not _GOES_ON.match(body, end)
    )
    inside = sum(not _OPENS.search(body[max(0, start - 3) : start]) for start in alone)
    lowered = word.lower()
    is_word = any(end - start == len(lowered) for start, end in whole_words(lowered, body))
    enough = 1 if _is_capitalised(name, language) else 2
    return word if inside >= enough and not is_word else None


def _count(body: str, name: str) -> int:
    if name.isupper() and len(name) > 6:
        name, body = lowered_copy(name), lowered_copy(body)
    return sum(1 for _ in whole_words(name, body))


@cache
def _ordinary(language: str) -> frozenset[str]:
    return frozenset((*words(language, "function_words"), *words(language, "page_words")))


@cache
def _about() -> re.Pattern[str]:
    prepositions = "|".join(map(re.escape, all_words("about")))
    return re.compile(rf"(?:[^ ]++ ){{0,4}}(?i:{prepositions}) +(?=[{_UPPER}])")
