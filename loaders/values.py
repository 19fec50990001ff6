"""Values in Nordic text: dates and periods, counts, target years and percentages, each with its place.

In: any text. Out: values in the notation of XML Schema at the precision given, with offsets; nothing found is an empty
tuple or None, and no text raises. A small grammar of our own, since general parsers misread Nordic ranges and sums
("1. januar - 31. december 2014"); month names come from CLDR (babel). Two-digit
years are read in whole dates only ("01.04.24"), and are years of this century.
Sums of money are in ``money.py``.
"""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from babel.dates import get_month_names

from loaders.layout import matching_copy
from loaders.lexicon import LANGUAGES, table
from loaders.money import Found, find_money

_YEAR = r"(?:1[89]|20|21)\d\d"
# A year of four digits, or a date with a year of two. It begins with a digit whatever follows, so that most signs of a
# text are passed over.
_ANY_YEAR = re.compile(r"\d(?:(?:(?<=1)[89]|(?<=2)[01])\d\d|[./]\d\d?[./]\d\d)")
_YEARS = re.compile(rf"(?<![\w.,/-])({_YEAR}) ?- ?({_YEAR}|\d\d)(?![\w-])")
_YEAR_ALONE = re.compile(rf"(?<![\w.,/-]){_YEAR}(?!\w|[.,]\d|/\d)")
_ISO = re.compile(rf"(?<!\w)({_YEAR})-(\d\d)(?:-(\d\d))?(?!\w)")
_NUMERIC = re.compile(rf"(?<!\w)(\d\d?)[./-] ?(\d\d?)(?:[./-] ?| )({_YEAR})(?!\w)")
_SHORT_YEAR = re.compile(r"(?<![\w./])(\d\d?)([./])(\d\d?)\2(\d\d)(?![\w./]*\d)")
_MONTH_OF_YEAR = re.compile(rf"(?<![\w./])(\d\d?)[./]({_YEAR})(?!\w)")
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,2})?) ?(?:%|(?:procent|prosent|per ?cent)\b)", re.IGNORECASE)
_MAX_DATE_CHARS = 60
_DASH = re.compile(
    r",? ?(?:--?|til og med|till och med|t\.o\.m\.|t\.o\.m|til|till|to|until|through|og til|och till|and until)"
    r"(?: (?:den|the end of|udgangen af|utgangen av|slutet av|utgången av|slutten av))? ?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Start and end, either of which may be missing, and where the words are."""

    first: Found | None
    last: Found | None
    start: int
    end: int


def find_dates(text: str, language: str) -> tuple[Found, ...]:
    """Dates of day, month or year precision, in order; a season, or "the end of 2014", is its year."""
    # Every notation holds a year, and most sentences hold none.
    if not _ANY_YEAR.search(text):
        return ()
    plain = matching_copy(text)
    found: list[Found] = []
    near = _near_years(plain)
    for match in _all(_ISO, plain, near):
        _keep(found, _date(match[1], match[2], match[3], match.span()))
    for match in _all(_NUMERIC, plain, near):
        _keep(found, _date(match[3], match[2], match[1], match.span()))
    for match in _all(_SHORT_YEAR, plain, near):
        _keep(found, _date(f"20{match[4]}", match[3], match[1], match.span()))
    for match in _all(_MONTH_OF_YEAR, plain, near):
        _keep(found, _date(match[2], match[1], None, match.span()))
    for match in _all(_worded(language), plain, near):
        month = str(_months(language)[match["month"].casefold()])
        _keep(found, _date(match["year"], month, match["day"], match.span()))
    for match in _all(_YEARS, plain, near):
        _keep(found, Found(match[1], "gYear", *match.span(1)))
        _keep(found, Found(match[1][:2] + match[2][-2:], "gYear", *match.span(2)))
    for match in _all(_YEAR_ALONE, plain, near):
        _keep(found, Found(match.group(), "gYear", *match.span()))
    return tuple(found)


def _near_years(plain: str) -> list[tuple[int, int]]:
    """The stretches around years in which a date may stand, in order and apart: most of a text holds none."""
    found: list[tuple[int, int]] = []
    for year in _ANY_YEAR.finditer(plain):
        start, end = max(0, year.start() - _MAX_DATE_CHARS), min(len(plain), year.end() + _MAX_DATE_CHARS)
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _all(pattern: re.Pattern[str], plain: str, stretches: Iterable[tuple[int, int]]) -> Iterator[re.Match[str]]:
    return chain.from_iterable(pattern.finditer(plain, start, end) for start, end in stretches)


def parse_period(text: str, language: str) -> Period | None:
    """Read a period such as "1. januar - 31. december 2014", "2014-2016", "juni 2019 –" or "fra 2020".

    In:  one line; month names in ``language`` (BCP 47) or English.
    Out: start and end at the precision given; None when there is no period. A start without a year takes the year of
    the end. One date alone is a start, unless a word such as "til" or "until" stands before it.
    """
    plain = matching_copy(text)
    dates = list(find_dates(text, language))
    if not dates:
        return None
    last = dates[1] if len(dates) > 1 else dates[0]
    lead = _start_without_year(plain[: dates[0].start], dates[0], language)
    if lead:
        return Period(lead, dates[0], lead.start, dates[0].end)
    if len(dates) > 1 and joins_a_period(plain[dates[0].end : last.start]) and _rank(dates[0]) <= _rank(last):
        return Period(dates[0], last, dates[0].start, last.end)
    before = " " + " ".join(plain[: dates[0].start].casefold().split())
    if before.endswith(_until()):
        return Period(None, dates[0], dates[0].start, dates[0].end)
    return Period(dates[0], None, dates[0].start, dates[0].end)


def find_counts(text: str, language: str) -> tuple[Found, ...]:
    """Whole numbers, in digits or as number words from two to twelve; years and parts of other values are left out."""
    plain = matching_copy(text)
    taken = [(value.start, value.end) for value in (*find_dates(text, language), *find_money(text, language))]
    found = []
    for match in re.finditer(r"(?<![\w.,])\d{1,6}(?![\w%]|[.,]\d)", plain):
        if not any(start <= match.start() < end for start, end in taken):
            found.append(Found(str(int(match.group())), "integer", *match.span()))
    numbers = table(language).get("numbers", {}) if language in LANGUAGES else {}
    for match in re.finditer(r"[^\W\d_]+", plain):
        if match.group().casefold() in numbers:
            found.append(Found(str(numbers[match.group().casefold()]), "integer", *match.span()))
    return tuple(sorted(found, key=lambda count: count.start))


def find_percentages(text: str) -> tuple[Found, ...]:
    """Percentages: "30 %", "12,5 procent"; the value is the number before the sign."""
    plain = matching_copy(text)
    return tuple(
        Found(match[1].replace(",", "."), "decimal", match.start(), match.end()) for match in _PERCENT.finditer(plain)
    )


def find_target_years(text: str, language: str) -> tuple[Found, ...]:
    """Years that something is to be reached in: "i 2030", "inden 2030", "by 2030". Years of the past are found too."""
    plain = matching_copy(text)
    found = []
    for year in find_dates(text, language):
        before = plain[max(0, year.start - 24) : year.start].casefold().split()
        if year.datatype == "gYear" and before and before[-1] in table("values")["target"]:
            found.append(year)
    return tuple(found)


@cache
def _until() -> tuple[str, ...]:
    """The words for "until" at the end of a stretch, with "the end of" and an article after them."""
    phrases = [f" {phrase}" for phrase in table("values")["until"]]
    return tuple(f"{phrase}{more}" for phrase in phrases for more in ("", *table("values")["until_more"]))


def _keep(found: list[Found], date: Found | None) -> None:
    """Add a date where its place is free; ``found`` stays in order of place."""
    if date is None:
        return
    at = bisect_left(found, date.start, key=lambda other: other.start)
    free_before = at == 0 or found[at - 1].end <= date.start
    if free_before and (at == len(found) or found[at].start >= date.end):
        found.insert(at, date)


def _date(year: str, month: str, day: str | None, span: tuple[int, int]) -> Found | None:
    number = int(month)
    if not 1 <= number <= 12:
        return None
    if day is None:
        return Found(f"{year}-{number:02d}", "gYearMonth", *span)
    if not 1 <= int(day) <= monthrange(int(year), number)[1]:
        return None
    return Found(f"{year}-{number:02d}-{int(day):02d}", "date", *span)


@cache
def _months(language: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for locale in dict.fromkeys(("en", language if language in LANGUAGES else "en")):
        for width in ("abbreviated", "wide"):
            for number, name in get_month_names(width, locale=locale).items():
                names[name.casefold().rstrip(".")] = number
    return names


@cache
def _worded(language: str) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months(language)), key=len, reverse=True))
    day = r"(?:(?P<day>\d\d?)(?:\.|st|nd|rd|th)? )?"
    return re.compile(rf"(?<!\w){day}(?P<month>{names})\.? (?P<year>{_YEAR})(?!\w)", re.IGNORECASE)


def _start_without_year(before: str, end: Found, language: str) -> Found | None:
    """The "1. januar - " in front of "31. december 2014": day and month, or a month alone, then a dash or "til"."""
    names = "|".join(sorted(map(re.escape, _months(language)), key=len, reverse=True))
    month = rf"(?<!\w)(?:(?P<day>\d\d?)\.? )?(?P<month>{names})\.?(?: ?- ?| (?:til|till|to|until) )$"
    match = re.search(month, before[-40:], re.IGNORECASE)
    numeric = re.search(r"(?<![\w.])(?P<day>\d\d?)[./](?P<month>\d\d?)\.?(?: ?- ?| til | till )$", before[-40:])
    match = match or numeric
    if not match:
        return None
    offset = max(0, len(before) - 40)
    month_number = match["month"] if match["month"].isdigit() else str(_months(language)[match["month"].casefold()])
    first = _date(end.value[:4], month_number, match["day"], (offset + match.start(), offset + match.end("month")))
    return first if first and _rank(first) <= _rank(end) else None


def joins_a_period(between: str) -> bool:
    """Whether the words between two dates make a period of them: a dash, "til", "to the end of"."""
    return len(between) <= 20 and _DASH.fullmatch(between) is not None


def _rank(date: Found) -> str:
    return date.value[:4]
