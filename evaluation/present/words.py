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
    "no clear change": "○",
    "not estimable": "–",
    "suppressed": "*",
}

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


def effect_finding(
    effect: Estimate, outcome: str, better: Direction, against: str, at: str
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
        What it is compared with, such as "the trend before go-live".
    at : str
        The period of the difference, such as "in March 2026".
    """
    found = verdict(effect, better)
    if found == "suppressed":
        return Finding(found, f"The result for {outcome} is not shown: its numbers are small.")
    if found == "not estimable":
        return Finding(
            found, f"The data do not allow an estimate of the change in {outcome}: see the checks."
        )
    interval = _interval(effect)
    if found == "no clear change":
        point = numbers.value_text(effect)
        return Finding(
            found,
            f"{_capital(outcome)}: no clear change {at}. The difference from {against} is "
            f"{point} ({interval}), and the interval includes no change.",
        )
    side = "higher" if (effect.value or 0) > 0 else "lower"
    return Finding(
        found,
        f"{_capital(outcome)}: {_size(effect)} {side} {at} than {against} ({interval}), "
        f"{JUDGEMENTS[found]}.",
    )


def change_finding(change: Estimate, outcome: str, better: Direction) -> Finding:
    """Return the finding of a before and after comparison.

    Parameters
    ----------
    change : Estimate
        After minus baseline.
    outcome : str
        The outcome as a reader calls it.
    better : {"increase", "decrease"}
        Which direction is better.
    """
    found = verdict(change, better)
    if found == "suppressed":
        return Finding(found, f"{_capital(outcome)}: not shown, because its numbers are small.")
    if found == "not estimable":
        return Finding(found, f"{_capital(outcome)}: the change cannot be estimated.")
    interval = _interval(change)
    if found == "no clear change":
        text = numbers.value_text(change)
        return Finding(found, f"{_capital(outcome)}: no clear change ({text}; {interval}).")
    way = "rose" if (change.value or 0) > 0 else "fell"
    return Finding(found, f"{_capital(outcome)} {found}: it {way} by {_size(change)} ({interval}).")


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
