"""A cost or a benefit by year, as point values and as draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Side = Literal["cost", "benefit"]


@dataclass(frozen=True, eq=False)
class Stream:
    """Amounts by year in real prices of one year, undiscounted.

    Parameters
    ----------
    name : str
        Unique in the appraisal.
    side : {"cost", "benefit"}
        A dis-benefit is a benefit below 0.
    point : array, years
        Amounts at the point values of the inputs.
    draws : array, draws by years
    measured : array of bool, years
        Whether the quantity behind the amount was measured; else it is estimated.
    group : str
        Class of the benefit or category of the cost.
    health : bool
        Whether it is health valued in money, which is discounted at the rate for health.
    payer : str
        Who pays, or who keeps it.

    Raises
    ------
    ValueError
        If the shapes do not agree.
    """

    name: str
    side: Side
    point: FloatArray
    draws: FloatArray
    measured: BoolArray
    group: str = ""
    health: bool = False
    payer: str = ""

    def __post_init__(self) -> None:
        shapes = {self.point.shape, self.draws.shape[1:], self.measured.shape}
        if len(shapes) > 1:
            raise ValueError(f"the years of '{self.name}' do not agree")

    def only(self, keep: BoolArray) -> Stream:
        """Return the stream with the amounts of some years and 0 in all others."""
        return replace(
            self, point=np.where(keep, self.point, 0.0), draws=np.where(keep, self.draws, 0.0)
        )


@dataclass(frozen=True, eq=False)
class Amount:
    """One sum of money as a point value and as draws."""

    point: float
    draws: FloatArray

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.point - other.point, self.draws - other.draws)

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.point + other.point, self.draws + other.draws)


def total(streams: Iterable[Stream], weights: FloatArray, health_weights: FloatArray) -> Amount:
    """Return the weighted sum of streams over all years.

    Parameters
    ----------
    streams : iterable of Stream, at least one
    weights, health_weights : array, years
        Such as discount factors, for money and for health.
    """
    parts = [
        Amount(float(stream.point @ factors), stream.draws @ factors)
        for stream in streams
        for factors in (health_weights if stream.health else weights,)
    ]
    first, *others = parts
    for part in others:
        first = first + part
    return first
