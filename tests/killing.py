"""A process that kills itself with signal 9 at a named step: just before an event that Python tells (PEP 578)."""

_HOOK = """
import os, re, signal, sys
from pathlib import Path

workspace, event, ending = Path(sys.argv[1]), sys.argv[2], re.compile(sys.argv[3])

def kill(name, args):
    if name == event and any(ending.search(one) for one in map(str, args)):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(kill)
"""


def killed_during(imports: str, work: str) -> str:
    """The script of a process that does ``work``.

    Its arguments: the workspace, the event, and a pattern for what the event is about.
    """
    return f"{imports}\n{_HOOK}\n{work}\n"
