"""Identity as findings: names that may mean one thing, with the row that decides on them; and rows that decide nothing.

In: names, aliases, and the store that a build would publish. Out: findings that stop nothing.
"""

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Store

from loaders.aliases import FILE, Alias, Aliases, Named, row_text
from loaders.alike import Candidate, candidates
from loaders.checking import label_of
from loaders.checking.findings import QUERY_COMPONENT, Finding, Severity
from loaders.checking.quotes import Quote, find_quote
from loaders.checking.violation_queries import NAMESPACE

ALIKE, UNUSED = f"{NAMESPACE}alike-names", f"{NAMESPACE}alias-unused"
_MESSAGES = {
    "en": "“{name}” and “{other}” may be one (alike by {score:g} of 100{where}). Nothing was merged: if they are one, "
    "add this row to data/{file} with your reason and the date; if not, write different for same: {row}",
    "da": "»{name}« og »{other}« er måske én (ligner hinanden {score:g} af 100{where}). Intet er slået sammen: er de "
    "én, så føj denne række til data/{file} med din begrundelse og datoen; ellers skriv different for same: {row}",
}
_WHERE = {"en": "; the other stands in {label}, characters {start} to {end}: “{words}”",
          "da": "; den anden står i {label}, tegn {start} til {end}: »{words}«"}  # fmt: skip
_LISTED = {"en": "; the other is in the reference tables", "da": "; den anden er i referencetabellerne"}


def identity_findings(minted: Mapping[Named, NamedNode], aliases: Aliases, store: Store) -> Iterator[Finding]:
    """One finding for each review candidate, and one for each row of the alias table that nothing needed.

    ``minted`` has the names of all sources that no reference table lists, with their IRIs.
    """
    for one in candidates(minted, aliases):
        yield _alike(one, minted, store)
    # Known only now, when every name has been asked about.
    for row in aliases.unused():
        yield _unused(row)


def _alike(one: Candidate, minted: Mapping[Named, NamedNode], store: Store) -> Finding:
    focus, value = minted[one.name], minted.get(one.other)
    quote = find_quote(store, focus, None, None)
    return Finding(
        severity=Severity.INFO,
        check=ALIKE,
        file=f"data/{FILE}",
        component=QUERY_COMPONENT,
        focus=focus,
        focus_label=one.name.entity.name,
        path=None,
        value=value or Literal(one.other.entity.name),
        messages=_messages(one, find_quote(store, value, None, None) if value else None, store),
        graph=quote.graph if quote else None,
        document=quote.document.value if quote else None,
        document_label=label_of(quote.document, store) if quote else None,
        quote=quote.exact if quote else None,
        start=quote.start if quote else None,
        end=quote.end if quote else None,
    )


def _unused(row: Alias) -> Finding:
    """A row that fits nothing looks like work done."""
    name = f"{row.name.entity.type}: {row.name.entity.name}"
    return Finding(
        severity=Severity.WARNING,
        check=UNUSED,
        file=f"data/{FILE}:{row.line}",
        component=QUERY_COMPONENT,
        focus=Literal(name),
        focus_label=name,
        path=None,
        value=Literal(row.other.entity.name),
        messages={
            "en": "The row fits no name of any source: correct it, or remove it.",
            "da": "Rækken passer ikke på noget navn i nogen kilde: ret den, eller fjern den.",
        },
    )


def _messages(one: Candidate, quote: Quote | None, store: Store) -> dict[str, str]:
    row = row_text("same", one.name, one.other)
    name, other = one.name.entity.name, one.other.entity.name
    messages = {}
    for language, text in _MESSAGES.items():
        where = _LISTED[language]
        if quote is not None:
            label, words = label_of(quote.document, store), " ".join(quote.exact.split())
            where = _WHERE[language].format(label=label, start=quote.start, end=quote.end, words=words)
        messages[language] = text.format(name=name, other=other, score=one.score, where=where, file=FILE, row=row)
    return messages
