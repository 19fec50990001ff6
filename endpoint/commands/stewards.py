"""The verbs for those who write over HTTP: token, audit."""

from pathlib import Path

import click

from endpoint.commands.terminal import (
    find_workspace,
    json_option,
    print_json,
    print_line,
    print_table,
    say,
    workspace_option,
)
from loaders.audit import Audit
from loaders.manifest import user
from loaders.settings import home_of, load_settings
from loaders.tokens import SCOPES, Tokens

_COLUMNS = ("time", "who", "what", "outcome", "release", "sha256")


@click.group()
def token() -> None:
    """Make, list and revoke the tokens that writing over HTTP needs."""


@token.command()
@click.argument("name")
@click.option("--scope", type=click.Choice(SCOPES), required=True, help="Each holds those before it.")
@click.option(
    "--days", type=click.IntRange(1, 36500), default=None, help="How long it holds; else until it is revoked."
)
@workspace_option
def create(name: str, scope: str, days: int | None, workspace: Path | None) -> None:
    """Make a token for NAME and print it. It is shown this once: only its digest is kept."""
    home = _home(workspace)
    secret = Tokens(home).create(name, scope, days=days)
    Audit(home).append(who=user(), what=f"token create {name} {scope}", outcome="done")
    print_line(secret)
    say(f"{name} may {scope} from now on. Keep the token safe; send it as `Authorization: Bearer …`.")


@token.command(name="list")
@workspace_option
@json_option
def list_tokens(workspace: Path | None, as_json: bool) -> None:
    """List all tokens by name, with those that are over; the tokens themselves are not kept."""
    rows = [
        {key: getattr(one, key) for key in ("name", "scope", "created", "expires", "revoked")}
        for one in Tokens(_home(workspace)).all()
    ]
    if as_json:
        print_json(rows)
    else:
        print_table("Tokens", ("name", "scope", "created", "expires", "revoked"), [_cells(row) for row in rows])


@token.command()
@click.argument("name")
@workspace_option
def revoke(name: str, workspace: Path | None) -> None:
    """End the token of NAME at once."""
    home = _home(workspace)
    Tokens(home).revoke(name)
    Audit(home).append(who=user(), what=f"token revoke {name}", outcome="done")
    say(f"The token of {name} does not hold any more.")


@click.command()
@workspace_option
@json_option
def audit(workspace: Path | None, as_json: bool) -> None:
    """Print the audit log of all writes, and prove that no line of it was changed."""
    entries = list(Audit(_home(workspace)).entries())
    if as_json:
        print_json(entries)
    else:
        print_table("Audit", _COLUMNS, [_cells({key: entry[key] for key in _COLUMNS}) for entry in entries])
    last = f" The last hash is {entries[-1]['hash']}." if entries else ""
    say(f"{len(entries)} lines, each as it was written.{last}")


def _home(given: Path | None) -> Path:
    workspace = find_workspace(given)
    return home_of(workspace, load_settings(workspace))


def _cells(row: dict[str, object]) -> tuple[object, ...]:
    return tuple("" if value is None else value for value in row.values())


COMMANDS = (token, audit)
