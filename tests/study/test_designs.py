import datetime as dt

import pandas as pd
import pytest

from evaluation import its
from evaluation.study.designs import prepared

GO_LIVE = dt.date(2024, 4, 1)
DATES = {"go_live": GO_LIVE}
PHASED = {"go_live": GO_LIVE, "phase_in_from": dt.date(2024, 2, 1)}
COLUMNS = {
    "count": {"value": 20},
    "mean": {"value": 4.5},
    "rate": {"numerator": 20, "denominator": 5000},
    "proportion": {"numerator": 20, "denominator": 50},
}


@pytest.fixture
def ready_of(make_inputs, kpi_of, rows_of):
    """Return a function that prepares an analysis of the KPI "falls" of some kind."""

    def make(kind="count", dates=DATES, others=(), **analysis):
        names = ["falls", *others]
        table = pd.concat([rows_of(name, "2023-04", 24, **COLUMNS[kind]) for name in names])
        inputs = make_inputs(
            kpi_table=table,
            kpis=[kpi_of(name, kind) for name in names],
            its=[{"id": "main", "kpi": "falls", "question": "Did falls change?", **analysis}],
            dates=dates,
        )
        return prepared(inputs, inputs.project.its[0])

    return make


def test_without_interruptions_the_change_is_at_go_live_in_level_and_slope(ready_of):
    assert ready_of().design.interruptions == (its.Interruption("go-live", GO_LIVE),)


def test_named_interruptions_are_taken_as_they_are(ready_of):
    named = [{"name": "law", "date": dt.date(2024, 1, 1), "slope": False}]
    design = ready_of(interruptions=named).design
    assert design.interruptions == (its.Interruption("law", dt.date(2024, 1, 1), slope=False),)


def test_the_phase_in_up_to_the_eve_of_go_live_is_left_out(ready_of):
    phase_in = its.Exclusion(dt.date(2024, 2, 1), dt.date(2024, 3, 31), "phase-in")
    assert ready_of(dates=PHASED).design.exclusions == (phase_in,)


def test_the_phase_in_stays_where_the_interruptions_are_named(ready_of):
    named = [{"name": "law", "date": dt.date(2024, 1, 1)}]
    assert ready_of(dates=PHASED, interruptions=named).design.exclusions == ()


def test_windows_left_out_come_with_their_reasons(ready_of):
    window = {"from": dt.date(2023, 6, 1), "to": dt.date(2023, 7, 31), "reason": "strike"}
    (exclusion,) = ready_of(exclude=[window]).design.exclusions
    assert exclusion == its.Exclusion(dt.date(2023, 6, 1), dt.date(2023, 7, 31), "strike")


@pytest.mark.parametrize(
    ("kind", "denominator", "scale", "unit"),
    [
        ("count", None, 1, "falls"),
        ("mean", None, 1, "days"),
        ("rate", 5.0, 1, "per 1,000 bed days"),
        ("proportion", 50.0, 100, "percentage points"),
    ],
)
def test_each_kind_has_its_denominator_scale_and_unit(ready_of, kind, denominator, scale, unit):
    ready = ready_of(kind)
    assert (ready.scale, ready.difference_unit) == (scale, unit)
    if denominator is None:
        assert ready.design.denominator is None
        assert list(ready.data.columns) == ["time", "outcome"]
    else:
        assert ready.design.denominator == "denominator"
        assert ready.data["denominator"].unique().tolist() == [denominator]


def test_family_transform_season_frequency_and_level_are_handed_on(ready_of):
    design = ready_of(transform="log", seasonality={"harmonics": 1}, level=0.9).design
    assert (design.family, design.transform, design.level) == ("gaussian", "log", 0.9)
    assert (design.seasonality, design.frequency) == (its.Seasonality(harmonics=1), "monthly")


def test_the_method_is_the_projects_or_left_to_the_rule(ready_of):
    assert ready_of().method is None
    assert ready_of(method={"newey-west": {"lags": 2}}).method == its.Method("newey-west", 2)
    seasonal = ready_of(method={"arima": {"order": [0, 1, 1], "seasonal": [1, 0, 0]}}).method
    assert seasonal == its.Method("arima", order=its.ArimaOrder((0, 1, 1), (1, 0, 0)))


@pytest.mark.parametrize(
    ("kind", "value"), [("count", 20), ("mean", 4.5), ("rate", 4.0), ("proportion", 0.4)]
)
def test_a_covariate_is_a_column_with_its_value_in_each_period(ready_of, kind, value):
    ready = ready_of(kind, others=["beds"], covariates=["beds"])
    assert ready.design.covariates == ("beds",)
    assert ready.data["beds"].tolist() == [value] * 24


def test_a_control_makes_the_data_long(ready_of):
    ready = ready_of(others=["elsewhere"], control="elsewhere")
    assert ready.design.control == its.Control("series", "treated")
    assert ready.data.groupby("series")["time"].nunique().to_dict() == {
        "control": 24,
        "treated": 24,
    }


@pytest.mark.parametrize(
    ("kind", "family", "control_as"),
    [("mean", "gaussian", "difference"), ("count", "quasi-poisson", "offset")],
)
def test_a_control_may_be_a_difference_or_an_offset(ready_of, kind, family, control_as):
    ready = ready_of(
        kind, others=["elsewhere"], control="elsewhere", control_as=control_as, family=family
    )
    assert ready.design.control == its.Control("series", "treated", control_as)
    fitted = its.fit(ready.design, ready.data)
    assert fitted.n == 24
    assert "group" not in set(fitted.terms["term"])


def test_covariates_are_there_for_the_control_too(ready_of):
    ready = ready_of(others=["elsewhere", "beds"], control="elsewhere", covariates=["beds"])
    assert ready.data["beds"].notna().all()
