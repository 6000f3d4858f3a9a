"""Many series at once give what each gives alone."""

import numpy as np
import pytest

from evaluation.its.designs.method import Method
from evaluation.its.estimation.integrated import order_averaged, rho_integrated
from evaluation.its.estimation.many import intervals_of_many
from evaluation.its.estimation.solution import Problem

ROWS = 30
POSITION = np.arange(ROWS)
MATRIX = np.column_stack(
    [np.ones(ROWS), POSITION, POSITION >= 15, np.maximum(POSITION - 15, 0)]
).astype(float)
OUTCOMES = np.random.default_rng(6).normal(size=(5, ROWS)).cumsum(axis=1) * 0.3
OUTCOMES += np.random.default_rng(7).normal(size=(5, ROWS))
CONTRASTS = np.array([[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 14.0]])
METHOD = Method("ols")


@pytest.mark.parametrize(
    ("orders", "alone"), [((1,), rho_integrated), ((1, 2), order_averaged)], ids=["one", "two"]
)
def test_each_of_many_is_as_alone(orders, alone) -> None:
    found = intervals_of_many(MATRIX, OUTCOMES, CONTRASTS, orders=orders, level=0.9)
    for row, outcome in enumerate(OUTCOMES):
        unit = np.zeros(ROWS, dtype=np.int64)
        given = Problem(
            ("a", "b", "c", "d"), MATRIX, outcome, np.ones(ROWS), POSITION, unit, "gaussian"
        )
        one = alone(given, METHOD)
        for column, contrast in enumerate(CONTRASTS):
            value = float(contrast @ one.coefficients)
            limits = one.uncertainty.limits(value, contrast, 0.9)
            assert found.estimate[row, column] == pytest.approx(value, abs=1e-6)
            assert (found.lower[row, column], found.upper[row, column]) == pytest.approx(
                limits, abs=1e-5
            )
            assert found.std_error[row, column] == pytest.approx(
                one.uncertainty.std_error(contrast), rel=1e-4
            )
            assert found.p[row, column] == pytest.approx(
                one.uncertainty.p_value(value, contrast), abs=1e-5
            )
        assert found.rho[row] == pytest.approx(one.rho, abs=1e-6)
        noise = one.uncertainty.weights @ one.uncertainty.noise
        assert found.noise[row] == pytest.approx(noise, rel=1e-2)


def test_blocks_of_series_make_no_difference(monkeypatch) -> None:
    whole = intervals_of_many(MATRIX, OUTCOMES, CONTRASTS, orders=(1, 2), level=0.95)
    monkeypatch.setattr("evaluation.its.estimation.many.BLOCK", 1)
    parts = intervals_of_many(MATRIX, OUTCOMES, CONTRASTS, orders=(1, 2), level=0.95)
    assert parts.lower == pytest.approx(whole.lower, rel=1e-4)


def test_blocks_whose_grids_differ_keep_their_own_scales(monkeypatch) -> None:
    rows, position = 120, np.arange(120)
    matrix = np.column_stack([np.ones(rows), position, position >= 60]).astype(float)
    noise = np.random.default_rng(8).normal(size=(4, rows))
    for row in range(1, rows):
        noise[:, row] += np.array([0.9, 0.0, -0.7, 0.5]) * noise[:, row - 1]
    level = np.array([[0.0, 0.0, 1.0]])
    monkeypatch.setattr("evaluation.its.estimation.many.BLOCK", 1)
    together = intervals_of_many(matrix, noise, level, orders=(1, 2), level=0.95)
    for row, outcome in enumerate(noise):
        alone = intervals_of_many(matrix, outcome[None], level, orders=(1, 2), level=0.95)
        assert together.std_error[row] == pytest.approx(alone.std_error[0], rel=1e-9)
        assert together.lower[row] == pytest.approx(alone.lower[0], rel=1e-9)


def test_series_taken_a_few_at_a_time_keep_their_own_contrasts(monkeypatch) -> None:
    own = CONTRASTS * np.arange(1.0, 6.0)[:, None, None]
    whole = intervals_of_many(MATRIX, OUTCOMES, own, orders=(1,), level=0.95)
    monkeypatch.setattr("evaluation.its.estimation.many.SERIES_AT_ONCE", 2)
    parts = intervals_of_many(MATRIX, OUTCOMES, own, orders=(1,), level=0.95)
    assert parts.upper == pytest.approx(whole.upper, rel=1e-6)
    assert parts.rho == pytest.approx(whole.rho)


def test_what_is_left_out_of_many_moves_no_limit(monkeypatch) -> None:
    found = intervals_of_many(MATRIX, OUTCOMES, CONTRASTS, orders=(1, 2), level=0.95)
    monkeypatch.setattr("evaluation.its.estimation.many.NEGLIGIBLE_WEIGHT", 1e-14)
    whole = intervals_of_many(MATRIX, OUTCOMES, CONTRASTS, orders=(1, 2), level=0.95)
    width = whole.upper - whole.lower
    assert (np.abs(found.lower - whole.lower) < 1e-6 * width).all()
    assert (np.abs(found.upper - whole.upper) < 1e-6 * width).all()


def test_one_series_in_one_call_is_its_own_fit() -> None:
    for row in OUTCOMES:
        unit = np.zeros(ROWS, dtype=np.int64)
        given = Problem(
            ("a", "b", "c", "d"), MATRIX, row, np.ones(ROWS), POSITION, unit, "gaussian"
        )
        one = order_averaged(given, METHOD)
        found = intervals_of_many(MATRIX, row[None], CONTRASTS, orders=(1, 2), level=0.95)
        for column, contrast in enumerate(CONTRASTS):
            value = float(contrast @ one.coefficients)
            limits = one.uncertainty.limits(value, contrast, 0.95)
            assert found.estimate[0, column] == pytest.approx(value, rel=1e-9)
            assert (found.lower[0, column], found.upper[0, column]) == pytest.approx(
                limits, rel=1e-7
            )


def test_a_series_that_the_model_fits_exactly_has_an_interval_of_no_width() -> None:
    exact = MATRIX @ np.array([1.0, 0.5, -2.0, 0.1])
    found = intervals_of_many(MATRIX, exact[None], CONTRASTS, orders=(1,), level=0.95)
    assert found.estimate[0] == pytest.approx([-2.0, -0.6])
    assert found.upper[0] - found.lower[0] == pytest.approx([0, 0], abs=1e-6)


def test_two_degrees_of_freedom_give_limits_but_no_standard_error() -> None:
    rows = MATRIX[12:18]
    found = intervals_of_many(rows, OUTCOMES[:, 12:18], CONTRASTS, orders=(1,), level=0.95)
    assert np.isnan(found.std_error).all()
    assert (found.lower < found.upper).all()
