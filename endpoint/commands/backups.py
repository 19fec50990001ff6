"""The verbs that keep a workspace safe: backup, restore."""

from pathlib import Path

import click

from endpoint.commands.terminal import find_workspace, print_line, progress, say, workspace_option
from loaders.backup import PARTS, back_up
from loaders.backup_proof import Backup
from loaders.restore import check, restore
from loaders.settings import load_settings

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("target", type=_PATH)
@click.option("--all", "every_release", is_flag=True, help="All kept releases, not only the current one.")
@click.option("--without", multiple=True, type=click.Choice(list(PARTS)), help="Leave out; may be given again.")
@workspace_option
def backup(target: Path, every_release: bool, without: tuple[str, ...], workspace: Path | None) -> None:
    """Copy releases, sources, tokens and audit log to TARGET, and print the digest of it.

    TARGET is a new folder, or a file that ends in .tar, .tar.gz or .tgz. The server may go on.
    """
    folder = find_workspace(workspace)
    settings = load_settings(folder)
    with progress() as told:
        made = back_up(folder, settings, target, told, every_release=every_release, without=frozenset(without))
    _tell(made, f"{target} holds")


@click.command(name="restore")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--check", "check_only", is_flag=True, help="Prove the backup and change nothing.")
@click.option("--force", is_flag=True, help="Move what is there aside.")
def restore_backup(source: Path, folder: Path | None, check_only: bool, force: bool) -> None:
    """Prove the backup SOURCE by all its digests, then put it into the workspace FOLDER."""
    if (folder is None) is not check_only:
        raise click.UsageError("Name the folder to restore into, or give --check.")
    with progress() as told:
        if folder is None:
            _tell(check(source, told), f"{source} is whole:")
            return
        restored = restore(source, folder.resolve(), told, force=force)
    for path in restored.aside:
        say(f"What stood there is now {path}.")
    _tell(restored.backup, f"{folder} holds")
    say("Its server may start. Tokens are those of the backup: what was revoked since holds again.")


def _tell(found: Backup, what: str) -> None:
    numbers = ", ".join(map(str, sorted(found.releases)))
    say(f"{what} {len(found.manifest['files'])} files, {found.size_bytes:,} bytes; release {numbers}.")
    print_line(found.digest)


COMMANDS = (backup, restore_backup)
