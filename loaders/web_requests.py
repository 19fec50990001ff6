"""One request to the web: an address in, its answer out, open.

Only http and https, and only public addresses. A name is resolved once, and the connection goes to the very address
that was checked: a name that answers otherwise the second time leads nowhere else. No proxy, no cookies, no passwords.
Redirects are not followed here: who follows one asks anew, and all is checked again.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from urllib.parse import SplitResult, quote, urlsplit

from loaders.errors import FetchError, PrivateAddressError
from loaders.public_network import is_public

PORTS = {"http": 80, "https": 443}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 5
_CHUNK_BYTES = 64 * 1024
_SAFE = "/%:@!$&'()*+,;=~-._"


class Clock:
    """Closes the connection when the time is over: a server that drips a byte a second never times out by itself."""

    def __init__(self, timeout_s: float) -> None:
        """The time begins with the ``with`` block."""
        self.timeout_s = timeout_s
        self.is_over = False
        self._end_s = time.monotonic() + timeout_s
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(timeout_s, self.end)
        self._timer.daemon = True

    def __enter__(self) -> "Clock":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def left_s(self) -> float:
        """Seconds until the end. Raises TimeoutError when it has come: names may take long to resolve."""
        left_s = self._end_s - time.monotonic()
        if left_s <= 0 or self.is_over:
            raise TimeoutError
        return left_s

    def watch(self, connected: socket.socket) -> None:
        """Close this connection at the end of the time."""
        self._socket = connected
        if self.is_over:
            self.end()

    def end(self) -> None:
        """The time is over, or nobody waits for the answer any more; from any thread."""
        self.is_over = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def web_address(address: str, *, by: str | None = None) -> SplitResult:
    """An address in its parts, as ASCII and without a fragment; ``by`` is the one that led there.

    Raises FetchError for one that is never asked.
    """
    said = f"{by} leads to {address}" if by else address
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise FetchError(said, f"is no address ({error}): copy it from a browser") from error
    if parts.scheme not in PORTS or not host:
        raise FetchError(said, "is no address of the web: it must begin with http:// or https:// and name a host")
    if parts.username or parts.password:
        raise FetchError(said, "holds a password: nothing is asked with one; leave it out")
    name = f"[{host}]" if ":" in host else host
    path = quote(parts.path or "/", safe=_SAFE)
    return SplitResult(parts.scheme, f"{name}{port}", path, quote(parts.query, safe=f"{_SAFE}?[]"), "")


@contextlib.contextmanager
def asked(
    parts: SplitResult,
    clock: Clock,
    headers: Mapping[str, str],
    *,
    body: bytes | None = None,
    private_hosts: frozenset[str] = frozenset(),
) -> Iterator[http.client.HTTPResponse]:
    """The answer to one GET, or one POST where there is a body; open.

    ``private_hosts`` may be asked although their addresses are not public.
    Raises FetchError for whatever goes wrong on the way.
    """
    address = parts.geturl()
    try:
        targets = _checked_targets(parts, private_hosts)
        connection = http.client.HTTPConnection(parts.netloc, timeout=clock.timeout_s)
        # An open socket is used as it is: the host is not resolved a second time.
        connection.sock = _connected(parts, targets, clock)
        with contextlib.closing(connection):
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.request("GET" if body is None else "POST", path, body, dict(headers))
            with contextlib.closing(connection.getresponse()) as response:
                yield response
            if clock.is_over:
                # A connection that was closed half way ends like one whose answer is complete.
                raise TimeoutError
    except ssl.SSLError as error:
        problem = f"has no certificate that holds ({error.reason}): who runs that server can renew it"
        raise FetchError(address, problem) from error
    except (OSError, http.client.HTTPException) as error:
        if clock.is_over or isinstance(error, TimeoutError):
            raise FetchError(address, f"took longer than {round(clock.timeout_s, 1):g} s: try again later") from error
        words = " ".join(f"{error}".split()) or type(error).__name__
        raise FetchError(address, f"cannot be fetched ({words}): check the address in a browser") from error


def read_content(address: str, response: http.client.HTTPResponse, *, max_bytes: int) -> bytes:
    """The body, unpacked. Raises FetchError where it is longer than ``max_bytes``, broken or packed oddly."""
    too_large = FetchError(address, f"is over the limit of {max_bytes:,} bytes: take a smaller part of it")
    if (response.length or 0) > max_bytes:
        raise too_large
    parts: list[bytes] = []
    size = 0
    while part := response.read(_CHUNK_BYTES):
        size += len(part)
        if size > max_bytes:
            raise too_large
        parts.append(part)
    if response.length:
        raise FetchError(address, f"broke off {response.length:,} bytes before its end: try again")
    content = b"".join(parts)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        return content
    return _unpacked(address, content, encoding, max_bytes)


def _connected(parts: SplitResult, targets: list[tuple[str, int]], clock: Clock) -> socket.socket:
    connected = _first_open(targets, clock)
    try:
        clock.watch(connected)
        if parts.scheme == "https":
            connected = ssl.create_default_context().wrap_socket(connected, server_hostname=parts.hostname)
            clock.watch(connected)
    except BaseException:
        connected.close()
        raise
    return connected


def _first_open(targets: list[tuple[str, int]], clock: Clock) -> socket.socket:
    """A connection to the first address that takes one. Raises OSError, that of the last address, where none does."""
    for target in targets[:-1]:
        # A host may have an address of IPv6 where this machine has no way to it.
        with contextlib.suppress(OSError):
            return socket.create_connection(target, timeout=clock.left_s())
    return socket.create_connection(targets[-1], timeout=clock.left_s())


def _checked_targets(parts: SplitResult, private_hosts: frozenset[str]) -> list[tuple[str, int]]:
    """The addresses and the port to connect to. Raises FetchError where any address of the host is not public."""
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host not in private_hosts and not all(map(is_public, found)):
        where = f"is not on the public network ({host} is {', '.join(dict.fromkeys(found))})"
        problem = f"{where}: only hosts that the setting private_hosts names are asked there"
        raise PrivateAddressError(parts.geturl(), problem)
    return [(one, port) for one in dict.fromkeys(found)]


def _unpacked(address: str, content: bytes, encoding: str, max_bytes: int) -> bytes:
    """What a server packed although it was asked not to."""
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(address, f"comes packed as {encoding}, which was not asked for: fetch it by hand")
    try:
        # 32: the head says whether it is gzip or zlib.
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(content, max_bytes + 1)
    except zlib.error as error:
        raise FetchError(address, f"is packed as {encoding} and damaged ({error}): try again") from error
    if len(unpacked) > max_bytes:
        raise FetchError(address, f"is over the limit of {max_bytes:,} bytes once unpacked: fetch it by hand")
    return unpacked
