"""The distance between two rows of a design matrix: an effect without its table.

What `effects` does for a fit and its dates, for one period and a bare `Solution`: for the many
refits of a sensitivity analysis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluation.its.designs.scale import Scale
from evaluation.its.estimation.solution import FloatArray, Solution

Limits = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Contrast:
    """A row as it was, and as it would be without the interruptions.

    Parameters
    ----------
    fitted, counterfactual : ndarray, length k
        Rows of a design matrix.
    known : float
        Part of both linear predictors that is not estimated, such as a control's line.
    """

    fitted: FloatArray
    counterfactual: FloatArray
    known: float = 0.0

    def absolute(self, solution: Solution, scale: Scale, level: float) -> Limits:
        """Return the difference on the outcome's own scale with its limits."""
        fitted, other = self._predictors(solution)
        slope, other_slope = scale.derivative(np.array([fitted, other]))
        value, other_value = scale.natural(np.array([fitted, other]))
        gradient = slope * self.fitted - other_slope * self.counterfactual
        return _limits(solution, float(value - other_value), gradient, level)

    def relative(self, solution: Solution, scale: Scale, level: float) -> Limits | None:
        """Return the ratio less 1 with its limits; None where the counterfactual is not above 0.

        On a log or logit scale limits of the log ratio, exponentiated; else by the delta method.
        """
        predictors = np.array(self._predictors(solution))
        value, other = (float(each) for each in scale.natural(predictors))
        if other <= 0:
            return None
        slope, other_slope = scale.derivative(predictors)
        shift, share = slope * self.fitted, other_slope * self.counterfactual / other
        if not scale.is_ratio:
            gradient = shift / other - value / other * share
            return _limits(solution, value / other - 1, gradient, level)
        found = _limits(solution, float(np.log(value / other)), shift / value - share, level)
        estimate, lower, upper = (float(each) for each in np.expm1(found))
        return estimate, lower, upper

    def _predictors(self, solution: Solution) -> tuple[float, float]:
        rows = (self.fitted, self.counterfactual)
        fitted, other = (self.known + float(row @ solution.coefficients) for row in rows)
        return fitted, other


def _limits(solution: Solution, estimate: float, gradient: FloatArray, level: float) -> Limits:
    lower, upper = solution.uncertainty.limits(estimate, gradient, level)
    return estimate, float(lower), float(upper)
