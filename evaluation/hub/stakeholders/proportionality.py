"""Whether a change is the same at every step of a scale, as proportional odds say.

In: answers of one item in two waves. Out: Brant's statistic for the wave, and one check over many
items.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit

from evaluation.estimate import CheckResult
from evaluation.hub.stakeholders.proportional_odds import fit_proportional_odds
from evaluation.intervals import FloatArray

CHECK: Final = "Same change at every step of the scale"
FEWEST_AT_A_STEP: Final = 5
LIMIT: Final = 0.05
FEWEST_STEPS: Final = 2


@dataclass(frozen=True)
class Brant:
    """Brant's test of one slope.

    Parameters
    ----------
    statistic : float
        Chi-squared.
    freedom : int
    probability : float
        Of a statistic as large where the slopes are the same.
    """

    statistic: float
    freedom: int
    probability: float


def brant_test(
    scores: NDArray[np.int_], design: FloatArray, fewest: int = FEWEST_AT_A_STEP
) -> Brant | None:
    r"""Return Brant's test that the first slope is the same at every step.

    Parameters
    ----------
    scores : array of int, n
    design : array, n by columns
        Without a constant; the first column, 0 or 1, is tested.
    fewest : int
        Answers of a wave on either side of a step below which the step is left out.

    Returns
    -------
    Brant or None
        None where fewer than two steps are left, or their models have no finite estimate.

    Notes
    -----
    Logistic models of :math:`Y > k` for each step k give slopes :math:`b_k` with covariance
    :math:`(X^\top W_{kk} X)^{-1} X^\top W_{kl} X (X^\top W_{ll} X)^{-1}`, where :math:`W_{kl}` is
    diagonal with :math:`\pi_l (1 - \pi_k)` for :math:`k \le l`; the statistic is the Wald
    statistic of their differences.

    References
    ----------
    Brant R (1990), doi:10.2307/2532457.

    Examples
    --------
    >>> table = np.array([[14, 10, 3, 2], [11, 7, 8, 4]])  # Lydersen et al. (2012)
    >>> scores = np.repeat(np.tile(np.arange(4), 2), table.ravel())
    >>> wave = np.repeat([0.0, 1.0], table.sum(axis=1))[:, None]
    >>> found = brant_test(scores, wave, fewest=1)
    >>> round(found.statistic, 3), found.freedom
    (1.668, 2)
    """
    steps = _usable_steps(scores, design[:, 0] > 0, fewest)
    if len(steps) < FEWEST_STEPS:
        return None
    constant = np.hstack([np.ones((scores.size, 1)), design])
    slopes, shares, inverses = [], [], []
    for step in steps:
        fit = fit_proportional_odds((scores > step).astype(int), design)
        if not fit.is_finite(0):
            return None
        share = expit(design @ fit.slopes - fit.thresholds[0])
        slopes.append(fit.slopes[0])
        shares.append(share)
        weight = share * (1 - share)
        inverses.append(np.linalg.pinv(constant.T @ (weight[:, None] * constant)))
    size = len(steps)
    covariance = np.empty((size, size))
    for k in range(size):
        for later in range(k, size):
            weight = shares[later] * (1 - shares[k])
            middle = constant.T @ (weight[:, None] * constant)
            covariance[k, later] = (inverses[k] @ middle @ inverses[later])[1, 1]
            covariance[later, k] = covariance[k, later]
    contrast = np.hstack([np.ones((size - 1, 1)), -np.eye(size - 1)])
    apart = contrast @ np.array(slopes)
    statistic = float(apart @ np.linalg.pinv(contrast @ covariance @ contrast.T) @ apart)
    return Brant(statistic, size - 1, float(stats.chi2.sf(statistic, size - 1)))


def _usable_steps(scores: NDArray[np.int_], is_last: NDArray[np.bool_], fewest: int) -> list[int]:
    steps = np.unique(scores)[:-1]
    return [
        int(step)
        for step in steps
        if all(
            min((own > step).sum(), (own <= step).sum()) >= fewest
            for own in (scores[is_last], scores[~is_last])
        )
    ]


def brant_tests(by_item: Mapping[str, pd.DataFrame]) -> dict[str, Brant]:
    """Return Brant's test of the wave within groups, for each item that allows it.

    Parameters
    ----------
    by_item : mapping of item to DataFrame
        Answers of two waves: is_last bool, group string, score int.
    """
    found = {item: _of_item(answers) for item, answers in by_item.items()}
    return {item: test for item, test in found.items() if test is not None}


def items_apart(tests: Mapping[str, Brant]) -> list[str]:
    """Return the items whose change differs between the steps of the scale.

    Those whose probability is below `LIMIT` over the number of items tested (Bonferroni).
    """
    return [item for item, test in tests.items() if test.probability < LIMIT / len(tests)]


def proportionality_check(tests: Mapping[str, Brant], labels: Mapping[str, str]) -> CheckResult:
    """Return whether the change of each item is about the same at every step of its scale.

    Parameters
    ----------
    tests : mapping of item to Brant
    labels : mapping of item to str
        What a reader calls each.
    """
    table = pd.DataFrame(
        [
            (labels[item], test.statistic, test.freedom, test.probability)
            for item, test in tests.items()
        ],
        columns=["item", "statistic", "degrees of freedom", "probability"],
    )
    if not tests:
        text = "No item has enough answers at each step of the scale to see whether steps differ."
        return CheckResult(CHECK, None, text, table)
    apart = [labels[item] for item in items_apart(tests)]
    if not apart:
        text = (
            f"For none of the {len(tests)} items that could be tested does the change differ "
            "between the steps of the scale by more than chance allows."
        )
        return CheckResult(CHECK, passed=True, text=text, table=table)
    text = (
        f"For {len(apart)} of {len(tests)} items the change differs between the steps of the "
        f"scale: {'; '.join(apart)}. There, the comparison by favourable or not only is the one "
        "to read; it stands in the table below."
    )
    return CheckResult(CHECK, passed=False, text=text, table=table)


def _of_item(answers: pd.DataFrame) -> Brant | None:
    if answers.empty or answers["is_last"].nunique() < FEWEST_STEPS:
        return None
    wave = answers["is_last"].to_numpy(dtype="float64")[:, None]
    groups = pd.get_dummies(answers["group"], drop_first=True).to_numpy(dtype="float64")
    return brant_test(answers["score"].to_numpy(), np.hstack([wave, groups]))
