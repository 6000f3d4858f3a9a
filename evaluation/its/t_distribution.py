"""The t distribution: its shares and densities, exact, or from a table where many are needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import special

FloatArray = npt.NDArray[np.float64]

TABLE_POINTS = 2**15


class Distribution(Protocol):
    """A t distribution: shares below values and densities there."""

    def share_and_density(self, value: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the share below each value, and the density there."""


@dataclass(frozen=True)
class ExactT:
    """The t distribution by its exact function.

    Parameters
    ----------
    degrees : int
        Degrees of freedom.
    """

    degrees: int

    def share_and_density(self, value: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the share below each value, and the density there."""
        height = float(special.poch(self.degrees / 2, 1 / 2)) / np.sqrt(self.degrees * np.pi)
        density = height * (1 + value**2 / self.degrees) ** (-(self.degrees + 1) / 2)
        return np.asarray(special.stdtr(self.degrees, value), dtype=np.float64), density


@dataclass(frozen=True, eq=False)
class TableT:
    """The t distribution looked up between tabulated values.

    Parameters
    ----------
    degrees : int
        Degrees of freedom.
    shares : ndarray, length TABLE_POINTS + 1
        Cumulative shares at equally spaced value / (sqrt(degrees) + |value|) from -1 to 1.

    Notes
    -----
    The error of a share is below 1e-7: many series need millions of them, and the exact
    function takes ten times as long. Densities are slopes between neighbours.
    """

    degrees: int
    shares: FloatArray

    def share_and_density(self, value: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the share below each value, and the density there."""
        root = np.sqrt(self.degrees)
        size = np.abs(value)
        size += root
        place = value / size
        place += 1
        place *= TABLE_POINTS / 2
        below = place.astype(np.int32)
        np.minimum(below, TABLE_POINTS - 1, out=below)
        place -= below
        slope = self.steps[below]
        place *= slope
        place += self.shares[below]
        size *= size
        slope /= size
        slope *= root * TABLE_POINTS / 2
        return place, slope

    @cached_property
    def steps(self) -> FloatArray:
        """Differences of neighbouring shares."""
        return np.diff(self.shares)


@lru_cache(maxsize=16)
def table_t(degrees: int) -> TableT:
    """Return the table of a t distribution.

    Examples
    --------
    >>> table_t(8).share_and_density(np.array([0.0, 2.306]))[0].round(4).tolist()
    [0.5, 0.975]
    """
    places = np.linspace(-1, 1, TABLE_POINTS + 1)[1:-1]
    inside = special.stdtr(degrees, np.sqrt(degrees) * places / (1 - np.abs(places)))
    return TableT(degrees, np.concatenate([[0.0], inside, [1.0]]))
