"""Numbers and dates as a reader sees them: rounded once, here, by a named rule.

Rule: as many decimals as give three significant figures, at most two, the same for an estimate and
both of its limits; percentages and percentage points one decimal; counts none; money three
significant figures and no pence. One decimal is kept in tables because their readers are
professionals (NHS digital service manual, numbers, 2026).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence

from evaluation.estimate import Estimate

SUPPRESSED = "*"
NOT_AVAILABLE = "not available"
MINUS = "\N{MINUS SIGN}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
FIGURE_SPACE = "\N{FIGURE SPACE}"  # as wide as a digit
POINT_SPACE = "\N{NARROW NO-BREAK SPACE}" * 2  # as wide as a point in the report's font
SIGNIFICANT_FIGURES = 3
MOST_DECIMALS = 2
MOST_EXTRA_DECIMALS = 5  # so that a limit beside "no change" is not shown as 0
DECIMALS_BY_UNIT = {"%": 1, "percentage points": 1, "count": 0, "events": 0, "ratio": 2}
UNITS_WITHOUT_A_SPACE = ("%",)
POUNDS = "GBP"

_NUMBER = re.compile(rf"({MINUS}?)(\d[\d,.]*)")
_ISO_DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}(-\d{2})?(?![\w-])")


def decimals_for(value: float, unit: str) -> int:
    """Return how many decimals a value of this unit is shown with.

    Examples
    --------
    >>> decimals_for(4.1, "days"), decimals_for(41.2, "days"), decimals_for(412, "days")
    (2, 1, 0)
    >>> decimals_for(151_237, "GBP"), decimals_for(95, "GBP")
    (-3, 0)
    """
    if unit in DECIMALS_BY_UNIT:
        return DECIMALS_BY_UNIT[unit]
    if value == 0 or not math.isfinite(value):
        return 0 if unit == POUNDS else 1
    digits_before_point = math.floor(math.log10(abs(value))) + 1
    if unit == POUNDS:
        return min(0, SIGNIFICANT_FIGURES - digits_before_point)
    return min(MOST_DECIMALS, max(0, SIGNIFICANT_FIGURES - digits_before_point))


def number(value: float | None, decimals: int = 0) -> str:
    """Return a number with commas above 999 and a true minus sign; "*" where it is suppressed.

    Examples
    --------
    >>> number(12345.6), number(-0.25, 2), number(-0.001, 1), number(None), number(12345.6, -2)
    ('12,346', '−0.25', '0.0', '*', '12,300')
    """
    if value is None or not math.isfinite(value):
        return SUPPRESSED
    text = f"{round(value, decimals):,.0f}" if decimals < 0 else f"{value:,.{decimals}f}"
    if text.startswith("-"):
        text = text.removeprefix("-")
        return text if float(text.replace(",", "")) == 0 else MINUS + text
    return text


def with_unit(text: str, unit: str) -> str:
    """Return a number with its unit: "12.5%", "3.2 days", "£1,150", "0.87" for a ratio."""
    if unit in ("ratio", "count", ""):
        return text
    if unit == POUNDS:
        return _pounds(text)
    return text + unit if unit in UNITS_WITHOUT_A_SPACE else f"{text} {unit}"


def _pounds(text: str) -> str:
    """Return numbers as money; the sign stands before the pound's.

    Examples
    --------
    >>> _pounds("1,150"), _pounds("−900 to 1,150")
    ('£1,150', '−£900 to £1,150')
    """
    return _NUMBER.sub(r"\g<1>£\g<2>", text)


def value_text(estimate: Estimate, *, unit: bool = True) -> str:
    """Return an estimate's value as text."""
    if estimate.value is None:
        return SUPPRESSED
    text = number(estimate.value, decimals_for(estimate.value, estimate.unit))
    return with_unit(text, estimate.unit) if unit else text


def interval_text(estimate: Estimate) -> str:
    """Return an estimate's limits as "1.2 to 3.4"."""
    if estimate.lower is None or estimate.upper is None:
        return SUPPRESSED if estimate.value is None else NOT_AVAILABLE
    reference = estimate.value if estimate.value is not None else estimate.upper
    return limits_text(estimate.lower, estimate.upper, decimals_for(reference, estimate.unit))


def limits_text(lower: float, upper: float, decimals: int) -> str:
    """Return limits as "1.2 to 3.4", with more decimals where one that is not 0 would be shown so.

    Examples
    --------
    >>> limits_text(0.03, 35.1, 1), limits_text(0.0, 35.1, 1)
    ('0.03 to 35.10', '0.0 to 35.1')
    """
    shown = decimals_beside_nought((lower, upper), decimals)
    return f"{number(lower, shown)} to {number(upper, shown)}"


def decimals_beside_nought(values: Sequence[float], decimals: int) -> int:
    """Return how many decimals show no value as 0 that is not 0; `decimals` where none do.

    Examples
    --------
    >>> decimals_beside_nought((0.03, 35.1), 1), decimals_beside_nought((0.0, 35.1), 1)
    (2, 1)
    """
    enough = range(decimals, decimals + MOST_EXTRA_DECIMALS)
    fit = (n for n in enough if all(value == 0 or round(value, n) != 0 for value in values))
    return next(fit, decimals)


def decimals_inside(inner: tuple[float, float], outer: tuple[float, float], decimals: int) -> int:
    """Return how many decimals show the inner limits inside the outer ones.

    Examples
    --------
    >>> decimals_inside((-9.98, 4.0), (-10.0, 10.0), 1)
    2
    """
    enough = range(decimals, decimals + MOST_EXTRA_DECIMALS)
    fit = (
        n
        for n in enough
        if round(outer[0], n) < round(inner[0], n) and round(inner[1], n) < round(outer[1], n)
    )
    return next(fit, decimals)


def with_limits(value: str, limits: str) -> str:
    """Return a value with its limits for a table: a line may break between them, not inside.

    Examples
    --------
    >>> with_limits("12.3", "8.0 to 16.7").replace(NO_BREAK_SPACE, "_")
    '12.3 (8.0_to_16.7)'
    """
    return f"{value} ({limits.replace(' ', NO_BREAK_SPACE)})"


def change_text(estimate: Estimate) -> str:
    """Return a difference in words for a headline: "46% lower", "0.3% higher", "no difference".

    Percentages are rounded to whole ones, unless that would show a change as none.
    """
    if estimate.value is None:
        return SUPPRESSED
    return _change(estimate.value, estimate.unit)


def change_interval(estimate: Estimate) -> str:
    """Return the limits of a difference in words, such as "12% lower to 9% higher"."""
    if estimate.lower is None or estimate.upper is None:
        return NOT_AVAILABLE
    return f"{_change(estimate.lower, estimate.unit)} to {_change(estimate.upper, estimate.unit)}"


def _change(value: float, unit: str) -> str:
    usual = 0 if unit == "%" else decimals_for(value, unit)
    decimals = decimals_beside_nought((value,), usual)
    size = with_unit(number(abs(value), decimals), unit)
    return "no difference" if value == 0 else f"{size} {'lower' if value < 0 else 'higher'}"


def unpadded(text: str) -> str:
    """Return a cell's text without the white space that lines up decimal points in print.

    Examples
    --------
    >>> unpadded(f"12{POINT_SPACE}{FIGURE_SPACE} (8.0 to {FIGURE_SPACE}9.5)")
    '12 (8.0 to 9.5)'
    """
    return text.replace(FIGURE_SPACE, "").replace(POINT_SPACE, "")


def printed_length(text: str) -> int:
    """Return how many characters wide a text is in print, where two thin spaces are one point.

    Examples
    --------
    >>> printed_length(f"12{POINT_SPACE}{FIGURE_SPACE}")
    4
    """
    return len(text.replace(POINT_SPACE, " "))


def cell_text(estimate: Estimate) -> str:
    """Return an estimate for a cell of a table: value and limits without the unit."""
    if estimate.value is None:
        return SUPPRESSED
    return with_limits(value_text(estimate, unit=False), interval_text(estimate))


def level_text(level: float) -> str:
    """Return a level of confidence as "95%".

    Examples
    --------
    >>> level_text(0.95), level_text(0.998)
    ('95%', '99.8%')
    """
    return f"{100 * level:.4g}%"


def day_text(day: dt.date) -> str:
    """Return a day as "6 August 2018"."""
    return f"{day.day} {day:%B %Y}"


def month_text(day: dt.date) -> str:
    """Return a month as "August 2018"."""
    return f"{day:%B %Y}"


def dates_in_words(text: str) -> str:
    """Return a text in which months and days of the form 2018-08 and 2018-08-06 are in words.

    Examples
    --------
    >>> dates_in_words("2023-04 to 2024-03"), dates_in_words("from 2018-08-06")
    ('April 2023 to March 2024', 'from 6 August 2018')
    """
    return _ISO_DATE.sub(_in_words, text)


def _in_words(found: re.Match[str]) -> str:
    try:
        if found[1] is None:
            return month_text(dt.date.fromisoformat(f"{found.group()}-01"))
        return day_text(dt.date.fromisoformat(found.group()))
    except ValueError:  # such as the version 2018-99: no date
        return found.group()


def window_text(start: dt.date, end: dt.date) -> str:
    """Return a stretch of months as "April 2023 to March 2024"."""
    return f"{month_text(start)} to {month_text(end)}"
