"""Scales: from the model's scale to the outcome's own, with the derivative for the delta method.

A design comes in; a `Scale` goes out, for the identity, logarithmic and logistic scales.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from evaluation.its.designs.design import Design
from evaluation.its.designs.family import COUNT_FAMILIES, PROPORTION_FAMILIES

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """How the model's linear predictor becomes the mean of the outcome.

    Parameters
    ----------
    name : str
        "identity", "log", "log10" or "logit".
    natural : callable
        From linear predictor to the outcome's scale.
    derivative : callable
        Derivative of `natural`, by the linear predictor.
    """

    name: str
    natural: Callable[[FloatArray], FloatArray]
    derivative: Callable[[FloatArray], FloatArray]

    @property
    def is_ratio(self) -> bool:
        """Whether differences on the model's scale are ratios on the outcome's."""
        return self.name != "identity"


def scale_of(design: Design) -> Scale:
    """Return the scale of a design's model.

    Examples
    --------
    >>> import datetime
    >>> from evaluation.its.designs.design import Interruption
    >>> ban = Interruption("ban", datetime.date(2005, 1, 1))
    >>> scale_of(Design("deaths", "monthly", (ban,), family="poisson")).name
    'log'
    """
    if design.family in PROPORTION_FAMILIES:
        return LOGIT
    if design.family in COUNT_FAMILIES or design.transform == "log":
        return LOG
    return LOG10 if design.transform == "log10" else IDENTITY


def modelled(design: Design, outcome: FloatArray, denominator: FloatArray) -> FloatArray:
    """Return the outcome as the model takes it.

    Parameters
    ----------
    design : Design
        Family and transform.
    outcome, denominator : ndarray, length n
        As in the data; the denominator is 1 where there is none.

    Returns
    -------
    ndarray, length n
        Counts as they are; a gaussian outcome divided by its denominator and transformed.
    """
    if design.family != "gaussian":
        return outcome
    rate = outcome / denominator
    if design.transform == "none":
        return rate
    return np.log(rate) if design.transform == "log" else np.log10(rate)


def _same(predictor: FloatArray) -> FloatArray:
    return predictor


def _power_of_ten(predictor: FloatArray) -> FloatArray:
    return np.power(10.0, predictor)


def _power_of_ten_derivative(predictor: FloatArray) -> FloatArray:
    derivative: FloatArray = np.log(10.0) * np.power(10.0, predictor)
    return derivative


def _odds_to_proportion(predictor: FloatArray) -> FloatArray:
    return np.asarray(expit(predictor), dtype=np.float64)


def _proportion_derivative(predictor: FloatArray) -> FloatArray:
    proportion = _odds_to_proportion(predictor)
    return proportion * (1 - proportion)


IDENTITY = Scale("identity", _same, np.ones_like)
LOG = Scale("log", np.exp, np.exp)
LOG10 = Scale("log10", _power_of_ten, _power_of_ten_derivative)
LOGIT = Scale("logit", _odds_to_proportion, _proportion_derivative)
