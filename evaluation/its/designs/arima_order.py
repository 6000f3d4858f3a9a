"""The order of a seasonal ARIMA model: what is pre-specified of the errors, and its polynomials.

An order comes from a project's file; lag polynomials and words go out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from statsmodels.tsa.statespace.tools import constrain_stationary_univariate

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Frequency

FloatArray = npt.NDArray[np.float64]
Triple = tuple[int, int, int]

SEASON_LENGTHS: dict[Frequency, int] = {"monthly": 12, "quarterly": 4, "weekly": 52, "daily": 7}
LARGEST_ORDER: Triple = (5, 2, 5)  # Hyndman and Khandakar 2008, doi:10.18637/jss.v027.i03
LARGEST_SEASONAL: Triple = (2, 1, 2)  # the same


@dataclass(frozen=True)
class ArimaOrder:
    """Numbers of autoregressive terms, differences and moving-average terms.

    Parameters
    ----------
    order : tuple of three int
        Autoregressive terms p, differences d and moving-average terms q. The default is one
        autoregressive term.
    seasonal : tuple of three int
        The same at distances of whole seasons, P, D and Q; by default there is no seasonal part.
    period : int, optional
        Periods in a season; by default the frequency of the series decides: 12 months,
        4 quarters, 52 weeks or 7 days.

    Raises
    ------
    InvalidInput
        If a number is negative or too large.

    Notes
    -----
    (1 - phi B - ...) (1 - Phi B^s - ...) (1 - B)^d (1 - B^s)^D u_t =
    (1 + theta B + ...) (1 + Theta B^s + ...) e_t for the regression errors u, with B the shift
    to the period before and s the periods in a season.

    Examples
    --------
    >>> str(ArimaOrder((2, 1, 0), (0, 1, 1)).on("monthly"))
    'ARIMA(2,1,0)(0,1,1)[12]'
    """

    order: Triple = (1, 0, 0)
    seasonal: Triple = (0, 0, 0)
    period: int | None = None

    def __post_init__(self) -> None:
        _require_triple("order", self.order, LARGEST_ORDER)
        _require_triple("seasonal order", self.seasonal, LARGEST_SEASONAL)
        if self.period is not None and self.period <= 1:
            raise InvalidInput(
                "ARIMA: a season has fewer than 2 periods.", "Leave the period to the frequency."
            )

    def __str__(self) -> str:
        plain = f"ARIMA({','.join(str(number) for number in self.order)})"
        if not self.is_seasonal:
            return plain
        season = "" if self.period is None else f"[{self.period}]"
        return f"{plain}({','.join(str(number) for number in self.seasonal)}){season}"

    @property
    def is_seasonal(self) -> bool:
        """Whether there is a seasonal part."""
        return any(self.seasonal)

    @property
    def blocks(self) -> tuple[int, int, int, int]:
        """Numbers of parameters p, q, P and Q."""
        return self.order[0], self.order[2], self.seasonal[0], self.seasonal[2]

    @property
    def parameters(self) -> int:
        """Number of autoregressive and moving-average parameters."""
        return sum(self.blocks)

    @property
    def lost(self) -> int:
        """Number of periods that differencing takes: d + D s."""
        return len(self.difference()) - 1

    def on(self, frequency: Frequency) -> ArimaOrder:
        """Return the order with the periods in a season of a frequency, where none is given.

        Raises
        ------
        InvalidInput
            If annual data are to have a season.
        """
        if not self.is_seasonal:
            return replace(self, period=None)
        if self.period is not None:
            return self
        if frequency not in SEASON_LENGTHS:
            raise InvalidInput(
                f"ARIMA: {frequency} data have no season.", "Remove the seasonal order."
            )
        return replace(self, period=SEASON_LENGTHS[frequency])

    def difference(self) -> FloatArray:
        """Return (1 - B)^d (1 - B^s)^D as coefficients of B^0, B^1, ..."""
        found = np.ones(1)
        for _ in range(self.order[1]):
            found = np.convolve(found, [1.0, -1.0])
        for _ in range(self.seasonal[1]):
            found = np.convolve(found, self._at_seasons(np.array([1.0, -1.0])))
        return found

    def polynomials(self, partial: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the autoregressive and moving-average polynomials in B, seasons multiplied in.

        Parameters
        ----------
        partial : ndarray, length p + q + P + Q
            Partial autocorrelations of the four factors, each between -1 and 1: whatever they
            are, the model is stationary and invertible.

        References
        ----------
        Monahan JF (1984), doi:10.1093/biomet/71.2.403.
        """
        parts = np.split(partial, np.cumsum(self.blocks)[:-1])
        ar, ma, seasonal_ar, seasonal_ma = (np.append(1.0, -_coefficients(part)) for part in parts)
        return (
            np.convolve(ar, self._at_seasons(seasonal_ar)),
            np.convolve(ma, self._at_seasons(seasonal_ma)),
        )

    def _at_seasons(self, polynomial: FloatArray) -> FloatArray:
        step = self.period or 1
        found = np.zeros(step * (len(polynomial) - 1) + 1)
        found[::step] = polynomial
        return found


def _require_triple(name: str, numbers: Triple, largest: Triple) -> None:
    fits = len(numbers) == len(largest) and all(
        0 <= number <= limit for number, limit in zip(numbers, largest, strict=True)
    )
    if not fits:
        limits = ", ".join(str(limit) for limit in largest)
        raise InvalidInput(
            f"ARIMA: the {name} is not three numbers from 0 to at most {limits}.",
            "Give autoregressive terms, differences and moving-average terms, such as 1, 0, 0.",
        )


def _coefficients(partial: FloatArray) -> FloatArray:
    """Return the coefficients of an autoregression with some partial autocorrelations."""
    if len(partial) == 0:
        return partial
    # statsmodels turns the sign: its positive numbers give negative coefficients
    unbounded = -partial / np.sqrt(1 - partial**2)
    return np.asarray(constrain_stationary_univariate(unbounded), dtype=np.float64)
