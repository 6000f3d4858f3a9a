"""Fitting: the default rule, the register, and a data frame that stays as it was."""

import datetime as dt
import pickle

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput


def test_a_short_series_has_its_autocorrelation_integrated_out_by_default(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    found = its.fit(hand_design, hand_data)
    assert found.method == its.Method("rho-integrated")
    assert found.label == "AR(1) regression with the autocorrelation integrated out"


@pytest.mark.parametrize(("periods", "name"), [(23, "rho-integrated"), (24, "order-averaged")])
def test_from_24_periods_used_the_default_averages_over_orders_too(periods: int, name: str) -> None:
    time = np.arange(2001, 2027)
    data = pd.DataFrame({"time": time, "rate": np.sin(time * 1.3)})
    law = its.Interruption("law", dt.date(2013, 1, 1))
    gap = its.Exclusion(dt.date(2001 + periods, 1, 1), dt.date(2026, 12, 31), "not yet complete")
    found = its.fit(its.Design("rate", "annual", (law,), exclusions=(gap,)), data)
    assert found.method.name == name
    assert found.rule.startswith(f"No method was named, so the rule chose for {periods} periods: ")
    named = its.fit(found.design, data, its.Method("ols"))
    assert named.rule == "The method, ordinary least squares, is the one that was named."


def test_the_default_for_counts_is_a_model_of_counts(monthly_counts: pd.DataFrame) -> None:
    law = its.Interruption("law", dt.date(2005, 1, 1))
    design = its.Design("events", "monthly", (law,), family="quasi-poisson")
    found = its.fit(design, monthly_counts)
    assert found.method == its.Method("glm-order-averaged", order=2)
    assert found.label == (
        "quasi-Poisson autoregressive generalised linear model with allowance for chance, "
        "averaged over orders 1 to 2"
    )
    assert "for counts and proportions part of the variation" in found.rule


def test_a_method_without_lags_gets_those_of_the_rule(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    found = its.fit(hand_design, hand_data, its.Method("newey-west"))
    assert found.method.lags == 2
    assert found.lags == 2
    assert found.label == "least squares with Newey-West errors (2 lags)"


def test_a_method_of_another_family_is_refused(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    with pytest.raises(InvalidInput, match=r"not for family 'gaussian'.*Use ols or newey-west"):
        its.fit(hand_design, hand_data, its.Method("glm"))


def test_the_data_given_are_not_changed(hand_design: its.Design, hand_data: pd.DataFrame) -> None:
    before = hand_data.copy(deep=True)
    its.fit(hand_design, hand_data)
    pd.testing.assert_frame_equal(hand_data, before)


def test_a_fit_tells_what_was_used(hand_design: its.Design, hand_data: pd.DataFrame) -> None:
    found = its.fit(hand_design, hand_data, its.Method("ols"))
    assert found.n == 8
    assert found.first_post == {"law": dt.date(2005, 1, 1)}
    assert found.covariance.shape == (4, 4)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(found.terms["std_error"])
    assert (found.rho, found.lags, found.dispersion, found.overdispersion) == (None,) * 4
    assert found.data["outcome"].tolist() == hand_data["rate"].tolist()
    assert len(found.warnings) == 2


def test_a_fit_can_be_sent_to_another_process(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    found = its.fit(hand_design, hand_data, its.Method("ols"))
    again = pickle.loads(pickle.dumps(found))
    pd.testing.assert_frame_equal(again.terms, found.terms)
    assert its.effects(again) == its.effects(found)


def test_excluded_periods_change_the_fit_as_if_they_were_not_in_the_data() -> None:
    time = pd.date_range("2018-01-01", periods=48, freq="MS")
    outcome = np.sin(np.arange(48.0))
    outcome[26:32] = 50.0
    data = pd.DataFrame({"time": time, "rate": outcome})
    change = its.Interruption("change", dt.date(2019, 4, 1))
    covid = its.Exclusion(dt.date(2020, 3, 1), dt.date(2020, 8, 31), "COVID-19")
    masked = its.Design("rate", "monthly", (change,), exclusions=(covid,))
    bare = its.Design("rate", "monthly", (change,))
    for method in (its.Method("newey-west", 3), its.Method("prais-winsten")):
        left_out = its.fit(masked, data, method)
        removed = its.fit(bare, data.drop(index=range(26, 32)), method)
        pd.testing.assert_frame_equal(left_out.terms, removed.terms)
        assert left_out.n == 42


def test_a_method_without_lags_has_a_label_without_them(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    found = its.fit(hand_design, hand_data, its.Method("ols"))
    assert found.label == "ordinary least squares"
