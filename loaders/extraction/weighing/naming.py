"""What a page may be about: a document in, every name that it may be about out, with what speaks for and against each.

A name may stand in a headline, in quotation marks, after a noun of its kind ("projektet X"), or be said again and
again; it may hold words in lower case ("Levande bryggor"), so runs of words that the text repeats are names too.
Nothing is decided here: ``subject.py`` weighs.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

from loaders.documents import Document
from loaders.extraction.names import ACTOR_TYPES, clean, is_title, known_fund, looks_like_person, reference, typed_name
from loaders.extraction.weighing.cues import cued_text, kinds_in, small_word
from loaders.extraction.weighing.weights import ordinary
from loaders.layout import field_of, section_of, split_label
from loaders.lexicon import all_words, given_names, table, words

_STEP = re.compile(r" +[>»/\u203a|] +")
_CUT = re.compile(r" +[-–—|·>»/\u203a] +|: +|, |\?|!|\. ")
_QUOTED = re.compile(r"[\"']([^\"'\n.!?]{3,70})[\"']")
_RUN_WORD = re.compile(r"[^\W_][\w'’&/+-]*|[.,:;!?()\"–|>•\n]")
_ACRONYM = re.compile(r" *\(([A-ZÆØÅÄÖ][\w-]{1,12})\)")
_SMALL = "på|uten|utan|uden|i|om|for|för|mot|mod|til|till|med|og|och|and|of|on|in|without|with|under|heile|hele|hela"
_BRIDGED = re.compile(
    rf"(?<=[a-zæøåäöéü,:] )[^\W\d_a-zæøåäö][\w-]+(?: [^\W\d_a-zæøåäö][\w-]+)*"
    rf" (?:{_SMALL}) [\w-]+(?: (?:(?:{_SMALL}) )?[\w-]+)?"
)
_OPENING = re.compile(r"(?:^|[.!?:] +|\n\s*)([^\W\d_a-zæøåäö][\w-]*(?: [\w-]+){1,4})", re.MULTILINE)
_BRACKETED = re.compile(r"\(([A-ZÆØÅÄÖ][A-ZÆØÅÄÖa-zæøåäö-]{1,9})\)")
_WORDS_BEFORE = re.compile(r"(?:[\w&'-]+ ){1,6}\Z")
_LISTED_BEFORE = re.compile(r"[^\W\d_a-zæøåäö][\w.-]*,? (?:og |och |and |samt )?$")
_LISTED_AFTER = re.compile(r"(?:,| og| och| and| samt) [^\W\d_a-zæøåäö]")
_SENTENCE_END = re.compile(r"[.!?:]\s+|\n+")
_LISTED = re.compile(r"(?:,| og| och| and| samt) [^\W\d_a-zæøåäö]")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SUM = re.compile(r"(?i)\d[\d., ]*(?:mi[ol]|mnkr|mkr|kr|eur|€|dkk|nok|sek)")
_NUMBERED = re.compile(r"^\d{1,2}[.)] ")
_MAX_WORDS = 9
_MAX_RUN_WORDS = 6
_MAX_CANDIDATES = 150
_MAX_PLACES = 20
_MAX_SPELT_OUT_CHARS = 200
_MAX_TOP_BLOCKS = 8
_NEAR_WORDS = 3
_EARLY_CHARS = 500
_STEM_CHARS = 6
_MIN_END_CHARS = 6
_MIN_RUN_CHARS = 9
_FACTS_OF_A_PROJECT = frozenset({"lead", "leader", "partner", "period", "budget", "grant", "programme", "start", "end"})
_GUESSED_ENDS = frozenset({"bridged", "lower", "after-kind-lower"})
_NO_BEGINNING = frozenset({"in", "from", "to", "by", "at", "of", "that", "and", "as"})
_COLLECTIVE = frozenset({"Partnership", "Project", "Network", "Programme"})


@dataclass
class Named:
    """A name that the page may be about, where it stands, and what speaks for or against it (name of feature to
    value).
    """

    name: str
    sources: set[str] = field(default_factory=set)
    places: list[int] = field(default_factory=list)
    features: dict[str, float] = field(default_factory=dict)


def names_of(document: Document, plain: str, guessed: str | None = None) -> list[Named]:
    """Every candidate with its features, in the order of first mention; ``guessed`` is one of them, whatever it
    looks like.
    """
    found: dict[str, Named] = {guessed.casefold(): Named(guessed)} if guessed else {}
    for raw, source in _raw(document, plain):
        name = _NUMBERED.sub("", clean(raw)).rstrip("-")
        if source == "quoted" and name[:1].islower() and len(name.split()) > 1:
            found.setdefault(name.casefold(), Named(name)).sources.update((source, "lower"))
        elif _may_be(name, document.language):
            found.setdefault(name.casefold(), Named(name)).sources.add(source)
    lowered = _lowered(plain)
    for one in found.values():
        one.places = list(_places_of(_lowered(one.name), lowered))
    most = sorted((one for one in found.values() if one.places), key=lambda one: (-len(one.places), one.places[0]))
    kept = sorted(most[:_MAX_CANDIDATES], key=lambda one: one.places[0])
    _Describer(document, plain, kept).describe()
    spoken = [
        (block.start, block.end) for block in document.blocks if block.kind != "noise" or _STEP.search(block.text)
    ]
    kept = [one for one in kept if any(start <= place < end for place in one.places for start, end in spoken)]
    kept = [one for one in kept if _is_used(one.features) or (guessed and one.name == guessed)]
    for one in kept:
        one.features |= _as_guessed(one.name.casefold(), guessed.casefold() if guessed else "")
    return kept


def _lowered(text: str) -> str:
    """A text in lower case, each sign in its place: the few that would become two ("İ") stay as they are."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(map(_lower_sign, text))


def _lower_sign(sign: str) -> str:
    return sign.lower() if len(sign.lower()) == 1 else sign


def _places_of(name: str, lowered: str) -> Iterator[int]:
    """Where a name stands as whole words, the s of a genitive aside.

    A page has some fifty names: to search for each as plain text takes a fiftieth of compiling a pattern for it.
    """
    at = lowered.find(name)
    while at >= 0:
        end = at + len(name)
        ends_here = not _is_of_word(lowered, end) or (lowered[end] == "s" and not _is_of_word(lowered, end + 1))
        is_whole = ends_here and not (at and _is_of_word(lowered, at - 1))
        if is_whole:
            yield at
        at = lowered.find(name, end if is_whole else at + 1)


def _is_of_word(text: str, at: int) -> bool:
    return at < len(text) and (text[at].isalnum() or text[at] == "_")


def _is_used(said: dict[str, float]) -> bool:
    """Whether the text uses the name as one: within a sentence, in quotation marks, after a noun of kind, as a
    title of facts.
    """
    if said.keys() & {"within", "quoted", "after-kind", "label", "acronym", "title-of-facts", "defined-kind", "lower"}:
        return True
    return (
        "first-capitalised" not in said
        and "ordinary-word" not in said
        and ("one-word" not in said or "top-line" in said)
    )


def _as_guessed(ours: str, theirs: str) -> dict[str, float]:
    if ours == theirs:
        return {"rules": 1.0}
    return {"rules-part": 1.0} if theirs and (ours in theirs or theirs in ours) else {}


def _raw(document: Document, plain: str) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(document.blocks):
        text = plain[block.start : block.end]
        is_top = number < _MAX_TOP_BLOCKS and len(text) < 140
        if block.kind == "heading" or is_top or (block.kind == "noise" and _STEP.search(text)):
            yield from _of_headline(text.strip("#*_ "), "top" if number < _MAX_TOP_BLOCKS else "heading")
        if block.kind == "label":
            yield from _of_label(text)
    yield from ((match[1], "quoted") for match in _QUOTED.finditer(plain))
    yield from ((match.group(), "bridged") for match in _BRIDGED.finditer(plain))
    yield from _with_acronyms(plain)
    yield from _also_in_lower_case(plain)
    # The matching copy has no line ends: a run of words must not go on from a heading into the text below it.
    yield from _repeated("\n".join(plain[block.start : block.end] for block in document.blocks))
    yield from _after_kinds(document, plain)


def _of_headline(text: str, source: str) -> Iterator[tuple[str, str]]:
    line = _ACRONYM.sub("", text)
    if line.endswith((".", "!")):
        return
    yield line, f"{source}-line"
    for part in _CUT.split(line):
        yield part, f"{source}-part"
        about = _about().search(part)
        if about:
            yield part[about.end() :], f"{source}-part"
    for acronym in _ACRONYM.findall(text):
        yield acronym, f"{source}-part"


def _also_in_lower_case(plain: str) -> Iterator[tuple[str, str]]:
    """Words that open a sentence and stand in lower case within another: "Ind i kampen blev …", "guider i ind i
    kampen".
    """
    for match in _OPENING.finditer(plain):
        tokens = match[1].split()
        for count in range(2, len(tokens) + 1):
            run = " ".join(tokens[:count])
            if len(run) > _MIN_RUN_CHARS and f" {run[0].lower()}{run[1:]}" in plain:
                yield run, "lower"


def _with_acronyms(plain: str) -> Iterator[tuple[str, str]]:
    """ "Digital heile dalen (DHD)": as many words as the acronym has letters, when they begin with them."""
    for match in _BRACKETED.finditer(plain):
        before = _WORDS_BEFORE.search(plain, max(0, match.start() - _MAX_SPELT_OUT_CHARS), match.start())
        if before is None:
            continue
        letters = match[1]
        own = before.group().split()[-len(letters) :]
        if len(own) == len(letters) and all(
            word[0].lower() == sign.lower() for word, sign in zip(own, letters, strict=True)
        ):
            yield " ".join(own), "acronym"
        yield letters, "acronym-alone"


@cache
def _about() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{'|'.join(map(re.escape, all_words('about')))}) +(?=[^\W\d_a-zæøåäö])")


def _of_label(text: str) -> Iterator[tuple[str, str]]:
    parts = split_label(text)
    if parts and field_of(text[: parts[0]]) == "project":
        yield text[parts[1] :], "label"


def _repeated(plain: str) -> Iterator[tuple[str, str]]:
    """Runs of words that begin with a capital: those said twice and in no longer such run, and those all in
    capitals.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    tokens = _RUN_WORD.findall(plain)
    pairs = Counter(pairwise(tokens))
    for at, token in enumerate(tokens):
        if not (token[0].isupper() or token[0].isdigit()):
            continue
        in_capitals = True
        for last in range(at, min(at + _MAX_RUN_WORDS, len(tokens))):
            word = tokens[last]
            in_capitals = in_capitals and word[0].isupper()
            # Two words that stand together only once make no run that is said twice: most runs end here.
            is_rare = last > at and not in_capitals and pairs[tokens[last - 1], word] == 1
            if is_rare or not word[0].isalnum():
                break
            counts[tuple(tokens[at : last + 1])] += 1
    continued = {run[:-1] for run, count in counts.items() if len(run) > 1 and count >= counts[run[:-1]]}
    for run, count in counts.items():
        if count > 1 and (len(run) == 1 or run not in continued):
            yield " ".join(run), "repeated"
        elif count == 1 and len(run) > 1 and all(word[0].isupper() for word in run):
            yield " ".join(run), "capitals"


def _after_kinds(document: Document, plain: str) -> Iterator[tuple[str, str]]:
    """ "projektet Levande bryggor", "initiativet X": one to four words after a word of kind."""
    text = cued_text(plain, document.language)
    tokens = text.words
    for cue in text.cues:
        following = tokens[cue.last + 1 : cue.last + 5]
        is_kind = cue.kind in ("project", "cooperate", "programme") and not is_title(tokens[cue.last].text)
        if not is_kind or not following or not plain[following[0].start].isupper():
            continue
        for length, last in enumerate(following, start=1):
            if not last.text[0].isalnum():
                break
            is_upper = plain[last.start].isupper()
            if is_upper or length > 1:
                yield plain[following[0].start : last.end], "after-kind" if is_upper else "after-kind-lower"


@lru_cache(maxsize=8_192)
def _may_be(name: str, language: str) -> bool:
    tokens = name.split()
    if not 1 <= len(tokens) <= _MAX_WORDS or len(name) < 4 or not (name[0].isupper() or name[0].isdigit()):
        return False
    if (
        ". " in name
        or " / " in name
        or not any(map(str.isalpha, name))
        or tokens[-1].casefold() in words(language, "function_words")
    ):
        return False
    if len(tokens) > 1 and small_word(tokens[0].casefold()) in _NO_BEGINNING:
        return False
    if (len(tokens) == 1 and name.casefold() in _heads()) or section_of(name) or field_of(name) or is_title(name):
        return False
    if reference(name, language) or known_fund(name):
        return False
    kind = typed_name(name, language)
    return kind is None or kind.type not in ("Municipality", "Country", "Region", "Fund")


@cache
def _heads() -> frozenset[str]:
    names = table("names")
    listed = [*names["heads"].values(), *names["fronts"].values(), *names["municipality"].values()]
    return frozenset(head for heads in listed for head in heads)


def is_given_name(word: str) -> bool:
    """Whether a word is a first name: "Karin", "Per-Ola"."""
    return word in given_names() or word.split("-")[0] in given_names()


def is_ordinary(word: str) -> bool:
    """A word that pages write in lower case, or one that ends in such a word: "samarbejdsprojekter"."""
    return _ends_in(word.casefold(), ordinary())


@lru_cache(maxsize=8_192)
def _ends_in(lowered: str, known: frozenset[str]) -> bool:
    ends = (lowered[at:] for at in range(1, len(lowered) - _MIN_END_CHARS + 1))
    return lowered in known or any(end in known for end in ends)


class _Describer:
    """What the text says around each name."""

    def __init__(self, document: Document, plain: str, kept: list[Named]) -> None:
        """Read the text once: its words, its cues, its first paragraph."""
        self.document, self.plain, self.kept = document, plain, kept
        self.language = document.language
        self.folded = [(one, f" {one.name.casefold()} ") for one in kept]
        cued = cued_text(plain, self.language)
        tokens, self.starts = cued.words, cued.starts
        self.texts = [token.text for token in tokens]
        self.lowered = {token.text for token in tokens if plain[token.start].islower()}
        self.kinds: dict[int, set[str]] = {}
        for cue in cued.cues:
            for at in range(cue.first, cue.last + 1):
                self.kinds.setdefault(at, set()).add(cue.kind)
        tops = [block.text for block in document.blocks[:_MAX_TOP_BLOCKS] if block.kind == "heading"]
        lowered = [word for top in tops for word in re.findall(r"[a-zæøåäö]\w{5,}", top)]
        self.stems = {word[at : at + _STEM_CHARS] for word in lowered for at in range(len(word) - _STEM_CHARS + 1)}
        self.title = clean(document.title).casefold()
        fields = {field_of(block.text.partition(":")[0]) for block in document.blocks if block.kind == "label"}
        self.has_facts = len(fields & _FACTS_OF_A_PROJECT) > 1
        self.sentence_starts, self.sentences = self._sentences()
        self.body = next((block.start for block in document.blocks if block.kind == "paragraph"), 0)
        self.actor_shorts = {
            one.name.rsplit(" ", 1)[0].casefold()
            for one in kept
            if " " in one.name and (kind := typed_name(one.name, document.language)) and kind.type in ACTOR_TYPES
        }
        self.items = [(block.start, block.end) for block in document.blocks if block.kind == "item"]

    def describe(self) -> None:
        """Give every name its features."""
        for one in self.kept:
            said = self._said_with(one) | self._where(one) | self._shape(one.name)
            said |= self._around(one) | self._inside(one) | self._others(one)
            said |= _together(said)
            one.features = {name: float(value) for name, value in said.items() if value}

    def _where(self, one: Named) -> dict[str, float]:
        inside = [place for place in one.places if place >= self.body]
        in_heading = any(source.startswith(("top", "heading")) for source in one.sources)
        return {
            "said": math.log(1 + min(len(one.places), 12)),
            "in-body": bool(inside),
            "headline-and-body": in_heading and bool(inside),
            "headline-only": in_heading and not inside,
            "early": bool(inside) and inside[0] < self.body + _EARLY_CHARS,
            "title-whole": one.name.casefold() == self.title,
            "title-of-facts": one.name.casefold() == self.title and self.has_facts,
            "headline-of-facts": in_heading and self.has_facts,
            "title": one.name.casefold() in self.document.title.casefold(),
            "item": any(start <= one.places[-1] < end for start, end in self.items),
            **dict.fromkeys(one.sources, True),
        }

    def _shape(self, name: str) -> dict[str, float]:
        tokens = name.split()
        kind = typed_name(name, self.language)
        capitals = sum(token[0].isupper() or token[0].isdigit() for token in tokens)
        last, held = kinds_in(tokens[-1], self.language), kinds_in(name, self.language)
        return {
            "untyped": kind is None,
            "collective": kind is not None and kind.type in _COLLECTIVE,
            "utility": kind is not None and kind.type == "Utility",
            "actor": kind is not None and kind.type in ACTOR_TYPES - {"Network"},
            "like-a-person": kind is None and looks_like_person(name),
            "person": kind is None and 1 < len(tokens) <= 4 and capitals == len(tokens) and is_given_name(tokens[0]),
            "stem-in-headline": any(
                token.casefold()[:_STEM_CHARS] in self.stems for token in tokens if len(token) >= _STEM_CHARS
            ),
            "all-capitalised": capitals == len(tokens),
            "first-capitalised": capitals == 1 and len(tokens) > 1,
            "one-word": len(tokens) == 1,
            "one-long-word": len(tokens) == 1 and len(name) > 10,
            "ordinary-word": len(tokens) == 1 and name.casefold() in self.lowered,
            "words": len(tokens) / 4,
            "upper": name.isupper(),
            "digit": any(map(str.isdigit, name)),
            "year": _YEAR.search(name) is not None,
            "holds-cooperate": "cooperate" in held,
            "ends-collective": bool(last & {"collective"}),
            "holds-project": bool(held & {"project", "programme"}),
            "ordinary-words": sum(map(is_ordinary, tokens)) / len(tokens),
            "all-ordinary": all(map(is_ordinary, tokens)),
            "headline-of-ordinary-words": capitals == 1 and len(tokens) > 1 and all(map(is_ordinary, tokens)),
            "short-of-actor": any(short == name.casefold() for short in self.actor_shorts),
            "holds-other-cues": bool(held - {"cooperate", "project", "programme"}),
        }

    def _around(self, one: Named) -> dict[str, float]:
        length = len(one.name.split())
        said: dict[str, float] = {}
        for place in one.places[:_MAX_PLACES]:
            at = bisect_left(self.starts, place)
            for distance in range(1, _NEAR_WORDS + 1):
                for kind in self.kinds.get(at - distance, ()):
                    said[f"before-{kind}"] = True
                    said[f"beside-{kind}"] = True
                for kind in self.kinds.get(at + length - 1 + distance, ()):
                    said[f"after-{kind}"] = True
                    said[f"beside-{kind}"] = True
            said |= self._defined(at + length)
            if at and is_title(self.texts[at - 1]):
                said["title-right-before"] = True
        return said

    def _sentences(self) -> tuple[list[int], list[dict[str, float]]]:
        ends = [match.end() for match in _SENTENCE_END.finditer(self.plain)]
        starts = [0, *ends]
        found: list[dict[str, float]] = []
        for start, end in zip(starts, [*ends, len(self.plain)], strict=True):
            first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
            kinds = {kind for at in range(first, last) for kind in self.kinds.get(at, ())}
            text = self.plain[start:end]
            names = len(_LISTED.findall(text))
            has_date, has_sum = _YEAR.search(text) is not None, _SUM.search(text) is not None
            said = {
                "with-names": names > 1,
                "with-partners": names > 1 and bool(kinds & {"partner", "together", "cooperate", "made_of"}),
                "with-start": has_date and "start" in kinds,
                "with-sum": has_sum,
                "with-goal": "goal" in kinds,
                "with-speech": "speech" in kinds,
                "with-contact": "contact" in kinds,
            }
            found.append({name: 1.0 for name, value in said.items() if value})
        return starts, found

    def _said_with(self, one: Named) -> dict[str, float]:
        """What the sentences say that hold the name: partners, dates, sums, goals."""
        said: dict[str, float] = {}
        for place in one.places[:_MAX_PLACES]:
            said |= self.sentences[bisect_right(self.sentence_starts, place) - 1]
        return said

    def _defined(self, at: int) -> dict[str, float]:
        """ "X, et samarbeid mellem …", "X er en indsats for …": an article and a noun of kind right after the name."""
        bridge = self.texts[at : at + 3]
        articles = [*all_words("articles"), "ei", "det", "den"]
        opens = bool(bridge) and (bridge[0] in (",", "–", "(") or bridge[0] in all_words("being"))
        if not opens or not any(word in articles for word in bridge[1:3]):
            return {}
        kinds = {kind for number in range(at + 1, at + 8) for kind in self.kinds.get(number, ())}
        return {
            "defined": True,
            "defined-kind": bool(kinds & {"cooperate", "project", "programme", "collective", "partner"}),
        }

    def _inside(self, one: Named) -> dict[str, float]:
        """How often the name stands, with its capital, after a word in lower case, and after which small words."""
        count, after_in, said = 0, 0, {}
        for place in one.places[:_MAX_PLACES]:
            before = re.search(r"([^\W\d_]+)[ ,(]+[\"']?$", self.plain[max(0, place - 30) : place])
            if _LISTED_BEFORE.search(self.plain[max(0, place - 30) : place]) or _LISTED_AFTER.match(
                self.plain, place + len(one.name)
            ):
                said["listed"] = True
            if self.plain[place] == one.name[0] and before and before[1].islower():
                count += 1
                kind = small_word(before[1])
                after_in += kind == "in"
                said |= {f"small-{kind}": True} if kind else {}
        return {
            **said,
            "within": count > 0,
            "within-twice": count > 1,
            "mostly-after-in": 0 < count <= 2 * after_in - (count > 1),
        }

    def _others(self, one: Named) -> dict[str, float]:
        ours = f" {one.name.casefold()} "
        said: dict[str, float] = {}
        for other, theirs in self.folded:
            if other is one:
                continue
            if ours in theirs and other.sources - _GUESSED_ENDS:
                said["in-longer" if len(other.places) >= len(one.places) else "in-longer-at-times"] = True
            elif theirs in ours and len(other.places) > len(one.places):
                said["holds-shorter"] = True
        return said


def _together(said: dict[str, float]) -> dict[str, float]:
    """Features that mean more together."""
    return {
        "cooperate-within": said["holds-cooperate"] and said["within"],
        "capitalised-within": said["all-capitalised"] and said["within"] and not said["one-word"],
        "one-word-within": said["one-word"] and said["within"],
        "quoted-untyped": said.get("quoted", False) and said["untyped"],
        "headline-sentence": said["headline-only"] and said["first-capitalised"],
        "headline-name": said["headline-only"] and said["all-capitalised"],
    }
