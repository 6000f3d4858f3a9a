"""Columns of interruptions and segments, each worked by hand on twelve months of 2005."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.its.preparation.exposure import interruption_columns, rolling_out, segment_columns
from evaluation.its.preparation.matrix import design_matrix
from evaluation.its.preparation.series import Series, prepare

APRIL = dt.date(2005, 4, 1)  # first day of the fourth month
PASSING = {"level": False, "slope": False}
UNTIL = dt.date(2005, 7, 1)


def series_of(
    *interruptions: its.Interruption, missing: tuple[int, ...] = (), **more: Any
) -> Series:
    time = pd.date_range("2005-01-01", periods=12, freq="MS")
    data = pd.DataFrame({"time": time, "events": np.arange(12.0)}).drop(index=list(missing))
    return prepare(its.Design("events", "monthly", interruptions, **more), data)


def columns(missing: tuple[int, ...] = (), **changes: Any) -> dict[str, list[float]]:
    law = its.Interruption("law", changes.pop("date", APRIL), **changes)
    found = interruption_columns(law, series_of(law, missing=missing))
    return {term: np.round(column, 6).tolist() for term, column in found}


def test_a_pulse_is_one_in_the_period_of_its_date_only() -> None:
    assert columns(**PASSING, pulse=True) == {"pulse:law": [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]}


def test_a_pulse_with_an_end_is_one_up_to_the_period_of_its_end() -> None:
    found = columns(**PASSING, pulse=True, end=dt.date(2005, 6, 30))
    assert found == {"pulse:law": [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]}


def test_a_pulse_may_stand_beside_a_level_that_lasts() -> None:
    found = columns(slope=False, pulse=True)
    assert found["level:law"] == [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert found["pulse:law"] == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]


def test_a_temporary_interruption_returns_to_the_earlier_course() -> None:
    found = columns(end=dt.date(2005, 8, 31))
    assert found["level:law"] == [0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    assert found["slope:law"] == [0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0]


def test_the_period_that_contains_the_end_is_the_last_one_in_force() -> None:
    assert columns(slope=False, end=dt.date(2005, 8, 1)) == columns(
        slope=False, end=dt.date(2005, 8, 31)
    )


def test_a_decay_is_largest_first_and_halves_every_half_life() -> None:
    found = columns(**PASSING, decay=True, half_life=2)["decay:law"]
    assert found == [0, 0, 0, 1, 0.707107, 0.5, 0.353553, 0.25, 0.176777, 0.125, 0.088388, 0.0625]


def test_a_decay_counts_from_the_first_period_used_through_gaps() -> None:
    found = columns(missing=(3, 5), **PASSING, decay=True, half_life=1)["decay:law"]
    assert found == [0, 0, 0, 1, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.007812]


def test_a_roll_out_as_segment_has_a_level_and_slope_and_the_rest_starts_after_it() -> None:
    found = columns(phase_in=its.PhaseIn(UNTIL, "segment"))
    assert found == {
        "phase-in:law": [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0],
        "phase-in-slope:law": [0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0],
        "level:law": [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
        "slope:law": [0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5],
    }


def test_a_roll_out_that_ends_within_a_month_leaves_that_month_to_what_follows() -> None:
    found = columns(phase_in=its.PhaseIn(dt.date(2005, 7, 11), "segment"))
    assert found["phase-in:law"] == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert found["level:law"] == [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]


def test_shares_of_a_month_in_which_a_roll_out_ends_add_up_to_one() -> None:
    found = columns(
        date=dt.date(2005, 4, 16),
        phase_in=its.PhaseIn(dt.date(2005, 8, 9), "segment"),
        transition="share",
    )
    assert found["phase-in:law"][3:9] == [0.5, 1, 1, 1, round(8 / 31, 6), 0]
    assert found["level:law"][6:10] == [0, round(23 / 31, 6), 1, 1]
    assert found["slope:law"][7:11] == [0, 0, 1, 2]


def test_a_ramp_is_the_mean_over_the_days_of_a_level_that_rises_evenly() -> None:
    found = columns(phase_in=its.PhaseIn(UNTIL, "ramp"))
    # 91 days: April to June; the middle of April is 15 days in, of May 30 + 15.5, of June 61 + 15
    middles = [15 / 91, 45.5 / 91, 76 / 91]
    assert found["level:law"] == pytest.approx([0, 0, 0, *middles, 1, 1, 1, 1, 1, 1], abs=1e-6)
    assert found["slope:law"] == [0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]


def test_a_ramp_may_begin_and_end_within_a_month() -> None:
    found = columns(
        slope=False,
        date=dt.date(2005, 4, 16),
        phase_in=its.PhaseIn(dt.date(2005, 5, 16), "ramp"),
        transition="share",
    )
    # 30 days; in April 15 of them rise from 0 to 1/2, over half the month: the mean is 1/8
    # in May 15 rise from 1/2 to 1 and 16 are whole
    assert found["level:law"][3:6] == pytest.approx([1 / 8, (15 * 0.75 + 16) / 31, 1], abs=1e-6)


def test_a_ramp_ends_with_a_temporary_interruption() -> None:
    ramp = its.PhaseIn(UNTIL, "ramp")
    found = columns(slope=False, phase_in=ramp, end=dt.date(2005, 9, 30))
    assert found["level:law"][6:] == [1, 1, 1, 0, 0, 0]


def test_an_excluded_roll_out_is_left_out_with_its_reason_and_level_starts_after_it() -> None:
    law = its.Interruption("law", APRIL, phase_in=its.PhaseIn(UNTIL, "exclude"))
    series = series_of(law)
    assert series.table["is_excluded"].tolist() == [False] * 3 + [True] * 3 + [False] * 6
    assert series.exclusions == (its.Exclusion(APRIL, dt.date(2005, 6, 30), "phase-in of law"),)
    assert series.first_post == {"law": 6}
    found = dict(interruption_columns(law, series))
    assert found["level:law"].tolist() == [0] * 6 + [1] * 6
    assert found["slope:law"].tolist() == [0] * 7 + [1, 2, 3, 4, 5]


def test_a_whole_transition_counts_the_month_as_exposed_and_says_so() -> None:
    law = its.Interruption("law", dt.date(2005, 4, 16))
    series = series_of(law)
    assert dict(interruption_columns(law, series))["level:law"].tolist() == [0] * 3 + [1] * 9
    assert any("2005-04: that period is only partly exposed" in w for w in series.warnings)


def test_a_shared_transition_gives_the_share_of_days_and_slope_waits_for_a_whole_month() -> None:
    found = columns(date=dt.date(2005, 4, 16), transition="share")
    assert found["level:law"] == [0, 0, 0, 0.5, 1, 1, 1, 1, 1, 1, 1, 1]
    assert found["slope:law"] == [0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7]


def test_a_share_counts_days_at_the_end_too() -> None:
    found = columns(slope=False, transition="share", end=dt.date(2005, 8, 10))
    assert found["level:law"][6:9] == [1, round(10 / 31, 6), 0]


def test_a_pulse_by_share_counts_the_days_from_its_date() -> None:
    found = columns(**PASSING, pulse=True, date=dt.date(2005, 4, 16), transition="share")
    assert found["pulse:law"][2:5] == [0, 0.5, 0]


def test_a_number_is_the_share_of_the_first_period() -> None:
    found = columns(transition=0.25)
    assert found["level:law"][2:6] == [0, 0.25, 1, 1]
    assert found["slope:law"][2:7] == [0, 0, 0, 1, 2]
    assert columns(transition=1.0) == columns()


def test_an_excluded_transition_is_left_out_at_both_ends() -> None:
    law = its.Interruption(
        "law", dt.date(2005, 4, 16), end=dt.date(2005, 9, 10), transition="exclude"
    )
    series = series_of(law)
    left_out = series.table.loc[series.table["is_excluded"], "position"].tolist()
    assert left_out == [3, 8]
    assert [item.reason for item in series.exclusions] == ["transition of law"] * 2
    assert series.first_post == {"law": 4}


def test_a_transition_at_the_edge_of_a_period_leaves_nothing_out() -> None:
    law = its.Interruption("law", APRIL, end=dt.date(2005, 8, 31), transition="exclude")
    assert not series_of(law).table["is_excluded"].any()


def test_there_is_no_roll_out_without_a_phase_in() -> None:
    law = its.Interruption("law", APRIL)
    assert not rolling_out(law, series_of(law)).any()


def test_a_segment_has_a_level_and_slope_inside_its_window_only() -> None:
    law = its.Interruption("law", APRIL)
    flood = its.Segment("flood", dt.date(2005, 9, 20), dt.date(2005, 11, 1), "flood", slope=True)
    found = dict(segment_columns(flood, series_of(law)))
    assert found["segment:flood"].tolist() == [0] * 8 + [1, 1, 1, 0]
    assert found["segment-slope:flood"].tolist() == [0] * 8 + [0, 1, 2, 0]


def test_segments_and_their_slopes_stay_in_the_counterfactual_and_roll_outs_do_not() -> None:
    law = its.Interruption("law", APRIL, phase_in=its.PhaseIn(UNTIL, "segment"))
    flood = its.Segment("flood", dt.date(2005, 11, 1), dt.date(2005, 12, 31), "f", slope=True)
    time = pd.date_range("2005-01-01", periods=12, freq="MS")
    data = pd.DataFrame({"time": time, "events": np.arange(12.0)})
    design = its.Design("events", "monthly", (law,), segments=(flood,))
    matrix = design_matrix(design, prepare(design, data))
    removed = (matrix.entries != matrix.without(["law"])).any(axis=0)
    gone = {term for term, flag in zip(matrix.terms, removed, strict=True) if flag}
    assert gone == {"phase-in:law", "phase-in-slope:law", "level:law", "slope:law"}


def test_with_a_control_the_treated_series_has_new_terms_and_segments_of_its_own() -> None:
    dip = its.Interruption("dip", APRIL, **PASSING, pulse=True)
    flood = its.Segment("flood", dt.date(2005, 9, 1), dt.date(2005, 9, 30), "flood")
    time = pd.date_range("2005-01-01", periods=12, freq="MS")
    one = pd.DataFrame({"time": time, "events": np.arange(12.0) ** 2})
    data = pd.concat([one.assign(state="A"), one.assign(state="B")])
    design = its.Design(
        "events", "monthly", (dip,), segments=(flood,), control=its.Control("state", "A")
    )
    matrix = design_matrix(design, prepare(design, data))
    assert matrix.terms == (
        *("intercept", "trend", "pulse:dip", "segment:flood"),
        *("group", "group:trend", "group:pulse:dip", "group:segment:flood"),
    )
    removed = (matrix.entries != matrix.without(["dip"])).any(axis=0)
    assert [t for t, flag in zip(matrix.terms, removed, strict=True) if flag] == ["group:pulse:dip"]
