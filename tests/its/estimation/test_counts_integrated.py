"""Autocorrelated counts and proportions: against measurements, by hand, and by simulation."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import special

from evaluation.its.designs.family import Family
from evaluation.its.designs.method import Method
from evaluation.its.estimation import counts_integrated
from evaluation.its.estimation.counts import glm, glm_newey_west
from evaluation.its.estimation.counts_integrated import glm_order_averaged, glm_rho_integrated
from evaluation.its.estimation.integrated import order_averaged
from evaluation.its.estimation.solution import Problem

ROWS = 48
POSITION = np.arange(ROWS)
MATRIX = np.column_stack(
    [np.ones(ROWS), POSITION, POSITION >= 24, np.maximum(POSITION - 24, 0)]
).astype(float)
TERMS = ("intercept", "trend", "level:law", "slope:law")
LEVEL = np.array([0.0, 0.0, 1.0, 0.0])
AVERAGED = Method("glm-order-averaged")


def problem(outcome: np.ndarray, family: Family, denominator: float = 1.0) -> Problem:
    unit = np.zeros(ROWS, dtype=np.int64)
    return Problem(TERMS, MATRIX, outcome, np.full(ROWS, denominator), POSITION, unit, family)


def wandering(rho: float, generator: np.random.Generator) -> np.ndarray:
    noise = generator.normal(size=ROWS)
    for row in range(1, ROWS):
        noise[row] = rho * noise[row - 1] + np.sqrt(1 - rho**2) * noise[row]
    return noise


def test_large_counts_around_one_level_are_as_their_logarithms() -> None:
    logs = 13.0 + 0.02 * wandering(0.6, np.random.default_rng(1))
    counts = np.round(np.exp(logs))
    found = counts_integrated._solution(problem(counts, "quasi-poisson"), (1, 2))
    measured = order_averaged(problem(np.log(counts), "gaussian"), AVERAGED)
    assert found.coefficients == pytest.approx(measured.coefficients, abs=2e-3)
    theirs = measured.uncertainty.limits(0.0, LEVEL, 0.95)
    assert found.uncertainty.limits(0.0, LEVEL, 0.95) == pytest.approx(theirs, rel=0.03)
    assert found.rho == pytest.approx(measured.rho, abs=0.02)
    allowing_for_chance = glm_order_averaged(problem(counts, "quasi-poisson"), AVERAGED)
    ours = allowing_for_chance.uncertainty.limits(0.0, LEVEL, 0.95)
    assert ours == pytest.approx(theirs, rel=0.05)
    assert 0 < found.rho - allowing_for_chance.rho < 0.1


def test_the_solution_is_that_of_the_model_linearised_at_itself() -> None:
    counts = np.random.default_rng(2).poisson(20, ROWS).astype(float)
    found = glm_rho_integrated(problem(counts, "poisson"), Method("glm-rho-integrated"))
    mean = np.exp(MATRIX @ found.coefficients)
    working = np.log(mean) + (counts - mean) / mean
    weight = np.sqrt(mean)
    linear = replace(problem(working * weight, "gaussian"), matrix=MATRIX * weight[:, None])
    again = counts_integrated._posterior(linear, (1,))
    assert again.coefficients == pytest.approx(found.coefficients, abs=1e-7)
    assert found.order == 1


@pytest.mark.parametrize("family", ["binomial", "quasi-binomial"])
def test_proportions_are_on_the_scale_of_log_odds(family: Family) -> None:
    generator = np.random.default_rng(3)
    chance = special.expit(0.5 - 0.8 * (POSITION >= 24))
    events = generator.binomial(400, chance).astype(float)
    found = glm_order_averaged(problem(events, family, 400.0), AVERAGED)
    lower, upper = found.uncertainty.limits(float(found.coefficients[2]), LEVEL, 0.99)
    assert lower < -0.8 < upper < 0
    plain = glm(problem(events, family, 400.0), Method("glm"))
    assert found.coefficients == pytest.approx(plain.coefficients, abs=0.05)
    assert found.dispersion == plain.dispersion


def test_negative_binomial_counts_keep_their_overdispersion() -> None:
    generator = np.random.default_rng(4)
    counts = generator.negative_binomial(3, 3 / (3 + 40), ROWS).astype(float)
    found = glm_order_averaged(problem(counts, "negative-binomial"), AVERAGED)
    assert found.overdispersion == pytest.approx(1 / 3, rel=0.5)
    squares = counts_integrated._linearised(
        problem(counts, "negative-binomial"), np.full(ROWS, np.log(40)), 1 / 3
    )
    assert squares.matrix[0, 0] ** 2 == pytest.approx(40 / (1 + 40 / 3))


def test_counts_that_do_not_settle_are_linearised_once_and_said_so(monkeypatch) -> None:
    counts = np.random.default_rng(5).poisson(9, ROWS).astype(float)
    monkeypatch.setattr(counts_integrated, "STEPS", 1)
    found = glm_order_averaged(problem(counts, "quasi-poisson"), AVERAGED)
    plain = glm(problem(counts, "quasi-poisson"), Method("glm"))
    assert found.coefficients == pytest.approx(plain.coefficients, abs=0.1)
    assert any("no stable solution" in warning for warning in found.warnings)


def test_a_solution_that_runs_away_is_given_up(monkeypatch) -> None:
    counts = np.random.default_rng(5).poisson(9, ROWS).astype(float)
    monkeypatch.setattr(counts_integrated, "FURTHEST", 1e-9)
    found = glm_order_averaged(problem(counts, "quasi-poisson"), AVERAGED)
    assert any("no stable solution" in warning for warning in found.warnings)


@pytest.mark.slow
def test_intervals_of_autocorrelated_counts_cover_where_newey_west_ones_do_not() -> None:
    generator = np.random.default_rng(20261125)
    covered = {"averaged": 0, "newey-west": 0}
    series = 250
    for _ in range(series):
        mean = 500 * np.exp(0.1 * wandering(0.6, generator))
        given = problem(generator.poisson(mean).astype(float), "quasi-poisson")
        for name, found in (
            ("averaged", glm_order_averaged(given, AVERAGED)),
            ("newey-west", glm_newey_west(given, Method("glm-newey-west"))),
        ):
            level = float(found.coefficients[2])
            lower, upper = found.uncertainty.limits(level, LEVEL, 0.95)
            covered[name] += lower <= 0 <= upper
    assert covered["averaged"] >= 0.91 * series
    assert covered["newey-west"] < 0.85 * series
