"""One HTTP/1.1 connection: uvicorn's protocol on httptools, with an end to the patience for slow and endless heads.

Bytes that make a whole request, and were one before, are answered by ``front.py`` without being parsed; a small query
goes the straight way of ``straight.py``; all else is uvicorn's.

Source of the limits: RFC 9112, section 3 (request lines) and RFC 6585, section 5 (431).
"""

import asyncio
from collections.abc import Callable

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from endpoint.http.front import Front
from endpoint.http.straight import ASKED, BEGINNINGS, PATIENCE_S, Asked, Straight
from endpoint.http.visits import new_id

HEAD_TIMEOUT_S = 20.0
MAX_HEAD_BYTES = 96 * 1024
_MAX_UNREAD_BYTES = 1024 * 1024
_MAX_LATER_BYTES = 64 * 1024
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
    # What was asked on the straight way, what came meanwhile, and whether the connection is to end with the answer.
    _asked: Asked | None = None
    _later = b""
    _is_last = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Open: the first head is due."""
        super().connection_made(transport)
        self._expect(HEAD_TIMEOUT_S, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Closed: nothing is due any more."""
        self._forget()
        if self._asked is not None:
            self._straight.abandon(self._taken_back())
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Close, once the answer that is due has gone out."""
        if self._asked is None:
            super().shutdown()
        else:
            self._is_last = True

    def data_received(self, data: bytes) -> None:
        """Answer what is usual; let uvicorn see the rest."""
        if self._asked is not None:
            self._later += data
            if len(self._later) > _MAX_LATER_BYTES:
                self.flow.pause_reading()
        elif not self._is_between or not (self._answer_again(data) or self._ask_straight(data)):
            self._parse(data)

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
        """Whether all that came was answered, nothing has begun, and the client reads its answers."""
        is_idle = self.cycle is None or self.cycle.response_complete
        if not is_idle or not self._in_head or self._head_bytes or self.pipeline:
            return False
        return not self.transport.is_closing() and self.transport.get_write_buffer_size() <= _MAX_UNREAD_BYTES

    @property
    def _straight(self) -> Straight:
        return self.app.straight  # type: ignore[no-any-return]

    def _parse(self, data: bytes) -> None:
        """Count what belongs to a head; refuse one without end."""
        self._piece, self._begun, self._ended = data, 0, 0
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES and len(data) < self._head_bytes:
                self.transport.write(_TOO_LARGE)
                self.transport.close()
                return
            if self._alarm is None:
                self._expect(HEAD_TIMEOUT_S, self.transport.close)
        super().data_received(data)
        if (self._begun, self._ended) == (1, 1):
            self.scope["raw_request"] = data  # type: ignore[typeddict-unknown-key]

    def _answer_again(self, data: bytes) -> bool:
        """Answer a request that came before; False where it did not."""
        front: Front = self.app.site.front
        found = front.find(data)
        if found is None:
            return False
        head, body = found
        self._rest_from_waiting()
        self._send(head + b"x-request-id: %s\r\n" % new_id(), body)
        return True

    def _ask_straight(self, data: bytes) -> bool:
        """Ask what a small query asks; False where its way is the long one."""
        self._asked = self._straight.ask(data, self.client, self.scheme) if data.startswith(BEGINNINGS) else None
        if self._asked is None:
            return False
        self._rest_from_waiting()
        self._expect(PATIENCE_S, self._go_the_long_way)
        self._asked.running.worker.link.when_there(self._asked.running.spool_bytes, self._finish)
        return True

    def _finish(self) -> None:
        """The worker has said something, or ended."""
        assert self._asked is not None
        found = self._straight.finish(self._asked)
        if found is None:
            self._go_the_long_way()
            return
        self._taken_back()
        self._send(*found)
        if self._is_last:
            self.transport.close()
        else:
            self._go_on()

    def _go_the_long_way(self) -> None:
        """Let uvicorn see the request, and the application follow what was asked."""
        asked = self._taken_back()
        assert asked.request.raw is not None
        self._parse(asked.request.raw)
        self.scope[ASKED] = asked  # type: ignore[literal-required]
        if self._is_last:
            super().shutdown()
        self._go_on()

    def _taken_back(self) -> Asked:
        """What was asked, for somebody else to follow."""
        asked, self._asked = self._asked, None
        assert asked is not None
        asked.running.worker.link.when_there(0, None)
        self._forget()
        return asked

    def _go_on(self) -> None:
        """See what came meanwhile."""
        later, self._later = self._later, b""
        if later:
            self.flow.resume_reading()
            self.data_received(later)

    def _send(self, head: bytes, body: bytes) -> None:
        date = b"".join([b"%s: %s\r\n" % pair for pair in self.server_state.default_headers])
        self.transport.write(b"".join((head, date, b"\r\n", body)))
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _rest_from_waiting(self) -> None:
        """A request has come: neither a head nor the end of the connection is due."""
        self._forget()
        self._unset_keepalive_if_required()

    def _expect(self, wait_s: float, otherwise: Callable[[], None]) -> None:
        self._alarm = self.loop.call_later(wait_s, otherwise)

    def _forget(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
