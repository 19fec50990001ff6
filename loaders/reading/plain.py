"""Plain text: bytes in, text out, line ends as they are; and what no text of any format may be.

Decoded are UTF-8, UTF-16 with a byte order mark, the charset that a page or a message declares, and Windows-1252.
"""

import codecs
import re
import unicodedata

from loaders.reading.text import UnreadableError

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_FEW_CONTROL = 0.01
_NORDIC = frozenset("æøåäöéüèêáíóúýðþÆØÅÄÖÉÜÞ\u00a0§©®°·´«»–—‘’“”•…€½²³")
# What the web calls Latin-1 is Windows-1252: https://encoding.spec.whatwg.org/#names-and-labels
_WINDOWS_1252 = frozenset({"ascii", "iso8859-1", "cp1252"})


def decode(raw: bytes) -> str:
    """The text of a plain file. Raises UnreadableError, with the line, for bytes in another encoding."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_utf16(raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        bad_byte = raw[error.start]
    text = _windows_text(raw)
    if text is None:
        problem = f"byte 0x{bad_byte:02x} is not UTF-8, nor is the file Windows-1252: save as UTF-8"
        raise UnreadableError(problem, line)
    return text


def decode_declared(raw: bytes, charset: str | None) -> tuple[str, int]:
    """The text of a page or a message that says its charset, and how many signs of it are damaged (U+FFFD).

    What is UTF-8 is read as UTF-8, whatever is declared: text in another encoding does not happen to be UTF-8.
    """
    codec = _codec(charset)
    # Without a mark at its beginning, Latin text in UTF-16 is UTF-8 too, with a NUL in every other place.
    is_wide = codec.startswith(("utf-16", "utf-32")) and b"\0" in raw[:64]
    try:
        return (raw.decode(codec, "replace") if is_wide else decode(raw)), 0
    except UnreadableError:
        text = raw.decode(codec, "replace")
    return text, text.count("\ufffd")


def cleaned(text: str) -> str:
    """A text that a reader made, without halves of signs, and with a space for each of a few control characters."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    count = len(_CONTROL.findall(text))
    return _CONTROL.sub(" ", text) if 0 < count <= _FEW_CONTROL * len(text) else text


def check_text(text: str) -> None:
    """Raises UnreadableError for what is no text: nothing, control characters, not one Latin letter."""
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        problem = f"control character U+{ord(control.group()):04X}: this is a binary file or damaged text"
        raise UnreadableError(f"{problem}; save the document as plain text in UTF-8", line)
    if not any(unicodedata.category(sign)[0] in "LN" for sign in text):
        raise UnreadableError("the file is empty: there is no text to read; save the document again")
    if not any("LATIN" in unicodedata.name(sign, "") for sign in text):
        problem = "not one Latin letter: it is in an encoding or a language that is not read"
        raise UnreadableError(f"{problem}; save the document as UTF-8")


def _decode_utf16(raw: bytes) -> str:
    try:
        return raw.decode("utf-16")
    except UnicodeDecodeError as error:
        line = raw[: error.start].decode("utf-16", "ignore").count("\n") + 1
        raise UnreadableError("the UTF-16 text is broken off or damaged: save as UTF-8", line) from error


def _windows_text(raw: bytes) -> str | None:
    """The text as Windows-1252, if it then reads like Nordic text; None when it looks like something else."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    high = [sign for sign in text if ord(sign) > 0x7F]
    expected = sum(sign in _NORDIC for sign in high)
    # UTF-8 read as Windows-1252 shows as "Ã¦": such a file is damaged UTF-8, not Windows-1252.
    return text if expected >= 0.9 * len(high) and "Ã" not in text else None


def _codec(charset: str | None) -> str:
    """The codec for a declared charset; UTF-8 where none is declared, or one that nobody knows."""
    try:
        name = codecs.lookup(charset or "utf-8").name
        # Some codecs make no text of bytes (base64, zip): a page may name them all the same.
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        return "utf-8"
    return "cp1252" if name in _WINDOWS_1252 else name
