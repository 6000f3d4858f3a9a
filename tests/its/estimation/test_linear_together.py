"""Many series solved together have the numbers that each has alone."""

import numpy as np
import pytest

from evaluation.errors import InvalidInput
from evaluation.its.designs.arima_order import ArimaOrder
from evaluation.its.designs.method import Method
from evaluation.its.estimation import linear_together
from evaluation.its.estimation.estimators import ESTIMATORS
from evaluation.its.estimation.linear_together import TOGETHER, is_offered
from evaluation.its.estimation.many import combined
from evaluation.its.estimation.solution import Problem
from evaluation.its.estimation.stacked import stacked

ROWS, SERIES = 40, 8
GAPLESS = np.arange(ROWS)
WITH_GAPS = np.delete(np.arange(ROWS + 3), [5, 18, 19])
ONE_UNIT = np.zeros(ROWS, dtype=np.int64)
TWO_UNITS = np.repeat([0, 1], ROWS // 2)
CONTRASTS = np.array([[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 14.0], [1.0, 3.0, 0.0, 0.0]])


def problem(position: np.ndarray = GAPLESS, unit: np.ndarray = ONE_UNIT) -> Problem:
    where = position if (unit == 0).all() else np.tile(np.arange(ROWS // 2), 2)
    begins = 20 if (unit == 0).all() else 10
    matrix = np.column_stack(
        [np.ones(ROWS), where, where >= begins, np.maximum(where - begins, 0)]
    ).astype(float)
    matrix[:, 1] += unit  # a control's line lies elsewhere
    terms = ("intercept", "trend", "level:a", "slope:a")
    ones = np.ones(ROWS)
    return Problem(terms, matrix, ones, ones, where, unit, "gaussian")


def outcomes() -> np.ndarray:
    """White noise, moderate autocorrelation, alternation and random walks."""
    generator = np.random.default_rng(4)
    found = np.empty((SERIES, ROWS))
    for number, rho in enumerate([0.0, 0.0, 0.4, 0.4, 0.8, -0.6, 1.0, 1.0]):
        noise = generator.normal(size=ROWS)
        for row in range(1, ROWS):
            noise[row] += rho * noise[row - 1]
        found[number] = 50 + noise
    return found


def alone(given: Problem, outcome: np.ndarray, method: Method):
    changed = Problem(
        given.terms,
        given.matrix,
        outcome,
        given.denominator,
        given.position,
        given.unit,
        "gaussian",
    )
    return ESTIMATORS[method.name].estimate(changed, method)


PLACES = {"no gaps": problem(), "gaps": problem(WITH_GAPS), "two units": problem(unit=TWO_UNITS)}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", TOGETHER)
def test_each_of_many_is_as_alone(name, place) -> None:
    given, method = PLACES[place], Method(name)
    if name == "arima" and place == "two units":
        with pytest.raises(InvalidInput, match="takes one series"):
            TOGETHER[name](given, outcomes(), method)
        return
    found = TOGETHER[name](given, outcomes(), method)
    estimates = combined(found.coefficients, CONTRASTS[None])
    about = found.described(estimates, CONTRASTS[None], 0.9)
    limits = found.limits(estimates, CONTRASTS[None], 0.9)
    for number, outcome in enumerate(outcomes()):
        one = alone(given, outcome, method)
        for column, contrast in enumerate(CONTRASTS):
            value = float(contrast @ one.coefficients)
            assert estimates[number, column] == pytest.approx(value, rel=1e-6, abs=1e-6)
            lower, upper = one.uncertainty.limits(value, contrast, 0.9)
            near = {"rel": 1e-5, "abs": 2e-6, "nan_ok": True}
            assert limits[0][number, column] == pytest.approx(lower, **near)
            assert limits[1][number, column] == pytest.approx(upper, **near)
            assert about.upper[number, column] == pytest.approx(upper, **near)
            error, degrees = one.uncertainty.std_error(contrast), one.uncertainty.df(contrast)
            assert about.std_error[number, column] == pytest.approx(error, **near)
            assert about.df[number, column] == pytest.approx(degrees, rel=1e-5)
            chance = one.uncertainty.p_value(value, contrast)
            assert about.p[number, column] == pytest.approx(chance, **near)


def test_a_search_ends_after_its_most_steps(monkeypatch) -> None:
    whole = stacked(problem(), outcomes()).highest("full", 0.999)
    monkeypatch.setattr("evaluation.its.estimation.stacked.MOST_STEPS", 1)
    short = stacked(problem(), outcomes()).highest("full", 0.999)
    assert short.rho == pytest.approx(whole.rho, abs=0.1)


def test_each_series_may_have_contrasts_of_its_own() -> None:
    given = problem()
    found = TOGETHER["order-averaged"](given, outcomes(), Method("order-averaged"))
    own = np.repeat(CONTRASTS[None], SERIES, axis=0)
    own[3] *= 2
    shared = found.limits(combined(found.coefficients, CONTRASTS[None]), CONTRASTS[None], 0.95)
    mine = found.limits(combined(found.coefficients, own), own, 0.95)
    assert mine[0][3] == pytest.approx(2 * shared[0][3])
    assert mine[1][:3] == pytest.approx(shared[1][:3])


def test_a_search_that_does_not_converge_leaves_no_numbers(monkeypatch) -> None:
    monkeypatch.setattr(linear_together, "PRAIS_ITERATIONS", 1)
    found = TOGETHER["prais-winsten"](problem(), outcomes(), Method("prais-winsten"))
    assert np.isnan(found.coefficients).all()


def test_more_lags_than_points_are_refused() -> None:
    with pytest.raises(InvalidInput, match="need more than 40 points"):
        TOGETHER["newey-west"](problem(), outcomes(), Method("newey-west", 40))


def test_a_flat_likelihood_takes_the_autocorrelation_as_known() -> None:
    stack = stacked(problem(), outcomes())
    found = stack.highest("restricted", 0.999)
    flat = np.tile([[2.0, 3.0], [3.0, 1.0]], (SERIES, 1, 1))
    made = linear_together._approximate(stack, found, np.zeros((SERIES, 4, 4)), flat)
    assert made.parameters[0].tolist() == [[0.5, 0.0], [0.0, 0.0]]
    assert np.isnan(made.limits(np.ones((SERIES, 3)), CONTRASTS[None], 0.95)[0]).all()


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Method("ols"), True),
        (Method("ar-integrated", order=2), True),
        (Method("ar-integrated", order=3), False),
        (Method("arima"), True),
        (Method("arima", order=ArimaOrder((1, 1, 0))), False),
        (Method("arima", order=ArimaOrder(seasonal=(1, 0, 0))), False),
        (Method("glm"), False),
    ],
)
def test_only_some_methods_are_for_many(method, expected) -> None:
    assert is_offered(method) == expected


def test_the_likelihood_is_highest_where_a_fine_grid_finds_it() -> None:
    stack = stacked(problem(WITH_GAPS), outcomes())
    for likelihood in ("restricted", "full"):
        found = stack.highest(likelihood, 0.999)
        grid = np.linspace(-0.999, 0.999, 4001)
        best = grid[np.argmax(stack._heights(grid, likelihood), axis=1)]
        assert found.rho == pytest.approx(best, abs=1e-3)
