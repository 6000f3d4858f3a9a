"""Checks describe a fit in a sentence and its numbers."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.estimate import CheckResult

LAW = its.Interruption("law", dt.date(2006, 1, 1))


def checked(outcome: np.ndarray, method: its.Method, **changes: Any) -> dict[str, CheckResult]:
    time = pd.date_range("2003-01-01", periods=len(outcome), freq="MS")
    data = pd.DataFrame({"time": time, "events": outcome})
    settings: dict[str, Any] = {"outcome": "events", "frequency": "monthly"}
    design = its.Design(**(settings | {"interruptions": (LAW,)} | changes))
    return {check.name: check for check in its.checks(its.fit(design, data, method))}


def autocorrelated(rho: float, rows: int = 72) -> np.ndarray:
    generator = np.random.default_rng(5)
    values = generator.normal(size=rows)
    for row in range(1, rows):
        values[row] += rho * values[row - 1]
    return values


def test_independent_errors_pass() -> None:
    found = checked(autocorrelated(0.0), its.Method("ols"))
    assert found["Residual autocorrelation at lag 1"].passed
    assert found["Ljung-Box"].passed
    assert found["Ljung-Box"].text.startswith("There are no sign")
    assert found["Durbin-Watson"].passed is None
    assert found["Durbin-Watson"].table["statistic"].iloc[0] == pytest.approx(2, abs=0.4)


def test_autocorrelated_errors_are_found_and_least_squares_is_called_on_to_allow_for_them() -> None:
    found = checked(autocorrelated(0.8), its.Method("ols"))
    lag_one = found["Residual autocorrelation at lag 1"]
    assert lag_one.passed is False
    assert lag_one.text.endswith("The intervals make no allowance for it.")
    assert found["Ljung-Box"].passed is False
    assert found["Durbin-Watson"].table["statistic"].iloc[0] < 1.5


def test_prais_winsten_leaves_no_autocorrelation_in_its_innovations() -> None:
    found = checked(autocorrelated(0.6), its.Method("prais-winsten"))
    assert found["Residual autocorrelation at lag 1"].passed


def test_newey_west_allows_for_what_it_leaves_and_needs_a_long_series() -> None:
    found = checked(autocorrelated(0.8), its.Method("newey-west"))
    assert "no allowance" not in found["Residual autocorrelation at lag 1"].text
    assert found["Length for Newey-West errors"].passed
    short = checked(autocorrelated(0.8, 45), its.Method("newey-west"))
    assert short["Length for Newey-West errors"].passed is False
    assert "too narrow" in short["Length for Newey-West errors"].text


def test_the_shortest_part_of_the_series_is_counted() -> None:
    found = checked(autocorrelated(0.0, 40), its.Method("ols"))["Points on each side"]
    assert found.passed is False
    assert found.table["points"].tolist() == [36, 4]
    assert checked(autocorrelated(0.0), its.Method("ols"))["Points on each side"].passed


@pytest.mark.parametrize(
    ("family", "method", "passed"),
    [
        ("poisson", "glm", False),
        ("quasi-poisson", "glm", True),
        ("poisson", "glm-newey-west", True),
    ],
)
def test_overdispersion_matters_where_the_errors_do_not_allow_for_it(
    family: str, method: Any, passed: bool
) -> None:
    counts = np.random.default_rng(2).negative_binomial(3, 0.1, 72)
    found = checked(counts, its.Method(method), family=family)["Dispersion"]
    assert found.passed is passed
    assert found.table["dispersion"].iloc[0] > 3
    assert ("use a quasi family" in found.text) is not passed


def test_measured_outcomes_have_no_dispersion() -> None:
    assert "Dispersion" not in checked(autocorrelated(0.0), its.Method("ols"))


def test_a_series_without_error_has_no_autocorrelation() -> None:
    found = checked(np.zeros(72), its.Method("ols"))
    assert found["Durbin-Watson"].table["statistic"].iloc[0] == 2
    assert found["Residual autocorrelation at lag 1"].passed


def test_a_gap_separates_neighbours() -> None:
    outcome = np.tile([1.0, -1.0], 36)
    whole = checked(outcome, its.Method("ols"))["Durbin-Watson"].table["statistic"].iloc[0]
    outcome[1::2] = np.nan
    gaps = checked(outcome + autocorrelated(0.0), its.Method("ols"))["Durbin-Watson"]
    assert whole == pytest.approx(4, abs=0.1)
    assert gaps.table["statistic"].iloc[0] == 0
