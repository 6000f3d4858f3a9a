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


def test_roll_outs_segments_and_parts_are_marked() -> None:
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    events = 10 + np.random.default_rng(3).normal(0, 1, 48)
    phased = its.Interruption(
        "law", LAW.date, end=dt.date(2006, 3, 31), phase_in=its.PhaseIn(dt.date(2005, 5, 1), "ramp")
    )
    flood = its.Segment("flood", dt.date(2006, 9, 1), dt.date(2006, 10, 31), "flood")
    design = its.Design("events", "monthly", (phased,), segments=(flood,))
    lines = its.trajectory(its.fit(design, pd.DataFrame({"time": time, "events": events})))
    assert lines.index[lines["is_phase_in"]].tolist() == [24, 25, 26, 27]
    assert lines.index[lines["segment"] == "flood"].tolist() == [44, 45]
    assert lines.groupby("part").size().tolist() == [24, 4, 11, 5, 2, 2]
    same = lines["part"].isin([0, 3, 4, 5])
    np.testing.assert_allclose(lines.loc[same, "fitted"], lines.loc[same, "counterfactual"])


def test_own_segments_stay_in_the_counterfactual() -> None:
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    position = np.arange(48)
    events = 10.0 - 2 * (position >= 24) + 7 * ((position >= 30) & (position < 36))
    flood = its.Segment("flood", dt.date(2005, 7, 1), dt.date(2005, 12, 31), "flood")
    design = its.Design("events", "monthly", (LAW,), segments=(flood,))
    found = its.fit(design, pd.DataFrame({"time": time, "events": events}), its.Method("ols"))
    lines = its.trajectory(found)
    assert lines["counterfactual"].iloc[30:36].tolist() == pytest.approx([17.0] * 6)
    assert lines["counterfactual"].iloc[36:].tolist() == pytest.approx([10.0] * 12)
