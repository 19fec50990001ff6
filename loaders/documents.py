"""Documents: a file in, its text and blocks out. Offsets count Unicode code points of the stored text and never change.

The stored text is the file decoded, line ends as they are; quotes refer to it. Nothing is extracted here.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from loaders.errors import SourceError
from loaders.iris import slugify
from loaders.layout import matching_copy, section_of, stretches
from loaders.lexicon import LANGUAGES, words

MAX_BYTES = 20 * 1024 * 1024
SUFFIXES = (".txt", ".md")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_WORD = re.compile(r"[^\W\d_]+")
_KNOWN = (
    "da",
    "no",
    "nn",
    "sv",
    "en",
    "fi",
    "is",
    "fo",
    "de",
    "nl",
    "fr",
    "es",
    "it",
    "pl",
    "et",
    "lv",
    "lt",
    "ru",
    "uk",
)
_NORDIC = ("da", "nb", "nn", "sv")
_SAMPLE_CHARS = 20_000
_TITLE_CHARS = 120
_SURE_WORDS = 20
_SURE_SHARE = 0.25
_SURE_LEAD = 1.5


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of lines: ``kind`` is heading, paragraph, item, label, or noise (navigation, captcha, footer)."""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source as it was received; ``language`` is a BCP 47 tag, ``title`` the document's own first heading."""

    slug: str
    path: Path
    text: str
    language: str
    title: str
    blocks: tuple[Block, ...]


def read_document(path: Path, *, slug: str | None = None, language: str | None = None) -> Document:
    """Read a plain text file (.txt or .md, at most 20 MB).

    In:  the file; a slug if it is not to be made from the file's name, a language if it is known.
    Out: the document in da, nb, nn, sv or en; UTF-8, UTF-16 with a byte order mark, and Windows-1252 are decoded.
    Raises SourceError, with the line and the remedy, for a file that is empty, binary, too large, undecodable, of
    another format or in another language.
    """
    _check_file(path)
    text = _decode(path, path.read_bytes())
    _check_text(path, text)
    return document_from_text(text, path=path, slug=slug, language=language)


def document_from_text(text: str, *, path: Path, slug: str | None = None, language: str | None = None) -> Document:
    """A document of text that is already decoded; ``path`` names it. Raises SourceError for a language not read."""
    blocks = tuple(Block(kind, start, end, text[start:end]) for kind, start, end in stretches(text))
    body = " ".join(block.text for block in blocks if block.kind != "noise") or text
    known = language or detect_language(body)
    if known not in LANGUAGES:
        how = "is given as" if language else "seems to be"
        read = "read are Danish (da), Bokmål (nb), Nynorsk (nn), Swedish (sv) and English (en)"
        raise SourceError(path, 0, f"the language {how} {known!r}; {read}: translate the text, or leave the file out")
    return Document(slug or slugify(path.stem), path, text, known, title_of(blocks), blocks)


def detect_language(text: str) -> str:
    """The language of a text as a BCP 47 tag; "da", "nb", "nn" and "sv" are told apart by their function words.

    The statistical model (py3langid) takes short Danish for Bokmål and the other way round, so it decides only between
    a Nordic language and others; when it is unsure, function words win.
    """
    sample = matching_copy(text[:_SAMPLE_CHARS])
    tokens = [token.casefold() for token in _WORD.findall(sample)]
    counts = {language: _function_words(tokens, language) for language in (*_NORDIC, "en")}
    second, best = sorted(counts, key=lambda language: counts[language])[-2:]
    # The model takes half a second to load, and it would only tell Nordic from others: a text full of the words of one
    # Nordic language, and not of English, needs none.
    rival = max(count for language, count in counts.items() if (language in _NORDIC) != (best in _NORDIC))
    is_full = counts[best] >= max(_SURE_WORDS, _SURE_SHARE * len(tokens))
    if is_full and counts[best] > counts[second] and counts[best] >= _SURE_LEAD * rival:
        return best
    guess, _ = _identifier().classify(sample)
    if guess in ("da", "no", "nn", "sv"):
        nordic = max(_NORDIC, key=lambda language: counts[language])
        tied = counts[nordic] == counts.get("nb" if guess == "no" else guess, 0)
        return ("nb" if guess == "no" else guess) if tied else nordic
    # A list of Nordic names reads like any language: the words that only grammar needs decide, if there are some.
    return best if counts[best] >= max(3, 0.12 * len(tokens)) or (len(tokens) < 8 and counts[best]) else str(guess)


def title_of(blocks: tuple[Block, ...]) -> str:
    """The document's own first heading; of several at the top (a menu path, a title) the one that the text repeats."""
    top: list[str] = []
    for block in blocks:
        if block.kind == "noise":
            continue
        if block.kind != "heading" or section_of(block.text):
            break
        top.append(" ".join(block.text.strip("#*_ ").split()))
    if not top:
        return _first_words(blocks)
    body = " ".join(block.text for block in blocks if block.kind in ("paragraph", "item", "label")).casefold()
    return max(top, key=lambda heading: _share_in(heading, body))


def _first_words(blocks: tuple[Block, ...]) -> str:
    first = next((block for block in blocks if block.kind == "heading"), None)
    first = first or next((block for block in blocks if block.kind != "noise"), None)
    text = " ".join(first.text.strip("#*_ ").split()) if first else ""
    return text if len(text) <= _TITLE_CHARS else text[:_TITLE_CHARS].rsplit(" ", 1)[0] + " …"


def _share_in(heading: str, body: str) -> float:
    tokens = [token.casefold() for token in _WORD.findall(heading) if len(token) > 3]
    repeated = heading.casefold() in body
    return repeated + sum(token in body for token in tokens) / (len(tokens) or 1)


def _check_file(path: Path) -> None:
    if not path.is_file():
        problem = "is a folder, not a file" if path.is_dir() else "there is no such file"
        raise SourceError(path, 0, f"{problem}: name a file that ends in {' or '.join(SUFFIXES)}")
    if path.suffix.lower() not in SUFFIXES:
        problem = f"files that end in {path.suffix!r} are not read; read are {' and '.join(SUFFIXES)}"
        raise SourceError(path, 0, f"{problem}: save the document as plain text")
    size_bytes = path.stat().st_size
    if size_bytes > MAX_BYTES:
        raise SourceError(path, 0, f"{size_bytes:,} bytes, over the limit of {MAX_BYTES:,}: split the document")


_OTHER_KINDS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip file, such as a Word document",
    b"\xd0\xcf\x11\xe0": "an old Word file",
}


def _decode(path: Path, raw: bytes) -> str:
    for beginning, kind in _OTHER_KINDS.items():
        if raw.startswith(beginning):
            raise SourceError(path, 0, f"is {kind}, not text: export it as text (UTF-8) and put that here")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode_utf16(path, raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        bad_byte = raw[error.start]
    text = _windows_text(raw)
    if text is None:
        raise SourceError(
            path, line, f"byte 0x{bad_byte:02x} is not UTF-8, nor is the file Windows-1252: save as UTF-8"
        )
    return text


def _decode_utf16(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-16")
    except UnicodeDecodeError as error:
        line = raw[: error.start].decode("utf-16", "ignore").count("\n") + 1
        raise SourceError(path, line, "the UTF-16 text is broken off or damaged: save as UTF-8") from error


def _windows_text(raw: bytes) -> str | None:
    """The text as Windows-1252, if it then reads like Nordic text; None when it looks like something else."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    high = [sign for sign in text if ord(sign) > 0x7F]
    expected = sum(sign in "æøåäöéüèêáíóúýðþÆØÅÄÖÉÜÞ\u00a0§©®°·´«»–—‘’“”•…€½²³" for sign in high)
    # UTF-8 read as Windows-1252 shows as "Ã¦": such a file is damaged UTF-8, not Windows-1252.
    return text if expected >= 0.9 * len(high) and "Ã" not in text else None


def _check_text(path: Path, text: str) -> None:
    if not text.strip() or not any(unicodedata.category(sign)[0] in "LN" for sign in text):
        raise SourceError(path, 0, "the file is empty: there is no text to read; save the document again")
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        problem = f"control character U+{ord(control.group()):04X}: this is a binary file or damaged text"
        raise SourceError(path, line, f"{problem}; save the document as plain text in UTF-8")
    if not any("LATIN" in unicodedata.name(sign, "") for sign in text):
        problem = "not one Latin letter: it is in an encoding or a language that is not read"
        raise SourceError(path, 0, f"{problem}; save the document as UTF-8")


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_KNOWN))
    return identifier


def _function_words(tokens: list[str], language: str) -> int:
    wanted = frozenset(words(language, "function_words"))
    return sum(token in wanted for token in tokens)
