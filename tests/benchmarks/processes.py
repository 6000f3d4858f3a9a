"""Simulated series without an effect: a design, error processes of known autocorrelation, counts.

Cells come in; series go out, S by n, always the same ones for the same cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from evaluation.its.designs.rule import LONG_ENOUGH_FOR_ORDERS
from evaluation.its.estimation.solution import FloatArray

SEED = 20261125
PERIODS = (12, 24, 48, 100)
RHOS = (0.0, 0.2, 0.4, 0.6, 0.8)
SECOND_ORDER = ((0.3, 0.3), (0.5, -0.3))
COUNTS = ((5, 0.4), (50, 0.2), (500, 0.1))  # mean, standard deviation of the log mean
TERMS = ("level", "slope")
CONTRASTS = np.eye(4)[2:]


@dataclass(frozen=True)
class Cell:
    """Series of one length and one kind of errors.

    Parameters
    ----------
    periods : int
        Length n; the interruption is in the middle.
    phi : tuple of float
        Coefficients of the autoregression, one or two.
    mean, spread : float, optional
        Mean of counts, and the standard deviation of the logarithm of what they are drawn from;
        without them the series are gaussian.
    """

    periods: int
    phi: tuple[float, ...]
    mean: int | None = None
    spread: float = 1.0

    @property
    def family(self) -> str:
        """Distribution of the outcome."""
        return "gaussian" if self.mean is None else "counts"

    @property
    def errors(self) -> str:
        """What a reader calls the autoregression."""
        if len(self.phi) == 1:
            return "AR(1)"
        return f"AR(2), {self.phi[0]:g} and {self.phi[1]:g}"

    @property
    def rho(self) -> float:
        """Autocorrelation at lag 1."""
        return float(autocorrelations(self.phi, 2)[1])

    @property
    def orders(self) -> tuple[int, ...]:
        """Orders over which the default method averages."""
        return (1, 2) if self.periods >= LONG_ENOUGH_FOR_ORDERS else (1,)

    @property
    def matrix(self) -> FloatArray:
        """Design matrix: intercept, trend, level, slope."""
        position, half = np.arange(self.periods), self.periods // 2
        columns = [
            np.ones(self.periods),
            position,
            position >= half,
            np.maximum(position - half, 0),
        ]
        return np.column_stack(columns).astype(np.float64)

    def series(self, count: int) -> FloatArray:
        """Return series without trend or effect, count by n."""
        seed = [SEED, self.periods, *(round(1000 * (1 + each)) for each in self.phi)]
        generator = np.random.default_rng([*seed, self.mean or 0])
        lower = np.linalg.cholesky(linalg.toeplitz(autocorrelations(self.phi, self.periods)))
        noise = generator.normal(size=(count, self.periods)) @ lower.T
        if self.mean is None:
            return noise
        return generator.poisson(self.mean * np.exp(self.spread * noise)).astype(np.float64)


def autocorrelations(phi: tuple[float, ...], length: int) -> FloatArray:
    """Return the autocorrelations of an AR(1) or AR(2) process from lag 0 (Yule-Walker)."""
    first, second = (*phi, 0.0)[:2]
    found = np.ones(max(length, 2))
    found[1] = first / (1 - second)
    for lag in range(2, length):
        found[lag] = first * found[lag - 1] + second * found[lag - 2]
    return found


def all_cells() -> list[Cell]:
    """Return every cell of the study."""
    gaussian = [
        Cell(periods, phi)
        for periods in PERIODS
        for phi in (*((rho,) for rho in RHOS), *SECOND_ORDER)
    ]
    counts = [
        Cell(periods, (rho,), mean, spread)
        for mean, spread in COUNTS
        for periods in PERIODS
        for rho in RHOS
    ]
    return gaussian + counts
