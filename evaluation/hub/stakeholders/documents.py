"""The review of the hub's documents: how many items of the checklist each meets.

In: the table document-review. Out: counts of items, which are not people, and shares.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.hub.people import PERCENT

STATUSES: Final = ("yes", "partly", "no")
REVIEW_COLUMNS = ["year", "document", *STATUSES, "items", "share"]
ITEM_COLUMNS = ["item", *STATUSES, "documents"]


def documents_reviewed(review: pd.DataFrame, years: list[str]) -> pd.DataFrame:
    """Return the items met by document and year.

    Parameters
    ----------
    review : DataFrame
        The table document-review.
    years : list of str
        Which years, in order.

    Returns
    -------
    DataFrame
        `REVIEW_COLUMNS`; share of items with "yes", in percent.

    Notes
    -----
    All items are counted, not a sample of them: the shares have no interval.
    """
    own = review[review["year"].isin(years)]
    counts = pd.crosstab([own["year"], own["document"]], own["status"]).reindex(
        columns=list(STATUSES), fill_value=0
    )
    frame = counts.reset_index()
    frame["items"] = frame[list(STATUSES)].sum(axis=1)
    frame["share"] = PERCENT * frame["yes"] / frame["items"]
    return frame[REVIEW_COLUMNS].rename_axis(columns=None)


def items_missing(review: pd.DataFrame, year: str) -> pd.DataFrame:
    """Return the items of the checklist by how many documents of a year have them, fewest first.

    Returns
    -------
    DataFrame
        `ITEM_COLUMNS`.
    """
    own = review[review["year"] == year]
    counts = pd.crosstab(own["item"], own["status"]).reindex(columns=list(STATUSES), fill_value=0)
    frame = counts.assign(documents=counts.sum(axis=1)).reset_index()
    frame = frame.sort_values(["yes", "partly", "item"], ignore_index=True)
    return frame[ITEM_COLUMNS].rename_axis(columns=None)
