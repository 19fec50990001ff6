"""What one web process serves: settings, releases, canned queries and the pool, in one place.

Pages run in threads and ask through ``rows``; the event loop asks through ``ask``.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from endpoint.http.cache import AnswerCache, tag_of
from endpoint.http.front import Front
from endpoint.http.metrics import Metrics
from endpoint.http.problems import RequestError
from endpoint.http.underway import Underway
from endpoint.workers.frames import Term, term_from_json, term_to_json
from endpoint.workers.pool import Answer, Lane, Pool
from endpoint.workers.writing import WriterProcess
from loaders.errors import QueryTimeoutError
from loaders.iris import Iris
from loaders.releases import Release, Releases
from loaders.settings import Settings
from loaders.tokens import Tokens

# The most rows that a page shows of an answer.
PAGE_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by variable; an unbound variable is None.

    ``more`` says that a limit cut the rows; ``boolean`` is ASK's; ``remarks`` are what the query may have wrong.
    """

    variables: tuple[str, ...]
    rows: tuple[dict[str, Term | None], ...]
    more: bool
    boolean: bool | None
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class Site:
    """A workspace as it is served.

    ``loop`` is set when the server starts; ``prepared`` is the release whose canned answers are ready.
    """

    settings: Settings
    releases: Releases
    pool: Pool
    loop: asyncio.AbstractEventLoop | None = None
    prepared: int | None = None
    iris: Iris = field(init=False)
    tokens: Tokens = field(init=False)
    cache: AnswerCache = field(init=False)
    front: Front = field(init=False)
    underway: Underway = field(init=False)
    writer: WriterProcess = field(init=False)
    metrics: Metrics = field(init=False)
    _current: str = field(init=False)
    _known: tuple[tuple[int, int], Release] | None = None

    def __post_init__(self) -> None:
        """IRIs and the size of the cache follow from the settings; tokens lie with the releases, as the writer does."""
        self.iris = Iris(self.settings.base)
        self.tokens = Tokens(self.releases.home)
        memory = self.settings.cache_mb * 1024 * 1024
        self.cache = AnswerCache(memory - memory // 4)
        # What is answered without being read cannot be logged.
        self.front = Front(self.current, memory // 4 if self.settings.log == "off" else 0)
        self.underway = Underway()
        self.metrics = Metrics(self.pool, self.cache, self.front, self.current)
        self.writer = WriterProcess(self.settings, self.releases.home)
        self._current = str(self.releases.home / "current")

    def current(self) -> Release | None:
        """The current release. It is looked at anew each time, and read again only when it is another one."""
        try:
            found = os.stat(self._current)
        except FileNotFoundError:
            return None
        key = (found.st_ino, found.st_mtime_ns)
        if self._known is None or self._known[0] != key:
            release = self.releases.current()
            self._known = (key, release) if release else None
        return self._known[1] if self._known else None

    def release(self, number: int | None = None) -> Release:
        """The release to answer from: the current one, or the one of that number.

        Raises NotFoundError for a number that is not kept, RequestError 503 while there is no release at all.
        """
        if number is not None:
            return self.releases.get(number)
        current = self.current()
        if current is None:
            message = "Nothing is published yet. Run `samspil build`, then ask again."
            raise RequestError(503, message, headers={"Retry-After": "10"})
        return current

    async def ask(self, release: Release, request: Mapping[str, Any], *, lane: Lane, client: str = "") -> Answer:
        """Ask a worker of a release (``Pool.ask``)."""
        return await self.pool.ask(release.store_path, request, lane=lane, client=client)

    def rows(
        self,
        text: str,
        terms: Mapping[str, Term] | None = None,
        *,
        release: Release | None = None,
        limit: int | None = None,
        lane: Lane = Lane.OURS,
        dataset: Mapping[str, list[str]] | None = None,
    ) -> Table:
        """Ask from a page's thread and wait.

        In:  a query, the terms of its variables, at most ``limit`` rows; ``dataset`` as in the protocol.
        Out: a table. Raises the errors of ``Pool.ask``, and QueryTimeoutError where nothing came of it in
        ``Pool.patience_s``.
        """
        assert self.loop is not None, "the server has not started"
        waiting = self._rows(release or self.release(), {**_request_of(text, terms, limit), **(dataset or {})}, lane)
        future = asyncio.run_coroutine_threadsafe(waiting, self.loop)
        patience_s = self.pool.patience_s(lane)
        try:
            return future.result(patience_s)
        except TimeoutError:
            # The page is given up, so its query is too: cancelling it ends the worker.
            future.cancel()
            message = f"The page waited {patience_s:g} s for its rows and gave up; ask again."
            raise QueryTimeoutError(message) from None

    async def rows_ahead(self, release: Release, text: str, terms: Mapping[str, Term], limit: int) -> None:
        """Have the rows ready that ``rows`` will be asked for. Raises the errors of ``Pool.ask``."""
        await self._rows(release, _request_of(text, terms, limit), Lane.AHEAD)

    async def answers(self, release: Release) -> bool:
        """Whether a worker answers from a release. Raises the errors of ``Pool.ask``."""
        return bool((await self._rows(release, {"op": "rows", "text": "ASK {}"}, Lane.HEALTH)).boolean)

    async def has_thing(self, release: Release, iri: str) -> bool:
        """Whether a release says anything about a thing."""
        request = {"op": "rows", "text": "ASK { ?thing ?predicate ?object }"}
        request["substitutions"] = to_substitutions({"thing": term_from_json(["iri", iri])})  # type: ignore[assignment]
        return bool((await self._rows(release, request, Lane.OURS)).boolean)

    async def _rows(self, release: Release, request: dict[str, Any], lane: Lane) -> Table:
        tag = tag_of(release, request) if lane in (Lane.OURS, Lane.AHEAD) else None
        async with self.underway.alone((lane, tag) if tag else None):
            kept = self.cache.get(tag) if tag else None
            if kept is not None:
                return to_table(kept.bodies[""])
            body = await _whole(await self.ask(release, request, lane=lane))
            if tag:
                self.cache.keep(tag, "rows", "", body)
        return to_table(body)


def _request_of(text: str, terms: Mapping[str, Term] | None, limit: int | None) -> dict[str, Any]:
    return {"op": "rows", "text": text, "substitutions": to_substitutions(terms or {}), "limit": limit}


def to_substitutions(terms: Mapping[str, Term]) -> dict[str, list[str | None] | None]:
    """Terms by variable in the form that the workers take."""
    return {name: term_to_json(term) for name, term in terms.items()}


async def _whole(answer: Answer) -> bytes:
    if answer.rest is None:
        return answer.body or b""
    return b"".join([chunk async for chunk in answer.rest])


def to_table(body: bytes) -> Table:
    """The rows that a worker wrote for us."""
    content = json.loads(body)
    names = tuple(content["variables"])
    rows = tuple(
        {name: term_from_json(parts) if parts else None for name, parts in zip(names, row, strict=True)}
        for row in content["rows"]
    )
    return Table(names, rows, content["more"], content["boolean"], tuple(content["remarks"]))
