"""How far scorers agree on the order: Kendall's coefficient of concordance, with ties.

In: a round. Out: W with the number of scorers it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from evaluation.hub.horizon.ranking import DECIMALS, Round, weighted_scores
from evaluation.intervals import FloatArray

FEWEST = 2


@dataclass(frozen=True)
class Concordance:
    """Kendall's W.

    Parameters
    ----------
    value : float
        1 where all scorers rank alike, 0 where their ranks cancel out; missing where it cannot be
        worked out.
    scorers : int
        Those who scored every innovation, of whom it is.
    left_out : int
        Those who did not.
    """

    value: float
    scorers: int
    left_out: int


def concordance(found: Round) -> Concordance:
    """Return the agreement of scorers on the order of innovations by the stated weights.

    Each scorer's own weighted scores are ranked; who left an innovation out entirely is not in it.
    """
    own = np.full(found.scores.shape[:2], np.nan)
    for scorer, scores in enumerate(found.scores):
        own[scorer] = weighted_scores(scores[None], found.weights)
    is_whole = ~np.isnan(own).any(axis=1)
    whole = np.round(own[is_whole], DECIMALS)  # equal scores stay ties however they were summed
    return Concordance(kendalls_w(whole), int(is_whole.sum()), int((~is_whole).sum()))


def kendalls_w(scores: FloatArray) -> float:
    r"""Return Kendall's W of scores, one row per judge and one column per object.

    Notes
    -----
    :math:`W = 12 S / (m^2 (n^3 - n) - m \sum_j T_j)` with S the squared deviations of the sums of
    mid-ranks and :math:`T_j = \sum (t^3 - t)` over the ties of judge j.

    References
    ----------
    Kendall MG, Gibbons JD (1990), Rank Correlation Methods, chapter 6.

    Examples
    --------
    >>> round(kendalls_w(np.array([[1, 2, 3], [1, 2, 3], [2, 1, 3]])), 4)
    0.7778
    """
    judges, objects = scores.shape if scores.ndim == 2 else (0, 0)
    if judges < FEWEST or objects < FEWEST:
        return float("nan")
    places = np.apply_along_axis(stats.rankdata, 1, scores)
    sums = places.sum(axis=0)
    spread = float(((sums - sums.mean()) ** 2).sum())
    ties = sum(
        float((counts**3 - counts).sum())
        for counts in (np.unique(row, return_counts=True)[1] for row in places)
    )
    most = judges**2 * (objects**3 - objects) - judges * ties
    return 12 * spread / most if most > 0 else float("nan")
