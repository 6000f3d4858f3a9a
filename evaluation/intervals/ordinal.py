"""Intervals for ordered scores: of two groups of people, and of the same people twice.

In: scores, or how many scored higher and lower. Out: an effect that needs no distance between two
scores, with its interval.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from evaluation.intervals.base import FloatArray, as_floats, check_level

FEWEST_TO_COMPARE: Final = 2
EDGE: Final = 1e-9


class Effect(NamedTuple):
    """An effect and its limits; missing where it cannot be estimated."""

    value: float
    lower: float
    upper: float


NO_EFFECT: Final = Effect(float("nan"), float("nan"), float("nan"))


def relative_effect(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Effect:
    r"""Return how likely a score of the second group is to be higher than one of the first.

    Ties count half: 0.5 where neither tends to be higher.

    Parameters
    ----------
    first, second : array of scores
        Of different people; missing ones are left out.
    level : float

    Returns
    -------
    Effect
        Between 0 and 1; missing with fewer than two scores in either group.

    Notes
    -----
    :math:`\hat p = (\bar R_2 - (n_2 + 1)/2) / n_1` with mid-ranks, and Brunner and Munzel's
    variance on the logit scale with Satterthwaite's degrees of freedom, so that limits stay inside
    0 and 1. Where the groups do not overlap, or nobody differs, that variance is 0 and the limits
    are Newcombe's score limits instead (method 5). Coverage at 95% with scores of 1 to 5, 12 to 30
    in a group, 2,000 samples: 95.7% to 97.1%.

    References
    ----------
    Brunner E, Munzel U (2000), doi:10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U;
    Newcombe RG (2006), doi:10.1002/sim.2324.

    Examples
    --------
    >>> [round(part, 3) for part in relative_effect([1, 2, 2, 3, 3], [2, 3, 3, 4, 5])]
    [0.8, 0.349, 0.968]
    """
    check_level(level)
    one, two = _known(first), _known(second)
    if min(one.size, two.size) < FEWEST_TO_COMPARE:
        return NO_EFFECT
    ranks = stats.rankdata(np.concatenate([one, two]))
    of_one, of_two = ranks[: one.size], ranks[one.size :]
    value = float((of_two.mean() - (two.size + 1) / 2) / one.size)
    parts = (
        _placement_variance(of_one, stats.rankdata(one)) / (one.size * two.size**2),
        _placement_variance(of_two, stats.rankdata(two)) / (two.size * one.size**2),
    )
    variance = sum(parts)
    if variance <= 0 or not EDGE < value < 1 - EDGE:
        return _by_score(value, one.size, two.size, level)
    freedom = variance**2 / sum(
        part**2 / (size - 1) for part, size in zip(parts, (one.size, two.size), strict=True)
    )
    reach = stats.t.isf((1 - level) / 2, freedom) * np.sqrt(variance) / (value * (1 - value))
    middle = np.log(value / (1 - value))
    lower, upper = (float(1 / (1 + np.exp(-(middle + side * reach)))) for side in (-1, 1))
    return Effect(value, lower, upper)


def net_tendency(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Effect:
    """Return how much more often the higher of two scores is one of the second group.

    The relative effect less a half, doubled: -1 to 1 like `net_change`, 0 where neither tends to be
    higher.

    Parameters
    ----------
    first, second, level
        As for `relative_effect`.
    """
    return Effect(*(2 * part - 1 for part in relative_effect(first, second, level)))


def net_change(higher: int, lower: int, people: int, level: float = 0.95) -> Effect:
    r"""Return the share of people who scored higher less that of those who scored lower.

    Parameters
    ----------
    higher, lower, people : int
        How many of the same people scored higher and lower the second time, of how many.
    level : float

    Returns
    -------
    Effect
        Between -1 and 1; missing where there is nobody.

    Raises
    ------
    ValueError
        If a count is negative or more people changed than there are.

    Notes
    -----
    Tango's score limits solve :math:`(b - c - n\Delta)^2 = z^2 n (2\tilde q + \Delta(1 - \Delta))`
    where :math:`\tilde q` is the share that scored lower, at its most likely for that
    :math:`\Delta`. Coverage at 95% with 10 to 30 people, 2,000 samples: 94.4% to 97.4%.

    References
    ----------
    Tango T (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B.

    Examples
    --------
    >>> [round(part, 4) for part in net_change(12, 2, 50)]
    [0.2, 0.0611, 0.3447]
    """
    check_level(level)
    if min(higher, lower) < 0 or higher + lower > people:
        raise ValueError("more people changed than there are, or fewer than none")
    if people == 0:
        return NO_EFFECT
    value = (higher - lower) / people
    deviate = float(stats.norm.isf((1 - level) / 2))

    def beyond(difference: float, side: float) -> float:
        return _tango(difference, higher, lower, people) - side * deviate

    low = -1.0 if value <= -1 + EDGE else optimize.brentq(beyond, -1 + EDGE, value, args=(1,))
    high = 1.0 if value >= 1 - EDGE else optimize.brentq(beyond, value, 1 - EDGE, args=(-1,))
    return Effect(value, float(low), float(high))


def _tango(difference: float, higher: int, lower: int, people: int) -> float:
    linear = -higher - lower + (2 * people - higher + lower) * difference
    constant = -lower * difference * (1 - difference)
    root = np.sqrt(max(linear**2 - 8 * people * constant, 0))
    share = (root - linear) / (4 * people)
    variance = people * (2 * share + difference * (1 - difference))
    away = higher - lower - people * difference
    if abs(away) < EDGE:
        return 0.0
    return float(away / np.sqrt(variance)) if variance > 0 else float(np.copysign(np.inf, away))


def _known(scores: ArrayLike) -> FloatArray:
    found = as_floats(scores)
    known: FloatArray = found[~np.isnan(found)]
    return known


def _placement_variance(ranks: FloatArray, within: FloatArray) -> float:
    """Return the variance of how many of the other group lie below each score."""
    return float(np.var(ranks - within, ddof=1))


def _by_score(value: float, one: int, two: int, level: float) -> Effect:
    """Return Newcombe's limits, which need no variance of the data."""
    deviate = float(stats.norm.isf((1 - level) / 2))
    more = (one + two) / 2 - 1

    def outside(at: float) -> float:
        spread = 1 + more * ((1 - at) / (2 - at) + at / (1 + at))
        return (value - at) ** 2 - deviate**2 * at * (1 - at) * spread / (one * two)

    low = 0.0 if value < EDGE else float(optimize.brentq(outside, EDGE, min(value, 1 - EDGE)))
    high = 1.0 if value > 1 - EDGE else float(optimize.brentq(outside, max(value, EDGE), 1 - EDGE))
    return Effect(value, low, high)
