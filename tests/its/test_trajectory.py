"""The lines of the chart."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation import its

LAW = its.Interruption("law", dt.date(2005, 1, 1))


@pytest.fixture
def found(monthly_counts: pd.DataFrame) -> its.Fit:
    noise = np.tile([1.1, 0.9, 1.05, 0.95], 12)
    data = monthly_counts.assign(events=monthly_counts["events"] * noise)
    data.loc[40, "events"] = np.nan
    flood = its.Exclusion(dt.date(2006, 2, 1), dt.date(2006, 3, 31), "flood")
    design = its.Design(
        "events",
        "monthly",
        (LAW,),
        denominator="days",
        family="quasi-poisson",
        exclusions=(flood,),
    )
    return its.fit(design, data, its.Method("glm"))


def test_there_is_one_row_per_period_with_what_was_left_out_marked(found: its.Fit) -> None:
    lines = its.trajectory(found)
    assert len(lines) == 48
    assert lines.loc[lines["is_excluded"], "time"].dt.strftime("%Y-%m").tolist() == [
        "2006-02",
        "2006-03",
    ]
    assert np.isnan(lines.loc[40, "observed"])
    assert lines["is_after"].tolist() == [False] * 24 + [True] * 24
    assert lines[["fitted", "counterfactual"]].notna().all(axis=None)


def test_lines_are_rates_where_there_is_a_denominator(found: its.Fit) -> None:
    lines = its.trajectory(found)
    assert lines["fitted"].between(50, 500).all()
    assert lines["observed"].dropna().between(50, 500).all()


def test_before_the_interruption_the_counterfactual_is_the_fitted_line(found: its.Fit) -> None:
    before = its.trajectory(found).iloc[:24]
    np.testing.assert_allclose(before["fitted"], before["counterfactual"])


def test_the_counterfactual_lies_inside_limits_that_widen_with_time(found: its.Fit) -> None:
    lines = its.trajectory(found)
    inside = lines["counterfactual"].between(
        lines["counterfactual_lower"], lines["counterfactual_upper"]
    )
    assert inside.all()
    width = lines["counterfactual_upper"] / lines["counterfactual_lower"]
    assert (width.diff().iloc[25:] > 0).all()


def test_the_effect_is_the_distance_between_the_lines(found: its.Fit) -> None:
    last = its.trajectory(found).iloc[-1]
    absolute = next(e for e in its.effects(found) if e.measure == "absolute")
    assert absolute.estimate == pytest.approx(last["fitted"] - last["counterfactual"])


def test_proportions_without_trials_stay_proportions() -> None:
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    data = pd.DataFrame({"time": time, "events": np.tile([0.2, 0.3, 0.25], 16)})
    design = its.Design("events", "monthly", (LAW,), family="quasi-binomial")
    lines = its.trajectory(its.fit(design, data))
    assert lines["observed"].tolist() == data["events"].tolist()
    assert lines["counterfactual_upper"].between(0, 1).all()
