"""Collate members' scores: for each dimension its middle, its spread, and who scored high.

In: the table maturity-scores. Out: one row per dimension. Scores are ordered, not measured: medians
and quartiles stand first. A dimension that too few people scored is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from evaluation.disclosure import HES, DisclosureRule, protect_proportion, protect_table
from evaluation.hub.people import FEWEST, percent, percent_with_limits

LOWER, UPPER = 0.25, 0.75
QUARTILE_METHOD: Final = "averaged_inverted_cdf"
QUARTILES_IN_WORDS: Final = (
    "Quartiles are scores that were given, or the middle of two neighbouring ones (definition 2 of "
    "Hyndman and Fan)."
)
PARTS: Final = ("low", "middle", "high")
MEMBERS: Final = "members"
COLUMNS: Final = [
    "dimension",
    "members",
    "median",
    "lower_quartile",
    "upper_quartile",
    "mean",
    "high",
    "high_lower",
    "high_upper",
]


def assessed_years(scores: pd.DataFrame, last: str) -> list[str]:
    """Return the years with scores up to a year, in order of time."""
    years = scores.loc[scores["score"].notna(), "year"].dropna().unique()
    return sorted(str(year) for year in years if str(year) <= last)


def by_member(scores: pd.DataFrame, year: str, dimensions: Sequence[str]) -> pd.DataFrame:
    """Return the scores of a year, one row per member and one column per dimension.

    Parameters
    ----------
    scores : DataFrame
        The table maturity-scores.
    year : str
    dimensions : sequence of str
        The wheel's, in its order.

    Returns
    -------
    DataFrame of float64
        Indexed by member; missing where a score was left out. Members who scored nothing are not
        in it.
    """
    own = scores[scores["year"].eq(year).fillna(value=False)]
    table = own.pivot_table(index="member", columns="dimension", values="score", aggfunc="first")
    return table.reindex(columns=list(dimensions)).astype("float64").dropna(how="all")


def collated(
    table: pd.DataFrame, low_to: int, high_from: int, rule: DisclosureRule = HES
) -> pd.DataFrame:
    """Return one row per dimension.

    Parameters
    ----------
    table : DataFrame
        From `by_member`.
    low_to, high_from : int
        The greatest score that counts as low, the least that counts as high, as for `thirds`: what
        is shown here must not give away what is hidden there.
    rule : DisclosureRule
        Applied to counts before a percentage is computed from them.

    Returns
    -------
    DataFrame
        `COLUMNS`: dimension; members who scored it, a true count that is not to be shown as it is;
        median, quartiles and mean of the scores; high, the percentage that scored `high_from` or
        more with its 95% Wilson limits, from protected counts. All but dimension and members
        missing where fewer than `FEWEST` scored it.
    """
    counts = table.notna().sum()
    shown = table.where(counts >= FEWEST, axis="columns")
    known = {name: shown[name].dropna().to_numpy() for name in table}
    quartiles = {
        share: [_quantile(known[name], share) for name in table] for share in (LOWER, 0.5, UPPER)
    }
    safe = _protected(table, low_to, high_from, rule)
    high = percent_with_limits(safe["high"], safe[MEMBERS])
    return pd.DataFrame(
        {
            "dimension": list(table.columns),
            "members": counts.to_numpy(),
            "median": quartiles[0.5],
            "lower_quartile": quartiles[LOWER],
            "upper_quartile": quartiles[UPPER],
            "mean": shown.mean().to_numpy(),
            "high": high["share"].to_numpy(),
            "high_lower": high["lower"].to_numpy(),
            "high_upper": high["upper"].to_numpy(),
        }
    )[COLUMNS]


def thirds(
    table: pd.DataFrame, low_to: int, high_from: int, rule: DisclosureRule = HES
) -> pd.DataFrame:
    """Return the distribution of scores in three parts, as percentages from protected counts.

    Parameters
    ----------
    table : DataFrame
        From `by_member`.
    low_to, high_from : int
        The greatest score that counts as low, the least that counts as high.

    Returns
    -------
    DataFrame
        dimension; members, how many scored it, as it may be shown, Int64; low, middle, high in
        percent. Missing where a count is suppressed, or would give away one that is, or where fewer
        than `FEWEST` scored the dimension. Counts are rounded, so parts need not add up to 100.
    """
    safe = _protected(table, low_to, high_from, rule)
    found = pd.DataFrame({"dimension": list(table.columns), MEMBERS: safe[MEMBERS].array})
    for name in PARTS:
        found[name] = percent(safe[name], safe[MEMBERS]).to_numpy()
    return found


def _protected(
    table: pd.DataFrame, low_to: int, high_from: int, rule: DisclosureRule
) -> pd.DataFrame:
    """Return how many scored each part of the scale and how many there are, as may be published."""
    true = pd.DataFrame(
        {
            "low": table.le(low_to).sum(),
            "middle": (table.gt(low_to) & table.lt(high_from)).sum(),
            "high": table.ge(high_from).sum(),
            MEMBERS: table.notna().sum(),
        }
    ).astype("Int64")
    enough = true[MEMBERS] >= FEWEST
    columns = [*PARTS, MEMBERS]
    alone = protect_table(true[enough], columns, rule, sums=[(MEMBERS, PARTS)])
    safe = alone[columns].astype("Int64").reindex(true.index)
    for name in PARTS:
        guarded = protect_proportion(true[name], true[MEMBERS], rule)
        safe[name] = safe[name].mask(guarded.numerator.isna())
    return safe


def _quantile(scores: np.ndarray, share: float) -> float:
    return float(np.quantile(scores, share, method=QUARTILE_METHOD)) if scores.size else np.nan
