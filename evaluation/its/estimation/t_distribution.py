"""The t distribution by polynomials between exact values, where many shares are needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

FloatArray = npt.NDArray[np.float64]

CUBIC_PIECES = 2**10  # of the upper half: errors below 1e-9 up to 500 degrees of freedom


@dataclass(frozen=True, eq=False)
class CubicT:
    """The t distribution by cubic polynomials between exact values.

    Parameters
    ----------
    degrees : int
        Degrees of freedom.
    pieces : ndarray, CUBIC_PIECES + 1 by 4
        Coefficients of share - 1/2 for value >= 0, on equal pieces of
        value / (sqrt(degrees) + value) from 0 to 1; the last one is for infinite values.

    Notes
    -----
    Hermite's polynomials, which have the exact shares and densities at both ends of each piece.
    A mixture of hundreds of components needs thousands of shares for one limit, and the exact
    function takes five times as long.
    """

    degrees: int
    pieces: FloatArray

    def share_and_density(self, value: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the share below each value, and the density there."""
        root = np.sqrt(self.degrees)
        speed = (CUBIC_PIECES * root) / (np.abs(value) + root)
        place = CUBIC_PIECES - speed
        piece = place.astype(np.intp)
        place -= piece
        first, second, third, fourth = np.take(self.pieces, piece, axis=1)
        curve = fourth * place
        curve += third
        curve *= place
        share = curve + second
        slope = (curve + share + place * place * fourth) * speed * speed / (CUBIC_PIECES * root)
        share *= place
        share += first
        return 0.5 + np.copysign(share, value), slope


@lru_cache(maxsize=64)
def cubic_t(degrees: int) -> CubicT:
    """Return the polynomials of a t distribution.

    Examples
    --------
    >>> cubic_t(8).share_and_density(np.array([0.0, 2.306]))[0].round(4).tolist()
    [0.5, 0.975]
    """
    places = np.arange(CUBIC_PIECES) / CUBIC_PIECES
    values = np.sqrt(degrees) * places / (1 - places)
    shares, densities = _exact(degrees, values)
    shares, step = np.append(shares - 0.5, 0.5), 1 / CUBIC_PIECES
    at_infinity = densities[-1] * (np.sqrt(degrees) + values[-1]) ** 2 if degrees == 1 else 0.0
    slopes = np.append(densities * (np.sqrt(degrees) + values) ** 2, at_infinity)
    slopes *= step / np.sqrt(degrees)
    rise, before, after = np.diff(shares), slopes[:-1], slopes[1:]
    third, fourth = 3 * rise - 2 * before - after, before + after - 2 * rise
    pieces = np.stack([shares[:-1], before, third, fourth])
    return CubicT(degrees, np.column_stack([pieces, [0.5, 0.0, 0.0, 0.0]]))


def _exact(degrees: int, value: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return exact shares below values, and the densities there."""
    height = float(special.poch(degrees / 2, 1 / 2)) / np.sqrt(degrees * np.pi)
    density = height * (1 + value**2 / degrees) ** (-(degrees + 1) / 2)
    return np.asarray(special.stdtr(degrees, value), dtype=np.float64), density
