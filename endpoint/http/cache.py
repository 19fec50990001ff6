"""The answers that were given before: whole, compressed once, bounded in bytes, never across releases.

A release cannot change, so the entity tag of an answer (release, operation, formats) names it for ever. What depends on
time or chance has no tag and is not kept, nor is what streams.
"""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from endpoint.http.formats import Choice
from loaders.releases import Release

# What an entry takes beside its bodies: its key, its headers, its place in the order.
_OVERHEAD_BYTES = 1024
# Functions whose value is another one next time.
_VOLATILE_NAMES = ("RAND", "NOW", "UUID", "BNODE")
_VOLATILE = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE)\b", re.IGNORECASE)


def tag_of(release: Release, operation: Mapping[str, Any], choices: Sequence[Choice] = ()) -> str | None:
    """The name of an answer: a release cannot change, so release, operation and formats name it for ever.

    None where time or chance has a say in the answer.
    """
    if _is_volatile(operation.get("text", "")):
        return None
    parts = (
        (release.manifest.get("time"), release.manifest.get("digest")),
        sorted(operation.items()),
        [(choice.name, choice.content_type) for choice in choices],
    )
    digest = hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{release.number}-{digest}"


def _is_volatile(text: str) -> bool:
    """Whether a query may call a function of time or chance; most texts do not even hold the letters."""
    letters = text.upper()
    return any(name in letters for name in _VOLATILE_NAMES) and _VOLATILE.search(text) is not None


@dataclass(slots=True)
class Kept:
    """An answer: the name of its format, and its body by content coding (the empty text for none)."""

    name: str
    bodies: dict[str, bytes] = field(default_factory=dict)


class AnswerCache:
    """The least recently asked answers go first."""

    def __init__(self, max_bytes: int) -> None:
        """``max_bytes`` bounds all bodies together; 0 keeps nothing."""
        self._max_bytes = max_bytes
        self._entries: OrderedDict[str, Kept] = OrderedDict()
        self.size = self.hits = self.misses = 0

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._entries)

    def has(self, tag: str) -> bool:
        """Whether there is an answer that has this tag."""
        return tag in self._entries

    def get(self, tag: str) -> Kept | None:
        """The answer that has this tag."""
        kept = self._entries.get(tag)
        if kept is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(tag)
        return kept

    def keep(self, tag: str, name: str, coding: str, body: bytes) -> None:
        """Keep one body of an answer."""
        if len(body) + _OVERHEAD_BYTES > self._max_bytes // 4:
            return
        kept = self._entries.get(tag)
        if kept is None:
            kept = self._entries[tag] = Kept(name)
            self.size += _OVERHEAD_BYTES
        self.size += len(body) - len(kept.bodies.get(coding, b""))
        kept.bodies[coding] = body
        self._entries.move_to_end(tag)
        while self.size > self._max_bytes:
            _, gone = self._entries.popitem(last=False)
            self.size -= _OVERHEAD_BYTES + sum(map(len, gone.bodies.values()))
