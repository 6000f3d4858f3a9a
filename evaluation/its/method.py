"""Methods: which estimator fits a series, with its settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from evaluation.errors import InvalidInput
from evaluation.its.arima_order import ArimaOrder, Triple
from evaluation.its.family import QUASI_FAMILIES, Family, require_known

Quantiles = Literal["t", "normal"]
AR1MethodName = Literal["reml-ar1", "reml-ar1-satterthwaite", "rho-integrated"]
MethodName = Literal[
    "ols", "newey-west", "prais-winsten", AR1MethodName, "arima", "glm", "glm-newey-west"
]

NEWEY_WEST_METHODS: frozenset[str] = frozenset({"newey-west", "glm-newey-west"})
OWN_QUANTILES_METHODS: frozenset[str] = frozenset({*get_args(AR1MethodName), "arima"})


@dataclass(frozen=True)
class Method:
    """An estimator with its settings.

    Parameters
    ----------
    name : str
        `ols`, `newey-west`, `prais-winsten`, `reml-ar1` (Kenward-Roger limits),
        `reml-ar1-satterthwaite`, `rho-integrated` or `arima` for the gaussian family; `glm`
        (model-based errors) or `glm-newey-west` for the others.
    lags : int, optional
        Lags of the Newey-West errors; by default a rule chooses (see `default_method`).
    quantiles : {"t", "normal"}, optional
        Distribution of the limits and p values. By default t with the residual degrees of
        freedom for the gaussian family and for quasi families with `glm`, and normal for
        `glm` with the other families and for `glm-newey-west`, as in Stata and R. The REML
        methods and `rho-integrated` have their own; `arima` takes normal ones.
    order : ArimaOrder, optional
        Of `arima`; by default one autoregressive term and no season.

    Raises
    ------
    InvalidInput
        If `lags` is negative or the method has no lags, no order or its own quantiles.
    """

    name: MethodName
    lags: int | None = None
    quantiles: Quantiles | None = None
    order: ArimaOrder | None = None

    def __post_init__(self) -> None:
        require_known("method", self.name, get_args(MethodName))
        if self.lags is not None and self.name not in NEWEY_WEST_METHODS:
            raise InvalidInput(f"Method '{self.name}' has no lags.", "Remove them.")
        if self.lags is not None and self.lags < 0:
            raise InvalidInput("The number of Newey-West lags is negative.", "Use 0 or more.")
        if self.quantiles is not None and self.name in OWN_QUANTILES_METHODS:
            raise InvalidInput(f"Method '{self.name}' has its own quantiles.", "Remove them.")
        if self.order is not None and self.name != "arima":
            raise InvalidInput(f"Method '{self.name}' has no order.", "Remove it, or use arima.")

    def quantiles_for(self, family: Family) -> Quantiles:
        """Return which quantiles the limits take under `family`.

        Examples
        --------
        >>> Method("glm").quantiles_for("quasi-poisson"), Method("glm").quantiles_for("poisson")
        ('t', 'normal')
        """
        if self.quantiles is not None:
            return self.quantiles
        if family == "gaussian" or (family in QUASI_FAMILIES and self.name == "glm"):
            return "t"
        return "normal"


def method_of(
    name: MethodName,
    lags: int | None = None,
    order: Sequence[int] | None = None,
    seasonal: Sequence[int] | None = None,
) -> Method:
    """Return a method from what a file says of it.

    Parameters
    ----------
    name : str
        Of the method.
    lags : int, optional
        Of Newey-West errors.
    order, seasonal : sequence of three int, optional
        Of `arima`.

    Raises
    ------
    InvalidInput
        As `Method` and `ArimaOrder`.

    Examples
    --------
    >>> method_of("arima", order=[2, 1, 0]).order
    ArimaOrder(order=(2, 1, 0), seasonal=(0, 0, 0), period=None)
    """
    if order is None and seasonal is None:
        return Method(name, lags)
    plain = ArimaOrder()
    first = plain.order if order is None else _triple(order)
    second = plain.seasonal if seasonal is None else _triple(seasonal)
    return Method(name, lags, order=ArimaOrder(first, second))


def _triple(numbers: Sequence[int]) -> Triple:
    autoregressive, differences, moving_average = numbers
    return autoregressive, differences, moving_average
