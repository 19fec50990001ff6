"""HTTP requests and responses over ASGI: whole requests in, within limits; small responses out.

Answers of the pool are sent by ``endpoint/http/respond.py``; this module knows no SPARQL.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from endpoint.http.encodings import coding_of, unpack
from endpoint.http.problems import RequestError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# The server itself answers 414 from 65,535 bytes on, without a word of explanation.
MAX_URL_BYTES = 60_000
BODY_TIMEOUT_S = 30.0
MAX_FIELDS = 1000
# What goes with all that anybody may read, whatever page asks for it (the CORS protocol of the Fetch standard).
OPEN_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Request-Id, X-Samspil-Cut, X-Samspil-Release",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept, Accept-Encoding",
}


@dataclass(frozen=True, slots=True)
class Request:
    """A request with its body; header names are in small letters, repeated headers joined with commas.

    ``client`` is the address that it came from; ``raw`` are all its bytes, where they came in one piece.
    """

    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    body: bytes = b""
    scheme: str = "http"
    client: str = ""
    http_version: str = "1.1"
    raw: bytes | None = None

    def fields(self) -> list[tuple[str, str]]:
        """The fields of the address. Raises RequestError where they are not UTF-8."""
        return decode_fields(self.query_string)

    def media_type(self) -> str:
        """The media type of the body without its parameters, in small letters; empty when there is none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Response:
    """A whole response."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def decode_fields(text: str) -> list[tuple[str, str]]:
    """The fields of a form, decoded once. Raises RequestError 400 where they are not UTF-8 or too many."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError:
        raise RequestError(400, "The fields are not UTF-8; encode them as UTF-8 before percent-encoding.") from None
    except ValueError:
        raise RequestError(400, f"There are more than {MAX_FIELDS} fields; send fewer.") from None


def read_head(scope: Scope, body: bytes = b"") -> Request:
    """A request without its body, unless that is there already. Raises RequestError 414."""
    query_string = bytes(scope["query_string"])
    if len(query_string) + len(scope["path"]) > MAX_URL_BYTES:
        raise RequestError(414, f"The address is longer than {MAX_URL_BYTES} bytes; send the query with POST.")
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    client = scope.get("client")
    return Request(
        method=scope["method"],
        path=scope["path"],
        query_string=query_string.decode("latin-1"),
        headers=headers,
        body=body,
        scheme=scope.get("scheme", "http"),
        client=client[0] if client else "",
        http_version=scope.get("http_version", "1.1"),
        raw=scope.get("raw_request"),
    )


async def read_body(head: Request, receive: Receive, *, max_body_bytes: int) -> Request:
    """A request read to its end, and unpacked. Raises RequestError 413, 408, and 415 for a coding that is not read."""
    headers = head.headers
    coding = coding_of(headers) if "content-encoding" in headers else ""
    if headers.get("content-length", "0").isdecimal() and int(headers.get("content-length", "0")) > max_body_bytes:
        raise _too_large(max_body_bytes)
    if "content-length" not in headers and "transfer-encoding" not in headers:
        return head
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            body = await _read_body(receive, max_body_bytes)
    except TimeoutError:
        raise RequestError(408, f"The body did not arrive within {BODY_TIMEOUT_S:g} s.") from None
    return replace(head, body=unpack(body, coding, max_bytes=max_body_bytes) if coding else body)


async def send_response(send: Send, response: Response, *, head_only: bool = False) -> None:
    """Send a whole response; to HEAD without its body."""
    headers = {"Content-Length": str(len(response.body)), **response.headers}
    await send({"type": "http.response.start", "status": response.status, "headers": encode_headers(headers)})
    await send({"type": "http.response.body", "body": b"" if head_only else response.body})


def whole_head(response: Response) -> bytes:
    """The head of a whole response with status 200, as it goes over the wire, but for its last line."""
    lines = [_header_line(name, value) for name, value in response.headers.items()]
    return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n%s" % (len(response.body), b"".join(lines))


def encode_headers(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI wants them."""
    return [(_header_name(name), value.encode("latin-1", "replace")) for name, value in headers.items()]


# Nearly all answers say the same in most of their headers.
@lru_cache(maxsize=512)
def _header_line(name: str, value: str) -> bytes:
    return b"%s: %s\r\n" % (_header_name(name), value.encode("latin-1", "replace"))


@lru_cache(maxsize=256)
def _header_name(name: str) -> bytes:
    return name.lower().encode("latin-1")


def unpacked(scope: Scope, request: Request) -> Scope:
    """The scope of a request whose body was read, and unpacked where it came packed."""
    if "content-encoding" not in request.headers:
        return scope
    kept = [pair for pair in scope["headers"] if pair[0].lower() not in (b"content-encoding", b"content-length")]
    return {**scope, "headers": [*kept, (b"content-length", str(len(request.body)).encode())]}


def replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives a body that was read already, then what follows it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again


async def _read_body(receive: Receive, max_body_bytes: int) -> bytes:
    parts: list[bytes] = []
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestError(400, "The client left before its request was complete.")
        parts.append(message.get("body", b""))
        if sum(map(len, parts)) > max_body_bytes:
            raise _too_large(max_body_bytes)
        more = message.get("more_body", False)
    return b"".join(parts)


def _too_large(max_body_bytes: int) -> RequestError:
    return RequestError(413, f"The body is longer than {max_body_bytes} bytes; send less.")
