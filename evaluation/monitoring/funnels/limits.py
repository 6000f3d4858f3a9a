"""Unadjusted control limits of a funnel: where chance alone would leave a unit of some size.

Denominators and a target come in; lower and upper limits of a proportion, or of observed over
expected, go out as fractions of 1 and of the target.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from evaluation.intervals import FloatArray, Interval, as_floats
from evaluation.monitoring.funnels.options import Kind, LimitsName
from evaluation.monitoring.funnels.scales import SCALES, adjusted_limits

ALERT_LEVEL: Final = 0.95
ALARM_LEVEL: Final = 0.998
"""Levels of HQIP's outlier policy: alert beyond two, alarm beyond three standard deviations."""

HALVINGS: Final = 60
"""Of the interval in which a root is sought: counts up to 10^9 to 10^-9."""


def unadjusted_limits(
    kind: Kind, name: LimitsName | None, target: float, denominator: ArrayLike, level: float
) -> Interval:
    """Return the limits that chance alone sets around a target.

    Parameters
    ----------
    kind : {"proportion", "rate", "ratio"}
    name : {"wilson", "exact", "arcsine", "about-expected"}
        One that goes with the kind; anything else counts as exact.
    target : float
        A fraction, events per unit of exposure, or observed over expected.
    denominator : array of float
        People, exposure or expected events; missing where not above 0.
    level : float
        0.95 or 0.998.

    Returns
    -------
    Interval
        On the scale of the target.

    Notes
    -----
    wilson: the proportion whose Wilson limit equals the target, P -/+ z sqrt(P(1-P)/n), within 0
    and 1 (UKHSA). exact: the count whose exact limit equals the target (Clopper-Pearson or exact
    Poisson), over its denominator: P(X >= x) = (1-c)/2 above, P(X <= x) = (1-c)/2 below, between
    whole numbers by the incomplete beta and gamma function. A count beyond it has a one-sided
    probability below (1-c)/2, so that false alerts never exceed what the level promises.
    about-expected: the exact Poisson limits of a unit that had observed what was expected of it
    (FunnelPlotR); too wide above and too narrow below where few events are expected. arcsine: as
    `adjusted_limits` without overdispersion.

    References
    ----------
    Spiegelhalter DJ (2005), doi:10.1002/sim.1970; UKHSA PHEindicatormethods,
    calculate_funnel_limits.

    Examples
    --------
    >>> limits = unadjusted_limits("proportion", "wilson", 0.8, [100.0], 0.95)
    >>> limits.lower.round(4).tolist(), limits.upper.round(4).tolist()
    ([0.7216], [0.8784])
    """
    given = as_floats(denominator)
    size = np.where(given > 0, given, np.nan)
    tail = (1 - level) / 2
    if name == "arcsine":
        return adjusted_limits(SCALES["arcsine"], target, size, 0, level)
    if kind == "proportion":
        limits = _wilson if name == "wilson" else _exact_binomial
        return limits(target, size, tail)
    expected = target * size
    poisson = _about_expected if name == "about-expected" else _exact_poisson
    lower, upper = poisson(expected, tail)
    return Interval(lower / size, upper / size)


def _wilson(target: float, people: FloatArray, tail: float) -> Interval:
    margin = stats.norm.isf(tail) * np.sqrt(target * (1 - target) / people)
    return Interval(np.clip(target - margin, 0, 1), np.clip(target + margin, 0, 1))


def _exact_binomial(target: float, people: FloatArray, tail: float) -> Interval:
    missed = _least_too_many(1 - target, people, tail)
    met = _least_too_many(target, people, tail)
    return Interval(np.clip(1 - missed / people, 0, 1), np.clip(met / people, 0, 1))


def _least_too_many(chance: float, people: FloatArray, tail: float) -> FloatArray:
    """Return x with P(X >= x) = tail; all of the people and one where none are too many."""
    if chance in (0, 1):
        return chance * people
    low, high = np.zeros_like(people), people + 1
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_common = special.betainc(middle, np.maximum(people - middle + 1, 0), chance) > tail
        low, high = np.where(is_common, middle, low), np.where(is_common, high, middle)
    return np.asarray(np.where(np.isnan(people), np.nan, high), dtype=np.float64)


def _exact_poisson(expected: FloatArray, tail: float) -> Interval:
    is_some = expected > 0
    safe = np.where(is_some, expected, 1)
    lower = np.where(special.pdtr(0, safe) < tail, special.pdtrik(tail, safe), 0)
    upper = special.gdtrib(1, tail, safe)
    return _where_expected(expected, lower, upper)


def _about_expected(expected: FloatArray, tail: float) -> Interval:
    lower = stats.chi2.ppf(tail, 2 * expected) / 2
    upper = stats.chi2.isf(tail, 2 * (expected + 1)) / 2
    return _where_expected(expected, lower, upper)


def _where_expected(expected: FloatArray, lower: FloatArray, upper: FloatArray) -> Interval:
    """Return limits of counts: nought where nothing is expected, missing where nothing is known."""
    cases = [np.isnan(expected), expected == 0]
    found = (np.select(cases, [np.nan, 0.0], default=limit) for limit in (lower, upper))
    return Interval(*found)
