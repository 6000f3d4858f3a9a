"""What was published and how often it was seen, by quarter, and a year against the year before.

In: the table communications. Out: counts of events, and of people where the measure is one of
`PEOPLE`: those are true counts, which must pass the disclosure rule before they are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from evaluation.disclosure import DisclosureRule, protect_counts
from evaluation.hub.governance.quarters import QUARTERS_A_YEAR, Quarter, quarters_of
from evaluation.workspace import FinancialYear

KEYS = ["channel", "measure"]
MEMBERS: Final = "members"
PEOPLE: Final = (MEMBERS, "delegates")
PUBLICATIONS: Final = "publications"
OCCASIONAL: Final = ("delegates",)
"""Measures that a quarter without an event does not have: such a quarter is not a missing one."""
YEAR_COLUMNS = [*KEYS, "this_year", "last_year", "is_complete", "change"]


@dataclass(frozen=True)
class Reach:
    """A year's communications with counts of people under a disclosure rule.

    Parameters
    ----------
    wide : DataFrame
        As of `reach_by_quarter`.
    of_year : DataFrame
        As of `reach_of_year`, on the rows of `wide`.
    hidden : DataFrame of bool
        On the same rows, the columns of counts of both: which are suppressed, not just missing.
    """

    wide: pd.DataFrame
    of_year: pd.DataFrame
    hidden: pd.DataFrame


def protected_reach(
    communications: pd.DataFrame, year: FinancialYear, rule: DisclosureRule
) -> Reach:
    """Return a year's communications as they may be shown.

    Parameters
    ----------
    communications : DataFrame
        The table communications.
    year : FinancialYear
    rule : DisclosureRule
        For counts of people.
    """
    names = [str(quarter) for quarter in quarters_of(year)]
    true = reach_by_quarter(communications, quarters_of(year))
    totals = true[KEYS].merge(reach_of_year(communications, year), on=KEYS, how="left")
    wide, of_year = protected_counts(true, names, rule), protected_year(totals, rule)
    hidden = pd.concat(
        [
            shown[columns].isna() & counted[columns].notna()
            for shown, counted, columns in (
                (wide, true, names),
                (of_year, totals, ["this_year", "last_year"]),
            )
        ],
        axis="columns",
    )
    return Reach(wide, of_year, hidden)


def reach_by_quarter(communications: pd.DataFrame, quarters: Sequence[Quarter]) -> pd.DataFrame:
    """Return the count of each channel and measure in some quarters.

    Parameters
    ----------
    communications : DataFrame
        The table communications.
    quarters : sequence of Quarter

    Returns
    -------
    DataFrame
        channel, measure and one column of counts for each quarter, named as it is written; missing
        where there was no return. Only what has a return in one of them.
    """
    names = [str(quarter) for quarter in quarters]
    own = communications[communications["quarter"].isin(names)]
    wide = own.pivot_table(index=KEYS, columns="quarter", values="value", sort=False)
    found = wide.reindex(columns=names).astype("Float64").round().astype("Int64")
    found.columns.name = None
    order = list(dict.fromkeys(own["channel"]))
    return (
        found.reset_index()
        .sort_values("channel", key=lambda each: each.map(order.index), kind="stable")
        .reset_index(drop=True)
    )


def reach_of_year(communications: pd.DataFrame, year: FinancialYear) -> pd.DataFrame:
    """Return the year's total of each channel and measure beside that of the year before.

    Parameters
    ----------
    communications : DataFrame
        The table communications.
    year : FinancialYear

    Returns
    -------
    DataFrame
        `YEAR_COLUMNS`: totals of the year and the year before (of members, the number last
        returned); is_complete whether both years have all their returns; change in percent, only
        where they have and the year before is not nought. Occasional measures need one return.

    Examples
    --------
    >>> rows = [(f"{year}-Q{number}", "website", "visits", 100 * (1 + (year == "2025/26")))
    ...         for year in ("2024/25", "2025/26") for number in (1, 2, 3, 4)]
    >>> table = pd.DataFrame(rows, columns=["quarter", "channel", "measure", "value"])
    >>> reach_of_year(table, FinancialYear.parse("2025/26")).loc[0, "change"]
    np.float64(100.0)
    """
    before = year.previous
    now = _totals(reach_by_quarter(communications, quarters_of(year)))
    earlier = _totals(reach_by_quarter(communications, quarters_of(before)))
    found = now.merge(earlier, on=KEYS, how="outer", suffixes=("", "_before"), sort=False)
    enough = pd.Series(QUARTERS_A_YEAR, found.index).mask(found["measure"].isin(OCCASIONAL), 1)
    is_complete = (found["returns"] >= enough) & (found["returns_before"] >= enough)
    is_complete = is_complete.fillna(value=False).astype("bool")
    can_compare = is_complete & (found["total_before"] > 0).fillna(value=False)
    change = 100 * (found["total"] / found["total_before"].where(can_compare) - 1)
    found = found.assign(
        this_year=found["total"],
        last_year=found["total_before"],
        is_complete=is_complete,
        change=change.astype("Float64").astype("float64"),
    )
    return found[YEAR_COLUMNS].reset_index(drop=True)


def protected_counts(
    wide: pd.DataFrame, names: Sequence[str], rule: DisclosureRule
) -> pd.DataFrame:
    """Return counts by quarter of which those of people are under a disclosure rule.

    Parameters
    ----------
    wide : DataFrame
        From `reach_by_quarter`.
    names : sequence of str
        Its columns of counts.
    rule : DisclosureRule

    Returns
    -------
    DataFrame
        The same columns; a suppressed count is missing.
    """
    is_people = wide["measure"].isin(PEOPLE)
    safe = protect_counts(wide[is_people], list(names), rule)
    return pd.concat([wide[~is_people], safe]).sort_index()


def protected_year(of_year: pd.DataFrame, rule: DisclosureRule) -> pd.DataFrame:
    """Return totals of which those of people are under a disclosure rule.

    A change in people is worked out anew from the totals that may be shown, each protected on its
    own.

    Parameters
    ----------
    of_year : DataFrame
        From `reach_of_year`.
    rule : DisclosureRule
    """
    is_people = of_year["measure"].isin(PEOPLE)
    safe = protect_counts(of_year[is_people], ["this_year", "last_year"], rule)
    before = safe["last_year"].where((safe["last_year"] > 0).fillna(value=False))
    change = (100 * (safe["this_year"] / before - 1)).astype("Float64").astype("float64")
    safe["change"] = change.where(safe["change"].notna())
    return pd.concat([of_year[~is_people], safe]).sort_index()


def _totals(wide: pd.DataFrame) -> pd.DataFrame:
    """Return the total of a year's four quarters, and how many of them had a return."""
    counts = wide.drop(columns=KEYS)
    total = counts.sum(axis="columns", min_count=1)
    last = counts.ffill(axis="columns").iloc[:, -1]
    return wide[KEYS].assign(
        total=total.mask(wide["measure"].eq(MEMBERS), last).astype("Int64"),
        returns=counts.notna().sum(axis="columns"),
    )
