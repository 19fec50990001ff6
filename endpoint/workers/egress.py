"""The way out: what a worker asks of another server in, the frame for it out. The one place that calls anybody.

A target must be on the list of the setting ``federation_allow``, must be http or https, and all addresses that its name
has at the time of the call must be public; the connection goes to an address that was checked. Each redirect is checked
in the same way. An answer is SPARQL results in JSON or XML, within a size and a time. Nothing of the client's request
goes along but the query. Answers are not parsed here.
"""

import asyncio
import http.client
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import SplitResult, urljoin

from endpoint.http.problems import ForbiddenQueryError, RemoteServerError, kind_of
from endpoint.workers import frames
from endpoint.workers.lanes import FEDERATED_PLACES
from loaders.allow_list import AllowList
from loaders.errors import FetchError, PrivateAddressError, SamspilError
from loaders.settings import Settings, hosts_inside
from loaders.web_requests import MAX_REDIRECTS, REDIRECTS, Clock, asked, read_content, web_address

LOG = logging.getLogger("samspil")
RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")
_HEADERS = {
    "Accept": ", ".join(RESULTS),
    "Accept-Encoding": "identity",
    "Content-Type": "application/sparql-query",
    "User-Agent": "samspil",
}
# Of the time that is left, so that SILENT can go on without the server.
_SHARE, _LEAST_S = 0.8, 0.1
_SAID_BYTES = 200


class Egress:
    """Asks other servers, in threads of its own."""

    def __init__(self, settings: Settings) -> None:
        """Raises UsageError where the list cannot be used."""
        self.allowed = AllowList(settings.federation_allow, "federation_allow")
        self.private_hosts = hosts_inside(settings)
        self.max_bytes = settings.federation_max_bytes
        # Twice the room of the lane: a thread whose client left may still wait for a name to be resolved.
        self.threads = ThreadPoolExecutor(2 * FEDERATED_PLACES, "samspil-egress")

    def calls(self) -> "Calls":
        """The calls of one query."""
        return Calls(self)


class Calls:
    """The calls of one query, which share its limit of bytes."""

    def __init__(self, egress: Egress) -> None:
        """Nothing is asked yet."""
        self._egress = egress
        self._left_bytes = egress.max_bytes

    async def answer(self, call: Mapping[str, str], left_s: float) -> bytes:
        """The frame that answers a call: media type, line feed and body, or the error.

        Without a query nobody is asked: the answer is empty, or the error where the address is not on the list.
        """
        clock = Clock(max(left_s * _SHARE, _LEAST_S))
        loop = asyncio.get_running_loop()
        try:
            asking = loop.run_in_executor(self._egress.threads, self._ask, call["address"], call["query"], clock)
            async with asyncio.timeout(left_s):
                return frames.pack(frames.REPLY, await asking)
        except SamspilError as error:
            return frames.pack_json(frames.ERROR, {"kind": kind_of(error), "detail": str(error)})
        except TimeoutError:
            # The thread waits for a name, or for another thread: nothing that its clock could close.
            return frames.pack_json(frames.ERROR, {"kind": "remote", "detail": f"{call['address']}: took too long."})
        finally:
            clock.end()

    def _ask(self, address: str, query: str, clock: Clock) -> bytes:
        """Runs in a thread. Raises ForbiddenQueryError and RemoteServerError."""
        try:
            parts = self._checked(address)
            with clock:
                return self._follow(parts, query.encode(), clock) if query else b"\n"
        except PrivateAddressError as error:
            LOG.warning("A query with SERVICE was refused: %s", error)
            raise RemoteServerError(f"{error.address}: is not on the public network.") from None
        except FetchError as error:
            raise RemoteServerError(str(error)) from error

    def _follow(self, parts: SplitResult, query: bytes, clock: Clock) -> bytes:
        for _ in range(MAX_REDIRECTS + 1):
            with asked(parts, clock, _HEADERS, body=query, private_hosts=self._egress.private_hosts) as response:
                if response.status not in REDIRECTS:
                    return self._content(parts.geturl(), response)
                target = response.headers.get("Location", "")
            parts = self._checked(urljoin(parts.geturl(), target), by=parts.geturl())
        raise FetchError(parts.geturl(), f"is reached by more than {MAX_REDIRECTS} redirects: name it itself")

    def _checked(self, address: str, by: str | None = None) -> SplitResult:
        """An address of which SERVICE may ask; ``by`` is the one that led there, whose fault it then is."""
        try:
            parts = web_address(address, by=by)
        except FetchError as error:
            if by:
                raise
            raise ForbiddenQueryError(f"SERVICE may not ask here: {error}.") from error
        if self._egress.allowed.allows(parts):
            return parts
        if by:
            raise FetchError(by, f"leads to {parts.geturl()}, which SERVICE may not ask here")
        raise ForbiddenQueryError(
            f"SERVICE may not ask {parts.geturl()} here: ask that server yourself, or ask who runs this one to name it "
            "in the setting federation_allow."
        )

    def _content(self, address: str, response: http.client.HTTPResponse) -> bytes:
        media_type = response.headers.get_content_type()
        if response.status != 200:
            raise FetchError(address, f"answers {response.status} {response.reason}{_said(response, media_type)}")
        if media_type not in RESULTS:
            raise FetchError(address, f"answers with {media_type}, not with SPARQL results in JSON or XML")
        content = read_content(address, response, max_bytes=self._left_bytes)
        self._left_bytes -= len(content)
        return media_type.encode() + b"\n" + content


def _said(response: http.client.HTTPResponse, media_type: str) -> str:
    """What a server says of its error, where that is text."""
    if media_type not in ("text/plain", "application/problem+json", "application/json"):
        return ""
    words = " ".join(response.read(_SAID_BYTES).decode("utf-8", "replace").split())
    return f": {words}" if words else ""
