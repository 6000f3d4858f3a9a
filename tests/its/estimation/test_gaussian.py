"""Linear estimators: Prais-Winsten whitens on the calendar, and boundaries are reported."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.estimation import gaussian
from evaluation.its.estimation.gaussian import whiten

LAW = its.Interruption("law", dt.date(2012, 1, 1))


def series(outcome: np.ndarray) -> pd.DataFrame:
    years = np.arange(2000, 2000 + len(outcome))
    return pd.DataFrame({"time": years, "rate": outcome})


def design(**changes: object) -> its.Design:
    return its.Design("rate", "annual", (LAW,), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("rho", [0.6, -0.4])
def test_whitened_rows_have_unit_variance_and_no_correlation_across_a_gap(rho: float) -> None:
    position = np.array([0, 1, 2, 5, 6, 0, 3])
    unit = np.array([0, 0, 0, 0, 0, 1, 1])
    same = unit[:, None] == unit[None, :]
    distance = np.abs(position[:, None] - position[None, :])
    covariance = np.where(same, rho**distance, 0.0) / (1 - rho**2)
    left = whiten(np.eye(7), position, unit, rho)
    np.testing.assert_allclose(left @ covariance @ left.T, np.eye(7), atol=1e-12)


def test_a_full_series_is_transformed_as_prais_and_winsten_did() -> None:
    values = np.array([[2.0], [3.0], [5.0]])
    found = whiten(values, np.arange(3), np.zeros(3, dtype=int), 0.5)
    assert found[:, 0] == pytest.approx([2 * np.sqrt(0.75), 2.0, 3.5])


def test_a_random_walk_reaches_the_boundary_and_says_so() -> None:
    steps = np.random.default_rng(1).normal(size=200)
    walk = np.cumsum(np.cumsum(steps))
    years = pd.Series(np.arange(1900, 2100))
    data = pd.DataFrame({"time": years, "rate": walk})
    found = its.fit(design(), data, its.Method("prais-winsten"))
    assert found.rho == gaussian.LARGEST_RHO
    assert any("autocorrelation is 0.999, near its limit" in w for w in found.warnings)
    assert np.isfinite(found.terms["std_error"]).all()


def test_prais_winsten_needs_neighbouring_periods() -> None:
    data = series(np.arange(24.0) ** 2)
    with pytest.raises(InvalidInput, match="no two periods used follow each other"):
        its.fit(design(), data.iloc[::2], its.Method("prais-winsten"))


def test_prais_winsten_that_does_not_settle_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaussian, "PRAIS_ITERATIONS", 1)
    with pytest.raises(InvalidInput, match="did not converge in 1 steps"):
        its.fit(design(), series(np.arange(24.0) ** 2), its.Method("prais-winsten"))


@pytest.mark.parametrize("name", ["ols", "newey-west", "prais-winsten"])
def test_an_exact_fit_is_reported_and_keeps_its_coefficients(name: str) -> None:
    position = np.arange(24.0)
    exact = 3 + 2 * position - 5 * (position >= 12)
    found = its.fit(design(), series(exact), its.Method(name))  # type: ignore[arg-type]
    estimates = found.terms.set_index("term")["estimate"]
    assert estimates.tolist() == pytest.approx([3, 2, -5, 0], abs=1e-9)
    assert gaussian.EXACT_FIT_WARNING in found.warnings


def test_a_series_of_zeros_has_no_p_values() -> None:
    found = its.fit(design(), series(np.zeros(24)), its.Method("prais-winsten"))
    assert found.terms["p"].isna().all()
    assert found.rho == 0


def test_a_denominator_makes_a_measured_total_a_rate() -> None:
    position = np.arange(24.0)
    data = series((3 + position % 5) * 7).assign(people=7.0)
    rates = series(3 + position % 5)
    by_people = its.fit(design(denominator="people"), data, its.Method("ols"))
    directly = its.fit(design(), rates, its.Method("ols"))
    np.testing.assert_allclose(by_people.terms["estimate"], directly.terms["estimate"])


def test_a_logarithm_to_base_ten_is_a_rescaled_natural_one() -> None:
    data = series(np.exp(np.sin(np.arange(24.0))))
    natural = its.fit(design(transform="log"), data, its.Method("ols")).terms
    common = its.fit(design(transform="log10"), data, its.Method("ols")).terms
    np.testing.assert_allclose(common["estimate"] * np.log(10), natural["estimate"])
