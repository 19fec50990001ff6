"""Answers on the terminal: of a query of this workspace, or of another SPARQL endpoint.

In: a result, and the format that was asked for (None: a table for rows, Turtle for triples). Out: stdout. A format that
does not fit the answer is a usage error, before anything is asked where the query tells.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import IO, Any

import click
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store, serialize
from SPARQLWrapper import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from endpoint.commands.terminal import print_table
from endpoint.http.formats import BY_NAME, FORMATS, names_of_kind, rdf_format, results_format
from endpoint.http.problems import ForbiddenQueryError, QueryFaultError
from endpoint.workers.answers import Outcome, run_query
from endpoint.workers.frames import Term, term_to_json
from endpoint.workers.guard import form_of, tokenise
from loaders.errors import QueryError, UsageError
from loaders.prefixes import prefixes, shorten
from loaders.settings import Settings

TABLE = "table"
FORMAT_NAMES = (TABLE, *(entry.name for entry in FORMATS))


def print_answer(store: Store, text: str, terms: Mapping[str, Term], form: str | None, *, settings: Settings) -> None:
    """Ask a store and print. Raises QueryError, also for SERVICE and updates, and UsageError for the format."""
    check_format(text, form)
    request = {
        "text": text,
        "substitutions": {name: term_to_json(term) for name, term in terms.items()},
        "max_bytes": settings.max_query_bytes,
        "max_depth": settings.max_query_depth,
    }
    try:
        _print(run_query(store, request), form, sys.stdout.buffer)
    except QueryFaultError as error:
        if error.place is None or isinstance(error, ForbiddenQueryError):
            raise
        raise QueryError(f"The query cannot be read: {error} {error.hint}".rstrip()) from error
    except RuntimeError as error:
        raise QueryError(f"The query cannot be answered: {error}") from error


def print_answer_of(url: str, text: str, form: str | None) -> None:
    """Ask another endpoint and print its answer. Raises QueryError where there is none, UsageError for the format."""
    check_format(text, form)
    if form is None:
        form = "ttl" if _kind_of(text) == "graph" else TABLE
    name = "json" if form == TABLE else form
    body = _fetch(url, text, BY_NAME[name].media_types)
    if form != TABLE:
        sys.stdout.buffer.write(body)
        return
    answer = _json_of(url, body)
    if "boolean" in answer:
        click.echo("true" if answer["boolean"] else "false")
        return
    names = answer.get("head", {}).get("vars", [])
    rows = answer.get("results", {}).get("bindings", [])
    print_table(url, names, ([row.get(name, {}).get("value", "") for name in names] for row in rows))


def check_format(text: str, form: str | None) -> None:
    """Raises UsageError where a format cannot hold the answer to a query, with those that can."""
    kind = _kind_of(text)
    fitting = (*names_of_kind(kind), *((TABLE,) if kind == "bindings" else ()))
    if form is not None and form not in fitting:
        what = "triples" if kind == "graph" else "rows or a truth value"
        raise UsageError(f"--format {form}: this query answers with {what}; choose one of {', '.join(fitting)}.")


def _kind_of(text: str) -> str:
    return "graph" if form_of(list(tokenise(text))) in ("CONSTRUCT", "DESCRIBE") else "bindings"


def _print(result: Outcome, form: str | None, target: IO[bytes]) -> None:
    if isinstance(result, QueryTriples):
        serialize(result, target, rdf_format(form or "ttl"), prefixes=prefixes())
    elif form is not None and form != TABLE:
        result.serialize(target, results_format(form))
    elif isinstance(result, QueryBoolean):
        click.echo("true" if result else "false")
    else:
        print_table("", [variable.value for variable in result.variables], _cells(result))


def _cells(result: QuerySolutions) -> Iterable[list[str]]:
    return ([_cell(value) for value in row] for row in result)


def _cell(value: object) -> str:
    text = getattr(value, "value", "")
    return shorten(text) if text.startswith("http") else text


def _fetch(url: str, text: str, media_types: tuple[str, ...]) -> bytes:
    client = SPARQLWrapper(url, agent="samspil")
    client.setQuery(text)
    # SPARQLWrapper knows some formats only: the header says which one is meant, and no parameter of its own does.
    client.setOnlyConneg(True)
    client.addCustomHttpHeader("Accept", media_types[0])
    try:
        response = client.query().response
        got, body = response.headers.get_content_type(), bytes(response.read())
    except (SPARQLWrapperException, OSError, ValueError) as error:
        raise QueryError(f"{url}: {error}") from error
    if got not in media_types:
        raise QueryError(f"{url} answered with {got} where {media_types[0]} was asked for; choose another --format.")
    return body


def _json_of(url: str, body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise QueryError(f"{url} did not answer with a SPARQL JSON result: {error}.") from error
    if not isinstance(answer, dict):
        raise QueryError(f"{url} did not answer with a SPARQL JSON result.")
    return answer
