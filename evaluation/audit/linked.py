"""Records that are the same people in two cycles: how they changed, criterion by criterion."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import pandas as pd

from evaluation.disclosure import HES, DisclosureRule, protect
from evaluation.intervals import Pairs

JUDGED = ("met", "not met", "not recorded")
CELLS = ("both", "first_only", "second_only", "neither")


def linked_pairs(
    records: pd.DataFrame, first: Hashable, second: Hashable, rule: DisclosureRule = HES
) -> Mapping[str, Pairs]:
    """Return the linked records of each criterion, where none of the four counts is suppressed.

    Parameters
    ----------
    records : DataFrame, one row per audited record and criterion
        Columns record, criterion, cycle and result. What is not recorded is not met; a record
        that is an exception in either cycle is not linked.
    first, second : cycle
    rule : DisclosureRule
        What the four counts pass before anything is computed from them.

    Returns
    -------
    mapping of criterion to Pairs
        Criteria without linked records, or with a count that is suppressed, are left out.
    """
    judged = records[records["result"].isin(JUDGED)]
    keys = ["criterion", "record"]
    sides = [
        judged.loc[judged["cycle"] == cycle, [*keys, "result"]].drop_duplicates(keys)
        for cycle in (first, second)
    ]
    together = sides[0].merge(sides[1], on=keys, suffixes=("_first", "_second"))
    met_first, met_second = (together[f"result_{side}"] == "met" for side in ("first", "second"))
    cell = pd.Series("neither", index=together.index)
    cell[met_first & met_second] = "both"
    cell[met_first & ~met_second] = "first_only"
    cell[~met_first & met_second] = "second_only"
    counted = pd.crosstab(together["criterion"], cell).reindex(columns=list(CELLS), fill_value=0)
    safe = counted.apply(lambda column: protect(column, rule))
    return {
        str(criterion): Pairs(*(float(row[name]) for name in CELLS))
        for criterion, row in safe.iterrows()
        if row.notna().all()
    }
