"""The correlogram: residual autocorrelations, whole and partial, with their bounds.

A `Fit` comes in; one `CheckResult` goes out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from evaluation.estimate import CheckResult
from evaluation.its.diagnosis.checks import MOST_LAGS
from evaluation.its.diagnosis.residuals import residuals_of
from evaluation.its.fitted.fit import Fit
from evaluation.its.preparation.periods import periods_per_year

SHARE_INSIDE = 0.95
LARGEST_PART = 4  # lags beyond a quarter of the series are too rough: Box and Jenkins 1976


def correlogram(fit: Fit) -> CheckResult:
    """Return residual autocorrelations by lag.

    Parameters
    ----------
    fit : Fit
        A fitted series.

    Returns
    -------
    CheckResult
        Table: lag, pairs (of rows that far apart, gaps and units respected), autocorrelation,
        partial, bound. It informs; it does not pass or fail.

    Notes
    -----
    Lags up to a year (at most 12), or a quarter of the series. Without autocorrelation each
    lies within -+ 1.96 / sqrt(n) about 95 times in 100; at small lags of a fitted model more
    often.

    References
    ----------
    Box GEP, Pierce DA (1970), doi:10.1080/01621459.1970.10481180.
    """
    residuals = residuals_of(fit)
    year = int(np.clip(round(periods_per_year(fit.design.frequency)), 1, MOST_LAGS))
    lags = max(min(year, residuals.periods // LARGEST_PART), 1)
    bound = float(special.ndtri((1 + SHARE_INSIDE) / 2)) / np.sqrt(len(residuals.amounts))
    table = pd.DataFrame(
        {
            "lag": range(1, lags + 1),
            "pairs": [residuals.pairs(lag) for lag in range(1, lags + 1)],
            "autocorrelation": residuals.autocorrelations(lags),
            "partial": residuals.partial_autocorrelations(lags),
            "bound": bound,
        }
    )
    outside = table.loc[table["autocorrelation"].abs() > bound, "lag"].tolist()
    where = f" (lag {_listed(outside)})" if outside else ""
    return CheckResult(
        name="Correlogram",
        passed=None,
        text=f"{len(outside)} of {lags} residual autocorrelations lie beyond {bound:.2f}{where}; "
        f"without autocorrelation about 5 in 100 do.",
        table=table,
    )


def _listed(lags: list[int]) -> str:
    words = [str(lag) for lag in lags]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
