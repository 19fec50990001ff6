"""E-mail (.eml): bytes in, text out: the subject, who wrote it and when, then the message (RFC 5322, RFC 2045).

Of several forms of one message the plain one is read, else the HTML one by the HTML reader. Attachments are named, not
read.
"""

import email
import re
from contextlib import suppress
from email.header import decode_header, make_header
from email.message import Message
from itertools import islice

from loaders.reading.blocks import Block, stored_text, tidy
from loaders.reading.html_text import read_html
from loaders.reading.plain import decode_declared
from loaders.reading.text import Reading, UnreadableError
from loaders.reading.view import straight

_MAX_PARTS = 1_000
# Coded words are put together in time that grows with the square of their number.
_MAX_HEADER_CHARS = 20_000
_ANSWER = re.compile(r"(?:(?:re|sv|vs|fw|fwd|vb|videre)\s*:\s*)+", re.IGNORECASE)


def read_eml(raw: bytes) -> Reading:
    """The text of a message. Raises UnreadableError where it has none, or nests too many parts."""
    message = email.message_from_bytes(raw)
    parts = list(islice(message.walk(), _MAX_PARTS + 1))
    if len(parts) > _MAX_PARTS:
        raise UnreadableError(f"the message has more than {_MAX_PARTS:,} parts: save its text as plain text")
    if not (message["From"] or message["Subject"] or message["Date"]):
        raise UnreadableError("is no e-mail: it has no From, Subject or Date; save the message again, or its text")
    files = [name for part in parts if (name := _attachment(part))]
    notes = tuple(f"attachment {name} is not read: save it beside as a document of its own" for name in files)
    body = _body(parts)
    if body is None:
        raise UnreadableError("the message has no text; save what is attached as a document of its own")
    return Reading(stored_text(_head(message)) + "\n" + body.text, (*body.notes, *notes))


def _head(message: Message) -> list[Block]:
    subject = _ANSWER.sub("", _header(message, "Subject"), count=1)
    lines = [f"{name}: {value}" for name in ("From", "Date") if (value := _header(message, name))]
    return [Block("heading", subject), *(Block("line", line) for line in lines)]


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    words = str(value)
    if len(words) <= _MAX_HEADER_CHARS:
        with suppress(LookupError, UnicodeError, ValueError):
            words = tidy(str(make_header(decode_header(words))))
    return " ".join(words.split())


def _attachment(part: Message) -> str | None:
    """The name of a file that a message carries; None for a part of the message itself."""
    name = part.get_filename()
    if part.is_multipart() or (name is None and part.get_content_disposition() != "attachment"):
        return None
    return " ".join(name.split()) if name else part.get_content_type()


def _body(parts: list[Message]) -> Reading | None:
    for kind in ("text/plain", "text/html"):
        readings = [_read(part) for part in parts if part.get_content_type() == kind and _attachment(part) is None]
        filled = [reading for reading in readings if reading.text.strip()]
        if filled:
            notes = tuple(note for reading in filled for note in reading.notes)
            return Reading("\n".join(reading.text for reading in filled), notes)
    return None


def _read(part: Message) -> Reading:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset()
    if part.get_content_type() == "text/html":
        return read_html(raw, charset) if raw.strip() else Reading("")
    text, damaged = decode_declared(raw, charset)
    lines = straight(text).replace("\r\n", "\n").split("\n")
    flowed = part.get_param("format") == "flowed"
    notes = (f"signs that are damaged in its encoding, and read as \ufffd: {damaged}",) if damaged else ()
    return Reading("\n".join(_unflowed(lines) if flowed else lines).strip("\n") + "\n", notes)


def _unflowed(lines: list[str]) -> list[str]:
    """Lines that a sender broke for the screen, joined again: they end in a space (RFC 3676, 4.1)."""
    joined: list[str] = []
    is_open = False
    for line in lines:
        is_signature = line == "-- "
        if is_open and not is_signature:
            joined[-1] += line
        else:
            joined.append(line)
        is_open = line.endswith(" ") and not is_signature
    return joined
