"""Says whether each criterion of an audit is met, by its interval and not by its percentage alone.

Counts and targets come in; percentages with Wilson limits and a status go out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from evaluation.audit.bounded import BoundedResults, at_end, is_bounded
from evaluation.audit.counts import COUNTS, KEYS, group_columns
from evaluation.audit.precision import USUAL, Precision
from evaluation.errors import InvalidInput
from evaluation.intervals import as_floats

PERCENT: Final = 100
ALWAYS: Final = 100
"""Target of a quality statement (NICE, Using the quality standard: aspire to 100%)."""
NEVER: Final = 0
"""Target of a statement that something should not be done (same source)."""

MET: Final = "met"
NOT_MET: Final = "not met"
UNCERTAIN: Final = "uncertain"
NO_TARGET: Final = "no target"
SUPPRESSED: Final = "suppressed"
NONE_ELIGIBLE: Final = "no eligible records"


def compliance(
    counts: pd.DataFrame,
    targets: Mapping[str, float | None],
    level: float = 0.95,
    *,
    precision: Precision = USUAL,
    bounded: BoundedResults | None = None,
) -> pd.DataFrame:
    """Compare the percentage of each criterion and cycle with its target.

    Parameters
    ----------
    counts : DataFrame
        Counts as `protect_results` returns them; suppressed ones are NA.
    targets : mapping of criterion to percent or None
        0 for a "should not" criterion, None where nothing is set.
    level : float
        Nominal coverage of the limits.
    precision : Precision
        Which interval, and whether the population is finite or was audited whole.
    bounded : mapping of (criterion, cycle) to Bounded, optional
        Of rows whose counts are NA because some of them came suppressed.

    Returns
    -------
    DataFrame, one row per row of `counts`
        The counts, then percent, lower, upper; percent_recorded, lower_recorded and
        upper_recorded (among records that say either way); target; status.

    Raises
    ------
    InvalidInput
        If a criterion has no entry in `targets`.

    Notes
    -----
    What is not recorded counts against the standard: as not met, and for a target of 0 as met
    (done). Status is "met" where the lower limit reaches the target, "not met" where the upper
    limit misses it, "uncertain" between. No interval can confirm a target of 100 or 0, so these
    are met where every eligible record complies, and not met otherwise; look at the limits of a
    small audit before believing it. A complete census is judged by its percentage: there is nothing
    to infer.

    Where counts came suppressed the percentage is midway between the least and the most that they
    allow, the limits reach from the lowest to the highest, and the status is "uncertain" unless it
    is the same at both ends. Each limit rises with the records that are met and falls with the
    others (the square of the distance of k from nP, over nP(1-P), does), so that both ends bound
    all that lies between.

    References
    ----------
    HQIP (2020), Best practice in clinical audit; Newcombe RG (1998), Statistics in Medicine
    17:857-872; Manski CF (2003), Partial Identification of Probability Distributions, chapter 1.
    """
    counted = numerators(counts, targets)
    cycle = counts["cycle"]
    limits = precision.limits(counted["numerator"], counted["eligible"], cycle, level)
    recorded = precision.limits(counted["met"], counted["recorded"], cycle, level)
    table = counts[[*KEYS, *group_columns(counts), *COUNTS]].assign(
        percent=percentage(counted["numerator"], counted["eligible"]),
        lower=PERCENT * limits.lower,
        upper=PERCENT * limits.upper,
        percent_recorded=percentage(counted["met"], counted["recorded"]),
        lower_recorded=PERCENT * recorded.lower,
        upper_recorded=PERCENT * recorded.upper,
        target=counted["target"],
    )
    table = table.assign(status=_status(table, is_census=precision.is_census))
    return _with_bounded(table, bounded) if bounded else table


def _with_bounded(table: pd.DataFrame, bounded: BoundedResults) -> pd.DataFrame:
    """Return results with those whose counts came suppressed from their lowest to their highest."""
    least, most = (at_end(table, bounded, end) for end in ("least", "most"))
    at_least, at_most = (_status(end, is_census=False) for end in (least, most))
    is_so = is_bounded(table, bounded)
    return table.assign(
        percent=table["percent"].mask(is_so, (least["percent"] + most["percent"]) / 2),
        lower=table["lower"].mask(is_so, least["lower"]),
        upper=table["upper"].mask(is_so, most["upper"]),
        status=table["status"].mask(is_so, at_least.where(at_least == at_most, UNCERTAIN)),
    )


def numerators(counts: pd.DataFrame, targets: Mapping[str, float | None]) -> pd.DataFrame:
    """Return numerator, eligible, met, recorded and target of each row, as floats.

    The numerator is `met`; for a target of 0 it is every eligible record that is not known to
    comply, `met_or_unknown`. `met` is missing where it is suppressed, or where rounding alone
    makes it equal to `recorded`.
    """
    unknown = ~counts["criterion"].isin(list(targets))
    if unknown.any():
        raise InvalidInput(
            f"{int(unknown.sum())} rows of the audit have a criterion without a target.",
            "List the criterion in the project's standards, or correct its id.",
        )
    target = as_floats(counts["criterion"].map(dict(targets)).astype("Float64"))
    met, not_met, either, eligible, recorded = (
        as_floats(counts[column])
        for column in ("met", "not_met", "met_or_unknown", "eligible", "recorded")
    )
    is_false_whole = (met == recorded) & np.isnan(not_met)
    return pd.DataFrame(
        {
            "numerator": np.where(target == NEVER, either, met),
            "eligible": eligible,
            "met": np.where(is_false_whole, np.nan, met),
            "recorded": recorded,
            "target": target,
        },
        index=counts.index,
    )


def percentage(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Return numerators in percent of their denominators, missing where there is nobody."""
    return PERCENT * numerator / denominator.where(denominator > 0)


def _status(table: pd.DataFrame, *, is_census: bool) -> pd.Series:
    percent, target = table["percent"], table["target"]
    is_extreme = target.isin([ALWAYS, NEVER])
    lower, upper = (percent, percent) if is_census else (table["lower"], table["upper"])
    chosen = np.select(
        [
            (table["eligible"] == 0).fillna(value=False).to_numpy(dtype="bool"),
            percent.isna(),
            target.isna(),
            (is_extreme & (percent == target)) | (~is_extreme & (lower >= target)),
            is_extreme | (upper < target),
        ],
        [NONE_ELIGIBLE, SUPPRESSED, NO_TARGET, MET, NOT_MET],
        default=UNCERTAIN,
    )
    return pd.Series(chosen, index=table.index, dtype="string")
