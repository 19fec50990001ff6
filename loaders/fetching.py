"""Fetching: an address that a steward names in, the bytes that it answers with out.

Only http and https, only what is read (``loaders/reading/``), within a size and a time, and only from public addresses.
A name is resolved once, and the connection goes to the very address that was checked: a name that answers otherwise the
second time leads nowhere else. Redirects are checked like the first address. No proxy, no cookies, no passwords.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from loaders.errors import FetchError
from loaders.iris import slugify
from loaders.public_network import is_public
from loaders.reading import FORMATS, MAX_BYTES, SUFFIXES

MAX_REDIRECTS = 5
_CHUNK_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SUFFIX_OF = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    _WORD: ".docx",
    "message/rfc822": ".eml",
}
# Types that say nothing: the name of the file says what it is.
_UNTOLD = frozenset({"application/octet-stream", "binary/octet-stream"})
_HEADERS = {"Accept": ", ".join(_SUFFIX_OF), "Accept-Encoding": "identity", "User-Agent": "samspil"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered with: where redirects led, the name that a file of it has, the charset it says."""

    address: str
    name: str
    content: bytes
    charset: str | None


def fetch(address: str, *, timeout_s: float, private_hosts: frozenset[str] = frozenset()) -> Fetched:
    """The document at an address.

    In:  http or https; seconds for all of it; hosts that may be asked although their addresses are not public.
    Raises FetchError, with the address and the remedy, for whatever else comes than a document of at most 20 MB.
    """
    parts = _parts(address)
    with _Clock(timeout_s) as clock:
        for _ in range(MAX_REDIRECTS + 1):
            found = None
            with _asked(parts, clock, private_hosts) as response:
                target = response.headers.get("Location", "")
                if response.status not in _REDIRECTS:
                    found = _document(parts, response)
            if found is not None:
                return found
            if not target:
                raise FetchError(parts.geturl(), "redirects, but does not say where: name the address that it means")
            parts = _parts(urljoin(parts.geturl(), target), by=parts.geturl())
    raise FetchError(address, f"redirects more than {MAX_REDIRECTS} times: name the address that it ends at")


class _Clock:
    """Closes the connection when the time is over: a server that drips a byte a second never times out by itself."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self.is_over = False
        self._end_s = time.monotonic() + timeout_s
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(timeout_s, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "_Clock":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def left_s(self) -> float:
        """Seconds until the end. Raises TimeoutError when it has come: names may take long to resolve."""
        left_s = self._end_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        return left_s

    def watch(self, connected: socket.socket) -> None:
        """Close this connection at the end of the time."""
        self._socket = connected
        if self.is_over:
            self._end()

    def _end(self) -> None:
        self.is_over = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def _parts(address: str, *, by: str | None = None) -> SplitResult:
    """An address in its parts, as ASCII. Raises FetchError for one that is not fetched."""
    said = f"{by} leads to {address}" if by else address
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise FetchError(said, f"is no address ({error}): copy it from a browser") from error
    if parts.scheme not in _PORTS or not host:
        raise FetchError(said, "is no address of the web: it must begin with http:// or https:// and name a host")
    if parts.username or parts.password:
        raise FetchError(said, "holds a password: fetch the document by hand, and import the file")
    name = f"[{host}]" if ":" in host else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return SplitResult(parts.scheme, f"{name}{port}", path, quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]"), "")


@contextlib.contextmanager
def _asked(parts: SplitResult, clock: _Clock, private_hosts: frozenset[str]) -> Iterator[http.client.HTTPResponse]:
    """The answer to one request, open. Raises FetchError for whatever goes wrong on the way."""
    address = parts.geturl()
    try:
        targets = _checked_targets(parts, private_hosts)
        connection = http.client.HTTPConnection(parts.netloc, timeout=clock.timeout_s)
        # An open socket is used as it is: the host is not resolved a second time.
        connection.sock = _connected(parts, targets, clock)
        with contextlib.closing(connection):
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.request("GET", path, headers=_HEADERS)
            with contextlib.closing(connection.getresponse()) as response:
                yield response
            if clock.is_over:
                # A connection that was closed half way ends like one whose answer is complete.
                raise TimeoutError
    except ssl.SSLError as error:
        raise FetchError(address, f"has no certificate that holds ({error.reason}): fetch it by hand") from error
    except (OSError, http.client.HTTPException) as error:
        if clock.is_over or isinstance(error, TimeoutError):
            problem = f"took longer than {clock.timeout_s:g} s: try again, or fetch it by hand and import the file"
            raise FetchError(address, problem) from error
        words = " ".join(f"{error}".split()) or type(error).__name__
        raise FetchError(address, f"cannot be fetched ({words}): check the address in a browser") from error


def _connected(parts: SplitResult, targets: list[tuple[str, int]], clock: _Clock) -> socket.socket:
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


def _first_open(targets: list[tuple[str, int]], clock: _Clock) -> socket.socket:
    """A connection to the first address that takes one. Raises OSError, that of the last address, where none does."""
    for target in targets[:-1]:
        # A host may have an address of IPv6 where this machine has no way to it.
        with contextlib.suppress(OSError):
            return socket.create_connection(target, timeout=clock.left_s())
    return socket.create_connection(targets[-1], timeout=clock.left_s())


def _checked_targets(parts: SplitResult, private_hosts: frozenset[str]) -> list[tuple[str, int]]:
    """The addresses and the port to connect to. Raises FetchError where any address of the host is not public."""
    host, port = str(parts.hostname), parts.port or _PORTS[parts.scheme]
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host not in private_hosts and not all(map(is_public, found)):
        where = f"is not on the public network ({host} is {', '.join(dict.fromkeys(found))})"
        raise FetchError(parts.geturl(), f"{where}: fetch it by hand, or name the host in the setting private_hosts")
    return [(one, port) for one in dict.fromkeys(found)]


def _document(parts: SplitResult, response: http.client.HTTPResponse) -> Fetched:
    address = parts.geturl()
    if response.status != 200:
        problem = f"answers {response.status} {response.reason}: check the address in a browser"
        raise FetchError(address, problem)
    name = _name(parts, response.headers.get_content_type())
    return Fetched(address, name, _content(address, response), response.headers.get_content_charset())


def _name(parts: SplitResult, media_type: str) -> str:
    """What a file of the answer is called: the last part of the path, with the suffix of what it is."""
    path = PurePosixPath(parts.path)
    suffix = _SUFFIX_OF.get(media_type)
    if media_type in _UNTOLD and path.suffix.lower() in FORMATS:
        suffix = path.suffix.lower()
    if suffix is None:
        read = f"{', '.join(SUFFIXES[:-1])} and {SUFFIXES[-1]}"
        problem = f"is {media_type}, which is not read; read are {read}: save it as one of them, and import the file"
        raise FetchError(parts.geturl(), problem)
    return f"{slugify(unquote(path.stem) or str(parts.hostname))}{suffix}"


def _content(address: str, response: http.client.HTTPResponse) -> bytes:
    too_large = FetchError(address, f"is over the limit of {MAX_BYTES:,} bytes: fetch it by hand, and split it")
    if (response.length or 0) > MAX_BYTES:
        raise too_large
    parts: list[bytes] = []
    size = 0
    while part := response.read(_CHUNK_BYTES):
        size += len(part)
        if size > MAX_BYTES:
            raise too_large
        parts.append(part)
    if response.length:
        raise FetchError(address, f"broke off {response.length:,} bytes before its end: try again")
    content = b"".join(parts)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        return content
    return _unpacked(address, content, encoding)


def _unpacked(address: str, content: bytes, encoding: str) -> bytes:
    """What a server packed although it was asked not to."""
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(address, f"comes packed as {encoding}, which was not asked for: fetch it by hand")
    try:
        # 32: the head says whether it is gzip or zlib.
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(content, MAX_BYTES + 1)
    except zlib.error as error:
        raise FetchError(address, f"is packed as {encoding} and damaged ({error}): try again") from error
    if len(unpacked) > MAX_BYTES:
        raise FetchError(address, f"is over the limit of {MAX_BYTES:,} bytes once unpacked: fetch it by hand")
    return unpacked
