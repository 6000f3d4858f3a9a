"""Effects at named dates and over windows: absolute, relative and cumulative, with intervals.

A `Fit` comes in; the difference between the fitted line and the counterfactual without the
interruptions goes out, on the outcome's own scale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import ALL_INTERRUPTIONS, EffectWindow
from evaluation.its.designs.scale import scale_of
from evaluation.its.fitted.fit import Fit
from evaluation.its.preparation.periods import period_label

FloatArray = npt.NDArray[np.float64]
Measure = Literal["absolute", "relative", "cumulative"]


@dataclass(frozen=True)
class Effect:
    """What one interruption, or all together, did to the outcome.

    Parameters
    ----------
    interruption : str
        Its name, or "all".
    at : date
        First day of the period the effect refers to; of a window the last one.
    measure : {"absolute", "relative", "cumulative"}
        Absolute: on the outcome's own scale, with a denominator per unit of it (a rate, or for
        proportions a difference in proportion; with an offset per unit of that too, such as per
        day); over a window the mean, weighted by the denominator. Relative: ratio to the
        counterfactual less 1, so -0.2 is a fifth less; over a window that of the two sums.
        Cumulative: sum over the periods used from the first one after the interruption to `at`
        (over a window: of the window), in the outcome's units (events, with a denominator those
        expected from the observed denominators).
    estimate, lower, upper : float
        Value and limits.
    method : str
        Name of the estimator.
    window : str or None
        Name of the window it is averaged over; None at a date.
    since : date or None
        First day of the window's first period used.
    """

    interruption: str
    at: dt.date
    measure: Measure
    estimate: float
    lower: float
    upper: float
    method: str
    window: str | None = None
    since: dt.date | None = None


@dataclass(frozen=True, eq=False)
class _Lines:
    """Fitted and counterfactual means of some rows with their gradients (rows by k)."""

    fitted: FloatArray
    counterfactual: FloatArray
    fitted_gradient: FloatArray
    counterfactual_gradient: FloatArray
    denominator: FloatArray


def effects(fit: Fit, at: Sequence[dt.date] | None = None) -> list[Effect]:
    """Return the effects of the interruptions at some dates and over the design's windows.

    With one interruption its effect; with more, that of "all" against a counterfactual without
    any, then that of each against a counterfactual without it alone. With a control the change
    shared with the controls is not part of an effect: the counterfactual of a difference or an
    offset is the controls' line plus what the model fits without the interruption. A roll-out is
    part of its interruption: the counterfactual is that nothing had been rolled out. After the end
    of a temporary interruption its absolute and relative effects are exactly 0.

    Parameters
    ----------
    fit : Fit
        A fitted series.
    at : sequence of date, optional
        Dates inside periods of the treated series that were used; by default the dates and
        windows of the design, and where it names no date that of `default_date`.

    Returns
    -------
    list of Effect
        Three for each date, window and interruption that has begun: absolute, relative,
        cumulative. Relative is left out where the counterfactual is not above 0. Windows come
        last, and not where `at` is given.

    Raises
    ------
    InvalidInput
        If a date or window lies before the interruptions or in periods that were not used.

    Notes
    -----
    Limits are of the mean, without the noise of single periods. Absolute and cumulative effects
    are estimate -+ quantile x standard error, exact where the model is linear and by the delta
    method elsewhere. Relative effects on a log or logit scale are limits of the log ratio (over a
    window: of the log ratio of the sums, by the delta method), exponentiated; on a linear scale
    they are by the delta method. After a log transform values are geometric means.

    References
    ----------
    Zhang F, Wagner AK, Soumerai SB, Ross-Degnan D (2009), doi:10.1016/j.jclinepi.2008.08.007.
    Bruhn CAW et al. (2017), doi:10.1073/pnas.1612833114, for ratios over a window.
    """
    windows = fit.design.effect_windows if at is None else ()
    dates = at if at is not None else fit.design.effects_at or [default_date(fit)]
    found: list[Effect] = []
    for position in _positions(fit, dates):
        for name, removed in _contrasts(fit, position):
            found.extend(_effects_at(fit, position, name, removed))
    for window in windows:
        found.extend(_effects_over(fit, window))
    return found


def default_date(fit: Fit) -> dt.date:
    """Return the first day of the last period used in which an interruption is in force.

    It is the last period of the series unless all interruptions have ended by then.
    """
    timings = fit.series.timings.values()
    in_force = [
        position
        for position in _treated_positions(fit).tolist()
        if any(timing.is_in_force(position) for timing in timings)
    ]
    return fit.series.date_of(in_force[-1])


def _contrasts(fit: Fit, position: int) -> Iterator[tuple[str, list[str]]]:
    names = [interruption.name for interruption in fit.design.interruptions]
    if len(names) > 1:
        yield ALL_INTERRUPTIONS, names
    for name in names:
        if position >= fit.series.first_post[name]:
            yield name, [name]


def _positions(fit: Fit, at: Sequence[dt.date]) -> list[int]:
    used = _treated_positions(fit)
    positions = []
    for date in at:
        position = fit.series.position_of(date)
        label = period_label(fit.series.date_of(position), fit.design.frequency)
        _require_begun(fit, position, f"at {label}: it is")
        if position not in used:
            raise InvalidInput(
                f"There is no effect at {label}: the period is not part of the fit.",
                "Give a date inside the series and outside its exclusions and gaps.",
            )
        positions.append(position)
    return positions


def _require_begun(fit: Fit, position: int, where: str) -> None:
    if position < min(fit.series.first_post.values()):
        raise InvalidInput(
            f"There is no effect {where} before the first interruption.", "Give a later date."
        )


def _treated_positions(fit: Fit) -> npt.NDArray[np.int64]:
    table = fit.series.table
    used = table[table["is_used"] & table["is_treated"]]
    return np.sort(used["position"].to_numpy(dtype=np.int64))


def _effects_at(fit: Fit, position: int, name: str, removed: Collection[str]) -> Iterator[Effect]:
    first = min(fit.series.first_post[removed_name] for removed_name in removed)
    lines = _lines(fit, first, position, removed)
    at_the_end = np.zeros(len(lines.denominator))
    at_the_end[-1] = 1.0
    date = fit.series.date_of(position)
    for measure, values in _measures(fit, lines, at_the_end):
        yield Effect(name, date, measure, *values, method=fit.method.name)


def _effects_over(fit: Fit, window: EffectWindow) -> Iterator[Effect]:
    first, last = window_positions(fit, window)
    for name, removed in _contrasts(fit, last):
        lines = _lines(fit, first, last, removed)
        for measure, values in _measures(fit, lines, lines.denominator):
            yield Effect(
                name,
                fit.series.date_of(last),
                measure,
                *values,
                method=fit.method.name,
                window=window.name,
                since=fit.series.date_of(first),
            )


def window_positions(fit: Fit, window: EffectWindow) -> tuple[int, int]:
    """Return the positions of the first and the last period of a window that the fit used.

    Raises
    ------
    InvalidInput
        If the window lies before the interruptions or in periods that were not used.
    """
    used = _treated_positions(fit)
    low, high = (fit.series.position_of(day) for day in (window.start, window.end))
    _require_begun(fit, low, f"over the window '{window.name}': it begins")
    inside = used[(used >= low) & (used <= high)]
    if len(inside) == 0:
        raise InvalidInput(
            f"There is no effect over the window '{window.name}': none of its periods is part of "
            f"the fit.",
            "Give a window inside the series and outside its exclusions and gaps.",
        )
    return int(inside[0]), int(inside[-1])


def _lines(fit: Fit, first: int, last: int, removed: Collection[str]) -> _Lines:
    table = fit.series.table
    inside = table["is_used"] & table["is_treated"] & table["position"].between(first, last)
    rows = inside.to_numpy(dtype=bool)
    with_them, without = fit.matrix.entries[rows], fit.matrix.without(removed)[rows]
    scale, coefficients = scale_of(fit.design), fit.solution.coefficients
    known = table.loc[rows, "control_line"].to_numpy(dtype=np.float64)
    fitted, counterfactual = known + with_them @ coefficients, known + without @ coefficients
    return _Lines(
        fitted=scale.natural(fitted),
        counterfactual=scale.natural(counterfactual),
        fitted_gradient=scale.derivative(fitted)[:, None] * with_them,
        counterfactual_gradient=scale.derivative(counterfactual)[:, None] * without,
        denominator=table.loc[rows, "denominator"].to_numpy(dtype=np.float64),
    )


def _measures(
    fit: Fit, lines: _Lines, weights: FloatArray
) -> Iterator[tuple[Measure, tuple[float, float, float]]]:
    """Yield each measure with value and limits; `weights` say what mean and ratio are of."""
    yield "absolute", _difference(fit, lines, weights / weights.sum())
    relative = _relative(fit, lines, weights)
    if relative is not None:
        yield "relative", relative
    yield "cumulative", _difference(fit, lines, lines.denominator)


def _limits(fit: Fit, estimate: float, gradient: FloatArray) -> tuple[float, float, float]:
    lower, upper = fit.solution.uncertainty.limits(estimate, gradient, fit.design.level)
    return estimate, lower, upper


def _difference(fit: Fit, lines: _Lines, weights: FloatArray) -> tuple[float, float, float]:
    estimate = float(weights @ (lines.fitted - lines.counterfactual))
    gradient = weights @ (lines.fitted_gradient - lines.counterfactual_gradient)
    return _limits(fit, estimate, gradient)


def _relative(fit: Fit, lines: _Lines, weights: FloatArray) -> tuple[float, float, float] | None:
    fitted, counterfactual = float(weights @ lines.fitted), float(weights @ lines.counterfactual)
    if counterfactual <= 0:
        return None
    ratio = fitted / counterfactual
    gradient = weights @ lines.fitted_gradient
    share = weights @ lines.counterfactual_gradient / counterfactual
    if not scale_of(fit.design).is_ratio:
        return _limits(fit, ratio - 1, gradient / counterfactual - ratio * share)
    log_ratio = _limits(fit, float(np.log(ratio)), gradient / fitted - share)
    estimate, lower, upper = (float(np.expm1(value)) for value in log_ratio)
    return estimate, lower, upper
