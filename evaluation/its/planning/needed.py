"""How long a series must be: the fewest periods whose simulated power reaches what is wanted.

The `Trials` of a plan come in; one `Needed` for each error and effect goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import linalg, special

from evaluation.errors import InvalidInput
from evaluation.its.estimation.solution import FloatArray
from evaluation.its.planning.planned import Change
from evaluation.its.planning.planned_errors import Errors
from evaluation.its.planning.trials import Trial, Trials
from evaluation.its.preparation.series import MINIMUM_POINTS

Kind = Literal["after", "balanced"]

MOST_STEPS = 16  # of one search; three or four are usual
ERRORS = 2  # Monte Carlo standard errors of the range of what is needed
WEAKEST, SURE = 0.05, 0.999  # efficiency and power beyond which no prediction is made


@dataclass(frozen=True)
class Needed:
    """The shortest series that reaches the wanted power.

    Parameters
    ----------
    kind : {"after", "balanced"}
        Whether only the periods after were searched, or both sides with as many on each.
    trial : Trial
        At the length found; where none reaches the wanted power, the best one that was tried.
    is_reached : bool
        Whether the wanted power is reached.
    most : int
        Largest number of periods on a side that was considered.
    lower, upper : int or None
        Numbers of periods after at which the power passes the wanted one less, and plus, two
        Monte Carlo standard errors: how far chance in the simulation may move what is needed.
        Between lengths that were tried they are predicted; None beyond what was considered.
    """

    kind: Kind
    trial: Trial
    is_reached: bool
    most: int
    lower: int | None = None
    upper: int | None = None


def needed(trials: Trials) -> tuple[Needed, ...]:
    """Return how many periods are needed, by the plan's first method.

    Parameters
    ----------
    trials : Trials
        Of a plan with a largest number of periods to search.

    Returns
    -------
    tuple of Needed
        For each error and effect: after each number of periods before, and balanced. Empty
        where the plan asks for no search.

    Notes
    -----
    All lengths share the same random numbers, so that the smallest one is not a matter of luck
    between neighbours. Where to look next is predicted from the exact power of a test that knows
    the autocovariances, and from how much less the method reached where it was tried; what is
    returned rests on simulations only. The period before the one found was tried too and falls
    short. The Monte Carlo error of the power is that of every trial.
    """
    plan = trials.plan
    if plan.most is None:
        return ()
    return tuple(
        _search(trials, errors, change, before)
        for errors in plan.errors
        for change in plan.effects
        for before in (*plan.before, None)
    )


def _search(trials: Trials, errors: Errors, change: Change, before: int | None) -> Needed:
    """Return the shortest series with a number of periods before, or with as many on each side."""
    plan = trials.plan
    most = plan.most or MINIMUM_POINTS
    sizes, signal = _signals(trials, errors, change, before)
    if not sizes:
        raise InvalidInput(
            f"No series of up to {most} periods on a side is long enough for the model.",
            "Search further, or use fewer seasonal terms.",
        )

    def attempt(size: int) -> Trial:
        return trials.trial(errors, before or size, size, change, plan.methods[0])

    tried = {size: attempt(size) for size in sizes if _is_planned(trials, before, size)}
    best = _fewest(sizes, signal, tried, attempt, plan.wanted_power, plan.level)
    found = tried[best]
    power = _predicted(sizes, signal, tried, plan.level)
    chance = ERRORS * found.power_error
    return Needed(
        kind="balanced" if before is None else "after",
        trial=found,
        is_reached=found.power >= plan.wanted_power,
        most=most,
        lower=_first(sizes, power, plan.wanted_power - chance),
        upper=_first(sizes, power, plan.wanted_power + chance),
    )


def _is_planned(trials: Trials, before: int | None, size: int) -> bool:
    """Return whether a length is in the plan's own table, so that its trial is known."""
    return size in trials.plan.after and (before or size) in trials.plan.before


def _fewest(
    sizes: list[int],
    signal: FloatArray,
    tried: dict[int, Trial],
    attempt: Callable[[int], Trial],
    wanted: float,
    level: float,
) -> int:
    """Return the smallest size that reaches the wanted power, else that of most power tried."""
    for _ in range(MOST_STEPS):
        guess = _next(sizes, signal, tried, wanted, level)
        if guess in tried:
            break
        tried[guess] = attempt(guess)
    reached = [size for size in sizes if size in tried and tried[size].power >= wanted]
    return min(reached) if reached else max(tried, key=lambda size: tried[size].power)


def _next(
    sizes: list[int], signal: FloatArray, tried: dict[int, Trial], wanted: float, level: float
) -> int:
    """Return the size to try next; one that was tried if the search is at its end."""
    power = _predicted(sizes, signal, tried, level)
    first = _first(sizes, power, wanted)
    if first is None:
        return sizes[int(np.argmax(power))]
    place = sizes.index(first)
    if first in tried and place > 0 and sizes[place - 1] not in tried:
        return sizes[place - 1]
    return first


def _predicted(
    sizes: list[int], signal: FloatArray, tried: dict[int, Trial], level: float
) -> FloatArray:
    """Return the power of each size: as simulated where it was, as predicted elsewhere.

    The power of a test that knows the autocovariances is ndtr(signal - quantile); the method's
    is predicted by as much less signal as it had at the sizes tried, between them by
    interpolation.
    """
    quantile = float(special.ndtri((1 + level) / 2))
    known = [size for size in sizes if size in tried]
    place = [sizes.index(size) for size in known]
    efficiency = np.ones(len(sizes))
    if known:
        reached = np.clip([tried[size].power for size in known], 1 - SURE, SURE)
        shares = (special.ndtri(reached) + quantile) / signal[place]
        efficiency = np.interp(np.log(sizes), np.log(known), np.maximum(shares, WEAKEST))
    power = np.asarray(special.ndtr(efficiency * signal - quantile), dtype=np.float64)
    power[place] = [tried[size].power for size in known]
    return power


def _first(sizes: list[int], power: FloatArray, wanted: float) -> int | None:
    enough = np.flatnonzero(power >= wanted)
    return sizes[int(enough[0])] if len(enough) else None


def _signals(
    trials: Trials, errors: Errors, change: Change, before: int | None
) -> tuple[list[int], FloatArray]:
    """Return the sizes that can be fitted, and effect over standard error if all is known."""
    plan = trials.plan
    most = plan.most or MINIMUM_POINTS
    length = (before or most) + most
    factor = np.linalg.cholesky(linalg.toeplitz(errors.covariances(length)))
    whitener = linalg.solve_triangular(factor, np.eye(length), lower=True)
    sizes = range(MINIMUM_POINTS, most + 1)
    found = dict(_signal_of_each(trials, whitener, change, before, sizes))
    return list(found), np.array(list(found.values()))


def _signal_of_each(
    trials: Trials, whitener: FloatArray, change: Change, before: int | None, sizes: range
) -> Iterator[tuple[int, float]]:
    plan = trials.plan
    for size in sizes:
        try:
            matrix = plan.problem(before or size, size).matrix
        except InvalidInput:  # too short for the model
            continue
        rows, terms = matrix.shape
        triangle = np.linalg.qr(whitener[:rows, :rows] @ matrix, mode="r")
        weights = linalg.solve_triangular(triangle, plan.contrast(size, terms), trans="T")
        signal = abs(plan.size(change, size)) / float(np.linalg.norm(weights))
        if signal > 0:
            yield size, signal
