"""Frames between the web process and a worker: a length, a kind, a payload.

A request is one frame of JSON. An answer is a header frame, body frames and an end frame, or an error frame in the
place of any of them. What ends before its end frame is broken, whatever came before.
"""

import json
import struct
from typing import BinaryIO, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

REQUEST, HEADER, BODY, END, ERROR, CALL, REPLY = b"R", b"H", b"B", b"E", b"X", b"C", b"A"
Term = NamedNode | BlankNode | Literal
_to_json = json.JSONEncoder(ensure_ascii=False).encode
_PREFIX = struct.Struct(">cI")


class Frame(NamedTuple):
    """A kind and what it carries."""

    kind: bytes
    payload: bytes

    @property
    def is_turn(self) -> bool:
        """Whether the other side is to speak now."""
        return self.is_last or self.kind == CALL

    @property
    def is_last(self) -> bool:
        """Whether an answer ends with it."""
        return self.kind in (END, ERROR)


def pack(kind: bytes, payload: bytes) -> bytes:
    """One frame."""
    return _PREFIX.pack(kind, len(payload)) + payload


def pack_json(kind: bytes, value: object) -> bytes:
    """One frame that carries JSON."""
    return pack(kind, _to_json(value).encode())


def read_frame(stream: BinaryIO) -> Frame | None:
    """The next frame, or None where the stream ends. For the worker, which blocks."""
    prefix = stream.read(_PREFIX.size)
    if len(prefix) < _PREFIX.size:
        return None
    kind, length = _PREFIX.unpack(prefix)
    payload = stream.read(length)
    return Frame(kind, payload) if len(payload) == length else None


def split(data: bytes) -> tuple[list[Frame], bytes]:
    """The whole frames at the beginning of ``data``, and what is left of it. For the web process."""
    found, start = [], 0
    while len(data) - start >= _PREFIX.size:
        kind, length = _PREFIX.unpack_from(data, start)
        end = start + _PREFIX.size + length
        if end > len(data):
            break
        found.append(Frame(kind, data[start + _PREFIX.size : end]))
        start = end
    return found, data[start:]


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
