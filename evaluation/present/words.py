"""Sentences made from estimates by templates, so that a text can't contradict its interval.

In: an `Estimate` of a change and the direction that is better. Out: a verdict and a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evaluation.estimate import Estimate, Provenance
from evaluation.present import numbers

Verdict = Literal[
    "improved",
    "worsened",
    "no clear change",
    "no important change",
    "not estimable",
    "suppressed",
]
Direction = Literal["increase", "decrease"]

VERDICT_MARKS: dict[Verdict, str] = {
    "improved": "▲",
    "worsened": "▼",
    "no clear change": "•",
    "no important change": "≈",
    "not estimable": "–",
    "suppressed": "*",
}

SMALL, MATTERS = "A change too small to matter", "A change that matters"
CLEAR_BUT_SMALL = "which is clear but small"
INCLUDES_NO_CHANGE = "and the interval includes no change"
SCALES_DISAGREE = "but absolute and relative intervals disagree whether no change is included"
# Analyses whose numbers come from a model, not from counting.
MODELLED = ("its",)
JUDGEMENTS = {"improved": "an improvement", "worsened": "a worsening"}


def verdict(change: Estimate, better: Direction, null: float = 0.0) -> Verdict:
    """Return what the interval of a change says, given which direction is better.

    Parameters
    ----------
    change : Estimate
        A difference (null 0) or a ratio (null 1).
    better : {"increase", "decrease"}
    null : float
        The value that means no change.
    """
    if change.value is None:
        return "suppressed"
    if not change.is_estimable:
        return "not estimable"
    if not change.excludes(null):
        return "no clear change"
    rose = change.value > null
    return "improved" if rose == (better == "increase") else "worsened"


@dataclass(frozen=True, slots=True)
class Region:
    """Effects that are too small to matter, fixed beforehand, and the interval held against them.

    Parameters
    ----------
    lower, upper : float
        Limits of the region, on either side of 0, in the unit of `tested`.
    tested : Estimate
        The effect on the region's scale with the interval of two one-sided tests: at level 90%
        where the two tests are at 5% each.

    References
    ----------
    Schuirmann DJ (1987), doi:10.1007/BF01068419.
    """

    lower: float
    upper: float
    tested: Estimate

    def __post_init__(self) -> None:
        if not self.lower < 0 < self.upper:
            raise ValueError("a region of no important change must lie on both sides of 0")

    @property
    def holds(self) -> bool:
        """Whether the whole interval lies inside the region."""
        lower, upper = self.tested.lower, self.tested.upper
        return lower is not None and upper is not None and self.lower < lower <= upper < self.upper

    def is_left_by(self, effect: Estimate) -> bool:
        """Return whether the whole interval of an effect on the same scale lies beyond it."""
        if effect.lower is None or effect.upper is None:
            return False
        return effect.lower > self.upper or effect.upper < self.lower


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and its sentence."""

    verdict: Verdict
    sentence: str


def agreed_verdict(
    absolute: Estimate,
    relative: Estimate | None,
    better: Direction,
    region: Region | None = None,
) -> Verdict:
    """Return the verdict of an effect, "no clear change" unless both its measures agree.

    Where the whole interval of two one-sided tests lies in a region of effects that are too
    small to matter, the verdict is "no important change", whether or not 0 is excluded.

    Parameters
    ----------
    absolute : Estimate
        The difference; its null is 0.
    relative : Estimate or None
        The relative difference in percent; its null is 0 too. None where there is none.
    better : {"increase", "decrease"}
        Which direction is better.
    region : Region, optional
        Of effects that are too small to matter.
    """
    found = verdict(absolute, better)
    if region is not None and region.holds and absolute.is_estimable:
        return "no important change"
    if relative is None or verdict(relative, better) == found:
        return found
    return "no clear change"


def effect_finding(
    effect: Estimate,
    outcome: str,
    better: Direction,
    against: str,
    at: str,
    relative: Estimate | None = None,
    region: Region | None = None,
) -> Finding:
    """Return the finding of an interrupted time series.

    Parameters
    ----------
    effect : Estimate
        The absolute difference from what would have been expected.
    outcome : str
        The outcome as a reader calls it, such as "emergency admissions for falls".
    better : {"increase", "decrease"}
        Which direction is better.
    against : str
        What it is compared with, such as "the earlier trend led us to expect".
    at : str
        The period of the difference, such as "in March 2026".
    relative : Estimate, optional
        The same difference in percent; a verdict needs both.
    region : Region, optional
        Effects that are too small to matter, fixed beforehand.
    """
    found = agreed_verdict(effect, relative, better, region)
    if found == "suppressed":
        return Finding(found, f"The result for {outcome} is not shown: its numbers are small.")
    if found == "not estimable":
        return Finding(
            found, f"The data do not allow an estimate of the change in {outcome}: see the checks."
        )
    interval = _interval(effect)
    point = numbers.value_text(effect)
    if found == "no important change" and region is not None:
        clear = f", {CLEAR_BUT_SMALL}" if effect.excludes(0.0) else ""
        return Finding(
            found,
            f"{capital(outcome)}: no important change {at}. The difference from what {against} is "
            f"{point} ({interval}){clear}. {_within(region)}",
        )
    if found == "no clear change":
        both_include = verdict(effect, better) == found and (
            relative is None or verdict(relative, better) == found
        )
        why = INCLUDES_NO_CHANGE if both_include else SCALES_DISAGREE
        return Finding(
            found,
            f"{capital(outcome)}: no clear change {at}. The difference from what {against} is "
            f"{point} ({interval}), {why}.{_not_ruled_out(MATTERS, region)}",
        )
    side = "higher" if (effect.value or 0) > 0 else "lower"
    scale = relative if region is not None and relative and _is_percent(region) else effect
    is_beyond = region is not None and region.is_left_by(scale)
    small = "" if is_beyond else _not_ruled_out(SMALL, region)
    return Finding(
        found,
        f"{capital(outcome)}: {_size(effect)} {side} {at} than {against} ({interval}), "
        f"{JUDGEMENTS[found]}.{small}",
    )


def _not_ruled_out(change: str, region: Region | None) -> str:
    return "" if region is None else f" {change} is not ruled out."


def _is_percent(region: Region) -> bool:
    """Return whether the region is one of relative differences."""
    return region.tested.unit == "%"


def _within(region: Region) -> str:
    """Return why a change is not important, with decimals that keep the interval inside."""
    tested = region.tested
    unit, lower, upper = tested.unit, tested.lower or 0.0, tested.upper or 0.0
    of = " of the relative difference" if _is_percent(region) else ""
    least = numbers.decimals_for(min(-region.lower, region.upper), unit)
    decimals = numbers.decimals_inside((lower, upper), (region.lower, region.upper), least)
    inner = f"{numbers.level_text(tested.level)} interval{of}"
    limits = numbers.limits_text(lower, upper, decimals)
    around = numbers.with_unit(numbers.limits_text(region.lower, region.upper, decimals), unit)
    return (
        f"The {inner}, {limits}, lies wholly within the range that the project chose as too small "
        f"to matter, {around}."
    )


def verdict_text(found: Verdict) -> str:
    """Return a verdict with its mark, which no line break tears off.

    Examples
    --------
    >>> verdict_text("improved").replace(numbers.NO_BREAK_SPACE, "_")
    '▲_improved'
    """
    return f"{VERDICT_MARKS[found]}{numbers.NO_BREAK_SPACE}{found}"


def provenance_mark(estimate: Estimate) -> Provenance:
    """Return the mark of a number: what a model made of measured data is estimated.

    Examples
    --------
    >>> from evaluation.estimate import Estimate, Provenance
    >>> effect = Estimate("its", "falls", "relative difference", "%", -3.0, -9.0, 4.0, 48,
    ...                   "quasi-Poisson", "2026-03", "measured")
    >>> provenance_mark(effect)
    'estimated'
    """
    is_modelled = estimate.analysis in MODELLED and estimate.provenance == "measured"
    return "estimated" if is_modelled else estimate.provenance


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number of things.

    Examples
    --------
    >>> counted(1, "project"), counted(2, "project"), counted(2, "criterion", "criteria")
    ('1 project', '2 projects', '2 criteria')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def capital(text: str) -> str:
    """Return a text with a capital at its beginning, the rest as it is.

    Examples
    --------
    >>> capital("attacks in the NHS")
    'Attacks in the NHS'
    """
    return text[:1].upper() + text[1:]


def listed(items: list[str]) -> str:
    """Return items as a list in words.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _interval(estimate: Estimate) -> str:
    level = numbers.level_text(estimate.level)
    return f"{level} interval {numbers.interval_text(estimate)}"


def _size(estimate: Estimate) -> str:
    value = abs(estimate.value or 0.0)
    decimals = numbers.decimals_beside_nought((value,), numbers.decimals_for(value, estimate.unit))
    return numbers.with_unit(numbers.number(value, decimals), estimate.unit)
