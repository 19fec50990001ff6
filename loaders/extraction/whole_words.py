"""Whole words: a name and a text in, where the name stands in it out.

To search for a name as plain text takes a fiftieth of compiling a pattern for it, and a page has some fifty names.
"""

from collections.abc import Iterator


def whole_words(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a name begins and ends in a text, not within a longer word; the s of a genitive belongs to it."""
    at = text.find(name) if name else -1
    while at >= 0:
        end = at + len(name)
        if at and _is_of_word(text, at - 1):
            end = at + 1
        elif not _is_of_word(text, end):
            yield at, end
        elif text[end] == "s" and not _is_of_word(text, end + 1):
            yield at, end + 1
        else:
            end = at + 1
        at = text.find(name, end)


def _is_of_word(text: str, at: int) -> bool:
    return at < len(text) and (text[at].isalnum() or text[at] == "_")
