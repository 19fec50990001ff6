"""rdflib-endpoint as its command ``rdflib-endpoint serve FILE`` runs it, in a child that may be killed.

Run by the Python that it is installed for: ``python rdflib_server.py FILE PORT``. Its questions cannot be stopped, and
reading the file takes minutes: the parent reads it once and forks, and forks again whenever the child has ended.
"""

import ctypes
import os
import signal
import sys

import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint


def main(path: str, port: int) -> None:
    """Serve the file until the parent is stopped."""
    dataset = Dataset(store="default", default_union=True)
    dataset.parse(path)
    parent = os.getpid()
    while True:
        child = os.fork()
        if child == 0:
            _end_with(parent)
            uvicorn.run(SparqlEndpoint(graph=dataset), host="127.0.0.1", port=port, log_level="error")
            os._exit(0)
        os.waitpid(child, 0)


def _end_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
