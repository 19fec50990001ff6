"""Extractors: which ones read the documents, and what they give, accepted or refused.

The built-in ones are ``rules`` (ours, the default) and ``model`` (a language model behind a server, for which the extra
``samspil[llm]`` is installed); others are plug-ins (``protocol.py``). What the rules say is taken as it is; what any
other says passes through ``acceptance.py``.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.documents import Document
from loaders.errors import ExtractorDownError, ExtractorError, UsageError
from loaders.extraction import extract, stored
from loaders.extraction.ordering import in_order
from loaders.extractors.acceptance import RefusedError, accept
from loaders.extractors.plugins import Plugin, installed
from loaders.extractors.protocol import MAX_STATEMENTS, Extractor
from loaders.extractors.report import Report
from loaders.settings import Settings
from loaders.statements import Statement

if TYPE_CHECKING:
    from loaders.extractors.model.cache import AnswerCache

RULES, MODEL = "rules", "model"
MAX_FAILURES_IN_A_ROW = 3


@contextmanager
def reading_with(names: Sequence[str], settings: Settings, home: Path | None) -> Iterator["Reading"]:
    """The extractors of these names, ready to read; their processes and connections end with the block.

    ``home`` is the runtime directory, where answers of a model are kept; None keeps none.
    Raises UsageError for a name that nobody has, or an extractor that cannot be used as it is set.
    """
    plugins = installed()
    known = (RULES, MODEL, *(name for name in plugins if name not in (RULES, MODEL)))
    for name in names:
        if name not in known:
            raise UsageError(f"there is no extractor {name!r}; there are {', '.join(known)}.")
    if not names:
        raise UsageError("extractors: names none; rules is the built-in one.")
    with ExitStack() as stack:
        reading = Reading({})
        for name in names:
            reading.extractors[name] = _open(name, settings, home, reading, stack)
        yield reading


def extractor_inputs(settings: Settings) -> list[str]:
    """What a build depends on for its extractors: names, the version of a plug-in, the settings of the model."""
    plugins, inputs = installed(), list(settings.extractors)
    for name in settings.extractors:
        if name == MODEL:
            chosen = (settings.model_name, settings.model_max_tokens, settings.model_chunk_chars)
            inputs += map(str, (*chosen, settings.model_max_document_chars, settings.model_confidence))
        elif name in plugins and (distribution := plugins[name].dist):
            inputs += (distribution.name, distribution.version, plugins[name].value)
    return inputs


@dataclass
class Reading:
    """Reads documents with some extractors, and keeps the report of it."""

    extractors: dict[str, Extractor]
    report: Report = field(default_factory=Report)
    caches: list["AnswerCache"] = field(default_factory=list)
    _failures: dict[str, int] = field(default_factory=dict)

    def read(self, document: Document) -> tuple[Statement, ...]:
        """What all of them say of a document; a later one is not heard on what an earlier one has said already."""
        found: list[Statement] = []
        for name, extractor in self.extractors.items():
            said = {(one.subject, one.relation, one.object) for one in found}
            for one in self._read_with(name, extractor, document):
                if (one.subject, one.relation, one.object) in said:
                    self.report.repeated[name] += 1
                else:
                    found.append(one)
        return tuple(found) if tuple(self.extractors) == (RULES,) else in_order(found)

    def forget_unused(self) -> None:
        """Forget the kept answers about documents that were not read now, if all that were to be read were."""
        for cache in self.caches if self.report.is_complete else ():
            cache.forget_unused()

    def _read_with(self, name: str, extractor: Extractor, document: Document) -> Sequence[Statement]:
        if name == RULES:
            return tuple(one for one in extractor(document) if one is not None)
        if self._failures.get(name, 0) >= MAX_FAILURES_IN_A_ROW:
            self.report.stopped[name] += 1
            return ()
        try:
            # The text as patterns read it: signs that nobody sees neither part words nor hide orders.
            given = list(islice(extractor(document.as_read()), MAX_STATEMENTS))
        except ExtractorError as error:
            is_down = isinstance(error, ExtractorDownError)
            self._failures[name] = self._failures.get(name, 0) + 1 if is_down else 0
            self.report.problems[name, str(error)].append(document.path.name)
            return ()
        self._failures[name] = 0
        return self._accepted(name, given, document)

    def _accepted(self, name: str, given: Sequence[Statement | None], document: Document) -> list[Statement]:
        accepted, seen, view = [], document.as_read(), document.view
        for one in given:
            try:
                if one is None:
                    raise RefusedError("not in the form of a statement")
                fit = accept(one, seen, name)
                accepted.append(stored(fit, document.text, view) if view else fit)
            except RefusedError as refusal:
                self.report.refused[name][str(refusal)] += 1
        self.report.accepted[name] += len(accepted)
        return accepted


def _open(name: str, settings: Settings, home: Path | None, reading: Reading, stack: ExitStack) -> Extractor:
    if name == RULES:
        return extract
    if name == MODEL:
        # Imported here, for most commands ask no model and start sooner without it.
        from loaders.extractors.model import open_model

        model = stack.enter_context(open_model(settings, home))
        reading.caches.append(model.cache)
        return model
    plugin = Plugin(name, settings.extractor_timeout_s)
    stack.callback(plugin.close)
    return plugin
