"""AR(1) with white noise: against dense matrices, AR(1), least squares, and by simulation."""

import numpy as np
import pytest

from evaluation.its.designs.method import Method
from evaluation.its.estimation import counts_integrated, noisy
from evaluation.its.estimation.counts_integrated import glm_order_averaged
from evaluation.its.estimation.lag_products import lag_products
from evaluation.its.estimation.noisy import noisy_grid, partial_autocorrelations, whitener
from evaluation.its.estimation.partial import autocovariances, grid
from evaluation.its.estimation.solution import Problem

ROWS = 16
POSITION = np.arange(ROWS)
UNIT = np.zeros(ROWS, dtype=np.int64)
WITH_GAPS = POSITION + 2 * (POSITION > 5) + (POSITION > 9)
TWO_UNITS = (np.concatenate([WITH_GAPS[:8], POSITION[:8]]), np.repeat([0, 1], 8))
CALENDARS = pytest.mark.parametrize(
    ("position", "unit"),
    [(POSITION, UNIT), (WITH_GAPS, UNIT), TWO_UNITS],
    ids=["unbroken", "gaps", "two units"],
)
RHO = np.array([0.8, 0.8, -0.4, 0.99, 0.0])
SHARE = np.array([0.5, 0.05, 0.7, 0.9, 0.3])
MATRIX = np.column_stack([np.ones(ROWS), POSITION, POSITION >= 8]).astype(float)
OUTCOME = np.random.default_rng(20261126).normal(size=ROWS) + 0.1 * POSITION


def split(matrix: np.ndarray, outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return an orthonormal basis of the design, and the least-squares residuals."""
    basis = np.linalg.qr(matrix)[0]
    return basis, outcome - basis @ (basis.T @ outcome)


def covariance(position: np.ndarray, unit: np.ndarray, rho: float, share: float) -> np.ndarray:
    """Return share x R(rho) + (1 - share) x I, written down entry by entry."""
    found = np.zeros((len(position), len(position)))
    for row, column in np.ndindex(*found.shape):
        if unit[row] == unit[column]:
            found[row, column] = share * rho ** abs(position[row] - position[column])
    return found + (1 - share) * np.eye(len(position))


@CALENDARS
def test_solutions_are_those_of_dense_matrices(position: np.ndarray, unit: np.ndarray) -> None:
    basis, residuals = split(MATRIX, OUTCOME)
    found = whitener(position, unit, RHO, SHARE).profiles(basis, residuals)
    for place, (rho, share) in enumerate(zip(RHO, SHARE, strict=True)):
        dense = covariance(position, unit, rho, share)
        information = basis.T @ np.linalg.solve(dense, basis)
        bread = np.linalg.inv(information)
        coefficients = bread @ basis.T @ np.linalg.solve(dense, residuals)
        left = residuals - basis @ coefficients
        square = left @ np.linalg.solve(dense, left)
        heights = np.linalg.slogdet(dense)[1] + np.linalg.slogdet(information)[1]
        degrees = ROWS - MATRIX.shape[1]
        assert found.bread[place] == pytest.approx(bread, rel=1e-9, abs=1e-12)
        assert found.coefficients[place, :, 0] == pytest.approx(coefficients, abs=1e-11)
        assert found.square[place, 0] == pytest.approx(square)
        likelihood = -0.5 * (degrees * np.log(square) + heights)
        assert found.log_likelihood[place, 0] == pytest.approx(likelihood)


def test_two_rows_worked_by_hand() -> None:
    # Covariance 1, 0.4 (0.8 x 0.5): the second row is expected at 0.4 of the first, and its
    # variance given the first is 1 - 0.16 = 0.84.
    two = whitener(np.arange(2), np.zeros(2, dtype=int), np.array([0.5]), np.array([0.8]))
    made = two.whitened(np.array([[3.0], [2.0]]))
    assert made[:, 0, 0] == pytest.approx([3.0, (2.0 - 1.2) / np.sqrt(0.84)])
    assert two.log_determinant[0] == pytest.approx(np.log(0.84))


@CALENDARS
def test_without_noise_it_is_ar1(position: np.ndarray, unit: np.ndarray) -> None:
    rho = grid(1, 6).partial[:, 0]
    products = lag_products(MATRIX, OUTCOME[None], position, unit, 1)
    known = products.profiles(rho[:, None])
    basis = MATRIX @ products.turn
    residuals = OUTCOME - MATRIX @ products.start[0]
    found = whitener(position, unit, rho, np.ones(len(rho))).profiles(basis, residuals)
    np.testing.assert_allclose(found.log_likelihood, known.log_likelihood, rtol=0, atol=1e-7)
    np.testing.assert_allclose(found.coefficients, known.coefficients, rtol=1e-6, atol=1e-9)
    shrunk = (1 - rho**2)[:, None]
    np.testing.assert_allclose(found.square * shrunk, known.square, rtol=1e-8)
    np.testing.assert_allclose(found.bread / shrunk[..., None], known.bread, rtol=1e-5, atol=1e-9)


def test_with_noise_alone_it_is_least_squares() -> None:
    basis, residuals = split(MATRIX, OUTCOME)
    found = whitener(WITH_GAPS, UNIT, RHO, np.full(len(RHO), 1e-10)).profiles(basis, residuals)
    np.testing.assert_allclose(found.coefficients, 0.0, atol=1e-8)
    np.testing.assert_allclose(found.bread, np.tile(np.eye(3), (len(RHO), 1, 1)), atol=1e-8)
    np.testing.assert_allclose(found.square, residuals @ residuals, rtol=1e-8)


def test_the_grid_leans_to_little_noise_and_has_the_usual_autocorrelations() -> None:
    points, usual = noisy_grid(48), grid(1, 48)
    weights = np.exp(points.log_weights)
    assert weights.sum() == pytest.approx(1.0)
    for power in (1, 2, 3):
        moment = weights @ (1 - points.share) ** power  # of Beta(1/4, 1)
        assert moment == pytest.approx(1 / (4 * power + 1))
    assert weights @ points.rho == pytest.approx(np.exp(usual.log_weights) @ usual.partial[:, 0])


def test_partial_autocorrelations_are_those_of_the_process() -> None:
    rho, share = np.array([0.8, -0.5]), np.array([0.6, 1.0])
    found = partial_autocorrelations(rho, share, 3)
    for row, correlations in enumerate(share[:, None] * rho[:, None] ** np.arange(1, 4)):
        known = autocovariances(found[row], 4)
        assert known[1:] / known[0] == pytest.approx(correlations)
    assert found[1] == pytest.approx([-0.5, 0.0, 0.0])


def counts_problem(counts: np.ndarray) -> Problem:
    rows = len(counts)
    position, half = np.arange(rows), rows // 2
    columns = [np.ones(rows), position, position >= half, np.maximum(position - half, 0)]
    return Problem(
        ("intercept", "trend", "level:law", "slope:law"),
        np.column_stack(columns).astype(float),
        counts.astype(float),
        np.ones(rows),
        position,
        np.zeros(rows, dtype=np.int64),
        "quasi-poisson",
    )


def counts_with(mean: float, spread: float, rho: float, rows: int, seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    noise = generator.normal(size=rows)
    for row in range(1, rows):
        noise[row] = rho * noise[row - 1] + np.sqrt(1 - rho**2) * noise[row]
    return generator.poisson(mean * np.exp(spread * noise))


@pytest.mark.parametrize("process", [(5, 0.4, 0.8), (1e5, 0.1, 0.8)], ids=["few", "many"])
def test_nodes_of_the_share_are_close_enough_for_limits(process, monkeypatch) -> None:
    given = counts_problem(counts_with(*process, 60, 1))
    contrast = np.array([0.0, 0.0, 1.0, 0.0])
    limits = {}
    for nodes in (noisy.SHARE_NODES, 32):
        monkeypatch.setattr(noisy, "SHARE_NODES", nodes)
        noisy._shares.cache_clear()
        found = glm_order_averaged(given, Method("glm-order-averaged"))
        limits[nodes] = np.array(found.uncertainty.limits(0.0, contrast, 0.95))
    noisy._shares.cache_clear()
    few, many = limits.values()
    assert np.abs(few - many).max() < 0.01 * np.ptp(many)


def test_small_counts_that_change_slowly_speak_for_noise_and_an_order_is_weighed() -> None:
    given = counts_problem(counts_with(5, 0.4, 0.9, 120, 3))
    found = glm_order_averaged(given, Method("glm-order-averaged", order=3))
    assert set(found.orders) == {1, 2, 3}
    assert sum(found.orders.values()) == pytest.approx(1.0)
    assert found.orders[1] > 0.5


def test_one_order_alone_is_ar1_with_noise() -> None:
    given = counts_problem(counts_with(5, 0.4, 0.6, 48, 4))
    found = glm_order_averaged(given, Method("glm-order-averaged", order=1))
    plain = counts_integrated.glm_rho_integrated(given, Method("glm-rho-integrated"))
    assert found.orders is None
    assert found.order == 1
    assert found.coefficients != pytest.approx(plain.coefficients, abs=1e-6)


@pytest.mark.slow
def test_intervals_of_long_series_of_small_counts_keep_their_promise() -> None:
    series, rows, covered = 100, 100, {"noisy": 0, "plain": 0}
    contrast = np.array([0.0, 0.0, 1.0, 0.0])
    for seed in range(series):
        given = counts_problem(counts_with(5, 0.4, 0.8, rows, 100 + seed))
        for name, found in (
            ("noisy", glm_order_averaged(given, Method("glm-order-averaged"))),
            ("plain", counts_integrated._solution(given, (1,))),
        ):
            lower, upper = found.uncertainty.limits(float(found.coefficients[2]), contrast, 0.95)
            covered[name] += lower <= 0 <= upper
    assert covered["noisy"] >= 0.9 * series
    assert covered["plain"] < covered["noisy"]
