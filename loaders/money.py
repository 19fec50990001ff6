"""Sums of money in Nordic text: any text in, amounts with their currency and their place out.

"75 000 EUR", "208 mio. kr.", "1,2 mia. kr", "5 mkr", "€ 1.2 million". No text raises.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from loaders.layout import matching_copy
from loaders.lexicon import table

_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:(?:[ .,]\d{3}){1,4}(?!\d)|\d{0,12})(?:[.,]\d{1,2}(?!\d))?")
_KR_COUNTRY = {"da": "DKK", "nb": "NOK", "nn": "NOK", "sv": "SEK"}


@dataclass(frozen=True, slots=True)
class Found:
    """A value as XML Schema writes it, its datatype (date, gYearMonth, gYear, decimal or integer), and its place."""

    value: str
    datatype: str
    start: int
    end: int
    currency: str | None = None


def find_money(text: str, language: str, country: str | None = None) -> tuple[Found, ...]:
    """Sums of money: "75 000 EUR", "208 mio. kr.", "€ 1.2 million"; the value is in whole units of the currency.

    "kr" is the currency of ``country`` (ISO 3166), else of the language; in an English text without a country it is
    not read, since nothing says which crown is meant.
    """
    plain = matching_copy(text)
    found = []
    for match in _NUMBER.finditer(plain):
        before = _currency_before().search(plain, max(0, match.start() - 6), match.start())
        after = _scale_and_currency().match(plain, match.end())
        sign = (after["currency"] if after else None) or (before.group() if before else None)
        scale = _scale(after["scale"] if after else None, sign)
        currency = _currency(sign, language, country)
        if currency is None or _is_year_before_sum(match.group(), after, plain):
            continue
        start = before.start() if before and not (after and after["currency"]) else match.start()
        amount = _decimal(match.group()) * scale
        end = after.end() if after else match.end()
        found.append(Found(_plain_decimal(amount), "decimal", start, _trimmed(plain, end), currency))
    return tuple(found)


def _is_year_before_sum(digits: str, after: re.Match[str] | None, plain: str) -> bool:
    """The 2021 of "i 2021 kr 850.000": the sign belongs to the number after it."""
    if not re.fullmatch(r"(?:19|20)\d\d", digits) or after is None or not after["currency"]:
        return False
    return re.match(r" ?\d", plain[after.end() : after.end() + 2]) is not None


@cache
def _scale_and_currency() -> re.Pattern[str]:
    scales = "|".join(sorted(map(re.escape, table("values")["scales"]), key=len, reverse=True))
    return re.compile(
        rf" ?(?:(?P<scale>{scales})(?!\w)\.?)?,? ?"
        r"(?:(?:danske|norske|svenske|svenska|norska|danska) )?"
        rf"(?:(?P<currency>{_signs()})(?!\w))?\.?",
        re.IGNORECASE,
    )


@cache
def _currency_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_signs()})\.? ?\Z", re.IGNORECASE)


@cache
def _signs() -> str:
    return "|".join(sorted(map(re.escape, table("values")["currencies"]), key=len, reverse=True))


def _scale(word: str | None, sign: str | None) -> Decimal:
    """The factor of a word ("mio.") or of a sign that holds one ("mkr")."""
    scales = table("values")["scales"]
    inside: int = table("values")["combined"].get((sign or "").casefold(), 1)
    return Decimal(scales[word.casefold()] if word else 1) * inside


def _currency(sign: str | None, language: str, country: str | None) -> str | None:
    if sign is None:
        return None
    code = table("values")["currencies"].get(sign.casefold().strip(" ."))
    if code == "kr":
        countries: dict[str, str] = table("values")["crowns"]
        return countries.get(country or "", _KR_COUNTRY.get(language))
    return str(code) if code else None


def _decimal(digits: str) -> Decimal:
    """A number with Nordic or English separators: a mark before exactly three digits groups, else it is the decimal."""
    grouped = re.sub(r"[ .,](?=\d{3}(?!\d))", "", digits)
    return Decimal(grouped.replace(" ", "").replace(",", "."))


def _plain_decimal(amount: Decimal) -> str:
    whole = amount.to_integral_value()
    return str(int(whole)) if amount == whole else format(amount.normalize(), "f")


def _trimmed(text: str, end: int) -> int:
    while end and text[end - 1] in " ,":
        end -= 1
    return end
