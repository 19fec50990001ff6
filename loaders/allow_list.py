"""Which servers may be asked: entries of a setting in, whether an address is among them out.

An entry is a host (``query.wikidata.org``, ``data.example.org:8443``), which allows all of that host under http and
https, or an address (``https://query.wikidata.org/sparql``), which allows itself and what lies below it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote

from loaders.errors import FetchError, UsageError
from loaders.web_requests import PORTS, web_address


@dataclass(frozen=True, slots=True)
class _Entry:
    schemes: frozenset[str]
    host: str
    port: int | None
    path: str

    def allows(self, parts: SplitResult) -> bool:
        """Whether the address is this one or below it."""
        below = self.path if self.path.endswith("/") else f"{self.path}/"
        return (
            parts.scheme in self.schemes
            and parts.hostname == self.host
            and _port(parts) == (self.port or PORTS[parts.scheme])
            and (parts.path == self.path or parts.path.startswith(below))
        )


class AllowList:
    """The entries of a setting, read once."""

    def __init__(self, entries: Iterable[str], setting: str) -> None:
        """Raises UsageError, with the name of the setting, for an entry that names no server."""
        self._entries = [_read(entry, setting) for entry in entries]

    def allows(self, parts: SplitResult) -> bool:
        """Whether an address (``web_address``) is on the list. Steps upwards in a path never are."""
        climbs = any(unquote(step) in (".", "..") for step in parts.path.split("/"))
        return not climbs and any(entry.allows(parts) for entry in self._entries)


def _read(entry: str, setting: str) -> _Entry:
    is_host = "://" not in entry
    try:
        parts = web_address(f"http://{entry}" if is_host else entry)
    except FetchError as error:
        raise UsageError(f"{setting}: {error}.") from error
    if parts.query or (is_host and parts.path != "/"):
        raise UsageError(f"{setting}: {entry!r} is neither a host nor an address without a query.")
    schemes = frozenset(PORTS) if is_host else frozenset({parts.scheme})
    return _Entry(schemes, str(parts.hostname), parts.port if is_host else _port(parts), parts.path)


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]
