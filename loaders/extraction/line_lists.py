"""Lists of lines: a page in, the partners that stand one a line under what announces them out.

A heading, a label or the end of a sentence announces them: "Medlemmar 2025", "Konsortiet bag Klar Vik er:". The lines
of a list follow one another closely; a wider gap, a sentence or a label ends it. One of them at least has to tell by
its words that it names an organisation.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from loaders.extraction.fact_blocks import actor_of, actors_in
from loaders.extraction.names import is_person, typed_name
from loaders.extraction.page import Page
from loaders.extraction.persons import looks_like_title
from loaders.extraction.prose import said
from loaders.extraction.weighing.everyday import is_ordinary_alone
from loaders.label_words import names_others
from loaders.layout import field_of, item_text_start, section_of, split_label
from loaders.lexicon import choice_of, words
from loaders.statements import Entity, Statement
from loaders.stretches import Line, lines_of

_MAX_NAME_CHARS = 80
_MAX_LIST_CHARS = 400
_MAX_ANNOUNCING_WORDS = 12
_MAX_HEADING_WORDS = 8
_MAX_ABBREVIATION_CHARS = 5
_MIN_TYPED_SHARE = 0.25
_LAST_SENTENCE = re.compile(r"(?:^|[.!?] )(?P<last>(?:(?![.!?] ).)*)$", re.DOTALL)
# "Energiringen – leverer varmen", "Nordkran (koordinator)": what a partner does stands behind its name.
_TAIL = re.compile(r" [-–—] (?=[a-zæøåäö])| \((?=[a-zæøåäö])")
_SENTENCES = re.compile(r"[a-zæøåäö]{3}\. [A-ZÆØÅÄÖ]")
_CELL = re.compile(r"(?:(?! {2}|\t|\|)[^\n])+(?<! )")

Span = tuple[int, int]


def partners_by_line(page: Page) -> Iterator[Statement]:
    """The partners of every list of lines."""
    lines = list(lines_of(page.document.text))
    for number, line in enumerate(lines[:-1]):
        topic = page.topic_at(line.start)
        if topic is None or not _announces(page, line, lines[number + 1]):
            continue
        rows = [_name_in_row(row) for row in _rows(lines, number + 1, page.language)]
        named = _actors(page, [row for row in rows if row])
        rule_id = "list-partners" if line.text.endswith(":") else "section-partners"
        for entity, span in named:
            if entity.type != "ActorGroup" and entity not in (topic, page.subject):
                yield page.say(rule_id, topic, entity, span)


def _announces(page: Page, line: Line, following: Line) -> bool:
    """Whether a line opens a list of partners, as a section or label or with a word for them in its last sentence."""
    text = line.text.strip("#*_> ")
    if section_of(text.rstrip(":?")) in ("partners", "who") or field_of(text.rstrip(":?")) == "partner":
        return True
    found = _LAST_SENTENCE.search(text)
    last = found["last"] if found else text
    if not last or names_others(last) or said(page, "not", line.end - len(last), line.end):
        return False
    opens = last.endswith(":") or bool(item_text_start(following.text))
    most = _MAX_ANNOUNCING_WORDS if opens else _MAX_HEADING_WORDS
    is_heading = last == text and text[-1] not in ".!,;"
    return (opens or is_heading) and len(last.split()) <= most and _partner_word(page.language).search(last) is not None


def _rows(lines: Sequence[Line], first: int, language: str) -> Iterator[Line]:
    """The lines of the list that begins at a line: alike in bullets, and as close to one another as the first two."""
    rows = lines[first:]
    if not rows or rows[0].gap > 2 or not _may_be_row(rows[0], language):
        return
    yield rows[0]
    is_list = bool(item_text_start(rows[0].text))
    widest = rows[1].gap if len(rows) > 1 and is_list else 1
    for _, row in pairwise(rows):
        if row.gap > widest or bool(item_text_start(row.text)) != is_list or not _may_be_row(row, language):
            return
        yield row


def _may_be_row(line: Line, language: str) -> bool:
    """A short line that is no sentence and no fact; "Steinholt ehf." ends in the stop of its legal form."""
    ends = line.text[-1] in "!?:" or (line.text.endswith(".") and len(line.text.split()[-1]) > _MAX_ABBREVIATION_CHARS)
    parts = split_label(line.text)
    most = _MAX_LIST_CHARS if ", " in line.text else _MAX_NAME_CHARS
    is_fact = parts is not None and not typed_name(line.text[: parts[0]], language)
    if ends or len(line.text) > most or is_fact:
        return False
    name = _TAIL.split(line.text)[0]
    says = any(word in words(language, "finite_verbs") for word in name.split())
    return not says and not _SENTENCES.search(name)


def _name_in_row(row: Line) -> Span | None:
    """Where the name of a row stands: behind the bullet and a noun ("entreprenøren Grus & Sten"), before a remark."""
    begin = row.start + item_text_start(row.text)
    text = row.text[begin - row.start :]
    tail = _TAIL.search(text, 1)
    text = text[: tail.start()] if tail else text
    high = next((word for word in re.finditer(r"\S+", text) if word.group()[0].isupper()), None)
    if high is None or len(text[: high.start()].split()) > 1:
        return None
    return begin + high.start(), begin + len(text)


def _actors(page: Page, rows: Sequence[Span]) -> list[tuple[Entity, Span]]:
    """The actor of every row, and all of one row that is a list itself."""
    named = [(one, row) for row in rows for one in _of_row(page, row)]
    if len(rows) == 1:
        listed = [(one, (start, end)) for one, start, end in actors_in(page, *rows[0])]
        named = listed if len(listed) > 1 else named
    typed = sum(typed_name(one.name, page.language) is not None for one, _ in named)
    return named if typed and typed >= _MIN_TYPED_SHARE * len(named) else []


def _of_row(page: Page, row: Span) -> Iterator[Entity]:
    """The actor of a row; of a row of columns the first cell that tells by its words to be one."""
    cells = [(row[0] + cell.start(), row[0] + cell.end()) for cell in _CELL.finditer(page.document.text[slice(*row)])]
    if len(cells) > 1:
        actors = (actor_of(page, *cell) for cell in cells)
        yield from [one for one in actors if one and typed_name(one.name, page.language)][:1]
        return
    name = page.plain[slice(*row)]
    if is_person(name.split(",")[0]) or looks_like_title(name.split(",")[-1]):
        return
    if len(name.split()) == 1 and is_ordinary_alone(name) and not name.isupper():
        return
    shared = [one for one, _, _ in actors_in(page, *row)] if _ends_in_plural(name, page.language) else []
    entity = actor_of(page, *row)
    yield from shared or ([entity] if entity else [])


def _ends_in_plural(name: str, language: str) -> bool:
    return name.split()[-1].casefold() in words(language, "municipality_plurals")


@cache
def _partner_word(language: str) -> re.Pattern[str]:
    whole, begun = choice_of(language, "partner_words"), choice_of("page", "partner_list_words")
    return re.compile(rf"(?<!\w)(?:(?:{whole})(?!\w)|(?:{begun}))", re.IGNORECASE)
