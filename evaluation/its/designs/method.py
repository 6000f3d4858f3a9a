"""Methods: which estimator fits a series, with its settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from evaluation.errors import InvalidInput
from evaluation.its.designs.arima_order import ArimaOrder, Triple
from evaluation.its.designs.family import QUASI_FAMILIES, Family, require_known

Quantiles = Literal["t", "normal"]
AutoregressiveMethodName = Literal[
    "reml-ar1",
    "reml-ar1-satterthwaite",
    "rho-integrated",
    "ar-integrated",
    "order-averaged",
    "arima",
    "glm-rho-integrated",
    "glm-order-averaged",
]
MethodName = Literal[
    "ols",
    "newey-west",
    "prais-winsten",
    AutoregressiveMethodName,
    "glm",
    "glm-newey-west",
]

NEWEY_WEST_METHODS: frozenset[str] = frozenset({"newey-west", "glm-newey-west"})
ORDERED_METHODS: frozenset[str] = frozenset(
    {"ar-integrated", "order-averaged", "glm-order-averaged"}
)
OWN_QUANTILES_METHODS: frozenset[str] = frozenset(get_args(AutoregressiveMethodName))

HIGHEST_ORDER = 4  # an integral over more partial autocorrelations takes too long
USUAL_ORDER = 2  # one order more than the usual model


@dataclass(frozen=True)
class Method:
    """An estimator with its settings.

    Parameters
    ----------
    name : str
        `ols`, `newey-west`, `prais-winsten`, `reml-ar1` (Kenward-Roger limits),
        `reml-ar1-satterthwaite`, `rho-integrated` (AR(1)), `ar-integrated` (AR(p)),
        `order-averaged` (AR(1) to AR(p)) or `arima` for the gaussian family; `glm` (model-based
        errors), `glm-newey-west`, `glm-rho-integrated` or `glm-order-averaged` for the others.
    lags : int, optional
        Lags of the Newey-West errors; by default a rule chooses (see `default_method`).
    order : int or ArimaOrder, optional
        Order p of `ar-integrated`, highest order of the averages, by default 2; that of `arima`,
        by default one autoregressive term and no season.
    quantiles : {"t", "normal"}, optional
        Distribution of the limits and p values. By default t with the residual degrees of
        freedom for the gaussian family and for quasi families with `glm`, and normal for
        `glm` with the other families and for `glm-newey-west`, as in Stata and R. Methods with
        autoregressive errors have their own; `arima` takes normal ones.

    Raises
    ------
    InvalidInput
        If `lags` is negative, the method has no lags, no order or its own quantiles.
    """

    name: MethodName
    lags: int | None = None
    quantiles: Quantiles | None = None
    order: int | ArimaOrder | None = None

    def __post_init__(self) -> None:
        require_known("method", self.name, get_args(MethodName))
        if self.lags is not None and self.name not in NEWEY_WEST_METHODS:
            raise InvalidInput(f"Method '{self.name}' has no lags.", "Remove them.")
        if self.lags is not None and self.lags < 0:
            raise InvalidInput("The number of Newey-West lags is negative.", "Use 0 or more.")
        if self.quantiles is not None and self.name in OWN_QUANTILES_METHODS:
            raise InvalidInput(f"Method '{self.name}' has its own quantiles.", "Remove them.")
        if self.order is not None:
            self._require_order(self.order)

    def _require_order(self, order: int | ArimaOrder) -> None:
        if self.name not in {*ORDERED_METHODS, "arima"}:
            raise InvalidInput(f"Method '{self.name}' has no order.", "Remove it.")
        if isinstance(order, int) == (self.name == "arima"):
            wanted = "three numbers, such as [1, 0, 0]" if self.name == "arima" else "one number"
            raise InvalidInput(f"The order of '{self.name}' is {wanted}.", "Correct it.")
        if isinstance(order, int) and not 1 <= order <= HIGHEST_ORDER:
            raise InvalidInput(
                f"The order of '{self.name}' is not between 1 and {HIGHEST_ORDER}.", "Use 1 or 2."
            )

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
    order: int | Sequence[int] | None = None,
    seasonal: Sequence[int] | None = None,
) -> Method:
    """Return a method from what a file says of it.

    Parameters
    ----------
    name : str
        Of the method.
    lags : int, optional
        Of Newey-West errors.
    order : int or sequence of three int, optional
        Of an autoregression, or of `arima`.
    seasonal : sequence of three int, optional
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
    if isinstance(order, int) or (order is None and seasonal is None):
        return Method(name, lags, order=order)
    plain = ArimaOrder()
    first = plain.order if order is None else _triple(order)
    second = plain.seasonal if seasonal is None else _triple(seasonal)
    return Method(name, lags, order=ArimaOrder(first, second))


def _triple(numbers: Sequence[int]) -> Triple:
    autoregressive, differences, moving_average = numbers
    return autoregressive, differences, moving_average
