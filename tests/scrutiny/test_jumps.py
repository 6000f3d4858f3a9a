"""Steps are found where they are, and noise is not taken for one more often than is stated."""

import numpy as np
import pytest

from evaluation.scrutiny.jumps import jump, largest_step
from tests.benchmarks.jumps import noise, share_found

MONTHS = np.arange(48)


@pytest.mark.parametrize("year", [0, 12])
@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6])
def test_noise_is_taken_for_a_step_about_as_often_as_is_stated(rho: float, year: int) -> None:
    """At 300 series the upper limits are those of 1 in 50, and of 1 in 25, with chance allowed."""
    stated = 0.02 if rho < 0.6 else 0.05
    chance = 3 * np.sqrt(stated * (1 - stated) / 300)
    assert share_found(48, rho, 0, year=year, series=300) <= stated + chance


@pytest.mark.parametrize(("count", "size", "least"), [(36, 6, 0.8), (60, 3, 0.75), (84, 3, 0.95)])
def test_a_step_of_some_standard_deviations_is_found(count: int, size: float, least: float) -> None:
    assert share_found(count, 0.0, size, year=12, series=100) >= least


def test_a_step_is_found_in_spite_of_autocorrelation() -> None:
    assert share_found(60, 0.4, 5, year=12, series=100) >= 0.7


@pytest.mark.parametrize("at", [9, 20, 36])
@pytest.mark.parametrize("size", [-6.0, 6.0])
def test_the_place_and_direction_of_a_step_are_named(at: int, size: float) -> None:
    values = noise(0.2, 48, np.random.default_rng(3)) + size * (at <= MONTHS)
    found = jump(values, MONTHS)
    assert found is not None
    assert abs(found.at - at) <= 1
    assert np.sign(found.size) == np.sign(size)


def test_a_trend_is_no_step() -> None:
    assert jump(noise(0.2, 48, np.random.default_rng(4)) + 0.5 * MONTHS, MONTHS) is None


def test_a_bend_is_no_step() -> None:
    values = noise(0.0, 48, np.random.default_rng(5)) + np.maximum(MONTHS - 24, 0)
    assert jump(values, MONTHS) is None


def test_a_curve_is_no_step() -> None:
    values = noise(0.0, 48, np.random.default_rng(6)) + 0.02 * (MONTHS - 20.0) ** 2
    assert jump(values, MONTHS) is None


def test_a_season_is_no_step() -> None:
    values = noise(0.0, 48, np.random.default_rng(7)) + 8 * np.sin(2 * np.pi * MONTHS / 12)
    assert jump(values, MONTHS, 12) is None
    assert jump(values, MONTHS) is None


def test_one_odd_month_is_no_step() -> None:
    values = noise(0.0, 48, np.random.default_rng(8)) + 12.0 * (MONTHS == 30)
    assert jump(values, MONTHS) is None


def test_a_series_without_variation_or_with_few_points_has_no_step() -> None:
    assert jump(np.full(48, 3.0), MONTHS) is None
    assert jump(np.r_[np.zeros(11), np.full(12, 9.0)], np.arange(23)) is None


def test_an_exact_step_is_found() -> None:
    found = jump(np.where(MONTHS < 20, 1.0, 2.0), MONTHS)
    assert found is not None
    assert (found.at, found.size) == (20, pytest.approx(1))


def test_missing_periods_do_not_move_the_step() -> None:
    kept = np.delete(np.arange(60), [10, 11, 40, 41, 42])
    values = noise(0.3, 55, np.random.default_rng(9)) + 6.0 * (kept >= 30)
    found = jump(values, kept)
    assert found is not None
    assert abs(kept[found.at] - 30) <= 1


def test_only_the_last_seven_years_are_looked_at() -> None:
    values = noise(0.0, 150, np.random.default_rng(10)) + 9.0 * (np.arange(150) >= 50)
    assert jump(values, np.arange(150)) is None
    later = noise(0.0, 150, np.random.default_rng(10)) + 9.0 * (np.arange(150) >= 110)
    found = jump(later, np.arange(150))
    assert found is not None
    assert found.at == 110


def test_the_statistic_is_that_of_the_regression_worked_by_hand() -> None:
    """Without autocorrelation it is the t of the step in ordinary least squares."""
    values = noise(0.0, 30, np.random.default_rng(2)) + 5.0 * (np.arange(30) >= 15)
    values -= 0.9 * np.r_[0, values[:-1] - 5.0 * (np.arange(29) >= 15)]  # residuals turn about
    found = largest_step(values, np.arange(30))
    assert found is not None
    columns = np.column_stack([np.ones(30), np.arange(30.0), np.arange(30) >= found.at])
    fitted, squares = np.linalg.lstsq(columns, values)[:2]
    error = np.sqrt(squares[0] / 27 * np.linalg.inv(columns.T @ columns)[2, 2])
    assert found.t == pytest.approx(abs(fitted[2]) / error)
