"""Telephone numbers and e-mail addresses in what is published of a page: masked, unless a statement publishes them.

A mask has the length of what it hides, so that offsets hold. The stored page itself is never changed; what a mask hides
is only not shown. Numbers are found as Nordic pages write them: after a word for telephone, after a country code, or in
groups of two or three digits that make eight to ten.
"""

import re
from collections.abc import Iterable

MASK = "█"
_EMAIL = r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}"
_DIGITS = r"\d(?:[\s\u00a0()./-]?\d){5,12}"
_WORD = r"(?:tele(?:fon|phone)|telefax|tlf|tel|mobil(?:e|telefon)?|mob|phone|puhelin|puh|sími|dir(?:ekte|ekt)?)"
_PERSONAL = re.compile(
    rf"(?P<email>{_EMAIL})"
    rf"|\b{_WORD}\b\.?(?:\s|\u00a0)?(?:nr\.?|nummer|number)?[\s\u00a0:]{{0,4}}(?P<labelled>\+?{_DIGITS})"
    rf"|(?P<coded>(?:\+|00)(?:45|46|47|298|354|358)[\s\u00a0]?{_DIGITS})"
    r"|(?<![\d.,])(?P<grouped>\d\d(?:[\s\u00a0]\d\d){3})(?![\d.,]|[\s\u00a0]\d)",
    re.IGNORECASE,
)


def personal_spans(text: str) -> list[tuple[int, int]]:
    """Where a text has telephone numbers and e-mail addresses: offsets in code points, ascending, without overlap."""
    return [match.span(str(match.lastgroup)) for match in _PERSONAL.finditer(text)]


def masked(text: str, published: Iterable[tuple[int, int]] = ()) -> str:
    """The text with every number and address masked that does not lie in a ``published`` span. Same length."""
    kept = list(published)
    signs = list(text)
    for start, end in personal_spans(text):
        if not any(first <= start and end <= last for first, last in kept):
            signs[start:end] = MASK * (end - start)
    return "".join(signs)
