"""Documentation that is kept in step with what it describes."""

import csv
import re
from pathlib import Path

import click
import pytest

from endpoint.commands import backups, commands_in, commands_out, evaluate, extract, importing, stewards
from endpoint.commands.cli import main
from endpoint.http.questions import ROUTES
from endpoint.http.site import Site
from endpoint.pages.app import create_app
from endpoint.workers.pool import Pool
from loaders.releases import Releases
from loaders.settings import Settings
from tests.workspaces import ROOT

MODEL = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "ontology" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_model_page_lists_every_relation_as_the_table_has_it() -> None:
    missing = [
        row["relation"]
        for row in rows("relations.csv")
        if f"| `{row['relation']}` | {row['core']} | {row['pattern']} |" not in MODEL
    ]
    assert missing == []


def test_the_model_page_lists_every_type_as_the_table_has_it() -> None:
    missing = [
        row["type"] for row in rows("entity-types.csv") if f"| `{row['type']}` | `id/{row['kind']}/…` |" not in MODEL
    ]
    assert missing == []


def test_the_readme_names_every_verb_of_the_command_line() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    names = main.list_commands(click.Context(main))
    assert [name for name in names if f"`samspil {name}" not in text] == []


def test_every_verb_is_found_where_the_command_line_looks_for_it() -> None:
    modules = (commands_in, importing, extract, evaluate, commands_out, stewards, backups)
    known = [command.name for module in modules for command in module.COMMANDS]
    assert sorted(main.list_commands(click.Context(main))) == sorted(str(name) for name in known)
    for name in main.list_commands(click.Context(main)):
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert command.name == name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_between_the_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_http_page_names_every_route() -> None:
    text = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
    app = create_app(Site(Settings(), Releases(ROOT / "no-home"), Pool(Settings())))
    routes = {re.sub(r"<(?:\w+:)?", "<", rule.rule) for rule in app.url_map.iter_rules()}
    routes = {route.replace("<path:filename>", "…").replace("/static/<filename>", "/static/…") for route in routes}
    routes |= set(ROUTES)
    assert [route for route in sorted(routes) if f"`{route}`" not in text] == []


def test_the_page_on_operations_names_every_metric() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    site = Site(Settings(), Releases(ROOT / "no-home"), Pool(Settings()))
    names = {line.split()[2] for line in site.metrics.text().decode().splitlines() if line.startswith("# TYPE")}
    assert [name for name in sorted(names) if not name.startswith("process_") and f"`{name}`" not in text] == []
