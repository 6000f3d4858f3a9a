"""The proportional odds model of ordered answers, with weights and with answers in clusters.

In: answers, a design matrix, weights, and which answers are of the same person. Out: an
`OrdinalFit`. statsmodels' `OrderedModel` maximises the same likelihood, and the tests hold this one
against it; it knows no weights and takes a hundred times as long, which simulations cannot afford.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from evaluation.intervals import FloatArray

MOST_STEPS: Final = 60
MOST_HALVINGS: Final = 30
CLOSE_ENOUGH: Final = 1e-9
STEEPEST: Final = 12.0
"""A log odds ratio or its error beyond this means that the answers separate."""
RIDGE: Final = 1e-10
TINY: Final = 1e-300


@dataclass(frozen=True, eq=False)
class OrdinalFit:
    """A fitted model.

    Parameters
    ----------
    thresholds : array, categories - 1
    slopes : array, columns of the design
        Log odds ratios of a higher answer.
    covariance : array, (categories - 1 + columns) squared
        Of thresholds and then slopes; robust to clusters where there were some.
    clusters : int
        Independent units: people.
    log_likelihood : float
    has_converged : bool
        Whether the maximum was found; not where answers separate.
    """

    thresholds: FloatArray
    slopes: FloatArray
    covariance: FloatArray
    clusters: int
    log_likelihood: float
    has_converged: bool

    def slope_error(self, column: int) -> float:
        """Return the standard error of a log odds ratio, infinite where there is none."""
        place = self.thresholds.size + column
        variance = float(self.covariance[place, place])
        return float(np.sqrt(variance)) if variance > 0 else np.inf

    def is_finite(self, column: int) -> bool:
        """Return whether a log odds ratio has an estimate: its answers do not separate."""
        steepest = max(abs(float(self.slopes[column])), self.slope_error(column))
        return self.has_converged and steepest < STEEPEST


def fit_proportional_odds(
    answers: NDArray[np.integer[Any]],
    design: FloatArray,
    weights: FloatArray | None = None,
    people: NDArray[np.integer[Any]] | None = None,
) -> OrdinalFit:
    r"""Return the proportional odds model of answers.

    Parameters
    ----------
    answers : array of int, n
        Categories 0, 1, ... of which each occurs.
    design : array, n by columns
        Without a constant.
    weights : array, n, optional
        How much each answer counts; frequencies or weights for non-response.
    people : array of int, n, optional
        Who gave each answer. Then, and with weights, errors are those of the sandwich.

    Raises
    ------
    ValueError
        If there are fewer than two categories or one of them does not occur.

    Notes
    -----
    :math:`P(Y \le k \mid x) = F(\theta_k - x^\top\beta)` with the logistic F. Newton's method with
    halved steps on the log likelihood, which is concave (Pratt 1981). The sandwich is
    :math:`H^{-1} \left(\frac{G}{G-1}\sum_g s_g s_g^\top\right) H^{-1}` with the scores
    :math:`s_g` of G people.

    References
    ----------
    McCullagh P (1980), doi:10.1111/j.2517-6161.1980.tb01109.x; Pratt JW (1981),
    doi:10.1080/01621459.1981.10477626; Liang K-Y, Zeger SL (1986), doi:10.1093/biomet/73.1.13.

    Examples
    --------
    >>> answers = np.repeat([0, 1, 0, 1], [30, 10, 20, 20])
    >>> wave = np.repeat([0.0, 1.0], 40)[:, None]
    >>> fit = fit_proportional_odds(answers, wave)
    >>> round(float(np.exp(fit.slopes[0])), 3), round(fit.slope_error(0), 4)
    (3.0, 0.483)
    """
    categories = int(answers.max()) + 1 if answers.size else 0
    if categories < 2 or np.unique(answers).size != categories:
        raise ValueError("an ordinal model needs two categories or more, each of which occurs")
    weight = np.ones(answers.size) if weights is None else np.asarray(weights, dtype="float64")
    problem = _Problem(answers, design, weight, categories)
    place = problem.start()
    likelihood = problem.log_likelihood(place)
    has_converged = False
    for _ in range(MOST_STEPS):
        scores, curvature = problem.derivatives(place)
        step = np.linalg.solve(curvature + RIDGE * np.eye(place.size), scores.sum(axis=0))
        found = problem.best_along(place, step, likelihood)
        if found is None:
            has_converged = bool(np.abs(step).max() < np.sqrt(CLOSE_ENOUGH))
            break
        gain = found[1] - likelihood
        place, likelihood = found
        if gain < CLOSE_ENOUGH:
            has_converged = True
            break
    scores, curvature = problem.derivatives(place)
    bread: FloatArray = np.linalg.pinv(curvature).astype("float64")
    is_robust = people is not None or weights is not None
    who = np.arange(answers.size) if people is None else np.unique(people, return_inverse=True)[1]
    units = int(who.max()) + 1
    covariance = _sandwich(bread, scores, who, units) if is_robust else bread
    cuts = categories - 1
    return OrdinalFit(
        place[:cuts], place[cuts:], covariance, units, float(likelihood), has_converged
    )


def _sandwich(
    bread: FloatArray, scores: FloatArray, who: NDArray[np.integer[Any]], units: int
) -> FloatArray:
    if units < 2:
        return np.full_like(bread, np.nan)
    sums = np.zeros((units, scores.shape[1]))
    np.add.at(sums, who, scores)
    middle = sums.T @ sums * units / (units - 1)
    covariance: FloatArray = bread @ middle @ bread
    return covariance


class _Problem:
    """The likelihood of one data set; parameters are thresholds and then slopes."""

    def __init__(
        self,
        answers: NDArray[np.integer[Any]],
        design: FloatArray,
        weight: FloatArray,
        categories: int,
    ) -> None:
        cuts = np.eye(categories - 1)
        self.weight = weight
        self.share = np.bincount(answers, weight, categories)
        self.has_above = answers < categories - 1
        self.has_below = answers > 0
        above = cuts[np.minimum(answers, categories - 2)] * self.has_above[:, None]
        below = cuts[np.maximum(answers - 1, 0)] * self.has_below[:, None]
        self.above = np.hstack([above, -design * self.has_above[:, None]])
        self.below = np.hstack([below, -design * self.has_below[:, None]])

    def start(self) -> FloatArray:
        """Return the maximum without slopes."""
        below = np.cumsum(self.share)[:-1] / self.share.sum()
        slopes = np.zeros(self.above.shape[1] - below.size)
        return np.concatenate([np.log(below / (1 - below)), slopes])

    def log_likelihood(self, place: FloatArray) -> float:
        """Return it; minus infinity where thresholds are out of order."""
        probability = self._parts(place)[2]
        if (probability <= 0).any():
            return -np.inf
        return float(self.weight @ np.log(probability))

    def derivatives(self, place: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the weighted scores, answers by parameters, and the observed information."""
        upper, lower, probability = self._parts(place)
        probability = np.maximum(probability, TINY)
        density_up, density_low = upper * (1 - upper), lower * (1 - lower)
        up, low = density_up / probability, -density_low / probability
        scores = self.weight[:, None] * (up[:, None] * self.above + low[:, None] * self.below)
        bend_up = density_up * (1 - 2 * upper) / probability - up**2
        bend_low = -density_low * (1 - 2 * lower) / probability - low**2
        both = (self.weight * -up * low)[:, None] * self.above
        cross = both.T @ self.below
        curvature = -(
            self.above.T @ ((self.weight * bend_up)[:, None] * self.above)
            + self.below.T @ ((self.weight * bend_low)[:, None] * self.below)
            + cross
            + cross.T
        )
        return scores, curvature

    def best_along(
        self, place: FloatArray, step: FloatArray, likelihood: float
    ) -> tuple[FloatArray, float] | None:
        """Return the first place along a step that is better, halving the step; or None."""
        for halving in range(MOST_HALVINGS):
            tried = place + step / 2**halving
            found = self.log_likelihood(tried)
            if found > likelihood:
                return tried, found
        return None

    def _parts(self, place: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        upper = np.where(self.has_above, expit(self.above @ place), 1.0)
        lower = np.where(self.has_below, expit(self.below @ place), 0.0)
        return upper, lower, upper - lower
