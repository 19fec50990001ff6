"""Content codings: which one a client takes (RFC 9110, section 12.5.3) or sends, and bytes compressed in it.

gzip (RFC 1952) and zstd (RFC 8878). A compressed stream that breaks lacks its trailer, so no client takes it for whole,
and neither do we. What is unpacked comes in pieces that the memory stands, whatever was packed.
"""

import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol

import zstandard
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from endpoint.http.problems import RequestError

LEAST_BYTES = 1024
_GZIP_LEVEL, _GZIP_WINDOW = 5, 31
_ZSTD_LEVEL = 3
# What takes less than this is compressed in the event loop: to hand it to a thread would take as long.
LITTLE_BYTES = 64 * 1024
# Unpacked at a time: no more than 32 MB can come of it (zstd's blocks are 128 kB, and take four bytes at least).
_READ_BYTES = 1024
# What RFC 9659 lets a sender of zstd use.
_MAX_WINDOW_BYTES = 8 * 1024 * 1024


class Compressor(Protocol):
    """What zlib and zstandard both offer."""

    def compress(self, data: bytes, /) -> bytes:
        """What there is to send of it."""
        ...

    def flush(self) -> bytes:
        """The rest, with the trailer."""
        ...


class Decompressor(Protocol):
    """What zlib and zstandard both offer: one member of gzip, or one frame of zstd."""

    @property
    def eof(self) -> bool:
        """Whether its end has come."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What came behind its end."""
        ...

    def decompress(self, data: bytes, /) -> bytes:
        """What was packed."""
        ...


def _gzip() -> Compressor:
    return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)


def _zstd() -> Compressor:
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()


# Best first, where a client likes them as well.
_CODINGS: dict[str, Callable[[], Compressor]] = {"zstd": _zstd, "gzip": _gzip}


def _from_gzip() -> Decompressor:
    return zlib.decompressobj(_GZIP_WINDOW)


def _from_zstd() -> Decompressor:
    return zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES).decompressobj()


_UNPACKERS: dict[str, Callable[[], Decompressor]] = {"gzip": _from_gzip, "x-gzip": _from_gzip, "zstd": _from_zstd}


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


def coding_of(headers: Mapping[str, str]) -> str:
    """The coding of a body that is sent here; the empty text for none. Raises RequestError 415 for another one."""
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding == "identity":
        return ""
    if coding not in _UNPACKERS:
        message = f"A body is sent as it is, or packed with one of gzip and zstd, not with {coding}."
        raise RequestError(415, message, headers={"Accept-Encoding": "gzip, zstd"})
    return coding


def unpack(body: bytes, coding: str, *, max_bytes: int) -> bytes:
    """A short body unpacked. Raises RequestError 413 over ``max_bytes``, 400 for what is not in that coding."""
    return b"".join(_unpacked(io.BytesIO(body), coding, max_bytes))


def unpack_file(path: Path, coding: str, *, max_bytes: int) -> None:
    """Put what a file holds packed in its place, by a file of the suffix ``.part`` beside it. Raises as ``unpack``."""
    part = path.with_suffix(".part")
    with path.open("rb") as packed, part.open("wb") as plain:
        for piece in _unpacked(packed, coding, max_bytes):
            plain.write(piece)
    part.replace(path)


def _unpacked(packed: BinaryIO, coding: str, max_bytes: int) -> Iterator[bytes]:
    """Members of gzip and frames of zstd may follow each other."""
    one, size = _UNPACKERS[coding](), 0
    try:
        while chunk := packed.read(_READ_BYTES):
            while chunk:
                one = _UNPACKERS[coding]() if one.eof else one
                piece = one.decompress(chunk)
                size += len(piece)
                if size > max_bytes:
                    raise RequestError(
                        413, f"The body is longer than {max_bytes} bytes once unpacked; send it in parts."
                    )
                yield piece
                chunk = one.unused_data
    except (zlib.error, zstandard.ZstdError) as error:
        raise RequestError(400, f"The body is not {coding}, as Content-Encoding says: {error}.") from error
    if not one.eof:
        raise RequestError(400, f"The body ends before its {coding} does; send all of it.")
