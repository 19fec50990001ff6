"""The disposable process that reads foreign formats: ``python -m loaders.reading.child``.

A request on stdin is a line of JSON (kind, charset, size) and as many bytes; the answer on stdout is a line of JSON:
text and notes, or a problem. The parent (``loaders/reading/isolation.py``) holds the wall clock; the limits here end a
child whose parent was killed. A parser is loaded when the first file of its format comes.
"""

import json
import os
import sys
from typing import BinaryIO

from loaders.reading.plain import check_text, cleaned
from loaders.reading.text import Reading, UnreadableError
from loaders.sandbox import deny_network, limit_cpu, limit_memory

MAX_TEXT_CHARS = 20_000_000


def main() -> None:
    """Set the limits, then read one file after the other until stdin ends."""
    memory_mb, cpu_s = int(sys.argv[1]), float(sys.argv[2])
    deny_network()
    limit_memory(memory_mb)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not stand between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while line := requests.readline():
        limit_cpu(cpu_s)
        answer = _answer(json.loads(line), requests)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _answer(request: dict[str, object], stream: BinaryIO) -> dict[str, object]:
    raw = stream.read(int(str(request["size"])))
    charset = request["charset"]
    try:
        reading = _read(str(request["kind"]), raw, str(charset) if charset else None)
        text = cleaned(reading.text)
        check_text(text)
        if len(text) > MAX_TEXT_CHARS:
            raise UnreadableError(f"its text has more than {MAX_TEXT_CHARS:,} characters: split the document")
    except UnreadableError as problem:
        return {"problem": problem.problem}
    except RecursionError:
        return {"problem": "its parts nest too deep: save it as plain text"}
    except MemoryError:
        return {"problem": "needs more memory to read than a document may: split it, or save it as plain text"}
    except ImportError as error:
        return {"problem": f"cannot be read by this installation ({error}): install Samspil again, with all it needs"}
    except Exception as error:
        # The libraries raise whatever a damaged file makes them stumble over; the file is named, nothing is hidden.
        words = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return {"problem": f"is damaged or not what its name says ({words}): save it again, or as plain text"}
    return {"text": text, "notes": reading.notes}


def _read(kind: str, raw: bytes, charset: str | None) -> Reading:
    if kind == "html":
        from loaders.reading.html_text import read_html

        return read_html(raw, charset)
    if kind == "pdf":
        from loaders.reading.pdf_text import read_pdf

        return read_pdf(raw)
    if kind == "docx":
        from loaders.reading.docx_text import read_docx

        return read_docx(raw)
    from loaders.reading.eml_text import read_eml

    return read_eml(raw)


if __name__ == "__main__":
    main()
