"""Whether a server runs on a workspace: it holds a shared lock on the folder for as long as it lives.

The kernel takes the lock back with the process, however that ends. Where a folder cannot be locked nothing is known,
and nobody is kept away.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from loaders.errors import BusyError


@contextmanager
def in_service(workspace: Path) -> Iterator[None]:
    """Be a server on a workspace while the block lasts. Raises BusyError while it is being restored."""
    with _locked(workspace, fcntl.LOCK_SH, f"{workspace} is being restored; start the server when that is done."):
        yield


@contextmanager
def out_of_service(workspace: Path) -> Iterator[None]:
    """Keep servers from a workspace while the block lasts. Raises BusyError where one runs."""
    message = (
        f"A server runs on {workspace}, and its workers hold the releases that would be moved aside: stop it, restore, "
        "and start it again. Another folder leaves it alone."
    )
    with _locked(workspace, fcntl.LOCK_EX, message):
        yield


@contextmanager
def _locked(folder: Path, kind: int, message: str) -> Iterator[None]:
    with ExitStack() as held:
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            held.callback(os.close, handle)
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(message) from None
        except OSError:
            pass  # a folder that may not be read, or a file system without locks
        yield
