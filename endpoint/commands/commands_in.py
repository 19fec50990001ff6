"""The verbs of the way in: init, build, check, diff, publish, rollback, releases."""

from pathlib import Path

import click

from endpoint.commands.telling import FORWARD, tell_diff, tell_findings, tell_notes, tell_published
from endpoint.commands.terminal import (
    find_workspace,
    json_option,
    print_json,
    print_table,
    progress,
    say,
    workspace_option,
)
from loaders.audit import Audit
from loaders.build import build
from loaders.checking.findings import violations
from loaders.errors import UsageError
from loaders.manifest import user
from loaders.outcome import Basis, Outcome, RejectedError
from loaders.releases import Release, Releases
from loaders.settings import FILE_NAME, explain, home_of, load_settings

_README = """\
Put documents here: one file each, or one folder each with the page, `document.toml` (title, language, publisher,
sha256, rights, licence) and `review.toml` (a steward's decisions). Then run `samspil build`.
"""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--empty", is_flag=True, help="A bare SPARQL server: no ontology, no reference data, a plain default graph."
)
def init(folder: Path, empty: bool) -> None:
    """Make a workspace in FOLDER."""
    path = folder / FILE_NAME
    if path.exists():
        raise UsageError(f"{path} is there already; remove it, or choose another folder.")
    documents = folder / "data" / "documents"
    chosen = {"default_graph": '"plain"', "shared_graphs": "false"} if empty else {}
    try:
        documents.mkdir(parents=True, exist_ok=True)
        if not (documents / "README.md").exists():
            (documents / "README.md").write_text(_README, encoding="utf-8")
        path.write_text("\n".join(_setting_lines(chosen)), encoding="utf-8")
    except OSError as error:
        remedy = "choose a folder that you may write to"
        raise UsageError(f"{folder} cannot be made a workspace ({error.strerror}); {remedy}.") from error
    say(f"{folder} is a workspace. Put documents into {documents}, then: samspil build --workspace {folder}")


@click.command(name="build")
@workspace_option
@click.option("--why", default="", help="The reason, kept in the release.")
@click.option("--force", is_flag=True, help="Build even when nothing has changed, or a rollback stands.")
@json_option
def build_release(workspace: Path | None, why: str, force: bool, as_json: bool) -> None:
    """Build the graph from the sources, check it, and publish it as the next release.

    After a rollback nothing is built until `samspil publish`, or --force, goes forward.
    """
    outcome = _run(workspace, why=why, force=force, verb="build")
    tell_published(outcome, as_json)


@click.command()
@workspace_option
@json_option
def check(workspace: Path | None, as_json: bool) -> None:
    """Check what a build would publish, and publish nothing. Exit code 1 when there are violations."""
    outcome = _run(workspace, dry_run=True)
    tell_notes(outcome)
    tell_findings(outcome.findings, as_json)
    say(f"{len(outcome.proposals)} proposals wait for a steward; `samspil extract --proposals` prints those of a file.")
    if violations(outcome.findings):
        raise click.exceptions.Exit(1)


@click.command()
@workspace_option
@json_option
@click.option("--all", "everything", is_flag=True, help="Also evidence, passages, runs and memberships.")
def diff(workspace: Path | None, as_json: bool, everything: bool) -> None:
    """Show what a build would change, entity by entity, and which canned queries would answer differently."""
    tell_diff(_run(workspace, dry_run=True).diff, as_json, everything)


@click.command()
@workspace_option
@click.option("--why", required=True, help="The reason, kept in the release.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def publish(workspace: Path | None, why: str, yes: bool) -> None:
    """Show findings and differences, ask, then build and publish just that."""
    outcome = _run(workspace, dry_run=True)
    if outcome.fresh:
        tell_findings(outcome.findings, as_json=False)
        tell_diff(outcome.diff, as_json=False)
        if violations(outcome.findings):
            raise RejectedError(outcome)
        if not yes and not click.confirm("Publish this?", err=True):
            say("Nothing was published.")
            return
    tell_published(_run(workspace, why=why, confirmed=outcome.basis, verb="publish"), as_json=False)


@click.command()
@workspace_option
@click.option("--to", "number", type=int, default=None, help="The release to go back to; by default the parent.")
@click.option("--why", default="", help="The reason, kept until somebody goes forward again.")
def rollback(workspace: Path | None, number: int | None, why: str) -> None:
    """Make an older release current again.

    Nothing is deleted. Builds publish nothing until somebody goes forward.
    """
    releases = _releases(workspace)
    with releases.writing():
        release = releases.rollback(number, who=user(), why=why)
        held = releases.held()
    _keep(releases, "rollback", "done", release)
    say(f"Release {release.number} is current again ({release.manifest['time']}, {release.manifest['why']}).")
    if held is not None:
        say(FORWARD)


@click.command(name="releases")
@workspace_option
@json_option
def list_releases(workspace: Path | None, as_json: bool) -> None:
    """List the releases that are kept; the current one is marked."""
    releases = _releases(workspace)
    current = releases.current()
    rows = [_row(release, current) for release in releases.list()]
    if as_json:
        print_json(rows)
    else:
        print_table("Releases", tuple(rows[0]) if rows else (), [tuple(row.values()) for row in rows])


def _run(
    given: Path | None,
    *,
    why: str = "",
    force: bool = False,
    dry_run: bool = False,
    confirmed: Basis | None = None,
    verb: str = "",
) -> Outcome:
    """Build; what came of it is kept in the audit log under ``verb``, unless nothing had to be done."""
    workspace = find_workspace(given)
    settings = load_settings(workspace)
    releases = Releases(home_of(workspace, settings))
    try:
        with progress() as told:
            outcome = build(workspace, settings, told, why=why, force=force, dry_run=dry_run, confirmed=confirmed)
    except RejectedError as error:
        _keep(releases, verb, "rejected")
        tell_notes(error.outcome)
        tell_findings(violations(error.outcome.findings), as_json=False)
        raise
    if outcome.fresh and not dry_run:
        _keep(releases, verb, "published", outcome.release)
    return outcome


def _keep(releases: Releases, verb: str, outcome: str, release: Release | None = None) -> None:
    number, digest = (release.number, release.manifest.get("digest")) if release else (None, None)
    Audit(releases.home).append(who=user(), what=verb, outcome=outcome, release=number, sha256=digest)


def _releases(given: Path | None) -> Releases:
    workspace = find_workspace(given)
    return Releases(home_of(workspace, load_settings(workspace)))


def _row(release: Release, current: Release | None) -> dict[str, object]:
    manifest = release.manifest
    is_current = current is not None and current.number == release.number
    return {
        "current": "*" if is_current else "",
        "number": release.number,
        "time": manifest["time"],
        "who": manifest["who"],
        "why": manifest["why"],
        "triples": manifest["triples"],
        "digest": manifest["digest"][:12],
    }


def _setting_lines(chosen: dict[str, str]) -> list[str]:
    lines = ["# Settings of this workspace. What is commented out is the default.", ""]
    for name, (default, words) in explain().items():
        text = str(default).lower() if isinstance(default, bool) else repr(default).replace("'", '"')
        lines += [f"# {words}", f"{name} = {chosen[name]}" if name in chosen else f"# {name} = {text}", ""]
    return lines


COMMANDS = (init, build_release, check, diff, publish, rollback, list_releases)
