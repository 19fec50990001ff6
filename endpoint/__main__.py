"""``python -m endpoint`` is the command ``samspil``."""

from endpoint.commands.cli import main

main(prog_name="samspil")
