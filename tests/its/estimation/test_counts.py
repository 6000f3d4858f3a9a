"""Models of counts and proportions recover what made the data and refuse what they cannot do."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.estimation import counts

LAW = its.Interruption("law", dt.date(2005, 1, 1))


def design(**changes: Any) -> its.Design:
    settings: dict[str, Any] = {
        "outcome": "events",
        "frequency": "monthly",
        "interruptions": (LAW,),
        "family": "quasi-poisson",
    }
    return its.Design(**(settings | changes))


def estimates(found: its.Fit) -> dict[str, float]:
    return found.terms.set_index("term")["estimate"].to_dict()


def drawn(generator: np.random.Generator, shape: float | None = None) -> pd.DataFrame:
    """Return 60 months of counts with mean 50; negative binomial where a shape is given."""
    mean = np.full(60, 50.0)
    counted = (
        generator.poisson(mean)
        if shape is None
        else generator.negative_binomial(shape, shape / (shape + mean))
    )
    time = pd.date_range("2003-01-01", periods=60, freq="MS")
    return pd.DataFrame({"time": time, "events": counted})


def test_counts_that_follow_the_model_give_its_coefficients(monthly_counts: pd.DataFrame) -> None:
    found = its.fit(design(denominator="days"), monthly_counts, its.Method("glm"))
    expected = {
        "intercept": np.log(200),
        "trend": np.log(1.01),
        "level:law": np.log(0.5),
        "slope:law": 0.0,
    }
    assert estimates(found) == pytest.approx(expected, abs=1e-9)


def test_proportions_are_the_same_with_and_without_equal_trials() -> None:
    position = np.arange(48)
    logit = -2 + 0.02 * position - 0.7 * (position >= 24)
    proportion = 1 / (1 + np.exp(-logit))
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    data = pd.DataFrame({"time": time, "events": proportion, "deaths": proportion * 400})
    data["births"] = 400.0
    bare = its.fit(design(family="quasi-binomial"), data, its.Method("glm"))
    settings = {"outcome": "deaths", "denominator": "births", "family": "quasi-binomial"}
    counted = its.fit(design(**settings), data, its.Method("glm"))
    assert estimates(bare)["level:law"] == pytest.approx(-0.7)
    assert estimates(bare) == pytest.approx(estimates(counted), abs=1e-8)


def test_binomial_errors_are_those_of_the_trials_taken_one_by_one() -> None:
    time = pd.date_range("2004-01-01", periods=24, freq="MS")
    events = np.array([3, 5, 4, 6, 2, 5] * 4)
    data = pd.DataFrame({"time": time, "events": events, "trials": 20})
    settings = {"family": "binomial", "denominator": "trials"}
    found = its.fit(design(**settings), data, its.Method("glm"))
    step = found.matrix.entries
    mean = 1 / (1 + np.exp(-step @ found.terms["estimate"].to_numpy()))
    information = step.T @ (step * (20 * mean * (1 - mean))[:, None])
    np.testing.assert_allclose(found.covariance, np.linalg.inv(information), rtol=1e-6)
    np.testing.assert_allclose(step.T @ (events - 20 * mean), 0, atol=1e-6)
    assert np.isinf(found.terms["df"]).all()


def test_a_negative_binomial_without_overdispersion_falls_back_and_says_so() -> None:
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    data = pd.DataFrame({"time": time, "events": [9, 11, 10, 10] * 12})
    found = its.fit(design(family="negative-binomial"), data, its.Method("glm"))
    poisson = its.fit(design(family="poisson"), data, its.Method("glm"))
    pd.testing.assert_frame_equal(found.terms, poisson.terms)
    assert found.overdispersion is None
    assert counts.FALLBACK_WARNING in found.warnings


def test_a_negative_binomial_finds_its_overdispersion_and_widens_the_errors() -> None:
    data = drawn(np.random.default_rng(7), shape=5)
    found = its.fit(design(family="negative-binomial"), data, its.Method("glm"))
    poisson = its.fit(design(family="poisson"), data, its.Method("glm"))
    assert found.overdispersion == pytest.approx(0.2, abs=0.1)
    assert found.dispersion == pytest.approx(1, abs=0.3)
    assert (found.terms["std_error"] > 2 * poisson.terms["std_error"]).all()
    robust = its.fit(design(family="negative-binomial"), data, its.Method("glm-newey-west", 0))
    ratio = robust.terms["std_error"] / found.terms["std_error"]
    assert ratio.between(0.5, 2).all()


def test_newey_west_errors_below_those_of_overdispersion_are_reported() -> None:
    time = pd.date_range("2003-01-01", periods=60, freq="MS")
    data = pd.DataFrame({"time": time, "events": [80, 20] * 30})
    found = its.fit(design(), data, its.Method("glm-newey-west", 3))
    assert any("Newey-West errors of level:law, slope:law are smaller" in w for w in found.warnings)
    model_based = its.fit(design(), data, its.Method("glm"))
    assert not model_based.warnings


@pytest.mark.parametrize("family", ["poisson", "quasi-poisson", "negative-binomial"])
def test_a_segment_without_events_is_refused(family: str) -> None:
    data = drawn(np.random.default_rng(3))
    data.loc[24:, "events"] = 0
    with pytest.raises(InvalidInput, match="holds no events"):
        its.fit(design(family=family), data, its.Method("glm"))


def test_a_segment_of_events_only_is_refused() -> None:
    data = drawn(np.random.default_rng(3)).assign(trials=90)
    data.loc[24:, "events"] = 90
    settings = {"family": "binomial", "denominator": "trials"}
    with pytest.raises(InvalidInput, match="or only events"):
        its.fit(design(**settings), data, its.Method("glm"))


def test_a_fit_that_does_not_converge_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "GLM_ITERATIONS", 1)
    with pytest.raises(InvalidInput, match="no finite solution"):
        its.fit(design(), drawn(np.random.default_rng(3), shape=1), its.Method("glm"))


def test_a_segment_without_events_is_refused_even_if_all_else_fits(
    monthly_counts: pd.DataFrame,
) -> None:
    monthly_counts.loc[24:, "events"] = 0.0
    with pytest.raises(InvalidInput, match="no finite solution"):
        its.fit(design(denominator="days"), monthly_counts, its.Method("glm"))


def test_numbers_that_break_the_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("NaN, inf or invalid value detected in weights")

    monkeypatch.setattr(counts.sm.GLM, "fit", broken)
    with pytest.raises(InvalidInput, match="no finite solution"):
        its.fit(design(), drawn(np.random.default_rng(3)), its.Method("glm"))


def test_rates_can_be_modelled_without_their_denominator() -> None:
    data = drawn(np.random.default_rng(3))
    data["events"] = data["events"] / 1e6
    found = its.fit(design(), data, its.Method("glm"))
    whole = its.fit(design(), drawn(np.random.default_rng(3)), its.Method("glm"))
    np.testing.assert_allclose(found.terms["std_error"], whole.terms["std_error"], rtol=1e-3)


def test_rare_events_are_not_taken_for_separation() -> None:
    time = pd.date_range("2003-01-01", periods=60, freq="MS")
    events = np.zeros(60, dtype=int)
    events[[2, 11, 19, 30, 41, 55]] = 1
    data = pd.DataFrame({"time": time, "events": events})
    found = its.fit(design(family="poisson"), data, its.Method("glm"))
    assert found.terms["std_error"].between(0, 10).all()
