"""Coverage of 95% intervals for the level in short autocorrelated series, and the cost of a fit."""

from collections.abc import Callable

import numpy as np
import pytest

from evaluation.its.designs.method import Method
from evaluation.its.estimation.integrated import rho_integrated
from evaluation.its.estimation.kenward_roger import reml_kenward_roger
from evaluation.its.estimation.reml import reml_satterthwaite
from evaluation.its.estimation.solution import Problem, Solution

SERIES = 400
LEVEL = np.array([0.0, 0.0, 1.0, 0.0])
UNUSED = Method("ols")
Estimate = Callable[[Problem, Method], Solution]


def problems(periods: int, rho: float) -> list[Problem]:
    """Return series with AR(1) errors of variance 1 and no effect, interrupted in the middle."""
    generator = np.random.default_rng([20260331, periods, round(100 * rho)])
    position, half = np.arange(periods), periods // 2
    matrix = np.column_stack(
        [np.ones(periods), position, position >= half, np.maximum(position - half, 0)]
    ).astype(float)
    noise = generator.normal(size=(SERIES, periods))
    for row in range(1, periods):
        noise[:, row] = rho * noise[:, row - 1] + np.sqrt(1 - rho**2) * noise[:, row]
    fixed = (np.ones(periods), position, np.zeros(periods, dtype=np.int64), "gaussian")
    terms = ("intercept", "trend", "level:law", "slope:law")
    return [Problem(terms, matrix, outcome, *fixed) for outcome in noise]  # type: ignore[arg-type]


def coverage(estimate: Estimate, periods: int, rho: float) -> float:
    covered = []
    for problem in problems(periods, rho):
        found = estimate(problem, UNUSED)
        level = float(LEVEL @ found.coefficients)
        lower, upper = found.uncertainty.limits(level, LEVEL, 0.95)
        covered.append(lower <= 0 <= upper)
    return float(np.mean(covered))


@pytest.mark.slow
@pytest.mark.parametrize("periods", [24, 48])
@pytest.mark.parametrize("rho", [0.0, 0.4, 0.8])
def test_kenward_roger_intervals_of_the_level_cover(periods: int, rho: float) -> None:
    assert coverage(reml_kenward_roger, periods, rho) >= 0.92


@pytest.mark.slow
@pytest.mark.parametrize("rho", [0.0, 0.4, 0.8])
def test_satterthwaite_intervals_of_the_level_cover_more_than_least_squares_ones(
    rho: float,
) -> None:
    assert coverage(reml_satterthwaite, 24, rho) >= 0.90


@pytest.mark.slow
@pytest.mark.parametrize(("periods", "rho"), [(12, 0.0), (12, 0.4), (12, 0.8), (24, 0.4)])
def test_intervals_with_the_autocorrelation_integrated_out_cover(periods: int, rho: float) -> None:
    assert coverage(rho_integrated, periods, rho) >= 0.90


@pytest.mark.slow
def test_integrating_out_costs_far_less_width_in_a_short_series_than_kenward_roger() -> None:
    widths: dict[str, list[float]] = {"integrated": [], "kenward-roger": []}
    for problem in problems(12, 0.4):
        for name, estimate in (
            ("integrated", rho_integrated),
            ("kenward-roger", reml_kenward_roger),
        ):
            lower, upper = estimate(problem, UNUSED).uncertainty.limits(0.0, LEVEL, 0.95)
            widths[name].append(upper - lower)
    assert np.median(widths["kenward-roger"]) > 1.5 * np.median(widths["integrated"])
