"""What came of education by Kirkpatrick's four levels: reaction, learning, behaviour, results.

In: the table education-kirkpatrick of the sessions that count. Out: one row per level and measure.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.disclosure import HES, DisclosureRule, protect_proportion
from evaluation.hub.people import percent_with_limits

LEVELS: Final = ("reaction", "learning", "behaviour", "results")
COLUMNS: Final = ["level", "measure", "asked", "share", "lower", "upper"]


def by_level(table: pd.DataFrame, rule: DisclosureRule = HES) -> pd.DataFrame:
    """Return each measure over all sessions, the levels in their order.

    Parameters
    ----------
    table : DataFrame
        Rows of the table education-kirkpatrick.
    rule : DisclosureRule

    Returns
    -------
    DataFrame
        `COLUMNS`: asked is protected (NA where suppressed), share a percentage of protected counts
        with its 95% Wilson limits, missing where a count is suppressed.
    """
    sums = table.groupby(["level", "measure"], sort=False)[["yes", "asked"]].sum().reset_index()
    places = {level: place for place, level in enumerate(LEVELS)}
    sums = sums.sort_values("level", key=lambda column: column.map(places), kind="stable")
    sums = sums.reset_index(drop=True)
    safe = protect_proportion(sums["yes"], sums["asked"], rule)
    shares = percent_with_limits(safe.numerator, safe.denominator)
    return sums.assign(asked=safe.denominator, **shares)[COLUMNS]
