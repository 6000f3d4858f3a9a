"""The scales on which units vary alike whatever their value, and limits that allow for more.

Counts and a target come in; z-scores, weights and limits adjusted for overdispersion go out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from evaluation.intervals import FloatArray, Interval, as_floats

RIGHT_ANGLE: Final = np.pi / 2
SHMI_DECIMALS: Final = 2
"""Expected deaths are rounded so before z (NHS Digital, SHMI specification)."""


@dataclass(frozen=True)
class Scale:
    """A scale on which the standard error depends on the size of a unit alone.

    Parameters
    ----------
    name : str
    transform : callable
        From value and target to the distance from the target: a fraction itself, or observed over
        expected.
    back : callable
        From target and distance to the value.
    error : callable
        Standard error from the size: people, or expected events.
    """

    name: str
    transform: Callable[[FloatArray, float], FloatArray]
    back: Callable[[float, FloatArray], FloatArray]
    error: Callable[[FloatArray], FloatArray]


def _arcsine(value: FloatArray, target: float) -> FloatArray:
    return np.asarray(np.arcsin(np.sqrt(value)) - np.arcsin(np.sqrt(target)))


def _arcsine_back(target: float, distance: FloatArray) -> FloatArray:
    """Return a proportion; beyond 0 and 1 the sine would turn round, so it stays there."""
    angle = np.clip(np.arcsin(np.sqrt(target)) + distance, 0, RIGHT_ANGLE)
    return np.asarray(np.sin(angle) ** 2)


def _logarithm(value: FloatArray, target: float) -> FloatArray:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(value / target))


def _logarithm_back(target: float, distance: FloatArray) -> FloatArray:
    return np.asarray(target * np.exp(distance))


def _root(value: FloatArray, target: float) -> FloatArray:
    return np.asarray(np.sqrt(value / target) - 1)


def _root_back(target: float, distance: FloatArray) -> FloatArray:
    """Return a value; below 0 the square would rise again, so it stays there."""
    return np.asarray(target * np.maximum(1 + distance, 0) ** 2)


def _half_error(size: FloatArray) -> FloatArray:
    return np.asarray(1 / (2 * np.sqrt(size)))


def _whole_error(size: FloatArray) -> FloatArray:
    return np.asarray(1 / np.sqrt(size))


SCALES: Final = MappingProxyType(
    {
        "arcsine": Scale("arcsine", _arcsine, _arcsine_back, _half_error),
        "shmi": Scale("shmi", _logarithm, _logarithm_back, _whole_error),
        "cqc": Scale("cqc", _root, _root_back, _half_error),
    }
)


def z_scores(scale: Scale, value: FloatArray, target: float, size: FloatArray) -> FloatArray:
    """Return how many standard errors each unit is from the target; minus infinity for log 0.

    Notes
    -----
    arcsine: 2 sqrt(n) (asin sqrt p - asin sqrt P). shmi: sqrt(E) ln(O/E). cqc: 2 sqrt(E)
    (sqrt(O/E) - 1).
    """
    return np.asarray(scale.transform(value, target) / scale.error(size))


def adjusted_limits(
    scale: Scale, target: float, size: ArrayLike, tau2: float, level: float
) -> Interval:
    """Return limits that allow units to differ by more than chance.

    Parameters
    ----------
    scale : Scale
    target : float
        A fraction for the scale arcsine; observed over expected, such as 1, for the others.
    size : array of float
        People, or expected events; missing where not above 0.
    tau2 : float
        Variance between units on the scale; 0 for none.
    level : float
        0.95 or 0.998.

    Notes
    -----
    d = z sqrt(s^2 + tau2). arcsine: sin^2(asin sqrt P -/+ d), 0 and 1 where the angle leaves the
    quarter circle. shmi: T exp(-/+ d). cqc: T (1 -/+ d)^2, 0 where 1 - d is below it: the limits
    of the root are squared, as values are drawn unrooted.

    References
    ----------
    Spiegelhalter DJ (2005), doi:10.1136/qshc.2005.013755; Spiegelhalter DJ and others (2012),
    doi:10.1111/j.1467-985X.2011.01010.x.

    Examples
    --------
    >>> limits = adjusted_limits(SCALES["shmi"], 1, [100.0], 0.02, 0.95)
    >>> limits.lower.round(3).tolist(), limits.upper.round(3).tolist()
    ([0.712], [1.404])
    """
    given = as_floats(size)
    known = np.where(given > 0, given, np.nan)
    distance = stats.norm.isf((1 - level) / 2) * np.sqrt(scale.error(known) ** 2 + tau2)
    return Interval(scale.back(target, -distance), scale.back(target, distance))
