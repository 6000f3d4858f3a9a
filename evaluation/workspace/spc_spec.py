"""What the SPEC.yml of a control chart without a project may say."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from evaluation.workspace.hub import Disclosure
from evaluation.workspace.strict import StrictModel, Text
from evaluation.workspace.table_source import TableSource

ALL_CHARTS = ""  # whom a list of times without the name of a chart is for

ChartKind = Literal["xmr", "mr", "p", "p-prime", "u", "u-prime", "c", "g", "t", "run"]
OF_RATIOS = ("p", "p-prime", "u", "u-prime")
WITHOUT_DENOMINATOR = ("c", "g", "t")

ChartRule = Literal["beyond-limits", "trend", "two-of-three", "shift"]


def _as_time(value: object) -> object:
    is_time = isinstance(value, dt.date | int | float | str) and not isinstance(value, bool)
    if not is_time or value == "":
        raise ValueError("A time must be a date, such as 2025-04-01, or a number.")
    return value


def _for_charts(value: object) -> object:
    """Accept a list of times for all charts."""
    if isinstance(value, list):
        return {ALL_CHARTS: value}
    if isinstance(value, dict):
        return value
    raise ValueError("Times are a list, or a list for each chart: {RDZ: [2025-04-01]}.")


def _as_target(value: object) -> object:
    if isinstance(value, str):
        return {"column": value}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"value": value}
    if isinstance(value, list):
        return {"steps": value}
    if value is None:
        return value
    raise ValueError("'target' must be a number, the name of a column, or a list of {from, value}.")


Time = Annotated[dt.date | float | Text, BeforeValidator(_as_time)]
Times = Annotated[dict[str, list[Time]], BeforeValidator(_for_charts)]


class TargetStep(StrictModel):
    """A target that holds from a time on, until the next."""

    since: Time = Field(alias="from")
    value: float


class TargetChoice(StrictModel):
    """One target, a column of targets, or targets that hold from a time on."""

    value: float | None = None
    column: Text | None = None
    steps: list[TargetStep] | None = Field(default=None, min_length=1)


class SpcSpec(StrictModel):
    """One control chart, or one for each value of a facet.

    Parameters
    ----------
    data : path, or path and sheet
    time : str
        Column of dates, months, quarters or numbers.
    value : str
        Column that is plotted; or `numerator` and `denominator`.
    facet : str
        Column that tells charts apart.
    target : number, column, or list of {from, value}
        In the unit of the values as plotted.
    percent : bool
        Values times 100; any other factor is `multiplier`.
    disclosure : {rule, reason}
        Without it nothing is suppressed, and small counts are warned of.

    The other keys are those of `evaluation.monitoring.charts.Options`.
    """

    data: TableSource
    time: Text
    value: Text | None = None
    numerator: Text | None = None
    denominator: Text | None = None
    facet: Text | None = None
    chart: ChartKind = "xmr"
    improvement: Literal["increase", "decrease", "neither"] = "neither"
    target: Annotated[TargetChoice | None, BeforeValidator(_as_target)] = None
    percent: bool = False
    multiplier: Annotated[float, Field(gt=0)] | None = None
    rebase: Times = Field(default_factory=dict)
    exclude: Times = Field(default_factory=dict)
    baseline_points: Annotated[int, Field(ge=2)] | None = None
    minimum_points: Annotated[int, Field(ge=0)] = 13
    screen_moving_ranges: bool = True
    sigma_constant: Literal["mdc", "qicharts2"] = "mdc"
    rules: list[ChartRule] | None = None
    run_length: Annotated[int, Field(ge=2)] = 7
    trend_length: Annotated[int, Field(ge=2)] | None = None
    equal_values_in_a_trend: Literal["break", "ignore"] = "break"
    beyond_limits_count_in_two_of_three: bool = True
    two_of_three_needs_same_side: bool = True
    two_of_three_flags_all: bool = False
    both_improvement_and_concern: Literal["priority", "improvement", "concern"] = "priority"
    target_at_limit: Literal["strict", "inclusive"] = "strict"
    run_rules: Literal["anhoej", "bestbox", "cutbox", "none"] = "anhoej"
    gaps: Literal["join", "break"] = "join"
    disclosure: Disclosure | None = None

    @model_validator(mode="after")
    def _has_one_multiplier(self) -> Self:
        if self.percent and self.multiplier is not None:
            raise ValueError("'percent' is a 'multiplier' of 100: leave one of them out.")
        return self

    @model_validator(mode="after")
    def _names_charts_of_a_facet(self) -> Self:
        named = {*self.rebase, *self.exclude} - {ALL_CHARTS}
        if named and self.facet is None:
            raise ValueError("'rebase' and 'exclude' name charts, so 'facet' is needed.")
        return self

    @model_validator(mode="after")
    def _says_what_is_plotted(self) -> Self:
        if self.value is None and self.numerator is None:
            raise ValueError("Name 'value', or 'numerator' and 'denominator'.")
        if self.value is not None and (self.numerator or self.denominator):
            raise ValueError("Name 'value', or 'numerator' and 'denominator', not both.")
        if self.chart in OF_RATIOS and not (self.numerator and self.denominator):
            raise ValueError(
                f"A chart of kind '{self.chart}' needs 'numerator' and 'denominator'; one of "
                "ready-made values is of kind 'xmr'."
            )
        if self.chart in WITHOUT_DENOMINATOR and self.denominator:
            raise ValueError(
                f"A chart of kind '{self.chart}' has no 'denominator'; counts with one make a "
                "chart of kind 'u' or 'p'."
            )
        if self.numerator and not self.denominator and self.chart != "c":
            raise ValueError("'numerator' needs a 'denominator'.")
        return self

    def options(self) -> dict[str, Any]:
        """Return the keys that are options of a chart, as they are written here."""
        apart = {"data", "time", "value", "numerator", "denominator", "facet", "chart", "target"}
        apart |= {"percent", "multiplier", "rebase", "exclude", "disclosure"}
        return {name: getattr(self, name) for name in type(self).model_fields if name not in apart}
