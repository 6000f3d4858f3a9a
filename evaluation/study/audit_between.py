"""Bounds the results of an audit whose counts came suppressed, as indicators are bounded.

In: the rows of a criterion and cycle, with what each count lies between. Out: the percentage with
its limits at the least and at the most, under the rule for small numbers; none where a number of
records that are met, or of those that are not, would be suppressed between them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from evaluation.audit.bounded import Bounded, BoundedResults, Ends
from evaluation.audit.compliance import NEVER
from evaluation.audit.counts import KEYS
from evaluation.disclosure import DisclosureRule
from evaluation.kpi import Between, Summary, Window, summarise_between
from evaluation.tables.schemas import COUNTS
from evaluation.tables.suppressed import LEAST, MOST

ELIGIBLE = ("met", "not_met", "not_recorded")
A_DAY = dt.date(2000, 1, 1)  # the rows of a cycle are added up, whatever their day


def bounded_results(
    rows: pd.DataFrame, targets: Mapping[str, float | None], rule: DisclosureRule
) -> BoundedResults:
    """Return the results of an audit that can be bounded.

    Parameters
    ----------
    rows : DataFrame, one row per criterion and cycle, or per group of each
        Columns criterion, cycle, the counts, and `<count>_least` and `<count>_most` of those of
        which some came suppressed. Every criterion and cycle has some.
    targets : mapping of criterion to percent or None
        For a target of 0 what is not recorded counts as met.
    rule : DisclosureRule
    """
    found: dict[tuple[str, Hashable], Bounded] = {}
    for (criterion, cycle), own in rows.groupby(list(KEYS), sort=False, observed=True):
        is_never = targets[str(criterion)] == NEVER
        bounded = _bounded(own, ("met", "not_recorded") if is_never else ("met",), rule)
        if bounded is not None:
            found[str(criterion), cycle] = bounded
    return found


def _bounded(rows: pd.DataFrame, met: tuple[str, ...], rule: DisclosureRule) -> Bounded | None:
    """Return the percentage of some rows together, or None where it cannot be shown."""
    between = _between(rows, met, rule)
    others = _between(rows, [name for name in ELIGIBLE if name not in met], rule)
    if others.cells and _ends(others.least) is None:
        return None
    at_least, at_most = _ends(between.least), _ends(between.most)
    if at_least is None or at_most is None:
        return None
    cells = sum(
        int((rows[f"{name}{LEAST}"] != rows[f"{name}{MOST}"]).sum())
        for name in COUNTS
        if f"{name}{LEAST}" in rows
    )
    return Bounded(at_least, at_most, cells)


def _between(rows: pd.DataFrame, met: Sequence[str], rule: DisclosureRule) -> Between:
    """Return what share of the eligible records some counts are, at both ends."""
    series = pd.DataFrame({"period": pd.Timestamp(A_DAY)}, index=rows.index)
    for end in (LEAST, MOST):
        ends = {name: rows.get(f"{name}{end}", rows[name]).astype("float64") for name in COUNTS}
        series[f"numerator{end}"] = sum(ends[name] for name in met)
        series[f"denominator{end}"] = sum(ends[name] for name in ELIGIBLE)
    for name in ("numerator", "denominator"):
        least, most = series[f"{name}{LEAST}"], series[f"{name}{MOST}"]
        series[name] = least.where(least == most)
    unequal = series[f"numerator{LEAST}"] != series[f"numerator{MOST}"]
    between = summarise_between(series, "proportion", Window(A_DAY, A_DAY), rule=rule)
    return replace(between, cells=int(unequal.sum()))


def _ends(summary: Summary) -> Ends | None:
    if summary.value is None or summary.lower is None or summary.upper is None:
        return None
    return Ends(summary.value, summary.lower, summary.upper)
