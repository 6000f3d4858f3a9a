"""The sentence of an effect, made from its interval, so that the two cannot contradict.

The effects of one interruption at one date come in; one plain sentence goes out. It says
higher and lower; whether that is better is for the report to say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from evaluation.its.designs.design import Design
from evaluation.its.fitted.effects import Effect
from evaluation.its.fitted.equivalence import Equivalence
from evaluation.its.preparation.periods import period_label

DIGITS_OF_WIDTH = 2  # significant digits of an interval's width: more is false precision
MOST_DECIMALS = 6
PERCENT = 100

INCLUDES_NO_CHANGE = "the interval includes no change"
SCALES_DISAGREE = "the absolute and the relative interval disagree whether no change is included"


def sentence(found: Sequence[Effect], design: Design, region: Equivalence | None = None) -> str:
    """Return what the effect of one interruption at one date is, in words.

    Parameters
    ----------
    found : sequence of Effect
        Of one interruption, date and method, with the absolute one among them.
    design : Design
        Outcome, frequency and level.
    region : Equivalence, optional
        Of the same effect; adds what it concludes.

    Returns
    -------
    str
        "Higher" or "lower" only where the absolute interval excludes 0 and so does the relative
        one, where there is one.

    Raises
    ------
    ValueError
        If there is no absolute effect.

    Examples
    --------
    >>> import datetime as dt
    >>> from evaluation.its.designs.design import Interruption
    >>> day = dt.date(2005, 1, 1)
    >>> rise = Effect("law", day, "absolute", 5.21, 1.08, 9.34, "ols")
    >>> sentence([rise], Design("falls", "monthly", (Interruption("law", day),)))
    "falls, 2005-01: 5.2 higher with 'law' than expected without it (95% interval 1.1 to 9.3)."
    """
    absolute = next((each for each in found if each.measure == "absolute"), None)
    if absolute is None:
        raise ValueError("a sentence needs an absolute effect")
    relative = next((each for each in found if each.measure == "relative"), None)
    where = f"{design.outcome}, {period_label(absolute.at, design.frequency)}"
    what = "the interruptions" if absolute.interruption == "all" else f"'{absolute.interruption}'"
    if not _has_interval(absolute):
        return f"{where}: the data do not allow an interval for the effect of {what}."
    text = _finding(where, what, absolute, relative, design.level)
    return text if region is None else f"{text} {region_sentence(region)}"


def region_sentence(found: Equivalence) -> str:
    """Return what an equivalence region adds, in words."""
    region = found.region
    if found.verdict == "not estimable":
        return "Whether the effect matters cannot be said: it has no interval."
    is_share = region.measure == "relative"
    bounds = " to ".join(
        _as_given(bound, is_share=is_share) for bound in (region.lower, region.upper)
    )
    if found.verdict == "no important change":
        inner = " to ".join(_inside(found, is_share=is_share))
        level = _percent(found.equivalence_level)
        return (
            f"That is no important change: the {level} interval, {inner}, lies inside the region "
            f"of unimportant effects, {bounds}."
        )
    if found.verdict == "change not shown to be important":
        return f"The change is not shown to be important: unimportant effects are {bounds}."
    if found.verdict == "no clear change":
        return f"An effect that matters is not ruled out: unimportant effects are {bounds}."
    judged = {"improved": ", an improvement", "worsened": ", a worsening"}.get(found.verdict, "")
    return f"The change is important{judged}: unimportant effects are {bounds}."


def shown(values: Sequence[float], *, is_share: bool = False) -> list[str]:
    """Return numbers with as many decimals as their spread deserves.

    Two significant digits of the distance between the smallest and the largest, and more where
    a number would otherwise look like 0; shares become percentages.

    Examples
    --------
    >>> shown([5.213, 1.08, 9.342])
    ['5.2', '1.1', '9.3']
    >>> shown([0.5, 0.0042, 1.0])
    ['0.500', '0.004', '1.000']
    >>> shown([-0.123, -0.2004, -0.04], is_share=True)
    ['-12%', '-20%', '-4%']
    """
    scaled = [value * PERCENT if is_share else value for value in values]
    decimals = decimals_for(scaled)
    return [_number(value, decimals) + ("%" if is_share else "") for value in scaled]


def decimals_for(values: Sequence[float]) -> int:
    """Return the decimals of numbers that are shown together."""
    spread = max(values) - min(values)
    largest = spread or max((abs(value) for value in values), default=0.0)
    needed = [DIGITS_OF_WIDTH - 1 - _magnitude(largest)] if largest else [0]
    needed += [-_magnitude(value) for value in values if value]
    return min(max(0, *needed), MOST_DECIMALS)


def _finding(where: str, what: str, absolute: Effect, relative: Effect | None, level: float) -> str:
    size, low, high = shown([absolute.estimate, absolute.lower, absolute.upper])
    interval = f"{_percent(level)} interval {low} to {high}"
    has_relative = relative is not None and _has_interval(relative)
    agrees = relative is None or not has_relative or _side(relative) == _side(absolute)
    if _side(absolute) == 0 or not agrees:
        why = INCLUDES_NO_CHANGE if agrees else SCALES_DISAGREE
        return (
            f"{where}: no clear change with {what}. The difference from what was expected without "
            f"is {size} ({interval}), and {why}."
        )
    word = "higher" if _side(absolute) > 0 else "lower"
    also = ""
    if relative is not None and has_relative:
        share, low, high = shown([relative.estimate, relative.lower, relative.upper], is_share=True)
        also = f"; {share.lstrip('-')} {word}, {low} to {high}"
    it = "them" if what == "the interruptions" else "it"
    return (
        f"{where}: {size.lstrip('-')} {word} with {what} than expected without {it} "
        f"({interval}{also})."
    )


def _side(effect: Effect) -> int:
    """Return 1 or -1 where the interval lies above or below 0, else 0."""
    return int(effect.lower > 0) - int(effect.upper < 0)


def _has_interval(effect: Effect) -> bool:
    return all(math.isfinite(value) for value in (effect.estimate, effect.lower, effect.upper))


def _as_given(bound: float, *, is_share: bool) -> str:
    return f"{bound * PERCENT:.10g}%" if is_share else f"{bound:.10g}"


def _inside(found: Equivalence, *, is_share: bool) -> list[str]:
    """Return the equivalence interval, precise enough not to look like the region's bounds."""
    factor = PERCENT if is_share else 1
    limits = [limit * factor for limit in (found.equivalence_lower, found.equivalence_upper)]
    bounds = [bound * factor for bound in (found.region.lower, found.region.upper)]
    gaps = [abs(limit - bound) for limit, bound in zip(limits, bounds, strict=True)]
    decimals = max(decimals_for(limits), *(-_magnitude(gap) for gap in gaps))
    decimals = min(decimals, MOST_DECIMALS)
    return [_number(limit, decimals) + ("%" if is_share else "") for limit in limits]


def _magnitude(value: float) -> int:
    return math.floor(math.log10(abs(value)))


def _number(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    return text.removeprefix("-") if not any(digit in text for digit in "123456789") else text


def _percent(level: float) -> str:
    return f"{level * PERCENT:.4g}%"
