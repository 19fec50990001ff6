"""Answers: what a model wrote in, its statements out, each with the place of its quote where the answer tells it.

An answer that is not in the schema as a whole is no answer; a row that is not is a None among the statements.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from loaders.documents import Document
from loaders.errors import ExtractorError
from loaders.extractors.acceptance import places_of
from loaders.extractors.incoming import statement_from
from loaders.extractors.protocol import UNKNOWN
from loaders.layout import matching_copy
from loaders.settings import Settings
from loaders.statements import Statement

MAX_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of one answer, as they came."""

    rows: tuple[object, ...]

    def statements(
        self, document: Document, shown: str, chunk: tuple[int, int], settings: Settings
    ) -> Iterator[Statement | None]:
        """The rows as statements. ``shown`` is the text that the model saw, of which it read ``chunk``."""
        plain = matching_copy(shown[slice(*chunk)])
        for row in self.rows:
            statement = statement_from(row, document, confidence=settings.model_confidence)
            if statement is None or not isinstance(row, dict):
                yield None
                continue
            start = _place(plain, statement.quote, row.get("before"))
            if start != UNKNOWN:
                start += chunk[0]
            # A quote may hold the mask of a telephone number: the words under it are the document's.
            quote = document.text[start : start + len(statement.quote)] if start != UNKNOWN else statement.quote
            yield replace(statement, quote=quote, start=start, rule=settings.model_name)


def read_answer(text: str) -> Answer:
    """The rows of an answer. Raises ExtractorError where it is not what was asked for."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExtractorError("the model's answer is not JSON") from error
    rows = answer.get("statements") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise ExtractorError("the model's answer has no list of statements")
    if len(rows) > MAX_ROWS:
        raise ExtractorError(f"the model's answer has {len(rows):,} statements, over the limit of {MAX_ROWS:,}")
    return Answer(tuple(rows))


def _place(plain: str, quote: str, before: object) -> int:
    """Where a quote stands in the stretch that the model read; of several places the one with ``before`` before it."""
    places = places_of(plain, quote)
    if len(places) > 1 and isinstance(before, str) and before.strip():
        wanted = " ".join(matching_copy(before).split())
        places = [place for place in places if " ".join(plain[:place].split()).endswith(wanted)]
    return places[0] if len(places) == 1 else UNKNOWN
