"""Releases as pages: the list, and each with its manifest, its findings and its difference from the one before."""

import json
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from endpoint.http.negotiation import prefers_html
from endpoint.pages.current import site
from endpoint.pages.display import href_of
from loaders.releases import Release

PAGES = Blueprint("releases", __name__)
MAX_ENTITIES = 500
MAX_FINDINGS = 500


@PAGES.get("/releases")
def all_releases() -> str:
    """The releases that are kept, the newest first."""
    site().release()
    return render_template("releases.html", releases=tuple(reversed(site().releases.list())))


@PAGES.get("/releases/<int:number>")
def one_release(number: int) -> str | Response:
    """The manifest as JSON, or a page with it, the findings and the difference."""
    release = site().release(number)
    if not prefers_html(request.headers.get("Accept"), by_default=True):
        return jsonify(release.manifest)
    diff = _read_object(release, "diff.json")
    entities = diff.get("entities", [])
    findings = _read_lines(release, "report.jsonl")
    return render_template(
        "release.html",
        release=release,
        graphs=[_graph(iri, facts) for iri, facts in sorted(release.manifest.get("graphs", {}).items())],
        entities=[(entity, href_of(site().iris, entity.get("iri", ""))) for entity in entities[:MAX_ENTITIES]],
        entity_count=len(entities),
        findings=findings[:MAX_FINDINGS],
        finding_count=len(findings),
    )


def _graph(iri: str, facts: dict[str, Any]) -> tuple[str, str | None, dict[str, Any]]:
    return iri, href_of(site().iris, iri), facts


def _read_object(release: Release, name: str) -> dict[str, Any]:
    path = release.path / name
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _read_lines(release: Release, name: str) -> list[dict[str, Any]]:
    path = release.path / name
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
