"""The estimators: from the name of a method to the function that fits a series.

`ESTIMATORS` is the one place where estimators are registered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from evaluation.its.designs.family import Family
from evaluation.its.designs.method import USUAL_ORDER, Method, MethodName
from evaluation.its.estimation import (
    arima,
    counts,
    counts_integrated,
    gaussian,
    integrated,
    kenward_roger,
    reml,
)
from evaluation.its.estimation.solution import Problem, Solution


@dataclass(frozen=True)
class Estimator:
    """A registered estimator.

    Parameters
    ----------
    estimate : callable
        From `Problem` and `Method` to `Solution`.
    serves : {"gaussian", "counts"}
        The gaussian family, or all the others.
    label : str
        What a reader calls it.
    """

    estimate: Callable[[Problem, Method], Solution]
    serves: Literal["gaussian", "counts"]
    label: str


ESTIMATORS: dict[MethodName, Estimator] = {
    "ols": Estimator(gaussian.ols, "gaussian", "ordinary least squares"),
    "newey-west": Estimator(
        gaussian.newey_west,
        "gaussian",
        "least squares with Newey-West errors",
    ),
    "prais-winsten": Estimator(
        gaussian.prais_winsten,
        "gaussian",
        "Prais-Winsten regression",
    ),
    "reml-ar1": Estimator(
        kenward_roger.reml_kenward_roger,
        "gaussian",
        "REML with AR(1) errors and Kenward-Roger intervals",
    ),
    "reml-ar1-satterthwaite": Estimator(
        reml.reml_satterthwaite,
        "gaussian",
        "REML with AR(1) errors and Satterthwaite intervals",
    ),
    "rho-integrated": Estimator(
        integrated.rho_integrated,
        "gaussian",
        "AR(1) regression with the autocorrelation integrated out",
    ),
    "ar-integrated": Estimator(
        integrated.ar_integrated,
        "gaussian",
        "AR({order}) regression with the autocorrelation integrated out",
    ),
    "order-averaged": Estimator(
        integrated.order_averaged,
        "gaussian",
        "autoregressive regression averaged over orders 1 to {order}",
    ),
    "arima": Estimator(arima.arima, "gaussian", "regression with ARIMA errors"),
    "glm-rho-integrated": Estimator(
        counts_integrated.glm_rho_integrated,
        "counts",
        "generalised linear model with the AR(1) autocorrelation integrated out",
    ),
    "glm-order-averaged": Estimator(
        counts_integrated.glm_order_averaged,
        "counts",
        "autoregressive generalised linear model with allowance for chance, averaged over orders "
        "1 to {order}",
    ),
    "glm": Estimator(counts.glm, "counts", "generalised linear model"),
    "glm-newey-west": Estimator(
        counts.glm_newey_west,
        "counts",
        "generalised linear model with Newey-West errors",
    ),
}


def suited(family: Family) -> tuple[MethodName, ...]:
    """Return the methods for a family, in the order of the register.

    Examples
    --------
    >>> suited("poisson")[-2:]
    ('glm', 'glm-newey-west')
    """
    kind = "gaussian" if family == "gaussian" else "counts"
    return tuple(name for name, known in ESTIMATORS.items() if known.serves == kind)


def method_words(name: MethodName) -> str:
    """Return what a reader calls a method with its usual settings.

    Examples
    --------
    >>> method_words("ols"), method_words("order-averaged")
    ('ordinary least squares', 'autoregressive regression averaged over orders 1 to 2')
    """
    return ESTIMATORS[name].label.format(order=USUAL_ORDER)
