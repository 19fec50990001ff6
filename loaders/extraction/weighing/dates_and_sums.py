"""Dates and sums as candidates: one of them and its unit in, what can be told of it by itself out, as features.

How long a sum is says much: 12.000 kr. is a fee, 12 millions a grant. A date that begins or ends a period says so.
"""

import re
from collections.abc import Sequence

from loaders.extraction.mentions import Mention
from loaders.extraction.weighing.units import Unit
from loaders.money import Found
from loaders.values import joins_a_period

_SMALL_DIGITS = 3
_MANY_DIGITS = 9
_MAX_NAME_CHARS = 120
_MAX_WORDS_OF_SUM, _FREE_WORDS = 16, 3
_ENDS_WITH_SHARE = re.compile(
    r" ?(?:/|per\b|pr\b|om året|i året|årlig|a year|a month|each\b|hver\b|vardera)", re.IGNORECASE
)


def of_date(plain: str, unit: Unit, dates: Sequence[Found], at: int, years: tuple[str, str], name: str) -> list[str]:
    """Precision, place among the years of the page, whether it begins or ends a period, or follows the ``name``."""
    value = dates[at].value
    own = [f"chars:{len(value)}", f"late:{value[:4] > '2026'}", f"dates:{min(len(dates), 3)}"]
    own += ["first-year"] if value[:4] == years[0] else []
    own += ["last-year"] if value[:4] == years[1] else []
    starts = at + 1 < len(dates) and _is_period(plain, unit, dates[at], dates[at + 1])
    ends = at > 0 and _is_period(plain, unit, dates[at - 1], dates[at])
    own += ["period-start"] if starts else []
    own += ["period-end"] if ends else []
    own += ["opens-unit"] if dates[at].start <= 1 else []
    before = plain[max(0, unit.start + dates[at].start - _MAX_NAME_CHARS) : unit.start + dates[at - ends].start]
    own += ["after-name"] if name and before.rstrip(" (,:").endswith(name) else []
    if ends or starts:
        own += [f"period-with:{kind}" for kind in sorted(unit.kinds & _WITH_PERIOD)]
    return own


_WITH_PERIOD = frozenset({"run", "project", "start", "end", "not", "former", "preceded", "others", "goal", "cooperate"})


def of_sum(plain: str, unit: Unit, sums: Sequence[Found], at: int, largest: str, on_page: int) -> list[str]:
    """How large it is, alone and beside the others, and whether it is paid for each of something."""
    found = sums[at]
    digits = len(found.value.partition(".")[0])
    own = [f"digits:{max(_SMALL_DIGITS, min(digits, _MANY_DIGITS))}", f"sum:{min(at, 2)}"]
    own += [f"largest:{found.value == largest}", f"sums:{min(on_page, 3)}"]
    here = [float(other.value) for other in sums]
    own += [f"largest-here:{float(found.value) == max(here)}"] if len(here) > 1 else []
    after = plain[unit.start + found.end : unit.start + found.end + 12]
    own += ["each"] if _ENDS_WITH_SHARE.match(after) else []
    own += ["asked-for"] if "applied" in unit.kinds and "receive" not in unit.kinds else []
    return own


def _is_period(plain: str, unit: Unit, first: Found, last: Found) -> bool:
    between = plain[unit.start + first.end : unit.start + last.start]
    return first.value[:4] <= last.value[:4] and joins_a_period(between)


def is_name_and_sum(unit: Unit, mention: Mention, sums: Sequence[Found]) -> bool:
    """Whether a unit says hardly more than a name and a sum: "Realdania: 2 mio. kr."."""
    if len(sums) != 1 or len(unit.words) > _MAX_WORDS_OF_SUM:
        return False
    start, end = unit.start + sums[0].start, unit.start + sums[0].end
    free = (one for one in unit.words if one.end <= mention.start or one.start >= mention.end)
    return sum(one.text[0].isalpha() and (one.end <= start or one.start >= end) for one in free) < _FREE_WORDS
