"""Makes the estimates that an equity analysis reports: groups, gaps and the change of a gap."""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.equity.gap_changes import METHOD_CHANGE, GapChange
from evaluation.equity.gaps import Gap
from evaluation.equity.groups import group_values
from evaluation.equity.measure import PROPORTION, Measure
from evaluation.estimate import DEFAULT_LEVEL, Estimate, Provenance, estimates_from_frame

RATIO: Final = "ratio"


def group_estimates(
    counts: pd.DataFrame,
    outcome: str,
    period: str,
    provenance: Provenance,
    *,
    label: str = "",
    measure: Measure = PROPORTION,
    level: float = DEFAULT_LEVEL,
) -> list[Estimate]:
    """Return the value of each group, in the order of the counts.

    Parameters
    ----------
    counts : DataFrame, one row per group
        Columns group, numerator and denominator; NA where suppressed.
    outcome, label : str
        Id of the outcome, and what a reader calls it.
    period : str
        The dates of the counts.
    provenance : {"measured", "estimated", "synthetic"}
        Where the counts come from.
    measure : Measure
        A proportion or a rate.
    level : float
        Nominal coverage of the limits.

    Returns
    -------
    list of Estimate
        Measures "group NAME"; values are None where suppressed.
    """
    table = group_values(counts, measure, level=level)
    return estimates_from_frame(
        pd.DataFrame(
            {
                "analysis": "equity",
                "outcome": outcome,
                "label": label,
                "measure": [f"group {group}" for group in table["group"]],
                "unit": measure.unit,
                "value": table["value"],
                "lower": table["lower"],
                "upper": table["upper"],
                "level": level,
                "n": table["denominator"].astype("Int64").mask(table["value"].isna()),
                "method": measure.interval_method,
                "period": period,
                "provenance": provenance,
            }
        )
    )


def gap_estimate(
    gap: Gap, outcome: str, period: str, provenance: Provenance, *, label: str = ""
) -> Estimate:
    """Return a gap as an estimate; measure "absolute gap, GROUP against REFERENCE" or "relative".

    Parameters
    ----------
    gap : Gap
        As `absolute_gap` or `relative_gap` returns it.
    outcome, period, provenance, label
        As for `group_estimates`.
    """
    return Estimate(
        analysis="equity",
        outcome=outcome,
        measure=f"{gap.measure} gap, {gap.group} against {gap.reference}",
        unit=RATIO if gap.measure == "relative" else gap.of.difference_unit,
        value=gap.value,
        lower=gap.lower,
        upper=gap.upper,
        n=gap.n,
        method=gap.of.ratio_method if gap.measure == "relative" else gap.of.difference_method,
        period=period,
        provenance=provenance,
        level=gap.level,
        label=label,
    )


def change_estimate(
    change: GapChange, outcome: str, period: str, provenance: Provenance, *, label: str = ""
) -> Estimate:
    """Return the change of a gap as an estimate; measure "change of gap, GROUP against REFERENCE".

    Parameters
    ----------
    change : GapChange
        As `gap_change` returns it.
    outcome, period, provenance, label
        As for `group_estimates`; the period names both.
    """
    before, after = change.before, change.after
    people = None
    if before.n is not None and after.n is not None:
        people = before.n + after.n
    return Estimate(
        analysis="equity",
        outcome=outcome,
        measure=f"change of gap, {after.group} against {after.reference}",
        unit=after.of.difference_unit,
        value=change.value,
        lower=change.lower,
        upper=change.upper,
        n=people,
        method=METHOD_CHANGE,
        period=period,
        provenance=provenance,
        level=after.level,
        label=label,
    )
