"""Child processes of our own: how to start one of our modules, and what it sees of this process.

A child sees the modules that this process sees and nothing else of its environment. The folder that it happens to start
in stays out of its path: a ``json.py`` or an ``endpoint/`` there would otherwise be run.
"""

import os
import sys


def child_command(module: str, *arguments: str) -> list[str]:
    """The command line that runs a module of ours as a script of its own (``python -P -m``)."""
    return [sys.executable, "-P", "-m", module, *arguments]


def child_environment() -> dict[str, str]:
    """The whole environment of a child."""
    # An empty entry means the folder that a process starts in.
    return {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONUTF8": "1"}
