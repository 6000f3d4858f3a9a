"""The slope and the relative index of inequality over ordered groups, with their intervals.

Group values come in, most disadvantaged first; a `SlopeIndex` goes out. It is the method of the
national public health indicators (Fingertips), with exact limits beside the simulated ones.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from evaluation.equity.gradients.index import IntervalMethod, SlopeIndex, in_unit
from evaluation.equity.gradients.limits import (
    exact_limits,
    line_ends,
    ratio_of,
    simulated_limits,
)
from evaluation.equity.gradients.line import line_through
from evaluation.equity.gradients.shape import departure
from evaluation.equity.values import GroupValues
from evaluation.errors import InvalidInput

FEWEST_GROUPS, MOST_GROUPS = 5, 100
MANY_GROUPS: Final = 10
"""Groups above which each rests on few people (UKHSA PHEindicatormethods, phe_sii, warns)."""
FEWEST_KNOWN: Final = 4
MOST_HIDDEN_SHARE: Final = 0.25
REPETITIONS: Final = 100_000
REPEATS: Final = 10
"""Simulations that the reliability of simulated limits is judged from, as phe_sii does."""


def slope_index(
    values: GroupValues,
    *,
    multiplier: float = 1,
    transform: bool = False,
    level: float = 0.95,
    generator: np.random.Generator | None = None,
    repetitions: int = REPETITIONS,
) -> SlopeIndex:
    """Return the slope and relative index of inequality.

    Parameters
    ----------
    values : GroupValues
        5 to 100 groups, most disadvantaged first (`GroupValues.ordered` puts them so).
    multiplier : float
        From the unit of the values to that of the index. A negative one turns the index over: the
        most less the least disadvantaged, and the relative index likewise.
    transform : bool
        Fit the line to logarithms of rates or logits of proportions, and turn it back.
    level : float
        Nominal coverage of the limits.
    generator : Generator, optional
        Gives simulated limits; without it they are exact.
    repetitions : int
        Of the simulation, at least 1,000.

    Raises
    ------
    InvalidInput
        If there are not 5 to 100 groups, the multiplier is nought, or values cannot be
        transformed.

    Notes
    -----
    Weighted least squares of the values on the groups' middle ranks, weights the shares of the
    population. SII = b1, RII = (b0 + b1) / b0. Exact limits combine those of the groups by MOVER,
    the ratio by inversion (Fieller); with `transform` slope limits s pivot about the middle
    h = b0 + b1 / 2, that is g(h + s/2) - g(h - s/2) and the same ratio. A group that is hidden
    keeps its place in the rank; the line goes through the others.

    References
    ----------
    Pamuk ER (1985), doi:10.1080/0032472031000141256; Mackenbach JP, Kunst AE (1997),
    doi:10.1016/S0277-9536(96)00073-1; UKHSA PHEindicatormethods 2.1.1, phe_sii.

    Examples
    --------
    >>> import pandas as pd
    >>> from evaluation.equity import values_of_estimates
    >>> table = pd.DataFrame({"group": range(1, 6), "population": 100,
    ...                       "value": [70.0, 72, 74, 76, 78], "se": 1.0})
    >>> index = slope_index(values_of_estimates(table, "value"))
    >>> round(index.sii, 3), round(index.rii, 3)
    (10.0, 1.145)
    """
    _require_usable(values, multiplier, transform=transform)
    method: IntervalMethod = "exact" if generator is None else "simulated"
    if is_too_hidden(values):
        return _unavailable(values, level, method)
    known = values.chosen(values.is_known)
    line = line_through(values.population, values.is_known)
    if transform and _at_an_end(known):
        raise InvalidInput(
            "A group is at nought or at the whole: it has no logarithm or logit.",
            "Leave 'transform' out.",
        )
    ends = line_ends(line, known.value, known.kind, transform=transform)
    if generator is None:
        limits = exact_limits(line, known, level, transform=transform)
    else:
        limits = simulated_limits(line, known, level, generator, repetitions, transform=transform)
    notes = (*_notes_on(values), departure(line, known, transform=transform))
    people = int(np.nansum(values.population[values.is_known]))
    found = SlopeIndex(
        float(ends[1] - ends[0]),
        *limits[:2],
        ratio_of(*ends),
        *limits[2:],
        float(ends[0]),
        level,
        method,
        len(known.groups),
        people,
        values.hidden,
        notes,
    )
    return in_unit(found, multiplier)


def reliability(
    values: GroupValues, generator: np.random.Generator, **options: object
) -> tuple[float, float]:
    """Return by how much simulated SII limits differ from one simulation to the next.

    Parameters
    ----------
    values, generator, options
        As for `slope_index`.

    Returns
    -------
    tuple of float
        Mean absolute difference of nine further lower and upper limits from the first.
    """
    found = [slope_index(values, generator=generator, **options) for _ in range(REPEATS)]  # type: ignore[arg-type]
    lower = np.array([each.sii_lower for each in found], dtype=float)
    upper = np.array([each.sii_upper for each in found], dtype=float)
    return float(np.abs(lower[1:] - lower[0]).mean()), float(np.abs(upper[1:] - upper[0]).mean())


def is_too_hidden(values: GroupValues) -> bool:
    """Return whether too little can be shown for a line: 4 groups and three people in four."""
    few = int(values.is_known.sum()) < FEWEST_KNOWN
    return few or values.hidden_share > MOST_HIDDEN_SHARE


def _at_an_end(known: GroupValues) -> bool:
    return bool(np.any(known.value <= 0) or (known.kind == "proportion" and known.value.max() >= 1))


def _require_usable(values: GroupValues, multiplier: float, *, transform: bool) -> None:
    if not FEWEST_GROUPS <= len(values.groups) <= MOST_GROUPS:
        raise InvalidInput(
            f"There are {len(values.groups)} groups; a slope index needs "
            f"{FEWEST_GROUPS} to {MOST_GROUPS}.",
            "Use gaps between groups instead.",
        )
    if multiplier == 0:
        raise InvalidInput("The multiplier is 0.", "Use 1, 100 or the like.")
    if transform and values.kind == "value":
        raise InvalidInput(
            "Only rates and proportions can be transformed.", "Leave 'transform' out."
        )


def _notes_on(values: GroupValues) -> tuple[str, ...]:
    notes = []
    if len(values.groups) > MANY_GROUPS:
        notes.append(
            f"With {len(values.groups)} groups each may be small: indices over more than "
            f"{MANY_GROUPS} are not usually compared."
        )
    if values.hidden:
        notes.append(
            f"{len(values.hidden)} of {len(values.groups)} groups cannot be shown; they keep their "
            "place in the rank, and the line goes through the others."
        )
    return tuple(notes)


def _unavailable(values: GroupValues, level: float, method: IntervalMethod) -> SlopeIndex:
    note = (
        f"{len(values.hidden)} of {len(values.groups)} groups cannot be shown: too few are left "
        "for a line."
    )
    none = (None,) * 7
    known = int(values.is_known.sum())
    return SlopeIndex(*none, level, method, known, None, values.hidden, (note,))
