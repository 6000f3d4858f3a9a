"""Residuals of a fit on the calendar: their autocorrelation, whole and partial.

A `Fit` comes in; a `Residuals` goes out. Autocorrelation is taken at calendar lags and within
each unit, so gaps count and nothing leaks from one unit into the next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from evaluation.its.estimation.newey_west import on_calendar
from evaluation.its.estimation.solution import FloatArray, IntArray
from evaluation.its.fitted.fit import Fit


@dataclass(frozen=True, eq=False)
class Residuals:
    """Residuals with their place on the calendar.

    Parameters
    ----------
    amounts : ndarray, length n
        Centred for counts and proportions.
    position, unit : ndarray of int, length n
        Calendar position and series of each row, sorted.
    ar_terms : int
        Number of autoregressive terms that were estimated from them.
    """

    amounts: FloatArray
    position: IntArray
    unit: IntArray
    ar_terms: int = 0

    @property
    def periods(self) -> int:
        """Number of different periods."""
        return len(np.unique(self.position))

    def autocorrelation(self, lag: int) -> float:
        """Return the autocorrelation at a calendar lag; 0 where there is no residual."""
        return float(self.autocorrelations(lag)[-1])

    def autocorrelations(self, lags: int) -> FloatArray:
        """Return the autocorrelations at lags 1 to `lags`."""
        units = on_calendar(self.amounts[:, None], self.position, self.unit)
        square = float(self.amounts @ self.amounts)
        shared = [
            sum(float(rows[lag:, 0] @ rows[: max(len(rows) - lag, 0), 0]) for rows in units)
            for lag in range(1, lags + 1)
        ]
        return np.array(shared) / square if square > 0 else np.zeros(lags)

    def partial_autocorrelations(self, lags: int) -> FloatArray:
        """Return the partial autocorrelations at lags 1 to `lags`.

        Notes
        -----
        By the recursion of Durbin and Levinson from the autocorrelations, so that gaps count
        as in these.
        """
        whole = self.autocorrelations(lags)
        weights = np.zeros(0)
        left = 1.0
        found = np.zeros(lags)
        for lag in range(lags):
            found[lag] = (whole[lag] - weights @ whole[:lag][::-1]) / left
            weights = np.append(weights - found[lag] * weights[::-1], found[lag])
            left *= 1 - found[lag] ** 2
        return found

    def pairs(self, lag: int) -> int:
        """Return how many pairs of rows of one unit lie `lag` periods apart."""
        units = on_calendar(np.ones((len(self.amounts), 1)), self.position, self.unit)
        return int(sum(rows[lag:, 0] @ rows[: max(len(rows) - lag, 0), 0] for rows in units))

    def durbin_watson(self) -> float:
        """Return the Durbin-Watson statistic of neighbours; 2 where there is no residual."""
        is_next = (np.diff(self.unit) == 0) & (np.diff(self.position) == 1)
        square = float(self.amounts @ self.amounts)
        return float((np.diff(self.amounts)[is_next] ** 2).sum()) / square if square > 0 else 2.0

    def portmanteau(self, lags: int) -> tuple[float, int, float]:
        """Return Ljung and Box's statistic, its degrees of freedom and p value.

        Notes
        -----
        The degrees of freedom are `lags` less the autoregressive terms that were estimated;
        without any left there is no p value.

        References
        ----------
        Ljung GM, Box GEP (1978), doi:10.1093/biomet/65.2.297.
        """
        rows = len(self.amounts)
        weights = 1 / (rows - np.arange(1, lags + 1))
        statistic = rows * (rows + 2) * float(self.autocorrelations(lags) ** 2 @ weights)
        degrees = lags - self.ar_terms
        if degrees < 1:
            return statistic, degrees, float("nan")
        return statistic, degrees, float(stats.chi2.sf(statistic, degrees))


def residuals_of(fit: Fit) -> Residuals:
    """Return the residuals of a fit that should be free of autocorrelation."""
    used = fit.data
    solution = fit.solution
    values = solution.residuals
    if fit.design.family != "gaussian":
        values = values - values.mean()
    estimated = 0 if solution.rho is None else 1
    return Residuals(
        amounts=values,
        position=used["position"].to_numpy(dtype=np.int64),
        unit=np.asarray(pd.factorize(used["unit"])[0], dtype=np.int64),
        ar_terms=estimated if solution.order is None else solution.order,
    )
