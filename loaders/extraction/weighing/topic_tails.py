"""Names that go on in lower case, up to a verb or a mark: a page in, their stretches out.

"Slow lanes for all began in 2020", "the third is Slow lanes for all.": nothing but what follows says where such a name
ends, so one that neither a verb nor a mark ends, nor where it lies, is none.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from loaders.extraction.page import Page
from loaders.extraction.weighing.cues import Word, cued_text, kinds_in
from loaders.lexicon import table, word_set

_LEAST_WORDS, _MAX_WORDS = 2, 6
_IN_FRONT = frozenset({"project", "programme", "collective", "cooperate", "naming"})


def tailed_names(page: Page) -> Iterator[tuple[int, int]]:
    """Every stretch that may be such a name."""
    words = cued_text(page.plain, page.language).words
    opens = {sentence.start for sentence in page.sentences}
    for at, word in enumerate(words):
        if page.plain[word.start].isupper() and (word.start in opens or (at and _leads_in(page, words[at - 1].text))):
            end = _end(page, words[at : at + _MAX_WORDS + 1])
            if end:
                yield word.start, end


def _leads_in(page: Page, word: str) -> bool:
    """Whether a name in the middle of a sentence may follow a word: "is", "in", "called", "the project", a comma."""
    known = (word_set(page.language, key) for key in ("function_words", "finite_verbs"))
    return word in ',"' or any(word in one for one in known) or not _IN_FRONT.isdisjoint(kinds_in(word, page.language))


def _end(page: Page, words: Sequence[Word]) -> int:
    """Where a name ends that begins with the first of some words and holds a word in lower case; 0 where none does."""
    if words[0].text in word_set(page.language, "function_words"):
        return 0
    verbs, text = word_set(page.language, "finite_verbs"), page.document.text
    has_tail, last = False, words[0]
    for count, word in enumerate(words[1:], start=1):
        is_end = word.text in verbs or word.text in _sides()
        if text[last.end : word.start] != " " or not word.text[0].isalnum() or is_end:
            return last.end if has_tail and count >= _LEAST_WORDS else 0
        has_tail |= text[word.start].islower()
        last = word
    return last.end if has_tail and len(words) <= _MAX_WORDS else 0


@cache
def _sides() -> frozenset[str]:
    """Where a name lies is no part of it: "Lang Skov vest for Odense"."""
    return frozenset(map(str.casefold, table("places")["prefixes"]))
