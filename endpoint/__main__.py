"""``python -m endpoint`` is the command ``samspil``."""

from endpoint.cli import main

main(prog_name="samspil")
