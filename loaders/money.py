"""Sums of money in Nordic text: any text in, amounts with their currency and their place out.

"75 000 EUR", "208 mio. kr.", "1,2 mia. kr", "5 mkr", "€ 1.2 million", "fem millioner kroner". Millions without a
currency are money of the language's country where no other noun follows ("bevilget 20 millioner til", but not "20
millioner tonn"). No text raises.
"""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from loaders.layout import matching_copy
from loaders.lexicon import LANGUAGES, table

# It begins with a digit whatever stands before it, so that most signs of a text are passed over.
_DIGITS = r"\d(?<![\w.,]\d)\d{0,2}(?:(?:[ .,]\d{3}){1,4}(?!\d)|\d{0,12})(?:[.,]\d{1,2}(?!\d))?"
_IN_DIGITS = re.compile(_DIGITS)
_DIGIT = re.compile(r"\d")
_KR_COUNTRY = {"da": "DKK", "nb": "NOK", "nn": "NOK", "sv": "SEK"}
_THOUSAND = re.compile(r"1[ .,]?000")
_COUNTED_IN = re.compile(r"(?:\(|\b(?:i|in)) ?(?:hele |heile |hela )?(?:kr|nok|dkk|sek|eur)?\.? ?\Z", re.IGNORECASE)
_MILLION = 1_000_000
_DECIMAL_OF_MILLIONS = re.compile(r"\d{1,3}[.,]\d{3}")


class Found(NamedTuple):
    """A value as XML Schema writes it, its datatype (date, gYearMonth, gYear, decimal or integer), and its place."""

    value: str
    datatype: str
    start: int
    end: int
    currency: str | None = None


def find_money(text: str, language: str, country: str | None = None, *, unit: str = "") -> tuple[Found, ...]:
    """Sums of money: "75 000 EUR", "208 mio. kr.", "€ 1.2 million"; the value is in whole units of the currency.

    "kr" is the currency of ``country`` (ISO 3166), else of the language; in an English text without a country it is
    not read, since nothing says which crown is meant. A number without a sign is money only where ``unit``, the words
    of a label or a column ("Budget, tkr"), has one.
    """
    may_hold_words = _may_hold_scale(text.lower())
    if not may_hold_words and not _DIGIT.search(text):
        return ()
    plain = matching_copy(text)
    default = _sign_in(unit)
    found = []
    for match in (_number(language) if may_hold_words else _IN_DIGITS).finditer(plain):
        before = _currency_before().search(plain, max(0, match.start() - 6), match.start())
        after = _scale_and_currency().match(plain, match.end())
        word = after["scale"] if after else None
        sign = (after["currency"] if after else None) or (before.group() if before else None)
        end = after.end() if after else match.end()
        if sign is None:
            sign = default or ("kr" if _is_bare_money(word, plain, end) else None)
        scale = _scale(word, sign)
        currency = _adjective(after) or _currency(sign, language, country)
        if currency is None or _is_unit(match, plain) or _is_year_before_sum(match.group(), after, plain):
            continue
        start = before.start() if before and not (after and after["currency"]) else match.start()
        amount = _amount(match.group(), scale, language) * scale
        found.append(Found(_plain_decimal(amount), "decimal", start, _trimmed(plain, end), currency))
    return tuple(found)


def _is_bare_money(scale: str | None, plain: str, end: int) -> bool:
    """Whether millions without a sign are money: no noun follows that says what else is counted."""
    if scale is None or scale.casefold() not in _bare_scales():
        return False
    following = re.match(r"[ -]*([^\W\d_]+)", plain[end : end + 24])
    return following is None or following[1].casefold() in _after_bare_money()


def _is_unit(number: re.Match[str], plain: str) -> bool:
    """The 1.000 of "beløb i 1.000 kr." and "(hele 1.000 kr.)": what the figures of a table are counted in."""
    return _THOUSAND.fullmatch(number.group()) is not None and _COUNTED_IN.search(plain, 0, number.start()) is not None


def _is_year_before_sum(digits: str, after: re.Match[str] | None, plain: str) -> bool:
    """The 2021 of "i 2021 kr 850.000": the sign belongs to the number after it."""
    if not re.fullmatch(r"(?:19|20)\d\d", digits) or after is None or not after["currency"]:
        return False
    return re.match(r" ?\d", plain[after.end() : after.end() + 2]) is not None


@cache
def _number(language: str) -> re.Pattern[str]:
    """Digits, or a number word before a word such as million."""
    if not _number_words(language):
        return _IN_DIGITS
    scales = "|".join(sorted(map(re.escape, _bare_scales()), key=len, reverse=True))
    words = "|".join(map(re.escape, _number_words(language)))
    return re.compile(rf"{_DIGITS}|(?<![\w.,])(?i:{words})(?= (?i:{scales})(?!\w))")


@cache
def _number_words(language: str) -> dict[str, str]:
    numbers = table(language).get("numbers", {}) if language in LANGUAGES else {}
    return {**table("values")["fractions"], **{word: str(number) for word, number in numbers.items()}}


@cache
def _bare_scales() -> frozenset[str]:
    scales = table("values")["scales"]
    return frozenset(word for word, factor in scales.items() if factor >= _MILLION and len(word) > 2)


def _may_hold_scale(lowered: str) -> bool:
    """Whether a word such as million may stand in a text: most texts hold not even its beginning."""
    return any(map(lowered.count, _parts_of_scales()))


@cache
def _parts_of_scales() -> tuple[str, ...]:
    """The words such as million that hold no shorter one: one of them is in every text with any."""
    scales = _bare_scales()
    return tuple(sorted(one for one in scales if not any(other != one and other in one for other in scales)))


@cache
def _after_bare_money() -> frozenset[str]:
    return frozenset(table("values")["after_bare_money"])


@cache
def _scale_and_currency() -> re.Pattern[str]:
    scales = "|".join(sorted(map(re.escape, table("values")["scales"]), key=len, reverse=True))
    adjectives = "|".join(map(re.escape, table("values")["crowns_of"]))
    return re.compile(
        rf" ?(?:(?P<scale>{scales})(?!\w)\.?)?,? ?"
        rf"(?:(?P<adjective>{adjectives}) )?"
        rf"(?:(?P<currency>{_signs()})(?!\w))?\.?",
        re.IGNORECASE,
    )


@cache
def _currency_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_signs()})\.? ?\Z", re.IGNORECASE)


@cache
def _sign_anywhere() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_signs()})(?!\w)", re.IGNORECASE)


@cache
def _signs() -> str:
    return "|".join(sorted(map(re.escape, table("values")["currencies"]), key=len, reverse=True))


def _sign_in(unit: str) -> str | None:
    found = _sign_anywhere().search(matching_copy(unit)) if unit else None
    return found.group() if found else None


def _scale(word: str | None, sign: str | None) -> Decimal:
    """The factor of a word ("mio.") or of a sign that holds one ("mkr")."""
    scales = table("values")["scales"]
    inside: int = table("values")["combined"].get((sign or "").casefold().strip(" ."), 1)
    return Decimal(scales[word.casefold()] if word else 1) * inside


def _adjective(after: re.Match[str] | None) -> str | None:
    """The currency of "norske kroner", whatever the page's own is."""
    if after is None or not after["adjective"] or not after["currency"]:
        return None
    code: str = table("values")["crowns_of"][after["adjective"].casefold()]
    return code


def _currency(sign: str | None, language: str, country: str | None) -> str | None:
    if sign is None:
        return None
    code = table("values")["currencies"].get(sign.casefold().strip(" ."))
    if code == "kr":
        countries: dict[str, str] = table("values")["crowns"]
        return countries.get(country or "", _KR_COUNTRY.get(language))
    return str(code) if code else None


def _amount(written: str, scale: Decimal, language: str) -> Decimal:
    """A number with Nordic or English separators, or a number word.

    A mark before exactly three digits groups, else it is the decimal; of millions it is the decimal ("1.312 MEUR").
    """
    word = _number_words(language).get(written.casefold())
    if word:
        return Decimal(word)
    if scale >= _MILLION and _DECIMAL_OF_MILLIONS.fullmatch(written):
        return Decimal(written.replace(",", "."))
    grouped = re.sub(r"[ .,](?=\d{3}(?!\d))", "", written)
    return Decimal(grouped.replace(" ", "").replace(",", "."))


def _plain_decimal(amount: Decimal) -> str:
    whole = amount.to_integral_value()
    return str(int(whole)) if amount == whole else format(amount.normalize(), "f")


def _trimmed(text: str, end: int) -> int:
    while end and text[end - 1] in " ,":
        end -= 1
    return end
