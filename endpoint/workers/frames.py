"""Frames between the web process and a worker: a length, a kind, a payload.

A request is one frame of JSON. An answer is a header frame, body frames and an end frame, or an error frame in the
place of any of them. What ends before its end frame is broken, whatever came before.
"""

import asyncio
import json
import struct
from typing import BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode

REQUEST, HEADER, BODY, END, ERROR = b"R", b"H", b"B", b"E", b"X"
Term = NamedNode | BlankNode | Literal
_PREFIX = struct.Struct(">cI")


def pack(kind: bytes, payload: bytes) -> bytes:
    """One frame."""
    return _PREFIX.pack(kind, len(payload)) + payload


def pack_json(kind: bytes, value: object) -> bytes:
    """One frame that carries JSON."""
    return pack(kind, json.dumps(value, ensure_ascii=False).encode())


def read_frame(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next frame, or None where the stream ends. For the worker, which blocks."""
    prefix = stream.read(_PREFIX.size)
    if len(prefix) < _PREFIX.size:
        return None
    kind, length = _PREFIX.unpack(prefix)
    payload = stream.read(length)
    return (kind, payload) if len(payload) == length else None


async def receive_frame(stream: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The next frame; raises asyncio.IncompleteReadError where the stream ends. For the web process."""
    kind, length = _PREFIX.unpack(await stream.readexactly(_PREFIX.size))
    return kind, await stream.readexactly(length)


def term_to_json(term: Term | None) -> list[str | None] | None:
    """A term as a list: ``["iri", value]``, ``["blank", value]`` or ``["literal", value, language, datatype]``."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return ["iri", term.value]
    if isinstance(term, BlankNode):
        return ["blank", term.value]
    if isinstance(term, Literal):
        return ["literal", term.value, term.language, term.datatype.value]
    return ["literal", str(term), None, None]


def term_from_json(parts: list[str | None]) -> Term:
    """The term back. Raises ValueError where an IRI or a language tag is not one."""
    kind, value = parts[0], parts[1] or ""
    if kind == "iri":
        return NamedNode(value)
    if kind == "blank":
        return BlankNode(value)
    if parts[2]:
        return Literal(value, language=parts[2])
    return Literal(value, datatype=NamedNode(parts[3])) if parts[3] else Literal(value)
