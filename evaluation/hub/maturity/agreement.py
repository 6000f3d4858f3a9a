"""How far members agree: on each dimension, and over all of them.

In: scores by member. Out: within-group agreement for each dimension; Krippendorff's alpha with an
interval from leaving out each member.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from evaluation.hub.people import FEWEST
from evaluation.intervals import NO_EFFECT, Effect, FloatArray
from evaluation.intervals.base import check_level

FEWEST_PAIRABLE: Final = 2


def within_group(table: pd.DataFrame, least: int, most: int) -> pd.Series:
    r"""Return r(wg) of each dimension: 1 where all score alike, 0 where as far apart as by chance.

    Parameters
    ----------
    table : DataFrame
        From `by_member`.
    least, most : int
        Ends of the scale.

    Notes
    -----
    :math:`r_{wg} = 1 - s^2 / \sigma^2_{EU}` with the variance of an even distribution over the
    scale, :math:`(A^2 - 1)/12` for A steps; negative values count as 0. Missing where fewer than
    `FEWEST` scored.

    References
    ----------
    James LR, Demaree RG, Wolf G (1984), doi:10.1037/0021-9010.69.1.85.
    """
    steps = most - least + 1
    found = (1 - table.var(ddof=1) / ((steps**2 - 1) / 12)).clip(lower=0)
    return found.where(table.notna().sum() >= FEWEST)


def alpha(table: pd.DataFrame) -> float:
    r"""Return Krippendorff's alpha for ordered scores; missing where nothing can be compared.

    Parameters
    ----------
    table : DataFrame
        One row per member, one column per thing that is scored; missing scores are allowed.

    Notes
    -----
    :math:`\alpha = 1 - D_o / D_e` over coincidences of scores within a column, with the squared
    distance of two scores :math:`\left(\sum_{g=c}^{k} n_g - (n_c + n_k)/2\right)^2`. 1 is full
    agreement on which dimensions are high and which low, 0 what chance gives.

    References
    ----------
    Krippendorff K (2011), Computing Krippendorff's alpha-reliability, University of Pennsylvania.
    """
    return _alpha(table.to_numpy(dtype="float64"))


def alpha_with_limits(table: pd.DataFrame, level: float = 0.95) -> Effect:
    """Return alpha with limits that come from leaving out each member in turn.

    Missing where there are fewer than `FEWEST` members or nothing can be compared.

    Notes
    -----
    The jackknife's standard error with Student's t. Resampling members would draw the same member
    twice, who then agrees with themselves: its limits lie too high.

    References
    ----------
    Efron B, Stein C (1981), doi:10.1214/aos/1176345462.
    """
    check_level(level)
    scores = table.to_numpy(dtype="float64")
    members = scores.shape[0]
    if members < FEWEST:
        return NO_EFFECT
    value = _alpha(scores)
    without = np.array([_alpha(np.delete(scores, member, axis=0)) for member in range(members)])
    if np.isnan(value) or np.isnan(without).any():
        return NO_EFFECT
    spread = np.sqrt((members - 1) / members * np.sum((without - without.mean()) ** 2))
    reach = float(stats.t.isf((1 - level) / 2, members - 1) * spread)
    return Effect(value, value - reach, min(value + reach, 1.0))


def _alpha(scores: FloatArray) -> float:
    values = np.unique(scores[~np.isnan(scores)])
    counts = np.stack([(scores == value).sum(axis=0) for value in values], axis=1).astype(float)
    pairable = counts[counts.sum(axis=1) >= FEWEST_PAIRABLE]
    if pairable.size == 0:
        return float("nan")
    totals = pairable.sum(axis=1)
    weighted = pairable / (totals - 1)[:, None]
    coincidences = pairable.T @ weighted - np.diag(weighted.sum(axis=0))
    margins = coincidences.sum(axis=1)
    distances = _ordinal_distances(margins)
    everything = margins.sum()
    expected = float(margins @ distances @ margins) / (everything - 1)
    if expected == 0:
        return float("nan")
    return float(1 - (coincidences * distances).sum() / expected)


def _ordinal_distances(margins: FloatArray) -> NDArray[np.float64]:
    upto = np.cumsum(margins)
    between = np.abs(upto[:, None] - upto[None, :])
    # the sum from c to k less half of both ends, for c below k
    ends = (margins[None, :] - margins[:, None]) / 2
    signed = np.where(upto[None, :] >= upto[:, None], between - ends, between + ends)
    distances: NDArray[np.float64] = signed**2
    return distances
