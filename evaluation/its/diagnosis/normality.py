"""Shape of the residuals: skewness, tails and a test of normality.

A `Fit` comes in; one `CheckResult` goes out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from evaluation.estimate import CheckResult
from evaluation.its.diagnosis.checks import SIGNIFICANCE, p_text
from evaluation.its.diagnosis.residuals import residuals_of
from evaluation.its.fitted.fit import Fit

MOST_FOR_SHAPIRO = 5000  # Royston 1995: its p values are accurate up to there
LOW_POWER = 20  # Razali and Wah 2011: below, Shapiro-Wilk seldom sees what is there


def normality(fit: Fit) -> CheckResult:
    """Return the check of the residuals' shape.

    Parameters
    ----------
    fit : Fit
        A fitted series.

    Returns
    -------
    CheckResult
        Table: statistic, p, skewness, excess_kurtosis, points. Not made where the residuals are
        all the same.

    Notes
    -----
    Shapiro-Wilk's test up to 5,000 points, Jarque and Bera's beyond. Skewness and excess
    kurtosis are moments without correction for the size of the series; both are 0 for the
    normal distribution. Intervals of effects are means of many periods and hardly depend on
    the shape; those of new observations do.

    References
    ----------
    Shapiro SS, Wilk MB (1965), doi:10.1093/biomet/52.3-4.591. Royston P (1995),
    doi:10.2307/2986146. Jarque CM, Bera AK (1987), doi:10.2307/1403192. Razali NM, Wah YB
    (2011), Journal of Statistical Modeling and Analytics 2:21.
    """
    residuals = residuals_of(fit)
    values = residuals.amounts
    kind = "Residuals" if fit.design.family == "gaussian" else "Deviance residuals"
    points = len(values)
    if np.ptp(values) <= np.finfo(np.float64).eps * max(float(np.abs(values).max()), 1.0):
        return CheckResult(
            "Normality of residuals", None, f"{kind} are all the same: they have no shape."
        )
    name = "Shapiro-Wilk" if points <= MOST_FOR_SHAPIRO else "Jarque-Bera"
    test = stats.shapiro if points <= MOST_FOR_SHAPIRO else stats.jarque_bera
    statistic, p_value = (float(each) for each in test(values))
    skewness, kurtosis = float(stats.skew(values)), float(stats.kurtosis(values))
    passed = p_value >= SIGNIFICANCE
    table = pd.DataFrame(
        {
            "test": [name],
            "statistic": [statistic],
            "p": [p_value],
            "skewness": [skewness],
            "excess_kurtosis": [kurtosis],
            "points": [points],
        }
    )
    found = "show no clear departure from" if passed else "depart from"
    text = (
        f"{kind} {found} the normal distribution ({name}, p {p_text(p_value)}; skewness "
        f"{skewness:.2f}, excess kurtosis {kurtosis:.2f})."
    )
    if passed and points < LOW_POWER:
        text += f" With {points} points the test would miss most departures."
    if not passed:
        text += " Intervals of new observations may be off; those of effects depend on it less."
    return CheckResult("Normality of residuals", passed, text, table)
