"""Sums an indicator up where some of its counts are suppressed: everything that they allow.

In: a series with, beside a column of counts, what each count lies between, `<column>_least` and
`<column>_most`. Out: the summary at its least and at its most, and the change between two windows
with limits that hold whatever the suppressed counts are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evaluation.disclosure import HES, DisclosureRule
from evaluation.kpi.change import Change, Improvement, change
from evaluation.kpi.summary import COLUMNS, Kind, Summary, summarise
from evaluation.kpi.window import Window

LEAST, MOST = "_least", "_most"


@dataclass(frozen=True, slots=True)
class Between:
    """An indicator over one window, at its least and at its most.

    Parameters
    ----------
    least, most : Summary
        The same where no count is suppressed.
    cells : int
        Suppressed counts of the window.
    """

    least: Summary
    most: Summary
    cells: int

    @property
    def joined(self) -> Summary:
        """One summary: the value midway, limits from the lowest to the highest."""
        if not self.cells:
            return self.least
        ends = (self.least, self.most)
        hidden = next((end for end in ends if end.status != "estimated"), None)
        if hidden is not None:
            return replace(hidden, suppressed=self.cells)
        return replace(
            self.least,
            value=float(np.mean([float(end.value or 0) for end in ends])),
            upper=self.most.upper,
            n=min(int(end.n or 0) for end in ends),
            numerator=np.nan,
            denominator=np.nan,
            suppressed=self.cells,
        )


def summarise_between(
    series: pd.DataFrame,
    kind: Kind,
    window: Window,
    *,
    per: float = 1,
    level: float = 0.95,
    rule: DisclosureRule = HES,
) -> Between:
    """Sum an indicator up over a window, with every suppressed count at each of its ends.

    Parameters
    ----------
    series : DataFrame, one row per period
        As for `summarise`; a column of counts may have `<column>_least` and `<column>_most`.
    kind, window, per, level, rule
        As for `summarise`.

    Notes
    -----
    The limits of a proportion, of a rate and of their differences rise with the numerator and
    fall with the denominator (rounding keeps order), so that the two ends bound all that lies
    between them. Where a total between them would be suppressed by `rule`, or the sum of the counts
    that are known, nothing is shown. Under a rule that rounds, the ends lie a whole number of
    roundings apart: two sums of the same known counts, rounded each on its own (41 and 47 to 40
    and 45, 42 and 48 to 40 and 50), would tell those counts more exactly than one.

    References
    ----------
    Manski CF (2003), Partial Identification of Probability Distributions, chapter 1.

    Examples
    --------
    >>> import datetime as dt
    >>> series = pd.DataFrame(
    ...     {"period": pd.to_datetime(["2024-04-01", "2024-05-01"]), "denominator": [50, 50],
    ...      "numerator": [40, None], "numerator_least": [40, 1], "numerator_most": [40, 7]}
    ... )
    >>> found = summarise_between(series, "proportion", Window(dt.date(2024, 4, 1),
    ...                           dt.date(2025, 3, 31)))
    >>> found.least.value, found.most.value, found.cells
    (40.0, 50.0, 1)
    """
    rows = _opened(window.rows_of(series), kind, rule)
    counted = [name for name in COLUMNS[kind] if f"{name}{LEAST}" in rows]
    cells = sum(int((rows[f"{n}{LEAST}"] != rows[f"{n}{MOST}"]).sum()) for n in counted)
    least, most = (
        summarise(_at(rows, kind, end), kind, window, per=per, level=level, rule=rule)
        for end in (LEAST, MOST)
    )
    if cells and _passes_small(rows, kind, rule):
        least, most = (_hidden(end) for end in (least, most))
    return Between(least, most, cells)


def change_between(baseline: Between, after: Between, improvement: Improvement) -> Change:
    """Return the change of an indicator, whatever its suppressed counts are.

    Parameters
    ----------
    baseline, after : Between
    improvement : {"increase", "decrease"}
        Which direction is better.

    Returns
    -------
    Change
        Its value is midway; the verdict is "no clear change" unless it holds at both ends.
    """
    low = change(baseline.most, after.least, improvement)
    if not (baseline.cells or after.cells):
        return low
    high = change(baseline.least, after.most, improvement)
    low = replace(low, baseline=baseline.joined, after=after.joined)
    high = replace(high, baseline=baseline.joined, after=after.joined)
    hidden = next((end for end in (low, high) if end.value is None), None)
    if hidden is not None:
        return replace(hidden, value=None, lower=None, upper=None, n=None)
    return replace(
        low,
        value=float(np.mean([float(end.value or 0) for end in (low, high)])),
        upper=high.upper,
        n=min(int(end.n or 0) for end in (low, high)),
        verdict=low.verdict if low.verdict == high.verdict else "no clear change",
    )


def _at(rows: pd.DataFrame, kind: Kind, end: str) -> pd.DataFrame:
    """Return the counts at which an indicator is least or most."""
    if kind == "mean":
        return rows
    opposite = MOST if end == LEAST else LEAST
    first = rows.get(f"{COLUMNS[kind][0]}{end}", rows[COLUMNS[kind][0]])
    if kind == "count":
        return rows.assign(value=first)
    whole = rows.get(f"denominator{opposite}", rows["denominator"])
    if kind == "proportion" and end == MOST:
        first = first.clip(upper=rows.get(f"denominator{MOST}", rows["denominator"]))
        whole = whole.clip(lower=first)  # one more of each raises a proportion
    return rows.assign(numerator=first, denominator=whole)


def _opened(rows: pd.DataFrame, kind: Kind, rule: DisclosureRule) -> pd.DataFrame:
    """Return the rows with the most of a column a whole number of roundings above its least."""
    protected = ("denominator", "numerator") if kind == "proportion" else COLUMNS[kind][:1]
    for name in protected:
        if f"{name}{LEAST}" not in rows:
            continue
        least, most = rows[f"{name}{LEAST}"], rows[f"{name}{MOST}"].copy()
        where = most.index[least < most]
        if where.empty:
            continue
        room = -int((most - least).sum()) % rule.rounded_to
        if kind == "proportion" and name == "numerator":
            whole = rows.get(f"denominator{MOST}", rows["denominator"])
            room = min(room, int((whole - most).sum()))
        most[where[0]] += room
        rows = rows.assign(**{f"{name}{MOST}": most})
    return rows


def _passes_small(rows: pd.DataFrame, kind: Kind, rule: DisclosureRule) -> bool:
    """Return whether a count between the ends, or what is known of it, would be suppressed."""
    name = COLUMNS[kind][0]
    if f"{name}{LEAST}" in rows:
        known = rows[f"{name}{LEAST}"][rows[f"{name}{LEAST}"] == rows[f"{name}{MOST}"]]
        if len(known) and rule.suppresses(pd.Series([known.sum()])).any():
            return True
    ends = [int(rows.get(f"{name}{end}", rows[name]).sum()) for end in (LEAST, MOST)]
    counts = pd.Series(range(ends[0], min(ends[1], ends[0] + rule.largest_suppressed + 1) + 1))
    return bool(rule.suppresses(counts.astype("Int64")).any())


def _hidden(summary: Summary) -> Summary:
    if summary.status != "estimated":
        return summary
    return replace(
        summary,
        status="suppressed",
        value=None,
        lower=None,
        upper=None,
        n=None,
        numerator=np.nan,
        denominator=np.nan,
    )
