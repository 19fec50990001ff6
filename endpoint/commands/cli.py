"""The command line: one verb per stage, data to stdout, progress and words to stderr.

Exit codes: 0 fine, 1 findings, 2 bad input or usage, 3 internal. Each verb is imported when it is called, so that
``samspil extract`` starts without a web server; this module gives them all one form of error.
"""

import errno
import os
import sys
import traceback
from importlib import import_module
from typing import NoReturn

import click

from endpoint.commands.terminal import say
from loaders.errors import SamspilError, UsageError

DEBUG = "SAMSPIL_DEBUG"
# Every verb and the module that has it among its ``COMMANDS``, in the order of the way from document to answer.
_VERBS = {
    **{"init": "commands_in", "import": "importing", "extract": "extract", "evaluate": "evaluate"},
    **dict.fromkeys(("build", "check", "diff", "publish", "rollback", "releases"), "commands_in"),
    **dict.fromkeys(("serve", "query", "export"), "commands_out"),
    **dict.fromkeys(("token", "audit"), "stewards"),
    **dict.fromkeys(("backup", "restore"), "backups"),
}
# What the user of a path can put right; a full disk is not among them.
_PATH_ERRNOS = {errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EROFS, errno.ENAMETOOLONG}


class _Group(click.Group):
    """Imports a verb when it is called. Prints every error as one message and exits with its code; a traceback only
    where SAMSPIL_DEBUG is set."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        module = import_module(f"endpoint.commands.{_VERBS[cmd_name]}")
        commands: tuple[click.Command, ...] = module.COMMANDS
        return next(command for command in commands if command.name == cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SamspilError as error:
            say(f"samspil: {error}")
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
        say(f"samspil: {error.filename}: {error.strerror}; check the path and who may use it.")
        sys.exit(UsageError.exit_code)
    words = " ".join(f"{type(error).__name__}: {error}".split())
    say(f"samspil: internal error: {words}; please report it (with {DEBUG}=1 for the traceback).")
    sys.exit(SamspilError.exit_code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="samspil")
def main() -> None:
    """Samspil: documents about municipal partnerships in, a checked knowledge graph with evidence out."""
