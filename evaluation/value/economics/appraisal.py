"""Costs and benefits brought together: net value, ratios and payback, with intervals by draws.

In: streams of one appraisal. Out: present values, their ratios, and the time until costs are
covered; where a number is not defined, the reason in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from evaluation.estimate import DEFAULT_LEVEL
from evaluation.value.economics.discounting import Scheme, discount_factors
from evaluation.value.economics.flows import Amount, FloatArray, Stream, total

NO_COSTS = "there are no costs above 0 to divide by"
COSTS_NEAR_NOUGHT = "in some draws the costs are not above 0, so that a ratio means nothing"
ROUNDING = 1e-9  # of the largest amount, so that costs covered exactly are not short by a rounding
NEVER = "benefits do not cover the costs within the years looked at"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A result with its interval, or the reason why there is none.

    Parameters
    ----------
    value, lower, upper : float or None
    mean : float or None
        Mean of the draws.
    reason : str
        Why there is no value, or no limit.
    """

    value: float | None
    lower: float | None
    upper: float | None
    mean: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Appraisal:
    """What an appraisal found, in the first year's value and prices of one year.

    Parameters
    ----------
    costs, benefits, net : Amount
        Present values.
    npsv : Quantity
        Net present social value, benefits less costs.
    bcr, roi : Quantity
        Benefits over costs; net value over costs.
    payback : Quantity
        Years until the cumulative net value, discounted, is 0 or more and stays so.
    share_above : float
        Share of draws in which benefits exceed costs.
    share_repaid : float
        Share of draws in which costs are covered within the years.
    cumulative : tuple of Quantity
        Net value up to each year, discounted.
    level : float
        Coverage of the intervals.
    """

    costs: Amount
    benefits: Amount
    net: Amount
    npsv: Quantity
    bcr: Quantity
    roi: Quantity
    payback: Quantity
    share_above: float
    share_repaid: float
    cumulative: tuple[Quantity, ...] = field(default=())
    level: float = DEFAULT_LEVEL


def appraise(
    streams: Sequence[Stream], scheme: Scheme = "green-book", level: float = DEFAULT_LEVEL
) -> Appraisal:
    """Return what streams of costs and benefits come to.

    Parameters
    ----------
    streams : sequence of Stream
        All of the same years and draws; at least one.
    scheme : {"green-book", "nice"}
        Of discounting.
    level : float
        Coverage of the intervals.

    Notes
    -----
    NPSV = PV(benefits) - PV(costs); BCR = PV(benefits) / PV(costs); ROI = NPSV / PV(costs). Values
    are those at the point values of the inputs; limits are percentiles of the draws. Payback is
    interpolated within its year.

    References
    ----------
    HM Treasury (2022), The Green Book, chapters 5 and 6.

    Raises
    ------
    ValueError
        If there is no stream.
    """
    if not streams:
        raise ValueError("an appraisal needs at least one stream")
    years, draws = streams[0].point.shape[0], streams[0].draws.shape[0]
    money, health = discount_factors(years, scheme), discount_factors(years, scheme, health=True)
    nothing = Amount(0.0, np.zeros(draws))
    sides = {
        side: total(own, money, health) if own else nothing
        for side in ("cost", "benefit")
        for own in ([stream for stream in streams if stream.side == side],)
    }
    costs, benefits = sides["cost"], sides["benefit"]
    net = benefits - costs
    point, drawn = _net_by_year(streams, money, health)
    running, running_draws = np.cumsum(point), np.cumsum(drawn, axis=1)
    repaid = _paybacks(running_draws)
    return Appraisal(
        costs=costs,
        benefits=benefits,
        net=net,
        npsv=quantity(net, level),
        bcr=ratio(benefits, costs, level),
        roi=ratio(net, costs, level),
        payback=_payback(float(_paybacks(running[None, :])[0]), repaid, level),
        share_above=float(np.mean(net.draws > 0)),
        share_repaid=float(np.mean(np.isfinite(repaid))),
        cumulative=tuple(
            quantity(Amount(float(running[year]), running_draws[:, year]), level)
            for year in range(years)
        ),
        level=level,
    )


def quantity(amount: Amount, level: float = DEFAULT_LEVEL) -> Quantity:
    """Return an amount with the percentile interval of its draws.

    Examples
    --------
    >>> quantity(Amount(2.0, np.arange(5.0)), 0.5)
    Quantity(value=2.0, lower=1.0, upper=3.0, mean=2.0, reason='')
    """
    lower, upper = np.quantile(amount.draws, _tails(level))
    return Quantity(amount.point, float(lower), float(upper), float(amount.draws.mean()))


def ratio(over: Amount, under: Amount, level: float = DEFAULT_LEVEL) -> Quantity:
    """Return a ratio to costs, or why it is not defined.

    Parameters
    ----------
    over, under : Amount
        `under` must be above 0 in every draw for an interval.
    """
    if under.point <= 0:
        return Quantity(None, None, None, reason=NO_COSTS)
    if (under.draws <= 0).any():
        return Quantity(None, None, None, reason=COSTS_NEAR_NOUGHT)
    return quantity(Amount(over.point / under.point, over.draws / under.draws), level)


def _net_by_year(
    streams: Sequence[Stream], money: FloatArray, health: FloatArray
) -> tuple[FloatArray, FloatArray]:
    point = np.zeros(money.shape[0])
    drawn = np.zeros(streams[0].draws.shape)
    for stream in streams:
        weights = (health if stream.health else money) * (1 if stream.side == "benefit" else -1)
        point += stream.point * weights
        drawn += stream.draws * weights
    return point, drawn


def _paybacks(running: FloatArray) -> FloatArray:
    """Return for each row of cumulative net values when it turns to 0 or more for good.

    In years from the start of the first year; infinite where it does not.
    """
    before = np.hstack([np.zeros((running.shape[0], 1)), running[:, :-1]])
    rounding = ROUNDING * np.max(np.abs(running), axis=1, keepdims=True)
    is_short = running < -rounding
    years = np.arange(running.shape[1])
    last_short = np.where(is_short.any(axis=1), np.max(np.where(is_short, years, -1), axis=1), -1)
    turning = np.minimum(last_short + 1, running.shape[1] - 1)
    rows = np.arange(running.shape[0])
    start, end = before[rows, turning], running[rows, turning]
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.where(start < 0, -start / (end - start), 0.0)
    found = np.where(last_short < 0, 0.0, turning + within)
    return np.where(last_short == running.shape[1] - 1, np.inf, found)


def _payback(point: float, drawn: FloatArray, level: float) -> Quantity:
    lower, upper = (
        float(limit) for limit in np.quantile(drawn, _tails(level), method="inverted_cdf")
    )
    finite = [limit if np.isfinite(limit) else None for limit in (point, lower, upper)]
    reason = NEVER if not np.isfinite(point) else ""
    return Quantity(finite[0], finite[1], finite[2], reason=reason)


def _tails(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2
