"""Says whether an inequality narrowed, widened or turned round between two periods.

Two values with limits come in, of different people; their difference with limits and a verdict
that the interval supports go out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from evaluation.intervals import Interval, mover_difference

ChangeVerdict = Literal["narrowed", "widened", "reversed", "no clear change", "not comparable"]

METHOD_OF_DIFFERENCE: Final = "after less before, MOVER over the limits of each"
METHOD_OF_RATIO: Final = "after over before, MOVER over the log limits of each"


@dataclass(frozen=True, slots=True)
class Bounded:
    """A value with its limits; None where it cannot be shown or does not exist."""

    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class InequalityChange:
    """How an inequality changed.

    Parameters
    ----------
    value, lower, upper : float or None
        After less before; of ratios after over before.
    verdict : {"narrowed", "widened", "reversed", "no clear change", "not comparable"}
    """

    value: float | None
    lower: float | None
    upper: float | None
    verdict: ChangeVerdict


NOT_COMPARABLE: Final = InequalityChange(None, None, None, "not comparable")


def change_of_difference(before: Bounded, after: Bounded) -> InequalityChange:
    """Return how a difference (a gap, a slope index) changed; 0 is equality.

    Notes
    -----
    MOVER takes the two periods as independent: it does not hold for the same people measured
    twice. The verdict follows the interval of the change: while it includes nought there is no
    clear change. Otherwise the inequality is "reversed" where its sign turned and it is now as
    large as before or clearly on the other side, else "narrowed" or "widened" by its size.

    References
    ----------
    Zou GY, Donner A (2008), doi:10.1002/sim.3095.

    Examples
    --------
    >>> change_of_difference(Bounded(-30, -35, -25), Bounded(-12, -17, -7)).verdict
    'narrowed'
    """
    first, second = _known(before), _known(after)
    if first is None or second is None:
        return NOT_COMPARABLE
    lower, upper = _moved(first, second)
    verdict = _verdict(first, second, lower, upper)
    return InequalityChange(second[0] - first[0], lower, upper, verdict)


def change_of_ratio(before: Bounded, after: Bounded) -> InequalityChange:
    """Return how a ratio changed, as after over before; 1 is equality.

    Examples
    --------
    >>> change = change_of_ratio(Bounded(0.5, 0.4, 0.625), Bounded(0.9, 0.8, 1.0125))
    >>> round(change.value, 2), change.verdict
    (1.8, 'narrowed')
    """
    first, second = _logged(before), _logged(after)
    if first is None or second is None:
        return NOT_COMPARABLE
    lower, upper = _moved(first, second)
    verdict = _verdict(first, second, lower, upper)
    factor = float(np.exp(second[0] - first[0]))
    return InequalityChange(factor, float(np.exp(lower)), float(np.exp(upper)), verdict)


_Triple = tuple[float, float, float]


def _known(bounded: Bounded) -> _Triple | None:
    value, lower, upper = bounded.value, bounded.lower, bounded.upper
    if value is None or lower is None or upper is None:
        return None
    triple = (value, lower, upper)
    return triple if np.isfinite(triple).all() else None


def _logged(bounded: Bounded) -> _Triple | None:
    known = _known(bounded)
    if known is None or min(known) <= 0:
        return None
    value, lower, upper = np.log(known).tolist()
    return value, lower, upper


def _moved(first: _Triple, second: _Triple) -> tuple[float, float]:
    limits = mover_difference(second[0], _limits(second), first[0], _limits(first))
    return float(limits.lower), float(limits.upper)


def _limits(triple: _Triple) -> Interval:
    return Interval(np.asarray(triple[1]), np.asarray(triple[2]))


def _verdict(first: _Triple, second: _Triple, lower: float, upper: float) -> ChangeVerdict:
    if lower <= 0 <= upper:
        return "no clear change"
    is_clear = second[1] > 0 or second[2] < 0
    is_smaller = abs(second[0]) < abs(first[0])
    if first[0] * second[0] < 0 and (is_clear or not is_smaller):
        return "reversed"
    return "narrowed" if is_smaller else "widened"
