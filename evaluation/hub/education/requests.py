"""Requests for education: what waits and for how long, and how long it takes to answer one.

In: the table education-requests and a day. Out: counts by status, ages, and the median time to an
answer in which requests that still wait count for as long as they have waited.
"""

from __future__ import annotations

import datetime as dt
import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight

from evaluation.intervals import NO_EFFECT, Effect

STATUSES: Final = ("waiting", "planned", "met", "declined")
OPEN: Final = ("waiting", "planned")
HALF: Final = 0.5
FEWEST: Final = 2


@dataclass(frozen=True)
class Requests:
    """What became of requests by a day.

    Parameters
    ----------
    counts : dict of str to int
        By status.
    oldest_days : int or None
        Age of the oldest that waits; None where none does.
    answered : Effect
        Median days to an answer with its limits; missing where it is not reached.
    """

    counts: dict[str, int]
    oldest_days: int | None
    answered: Effect


def requests_on(requests: pd.DataFrame, day: dt.date) -> Requests:
    """Return what became of the requests that had come in by a day.

    Parameters
    ----------
    requests : DataFrame
        The table education-requests.
    day : date
        A request closed later was then still open; it counts as waiting.

    Notes
    -----
    The median is Kaplan and Meier's, with limits by the complementary log-log.

    References
    ----------
    Kaplan EL, Meier P (1958), doi:10.1080/01621459.1958.10501452; Klein JP, Moeschberger ML (2003),
    Survival Analysis, section 4.5.
    """
    at = pd.Timestamp(day)
    own = requests[requests["received"] <= at]
    is_closed = own["closed"] <= at
    status = own["status"].where(is_closed | own["status"].isin(list(OPEN)), OPEN[0])
    counts = {name: int(status.eq(name).sum()) for name in STATUSES}
    waiting = (at - own.loc[status.eq("waiting"), "received"]).dt.days
    days = (own["closed"].where(is_closed, at) - own["received"]).dt.days
    return Requests(
        counts,
        int(waiting.max()) if len(waiting) else None,
        median_days(days.to_numpy(dtype="float64"), is_closed.to_numpy(dtype="float64")),
    )


def median_days(days: np.ndarray, is_answered: np.ndarray) -> Effect:
    """Return the median of waiting times of which some have not ended, with its limits.

    Parameters
    ----------
    days : array of float
        How long each has waited.
    is_answered : array of 0 or 1
        Whether it has ended.

    Returns
    -------
    Effect
        Missing where fewer than half have ended by any time; an open upper limit is infinite.
    """
    if len(days) < FEWEST or not is_answered.any():
        return NO_EFFECT
    curve = SurvfuncRight(days, is_answered)
    value = float(curve.quantile(HALF))
    if not np.isfinite(value):
        return NO_EFFECT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where everything has ended
        lower, upper = curve.quantile_ci(HALF, method="cloglog")
    return Effect(value, float(lower), float(upper))
