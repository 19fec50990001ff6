"""The command line: one verb per stage, data to stdout, progress and words to stderr.

Exit codes: 0 fine, 1 findings, 2 bad input or usage, 3 internal. The verbs stand in ``commands_in`` (the way in) and
``commands_out`` (the way out); this module gives them a workspace, settings and one form of error.
"""

import sys

import click

from endpoint import commands_in, commands_out
from loaders.errors import SamspilError


class _Group(click.Group):
    """Prints a SamspilError as one message and exits with its code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SamspilError as error:
            click.echo(f"samspil: {error}", err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            sys.exit(0)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="samspil")
def main() -> None:
    """Samspil: documents about municipal partnerships in, a checked knowledge graph with evidence out."""


for command in (*commands_in.COMMANDS, *commands_out.COMMANDS):
    main.add_command(command)
