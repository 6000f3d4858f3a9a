"""What a slope and relative index of inequality is, and its turn into the unit that is shown."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Final, Literal

IntervalMethod = Literal["exact", "simulated"]

METHOD_WORDS: Final = {
    "exact": "weighted least squares on rank, MOVER over the limits of the groups",
    "simulated": "weighted least squares on rank, simulated limits",
}


@dataclass(frozen=True)
class SlopeIndex:
    """Slope and relative index of inequality.

    Parameters
    ----------
    sii, sii_lower, sii_upper : float or None
        Value at the least disadvantaged end of the line less that at the most disadvantaged one,
        times the multiplier. None where too few groups can be shown.
    rii, rii_lower, rii_upper : float or None
        The first over the second; None where one of them is not positive. The upper limit is
        infinite where the data do not bound it.
    intercept : float or None
        The line at the most disadvantaged end, times the multiplier without its sign.
    level : float
    method : {"exact", "simulated", "model"}
    groups, people : int
        Groups and people the line goes through.
    hidden : tuple
        Groups that have their place in the rank but no value.
    notes : tuple of str
        What a reader must know.
    """

    sii: float | None
    sii_lower: float | None
    sii_upper: float | None
    rii: float | None
    rii_lower: float | None
    rii_upper: float | None
    intercept: float | None
    level: float
    method: IntervalMethod
    groups: int
    people: int | None
    hidden: tuple[Hashable, ...]
    notes: tuple[str, ...]


def in_unit(index: SlopeIndex, multiplier: float) -> SlopeIndex:
    """Return an index in the unit of what is shown; a negative multiplier turns it over."""
    slope = tuple(_times(each, multiplier) for each in (index.sii_lower, index.sii_upper))
    ratio, ratios = index.rii, (index.rii_lower, index.rii_upper)
    if multiplier < 0:
        slope = slope[::-1]
        ratio, ratios = _inverse(ratio), (_inverse(ratios[1]), _inverse(ratios[0]))
    return replace(
        index,
        sii=_times(index.sii, multiplier),
        sii_lower=slope[0],
        sii_upper=slope[1],
        rii=ratio,
        rii_lower=ratios[0],
        rii_upper=ratios[1],
        intercept=_times(index.intercept, abs(multiplier)),
    )


def _times(value: float | None, multiplier: float) -> float | None:
    return None if value is None else value * multiplier


def _inverse(value: float | None) -> float | None:
    if value is None:
        return None
    return float("inf") if value == 0 else 1 / value
