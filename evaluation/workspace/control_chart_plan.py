"""What a project's file may say of one control chart: its KPI, its kind and its options."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from evaluation.workspace.strict import Date, Slug, StrictModel

ChartKind = Literal["xmr", "p", "p-prime", "u", "u-prime", "c", "run"]


class ChartTarget(StrictModel):
    """A target from a day on."""

    start: Date = Field(alias="from")
    value: float


class ControlChartPlan(StrictModel):
    """One control chart of a KPI.

    Parameters
    ----------
    kpi : str
        Id of the KPI; its direction says which way is better, its target is the chart's.
    chart : str
        Kind of chart; proportions may be drawn as p and p-prime, rates as u and u-prime, counts
        as c, and all as xmr or run.
    rebase : list of date
        Days from which limits are made anew, each the day of a known change.
    baseline_points : int, optional
        Limits rest on so many first points of each segment.
    exclude : list of date
        Periods that are shown but in no limits and no runs.
    targets : list of ChartTarget
        Targets that change; instead of the KPI's own.
    run_length : int
        Points of a shift and of a trend: 7 by Making Data Count, 6 in some run charts.
    screen_moving_ranges, beyond_limits_count_in_two_of_three : bool
        Options in which NHS tools differ; see `evaluation.monitoring.charts.Options`.
    """

    kpi: Slug
    chart: ChartKind = "xmr"
    rebase: list[Date] = Field(default_factory=list)
    baseline_points: Annotated[int, Field(ge=2)] | None = None
    exclude: list[Date] = Field(default_factory=list)
    targets: list[ChartTarget] = Field(default_factory=list)
    run_length: Annotated[int, Field(ge=5, le=12)] = 7
    screen_moving_ranges: bool = True
    beyond_limits_count_in_two_of_three: bool = True
