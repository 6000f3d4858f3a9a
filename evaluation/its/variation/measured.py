"""The effects of variants: each problem solved, and the contrast taken from its solution.

Fits and their `Variant`s come in; `Measured` go out. A `Measurer` does the same for many at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from evaluation.errors import InvalidInput
from evaluation.its.designs.method import Method
from evaluation.its.designs.scale import Scale, scale_of
from evaluation.its.estimation.estimators import ESTIMATORS
from evaluation.its.estimation.solution import Problem, Solution
from evaluation.its.fitted.fit import Fit
from evaluation.its.fitted.line_contrast import Contrast, Limits
from evaluation.its.variation.variants import Variant

Answer = Solution | str

NOTHING: Limits = (math.nan, math.nan, math.nan)
NO_SOLUTION = "The model has no solution."


class Measured(NamedTuple):
    """The effect of one variant.

    Parameters
    ----------
    absolute : (estimate, lower, upper)
        Not a number where there is none.
    relative : (estimate, lower, upper) or None
        None where the counterfactual is not above 0.
    note : str
        Why the variant could not be fitted; empty if it was.
    """

    absolute: Limits
    relative: Limits | None
    note: str = ""


Measurer = Callable[[Sequence[Fit], Sequence[Sequence[Variant]]], list[list[Measured]]]


def measure_each(fits: Sequence[Fit], chosen: Sequence[Sequence[Variant]]) -> list[list[Measured]]:
    """Return the effect of every variant, each solved by its registered estimator.

    Parameters
    ----------
    fits : sequence of Fit
        The primary fits.
    chosen : sequence of sequence of Variant, as long as `fits`
        The variants of each. Equal problems of one fit are solved once.
    """
    return [_measured(*each) for each in zip(fits, chosen, strict=True)]


def solved(problem: Problem, method: Method) -> Answer:
    """Return the solution of a problem by its registered estimator, or why there is none."""
    try:
        return ESTIMATORS[method.name].estimate(problem, method)
    except InvalidInput as error:
        return error.what
    except np.linalg.LinAlgError:
        return NO_SOLUTION


def effect_of(answer: Answer, contrast: Contrast, scale: Scale, level: float) -> Measured:
    """Return the effect that a contrast takes from a solution, or the reason for none."""
    if isinstance(answer, str):
        return Measured(NOTHING, NOTHING, answer)
    absolute = contrast.absolute(answer, scale, level)
    return Measured(absolute, contrast.relative(answer, scale, level))


def _measured(fit: Fit, chosen: Sequence[Variant]) -> list[Measured]:
    scale, level = scale_of(fit.design), fit.design.level
    answers: dict[tuple[int, Method], Answer] = {}
    found = []
    for variant in chosen:
        if variant.problem is None or variant.contrast is None:
            found.append(Measured(NOTHING, NOTHING, variant.note))
            continue
        key = (id(variant.problem), variant.method)
        answer = answers.get(key) or solved(variant.problem, variant.method)
        answers[key] = answer
        found.append(effect_of(answer, variant.contrast, scale, level))
    return found
