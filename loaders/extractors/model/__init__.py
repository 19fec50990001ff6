"""The extractor ``model``: a document in, what a language model reads in it out, for acceptance to judge.

It asks any server with the chat completions of OpenAI's API, with an answer bound to a JSON schema. Telephone numbers
and e-mail addresses are masked before a page leaves the machine. What a model says is a proposal for the steward,
unless ``model_confidence`` makes it a fact. Nothing here trusts an answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from loaders.documents import Document
from loaders.errors import ExtractorError, UsageError
from loaders.extractors.model.answers import Answer, read_answer
from loaders.extractors.model.cache import AnswerCache
from loaders.extractors.model.chunks import chunks_of
from loaders.extractors.model.client import Client, open_client
from loaders.extractors.model.prompt import request_body
from loaders.privacy import masked
from loaders.settings import Settings
from loaders.statements import Statement

CACHE_FOLDER = "model-answers"


@contextmanager
def open_model(settings: Settings, home: Path | None) -> Iterator["Model"]:
    """The model as it is set; its connection ends with the block.

    Raises UsageError where a setting is missing, or the extra is not installed.
    """
    if not settings.model_name:
        raise UsageError("model_name: is empty; name the model that the server is to use.")
    with open_client(settings) as client:
        yield Model(settings, client, AnswerCache(home / CACHE_FOLDER if home else None))


@dataclass(frozen=True, slots=True)
class Model:
    """A language model as an extractor."""

    settings: Settings
    client: Client
    cache: AnswerCache

    def __call__(self, document: Document, /) -> Iterator[Statement | None]:
        """The statements that the model gives, None for what is none.

        Raises ExtractorError where it gives no usable answer for a part of the document, ExtractorDownError where it
        gives none at all.
        """
        limit = self.settings.model_max_document_chars
        if len(document.text) > limit:
            raise ExtractorError(
                f"{len(document.text):,} characters, over the limit of {limit:,} (model_max_document_chars)"
            )
        shown = masked(document.text)
        for start, end in chunks_of(document, self.settings.model_chunk_chars):
            answer = self._answer(request_body(self.settings, document, shown[start:end]))
            yield from answer.statements(document, shown, (start, end), self.settings)

    def _answer(self, body: dict[str, object]) -> Answer:
        kept = self.cache.get(body)
        if kept is not None:
            # A file that was damaged is as good as none.
            with suppress(ExtractorError):
                return read_answer(kept)
        text = self.client.ask(body)
        answer = read_answer(text)
        self.cache.put(body, text)
        return answer
