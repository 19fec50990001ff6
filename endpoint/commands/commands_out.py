"""The verbs of the way out: serve, query, export."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from pyoxigraph import DefaultGraph, Quad, Store, Triple, serialize

from endpoint.commands.answers import FORMAT_NAMES, print_answer, print_answer_of
from endpoint.commands.terminal import find_workspace, print_table, say, workspace_option
from endpoint.http.formats import DATASET_NAMES, DUMP_NAMES, rdf_format
from endpoint.http.server import serve as run_server
from loaders.errors import NotFoundError, UsageError
from loaders.prefixes import prefixes
from loaders.query_files import find_query, read_queries
from loaders.query_values import Term
from loaders.releases import Release, Releases
from loaders.settings import Settings, home_of, load_settings

_QUERY_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command()
@workspace_option
@click.option("--host", default=None, help="The address to listen on.")
@click.option("--port", type=int, default=None, help="The port to listen on.")
@click.option("--default-graph", type=click.Choice(["merged", "plain"]), default=None, help="What it must hold.")
@click.option("--no-client-limits", is_flag=True, help="One client may ask as much at once as it likes: to measure.")
def serve(
    workspace: Path | None, host: str | None, port: int | None, default_graph: str | None, no_client_limits: bool
) -> None:
    """Serve the current release: SPARQL at /sparql, pages at /."""
    folder = find_workspace(workspace)
    flags = {"host": host, "port": port, "default_graph": default_graph}
    settings = load_settings(folder, flags | ({"client_queries": 0} if no_client_limits else {}))
    run_server(folder, settings)


@click.command()
@click.argument("name", required=False)
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of a canned query.")
@click.option("--file", "path", type=_QUERY_FILE, help="Your own query; - is stdin.")
@click.option("--format", "form", type=click.Choice(FORMAT_NAMES), default=None, help="How to print it.")
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
    text, terms = _question(name, params, path)
    if endpoint is not None:
        if params:
            raise UsageError("--param works on this workspace only; ask the endpoint's /queries/<name>?… instead.")
        print_answer_of(endpoint, text, form)
        return
    folder, settings = _workspace(workspace)
    store = Store.read_only(str(_release(folder, settings, number).store_path))
    print_answer(store, text, terms, form, settings=settings)


@click.command()
@workspace_option
@click.option(
    "--format", "form", type=click.Choice(DUMP_NAMES), default="nq", help="nq and trig keep the named graphs."
)
@click.option("--release", "number", type=int, default=None, help="An older release.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="A file; else stdout.")
def export(workspace: Path | None, form: str, number: int | None, output: Path | None) -> None:
    """Write a release as RDF."""
    release = _release(*_workspace(workspace), number)
    store = Store.read_only(str(release.store_path))
    with output.open("wb") if output else sys.stdout.buffer as target:
        serialize(_content(release, store, named=form in DATASET_NAMES), target, rdf_format(form), prefixes=prefixes())
    say(f"Release {release.number} as {rdf_format(form).name}.")


def _content(release: Release, store: Store, *, named: bool) -> Iterator[Quad] | Iterator[Triple]:
    if named and release.manifest.get("default_graph") == "plain":
        return store.quads_for_pattern(None, None, None, None)
    if not named:
        return (quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph()))
    every = store.quads_for_pattern(None, None, None, None)
    return (quad for quad in every if not isinstance(quad.graph_name, DefaultGraph))


def _question(name: str | None, params: tuple[str, ...], path: Path | None) -> tuple[str, dict[str, Term]]:
    """The text of a query, and the terms of its parameters."""
    if path is not None:
        return _read_text(path), {}
    assert name is not None
    canned = find_query(name)
    values: dict[str, str] = {}
    for given in params:
        key, equals, value = given.partition("=")
        if not equals:
            raise UsageError(f"--param {given}: write NAME=VALUE.")
        values[key] = value
    return canned.text, canned.bind(values)


def _read_text(path: Path) -> str:
    try:
        with click.open_file(str(path), encoding="utf-8") as file:
            return str(file.read())
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8; save it as UTF-8.") from error


def _workspace(given: Path | None) -> tuple[Path, Settings]:
    workspace = find_workspace(given)
    return workspace, load_settings(workspace)


def _release(workspace: Path, settings: Settings, number: int | None) -> Release:
    releases = Releases(home_of(workspace, settings))
    release = releases.get(number) if number is not None else releases.current()
    if release is None:
        raise NotFoundError(f"{workspace} has no release yet; run `samspil build`.")
    return release


COMMANDS = (serve, query, export)
