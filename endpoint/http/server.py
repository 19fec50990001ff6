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

from endpoint.http.address import own_address
from endpoint.http.asgi import WORKSPACE, application
from loaders.errors import UsageError
from loaders.releases import Releases
from loaders.settings import FILE_NAME, Settings, home_of

_STOP_TIMEOUT_S = 5


def serve(workspace: Path, settings: Settings, announce: Callable[[str], None] | None = None) -> None:
    """Serve a workspace on ``settings.host`` and ``settings.port``; comes back when the server was stopped.

    ``announce`` gets the address once the server listens; without it the address goes to stderr.
    Raises UsageError where the address cannot be listened on, and where the current release was built for another
    default graph than the settings ask for.
    """
    _check_default_graph(workspace, settings)
    _check_free(settings.host, settings.port)
    _pass_on(settings, workspace)
    server = Granian(
        f"{application.__module__}:{application.__name__}",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        # One web process owns pool, lanes and limits; the work is done in the query workers.
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=_STOP_TIMEOUT_S,
        process_name=None,
    )
    say = announce or (lambda line: print(line, file=sys.stderr, flush=True))
    server.on_startup(lambda: say(f"Samspil answers on {own_address(settings)}"))
    # Granian's own loader puts the current folder before all others that modules come from.
    server.serve(target_loader=application, wrap_loader=False)


def _pass_on(settings: Settings, workspace: Path) -> None:
    """The web process is another one: flags reach it through the environment, where ``load_settings`` finds them."""
    # Python started anew would look for modules in the current folder first: a json.py there would be run.
    os.environ["PYTHONSAFEPATH"] = "1"
    os.environ[WORKSPACE] = str(workspace.resolve())
    for entry in fields(settings):
        os.environ[f"SAMSPIL_{entry.name.upper()}"] = str(getattr(settings, entry.name))


def _check_default_graph(workspace: Path, settings: Settings) -> None:
    """What the default graph holds is decided when a release is built: serving cannot change it."""
    release = Releases(home_of(workspace, settings)).current()
    built = release.manifest.get("default_graph") if release else None
    if release is not None and built is not None and built != settings.default_graph:
        raise UsageError(
            f"Release {release.number} was built with default_graph = {built}, not {settings.default_graph}; set "
            f'default_graph = "{settings.default_graph}" in {workspace / FILE_NAME} and run `samspil build --force`.'
        )


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            remedy = "stop what listens there, or choose another with --port"
            raise UsageError(f"{host}:{port} cannot be listened on ({error.strerror}); {remedy}.") from error
