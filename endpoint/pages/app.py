"""The Flask application of the pages: ``create_app(site)``.

Pages read only; they get their data through the pool (``Site.rows``), never from a store or a parser of their own.
Every answer carries strict headers: no scripts, nothing from another server.
"""

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from endpoint.http import messages
from endpoint.http.negotiation import prefers_html
from endpoint.http.problems import RequestError, problem_body, problem_headers, to_problem, unexpected
from endpoint.http.site import Site
from endpoint.http.visits import ID
from endpoint.pages import documents, ontology, queries, releases, start, things
from loaders.errors import SamspilError

PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_MODULES = (start, queries, things, documents, ontology, releases)


def create_app(site: Site) -> Flask:
    """The pages of a site."""
    app = Flask("endpoint.pages", static_folder="static", template_folder="templates")
    app.extensions["samspil"] = site
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for module in _MODULES:
        app.register_blueprint(module.PAGES)
    app.register_error_handler(SamspilError, _explain)
    app.register_error_handler(HTTPException, _explain_http)
    app.register_error_handler(Exception, _explain_unexpected)
    app.after_request(_add_headers)
    app.context_processor(_common)
    return app


def problem_page(app: Flask, error: SamspilError, request_id: str) -> messages.Response:
    """An error as a page, for routes outside Flask."""
    with app.test_request_context("/"):
        body = render_template("problem.html", problem=to_problem(error, request_id))
    headers = {**PAGE_HEADERS, "Content-Type": "text/html; charset=utf-8"}
    return messages.Response(error.status, body.encode(), headers)


def _common() -> dict[str, object]:
    site: Site = current_app.extensions["samspil"]
    return {"current": site.current()}


def _explain(error: SamspilError) -> Response:
    headers = {**problem_headers(error), "Vary": "Accept"}
    request_id = _request_id()
    if prefers_html(request.headers.get("Accept")):
        body: str | bytes = render_template("problem.html", problem=to_problem(error, request_id))
        return Response(body, error.status, headers, content_type="text/html; charset=utf-8")
    return Response(problem_body(error, request_id), error.status, headers, content_type="application/problem+json")


def _explain_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        redirect = error.get_response()
        return Response(redirect.get_data(), status, dict(redirect.headers))
    headers = {name: value for name, value in error.get_headers() if name == "Allow"}
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        headers["Allow"] = ", ".join(sorted(allowed))
    words = {404: f"There is nothing at {request.path}.", 405: f"{request.method} is not possible here."}
    return _explain(RequestError(status, words.get(status, error.description or ""), headers=headers))


def _explain_unexpected(error: Exception) -> Response:
    current_app.logger.error("%s failed (request %s)", request.path, _request_id(), exc_info=error)
    return _explain(unexpected())


def _request_id() -> str:
    return str(request.environ.get("asgi.scope", {}).get(ID, ""))


def _add_headers(response: Response) -> Response:
    for name, value in PAGE_HEADERS.items():
        response.headers.setdefault(name, value)
    # The same address answers people with a page and machines with data or a problem document.
    response.vary.add("Accept")
    if response.mimetype != "text/html":
        response.headers.setdefault("Access-Control-Allow-Origin", "*")
    return response
