"""What a page may be about: a document in, every name that it may be about out, with what speaks for and against each.

A name may stand in a headline, in quotation marks, after a noun of its kind ("projektet X"), or be said again and
again; it may hold words in lower case ("Levande bryggor"), so runs of words that the text repeats are names too.
Nothing is decided here: ``subject.py`` weighs.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from loaders.documents import Document
from loaders.extraction.names import clean, is_title, known_fund, reference, typed_name
from loaders.extraction.place_names import is_bare_place
from loaders.extraction.weighing.cues import small_word
from loaders.extraction.weighing.everyday import names_nothing, ours, phrase_beginnings
from loaders.extraction.weighing.name_features import MAX_TOP_BLOCKS, Describer
from loaders.extraction.weighing.name_runs import (
    also_in_lower_case,
    before_verbs,
    described,
    repeated,
    said_once,
    with_acronyms,
)
from loaders.extraction.weighing.name_sayings import (
    after_kinds,
    called,
    is_shared_plan,
    lone_openings,
    plain_cooperations,
    small_parts,
)
from loaders.extraction.weighing.named import Named
from loaders.extraction.whole_words import whole_words
from loaders.layout import field_of, lowered_copy, section_of, split_label
from loaders.lexicon import all_words, table, word_set
from loaders.statements import Entity

_STEP = re.compile(r" +[>»/\u203a|] +")
_CUT = re.compile(r" +[-–—|·>»/\u203a] +|: +|, | \(|\?|!|\. ")
_QUOTED = re.compile(r"[\"']([^\"'\n.!?]{3,70})[\"']")
_ACRONYM = re.compile(r" *\(([A-ZÆØÅÄÖ][\w-]{1,12})\)")
_SMALL = "på|uten|utan|uden|i|om|for|för|mot|mod|til|till|med|og|och|and|of|on|in|without|with|under|heile|hele|hela"
_BRIDGED = re.compile(
    rf"(?<=[a-zæøåäöéü,:] )[^\W\d_a-zæøåäö][\w-]+(?: [^\W\d_a-zæøåäö][\w-]+)*"
    rf" (?:{_SMALL}) [\w-]+(?P<more> (?:(?:{_SMALL}) )?[\w-]+)?"
)
_JOINED = re.compile(r", | og | och | and ")
_NUMBERED = re.compile(r"^\d{1,2}(?:[.)]|(?:\.\d{1,2})+) ")
_MAX_WORDS = 9
_MAX_CANDIDATES = 150
_MIN_CHARS = 4
_COUNCILS = (" regionråd", " regionsråd", " regional council")
_SAID_TO_BE = frozenset({"quoted", "called"})
_MAY_BE_SMALL = frozenset({"quoted", "described", "described-by-whom", "kind-alone", "joint", "called", "small-line"})
_OF_SITES = frozenset(">\u203a|[]→·»«≡@◦◄▸✉")
_SELDOM_SUBJECTS = frozenset({"actor", "person", "kind-Programme"})
_NO_SUBJECTS = frozenset({"Municipality", "Country", "Region", "Fund", "University"})
_USED = frozenset(
    ("within", "quoted", "after-kind", "label", "acronym", "title-of-facts", "defined-kind", "lower", "heads-text")
)
_NO_BEGINNING = frozenset({"in", "from", "to", "by", "at", "of", "that", "and", "as"})


def names_of(document: Document, plain: str, guessed: str | None = None) -> list[Named]:
    """Every candidate with its features, in the order of first mention; ``guessed`` is one of them, whatever it
    looks like.
    """
    found: dict[str, Named] = {guessed.casefold(): Named(guessed)} if guessed else {}
    for raw, source in _raw(document, plain):
        name = _NUMBERED.sub("", clean(raw)).rstrip("-")
        if is_shared_plan(name):
            continue
        if source in _MAY_BE_SMALL and not name[:1].isupper() and (source != "quoted" or " " in name):
            found.setdefault(name.casefold(), Named(name)).sources.update((source, "lower"))
        elif _may_be(name, document.language, is_marked=source in _SAID_TO_BE or _is_said_again(plain, name, source)):
            found.setdefault(name.casefold(), Named(name)).sources.add(source)
    lowered = lowered_copy(plain)
    for one in found.values():
        one.places = [start for start, _ in whole_words(lowered_copy(one.name), lowered)]
    most = sorted((one for one in found.values() if one.places), key=lambda one: (-len(one.places), one.places[0]))
    kept = sorted(most[:_MAX_CANDIDATES], key=lambda one: one.places[0])
    silent = {block.start for block in document.blocks if block.kind == "noise" and not _STEP.search(block.text)}
    describer = Describer(document, plain, kept)
    kept = [one for one in kept if not describer.stands_only_in(one, silent)]
    for one in kept:
        one.features = describer.places(one)
    kept = [one for one in kept if _is_used(one.features) or (guessed and one.name == guessed)]
    for one in kept:
        one.features |= describer.words(one)
        one.features |= _as_guessed(one, guessed.casefold() if guessed else "")
    return kept


def _is_used(said: dict[str, float]) -> bool:
    """Whether the text uses the name as one: within a sentence, in quotation marks, after a noun of kind, as a
    title of facts.
    """
    if not _USED.isdisjoint(said):
        return True
    return "ordinary-word" not in said and ("top-line" in said or "top-part" in said or "in-body" in said)


def _is_said_again(plain: str, name: str, source: str) -> bool:
    """Whether a headline or a part of one returns in the text, just as it is written there."""
    return source.endswith(("-line", "-part")) and plain.count(name) > 1


def _as_guessed(one: Named, theirs: str) -> dict[str, float]:
    ours = one.name.casefold()
    if ours == theirs:
        # Rules take whose site it is for what the page tells of.
        return {"rules-other" if one.features.keys() & _SELDOM_SUBJECTS else "rules": 1.0}
    return {"rules-part": 1.0} if theirs and (ours in theirs or theirs in ours) else {}


def _raw(document: Document, plain: str) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(document.blocks):
        text = plain[block.start : block.end]
        is_top = number < MAX_TOP_BLOCKS and len(text) < 140
        if block.kind == "heading" or is_top or (block.kind == "noise" and _STEP.search(text)):
            place = "label" if block.kind == "label" else "top" if number < MAX_TOP_BLOCKS else "heading"
            yield from _of_headline(text.strip("#*_ "), place, document.language)
            yield from small_parts(_CUT.split(_NUMBERED.sub("", text.strip("#*_ "))), plain)
        if block.kind == "label":
            yield from _of_label(text)
    yield from ((match[1], "quoted") for match in _QUOTED.finditer(plain))
    for match in _BRIDGED.finditer(plain):
        yield match.group(), "bridged"
        if match["more"]:
            yield plain[match.start() : match.start("more")], "bridged"
    yield from with_acronyms(plain)
    yield from also_in_lower_case(plain)
    yield from said_once(plain, document.language)
    # The matching copy has no line ends: a run of words must not go on from a heading into the text below it.
    lines = "\n".join(plain[block.start : block.end] for block in document.blocks)
    yield from before_verbs(lines, document.language)
    yield from repeated(lines)
    yield from lone_openings(lines, document.language)
    yield from called(lines)
    yield from plain_cooperations(plain)
    yield from described(plain, document.language)
    yield from after_kinds(plain, document.language)


def _of_headline(text: str, source: str, language: str) -> Iterator[tuple[str, str]]:
    line = _ACRONYM.sub("", text)
    if line.endswith((".", "!")):
        return
    if source != "label":
        yield line, f"{source}-line"
    for part in _CUT.split(line):
        yield part, f"{source}-part"
        kind = _kind_in_line(language).search(part)
        if kind:
            yield part[kind.end() :], "line-kind"
        about = _about().search(part)
        if about:
            yield part[about.end() :], f"{source}-part"
    for acronym in _ACRONYM.findall(text):
        yield acronym, f"{source}-part"


@cache
def _about() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{'|'.join(map(re.escape, all_words('about')))}) +(?=[^\W\d_a-zæøåäö])")


@cache
def _kind_in_line(language: str) -> re.Pattern[str]:
    """A noun of kind, or a word that ends in one, before a name: "samverkansprojektet Bo kvar i bygden"."""
    nouns = sorted(table(language).get("nouns", {}), key=len, reverse=True)
    return re.compile(rf"(?i:{'|'.join(map(re.escape, nouns))}) +[\"']?(?=[^\W\d_a-zæøåäö])")


def _of_label(text: str) -> Iterator[tuple[str, str]]:
    parts = split_label(text)
    if parts and field_of(text[: parts[0]]) == "project":
        yield text[parts[1] :], "label"


@lru_cache(maxsize=8_192)
def _may_be(name: str, language: str, *, is_marked: bool = False) -> bool:
    """Whether words may be a name; in quotation marks (``is_marked``) one may begin or end with a
    small word."""
    tokens = name.split()
    if not 1 <= len(tokens) <= _MAX_WORDS or _is_short(name) or not (name[0].isupper() or name[0].isdigit()):
        return False
    if (
        ". " in name
        or " / " in name
        or not _OF_SITES.isdisjoint(name)
        or name.count("(") != name.count(")")
        or not any(map(str.isalpha, name))
        or (not is_marked and tokens[-1].casefold() in word_set(language, "function_words"))
    ):
        return False
    if name.endswith(".") or (len(tokens) == 1 and names_nothing(name, language)):
        return False
    if 2 * sum(map(str.isdigit, name)) > sum(map(str.isalpha, name)):
        return False
    if len(tokens) > 1 and not is_marked and _begins_small(tokens):
        return False
    if (len(tokens) == 1 and name.casefold() in _heads()) or section_of(name) or field_of(name) or is_title(name):
        return False
    if known_fund(name) or all(is_bare_place(part, language) for part in _JOINED.split(name)) or _is_count(name):
        return False
    if tokens[-1].islower() and _begins_with_actor(tokens, language):
        return False
    kind = typed_name(name, language)
    return kind is None or kind.type not in _NO_SUBJECTS or _is_council(name, kind, language)


def _begins_small(tokens: list[str]) -> bool:
    """Whether words begin as a phrase does: "I Aarhus", "Kernen i vores arbejde"; "Fra tang til fôr" is a name."""
    kinds = [small_word(token.casefold()) for token in tokens]
    if tokens[0].casefold() in phrase_beginnings() or not ours().isdisjoint(tokens[1:-1]):
        return True
    return kinds[0] in _NO_BEGINNING and not (kinds[0] == "from" and "to" in kinds[2:-1])


def _is_short(name: str) -> bool:
    """Whether a name has too few letters; three do where one within is a capital or a digit: "BøK", "3x3"."""
    return len(name) < _MIN_CHARS - any(sign.isupper() or sign.isdigit() for sign in name[1:])


def _begins_with_actor(tokens: list[str], language: str) -> bool:
    """ "Drammen kommune inngått", "Blekinge Tekniska Högskola under en avsiktsförklaring"."""
    fronts = (typed_name(" ".join(tokens[:count]), language) for count in range(2, len(tokens)))
    return any(kind is not None and kind.type in ("Municipality", "University") for kind in fronts)


def _is_count(name: str) -> bool:
    """ "1 januari", "12 personer"."""
    number, _, counted = name.partition(" ")
    return number.isdigit() and counted.islower()


def _is_council(name: str, kind: Entity, language: str) -> bool:
    """A region that no table knows is one that municipalities formed: "Setesdalsporten regionråd"."""
    is_council = name.casefold().endswith(_COUNCILS) or name.casefold().startswith("regionrådet ")
    return kind.type == "Region" and is_council and reference(name, language) is None


@cache
def _heads() -> frozenset[str]:
    names = table("names")
    listed = [*names["heads"].values(), *names["fronts"].values(), *names["municipality"].values()]
    return frozenset(head for heads in listed for head in heads)
