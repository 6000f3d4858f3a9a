"""A number a user gives, with what is known of its uncertainty and where it comes from."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from evaluation.workspace.strict import StrictModel, Text
from evaluation.workspace.years import FinancialYear

DistributionKind = Literal[
    "fixed", "normal", "lognormal", "gamma", "beta", "triangular", "uniform", "pert"
]
FROM_LIMITS: tuple[DistributionKind, ...] = ("triangular", "uniform", "pert")


def _year(value: object) -> object:
    if isinstance(value, str):
        FinancialYear.parse(value)
    return value


YearText = Annotated[Text, BeforeValidator(_year)]


class UncertainNumber(StrictModel):
    """A number with its distribution and source; a plain number is one that is fixed.

    Parameters
    ----------
    value : float
        The best estimate: the mean of a normal, lognormal, gamma or beta, the mode of a triangular
        or pert distribution, the middle of a uniform one.
    low, high : float, optional
        The limits: of the 95% interval of a normal, lognormal, gamma or beta distribution, of the
        whole range of a triangular, uniform or pert one.
    distribution : str
        "fixed" where nothing is known of the uncertainty.
    source : str, optional
        Where it comes from; without one it counts as assumed.
    """

    value: float
    low: float | None = None
    high: float | None = None
    distribution: DistributionKind = "fixed"
    source: Text | None = None

    @model_validator(mode="after")
    def _limits_surround_the_value(self) -> Self:
        has_limits = self.low is not None and self.high is not None
        if (self.low is None) != (self.high is None):
            raise ValueError("Give both 'low' and 'high', or neither.")
        if self.distribution != "fixed" and not has_limits:
            raise ValueError(f"'{self.distribution}' needs 'low' and 'high'.")
        if self.low is not None and self.high is not None:
            if not self.low <= self.value <= self.high:
                raise ValueError("'value' must lie between 'low' and 'high'.")
            if self.distribution != "fixed" and self.low == self.high:
                raise ValueError("'low' and 'high' are the same: say 'fixed'.")
        return self


def _plain(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"value": value} if is_number else value


NumberOrUncertain = Annotated[UncertainNumber, BeforeValidator(_plain)]


class Price(UncertainNumber):
    """An amount of money a unit, with the year of its prices.

    Parameters
    ----------
    price_year : str
        Financial year such as "2023/24".
    method : str, optional
        How it was found, such as "national tariff" or "bottom-up costing".
    """

    price_year: YearText
    method: Text | None = None
