"""Sentences made from estimates by templates, so that a text can't contradict its interval.

In: an `Estimate` of a change and the direction that is better. Out: a verdict and a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evaluation.estimate import Estimate
from evaluation.present import numbers

Verdict = Literal["improved", "worsened", "no clear change", "not estimable", "suppressed"]
Direction = Literal["increase", "decrease"]

VERDICT_MARKS: dict[Verdict, str] = {
    "improved": "▲",
    "worsened": "▼",
    "no clear change": "•",
    "not estimable": "–",
    "suppressed": "*",
}

INCLUDES_NO_CHANGE = "and the interval includes no change"
SCALES_DISAGREE = "but absolute and relative intervals disagree whether no change is included"
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
class Finding:
    """A verdict and its sentence."""

    verdict: Verdict
    sentence: str


def agreed_verdict(absolute: Estimate, relative: Estimate | None, better: Direction) -> Verdict:
    """Return the verdict of an effect, "no clear change" unless both its measures agree.

    Parameters
    ----------
    absolute : Estimate
        The difference; its null is 0.
    relative : Estimate or None
        The relative difference in percent; its null is 0 too. None where there is none.
    better : {"increase", "decrease"}
        Which direction is better.
    """
    found = verdict(absolute, better)
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
    """
    found = agreed_verdict(effect, relative, better)
    if found == "suppressed":
        return Finding(found, f"The result for {outcome} is not shown: its numbers are small.")
    if found == "not estimable":
        return Finding(
            found, f"The data do not allow an estimate of the change in {outcome}: see the checks."
        )
    interval = _interval(effect)
    if found == "no clear change":
        point = numbers.value_text(effect)
        both_include = verdict(effect, better) == found and (
            relative is None or verdict(relative, better) == found
        )
        why = INCLUDES_NO_CHANGE if both_include else SCALES_DISAGREE
        return Finding(
            found,
            f"{_capital(outcome)}: no clear change {at}. The difference from what {against} is "
            f"{point} ({interval}), {why}.",
        )
    side = "higher" if (effect.value or 0) > 0 else "lower"
    return Finding(
        found,
        f"{_capital(outcome)}: {_size(effect)} {side} {at} than {against} ({interval}), "
        f"{JUDGEMENTS[found]}.",
    )


def verdict_text(found: Verdict) -> str:
    """Return a verdict with its mark, which no line break tears off.

    Examples
    --------
    >>> verdict_text("improved").replace(numbers.NO_BREAK_SPACE, "_")
    '▲_improved'
    """
    return f"{VERDICT_MARKS[found]}{numbers.NO_BREAK_SPACE}{found}"


def counted(number: int, noun: str) -> str:
    """Return a number of things.

    Examples
    --------
    >>> counted(1, "project"), counted(2, "project")
    ('1 project', '2 projects')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


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
    text = numbers.number(value, numbers.decimals_for(value, estimate.unit))
    return numbers.with_unit(text, estimate.unit)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
