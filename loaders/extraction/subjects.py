"""What a document names itself: partnerships, networks, projects and programmes, and which of them the page is about.

Evidence, the strongest first: a definition ("X er et partnerskab mellem …"), the title, a kind noun before the name
("initiativet X", "i regi af X"), a head noun in the name ("Symbiose X"), a fact block that describes the title.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from loaders.documents import Document
from loaders.extraction.headlines import Headline
from loaders.extraction.names import COLLECTIVE_TYPES, clean, is_title, municipality, typed_name
from loaders.layout import field_of, matching_copy, split_label
from loaders.lexicon import all_words, table, word_set, words
from loaders.statements import Entity

_UPPER = "A-ZÆØÅÄÖÉÜÞÐ"
_WORD = rf"[{_UPPER}0-9][\w&'’+/-]{{0,60}}(?:\.[\w-]{{1,20}})?"
_NAME = rf"{_WORD}(?: (?:(?:of|for|av|af|och|og|and|the) )?{_WORD}){{0,6}}"
_MARK = "[\"']"
_QUOTED = "[\"']([^\"'\n]{3,80})[\"']"
FACTS_OF_A_PROJECT = frozenset({"lead", "leader", "partner", "period", "budget", "grant", "programme", "start", "end"})
MAX_COLLECTIVES = 100
_MAX_OWNER_CHARS = 40
_POINTS = {"definition": 4, "title": 3, "kind": 2, "head": 1}


def collectives(document: Document, plain: str) -> dict[str, tuple[Entity, int]]:
    """Every named partnership, network, project and programme, with the points of its evidence."""
    found: dict[str, tuple[Entity, int]] = {}
    told: set[str] = set()
    for entity, evidence in _named(document, plain):
        name = entity.name
        known, points = found.get(name, (entity, 0))
        # "projektet X" says what X is more plainly than "X er et samarbejde", which is said of anything.
        better = entity if evidence == "kind" or (_POINTS[evidence] > points and name not in told) else known
        told |= {name} if evidence == "kind" else set()
        found[name] = (better, max(points, _POINTS[evidence]) + (1 if name in found else 0))
    strongest = sorted(found, key=lambda name: (-found[name][1], name))[:MAX_COLLECTIVES]
    return {name: found[name] for name in sorted(strongest)}


def page_subject(
    document: Document, plain: str, found: dict[str, tuple[Entity, int]], headline: Headline | None
) -> Entity | None:
    """What "projektet" and "vi" mean on this page; None when the page is about no one collective."""
    titled = _from_title(document, found)
    if titled and found[titled.name][1] >= _POINTS["definition"]:
        return titled
    if headline:
        return found[headline.name][0] if headline.name in found else Entity(_kind_of_page(document), headline.name)
    if titled:
        return titled
    labelled = _from_label(document)
    if labelled:
        return labelled
    if _describes_a_project(document):
        projects = [entity for entity, points in found.values() if entity.type == "Project" and points >= 2]
        return projects[0] if len(projects) == 1 else Entity("Project", document.title)
    counted = {name: plain.count(name) for name in found}
    strong = [
        name
        for name, (entity, points) in found.items()
        if entity.type != "Strategy"
        and (points >= 4 or (points >= 2 and (counted[name] >= 2 or _under_auspices(plain, name, document.language))))
    ]
    if not strong and _speaks_of_it(plain, document.language):
        strong = [name for name, (entity, points) in found.items() if points >= 2 and entity.type != "Strategy"]
    best = max(strong, key=lambda name: (found[name][1], counted[name], name), default=None)
    return found[best][0] if best else None


def page_municipality(document: Document, plain: str) -> Entity | None:
    """Whose page it is: the one municipality that it names with its word, or names far more than any other."""
    named = Counter(
        entity.name
        for match in _municipal_name().finditer(plain)
        if (entity := municipality(match.group(), document.language)) is not None
    )
    most = named.most_common(2)
    if not most or (len(most) > 1 and most[0][1] < 3 * most[1][1]):
        return _site_owner(document)
    return Entity("Municipality", most[0][0])


def _site_owner(document: Document) -> Entity | None:
    """The municipality that stands alone at the head or foot of a page: whose site it is."""
    for block in (*document.blocks[:3], *document.blocks[-3:]):
        first = clean(re.split(r" *[|·»>/–©] *|,", matching_copy(block.text).strip("© "))[0])
        owner = municipality(first, document.language) if len(first) <= _MAX_OWNER_CHARS else None
        if owner and block.kind != "item":
            return owner
    return None


def _named(document: Document, plain: str) -> Iterator[tuple[Entity, str]]:
    language = document.language
    for block in document.blocks:
        if block.kind in ("noise", "label") and field_of(block.text.partition(":")[0]):
            continue
        text = plain[block.start : block.end]
        yield from _defined(text, language, clean(document.title))
        yield from _after_kind_noun(text, language)
        yield from _by_head(text, language)
    yield from _in_title(document)


def _in_title(document: Document) -> Iterator[tuple[Entity, str]]:
    language, title = document.language, clean(document.title)
    about = re.match(rf"(?:{'|'.join(all_words('about'))}) (.+)", title, re.IGNORECASE)
    name = about[1] if about else title
    repeated = document.text.count(name) > 1 and " " in name
    if (about or repeated) and _is_name(name) and typed_name(name, language) is None:
        yield Entity(_kind_of_page(document), name), "title"
    entity = typed_name(name, language)
    if entity and entity.type in COLLECTIVE_TYPES and _is_name(name) and " " in name:
        yield Entity(entity.type, name), "title"
    if any(token.casefold().endswith(tuple(all_words("strategy_words"))) for token in title.split()):
        yield Entity("Strategy", title), "title"


def _kind_of_page(document: Document) -> str:
    """What the page calls its subject most often: "projektet", "netværket"; a partnership where it does not say."""
    kinds: dict[str, str] = table(document.language).get("nouns", {})
    counts = Counter(kinds[word] for word in re.findall(r"[\w-]+", document.text.casefold()) if word in kinds)
    return max(counts, key=lambda kind: (counts[kind], kind), default="Partnership")


def _with_title(before: str, name: str, title: str) -> str:
    """The title, where it stands here and the name is its end: "Bysamarbeidet i Nord" rather than "Nord"."""
    return title if name and before.endswith(title) and title.endswith(name) else name


def _defined(text: str, language: str, title: str) -> Iterator[tuple[Entity, str]]:
    for match in _definition(language).finditer(text):
        name = _with_title(text[: match.end("name")], _trimmed_name(match["name"], language), title)
        kind = _kind_of(match["kind"], language)
        # "Projektet er et samarbejde mellem …" tells of what the page is about, which it does not name.
        if name and kind and name.casefold() not in word_set(language, "page_words"):
            yield Entity(kind, name), "definition"


def _after_kind_noun(text: str, language: str) -> Iterator[tuple[Entity, str]]:
    nouns = table(language).get("nouns", {})
    for match in _kind_noun(language).finditer(text):
        name = clean(match["quoted"] or match["name"] or "")
        kind = nouns.get(" ".join(match["noun"].casefold().split()))
        if name and kind and municipality(name, language) is None:
            yield Entity(kind, name), "kind"


def _by_head(text: str, language: str) -> Iterator[tuple[Entity, str]]:
    for match in _run().finditer(text):
        name = _trimmed_name(match.group(), language) if " " in match.group() else ""
        entity = typed_name(name, language) if " " in name else None
        if entity and entity.type in COLLECTIVE_TYPES - {"Programme"} and entity.name == name:
            yield entity, "head"


def _trimmed_name(name: str, language: str) -> str:
    """The name without a title or an ordinary word in front ("Ordfører", "I", "Målet for")."""
    tokens = clean(name).split()
    while tokens and (tokens[0].casefold() in word_set(language, "function_words") or is_title(tokens[0])):
        tokens.pop(0)
    return " ".join(tokens)


def _is_name(text: str) -> bool:
    """Written like a name: every longer word begins with a capital."""
    tokens = [token for token in text.split() if len(token) > 3]
    return (
        1 <= len(text.split()) <= 6
        and bool(tokens)
        and all(token[0].isupper() or token[0].isdigit() for token in tokens)
    )


def _from_title(document: Document, found: dict[str, tuple[Entity, int]]) -> Entity | None:
    inside = [
        name for name in found if name.casefold() in document.title.casefold() and found[name][0].type != "Strategy"
    ]
    best = max(inside, key=lambda name: (found[name][1], len(name), name), default=None)
    return found[best][0] if best else None


def _from_label(document: Document) -> Entity | None:
    for block in document.blocks:
        parts = split_label(block.text) if block.kind == "label" else None
        if parts and field_of(block.text[: parts[0]]) == "project" and block.text[parts[1] :].strip():
            return Entity("Project", clean(block.text[parts[1] :]))
    return None


def _describes_a_project(document: Document) -> bool:
    fields = {field_of(block.text.partition(":")[0]) for block in document.blocks if block.kind == "label"}
    return len(fields & FACTS_OF_A_PROJECT) >= 2 and any(block.kind == "heading" for block in document.blocks)


def _under_auspices(plain: str, name: str, language: str) -> bool:
    phrases = words(language, "auspices")
    return any(f"{phrase} {name}" in plain for phrase in phrases)


def _speaks_of_it(plain: str, language: str) -> bool:
    """Whether "projektet" or "partnerskabet" stands alone, without a name after it."""
    nouns = "|".join(word for word in words(language, "page_words") if len(word) > 4)
    return bool(nouns) and re.search(rf"(?<!\w)(?i:{nouns})(?! [{_UPPER}]| {_MARK})(?!\w)", plain) is not None


def _kind_of(noun: str, language: str) -> str | None:
    kinds: dict[str, str] = table(language).get("kinds", {})
    lowered = noun.casefold()
    return next((kinds[kind] for kind in sorted(kinds, key=len, reverse=True) if lowered.endswith(kind)), None)


@cache
def _definition(language: str) -> re.Pattern[str]:
    kinds = "|".join(map(re.escape, sorted(table(language).get("kinds", {}), key=len, reverse=True)))
    being = "|".join(map(re.escape, words(language, "being")))
    articles = "|".join(map(re.escape, words(language, "articles")))
    free = "(?:[^ .,:]++ )?(?:[^ .,:]++ )?(?:[^ .,:]++ )??"
    return re.compile(
        rf"(?<!\w){_MARK}?(?P<name>{_NAME}){_MARK}?(?:,? (?:{being})|,) (?:{articles}) {free}"
        rf"(?P<kind>[\w-]{{0,40}}(?:{kinds}))(?!\w)"
    )


@cache
def _kind_noun(language: str) -> re.Pattern[str]:
    nouns = sorted(table(language).get("nouns", {}), key=len, reverse=True)
    choice = "|".join(" +".join(map(re.escape, noun.split())) for noun in nouns)
    return re.compile(rf"(?<!\w)(?P<noun>(?i:{choice})) +(?:{_QUOTED.replace('([', '(?P<quoted>[')}|(?P<name>{_NAME}))")


@cache
def _run() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_NAME}")


@cache
def _municipal_name() -> re.Pattern[str]:
    heads = "|".join(sorted(map(re.escape, table("names")["municipality"]["heads"]), key=len, reverse=True))
    fronts = "|".join(sorted(map(re.escape, table("names")["municipality"]["fronts"]), key=len, reverse=True))
    word = rf"[{_UPPER}][\w-]*"
    return re.compile(rf"(?<!\w)(?:{word}(?: {word})? (?i:{heads})|(?i:{fronts}) {word})(?!\w)")
