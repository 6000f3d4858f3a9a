"""Compares two cycles of an audit, to say whether the re-audit found an improvement."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from evaluation.audit.bounded import BoundedResults, shares_at
from evaluation.audit.compliance import NEVER, PERCENT, numerators, percentage
from evaluation.audit.counts import group_columns
from evaluation.audit.precision import USUAL, Precision
from evaluation.intervals import (
    FloatArray,
    Interval,
    Pairs,
    as_floats,
    mover_difference,
    mover_ratio,
    paired_difference,
)

IMPROVED: Final = "improved"
WORSENED: Final = "worsened"
NO_CLEAR_CHANGE: Final = "no clear change"
NOT_COMPARABLE: Final = "not comparable"

COUNTED: Final = ("numerator", "eligible", "target")


def compare_cycles(
    counts: pd.DataFrame,
    targets: Mapping[str, float | None],
    first: Hashable,
    second: Hashable,
    level: float = 0.95,
    *,
    precision: Precision = USUAL,
    pairs: Mapping[str, Pairs] | None = None,
    bounded: BoundedResults | None = None,
) -> pd.DataFrame:
    """Compare the percentage of each criterion in two cycles.

    Parameters
    ----------
    counts : DataFrame
        Counts as `protect_results` returns them; suppressed ones are NA.
    targets : mapping of criterion to percent or None
        A target of 0 turns the direction: less is then better.
    first, second : cycle
        The cycles to compare.
    level : float
        Nominal coverage of the limits.
    precision : Precision
        Which interval. A finite population or a census does not count here: a change is a
        statement about the process that gave the records, not about those records alone.
    pairs : mapping of criterion to Pairs, optional
        Protected counts of records that are in both cycles: those criteria have Newcombe's limits
        of paired proportions, and their percentages and difference are of the pairs.
    bounded : mapping of (criterion, cycle) to Bounded, optional
        Of counts that came suppressed, not by group: percentages and difference are midway, the
        limits reach from the lowest to the highest, and there is no ratio.

    Returns
    -------
    DataFrame, one row per criterion and group found in either cycle
        criterion, groups, percent_first, percent_second, difference (second less first,
        percentage points) with lower and upper, ratio (second over first) with ratio_lower and
        ratio_upper, is_paired, n (eligible records of both) and verdict:
        "improved" or "worsened" where the interval excludes no difference, "no clear change", or
        "not comparable" where either cycle is absent, suppressed or without eligible records.

    Raises
    ------
    InvalidInput
        If a criterion has no entry in `targets`.

    References
    ----------
    Newcombe RG (1998), Statistics in Medicine 17:873-890, method 10.
    """
    keys = ["criterion", *group_columns(counts)]
    counted = counts[[*keys, "cycle"]].join(numerators(counts, targets))
    counted = counted[counted["cycle"].isin([first, second])]
    compared = counted[keys].drop_duplicates()
    for cycle, which in ((first, "first"), (second, "second")):
        of_cycle = counted.loc[counted["cycle"] == cycle, [*keys, *COUNTED]]
        compared = compared.merge(
            of_cycle.rename(columns={column: f"{column}_{which}" for column in COUNTED}),
            on=keys,
            how="left",
        )
    table = _measured(compared, keys, (first, second), level, precision, bounded or {})
    table = _with_pairs(table, pairs or {}, level)
    target = compared["target_first"].fillna(compared["target_second"])
    return table.assign(verdict=_verdict(table, less_is_better=target == NEVER))


def _measured(
    compared: pd.DataFrame,
    keys: list[str],
    cycles: tuple[Hashable, Hashable],
    level: float,
    precision: Precision,
    bounded: BoundedResults,
) -> pd.DataFrame:
    """Return percentages, difference and ratio of both cycles, independent of each other."""
    parts: dict[str, pd.Series] = {}
    limits: dict[str, Interval] = {}
    for cycle, which in zip(cycles, ("first", "second"), strict=True):
        met, eligible = compared[f"numerator_{which}"], compared[f"eligible_{which}"]
        parts[which] = percentage(met, eligible) / PERCENT
        own = pd.Series([cycle] * len(compared), index=compared.index, dtype=object)
        limits[which] = Precision(precision.method).limits(met, eligible, own, level)
    args = (parts["second"], limits["second"], parts["first"], limits["first"])
    difference, ratio = mover_difference(*args), mover_ratio(*args)
    exact = compared[keys].assign(
        percent_first=PERCENT * parts["first"],
        percent_second=PERCENT * parts["second"],
        difference=PERCENT * (parts["second"] - parts["first"]),
        lower=PERCENT * difference.lower,
        upper=PERCENT * difference.upper,
        ratio=parts["second"] / parts["first"].where(parts["first"] > 0),
        ratio_lower=ratio.lower,
        ratio_upper=ratio.upper,
        is_paired=False,
        n=compared["eligible_first"] + compared["eligible_second"],
    )
    shares = [(as_floats(parts[which]), limits[which]) for which in ("first", "second")]
    return _with_bounded(exact, cycles, shares, bounded) if bounded else exact


def _with_bounded(
    exact: pd.DataFrame,
    cycles: tuple[Hashable, Hashable],
    shares: Sequence[tuple[FloatArray, Interval]],
    bounded: BoundedResults,
) -> pd.DataFrame:
    """Return changes with those that rest on suppressed counts from their lowest to their highest.

    Both limits rise with the second share and its limits, and fall with those of the first.
    """
    criteria = exact["criterion"]
    (first_least, first_most), (second_least, second_most) = (
        [shares_at(criteria, cycle, of, bounded, end) for end in ("least", "most")]
        for cycle, of in zip(cycles, shares, strict=True)
    )
    is_so = np.any([[(str(name), cycle) in bounded for name in criteria] for cycle in cycles], 0)
    first = (first_least[0] + first_most[0]) / 2
    second = (second_least[0] + second_most[0]) / 2
    found = {
        "percent_first": first,
        "percent_second": second,
        "difference": second - first,
        "lower": mover_difference(*second_least, *first_most).lower,
        "upper": mover_difference(*second_most, *first_least).upper,
    }
    nothing = ("ratio", "ratio_lower", "ratio_upper", "n")
    return exact.assign(
        **{name: exact[name].mask(is_so, PERCENT * values) for name, values in found.items()},
        **{name: exact[name].mask(is_so) for name in nothing},
    )


def _with_pairs(table: pd.DataFrame, pairs: Mapping[str, Pairs], level: float) -> pd.DataFrame:
    """Return a table in which linked criteria have the numbers of their pairs."""
    found = table.copy()
    for row in table.index[table["criterion"].astype(str).isin(list(pairs))]:
        of = pairs[str(table.loc[row, "criterion"])]
        first, second = (
            PERCENT * (of.both + part) / of.total for part in (of.first_only, of.second_only)
        )
        limits = paired_difference(of, level)
        found.loc[row, ["percent_first", "percent_second", "difference"]] = [
            first,
            second,
            second - first,
        ]
        found.loc[row, ["lower", "upper"]] = [
            PERCENT * float(limits.lower),
            PERCENT * float(limits.upper),
        ]
        found.loc[row, ["ratio_lower", "ratio_upper"]] = [np.nan, np.nan]
        found.loc[row, "ratio"] = second / first if first > 0 else np.nan
        found.loc[row, "is_paired"] = True
        found.loc[row, "n"] = of.total
    return found


def _verdict(table: pd.DataFrame, *, less_is_better: pd.Series) -> pd.Series:
    is_higher, is_lower = table["lower"] > 0, table["upper"] < 0
    chosen = np.select(
        [
            table["difference"].isna(),
            np.where(less_is_better, is_lower, is_higher),
            np.where(less_is_better, is_higher, is_lower),
        ],
        [NOT_COMPARABLE, IMPROVED, WORSENED],
        default=NO_CLEAR_CHANGE,
    )
    return pd.Series(chosen, index=table.index, dtype="string")
