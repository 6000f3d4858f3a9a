"""Effects of series that were fitted together: what `effects` gives for each alone.

The template of the series (a `Fit` of the first one), the `Together` of all and their outcomes'
denominators come in; rows of a table of effects go out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from evaluation.its.designs.scale import scale_of
from evaluation.its.estimation.solution import FloatArray
from evaluation.its.estimation.students import Together
from evaluation.its.fitted.effects import (
    Measure,
    _contrasts,
    _positions,
    default_date,
    window_positions,
)
from evaluation.its.fitted.fit import Fit
from evaluation.its.variation.variants import BoolArray


class Place(NamedTuple):
    """Where and over what an effect is taken."""

    interruption: str
    at: dt.date
    window: str | None


class EffectRow(NamedTuple):
    """One effect of one series."""

    number: int
    interruption: str
    at: dt.date
    window: str | None
    measure: Measure
    estimate: float
    lower: float
    upper: float


@dataclass(frozen=True, eq=False)
class _Part:
    """One place and measure: values (length S) and gradients (S by k) on the scale of the limits.

    `is_ratio` says whether these are of a log ratio; `has_value` of which series there is one.
    """

    place: Place
    measure: Measure
    estimate: FloatArray
    gradient: FloatArray
    has_value: BoolArray
    is_ratio: bool = False


def effects_together(fit: Fit, solution: Together, denominator: FloatArray) -> list[EffectRow]:
    """Return the effects of S series, series by series, in the order of `effects`.

    Parameters
    ----------
    fit : Fit
        Of the first series; the others have the same design, calendar and matrix.
    solution : Together
        Of all.
    denominator : ndarray, S by rows of the series
        As in `Series.table`.

    Raises
    ------
    InvalidInput
        As `effects`.
    """
    parts = list(_parts(fit, solution.coefficients, denominator))
    estimate = np.stack([part.estimate for part in parts], axis=1)
    gradient = np.stack([part.gradient for part in parts], axis=1)
    found = np.stack([estimate, *solution.limits(estimate, gradient, fit.design.level)])
    for number, part in enumerate(parts):
        if part.is_ratio:
            found[:, :, number] = np.expm1(found[:, :, number])
    values = found.transpose(1, 2, 0).tolist()
    return [
        EffectRow(number, *part.place, part.measure, *mine)
        for number, effects in enumerate(values)
        for part, mine in zip(parts, effects, strict=True)
        if part.has_value[number]
    ]


def _parts(fit: Fit, coefficients: FloatArray, denominator: FloatArray) -> Iterator[_Part]:
    for place, removed, first, last, is_window in _places(fit):
        table = fit.series.table
        inside = table["is_used"] & table["is_treated"] & table["position"].between(first, last)
        rows = inside.to_numpy(dtype=bool)
        inner = denominator[:, rows]
        weights = inner
        if not is_window:
            weights = np.zeros_like(inner)
            weights[:, -1] = 1.0
        lines = _Lines.of(fit, coefficients, removed, rows)
        total = weights.sum(axis=1, keepdims=True)
        yield _part(place, "absolute", *lines.difference(weights / total))
        yield lines.ratio(place, weights)
        yield _part(place, "cumulative", *lines.difference(inner))


def _places(fit: Fit) -> Iterator[tuple[Place, list[str], int, int, bool]]:
    """Yield place, interruptions, first and last position of each effect."""
    for position in _positions(fit, fit.design.effects_at or [default_date(fit)]):
        for name, removed in _contrasts(fit, position):
            first = min(fit.series.first_post[each] for each in removed)
            place = Place(name, fit.series.date_of(position), None)
            yield place, removed, first, position, False
    for window in fit.design.effect_windows:
        first, last = window_positions(fit, window)
        for name, removed in _contrasts(fit, last):
            place = Place(name, fit.series.date_of(last), window.name)
            yield place, removed, first, last, True


def _part(place: Place, measure: Measure, estimate: FloatArray, gradient: FloatArray) -> _Part:
    return _Part(place, measure, estimate, gradient, np.ones(len(estimate), dtype=bool))


@dataclass(frozen=True, eq=False)
class _Lines:
    """Means with and without interruptions (S by r), their slopes and rows of the matrix."""

    fitted: FloatArray
    other: FloatArray
    fitted_slope: FloatArray
    other_slope: FloatArray
    with_them: FloatArray
    without: FloatArray
    is_ratio: bool

    @classmethod
    def of(
        cls, fit: Fit, coefficients: FloatArray, removed: Collection[str], rows: BoolArray
    ) -> _Lines:
        """Return the lines of some rows."""
        with_them, without = fit.matrix.entries[rows], fit.matrix.without(removed)[rows]
        scale = scale_of(fit.design)
        fitted, other = coefficients @ with_them.T, coefficients @ without.T
        return cls(
            scale.natural(fitted),
            scale.natural(other),
            scale.derivative(fitted),
            scale.derivative(other),
            with_them,
            without,
            scale.is_ratio,
        )

    def difference(self, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return a weighted sum of differences with its gradient."""
        estimate = (weights * (self.fitted - self.other)).sum(axis=1)
        gradient = (weights * self.fitted_slope) @ self.with_them
        return estimate, gradient - (weights * self.other_slope) @ self.without

    def ratio(self, place: Place, weights: FloatArray) -> _Part:
        """Return the ratio of two weighted sums less 1, or its logarithm, with its gradient."""
        fitted, other = (weights * self.fitted).sum(axis=1), (weights * self.other).sum(axis=1)
        has_value = other > 0
        below = np.where(has_value, other, 1.0)
        gradient = (weights * self.fitted_slope) @ self.with_them
        share = (weights * self.other_slope) @ self.without / below[:, None]
        if not self.is_ratio:
            value = fitted / below
            gradient = gradient / below[:, None] - value[:, None] * share
            return _Part(place, "relative", value - 1, gradient, has_value)
        gradient = gradient / fitted[:, None] - share
        return _Part(place, "relative", np.log(fitted / below), gradient, has_value, is_ratio=True)
