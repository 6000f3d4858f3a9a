"""Errors that allow for autocorrelation: the Newey-West kernel on calendar time, and its lags.

Scores (rows by terms) come in with the calendar positions and units of the rows; the middle of
the sandwich goes out. Used by the gaussian and by the count models.
"""

from __future__ import annotations

import numpy as np

from evaluation.errors import InvalidInput
from evaluation.its.estimation.solution import FloatArray, IntArray

RULE_FACTOR, RULE_SIZE, RULE_POWER = 4, 100, 2 / 9  # Newey and West 1994, as in Stata's manuals


def rule_of_thumb_lags(nobs: int) -> int:
    """Return floor(4 (n / 100) ^ (2 / 9)) lags for n periods.

    References
    ----------
    Newey WK, West KD (1994), Review of Economic Studies 61:631, doi:10.2307/2297912.

    Examples
    --------
    >>> rule_of_thumb_lags(31), rule_of_thumb_lags(100)
    (3, 4)
    """
    return int(np.floor(RULE_FACTOR * (nobs / RULE_SIZE) ** RULE_POWER))


def newey_west_covariance(
    scores: FloatArray, bread: FloatArray, position: IntArray, unit: IntArray, lags: int
) -> FloatArray:
    """Return the Newey-West covariance of coefficients.

    Parameters
    ----------
    scores : ndarray, n by k
        Derivative of each row's log-likelihood: row of the design matrix times residual.
    bread : ndarray, k by k
        Inverse of the information (X'X for ordinary least squares).
    position : ndarray of int, length n
        Calendar position of each row.
    unit : ndarray of int, length n
        Series of each row.
    lags : int
        Lags L; 0 gives errors robust to heteroskedasticity only (HC1).

    Returns
    -------
    ndarray, k by k
        n / (n - k) x bread S' W S bread, with W_ij = max(0, 1 - |t_i - t_j| / (L + 1)) for two
        rows of the same unit and 0 for two of different units.

    Raises
    ------
    InvalidInput
        If there are as many lags as rows or more.

    Notes
    -----
    Without gaps and with one unit this is Stata's `newey, lag(L)`. A gap counts in calendar
    time: the pair of rows on its two sides has the lag of their dates, as if the missing scores
    were 0, which keeps the matrix positive semi-definite (Parzen's amplitude modulation). Units
    share no lag, so that nothing leaks from the end of one into the start of the next.

    References
    ----------
    Newey WK, West KD (1987), Econometrica 55:703, doi:10.2307/1913610. Datta DD, Du W (2012),
    Nonparametric HAC estimation for time series data with missing observations, Federal
    Reserve Board IFDP 1060.

    Examples
    --------
    >>> scores = np.array([[1.0], [-2.0], [1.0]])
    >>> newey_west_covariance(scores, np.eye(1), np.arange(3), np.zeros(3, int), 1)
    array([[3.]])
    """
    rows, columns = scores.shape
    if lags >= rows:
        raise InvalidInput(
            f"Newey-West errors with {lags} lags need more than {lags} points.", "Use fewer lags."
        )
    middle = np.zeros((columns, columns))
    for dense in on_calendar(scores, position, unit):
        middle += dense.T @ dense
        for lag in range(1, min(lags, len(dense) - 1) + 1):
            shared = dense[lag:].T @ dense[:-lag]
            middle += (1 - lag / (lags + 1)) * (shared + shared.T)
    covariance: FloatArray = rows / (rows - columns) * (bread @ middle @ bread)
    return covariance


def on_calendar(values: FloatArray, position: IntArray, unit: IntArray) -> list[FloatArray]:
    """Return the rows of each unit on every period of the calendar, with 0 in its gaps.

    Parameters
    ----------
    values : ndarray, n by m
        Any rows.
    position, unit : ndarray of int, length n
        Calendar position and series of each row.

    Returns
    -------
    list of ndarray, one per unit, periods from its first to its last by m

    Examples
    --------
    >>> rows = on_calendar(np.ones((2, 1)), np.array([3, 5]), np.zeros(2, int))
    >>> rows[0][:, 0].tolist()
    [1.0, 0.0, 1.0]
    """
    found = []
    for number in np.unique(unit):
        rows = unit == number
        steps = position[rows] - position[rows].min()
        dense = np.zeros((int(steps.max()) + 1, values.shape[1]))
        dense[steps] = values[rows]
        found.append(dense)
    return found
