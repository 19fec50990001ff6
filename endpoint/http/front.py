"""The shortest way: a request that came before, byte for byte, gets the bytes that were sent then.

Only whole answers of the current release that have a tag, and only to requests without credentials: nothing but the
release can change them, and a new release empties the front. ``connection.py`` asks it before it parses anything.
"""

from collections import OrderedDict
from collections.abc import Callable

from endpoint.http.messages import Request, Response, whole_head
from loaders.releases import Release

_MAX_BYTES_OF_ONE = 256 * 1024
# Who sends these is answered the long way: their meaning goes beyond the bytes of the answer.
_OWN_WAY = frozenset({"authorization", "connection", "expect", "cookie"})


class Front:
    """Requests and answers of one server, the least recently asked for going first."""

    def __init__(self, current: Callable[[], Release | None], max_bytes: int) -> None:
        """``current`` tells the current release; ``max_bytes`` bounds requests and answers together."""
        self._current = current
        self._max_bytes = max_bytes
        self._release: Release | None = None
        self._entries: OrderedDict[bytes, tuple[bytes, bytes]] = OrderedDict()
        self.size = self.hits = 0

    def find(self, raw: bytes) -> tuple[bytes, bytes] | None:
        """The head without its last line, and the body, for a whole request; None where it did not come before."""
        self._follow()
        found = self._entries.get(raw)
        if found is not None:
            self.hits += 1
            self._entries.move_to_end(raw)
        return found

    def keep(self, request: Request, release: Release, response: Response) -> None:
        """Keep what a request got, where that may be given again."""
        if request.raw is not None and self._max_bytes:
            body = b"" if request.method == "HEAD" else response.body
            self.keep_bytes(request, release, whole_head(response), body)

    def keep_bytes(self, request: Request, release: Release, head: bytes, body: bytes) -> None:
        """Keep what went over the wire."""
        raw = request.raw
        if raw is None or raw in self._entries or not _OWN_WAY.isdisjoint(request.headers):
            return
        # ``find`` has looked which release is current, for this request; what another one answered is not kept.
        if release is not self._release:
            return
        size = len(raw) + len(head) + len(body)
        if size > min(_MAX_BYTES_OF_ONE, self._max_bytes):
            return
        self._entries[raw] = head, body
        self.size += size
        while self.size > self._max_bytes:
            gone, parts = self._entries.popitem(last=False)
            self.size -= len(gone) + sum(map(len, parts))

    def _follow(self) -> None:
        """Begin anew where another release has become current."""
        current = self._current()
        if current is not self._release:
            self._entries.clear()
            self.size, self._release = 0, current
