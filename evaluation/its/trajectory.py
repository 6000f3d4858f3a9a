"""The lines of the chart: observed, fitted and what would have been without the interruptions.

A `Fit` comes in; a table with one row per period of the treated series goes out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from evaluation.its.fit import Fit
from evaluation.its.new_observations import observation_limits
from evaluation.its.scale import scale_of

TRAJECTORY_COLUMNS = (
    "time",
    "observed",
    "fitted",
    "counterfactual",
    "counterfactual_lower",
    "counterfactual_upper",
    "observation_lower",
    "observation_upper",
    "is_excluded",
    "is_after",
)


def trajectory(fit: Fit) -> pd.DataFrame:
    """Return the observed, fitted and counterfactual lines of the treated series.

    Parameters
    ----------
    fit : Fit
        A fitted series.

    Returns
    -------
    DataFrame, one row per period in the data, by time
        time (first day), observed, fitted, counterfactual and its limits on the outcome's own
        scale (rates where there is a denominator, proportions for binomial families), the
        limits of a new observation without the interruptions,
        is_excluded (left out of the fit by the design), is_after (from the first
        interruption on). Before it the counterfactual is the fitted line. Periods that are
        not in the data have no row.

    Notes
    -----
    The limits `counterfactual_lower` and `_upper` are those of the counterfactual mean: they
    hold the uncertainty of the coefficients, not the noise of single periods. Those of new
    observations, `observation_lower` and `_upper`, hold both: see `observation_limits`. With a
    control the counterfactual keeps the changes that the controls show. After a log transform
    lines are geometric means.
    """
    table = fit.series.table
    treated = table["is_treated"].to_numpy(dtype=bool)
    rows = table[treated]
    names = [interruption.name for interruption in fit.design.interruptions]
    without = fit.matrix.without(names)[treated]
    coefficients = fit.solution.coefficients
    scale, uncertainty = scale_of(fit.design), fit.solution.uncertainty
    limits = [
        uncertainty.limits(float(row @ coefficients), row, fit.design.level) for row in without
    ]
    lower, upper = np.array(limits, dtype=np.float64).T
    observations = observation_limits(fit, without, rows["denominator"].to_numpy(np.float64))
    columns = {
        "time": rows["period"],
        "observed": rows["outcome"] / rows["denominator"],
        "fitted": scale.natural(fit.matrix.entries[treated] @ coefficients),
        "counterfactual": scale.natural(without @ coefficients),
        "counterfactual_lower": scale.natural(lower),
        "counterfactual_upper": scale.natural(upper),
        "observation_lower": observations[0],
        "observation_upper": observations[1],
        "is_excluded": rows["is_excluded"],
        "is_after": rows["position"] >= min(fit.series.starts.values()),
    }
    return pd.DataFrame(columns).reset_index(drop=True)[list(TRAJECTORY_COLUMNS)]
