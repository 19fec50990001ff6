"""Fetching: an address that a steward names in, the document that it answers with out.

Only what is read (``loaders/reading/``), within a size and a time. Each address, also that of a redirect, is checked by
``loaders/web_requests.py``.
"""

import http.client
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import SplitResult, unquote, urljoin

from loaders.errors import FetchError
from loaders.iris import slugify
from loaders.reading import FORMATS, MAX_BYTES, SUFFIXES
from loaders.web_requests import MAX_REDIRECTS, REDIRECTS, Clock, asked, read_content, web_address

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
    parts = web_address(address)
    with Clock(timeout_s) as clock:
        for _ in range(MAX_REDIRECTS + 1):
            found = None
            with asked(parts, clock, _HEADERS, private_hosts=private_hosts) as response:
                target = response.headers.get("Location", "")
                if response.status not in REDIRECTS:
                    found = _document(parts, response)
            if found is not None:
                return found
            if not target:
                raise FetchError(parts.geturl(), "redirects, but does not say where: name the address that it means")
            parts = web_address(urljoin(parts.geturl(), target), by=parts.geturl())
    raise FetchError(address, f"redirects more than {MAX_REDIRECTS} times: name the address that it ends at")


def _document(parts: SplitResult, response: http.client.HTTPResponse) -> Fetched:
    address = parts.geturl()
    if response.status != 200:
        problem = f"answers {response.status} {response.reason}: check the address in a browser"
        raise FetchError(address, problem)
    name = _name(parts, response.headers.get_content_type())
    content = read_content(address, response, max_bytes=MAX_BYTES)
    return Fetched(address, name, content, response.headers.get_content_charset())


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
