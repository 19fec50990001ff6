"""Pages that ask: the editor at /sparql, the list of canned queries, and each of them with its form and its answer."""

from collections import defaultdict
from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request
from werkzeug import Response

from endpoint.http.formats import BINDING_NAMES, GRAPH_NAMES
from endpoint.http.problems import RequestError, to_problem
from endpoint.http.site import PAGE_ROWS, Table
from endpoint.pages.current import site
from endpoint.pages.display import Shown, show
from endpoint.workers.lanes import Lane, lane_of_client
from loaders.errors import SamspilError
from loaders.prefixes import prefixes
from loaders.query_files import CannedQuery, find_query, read_queries
from loaders.query_values import TYPES
from loaders.releases import Release

PAGES = Blueprint("queries", __name__)
_EMPTY = "SELECT ?subject ?predicate ?object\nWHERE {\n  ?subject ?predicate ?object .\n}\nLIMIT 100\n"


@PAGES.route("/sparql", methods=["GET", "POST"])
def editor() -> tuple[str, int]:
    """The editor on the current release, with the answer when a query was sent."""
    return _editor(site().release(), "/sparql")


@PAGES.route("/v/<int:number>/sparql", methods=["GET", "POST"])
def editor_of_release(number: int) -> tuple[str, int]:
    """The editor on an older release."""
    return _editor(site().release(number), f"/v/{number}/sparql")


@PAGES.get("/queries/")
def all_queries_with_a_slash() -> Response:
    """The same under the name that people type."""
    return redirect("/queries", 308)


@PAGES.get("/queries")
def all_queries() -> str:
    """The canned queries by tag; one that has two tags stands twice."""
    return _all_queries(site().release(), "")


@PAGES.get("/v/<int:number>/queries")
def all_queries_of_release(number: int) -> str:
    """Those of an older release, as they were when it was published."""
    return _all_queries(site().release(number), f"/v/{number}")


@PAGES.get("/queries/<name>")
def canned_query(name: str) -> tuple[str, int]:
    """One canned query: what it asks, its form, its answer."""
    return _canned_query(name, site().release(), "", Lane.OURS)


@PAGES.get("/v/<int:number>/queries/<name>")
def canned_query_of_release(number: int, name: str) -> tuple[str, int]:
    """One canned query of an older release, asked of it."""
    return _canned_query(name, site().release(number), f"/v/{number}", Lane.AD_HOC)


def _all_queries(release: Release, root: str) -> str:
    by_tag: dict[str, list[CannedQuery]] = defaultdict(list)
    for query in read_queries(release.queries_path):
        for tag in query.tags or ("other",):
            by_tag[tag].append(query)
    return render_template("queries.html", tags=sorted(by_tag.items()), root=root, release=release)


def _canned_query(name: str, release: Release, root: str, lane: Lane) -> tuple[str, int]:
    """The page of a query; ``root`` is what its addresses begin with, such as /v/7."""
    query = find_query(name, release.queries_path)
    values = {key: value for key, value in request.args.items(multi=True) if key != "format"}
    table, problem, status = None, None, 200
    if values or query.needs_no_values:
        try:
            table = site().rows(query.text, dict(query.bind(values)), release=release, limit=PAGE_ROWS, lane=lane)
        except SamspilError as error:
            problem, status = to_problem(error), error.status
    page = render_template(
        "query.html",
        query=query,
        root=root,
        values={each.key: values.get(each.key, each.default or "") for each in query.params},
        given={key: value for key, value in values.items() if value},
        types=TYPES,
        release=release,
        problem=problem,
        max_rows=PAGE_ROWS,
        formats=GRAPH_NAMES if query.form == "CONSTRUCT" else BINDING_NAMES,
        **_answer(table),
    )
    return page, status


def _editor(release: Release, path: str) -> tuple[str, int]:
    fields = request.values
    text = fields.get("query", "")
    dataset = {
        "default_graphs": fields.getlist("default-graph-uri"),
        "named_graphs": fields.getlist("named-graph-uri"),
    }
    table, problem, status = None, None, 200
    if len(fields.getlist("query")) > 1:
        raise RequestError(400, "A request carries one query; this one repeats the field.")
    if text.strip():
        try:
            lane = lane_of_client(text, site().settings)
            table = site().rows(text, release=release, limit=PAGE_ROWS, lane=lane, dataset=dataset)
        except SamspilError as error:
            problem, status = to_problem(error), error.status
    page = render_template(
        "editor.html",
        text=text or _EMPTY,
        asked=text,
        path=path,
        release=release,
        prefixes=prefixes(),
        problem=problem,
        max_rows=PAGE_ROWS,
        examples=read_queries(release.queries_path),
        remarks=table.remarks if table else (),
        **_answer(table),
    )
    return page, status


def _answer(table: Table | None) -> Mapping[str, object]:
    """What the table's template needs; ``rows`` is None when nothing was asked."""
    if table is None:
        return {"variables": (), "rows": None, "more": False, "boolean": None, "is_graph": False}
    rows: list[list[Shown]] = [[show(site().iris, row[name]) for name in table.variables] for row in table.rows]
    is_graph = table.variables == ("subject", "predicate", "object")
    return {
        "variables": table.variables,
        "rows": rows,
        "more": table.more,
        "boolean": table.boolean,
        "is_graph": is_graph,
    }
