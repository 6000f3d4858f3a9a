"""Effects at named dates: absolute, relative and cumulative, each with its interval.

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
from evaluation.its.design import ALL_INTERRUPTIONS
from evaluation.its.fit import Fit
from evaluation.its.periods import period_label
from evaluation.its.scale import scale_of

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
        First day of the period the effect refers to.
    measure : {"absolute", "relative", "cumulative"}
        Absolute: on the outcome's own scale, with a denominator per unit of it (a rate, or for
        proportions a difference in proportion). Relative: ratio to the counterfactual less 1,
        so -0.2 is a fifth less. Cumulative: sum over the periods used from the first one after
        the interruption to `at`, in the outcome's units (events, with a denominator those
        expected from the observed denominators).
    estimate, lower, upper : float
        Value and limits.
    method : str
        Name of the estimator.
    """

    interruption: str
    at: dt.date
    measure: Measure
    estimate: float
    lower: float
    upper: float
    method: str


@dataclass(frozen=True, eq=False)
class _Lines:
    """Fitted and counterfactual means of some rows with their gradients (rows by k)."""

    fitted: FloatArray
    counterfactual: FloatArray
    fitted_gradient: FloatArray
    counterfactual_gradient: FloatArray
    denominator: FloatArray


def effects(fit: Fit, at: Sequence[dt.date] | None = None) -> list[Effect]:
    """Return the effects of the interruptions at some dates.

    With one interruption its effect; with more, that of "all" against a counterfactual without
    any, then that of each against a counterfactual without it alone. With a control the change
    shared with the controls is not part of an effect: the counterfactual of a difference or an
    offset is the controls' line plus what the model fits without the interruption.

    Parameters
    ----------
    fit : Fit
        A fitted series.
    at : sequence of date, optional
        Dates inside periods of the treated series that were used; by default its last one.

    Returns
    -------
    list of Effect
        Three for each date and interruption in force: absolute, relative, cumulative. Relative
        is left out where the counterfactual is not above 0.

    Raises
    ------
    InvalidInput
        If a date lies before the interruptions or in a period that was not used.

    Notes
    -----
    Limits are of the mean, without the noise of single periods. Absolute and cumulative effects
    are estimate -+ quantile x standard error, exact where the model is linear and by the delta
    method elsewhere. Relative effects on a log or logit scale are limits of the log ratio,
    exponentiated; on a linear scale they are by the delta method. After a log transform values
    are geometric means.

    References
    ----------
    Zhang F, Wagner AK, Soumerai SB, Ross-Degnan D (2009), doi:10.1016/j.jclinepi.2008.08.007.
    """
    found: list[Effect] = []
    for position in _positions(fit, at):
        for name, removed in _contrasts(fit, position):
            found.extend(_effects_at(fit, position, name, removed))
    return found


def _contrasts(fit: Fit, position: int) -> Iterator[tuple[str, list[str]]]:
    names = [interruption.name for interruption in fit.design.interruptions]
    if len(names) > 1:
        yield ALL_INTERRUPTIONS, names
    for name in names:
        if position >= fit.series.first_post[name]:
            yield name, [name]


def _positions(fit: Fit, at: Sequence[dt.date] | None) -> list[int]:
    used = _treated_positions(fit)
    if at is None:
        return [int(used[-1])]
    first = min(fit.series.first_post.values())
    positions = []
    for date in at:
        position = fit.series.position_of(date)
        label = period_label(fit.series.date_of(position), fit.design.frequency)
        if position < first:
            raise InvalidInput(
                f"There is no effect at {label}: it is before the first interruption.",
                "Give a later date.",
            )
        if position not in used:
            raise InvalidInput(
                f"There is no effect at {label}: the period is not part of the fit.",
                "Give a date inside the series and outside its exclusions and gaps.",
            )
        positions.append(position)
    return positions


def _treated_positions(fit: Fit) -> npt.NDArray[np.int64]:
    table = fit.series.table
    used = table[table["is_used"] & table["is_treated"]]
    return np.sort(used["position"].to_numpy(dtype=np.int64))


def _effects_at(fit: Fit, position: int, name: str, removed: Collection[str]) -> Iterator[Effect]:
    first = min(fit.series.first_post[removed_name] for removed_name in removed)
    lines = _lines(fit, first, position, removed)
    found: dict[Measure, tuple[float, float, float] | None] = {
        "absolute": _absolute(fit, lines),
        "relative": _relative(fit, lines),
        "cumulative": _cumulative(fit, lines),
    }
    date = fit.series.date_of(position)
    for measure, values in found.items():
        if values is not None:
            yield Effect(name, date, measure, *values, method=fit.method.name)


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


def _limits(fit: Fit, estimate: float, gradient: FloatArray) -> tuple[float, float, float]:
    lower, upper = fit.solution.uncertainty.limits(estimate, gradient, fit.design.level)
    return estimate, lower, upper


def _absolute(fit: Fit, lines: _Lines) -> tuple[float, float, float]:
    estimate = float(lines.fitted[-1] - lines.counterfactual[-1])
    return _limits(fit, estimate, lines.fitted_gradient[-1] - lines.counterfactual_gradient[-1])


def _cumulative(fit: Fit, lines: _Lines) -> tuple[float, float, float]:
    estimate = float(lines.denominator @ (lines.fitted - lines.counterfactual))
    gradient = lines.denominator @ (lines.fitted_gradient - lines.counterfactual_gradient)
    return _limits(fit, estimate, gradient)


def _relative(fit: Fit, lines: _Lines) -> tuple[float, float, float] | None:
    fitted, counterfactual = float(lines.fitted[-1]), float(lines.counterfactual[-1])
    if counterfactual <= 0:
        return None
    ratio = fitted / counterfactual
    share = lines.counterfactual_gradient[-1] / counterfactual
    if not scale_of(fit.design).is_ratio:
        return _limits(fit, ratio - 1, lines.fitted_gradient[-1] / counterfactual - ratio * share)
    log_ratio = _limits(fit, float(np.log(ratio)), lines.fitted_gradient[-1] / fitted - share)
    estimate, lower, upper = (float(np.expm1(value)) for value in log_ratio)
    return estimate, lower, upper
