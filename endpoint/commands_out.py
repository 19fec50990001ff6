"""The verbs of the way out: serve, query, export."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from pyoxigraph import (
    DefaultGraph,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
    serialize,
)
from SPARQLWrapper import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from endpoint.server import serve as run_server
from endpoint.terminal import find_workspace, print_table, say, workspace_option
from loaders.errors import NotFoundError, QueryError, UsageError
from loaders.prefixes import prefixes, shorten
from loaders.query_files import find_query, read_queries
from loaders.releases import Release, Releases
from loaders.settings import home_of, load_settings

_RESULTS = {
    "json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}
_RDF = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
}
_NAMED = {"nq", "trig"}


@click.command()
@workspace_option
@click.option("--host", default=None, help="The address to listen on.")
@click.option("--port", type=int, default=None, help="The port to listen on.")
@click.option("--default-graph", type=click.Choice(["merged", "plain"]), default=None, help="What it holds.")
def serve(workspace: Path | None, host: str | None, port: int | None, default_graph: str | None) -> None:
    """Serve the current release: SPARQL at /sparql, pages at /."""
    folder = find_workspace(workspace)
    settings = load_settings(folder, {"host": host, "port": port, "default_graph": default_graph})
    run_server(folder, settings)


@click.command()
@click.argument("name", required=False)
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of a canned query.")
@click.option("--file", "path", type=click.Path(path_type=Path, dir_okay=False), help="Your own query; - is stdin.")
@click.option("--format", "form", type=click.Choice(["table", *_RESULTS, "ttl"]), default=None, help="How to print it.")
@click.option("--release", "number", type=int, default=None, help="An older release.")
@click.option("--endpoint", default=None, metavar="URL", help="Ask a SPARQL endpoint instead of this workspace.")
@workspace_option
def query(
    name: str | None,
    params: tuple[str, ...],
    path: Path | None,
    form: str | None,
    number: int | None,
    endpoint: str | None,
    workspace: Path | None,
) -> None:
    """Answer the canned query NAME, or one of your own. Without either, list the canned queries."""
    if name is None and path is None:
        print_table("Canned queries", ("name", "question"), [(one.name, one.summary) for one in read_queries()])
        return
    text, bound = _question(name, params, path)
    if endpoint is not None:
        _ask_endpoint(endpoint, text, params)
        return
    store = Store.read_only(str(_release(workspace, number).store_path))
    try:
        result = store.query(text, substitutions=bound)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise QueryError(f"The query cannot be read: {error}") from error
    _print(result, form)


@click.command()
@workspace_option
@click.option(
    "--format", "form", type=click.Choice(list(_RDF)), default="nq", help="nq and trig keep the named graphs."
)
@click.option("--release", "number", type=int, default=None, help="An older release.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="A file; else stdout.")
def export(workspace: Path | None, form: str, number: int | None, output: Path | None) -> None:
    """Write a release as RDF."""
    release = _release(workspace, number)
    store = Store.read_only(str(release.store_path))
    with output.open("wb") if output else sys.stdout.buffer as target:
        serialize(_content(store, named=form in _NAMED), target, _RDF[form], prefixes=prefixes())
    say(f"Release {release.number} as {_RDF[form].name}.")


def _content(store: Store, *, named: bool) -> Iterator[Quad] | Iterator[Triple]:
    if not named:
        return (quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph()))
    every = store.quads_for_pattern(None, None, None, None)
    return (quad for quad in every if not isinstance(quad.graph_name, DefaultGraph))


def _question(name: str | None, params: tuple[str, ...], path: Path | None) -> tuple[str, dict[Variable, object]]:
    if path is not None:
        return click.open_file(str(path), encoding="utf-8").read(), {}
    assert name is not None
    canned = find_query(name)
    values: dict[str, str] = {}
    for given in params:
        key, equals, value = given.partition("=")
        if not equals:
            raise UsageError(f"--param {given}: write NAME=VALUE.")
        values[key] = value
    return canned.text, {Variable(key): value for key, value in canned.bind(values).items()}


def _release(given: Path | None, number: int | None) -> Release:
    workspace = find_workspace(given)
    releases = Releases(home_of(workspace, load_settings(workspace)))
    release = releases.get(number) if number is not None else releases.current()
    if release is None:
        raise NotFoundError(f"{workspace} has no release yet; run `samspil build`.")
    return release


def _print(result: QuerySolutions | QueryBoolean | QueryTriples, form: str | None) -> None:
    if isinstance(result, QueryTriples):
        serialize(result, sys.stdout.buffer, RdfFormat.TURTLE, prefixes=prefixes())
    elif isinstance(result, QueryBoolean):
        click.echo("true" if result else "false")
    elif form in _RESULTS:
        result.serialize(sys.stdout.buffer, _RESULTS[form])
    else:
        names = [variable.value for variable in result.variables]
        print_table("", names, ([_cell(row[name]) for name in names] for row in result))


def _cell(value: object) -> str:
    text = getattr(value, "value", "")
    return shorten(text) if text.startswith("http") else text


def _ask_endpoint(url: str, text: str, params: tuple[str, ...]) -> None:
    if params:
        raise UsageError("--param works on this workspace only; ask the endpoint's /queries/<name>?… instead.")
    client = SPARQLWrapper(url, agent="samspil")
    client.setQuery(text)
    client.setReturnFormat("json")
    try:
        answer = client.query().convert()
    except (SPARQLWrapperException, OSError) as error:
        raise QueryError(f"{url}: {error}") from error
    if not isinstance(answer, dict):
        raise QueryError(f"{url} did not answer with a SPARQL JSON result.")
    names = answer.get("head", {}).get("vars", [])
    rows = answer.get("results", {}).get("bindings", [])
    print_table(url, names, ([row.get(name, {}).get("value", "") for name in names] for row in rows))


COMMANDS = (serve, query, export)
