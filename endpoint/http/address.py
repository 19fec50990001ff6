"""The address that a server answers at, as its own descriptions name it.

A client's ``Host`` header names the way that it came, through a proxy too; it is believed only where it is nothing but
a host and a port. Otherwise the settings say where the server listens.
"""

import re

from loaders.settings import Settings

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:]{{2,45}}\])(?::[0-9]{{1,5}})?")
_MAX_HOST_CHARS = 255


def own_address(settings: Settings) -> str:
    """The start page by the settings; ends in a slash."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"


def address_of(settings: Settings, *, scheme: str, host: str | None) -> str:
    """The start page as a client reached it, by the scheme of its request and its ``Host`` header."""
    if host is None or len(host) > _MAX_HOST_CHARS or not _HOST.fullmatch(host) or scheme not in ("http", "https"):
        return own_address(settings)
    return f"{scheme}://{host}/"
