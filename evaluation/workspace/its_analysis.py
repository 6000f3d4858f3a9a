"""What a project's file may say of one interrupted time series: its model, fixed beforehand."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from evaluation.errors import nearest
from evaluation.workspace.strict import Date, Slug, StrictModel, Text
from evaluation.workspace.windows import Window

Frequency = Literal["weekly", "monthly", "quarterly", "annual", "daily"]
Family = Literal[
    "gaussian", "poisson", "quasi-poisson", "negative-binomial", "binomial", "quasi-binomial"
]
Transform = Literal["none", "log", "log10"]
TransitionWord = Literal["whole", "share", "exclude"]
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


def _as_transition(value: object) -> object:
    """Refuse what is neither one of the words nor a number from 0 to 1."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if value in get_args(TransitionWord) or (is_number and 0 <= value <= 1):  # type: ignore[operator]
        return value
    known = ", ".join(get_args(TransitionWord))
    near = nearest(value, get_args(TransitionWord)) if isinstance(value, str) else None
    hint = f" Did you mean '{near}'?" if near else ""
    raise ValueError(f"'transition' must be one of {known}, or a number from 0 to 1.{hint}")


def _as_list(value: object) -> object:
    """Accept one name for a list of one."""
    return [value] if isinstance(value, str) else value


Transition = Annotated[Any, BeforeValidator(_as_transition)]


class PhaseIn(StrictModel):
    """The roll-out of an interruption, from its date to the day before `until`.

    `as: segment` gives it a level and a slope of its own, `as: ramp` lets the level rise evenly
    over it, `as: exclude` leaves it out.
    """

    until: Date
    kind: Literal["segment", "ramp", "exclude"] = Field(alias="as")


class Interruption(StrictModel):
    """A date at which the series may change: in level or slope, for a while, or ever less.

    Parameters
    ----------
    date : date
        First day of the change.
    level, slope : bool
        Lasting changes; by default both, but with a pulse or decay neither.
    pulse : bool
        A change in the period of `date` only, or from `date` to `end`.
    decay : bool
        A change that halves every `half_life` periods.
    end : date, optional
        Last day of the interruption, included; then the series is back on its earlier course.
    phase_in : PhaseIn, optional
        `{until: DATE, as: segment | ramp | exclude}`; `until` is the first day fully in force.
    transition : "whole", "share", "exclude" or a number from 0 to 1
        What becomes of a period that is only partly exposed: it counts as exposed, by the share
        of its days, or is left out; a number is the share of the first period.
    """

    name: Slug
    date: Date
    level: bool = True
    slope: bool = True
    pulse: bool = False
    decay: bool = False
    half_life: Annotated[float, Field(gt=0)] | None = None
    end: Date | None = None
    phase_in: PhaseIn | None = None
    transition: Transition = "whole"

    @model_validator(mode="before")
    @classmethod
    def _passing_unless_said(cls, data: Any) -> Any:
        """With a pulse or decay neither level nor slope lasts, unless the file says so."""
        if isinstance(data, dict) and (data.get("pulse") is True or data.get("decay") is True):
            return {"level": False, "slope": False, **data}
        return data


class Exclusion(Window):
    """Periods that are left out of a series, both ends inclusive, with the reason."""

    reason: Text


class Segment(Window):
    """Periods with a course of their own that is no effect, both ends inclusive, with the reason.

    `level` shifts the series while it lasts, `slope` lets its trend differ. Both stay in the
    counterfactual.
    """

    name: Slug
    reason: Text
    level: bool = True
    slope: bool = False


class EffectWindow(Window):
    """Periods over which the effect is averaged and added up, both ends inclusive."""

    name: Slug


class Seasonality(StrictModel):
    """Harmonics of the year, or a term for each month; for daily data the days of the week too."""

    harmonics: Annotated[int, Field(ge=0, le=6)] = 0
    months: bool = False
    weekdays: bool = False


class MethodChoice(StrictModel):
    """An estimator and its lags."""

    name: MethodName
    lags: Annotated[int, Field(ge=0)] | None = None


Method = Annotated[MethodChoice, BeforeValidator(_as_method)]


class ItsModel(StrictModel):
    """What a project's analysis and a spec say alike of a model.

    Parameters
    ----------
    exclude, segments : list
        Windows left out, and windows with a course of their own (COVID-19).
    offset : list of str
        Further factors of the denominator: `days` for the days in each period, or a column (in a
        project a KPI). Rates are per unit of them, so per day; cumulative effects stay in events.
    effects_at : list of date
        Dates at which effects are reported; by default the last period in force.
    effect_windows : list
        Windows over which effects are averaged and added up too.
    level : float
        Nominal coverage of the intervals.
    """

    family: Family = "gaussian"
    transform: Transform = "none"
    interruptions: list[Interruption] = Field(default_factory=list)
    seasonality: Seasonality = Seasonality()
    exclude: list[Exclusion] = Field(default_factory=list)
    segments: list[Segment] = Field(default_factory=list)
    offset: Annotated[list[Text], BeforeValidator(_as_list)] = Field(default_factory=list)
    effects_at: list[Date] = Field(default_factory=list)
    effect_windows: list[EffectWindow] = Field(default_factory=list)
    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95


class ItsAnalysis(ItsModel):
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
    covariates: list[Slug] = Field(default_factory=list)
    control: Slug | None = None
    method: Method | None = None
    sensitivity: list[Method] = Field(default_factory=list)
