"""What a funnel says of each unit: within limits, alert or alarm, and on which side.

Values and limits come in; words go out. An outlier starts an enquiry; it is no verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import pandas as pd

from evaluation.intervals import FloatArray
from evaluation.monitoring.funnels.options import Better

Status = Literal["alarm", "alert", "within limits", "not shown", "no denominator"]

ALARM: Final = "alarm"
ALERT: Final = "alert"
WITHIN: Final = "within limits"
NOT_SHOWN: Final = "not shown"
NO_DENOMINATOR: Final = "no denominator"
OUTLIERS: Final = (ALARM, ALERT)

DIRECTION_WORDS: Final = MappingProxyType(
    {
        "increase": ("better than expected", "worse than expected"),
        "decrease": ("worse than expected", "better than expected"),
        "neither": ("higher than expected", "lower than expected"),
    }
)
"""What a value above the upper and below the lower limit is, by which way is better."""

LIMIT_NAMES: Final = ("lower_95", "upper_95", "lower_998", "upper_998")


def statuses(value: FloatArray, limits: Mapping[str, FloatArray], size: FloatArray) -> pd.Series:
    """Return the status of each unit, strictly beyond the limits.

    Parameters
    ----------
    value : array of float
        Missing where suppressed.
    limits : mapping of the names of `LIMIT_NAMES` to array
    size : array of float
        Denominators.

    References
    ----------
    HQIP (2024), Outlier policy for national clinical audits: alert beyond two, alarm beyond three
    standard deviations.

    Examples
    --------
    >>> limits = {name: np.array([edge]) for name, edge in zip(LIMIT_NAMES, (2, 8, 1, 9))}
    >>> statuses(np.array([1.5]), limits, np.array([40.0])).tolist()
    ['alert']
    """
    found = np.select(
        [
            size == 0,
            np.isnan(value),
            (value < limits["lower_998"]) | (value > limits["upper_998"]),
            (value < limits["lower_95"]) | (value > limits["upper_95"]),
        ],
        [NO_DENOMINATOR, NOT_SHOWN, ALARM, ALERT],
        default=WITHIN,
    )
    return pd.Series(found, dtype="string")


def directions(status: pd.Series, value: FloatArray, target: float, better: Better) -> pd.Series:
    """Return of outliers what they are, such as "worse than expected"; empty for the others."""
    above, below = DIRECTION_WORDS[better]
    is_out = status.isin(OUTLIERS).to_numpy()
    found = np.select([is_out & (value > target), is_out], [above, below], default="")
    return pd.Series(found, dtype="string")
