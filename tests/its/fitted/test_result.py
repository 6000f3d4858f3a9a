"""Results in the form that others take."""

import datetime as dt
import json
import math

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput


@pytest.fixture
def found(hand_design: its.Design, hand_data: pd.DataFrame) -> its.Fit:
    return its.fit(hand_design, hand_data, its.Method("newey-west", 1))


@pytest.fixture
def counted(monthly_counts: pd.DataFrame) -> its.Fit:
    law = its.Interruption("law", dt.date(2005, 1, 1))
    design = its.Design("events", "monthly", (law,), family="quasi-poisson")
    return its.fit(design, monthly_counts, its.Method("glm-newey-west", 1))


def test_the_object_has_the_keys_that_the_command_line_promises(
    found: its.Fit, hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    second = its.fit(hand_design, hand_data, its.Method("prais-winsten"))
    made = its.as_json([found, second], its.effects(found))
    assert list(made)[:5] == ["n", "first_post", "fits", "effects", "warnings"]
    assert made["n"] == 8
    assert made["first_post"] == {"law": "2005-01-01"}
    assert list(made["fits"][0])[:5] == ["method", "lags", "rho", "dispersion", "terms"]
    assert [fit["method"] for fit in made["fits"]] == ["newey-west", "prais-winsten"]
    assert (made["fits"][0]["lags"], made["fits"][1]["lags"]) == (1, None)
    assert made["fits"][1]["rho"] == second.rho
    term_keys = ["term", "estimate", "std_error", "df", "lower", "upper", "p"]
    assert list(made["fits"][0]["terms"][0]) == term_keys
    assert made["effects"][0]["interruption"] == "law"
    assert made["effects"][0]["at"] == "2008-01-01"
    assert made["effects"][0]["method"] == "newey-west"


def test_the_object_is_valid_json_without_infinities(counted: its.Fit) -> None:
    made = its.as_json([counted], its.effects(counted))
    text = json.dumps(made, allow_nan=False)
    assert json.loads(text)["fits"][0]["terms"][0]["df"] is None
    assert made["fits"][0]["dispersion"] == counted.dispersion


def test_a_fit_says_how_its_method_came_to_be_used(found: its.Fit) -> None:
    made = its.as_json([found], [])["fits"][0]
    assert made["label"] == "least squares with Newey-West errors (1 lag)"
    assert made["rule"] == f"The method, {made['label']}, is the one that was named."
    assert "order_weights" not in made


def test_an_average_over_orders_gives_their_weights(monthly_counts: pd.DataFrame) -> None:
    law = its.Interruption("law", dt.date(2005, 1, 1))
    design = its.Design("events", "monthly", (law,), family="quasi-poisson")
    made = its.as_json([its.fit(design, monthly_counts)], [])["fits"][0]
    assert made["rule"].startswith("No method was named, so the rule chose for ")
    assert list(made["order_weights"]) == ["1", "2"]
    assert sum(made["order_weights"].values()) == pytest.approx(1)


def test_each_warning_stands_once(found: its.Fit) -> None:
    made = its.as_json([found, found], [])
    assert made["warnings"] == list(found.warnings)


def test_a_missing_relative_effect_is_said() -> None:
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    data = pd.DataFrame({"time": time, "events": 20.0 - np.arange(48)})
    law = its.Interruption("law", dt.date(2005, 1, 1))
    fit = its.fit(its.Design("events", "monthly", (law,)), data, its.Method("ols"))
    made = its.as_json([fit], its.effects(fit))
    assert any("no relative effect of 'law' at 2006-12-01" in text for text in made["warnings"])


def test_at_least_one_fit_is_needed() -> None:
    with pytest.raises(ValueError, match="at least one fit"):
        its.as_json([], [])


def test_an_effect_becomes_an_estimate(found: its.Fit) -> None:
    effect = its.effects(found)[0]
    made = its.main_estimate(found, effect, unit="per head", provenance="measured", label="Falls")
    assert made.measure == "effect:absolute:law"
    assert (made.value, made.lower, made.upper) == (effect.estimate, effect.lower, effect.upper)
    assert (made.n, made.level, made.period) == (8, 0.95, "2008")
    assert (made.analysis, made.outcome, made.label) == ("its", "rate", "Falls")
    assert made.method == "least squares with Newey-West errors (1 lag)"


def test_a_term_becomes_an_estimate_of_the_whole_period(found: its.Fit) -> None:
    made = its.main_estimate(found, "slope:law", unit="per year", provenance="synthetic")
    row = found.terms.set_index("term").loc["slope:law"]
    assert (made.value, made.lower) == (row["estimate"], row["lower"])
    assert (made.measure, made.period) == ("slope:law", "2001 to 2008")


def test_a_term_of_a_log_model_becomes_a_ratio(counted: its.Fit) -> None:
    made = its.main_estimate(
        counted,
        "level:law",
        unit="ratio",
        provenance="measured",
        as_ratio=True,
        outcome="falls",
        period="2003 to 2006",
    )
    row = counted.terms.set_index("term").loc["level:law"]
    assert made.value == pytest.approx(math.exp(row["estimate"]))
    assert made.upper == pytest.approx(math.exp(row["upper"]))
    assert (made.measure, made.outcome) == ("level:law:ratio", "falls")
    assert made.period == "2003 to 2006"


def test_an_unknown_term_is_refused_with_the_nearest(found: its.Fit) -> None:
    with pytest.raises(InvalidInput, match="Did you mean 'level:law'"):
        its.main_estimate(found, "level:low", unit="", provenance="measured")
    with pytest.raises(InvalidInput, match="It has intercept, trend"):
        its.main_estimate(found, "zzz", unit="", provenance="measured")
