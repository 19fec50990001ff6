"""Start the HTTP server: granian with one web process, which owns the pool of query workers.

In: a workspace and its settings; runs until SIGINT or SIGTERM. The only module that knows granian.
"""

import os
import socket
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from endpoint.asgi import WORKSPACE
from loaders.errors import UsageError
from loaders.settings import Settings

_STOP_TIMEOUT_S = 5


def serve(workspace: Path, settings: Settings, announce: Callable[[str], None] | None = None) -> None:
    """Serve a workspace on ``settings.host`` and ``settings.port``; comes back when the server was stopped.

    ``announce`` gets the address once the server listens; without it the address goes to stderr.
    Raises UsageError where the address cannot be listened on.
    """
    _check_free(settings.host, settings.port)
    _pass_on(settings, workspace)
    server = Granian(
        "endpoint.asgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        factory=True,
        # One web process owns pool, lanes and limits; the work is done in the query workers.
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=_STOP_TIMEOUT_S,
        process_name=None,
    )
    say = announce or (lambda line: print(line, file=sys.stderr, flush=True))
    server.on_startup(lambda: say(f"Samspil answers on {address(settings)}"))
    server.serve()


def address(settings: Settings) -> str:
    """The address of the start page."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"


def _pass_on(settings: Settings, workspace: Path) -> None:
    """The web process is another one: flags reach it through the environment, where ``load_settings`` finds them."""
    os.environ[WORKSPACE] = str(workspace.resolve())
    for entry in fields(settings):
        os.environ[f"SAMSPIL_{entry.name.upper()}"] = str(getattr(settings, entry.name))


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            remedy = "stop what listens there, or choose another with --port"
            raise UsageError(f"{host}:{port} cannot be listened on ({error.strerror}); {remedy}.") from error
