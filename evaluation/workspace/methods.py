"""What a project's file may say of an estimator: its name, its lags, its order."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from evaluation.workspace.strict import StrictModel

MethodName = Literal[
    "ols",
    "newey-west",
    "prais-winsten",
    "reml-ar1",
    "reml-ar1-satterthwaite",
    "rho-integrated",
    "ar-integrated",
    "order-averaged",
    "arima",
    "glm-rho-integrated",
    "glm-order-averaged",
    "glm",
    "glm-newey-west",
]

ARIMA = "arima"
AUTOREGRESSIONS = ("ar-integrated", "order-averaged", "glm-order-averaged")
HIGHEST_AUTOREGRESSION = 4  # that of the engine
PARTS_OF_ORDER = ("autoregressive terms", "differences", "moving-average terms")
LARGEST_ORDER = {"order": (5, 2, 5), "seasonal": (2, 1, 2)}  # those of the engine


def _as_method(value: object) -> object:
    """Accept `newey-west` and `{newey-west: {lags: 1}}` for `{name: newey-west, lags: 1}`.

    So too `{arima: {order: [2, 1, 0], seasonal: [0, 1, 1]}}`.
    """
    if isinstance(value, str):
        return {"name": value}
    if isinstance(value, dict) and len(value) == 1 and "name" not in value:
        ((name, options),) = value.items()
        return {"name": name, **options} if isinstance(options, dict) else value
    return value


class MethodChoice(StrictModel):
    """An estimator with its lags or its order.

    Parameters
    ----------
    name : str
    lags : int, optional
        Of Newey-West errors.
    order : int, or list of three whole numbers
        Of `ar-integrated` the order, of `order-averaged` and `glm-order-averaged` the highest
        one, by default 2. Of `arima` autoregressive terms, differences and moving-average terms,
        by default 1, 0, 0.
    seasonal : list of three whole numbers
        Of `arima`, the same a whole season apart (12 months, 4 quarters, 52 weeks or 7 days); by
        default 0, 0, 0.
    """

    name: MethodName
    lags: Annotated[int, Field(ge=0)] | None = None
    order: int | list[int] | None = None
    seasonal: list[int] | None = None

    @field_validator("order", "seasonal")
    @classmethod
    def _possible_order(
        cls, numbers: int | list[int] | None, info: ValidationInfo
    ) -> int | list[int] | None:
        largest = LARGEST_ORDER[str(info.field_name)]
        if numbers is None or isinstance(numbers, int):
            return numbers
        if len(numbers) != len(largest):
            raise ValueError(
                f"'{info.field_name}' must be three whole numbers: {', '.join(PARTS_OF_ORDER)}."
            )
        for number, limit, part in zip(numbers, largest, PARTS_OF_ORDER, strict=True):
            if not 0 <= number <= limit:
                raise ValueError(
                    f"'{info.field_name}': the number of {part} must be from 0 to {limit}."
                )
        return numbers

    @model_validator(mode="after")
    def _order_where_there_is_one(self) -> MethodChoice:
        if self.seasonal is not None and self.name != ARIMA:
            raise ValueError(f"Method '{self.name}' has no 'seasonal': only '{ARIMA}' has one.")
        if self.order is None:
            return self
        if self.name not in (ARIMA, *AUTOREGRESSIONS):
            having = ", ".join(f"'{name}'" for name in (ARIMA, *AUTOREGRESSIONS))
            raise ValueError(f"Method '{self.name}' has no 'order': only {having} have one.")
        if isinstance(self.order, int) == (self.name == ARIMA):
            wanted = "three whole numbers" if self.name == ARIMA else "one whole number"
            raise ValueError(f"The order of '{self.name}' must be {wanted}.")
        if isinstance(self.order, int) and not 1 <= self.order <= HIGHEST_AUTOREGRESSION:
            raise ValueError(
                f"The order of '{self.name}' must be from 1 to {HIGHEST_AUTOREGRESSION}."
            )
        return self


Method = Annotated[MethodChoice, BeforeValidator(_as_method)]
