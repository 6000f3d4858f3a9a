"""Diagnostics of a fit: all checks, with correlogram, normality, influence and the line before.

A `Fit` comes in; `CheckResult`s go out. They describe; they do not choose a model.
"""

from __future__ import annotations

from evaluation.estimate import CheckResult
from evaluation.its.diagnosis.checks import checks
from evaluation.its.diagnosis.correlogram import correlogram
from evaluation.its.diagnosis.influence import influence
from evaluation.its.diagnosis.normality import normality
from evaluation.its.diagnosis.pretrend import parallel_pretrends, pretrend_linearity
from evaluation.its.fitted.fit import Fit


def diagnostics(fit: Fit) -> list[CheckResult]:
    """Return everything there is to say about how well a fit's model holds.

    Parameters
    ----------
    fit : Fit
        A fitted series.

    Returns
    -------
    list of CheckResult
        Those of `checks`, then the correlogram, normality of residuals, influence of single
        periods, straightness of the trend before and, with a control, parallel trends before.

    Notes
    -----
    None of them proves that the model is right, and none is a reason to exchange the method
    that was fixed beforehand: to choose by a test and then to take the interval at face value
    ruins the interval's coverage.
    """
    parallel = parallel_pretrends(fit)
    return [
        *checks(fit),
        correlogram(fit),
        normality(fit),
        influence(fit),
        pretrend_linearity(fit),
        *([] if parallel is None else [parallel]),
    ]
