"""One HTTP/1.1 connection: uvicorn's protocol on httptools, with an end to the patience for slow and endless heads.

Source of the limits: RFC 9112, section 3 (request lines) and RFC 6585, section 5 (431).
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_TIMEOUT_S = 20.0
MAX_HEAD_BYTES = 96 * 1024
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"connection: close\r\ncontent-length: 62\r\n\r\nThe address and the headers are too long; use POST for queries"
)


class Connection(HttpToolsProtocol):
    """A connection whose request heads must come whole, soon, and not be endless."""

    _alarm: asyncio.TimerHandle | None = None
    _in_head = True
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Open: the first head is due."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Closed: nothing is due any more."""
        self._forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what belongs to a head; refuse one without end."""
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES and len(data) < self._head_bytes:
                self.transport.write(_TOO_LARGE)
                self.transport.close()
                return
            if self._alarm is None:
                self._expect()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head, self._head_bytes = False, 0
        self._forget()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next bytes are a head again."""
        self._in_head = True
        super().on_message_complete()

    def _expect(self) -> None:
        self._alarm = self.loop.call_later(HEAD_TIMEOUT_S, self.transport.close)

    def _forget(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
