"""People by deprivation and ethnicity, so that the groups of a KPI always sum to its whole.

Counts are drawn in 25 cells (deprivation by ethnicity); the whole and both breakdowns are sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluation.demonstration.course import FloatArray, IntArray, inverse_logit, logit

DEPRIVATION = ("1 most deprived", "2", "3", "4", "5 least deprived")
ETHNICITY = (
    "Asian or Asian British",
    "Black or Black British",
    "Mixed or multiple",
    "White",
    "Other ethnic group",
)

# Halvings of the interval in which the common shift of log odds is sought: 10 / 2^55 < 1e-15.
HALVINGS = 55
WIDEST_SHIFT = 10.0


@dataclass(frozen=True, slots=True)
class Shares:
    """How people divide over groups; each tuple sums to 1."""

    deprivation: tuple[float, ...]
    ethnicity: tuple[float, ...]

    @property
    def cells(self) -> FloatArray:
        """Share of each cell, deprivation by ethnicity."""
        return np.array(np.outer(self.deprivation, self.ethnicity), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Offsets:
    """How groups differ on the linear predictor (log odds or log rate)."""

    deprivation: tuple[float, ...]
    ethnicity: tuple[float, ...]

    @property
    def cells(self) -> FloatArray:
        """Offset of each cell, deprivation by ethnicity."""
        deprivation = np.array(self.deprivation, dtype=np.float64)
        ethnicity = np.array(self.ethnicity, dtype=np.float64)
        return np.add.outer(deprivation, ethnicity).astype(np.float64)


def people_in_cells(
    generator: np.random.Generator, expected: FloatArray, shares: Shares
) -> IntArray:
    """Return how many people come each month, by cell.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    expected : array of float, one per month
        Expected number of people.
    shares : Shares
        How they divide.

    Returns
    -------
    array of int, months by deprivation by ethnicity
    """
    return generator.poisson(expected[:, None, None] * shares.cells)


def residents_in_cells(total: FloatArray, shares: Shares) -> IntArray:
    """Return residents each month, by cell: rounded shares of a known total."""
    return np.rint(total[:, None, None] * shares.cells).astype(np.int64)


def cell_probabilities(
    probability: FloatArray, people: IntArray, offsets: FloatArray
) -> FloatArray:
    """Return each cell's probability so that the whole's is exactly `probability`.

    Parameters
    ----------
    probability : array of float, one per month
        What is true of the whole, between 0 and 1.
    people : array of int, months by deprivation by ethnicity
        Denominators.
    offsets : array of float, months by deprivation by ethnicity
        Differences between cells in log odds.

    Notes
    -----
    A shift common to all cells of a month is found by bisection such that the mean of the cells'
    probabilities, weighted by people, equals the month's probability. Log odds ratios are not
    collapsible; without this the effect on the whole would be smaller than the stated truth.

    Examples
    --------
    >>> people = np.array([[[30, 10]]])
    >>> cells = cell_probabilities(np.array([0.2]), people, np.array([[[0.0, 1.0]]]))
    >>> round(float((cells * people).sum() / people.sum()), 9)
    0.2
    """
    centre = logit(probability)[:, None, None]
    expected = probability * people.sum(axis=(1, 2))
    low = np.full(len(probability), -WIDEST_SHIFT)
    high = np.full(len(probability), WIDEST_SHIFT)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        cells = inverse_logit(centre + offsets + middle[:, None, None])
        is_too_high = (cells * people).sum(axis=(1, 2)) > expected
        high = np.where(is_too_high, middle, high)
        low = np.where(is_too_high, low, middle)
    return inverse_logit(centre + offsets + ((low + high) / 2)[:, None, None])


def cell_rates(rate: FloatArray, residents: IntArray, offsets: FloatArray) -> FloatArray:
    """Return each cell's rate so that the whole's is exactly `rate`.

    Parameters
    ----------
    rate : array of float, one per month
        Events per resident of the whole.
    residents : array of int, months by deprivation by ethnicity
        Denominators.
    offsets : array of float, months by deprivation by ethnicity
        Differences between cells in log rate.
    """
    relative = np.exp(offsets)
    mean = (relative * residents).sum(axis=(1, 2)) / residents.sum(axis=(1, 2))
    rates: FloatArray = rate[:, None, None] * relative / mean[:, None, None]
    return rates
