"""Compares an indicator after an intervention with its baseline.

This is a plain before and after: it takes no account of a trend that was there already, of the
season, or of anything else that changed. It describes; the interrupted time series tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from evaluation.errors import InvalidInput
from evaluation.estimate import Estimate, Provenance
from evaluation.intervals import (
    Interval,
    newcombe_difference,
    rate_difference,
    welch_difference,
)
from evaluation.kpi.summary import METHODS, Summary

Improvement = Literal["increase", "decrease"]
Verdict = Literal["improved", "worsened", "no clear change", "not estimable", "suppressed"]

METHODS_OF_CHANGE: Final = MappingProxyType(
    {
        "proportion": "difference of pooled proportions, Newcombe method 10",
        "rate": "difference of pooled rates, MOVER over exact or Byar's limits",
        "count": "difference of means per period, MOVER over exact or Byar's limits",
        "mean": "difference of means over periods, Welch's t interval",
    }
)
CAVEAT: Final = "before and after only, trend and season ignored"


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator after, less its baseline.

    Parameters
    ----------
    baseline, after : Summary
        What is compared.
    value, lower, upper : float or None
        After less baseline: percentage points for a proportion, else the indicator's own unit.
    n : int or None
        Sum of what both rest on.
    verdict : str
        "improved" or "worsened" where the interval excludes no change, "no clear change",
        "not estimable" or "suppressed".
    """

    baseline: Summary
    after: Summary
    value: float | None
    lower: float | None
    upper: float | None
    n: int | None
    verdict: Verdict


def change(baseline: Summary, after: Summary, improvement: Improvement) -> Change:
    """Return the change of an indicator from its baseline.

    Parameters
    ----------
    baseline, after : Summary
        The same indicator in two windows that do not overlap.
    improvement : {"increase", "decrease"}
        Which direction is better.

    Raises
    ------
    InvalidInput
        If the kinds or levels differ, or the later window does not come after the baseline.

    References
    ----------
    Newcombe RG (1998), Statistics in Medicine 17:873-890; Zou GY, Donner A (2008),
    doi:10.1002/sim.3095; Welch BL (1947), doi:10.1093/biomet/34.1-2.28.
    """
    if (baseline.kind, baseline.level, baseline.scale) != (after.kind, after.level, after.scale):
        raise InvalidInput(
            "Baseline and after are not the same indicator.",
            "Sum both up with the same kind, unit and level.",
        )
    if after.window.start <= baseline.window.end:
        raise InvalidInput(
            f"The window after ({after.window.label}) overlaps the baseline "
            f"({baseline.window.label}) or precedes it.",
            "Start it after the last day of the baseline.",
        )
    statuses = {baseline.status, after.status}
    if statuses != {"estimated"}:
        verdict: Verdict = "suppressed" if "suppressed" in statuses else "not estimable"
        return Change(baseline, after, None, None, None, None, verdict)
    limits = _limits(baseline, after)
    lower, upper = after.scale * float(limits.lower), after.scale * float(limits.upper)
    value = np.float64(after.value) - np.float64(baseline.value)
    people = sum(summary.n for summary in (baseline, after) if summary.n is not None)
    verdict = "no clear change"
    if lower > 0 or upper < 0:
        verdict = "improved" if (lower > 0) == (improvement == "increase") else "worsened"
    return Change(baseline, after, float(value), lower, upper, people, verdict)


def estimates(
    changed: Change, outcome: str, unit: str, provenance: Provenance, *, label: str = ""
) -> list[Estimate]:
    """Return what is reported of an indicator: measures "baseline", "after" and "difference".

    Parameters
    ----------
    changed : Change
        As `change` returns it.
    outcome, label : str
        Id of the indicator, and what a reader calls it.
    unit : str
        Unit of the indicator, such as "per 1,000 bed days"; a proportion is in "%" whatever is
        said, and its difference in "percentage points".
    provenance : {"measured", "estimated", "synthetic"}
        Where the series comes from.
    """
    baseline, after = changed.baseline, changed.after
    is_proportion = after.kind == "proportion"
    rule = "" if after.kind == "mean" else f"; counts under disclosure rule {after.rule}"
    method = f"{METHODS[after.kind]}{rule}"
    cells = (baseline.suppressed, after.suppressed)
    words = [suppressed_words(number) for number in (*cells, sum(cells))]
    parts = (
        ("baseline", baseline, f"{method}{words[0]}", baseline.window.label),
        ("after", after, f"{method}{words[1]}", after.window.label),
        (
            "difference",
            changed,
            f"{METHODS_OF_CHANGE[after.kind]}{rule}; {CAVEAT}{words[2]}",
            f"{after.window.label} against {baseline.window.label}",
        ),
    )
    units = {True: "percentage points", False: "%"}
    return [
        Estimate(
            analysis="kpi",
            outcome=outcome,
            measure=measure,
            unit=units[measure == "difference"] if is_proportion else unit,
            value=part.value,
            lower=part.lower,
            upper=part.upper,
            n=part.n,
            method=name,
            period=period,
            provenance=provenance,
            level=after.level,
            label=label,
        )
        for measure, part, name, period in parts
    ]


def suppressed_words(cells: int) -> str:
    """Return what a method adds where counts came suppressed.

    Examples
    --------
    >>> suppressed_words(2)
    '; 2 suppressed counts at their least and most, the value midway'
    """
    if not cells:
        return ""
    counts, whose = ("count", "its") if cells == 1 else ("counts", "their")
    return f"; {cells} suppressed {counts} at {whose} least and most, the value midway"


def _limits(baseline: Summary, after: Summary) -> Interval:
    if after.kind == "mean":
        return welch_difference(after.values, baseline.values, after.level)
    difference = newcombe_difference if after.kind == "proportion" else rate_difference
    return difference(
        after.numerator, after.denominator, baseline.numerator, baseline.denominator, after.level
    )
