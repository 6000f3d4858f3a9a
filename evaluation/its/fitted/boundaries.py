"""Boundaries that an estimator does not report itself: few degrees of freedom, rho near 1.

The terms and the `Solution` of a fit come in; sentences go out.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from evaluation.its.estimation.approximate_t import ADVISED_DEGREES, FEW_DEGREES_WARNING
from evaluation.its.estimation.gaussian import NEAR_LIMIT
from evaluation.its.estimation.solution import Solution, StudentT

NEAR_ONE_WARNING = (
    "The autocorrelation is about {rho:.2f}, near 1: the series hardly returns to its line, little "
    "is known of where that lies, and other methods may differ much."
)
# the estimators' own warnings of the same
SAYS_SO_ALREADY = re.compile(r"autocorrelation (at lag 1 )?is (about )?-?\d")


def boundary_warnings(terms: pd.DataFrame, solution: Solution) -> tuple[str, ...]:
    """Return what a reader must know of a fit at a boundary, beside its own warnings.

    Parameters
    ----------
    terms : DataFrame, one row per term
        Columns term and df, as in `Fit.terms`.
    solution : Solution
        The estimator's answer.

    Notes
    -----
    One t distribution with fewer than 3 degrees of freedom for all terms, and an
    autocorrelation of 0.9 or more. Methods with degrees of freedom of their own for each term
    report these themselves.
    """
    found = []
    if isinstance(solution.uncertainty, StudentT):
        few = terms["df"].to_numpy(dtype=np.float64) < ADVISED_DEGREES
        if few.any():
            named = ", ".join(terms.loc[few, "term"])
            found.append(FEW_DEGREES_WARNING.format(terms=named))
    is_said = any(SAYS_SO_ALREADY.search(warning) for warning in solution.warnings)
    if solution.rho is not None and abs(solution.rho) >= NEAR_LIMIT and not is_said:
        found.append(NEAR_ONE_WARNING.format(rho=solution.rho))
    return tuple(found)
