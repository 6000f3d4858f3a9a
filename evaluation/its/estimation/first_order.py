"""Maximum likelihood of linear models with AR(1) errors: ARIMA(1,0,0), of one series or many.

The likelihood has one parameter, whose derivatives are known, so that its maximum and its
curvature there need no general search. A `Stack` comes in; a `FirstOrder` goes out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluation.its.designs.arima_order import ArimaOrder
from evaluation.its.estimation.solution import FloatArray
from evaluation.its.estimation.stacked import Stack
from evaluation.its.estimation.students import Students

LARGEST_PARTIAL = 0.9999  # partial autocorrelations end here: a hair from a unit root
BOUNDARY = 0.999  # from here on the likelihood's curvature says nothing


@dataclass(frozen=True, eq=False)
class FirstOrder:
    """The maximum of the likelihood of S series.

    Parameters
    ----------
    rho : ndarray, length S
        Autocorrelations.
    students : Students
        Coefficients with the covariance from the observed information, and normal limits.
    is_inside : ndarray of bool, length S
        Whether the autocorrelation is within its range; at its limit it is taken as known.
    is_curved : ndarray of bool, length S
        Whether the likelihood tells how sure it is; where not, it is taken as known.
    """

    rho: FloatArray
    students: Students
    is_inside: npt.NDArray[np.bool_]
    is_curved: npt.NDArray[np.bool_]


def is_first_order(order: ArimaOrder) -> bool:
    """Return whether an order is one autoregressive term and nothing else.

    Examples
    --------
    >>> is_first_order(ArimaOrder()), is_first_order(ArimaOrder((1, 1, 0)))
    (True, False)
    """
    return order.order == (1, 0, 0) and not order.is_seasonal


def first_order(stack: Stack) -> FirstOrder:
    """Return maximum-likelihood estimates of series with AR(1) errors.

    Notes
    -----
    With b(rho) the coefficients and C minus the second derivative of the profile likelihood the
    covariance is s^2 (X'R^-1 X)^-1 + b' b'' / C, the coefficients' block of the inverse of the
    observed information.
    """
    found = stack.highest("full", LARGEST_PARTIAL)
    variance = found.square / len(stack.model.basis)
    plain = variance[:, None, None] * found.bread
    speed = (found.bread @ found.pull[:, :-1, None])[:, :, 0]
    is_inside, is_curved = np.abs(found.rho) < BOUNDARY, found.log_bend < 0
    share = np.where(is_inside & is_curved, -1 / np.where(is_curved, found.log_bend, -1.0), 0.0)
    spread = share[:, None, None] * speed[:, :, None] * speed[:, None]
    return FirstOrder(
        rho=found.rho,
        students=Students(stack.coefficients(found), stack.natural(plain + spread), np.inf),
        is_inside=is_inside,
        is_curved=is_curved | ~is_inside,
    )
