"""The true course of a monthly series, and the autocorrelated noise around it.

In: a `Course` on the linear predictor and the months. Out: arrays with one number per month.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

MONTHS_IN_YEAR = 12
PERCENT = 100.0

FloatArray = npt.NDArray[np.floating[Any]]
IntArray = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Harmonic:
    """One wave of the year.

    Parameters
    ----------
    waves_a_year : int
        1 for a yearly wave, 2 for a half-yearly one.
    amplitude : float
        Height above the mean, on the linear predictor.
    peak_month : int
        Calendar month of a crest, 1 to 12.
    """

    waves_a_year: int
    amplitude: float
    peak_month: int


@dataclass(frozen=True, slots=True)
class Disturbance:
    """A shift of the linear predictor from one month to another, both inclusive."""

    first_month: str
    last_month: str
    shift: float


@dataclass(frozen=True, slots=True)
class Course:
    """What is true of a series, on its linear predictor.

    Parameters
    ----------
    go_live : str
        First month with the full effect, such as "2024-04".
    before : float
        Expected linear predictor in the go-live month had nothing been done.
    level : float
        Step in the go-live month.
    slope : float
        Change of trend per month, 0 in the go-live month itself.
    trend : float
        Trend per month that was there all along.
    phase_in_months : int
        Months before go-live over which the step builds up in equal parts.
    seasons, disturbances : tuple
        What else moves the series.
    noise : float
        Stationary standard deviation of the AR(1) noise on the linear predictor.
    autocorrelation : float
        Its correlation from one month to the next, between 0 and 1.
    """

    go_live: str
    before: float
    level: float = 0.0
    slope: float = 0.0
    trend: float = 0.0
    phase_in_months: int = 0
    seasons: tuple[Harmonic, ...] = ()
    disturbances: tuple[Disturbance, ...] = ()
    noise: float = 0.0
    autocorrelation: float = 0.3


def months_between(first: str, last: str) -> list[str]:
    """Return all months from first to last, both inclusive.

    Examples
    --------
    >>> months_between("2025-11", "2026-01")
    ['2025-11', '2025-12', '2026-01']
    """
    return [str(month) for month in pd.period_range(first, last, freq="M")]


def months_since(months: list[str], origin: str) -> IntArray:
    """Return the number of months from `origin` to each month, negative before it.

    Examples
    --------
    >>> months_since(["2024-02", "2024-05"], "2024-04").tolist()
    [-2, 1]
    """
    return np.array([_ordinal(month) - _ordinal(origin) for month in months], dtype=np.int64)


def _ordinal(month: str) -> int:
    year, calendar_month = month.split("-")
    return int(year) * MONTHS_IN_YEAR + int(calendar_month)


def true_course(course: Course, months: list[str]) -> FloatArray:
    """Return the linear predictor of each month without noise.

    Parameters
    ----------
    course : Course
        What is true of the series.
    months : list of str
        Months written as "2024-04".

    Notes
    -----
    With s the months since go-live and k the phase-in months, the predictor is
    before + trend s + seasons + disturbances + level r(s) + slope max(s, 0), where
    r(s) = 1 for s >= 0, (s + k + 1) / (k + 1) for -k <= s < 0, and 0 earlier.

    Examples
    --------
    >>> course = Course("2024-03", before=10, level=-4, slope=-1, phase_in_months=1)
    >>> true_course(course, ["2024-01", "2024-02", "2024-03", "2024-04"]).tolist()
    [10.0, 8.0, 6.0, 5.0]
    """
    since = months_since(months, course.go_live)
    ramp = (since + course.phase_in_months + 1) / (course.phase_in_months + 1)
    predictor = course.before + course.trend * since
    predictor = predictor + course.level * np.clip(ramp, 0, 1)
    predictor = predictor + course.slope * np.maximum(since, 0)
    for season in course.seasons:
        predictor = predictor + _wave(season, months)
    for disturbance in course.disturbances:
        is_in = (months_since(months, disturbance.first_month) >= 0) & (
            months_since(months, disturbance.last_month) <= 0
        )
        predictor = predictor + disturbance.shift * is_in
    return predictor


def _wave(season: Harmonic, months: list[str]) -> FloatArray:
    calendar_month = np.array([int(month.split("-")[1]) for month in months])
    turns = season.waves_a_year * (calendar_month - season.peak_month) / MONTHS_IN_YEAR
    return season.amplitude * np.cos(2 * np.pi * turns)


def autocorrelated_noise(
    generator: np.random.Generator, number: int, standard_deviation: float, autocorrelation: float
) -> FloatArray:
    """Return stationary AR(1) noise.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    number : int
        Length of the series.
    standard_deviation : float
        Of the stationary process.
    autocorrelation : float
        Between neighbours.
    """
    shocks = generator.normal(0.0, 1.0, number) * standard_deviation
    noise = np.empty(number)
    noise[0] = shocks[0]
    remaining = np.sqrt(1 - autocorrelation**2)
    for position in range(1, number):
        noise[position] = autocorrelation * noise[position - 1] + remaining * shocks[position]
    return noise


def noisy_course(generator: np.random.Generator, course: Course, months: list[str]) -> FloatArray:
    """Return the true course with its noise added."""
    noise = autocorrelated_noise(generator, len(months), course.noise, course.autocorrelation)
    return true_course(course, months) + noise


def logit(probability: FloatArray | float) -> FloatArray:
    """Return log odds.

    Examples
    --------
    >>> float(logit(0.5))
    0.0
    """
    share = np.asarray(probability, dtype=np.float64)
    return np.log(share) - np.log1p(-share)


def inverse_logit(log_odds: FloatArray | float) -> FloatArray:
    """Return the probability of log odds.

    Examples
    --------
    >>> float(inverse_logit(0.0))
    0.5
    """
    return 1.0 / (1.0 + np.exp(-np.asarray(log_odds, dtype=np.float64)))
