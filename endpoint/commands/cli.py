"""The command line: one verb per stage, data to stdout, progress and words to stderr.

Exit codes: 0 fine, 1 findings, 2 bad input or usage, 3 internal. The verbs stand in ``commands_in`` and ``importing``
(the way in) and ``commands_out`` (the way out); this module gives them a workspace, settings and one form of error.
"""

import errno
import os
import sys
import traceback
from typing import NoReturn

import click

from endpoint.commands import commands_in, commands_out, importing
from loaders.errors import SamspilError, UsageError

DEBUG = "SAMSPIL_DEBUG"
# What the user of a path can put right; a full disk is not among them.
_PATH_ERRNOS = {errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EROFS, errno.ENAMETOOLONG}


class _Group(click.Group):
    """Prints every error as one message and exits with its code; a traceback only where SAMSPIL_DEBUG is set."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SamspilError as error:
            click.echo(f"samspil: {error}", err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            sys.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            _explain_unexpected(error)


def _explain_unexpected(error: Exception) -> NoReturn:
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    if isinstance(error, OSError) and error.filename is not None and error.errno in _PATH_ERRNOS:
        click.echo(f"samspil: {error.filename}: {error.strerror}; check the path and who may use it.", err=True)
        sys.exit(UsageError.exit_code)
    words = " ".join(f"{type(error).__name__}: {error}".split())
    click.echo(f"samspil: internal error: {words}; please report it (with {DEBUG}=1 for the traceback).", err=True)
    sys.exit(SamspilError.exit_code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="samspil")
def main() -> None:
    """Samspil: documents about municipal partnerships in, a checked knowledge graph with evidence out."""


for command in (*commands_in.COMMANDS, importing.import_documents, *commands_out.COMMANDS):
    main.add_command(command)
