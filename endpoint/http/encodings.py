"""Content codings: which one a client takes (RFC 9110, section 12.5.3), and bytes compressed in it.

gzip (RFC 1952) and zstd (RFC 8878). A compressed stream that breaks lacks its trailer, so no client takes it for whole.
"""

import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

import zstandard
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

LEAST_BYTES = 1024
_GZIP_LEVEL, _GZIP_WINDOW = 5, 31
_ZSTD_LEVEL = 3
# What takes less than this is compressed in the event loop: to hand it to a thread would take as long.
LITTLE_BYTES = 64 * 1024


class Compressor(Protocol):
    """What zlib and zstandard both offer."""

    def compress(self, data: bytes, /) -> bytes:
        """What there is to send of it."""
        ...

    def flush(self) -> bytes:
        """The rest, with the trailer."""
        ...


def _gzip() -> Compressor:
    return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)


def _zstd() -> Compressor:
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()


# Best first, where a client likes them as well.
_CODINGS: dict[str, Callable[[], Compressor]] = {"zstd": _zstd, "gzip": _gzip}


@lru_cache(maxsize=512)
def coding_for(header: str | None) -> str:
    """The coding for an ``Accept-Encoding`` header: ``zstd``, ``gzip``, or the empty text for none."""
    if not header:
        return ""
    accept = parse_accept_header(header, Accept)
    named = {value.lower() for value, _ in accept}
    rated = [(accept.quality(name) if name in named or "*" in named else 0, name) for name in _CODINGS]
    best, coding = max(rated, key=lambda pair: pair[0])
    return coding if best > 0 and best >= accept.quality("identity") * ("identity" in named) else ""


def compressor(coding: str) -> Compressor:
    """A compressor for a stream."""
    return _CODINGS[coding]()


def compress(body: bytes, coding: str) -> bytes:
    """A whole body, compressed."""
    one = compressor(coding)
    return one.compress(body) + one.flush()
