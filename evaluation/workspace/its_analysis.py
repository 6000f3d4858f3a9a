"""What a project's file may say of one interrupted time series: its model, fixed beforehand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from evaluation.workspace.risk_of_bias import BiasAnswers
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
    "glm",
    "glm-newey-west",
]


def _as_method(value: object) -> object:
    """Accept `newey-west` and `{newey-west: {lags: 1}}` for `{name: newey-west, lags: 1}`."""
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
    """An estimator and its lags."""

    name: MethodName
    lags: Annotated[int, Field(ge=0)] | None = None


Method = Annotated[MethodChoice, BeforeValidator(_as_method)]


class Prespecified(StrictModel):
    """When the analysis was fixed, and who fixed it: a role, never a person's name."""

    on: Date
    by: Text


class Equivalence(StrictModel):
    """Effects that are too small to matter, fixed beforehand: everything from lower to upper.

    In the unit of the outcome (percentage points for a proportion), or in percent where the
    measure is relative.
    """

    measure: Literal["absolute", "relative"] = "absolute"
    lower: Annotated[float, Field(lt=0)]
    upper: Annotated[float, Field(gt=0)]


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
    equivalence : Equivalence, optional
        Region of effects that are too small to matter.
    prespecified : Prespecified, optional
        When the analysis was fixed and by whom; `evaluation prespecify` records it.
    risk_of_bias : list
        Answers to EPOC's items that hold for this analysis only.
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
    equivalence: Equivalence | None = None
    prespecified: Prespecified | None = None
    risk_of_bias: BiasAnswers
