"""Listings of projects: a document in, lists of named projects out, each with the stretch that speaks of it.

A list is announced by a heading ("Delprojekter") or a sentence with a colon, or nobody announces it and its entries say
how far they are ("Kold Kælder - afsluttet i 2021"). Entries are bullets, lines, or paragraphs that open with a name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from loaders.documents import Block, Document
from loaders.extraction.names import clean, is_title, typed_name
from loaders.extraction.sentences import Sentence
from loaders.extraction.statuses import is_dropped, status_of
from loaders.layout import field_of, item_text_start, section_of, split_label
from loaders.lexicon import all_words, choice_of, labels, table, word_set, words

_CRUMBS = re.compile(r" [>»\u203a] ")
# A row of a menu, or the head of a table: two gaps or more.
_GAPS = re.compile(r"\S(?: {3,}|\t)\S.*\S(?: {3,}|\t)\S")
_NUMBER = re.compile(r"(?:\d{1,2}|[A-Z])(?: {2,}|\t)")
_MIN_NAME_CHARS = 3
_MAX_NAME_WORDS = 9
_MAX_SURE_WORDS = 6
_UPPER = "A-ZÆØÅÄÖÉÜÞÐ"
_COMMA = re.compile(r"[,;](?= |$)")
_END_OF_NAME = re.compile(rf" {{2,}}|\t| +- +|: +| *\.{{3,}} *| *\(|\. +(?=[{_UPPER}])|, (?=[a-zæøåäö])|\.?$")
_NAME_THEN_TEXT = re.compile(rf"[{_UPPER}][^.:;!?]{{2,40}}\. [{_UPPER}]")
_NO_PROJECTS = frozenset({"Municipality", "Company", "University", "Country"})
_QUOTED = re.compile(r"[\"'](?P<name>[^\"']{3,60})[\"']")


@dataclass(frozen=True, slots=True)
class Entry:
    """A project in a list: its stretch, and where the words about it begin."""

    name: str
    start: int
    end: int
    rest: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Projects of one list, and the announcing stretch, empty where nothing announces it."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    announced: bool = True


def listings(document: Document, plain: str, sentences: Sequence[Sentence]) -> tuple[Listing, ...]:
    """Every list of projects, in order."""
    found = [*_after_colons(document, plain, sentences), *_under_headings(document, plain)]
    taken = {entry.start for one in found for entry in one.entries}
    found += [one for one in _unannounced(document, plain) if not taken & {entry.start for entry in one.entries}]
    return tuple(sorted((one for one in found if one.entries), key=lambda one: one.start))


def _after_colons(document: Document, plain: str, sentences: Sequence[Sentence]) -> Iterator[Listing]:
    for sentence in sentences:
        colon = plain.rfind(":", sentence.start, sentence.end)
        if colon < 0 or not project_word(document.language).search(plain, sentence.start, colon):
            continue
        if _CRUMBS.search(plain, sentence.start, sentence.end) or _of_others().match(plain, sentence.start):
            continue
        if plain[colon + 1 : sentence.end].strip():
            # "prosjekter med følgende partnere: A, B": what follows the colon is what stands before it last.
            if not _partners(document.language).search(plain, sentence.start, colon):
                inline = _inline(plain, colon + 1, sentence.end, document.language)
                yield Listing(sentence.start, colon, tuple(inline))
        elif section_of(document.blocks[sentence.block].text) != "projects":
            yield Listing(sentence.start, colon, _below(document, plain, sentence.block))


def _under_headings(document: Document, plain: str) -> Iterator[Listing]:
    for number, block in enumerate(document.blocks):
        if announces(block, document.language):
            yield Listing(block.start, block.end, _below(document, plain, number))


def announces(block: Block, language: str) -> bool:
    """Whether a block is the heading of a list of projects, and no row of a menu."""
    if _GAPS.search(block.text) or _of_others().match(block.text):
        return False
    if section_of(block.text) == "projects":
        return block.kind in ("heading", "label")
    short = block.kind in ("heading", "paragraph") and len(block.text.split()) <= 8 and block.text[-1] not in ".!"
    return (
        short
        and project_word(language).search(block.text) is not None
        and not re.search(r" [-–|>»\u203a] ", block.text)
    )


def _below(document: Document, plain: str, number: int) -> tuple[Entry, ...]:
    """The bullets or lines under a block; lines count as long as each has the shape of an entry."""
    found = []
    blocks = document.blocks[number + 1 :]
    kind = blocks[0].kind if blocks else ""
    for before, block in pairwise((document.blocks[number], *blocks)):
        if (block.kind == "item") != (kind == "item") or block.kind == "noise" or section_of(block.text):
            break
        far = document.text.count("\n", before.end, block.start) > 1 and before != document.blocks[number]
        texts = [_NAME_THEN_TEXT.match(plain, one.start, one.end) for one in (block, blocks[0])]
        if kind != "item" and far and not all(texts):
            break
        entry = _entry(plain, block, document.language)
        if entry:
            found.append(entry)
    return tuple(found)


def _unannounced(document: Document, plain: str) -> Iterator[Listing]:
    """Two entries or more in a row, half of which say how far they are, under no heading for others' projects."""
    run: list[Entry] = []
    is_of_others = False
    last: Block | None = None
    for block in (*document.blocks, None):
        entry = _entry(plain, block, document.language) if block and _may_stand_alone(plain, block) else None
        if entry and block and (last is None or not run or document.text.count("\n", last.end, block.start) <= 2):
            run.append(entry)
        else:
            said = sum(status_of(plain[one.rest : one.end], document.language) is not None for one in run)
            if len(run) > 1 and said * 2 >= len(run) and not is_of_others:
                yield Listing(run[0].start, run[0].start, tuple(run), announced=False)
            run = [entry] if entry else []
            is_of_others = block is not None and _of_others().match(block.text) is not None
        last = block


def _may_stand_alone(plain: str, block: Block) -> bool:
    text = plain[block.start : block.end]
    if _NAME_THEN_TEXT.match(text):
        return block.kind in ("paragraph", "label", "item")
    return block.kind in ("paragraph", "heading", "item") and bool(re.match(r"[^.:]{3,60}(?: - |\.{3,}| \()", text))


def _entry(plain: str, block: Block, language: str) -> Entry | None:
    begin = block.start + item_text_start(block.text)
    number = _NUMBER.match(plain, begin, block.end)
    begin = number.end() if number else begin
    cut = _END_OF_NAME.search(plain, begin, block.end)
    raw = plain[begin : cut.start() if cut else block.end]
    quoted = _QUOTED.search(raw)
    name = clean(quoted["name"] if quoted else _without_noun(raw, language))
    parts = split_label(block.text)
    if not name or (parts and field_of(block.text[: parts[0]])) or not _is_project_name(name, block, language):
        return None
    return (
        None
        if is_dropped(plain[begin : block.end], language)
        else Entry(name, block.start, block.end, begin + len(raw))
    )


def _is_project_name(name: str, block: Block, language: str) -> bool:
    limit = _MAX_NAME_WORDS if block.kind == "item" else _MAX_SURE_WORDS
    if len(name.split()) > limit or not (name[0].isupper() or name[0].isdigit() or block.kind == "item"):
        return False
    if len(name) < _MIN_NAME_CHARS or section_of(name):
        return False
    if name[-1] in "?!" or is_title(name) or name.casefold() in word_set(language, "page_words"):
        return False
    if all(word in _columns() for word in name.casefold().split()):
        return False
    kind = typed_name(name, language)
    if block.kind != "item" and any(word in _verbs(language) for word in name.casefold().split()):
        return False
    return kind is None or kind.type not in _NO_PROJECTS


def _without_noun(name: str, language: str) -> str:
    """ "Delprojektet Grøn Havn" without the noun in front."""
    return _noun_in_front(language).sub("", name.strip())


@cache
def _noun_in_front(language: str) -> re.Pattern[str]:
    nouns = "|".join(sorted((re.escape(noun) for noun in table(language).get("nouns", {})), key=len, reverse=True))
    return re.compile(rf"^(?i:{nouns}) (?=[{_UPPER}])")


def _inline(plain: str, start: int, end: int, language: str) -> Iterator[Entry]:
    at = start
    cuts = sorted(
        [*_COMMA.finditer(plain, start, end), *_joint(language).finditer(plain, start, end)],
        key=lambda cut: cut.start(),
    )
    for left, right in [*((cut.start(), cut.end()) for cut in cuts), (end, end)]:
        name = clean(plain[at:left].strip(" ."))
        if name and name[0].isupper() and len(name.split()) <= _MAX_NAME_WORDS:
            yield Entry(name, at, left, left)
        at = right


@cache
def _columns() -> frozenset[str]:
    """Words that stand above the columns of a table: "Navn   Hva   Status"."""
    listed = [word for above in table("page")["columns"].values() for word in above]
    return frozenset((*listed, *(label for label in labels() if " " not in label)))


@cache
def _verbs(language: str) -> frozenset[str]:
    return frozenset(words(language, "finite_verbs"))


@cache
def _joint(language: str) -> re.Pattern[str]:
    """An "og" between two capitalised names; within a name it stays."""
    choice = "|".join(map(re.escape, words(language, "and")))
    return re.compile(rf"(?:,)? (?:{choice}) (?=[{_UPPER}])")


@cache
def project_word(language: str) -> re.Pattern[str]:
    """Any word for projects in the plural."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words(language, 'project_words')))})(?!\w)", re.IGNORECASE)


@cache
def _partners(language: str) -> re.Pattern[str]:
    choice = "|".join(map(re.escape, (*words(language, "partner_words"), *all_words("partner_nouns"))))
    return re.compile(rf"(?<!\w)(?:{choice}) *(?=:|$)", re.IGNORECASE)


@cache
def _of_others() -> re.Pattern[str]:
    """What announces projects that are not the page's own: "Relaterede projekter"."""
    return re.compile(rf"\W*(?:{choice_of('page', 'other_projects')})(?!\w)", re.IGNORECASE)
