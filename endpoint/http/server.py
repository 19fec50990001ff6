"""Start the HTTP server: uvicorn in this one process, which owns the pool of query workers.

In: a workspace and its settings; runs until SIGINT or SIGTERM. With ``connection.py`` all that knows uvicorn.
"""

import gc
import math
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from endpoint.http import logs
from endpoint.http.address import own_address
from endpoint.http.asgi import create_asgi
from endpoint.http.connection import Connection
from loaders.errors import UsageError
from loaders.in_service import in_service
from loaders.manifest import user
from loaders.releases import Releases
from loaders.settings import FILE_NAME, Settings, home_of
from loaders.writing import Writes
from loaders.writing.changes import Change

_BACKLOG = 1024
_GC_THRESHOLDS = (10_000, 20, 50)


def serve(workspace: Path, settings: Settings, announce: Callable[[str], None] | None = None) -> None:
    """Serve a workspace on ``settings.host`` and ``settings.port``; comes back when the server was stopped.

    ``announce`` gets the address once the server listens; without it the address goes to stderr.
    Raises UsageError where the address cannot be listened on, and where the current release was built for another
    default graph than the settings ask for; BusyError while a backup is restored.
    """
    _check_default_graph(workspace, settings)
    logs.configure(settings)
    _begin_plain(workspace, settings)
    say = announce or (lambda line: print(line, file=sys.stderr, flush=True))
    with in_service(workspace), _stoppable(), _listening(settings.host, settings.port) as listener:
        config = uvicorn.Config(
            create_asgi(workspace.resolve(), settings),
            http=Connection,
            loop="uvloop",
            lifespan="on",
            log_config=None,
            ws="none",
            interface="asgi3",
            # Who a client is behind a proxy is a setting of ours, not a header that anybody may send.
            proxy_headers=False,
            server_header=False,
            date_header=True,
            access_log=False,
            timeout_graceful_shutdown=math.ceil(settings.stop_timeout_s),
        )
        # What is there now stays: a collection need not look at it again and again.
        gc.freeze()
        gc.set_threshold(*_GC_THRESHOLDS)
        _Announced(config, lambda: say(f"Samspil answers on {own_address(settings)}")).run([listener])


class _StoppedError(BaseException):
    """The signal to stop came."""


@contextmanager
def _stoppable() -> Iterator[None]:
    """End the block without an error on SIGINT and SIGTERM: uvicorn sends both on when it has stopped."""

    def stop(*_: object) -> None:
        raise _StoppedError

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except _StoppedError:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Announced(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        self._announce()


def _check_default_graph(workspace: Path, settings: Settings) -> None:
    """What the default graph holds is decided when a release is built: serving cannot change it."""
    release = Releases(home_of(workspace, settings)).current()
    built = release.manifest.get("default_graph") if release else None
    if release is not None and built is not None and built != settings.default_graph:
        raise UsageError(
            f"Release {release.number} was built with default_graph = {built}, not {settings.default_graph}; set "
            f'default_graph = "{settings.default_graph}" in {workspace / FILE_NAME} and run `samspil build --force`.'
        )


def _begin_plain(workspace: Path, settings: Settings) -> None:
    """A bare SPARQL server needs no build: it begins with an empty release."""
    releases = Releases(home_of(workspace, settings))
    if settings.default_graph == "plain" and releases.current() is None:
        writes = Writes(settings, releases)
        writes.perform(lambda store, parent: Change(), who=user(), why="An empty store")
        writes.close()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        remedy = "stop what listens there, or choose another with --port"
        raise UsageError(f"{host}:{port} cannot be listened on ({error.strerror}); {remedy}.") from error
    return listener
