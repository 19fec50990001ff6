"""The verb ``import``: files and addresses in, sources of the workspace out."""

from pathlib import Path

import click

from endpoint.commands.terminal import find_workspace, print_line, say, workspace_option
from loaders.errors import FetchError, SourceError, UsageError
from loaders.importing import import_document
from loaders.lexicon import LANGUAGES
from loaders.settings import load_settings


@click.command(name="import")
@click.argument("origins", nargs=-1, required=True, metavar="FILE|URL…")
@workspace_option
@click.option("--slug", default=None, help="The name of the source's folder; by default made from the file's name.")
@click.option("--language", type=click.Choice(LANGUAGES), default=None, help="If it is known; else it is detected.")
def import_documents(origins: tuple[str, ...], workspace: Path | None, slug: str | None, language: str | None) -> None:
    """Make a source of each FILE or URL: data/documents/SLUG/ with the document, its text and document.toml.

    Prints the folders. What cannot be read is named; the others go on.
    """
    if slug is not None and len(origins) > 1:
        raise UsageError("--slug names one source; import the documents one by one.")
    folder = find_workspace(workspace)
    settings = load_settings(folder)
    problems = 0
    for origin in origins:
        try:
            imported = import_document(origin, folder, settings, slug=slug, language=language)
        except (SourceError, FetchError, UsageError) as error:
            say(f"samspil: {error}")
            problems += 1
            continue
        print_line(str(imported.folder))
        for note in imported.notes:
            say(f"samspil: {origin}: {note}")
    if problems:
        raise click.exceptions.Exit(SourceError.exit_code)


COMMANDS = (import_documents,)
