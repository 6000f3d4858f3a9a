"""Makes estimates of measures over several groups: slope index, WHO measures, reach, changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from evaluation.equity.change import (
    METHOD_OF_DIFFERENCE,
    METHOD_OF_RATIO,
    Bounded,
    InequalityChange,
    change_of_difference,
    change_of_ratio,
)
from evaluation.equity.gradients.index import METHOD_WORDS, SlopeIndex
from evaluation.equity.reach import METHOD_SHARES, ShareOfUsers
from evaluation.equity.unordered.summary import METHOD_WORDS as METHOD_SUMMARY
from evaluation.estimate import DEFAULT_LEVEL, Estimate, Provenance

RATIO: Final = "ratio"
SII, RII = "slope index of inequality", "relative index of inequality"


@dataclass(frozen=True, slots=True)
class Reported:
    """What estimates of one outcome and dimension share.

    Parameters
    ----------
    outcome, label : str
        Id, and what a reader calls it.
    dimension : str
        Ends the names of measures, so that one outcome may be reported by several dimensions.
    difference_unit : str
        Unit of absolute measures.
    provenance : {"measured", "estimated", "synthetic"}
    level : float
    """

    outcome: str
    label: str
    dimension: str
    difference_unit: str
    provenance: Provenance
    level: float = DEFAULT_LEVEL

    def estimate(
        self,
        measure: str,
        unit: str,
        bounded: Bounded,
        n: int | None,
        method: str,
        period: str,
    ) -> Estimate:
        """Return one estimate of this outcome; limits that are not finite are missing."""
        value, lower, upper = (
            _finite(each) for each in (bounded.value, bounded.lower, bounded.upper)
        )
        return Estimate(
            analysis="equity",
            outcome=self.outcome,
            label=self.label,
            measure=f"{measure}, {self.dimension}",
            unit=unit,
            value=value,
            lower=lower,
            upper=upper,
            n=n,
            method=method,
            period=period,
            provenance=self.provenance,
            level=self.level,
        )

    def changed(
        self, before: Estimate, after: Estimate, *, null: float = 0.0
    ) -> tuple[Estimate, InequalityChange]:
        """Return the change of a measure between two periods, as an estimate and with a verdict.

        Parameters
        ----------
        before, after : Estimate
            The same measure of two periods, of different people.
        null : float
            Its value where there is no inequality: 0, or 1 of a ratio, whose change is a ratio.
        """
        compare = change_of_ratio if null == 1 else change_of_difference
        change = compare(*(Bounded(e.value, e.lower, e.upper) for e in (before, after)))
        people = None if before.n is None or after.n is None else before.n + after.n
        estimate = Estimate(
            analysis="equity",
            outcome=self.outcome,
            label=self.label,
            measure=f"change of {after.measure}",
            unit=_unit_of_change(after.unit, null),
            value=change.value,
            lower=change.lower,
            upper=change.upper,
            n=people,
            method=METHOD_OF_RATIO if null == 1 else METHOD_OF_DIFFERENCE,
            period=f"{after.period} against {before.period}",
            provenance=self.provenance,
            level=self.level,
        )
        return estimate, change


def slope_estimates(index: SlopeIndex, about: Reported, period: str) -> list[Estimate]:
    """Return the slope and the relative index of inequality."""
    method = METHOD_WORDS[index.method]
    slope = Bounded(index.sii, index.sii_lower, index.sii_upper)
    relative = Bounded(index.rii, index.rii_lower, index.rii_upper)
    return [
        about.estimate(SII, about.difference_unit, slope, index.people, method, period),
        about.estimate(RII, RATIO, relative, index.people, method, period),
    ]


def summary_estimates(
    table: pd.DataFrame, about: Reported, period: str, method: str = METHOD_SUMMARY
) -> list[Estimate]:
    """Return the rows of `summary_measures` or `concentration_indices` as estimates."""
    units = {
        "absolute": about.difference_unit,
        "squared": f"square of {about.difference_unit}",
        "percent": "%",
        "thousandths": "thousandths",
        "ratio": RATIO,
    }
    return [
        about.estimate(
            str(row["name"]),
            units[row["unit"]],
            _bounded_row(row),
            None if pd.isna(row["value"]) else int(row["people"]),
            method,
            period,
        )
        for row in _rows(table)
    ]


def share_estimates(share: ShareOfUsers, about: Reported, period: str, name: str) -> list[Estimate]:
    """Return shares of users and eligible of some groups, their difference and their ratio.

    Parameters
    ----------
    name : str
        What a reader calls the groups, such as "Core20".
    """
    exact = "share of protected counts"
    bounded = {
        f"share of users, {name}": ("%", Bounded(share.users, None, None), exact),
        f"share of eligible, {name}": ("%", Bounded(share.eligible, None, None), exact),
        f"difference of shares, {name}": (
            "percentage points",
            Bounded(share.difference, share.difference_lower, share.difference_upper),
            METHOD_SHARES,
        ),
        f"ratio of shares, {name}": (
            RATIO,
            Bounded(share.ratio, share.ratio_lower, share.ratio_upper),
            METHOD_SHARES,
        ),
    }
    return [
        about.estimate(measure, unit, values, share.people, method, period)
        for measure, (unit, values, method) in bounded.items()
    ]


def reach_estimates(
    table: pd.DataFrame, about: Reported, period: str, method: str
) -> list[Estimate]:
    """Return reach and index of reach of each group, as `reach_by_group` gives them.

    Parameters
    ----------
    method : str
        What the limits of the reach are called, as in `Measure.interval_method`.
    """
    found = []
    for row in _rows(table):
        n = None if pd.isna(row["value"]) else int(row["denominator"])
        index = Bounded(*(_finite(row[name]) for name in ("index", "index_lower", "index_upper")))
        group = row["group"]
        found += [
            about.estimate(f"reach, {group}", "%", _bounded_row(row), n, method, period),
            about.estimate(f"index of reach, {group}", RATIO, index, n, METHOD_SHARES, period),
        ]
    return found


def _rows(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return table.to_dict("records")


def _bounded_row(row: Mapping[Any, Any]) -> Bounded:
    return Bounded(*(_finite(row[name]) for name in ("value", "lower", "upper")))


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and np.isfinite(value) else None


def _unit_of_change(unit: str, null: float) -> str:
    if null == 1:
        return RATIO
    return "percentage points" if unit == "%" else unit
