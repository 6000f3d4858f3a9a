"""The true course of a series and its noise."""

import numpy as np
import pytest

from evaluation.demonstration.course import (
    Course,
    Disturbance,
    Harmonic,
    autocorrelated_noise,
    inverse_logit,
    logit,
    months_between,
    months_since,
    noisy_course,
    true_course,
)

MONTHS = months_between("2024-01", "2024-06")


def test_months_run_over_the_end_of_a_year():
    assert months_between("2023-12", "2024-01") == ["2023-12", "2024-01"]
    assert months_since(["2023-12", "2024-01"], "2024-01").tolist() == [-1, 0]


def test_a_level_is_a_step_in_the_go_live_month():
    course = Course("2024-04", before=1.0, level=2.0)
    assert true_course(course, MONTHS).tolist() == [1, 1, 1, 3, 3, 3]


def test_a_slope_is_zero_in_the_go_live_month_itself():
    course = Course("2024-04", before=1.0, slope=0.5)
    assert true_course(course, MONTHS).tolist() == [1, 1, 1, 1, 1.5, 2]


def test_before_is_the_value_expected_at_go_live_under_the_trend():
    course = Course("2024-04", before=1.0, trend=1.0)
    assert true_course(course, MONTHS).tolist() == [-2, -1, 0, 1, 2, 3]


def test_a_phase_in_builds_the_step_up_in_equal_parts():
    course = Course("2024-05", before=0.0, level=3.0, phase_in_months=2)
    assert true_course(course, MONTHS).tolist() == [0, 0, 1, 2, 3, 3]


def test_a_disturbance_holds_in_its_months_and_in_no_other():
    course = Course("2024-06", before=0.0, disturbances=(Disturbance("2024-02", "2024-03", -1.0),))
    assert true_course(course, MONTHS).tolist() == [0, -1, -1, 0, 0, 0]


@pytest.mark.parametrize(("waves", "crests"), [(1, [3]), (2, [3, 9])])
def test_a_wave_of_the_year_has_its_crests_in_the_peak_month(waves, crests):
    months = months_between("2024-01", "2024-12")
    course = Course("2030-01", before=0.0, seasons=(Harmonic(waves, 0.5, 3),))
    heights = true_course(course, months)
    assert [n + 1 for n, height in enumerate(heights) if np.isclose(height, 0.5)] == crests
    assert heights.sum() == pytest.approx(0)


def test_noise_has_the_stated_spread_and_autocorrelation():
    noise = autocorrelated_noise(np.random.default_rng(1), 40_000, 2.0, 0.35)
    assert noise.std() == pytest.approx(2.0, abs=0.05)
    assert np.corrcoef(noise[:-1], noise[1:])[0, 1] == pytest.approx(0.35, abs=0.02)


def test_a_course_without_noise_is_the_true_course():
    course = Course("2024-04", before=1.0, level=2.0, noise=0.0)
    assert noisy_course(np.random.default_rng(1), course, MONTHS).tolist() == [1, 1, 1, 3, 3, 3]


def test_log_odds_go_there_and_back():
    assert inverse_logit(logit(0.285)) == pytest.approx(0.285)
