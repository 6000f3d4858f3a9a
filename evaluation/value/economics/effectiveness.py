"""Cost per outcome: the incremental ratio, the plane behind it, and whether it is worth it.

In: an incremental cost and an incremental effect as point values and joint draws. Out: the ratio
with an interval where one exists, shares of the four quadrants, net monetary benefit, acceptability
and the value of perfect information.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evaluation.estimate import DEFAULT_LEVEL
from evaluation.value.economics.appraisal import Quantity, quantity
from evaluation.value.economics.flows import Amount, FloatArray

Quadrant = Literal["dominant", "dominated", "trade-off", "saves-for-less"]
QUADRANTS: tuple[Quadrant, ...] = ("dominant", "trade-off", "saves-for-less", "dominated")
QUARTER_TURN = np.pi / 2

EFFECT_UNCLEAR = (
    "the interval of the effect includes no effect, so that a cost for a unit of it means nothing"
)
NO_EFFECT = "there is no gain to divide by"
LIMIT_OPEN = "the draws reach round to no gain, so that the ratio has no limit on one side"


@dataclass(frozen=True)
class CostEffectiveness:
    """What an outcome costs.

    Parameters
    ----------
    cost, effect : Amount
        Additional cost and additional outcome.
    icer : Quantity
        Cost for a unit of the outcome; below 0 where the innovation saves money and has an effect.
    quadrants : dict of str to float
        Share of draws: "dominant" (more effect, less cost), "trade-off" (more of both),
        "saves-for-less" (less of both), "dominated" (less effect, more cost).
    """

    cost: Amount
    effect: Amount
    icer: Quantity
    quadrants: dict[Quadrant, float]


@dataclass(frozen=True)
class Acceptability:
    """How probable it is that an innovation is worth its cost, by what a unit is worth.

    Parameters
    ----------
    thresholds : array
        What is paid for a unit of the outcome.
    probability : array
        Share of draws in which the net monetary benefit is above 0.
    frontier : array
        Share of draws in which the choice with the higher mean net benefit is the better one, which
        is the innovation where that mean is above 0 and no innovation elsewhere.
    net_benefit : tuple of Quantity
        Net monetary benefit at each threshold.
    perfect_information : array
        Expected value of perfect information for this one decision, in money.
    """

    thresholds: FloatArray
    probability: FloatArray
    frontier: FloatArray
    net_benefit: tuple[Quantity, ...]
    perfect_information: FloatArray


def cost_effectiveness(
    cost: Amount, effect: Amount, level: float = DEFAULT_LEVEL
) -> CostEffectiveness:
    """Return what a unit of an outcome costs.

    Parameters
    ----------
    cost, effect : Amount
        Increments against no innovation, from the same draws.
    level : float
        Coverage of the interval.

    Notes
    -----
    A ratio has no order round an effect of 0, so the draws are ordered by their angle on the plane
    of cost against effect. Limits are the tangents of the percentiles of the angle. There are none
    where the percentile interval of the effect includes 0; a limit is missing where the angle
    reaches past the axis of cost.

    References
    ----------
    Fieller EC (1954); Briggs A, Fenn P (1998), doi:10.1002/(SICI)1099-1050(199812)7:8<723::
    AID-HEC392>3.0.CO;2-O.
    """
    more, dear = effect.draws > 0, cost.draws > 0
    quadrants: dict[Quadrant, float] = {
        "dominant": float(np.mean(more & ~dear)),
        "trade-off": float(np.mean(more & dear)),
        "saves-for-less": float(np.mean(~more & ~dear)),
        "dominated": float(np.mean(~more & dear)),
    }
    return CostEffectiveness(cost, effect, _ratio(cost, effect, level), quadrants)


def acceptability(
    found: CostEffectiveness, thresholds: Sequence[float], level: float = DEFAULT_LEVEL
) -> Acceptability:
    """Return how probable it is that an innovation is worth it, at some prices of the outcome.

    Parameters
    ----------
    found : CostEffectiveness
    thresholds : sequence of float
        What a unit of the outcome is worth, 0 or more.

    Notes
    -----
    Net monetary benefit = threshold x effect - cost. The value of perfect information is
    mean(max(NMB, 0)) - max(mean(NMB), 0).

    References
    ----------
    Fenwick E, Claxton K, Sculpher M (2001), doi:10.1002/hec.635: acceptability curve and frontier.
    """
    worth = [
        Amount(
            price * found.effect.point - found.cost.point,
            price * found.effect.draws - found.cost.draws,
        )
        for price in thresholds
    ]
    return Acceptability(
        thresholds=np.asarray(thresholds, dtype="float64"),
        probability=np.asarray([float(np.mean(item.draws > 0)) for item in worth]),
        frontier=np.asarray([_frontier(item.draws) for item in worth]),
        net_benefit=tuple(quantity(item, level) for item in worth),
        perfect_information=np.asarray([_perfect_information(item.draws) for item in worth]),
    )


def _frontier(draws: FloatArray) -> float:
    share = float(np.mean(draws > 0))
    return share if draws.mean() > 0 else 1 - share


def _perfect_information(draws: FloatArray) -> float:
    return float(np.maximum(draws, 0).mean() - max(draws.mean(), 0.0))


def _ratio(cost: Amount, effect: Amount, level: float) -> Quantity:
    tails = ((1 - level) / 2, (1 + level) / 2)
    least, most = np.quantile(effect.draws, tails)
    if effect.point <= 0 or most <= 0:
        return Quantity(None, None, None, reason=NO_EFFECT)
    point = cost.point / effect.point
    if least <= 0:
        return Quantity(None, None, None, reason=EFFECT_UNCLEAR)
    angles = np.arctan2(cost.draws, effect.draws)
    limits = [float(limit) for limit in np.quantile(angles, tails)]
    inside = [abs(limit) < QUARTER_TURN for limit in limits]
    lower, upper = (
        float(np.tan(limit)) if is_inside else None
        for limit, is_inside in zip(limits, inside, strict=True)
    )
    return Quantity(point, lower, upper, reason="" if all(inside) else LIMIT_OPEN)
