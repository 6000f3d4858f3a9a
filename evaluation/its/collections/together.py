"""The effects of variants of many fits: those with one design matrix are solved together.

Fits and their `Variant`s come in; `Measured` go out, as from `measure_each`, which takes as long
for each series as this for many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from evaluation.errors import InvalidInput
from evaluation.its.designs.method import Method
from evaluation.its.designs.scale import Scale, scale_of
from evaluation.its.estimation.gaussian import EXACT_FIT
from evaluation.its.estimation.linear_together import TOGETHER, is_offered
from evaluation.its.estimation.many import combined
from evaluation.its.estimation.solution import FloatArray, IntArray, Problem
from evaluation.its.estimation.students import Together
from evaluation.its.fitted.fit import Fit
from evaluation.its.fitted.line_contrast import Contrast
from evaluation.its.variation.measured import NOTHING, Measured, effect_of, solved
from evaluation.its.variation.variants import BoolArray, Variant

Place = tuple[int, int]  # number of the fit, and of the variant among its variants


class _Asked(NamedTuple):
    """A problem, what to take from its solution, and where that belongs."""

    problem: Problem
    contrast: Contrast
    place: Place


@dataclass(frozen=True, eq=False)
class Task:
    """Series that share a design matrix and a method, with the effects to take from each.

    Parameters
    ----------
    problems : tuple of Problem, length S
        They differ in outcome and denominator only.
    method : Method
        The estimator.
    contrasts : tuple of tuple of Contrast, S by c
        Of each series; they differ in the known part of the predictor only.
    places : tuple of tuple of Place, S by c
        Where the effects belong.
    scale : Scale
        Of the model.
    level : float
        Coverage of the limits.
    """

    problems: tuple[Problem, ...]
    method: Method
    contrasts: tuple[tuple[Contrast, ...], ...]
    places: tuple[tuple[Place, ...], ...]
    scale: Scale
    level: float


def measure_together(
    fits: Sequence[Fit], chosen: Sequence[Sequence[Variant]]
) -> list[list[Measured]]:
    """Return the effect of every variant, the series of one design matrix solved together.

    Parameters
    ----------
    fits : sequence of Fit
        The primary fits.
    chosen : sequence of sequence of Variant, as long as `fits`
        The variants of each; those whose problems hold the very same matrix are solved in one
        call, whatever the fit or the part.
    """
    found: list[list[Measured]] = [
        [Measured(NOTHING, NOTHING, variant.note) for variant in mine] for mine in chosen
    ]
    for task in _tasks(fits, chosen):
        for places, effects in zip(task.places, _effects(task), strict=True):
            for place, effect in zip(places, effects, strict=True):
                found[place[0]][place[1]] = effect
    return found


def _tasks(fits: Sequence[Fit], chosen: Sequence[Sequence[Variant]]) -> Iterator[Task]:
    grouped: dict[Hashable, list[list[_Asked]]] = defaultdict(list)
    for number, mine in enumerate(chosen):
        design = fits[number].design
        alike: dict[Hashable, list[_Asked]] = defaultdict(list)
        for place, variant in enumerate(mine):
            if variant.problem is not None and variant.contrast is not None:
                asked = _Asked(variant.problem, variant.contrast, (number, place))
                alike[id(variant.problem.matrix), variant.method].append(asked)
        for key, asks in alike.items():
            rows = tuple(id(asked.contrast.fitted) for asked in asks)
            grouped[key, scale_of(design), design.level, rows].append(asks)
    for series in grouped.values():
        number, place = series[0][0].place
        yield Task(
            problems=tuple(asks[0].problem for asks in series),
            method=chosen[number][place].method,
            contrasts=tuple(tuple(asked.contrast for asked in asks) for asks in series),
            places=tuple(tuple(asked.place for asked in asks) for asks in series),
            scale=scale_of(fits[number].design),
            level=fits[number].design.level,
        )


def _effects(task: Task) -> list[list[Measured]]:
    """Return the effects of a task, S lists of c."""
    outcomes = np.stack([problem.outcome for problem in task.problems])
    is_alone = ~_can_be_together(task, outcomes)
    found: list[list[Measured]] = [[] for _ in task.problems]
    together = np.flatnonzero(~is_alone)
    if len(together):
        try:
            solution = TOGETHER[task.method.name](task.problems[0], outcomes[together], task.method)
        except InvalidInput as error:
            refused = Measured(NOTHING, NOTHING, error.what)
            return [[refused for _ in each] for each in task.places]
        except np.linalg.LinAlgError:
            is_alone[:] = True
        else:
            is_alone[together] = ~np.isfinite(solution.coefficients).all(axis=1)
            for number, effects in zip(together, _of_all(task, solution, together), strict=True):
                found[number] = effects
    for number in np.flatnonzero(is_alone):
        answer = solved(task.problems[number], task.method)
        found[number] = [
            effect_of(answer, contrast, task.scale, task.level)
            for contrast in task.contrasts[number]
        ]
    return found


def _can_be_together(task: Task, outcomes: FloatArray) -> BoolArray:
    """Return which series have errors and a method for many, length S."""
    problem = task.problems[0]
    if problem.family != "gaussian" or not is_offered(task.method):
        return np.zeros(len(outcomes), dtype=bool)
    return have_errors(problem, outcomes)


def have_errors(problem: Problem, outcomes: FloatArray) -> BoolArray:
    """Return which outcomes (S by n) the design matrix does not fit but for rounding, length S."""
    basis = np.linalg.qr(problem.matrix)[0]
    residuals = outcomes - (outcomes @ basis) @ basis.T
    found: BoolArray = (residuals**2).sum(axis=1) > EXACT_FIT * (outcomes**2).sum(axis=1)
    return found


def _of_all(task: Task, solution: Together, series: IntArray) -> list[list[Measured]]:
    """Return the effects of the series solved together; see `Contrast` for the formulas."""
    mine = [task.contrasts[number] for number in series]
    fitted_rows = np.stack([each.fitted for each in mine[0]])[None]  # 1 by c by k
    other_rows = np.stack([each.counterfactual for each in mine[0]])[None]
    known = np.array([[each.known for each in contrasts] for contrasts in mine])
    predictor = known + combined(solution.coefficients, fitted_rows)
    other_predictor = known + combined(solution.coefficients, other_rows)
    scale, level = task.scale, task.level
    value, other = scale.natural(predictor), scale.natural(other_predictor)
    if scale.is_ratio:
        shift = scale.derivative(predictor)[..., None] * fitted_rows
        share = scale.derivative(other_predictor)[..., None] * other_rows
    else:
        shift, share = fitted_rows, other_rows
    absolute = _limits(solution, value - other, shift - share, level)
    has_ratio = other > 0
    below = np.where(has_ratio, other, 1.0)
    if scale.is_ratio:
        gradient = shift / value[..., None] - share / below[..., None]
        relative = np.expm1(_limits(solution, np.log(value / below), gradient, level))
    else:
        ratio = value / below
        gradient = (shift - ratio[..., None] * share) / below[..., None]
        relative = _limits(solution, ratio - 1, gradient, level)
    return [
        [
            Measured(tuple(one), tuple(two) if is_known else None)
            for one, two, is_known in zip(*each, strict=True)
        ]
        for each in zip(absolute.tolist(), relative.tolist(), has_ratio.tolist(), strict=True)
    ]


def _limits(
    solution: Together, estimates: FloatArray, contrasts: FloatArray, level: float
) -> FloatArray:
    """Return estimate, lower and upper limit, S by c by 3."""
    return np.stack([estimates, *solution.limits(estimates, contrasts, level)], axis=-1)
