"""Effects are on the outcome's own scale and consistent with the terms they come from."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput

LAW = its.Interruption("law", dt.date(2005, 1, 1))


def design(**changes: Any) -> its.Design:
    settings: dict[str, Any] = {
        "outcome": "events",
        "frequency": "monthly",
        "interruptions": (LAW,),
    }
    return its.Design(**(settings | changes))


def by_measure(found: list[its.Effect]) -> dict[str, its.Effect]:
    return {effect.measure: effect for effect in found}


def test_counts_with_a_denominator_have_rates_ratios_and_events(
    monthly_counts: pd.DataFrame,
) -> None:
    settings = {"family": "quasi-poisson", "denominator": "days"}
    found = its.fit(design(**settings), monthly_counts, its.Method("glm"))
    effects = by_measure(its.effects(found))
    last_rate = 200 * 1.01**47
    assert effects["absolute"].estimate == pytest.approx(-0.5 * last_rate)
    assert effects["relative"].estimate == pytest.approx(-0.5)
    after = monthly_counts.iloc[24:]
    assert effects["cumulative"].estimate == pytest.approx(-after["events"].sum())
    assert effects["absolute"].at == dt.date(2006, 12, 1)


def test_a_relative_effect_of_a_step_is_its_rate_ratio_less_one() -> None:
    step = its.Interruption("law", dt.date(2005, 1, 1), slope=False)
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    data = pd.DataFrame({"time": time, "events": [60, 50, 55, 45] * 6 + [30, 26, 33, 28] * 6})
    found = its.fit(design(interruptions=(step,), family="quasi-poisson"), data, its.Method("glm"))
    row = found.terms.set_index("term").loc["level:law"]
    relative = by_measure(its.effects(found))["relative"]
    assert relative.estimate == pytest.approx(np.exp(row["estimate"]) - 1)
    assert relative.lower == pytest.approx(np.exp(row["lower"]) - 1)
    assert relative.upper == pytest.approx(np.exp(row["upper"]) - 1)


@pytest.mark.parametrize(
    ("settings", "base"),
    [({"transform": "log"}, np.e), ({"transform": "log10"}, 10.0)],
)
def test_a_log_transform_gives_effects_on_the_natural_scale(
    monthly_counts: pd.DataFrame, settings: dict[str, Any], base: float
) -> None:
    data = monthly_counts.assign(events=monthly_counts["events"] / monthly_counts["days"])
    found = its.fit(design(**settings), data, its.Method("ols"))
    level = found.terms.set_index("term").loc["level:law", "estimate"]
    assert base**level == pytest.approx(0.5)
    effects = by_measure(its.effects(found))
    assert effects["absolute"].estimate == pytest.approx(-0.5 * 200 * 1.01**47)
    assert effects["relative"].estimate == pytest.approx(-0.5)


def test_proportions_have_differences_in_proportion_and_events() -> None:
    position = np.arange(48)
    proportion = np.where(position >= 24, 0.1, 0.2)
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    data = pd.DataFrame({"time": time, "events": proportion * 50, "trials": 50.0})
    settings = {"family": "quasi-binomial", "denominator": "trials"}
    found = its.fit(design(**settings), data, its.Method("glm"))
    effects = by_measure(its.effects(found))
    assert effects["absolute"].estimate == pytest.approx(-0.1)
    assert effects["relative"].estimate == pytest.approx(-0.5)
    assert effects["cumulative"].estimate == pytest.approx(-0.1 * 50 * 24)


@pytest.mark.parametrize("family", ["quasi-poisson", "quasi-binomial", "gaussian"])
def test_delta_method_gradients_equal_numerical_ones(family: str) -> None:
    generator = np.random.default_rng(11)
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    trials = generator.integers(80, 120, size=48).astype(float)
    data = pd.DataFrame({"time": time, "events": generator.binomial(90, 0.3, 48) * 0.8})
    data["trials"] = trials
    settings = {"family": family, "denominator": "trials"}
    if family == "gaussian":
        settings["transform"] = "log"
    found = its.fit(design(**settings), data, its.Method("ols" if family == "gaussian" else "glm"))
    link = {"quasi-binomial": lambda eta: 1 / (1 + np.exp(-eta))}.get(family, np.exp)
    after, without = found.matrix.entries[24:], found.matrix.without(["law"])[24:]

    def total(coefficients: np.ndarray) -> float:
        return float(trials[24:] @ (link(after @ coefficients) - link(without @ coefficients)))

    centre = found.terms["estimate"].to_numpy()
    steps = 1e-6 * np.eye(len(centre))
    gradient = np.array([(total(centre + s) - total(centre - s)) / 2e-6 for s in steps])
    error = np.sqrt(gradient @ found.covariance @ gradient)
    cumulative = by_measure(its.effects(found))["cumulative"]
    assert cumulative.estimate == pytest.approx(total(centre))
    quantile = (cumulative.upper - cumulative.estimate) / error
    assert quantile == pytest.approx(2.015368, rel=1e-4)


def test_effects_at_named_dates_use_the_period_that_contains_them(
    monthly_counts: pd.DataFrame,
) -> None:
    found = its.fit(design(), monthly_counts, its.Method("ols"))
    effects = its.effects(found, [dt.date(2005, 1, 20), dt.date(2005, 3, 1)])
    assert [effect.at for effect in effects[::3]] == [dt.date(2005, 1, 1), dt.date(2005, 3, 1)]
    level = found.terms.set_index("term").loc["level:law"]
    first = effects[0]
    assert (first.estimate, first.lower) == pytest.approx((level["estimate"], level["lower"]))
    assert effects[2].estimate == pytest.approx(first.estimate)


def test_no_effect_is_given_before_the_interruption_or_outside_the_fit(
    monthly_counts: pd.DataFrame,
) -> None:
    gap = its.Exclusion(dt.date(2006, 2, 1), dt.date(2006, 2, 28), "flood")
    found = its.fit(design(exclusions=(gap,)), monthly_counts, its.Method("ols"))
    with pytest.raises(InvalidInput, match="2004-12: it is before the first interruption"):
        its.effects(found, [dt.date(2004, 12, 1)])
    for date in (dt.date(2006, 2, 1), dt.date(2010, 1, 1)):
        with pytest.raises(InvalidInput, match="the period is not part of the fit"):
            its.effects(found, [date])


def test_several_interruptions_have_effects_together_and_apart() -> None:
    position = np.arange(48)
    outcome = 10 - 2.0 * (position >= 24) - 3.0 * (position >= 36)
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    data = pd.DataFrame({"time": time, "events": outcome})
    tax = its.Interruption("tax", dt.date(2006, 1, 1))
    found = its.fit(design(interruptions=(LAW, tax)), data, its.Method("ols"))
    effects = {(e.interruption, e.measure): e.estimate for e in its.effects(found)}
    assert effects["all", "absolute"] == pytest.approx(-5)
    assert effects["law", "absolute"] == pytest.approx(-2)
    assert effects["tax", "absolute"] == pytest.approx(-3)
    assert effects["all", "cumulative"] == pytest.approx(-2 * 24 - 3 * 12)
    assert effects["tax", "cumulative"] == pytest.approx(-3 * 12)
    early = its.effects(found, [dt.date(2005, 6, 1)])
    assert {effect.interruption for effect in early} == {"all", "law"}


def test_excluded_periods_add_nothing_to_the_cumulative_effect(
    monthly_counts: pd.DataFrame,
) -> None:
    data = monthly_counts.assign(events=np.where(np.arange(48) >= 24, 7.0, 10.0))
    gap = its.Exclusion(dt.date(2006, 2, 1), dt.date(2006, 3, 31), "flood")
    found = its.fit(design(exclusions=(gap,)), data, its.Method("ols"))
    assert by_measure(its.effects(found))["cumulative"].estimate == pytest.approx(-3 * 22)


def test_there_is_no_relative_effect_where_the_counterfactual_is_not_positive() -> None:
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    data = pd.DataFrame({"time": time, "events": 20.0 - np.arange(48)})
    effects = its.effects(its.fit(design(), data, its.Method("ols")))
    assert [effect.measure for effect in effects] == ["absolute", "cumulative"]
