"""Errors on their way out: one shape for machines, one page for people.

    QueryError (400)
    └── QueryFaultError            400   line, column and a hint
        ├── ForbiddenQueryError    403   SERVICE, and updates
        ├── UnsupportedQueryError  400   SPARQL, but with a function that is not known here
        ├── BadDataError           400   RDF that was sent and cannot be read: line and column
        ├── QueryTooLongError      413   more text than is parsed
        ├── CutAnswerError         422   more rows than a client may have, and it asked for all or none
        └── RemoteServerError      502   a server that SERVICE asks does not answer with rows
    QueryTimeoutError (503)
    ├── BusyPoolError              503   no worker was free within the queue's time; ask again
    ├── TooManyQueriesError        429   one client runs all that one may run
    ├── CancelledQueryError        503   an operator ended it
    ├── QueryMemoryError           503   a query needs more memory than it may have
    └── BrokenAnswerError          503   the worker ended before its answer did
    RequestError                   400 405 406 408 413 414 415 …   the request itself, with headers

The shape is RFC 9457, ``application/problem+json``; ``type`` points to the list on ``/problems``.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from http import HTTPStatus
from typing import Any

from loaders.errors import (
    FindingsError,
    NotFoundError,
    NotWritableError,
    QueryError,
    QueryTimeoutError,
    SamspilError,
    UsageError,
)


@dataclass(frozen=True, slots=True)
class FaultPlace:
    """Where a query is wrong: line and column from 1, the words there, and the line with a caret under them."""

    line: int
    column: int
    near: str = ""
    excerpt: str = ""


class QueryFaultError(QueryError):
    """A query that cannot be parsed or run: where it is wrong and what to do about it."""

    def __init__(self, message: str, place: FaultPlace | None = None, hint: str = "") -> None:
        """``hint`` says what to write instead, where that is known."""
        super().__init__(message)
        self.place, self.hint = place, hint


class ForbiddenQueryError(QueryFaultError):
    """A query that this endpoint does not run: SERVICE, or an update."""

    status = 403
    title = "Not allowed here"


class UnsupportedQueryError(QueryFaultError):
    """A query that is SPARQL and asks for something that is not there, such as a function of another server."""

    title = "Not known here"


class BadDataError(QueryFaultError):
    """RDF that was sent and cannot be read."""

    title = "Bad data"


class QueryTooLongError(QueryFaultError):
    """More query text than is parsed."""

    status = 413
    title = "Query too long"


class CutAnswerError(QueryFaultError):
    """More rows than a client may have; ``strict=1`` asked for all or none."""

    status = 422
    title = "More than may be had at once"


class RemoteServerError(QueryFaultError):
    """Another server, which SERVICE asks, does not answer with rows."""

    status = 502
    title = "Another server failed"


class BusyPoolError(QueryTimeoutError):
    """All workers are busy; the client should ask again."""

    title = "Busy"


class TooManyQueriesError(QueryTimeoutError):
    """One client has all the queries running that one may have."""

    status = 429
    title = "Too many queries at once"


class CancelledQueryError(QueryTimeoutError):
    """Who runs the server ended the query."""

    title = "Ended"


class QueryMemoryError(QueryTimeoutError):
    """A query needed more memory than it may have, and was stopped."""


class BrokenAnswerError(QueryTimeoutError):
    """A worker ended in the middle of its answer."""


class RequestError(SamspilError):
    """A request that HTTP itself has a status for; ``headers`` go out with the answer, ``extra`` into the body."""

    exit_code = 2

    def __init__(
        self,
        status: int,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
        kind: str | None = None,
    ) -> None:
        """``status`` is the HTTP status, and its phrase the title; ``kind`` is that of an error told on."""
        super().__init__(message)
        self.status, self.title = status, HTTPStatus(status).phrase
        self.kind = kind or f"http-{status}"
        self.headers, self.extra = dict(headers or {}), dict(extra or {})


KINDS: dict[str, type[SamspilError]] = {
    "bad-query": QueryFaultError,
    "forbidden": ForbiddenQueryError,
    "unsupported": UnsupportedQueryError,
    "bad-data": BadDataError,
    "too-long": QueryTooLongError,
    "cut": CutAnswerError,
    "remote": RemoteServerError,
    "busy": BusyPoolError,
    "too-many": TooManyQueriesError,
    "ended": CancelledQueryError,
    "stopped": QueryTimeoutError,
    "memory": QueryMemoryError,
    "broken": BrokenAnswerError,
    "not-found": NotFoundError,
    "unusable": UsageError,
    "rejected": FindingsError,
    "not-writable": NotWritableError,
}
_ADVICE = {
    "bad-query": "Read line, column and hint; the editor at /sparql shows the prefixes.",
    "forbidden": "Leave the clause out; data is changed by a new release, not by an update.",
    "unsupported": "Use the functions of SPARQL 1.1 and the casts of XML Schema; others are not known.",
    "bad-data": "Mend the data at line and column, or send them under the media type that they have.",
    "too-long": "Shorten the query, or send several.",
    "cut": "Ask for a part at a time (ORDER BY, LIMIT, OFFSET) or take the dump; without strict=1 the first rows come.",
    "remote": "Ask again later, or write SERVICE SILENT to go on without that server.",
    "busy": "Ask again after the seconds in Retry-After.",
    "too-many": "Wait for one of your answers before you send the next query.",
    "ended": "Ask again later, or ask who runs the server.",
    "stopped": "Make the query cheaper: begin at the selective end, add LIMIT, or take the dump.",
    "memory": "Make the query hold less at once: fewer rows to sort, group or compare, or add LIMIT.",
    "broken": "Ask again; where it happens again, tell who runs the server.",
    "not-found": "Check the address; the start page leads to all there is.",
    "unusable": "Read the message: it names the parameter and what it takes.",
    "rejected": "Read `findings`: each names what it is about and says what to do; then write again.",
    "not-writable": "Change what the graph is made from, as `remedy` says, or write to a graph of your own.",
}


def kind_of(error: SamspilError) -> str:
    """The name of an error's kind: the anchor on ``/problems``."""
    exact = next((kind for kind, known in KINDS.items() if type(error) is known), None)
    if exact is None and isinstance(error, RequestError):
        return error.kind
    general = "bad-query" if isinstance(error, QueryError) else "internal"
    return exact or next((kind for kind, known in KINDS.items() if isinstance(error, known)), general)


def advice() -> list[tuple[str, int, str, str]]:
    """Kind, status, title and advice of each problem, for the page that explains them."""
    return [(kind, known.status, known.title, _ADVICE[kind]) for kind, known in KINDS.items()]


def to_problem(error: SamspilError, request_id: str = "") -> dict[str, Any]:
    """The members of a problem document, with the id of the request where there was one."""
    problem: dict[str, Any] = {
        "type": f"/problems#{kind_of(error)}",
        "title": error.title,
        "status": error.status,
        "detail": str(error),
    }
    if isinstance(error, QueryFaultError):
        if error.place is not None:
            problem |= asdict(error.place)
        if error.hint:
            problem["hint"] = error.hint
    if isinstance(error, RequestError):
        problem |= error.extra
    return problem | ({"request_id": request_id} if request_id else {})


def error_of(problem: Mapping[str, Any]) -> SamspilError:
    """The error of a child process as an exception again: a problem document with its ``kind`` and ``extra``."""
    detail, kind, extra = problem["detail"], problem["kind"], problem.get("extra") or {}
    known = KINDS.get(kind)
    if known is not None and issubclass(known, QueryFaultError):
        place = FaultPlace(*(problem[name.name] for name in fields(FaultPlace))) if "line" in problem else None
        return known(detail, place, problem.get("hint", ""))
    if known is not None and issubclass(known, QueryTimeoutError):
        return known(detail)
    return RequestError(problem["status"], detail, extra=extra, kind=kind)


def problem_headers(error: SamspilError) -> dict[str, str]:
    """Headers that go with an error."""
    headers = dict(error.headers) if isinstance(error, RequestError) else {}
    if isinstance(error, QueryTimeoutError):
        headers["Retry-After"] = "1" if isinstance(error, BusyPoolError | TooManyQueriesError) else "10"
    return headers


def problem_body(error: SamspilError, request_id: str) -> bytes:
    """The problem document as bytes."""
    return json.dumps(to_problem(error, request_id), ensure_ascii=False, indent=1).encode() + b"\n"


def unexpected() -> SamspilError:
    """What a client learns about a fault of ours: that there was one, and nothing of its inside."""
    return SamspilError("Something in the server failed; its log says what.")
