"""One HTTP/1.1 connection: uvicorn's protocol on httptools, with an end to the patience for slow and endless heads.

Bytes that make a whole request, and were one before, are answered by ``front.py`` without being parsed.

Source of the limits: RFC 9112, section 3 (request lines) and RFC 6585, section 5 (431).
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from endpoint.http.front import Front
from endpoint.http.visits import new_id

HEAD_TIMEOUT_S = 20.0
MAX_HEAD_BYTES = 96 * 1024
_MAX_UNREAD_BYTES = 1024 * 1024
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"connection: close\r\ncontent-length: 62\r\n\r\nThe address and the headers are too long; use POST for queries"
)


class Connection(HttpToolsProtocol):
    """A connection whose request heads must come whole, soon, and not be endless."""

    _alarm: asyncio.TimerHandle | None = None
    _in_head = True
    _head_bytes = 0
    # Of the piece of bytes at hand: it, how many requests began in it (2 for one that began before), how many ended.
    _piece = b""
    _begun = _ended = 0

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
        if self._is_between and self._answer_again(data):
            return
        self._piece, self._begun, self._ended = data, 0, 0
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES and len(data) < self._head_bytes:
                self.transport.write(_TOO_LARGE)
                self.transport.close()
                return
            if self._alarm is None:
                self._expect()
        super().data_received(data)
        if (self._begun, self._ended) == (1, 1):
            self.scope["raw_request"] = data  # type: ignore[typeddict-unknown-key]

    def on_headers_complete(self) -> None:
        """The head is whole."""
        # Bytes of an earlier piece make the request more than this piece.
        self._begun += 1 if self._head_bytes == len(self._piece) else 2
        self._in_head, self._head_bytes = False, 0
        self._forget()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next bytes are a head again."""
        self._in_head, self._ended = True, self._ended + 1
        super().on_message_complete()

    @property
    def _is_between(self) -> bool:
        """Whether all that came was answered, and nothing has begun."""
        is_idle = self.cycle is None or self.cycle.response_complete
        return is_idle and self._in_head and not self._head_bytes and not self.pipeline

    def _answer_again(self, data: bytes) -> bool:
        """Answer a request that came before; False where it did not, or where the client does not read."""
        if self.transport.get_write_buffer_size() > _MAX_UNREAD_BYTES or self.transport.is_closing():
            return False
        front: Front = self.app.site.front
        found = front.find(data)
        if found is None:
            return False
        self._forget()
        self._unset_keepalive_if_required()
        head, body = found
        date = b"".join(b"%s: %s\r\n" % pair for pair in self.server_state.default_headers)
        self.transport.write(b"".join((head, date, b"x-request-id: %s\r\n\r\n" % new_id(), body)))
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        return True

    def _expect(self) -> None:
        self._alarm = self.loop.call_later(HEAD_TIMEOUT_S, self.transport.close)

    def _forget(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
