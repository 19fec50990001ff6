"""What a query that can be run may still have wrong: terms of ours that the release does not know, empty columns.

In:  the text of a query. Out: sentences for who wrote it. Nothing is refused for them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from endpoint.workers.guard import Token, tokenise
from loaders.iris import TERMS
from loaders.vocabulary import local_names

_MAX_REMARKS = 5
_SELECTED = re.compile(r"SELECT\s+(?:DISTINCT\s+|REDUCED\s+)?((?:[?$]\w+\s*)+)(?:WHERE|FROM|\{)", re.IGNORECASE)


def remarks(text: str) -> list[str]:
    """At most five remarks, in the order of the text."""
    tokens = list(tokenise(text))
    return [*_unknown_terms(tokens), *_empty_columns(text, tokens)][:_MAX_REMARKS]


def _unknown_terms(tokens: list[Token]) -> Iterator[str]:
    known = local_names()
    spaces = _namespaces(tokens)
    written: dict[str, str] = {}
    for token in tokens:
        prefix, colon, local = token.text.partition(":")
        if token.kind == "iri":
            written.setdefault(token.text[1:-1], token.text)
        elif token.kind == "name" and colon and local and prefix in spaces:
            written.setdefault(spaces[prefix] + local, token.text)
    for iri, word in written.items():
        local = iri.removeprefix(TERMS)
        if local not in ("", iri) and local not in known:
            near = get_close_matches(local, known, n=1)
            better = f"; the nearest term is {word.replace(local, near[0])}" if near else ""
            yield f"{word} is no term of the ontology{better}."


def _empty_columns(text: str, tokens: list[Token]) -> Iterator[str]:
    match = _SELECTED.search(text)
    if match is None:
        return
    times = Counter(token.text[1:] for token in tokens if token.kind == "variable")
    for name in re.findall(r"\w+", match[1]):
        if times[name] == 1:
            yield f"?{name} is selected and stands nowhere else: its column stays empty."


def _namespaces(tokens: list[Token]) -> dict[str, str]:
    """The prefixes that a query declares."""
    found = {}
    for place, token in enumerate(tokens[:-2]):
        name, iri = tokens[place + 1], tokens[place + 2]
        if token.text.upper() == "PREFIX" and iri.kind == "iri":
            found[name.text.removesuffix(":")] = iri.text[1:-1]
    return found
