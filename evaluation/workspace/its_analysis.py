"""What a project's file may say of one interrupted time series: its model, fixed beforehand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from evaluation.workspace.strict import Date, Slug, StrictModel, Text
from evaluation.workspace.windows import Window

Frequency = Literal["weekly", "monthly", "quarterly", "annual", "daily"]
Family = Literal[
    "gaussian", "poisson", "quasi-poisson", "negative-binomial", "binomial", "quasi-binomial"
]
Transform = Literal["none", "log", "log10"]
MethodName = Literal[
    "ols",
    "newey-west",
    "prais-winsten",
    "reml-ar1",
    "reml-ar1-satterthwaite",
    "rho-integrated",
    "arima",
    "glm",
    "glm-newey-west",
]

ARIMA = "arima"
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


class Interruption(StrictModel):
    """A date at which the series may change, in level, in slope or in both."""

    name: Slug
    date: Date
    level: bool = True
    slope: bool = True


class Exclusion(Window):
    """Periods that are left out of a series, both ends inclusive, with the reason."""

    reason: Text


class Seasonality(StrictModel):
    """Harmonics of the year, or a term for each month."""

    harmonics: Annotated[int, Field(ge=0, le=6)] = 0
    months: bool = False


class MethodChoice(StrictModel):
    """An estimator with its lags, or for `arima` its order.

    Parameters
    ----------
    name : str
    lags : int, optional
        Of Newey-West errors.
    order : list of three whole numbers
        Of `arima`: autoregressive terms, differences, moving-average terms; by default 1, 0, 0.
    seasonal : list of three whole numbers
        The same a whole season apart (12 months, 4 quarters, 52 weeks or 7 days); by default
        0, 0, 0.
    """

    name: MethodName
    lags: Annotated[int, Field(ge=0)] | None = None
    order: list[int] | None = None
    seasonal: list[int] | None = None

    @field_validator("order", "seasonal")
    @classmethod
    def _possible_order(cls, numbers: list[int] | None, info: ValidationInfo) -> list[int] | None:
        largest = LARGEST_ORDER[str(info.field_name)]
        if numbers is None:
            return None
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
    def _order_of_arima_only(self) -> MethodChoice:
        for key in LARGEST_ORDER:
            if self.name != ARIMA and getattr(self, key) is not None:
                raise ValueError(f"Method '{self.name}' has no '{key}': only '{ARIMA}' has one.")
        return self


Method = Annotated[MethodChoice, BeforeValidator(_as_method)]


class ItsAnalysis(StrictModel):
    """One interrupted time series, its primary model fixed beforehand.

    Parameters
    ----------
    kpi : str
        Id of the KPI that is the outcome.
    interruptions : list
        Empty means the project's go-live date, level and slope.
    control : str, optional
        Id of the KPI that is the control series.
    covariates : list of str
        Ids of KPIs that enter the model.
    method : str, optional
        The primary estimator; by default the engine's rule chooses, and says what it chose.
    sensitivity : list
        Other estimators, shown beside the primary one.
    """

    id: Slug
    kpi: Slug
    question: Text
    primary: bool = True
    family: Family = "gaussian"
    transform: Transform = "none"
    interruptions: list[Interruption] = Field(default_factory=list)
    seasonality: Seasonality = Seasonality()
    covariates: list[Slug] = Field(default_factory=list)
    exclude: list[Exclusion] = Field(default_factory=list)
    control: Slug | None = None
    method: Method | None = None
    sensitivity: list[Method] = Field(default_factory=list)
    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
