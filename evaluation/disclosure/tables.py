"""Protects a table of counts with its margins in one call, whatever the rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Final

import pandas as pd

from evaluation.disclosure.ledger import Ledger
from evaluation.disclosure.protection import protect_counts, protect_proportion
from evaluation.disclosure.rules import HES, DisclosureRule
from evaluation.disclosure.secondary import FEWEST_POSSIBLE

TABLE, WHOLE = "table", "whole"
NUMERATOR, DENOMINATOR, REST = "numerator", "denominator", "rest"
DENOMINATOR_WEIGHT: Final = 2.0  # its loss takes the percentage and the size of the group


def protect_table(
    frame: pd.DataFrame,
    counts: Sequence[str],
    rule: DisclosureRule = HES,
    *,
    sums: Sequence[tuple[str, Sequence[str]]] = (),
    whole: pd.DataFrame | None = None,
    keys: Sequence[str] = (),
    unprinted: Collection[str] = (),
    weights: Mapping[str, float] | None = None,
    fewest: int = FEWEST_POSSIBLE,
) -> pd.DataFrame:
    """Return a table of counts of people as it may be published beside its margins.

    Further counts are hidden until no small one can be worked out from rows, columns and wholes;
    this is proved for each one by integer programmes. A rule that rounds rarely needs it.

    Parameters
    ----------
    frame : DataFrame, one row per group
        True counts; NA where a count came suppressed.
    counts : sequence of str
        Columns of counts.
    rule : DisclosureRule
    sums : sequence of (column, columns)
        Which column is the sum of which others in every row, such as eligible of met and not met.
    whole : DataFrame, optional
        True counts of the wholes, published in a table of their own that this function, with the
        same arguments, protects: they stay as they are there.
    keys : sequence of str
        Columns that say which rows add up to which row of `whole`; none where `whole` has one row.
    unprinted : collection of str
        Columns of `counts` that a reader can work out but that are not printed.
    weights : mapping of column to float, optional
        How much the loss of a cell in a column matters, 1 where nothing is said.
    fewest : int
        How many counts must stay possible for each small one.

    Returns
    -------
    DataFrame
        A copy; Int64, NA where hidden.

    Raises
    ------
    InvalidInput
        If a small count cannot be protected.
    ValueError
        If a count is negative or not whole, or a whole is not the sum of its parts.

    Examples
    --------
    >>> from evaluation.disclosure.rules import UNDER_5
    >>> ages = pd.DataFrame({"age": ["18-39", "40-64", "65+"], "people": [3, 20, 31]})
    >>> everybody = pd.DataFrame({"people": [54]})
    >>> protect_table(ages, ["people"], whole=everybody)["people"].tolist()
    [<NA>, 20, 30]
    >>> protect_table(ages, ["people"], UNDER_5, whole=everybody)["people"].tolist()
    [<NA>, <NA>, 31]
    """
    columns = list(counts)
    alone = protect_counts(frame, columns, rule)
    if not rule.hides or frame.empty:
        return alone
    enter = partial(
        Ledger.enter_table,
        columns=columns,
        sums=sums,
        unprinted=unprinted,
        weights=weights,
    )
    ledger = Ledger(rule, fewest)
    if whole is None:
        ledger = enter(ledger, TABLE, frame)
    else:
        ledger = enter(ledger, WHOLE, whole)
        ledger = enter(ledger, TABLE, frame, whole=(WHOLE, whole, keys))
    return ledger.shown(TABLE, frame, columns)


def protect_shares(
    frame: pd.DataFrame,
    rule: DisclosureRule = HES,
    *,
    whole: pd.DataFrame | None = None,
    is_proportion: bool = True,
) -> pd.DataFrame:
    """Return numerators and denominators by group as they may be published beside the whole.

    Parameters
    ----------
    frame : DataFrame, one row per group
        True counts: numerator, denominator.
    rule : DisclosureRule
    whole : DataFrame of one row, optional
        The same of everybody, where that is published too.
    is_proportion : bool
        Whether the denominator counts people too; the exposure of a rate stays as it is.

    Returns
    -------
    DataFrame
        A copy; Int64, NA where hidden.

    Raises
    ------
    InvalidInput
        If a small count cannot be protected.
    ValueError
        If a numerator is greater than its denominator, negative or not whole.

    Examples
    --------
    >>> from evaluation.disclosure.rules import UNDER_5
    >>> ages = pd.DataFrame({"numerator": [3, 20, 30], "denominator": [9, 40, 60]})
    >>> everybody = pd.DataFrame({"numerator": [53], "denominator": [109]})
    >>> protect_shares(ages, UNDER_5, whole=everybody)["numerator"].tolist()
    [<NA>, <NA>, 30]
    """
    if not is_proportion:
        return protect_table(frame, [NUMERATOR], rule, whole=whole)
    guarded = protect_proportion(frame[NUMERATOR], frame[DENOMINATOR], rule)
    table = protect_table(
        _with_rest(frame),
        [NUMERATOR, DENOMINATOR, REST],
        rule,
        sums=[(DENOMINATOR, (NUMERATOR, REST))],
        whole=None if whole is None else _with_rest(whole),
        unprinted=[REST],
        weights={DENOMINATOR: DENOMINATOR_WEIGHT},
    ).drop(columns=REST)
    return table.assign(**{NUMERATOR: table[NUMERATOR].mask(guarded.numerator.isna())})


def _with_rest(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**{REST: frame[DENOMINATOR] - frame[NUMERATOR]})
