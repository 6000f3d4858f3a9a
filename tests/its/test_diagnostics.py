"""Diagnostics against statsmodels and refits by hand, and every sentence that they say."""

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import acf, pacf

from evaluation import its
from evaluation.estimate import CheckResult
from evaluation.its import influence as module
from evaluation.its.correlogram import correlogram
from evaluation.its.diagnostics import diagnostics
from evaluation.its.influence import influence
from evaluation.its.normality import normality
from evaluation.its.pretrend import parallel_pretrends, pretrend_linearity
from evaluation.its.residuals import Residuals, residuals_of

LAW = its.Interruption("law", dt.date(2007, 1, 1))
MONTHS = pd.date_range("2005-01-01", periods=48, freq="MS")
OLS = its.Method("ols")


def design(**changes: Any) -> its.Design:
    settings: dict[str, Any] = {"outcome": "rate", "frequency": "monthly"}
    return its.Design(**(settings | {"interruptions": (LAW,)} | changes))


def series(noise: np.ndarray, effect: float = -6.0) -> pd.DataFrame:
    position = np.arange(len(noise))
    rate = 50 + 0.1 * position + effect * (position >= 24) + noise
    return pd.DataFrame({"time": MONTHS[: len(noise)], "rate": rate})


def noise(seed: int = 1, months: int = 48) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=months)


def fitted(method: its.Method = OLS, **changes: Any) -> its.Fit:
    return its.fit(design(**changes), series(noise()), method)


def test_autocorrelations_are_those_of_statsmodels() -> None:
    residuals = residuals_of(fitted())
    np.testing.assert_allclose(
        residuals.autocorrelations(12), acf(residuals.amounts, nlags=12, fft=False)[1:]
    )
    np.testing.assert_allclose(
        residuals.partial_autocorrelations(12),
        pacf(residuals.amounts, nlags=12, method="ldb")[1:],
    )


def test_ljung_box_loses_a_degree_of_freedom_for_the_autocorrelation_estimated() -> None:
    fit = fitted(its.Method("reml-ar1"))
    residuals = residuals_of(fit)
    assert residuals.ar_terms == 1
    theirs = acorr_ljungbox(residuals.amounts - residuals.amounts.mean(), [12], model_df=1)
    centred = replace(residuals, amounts=residuals.amounts - residuals.amounts.mean())
    statistic, degrees, p_value = centred.portmanteau(12)
    assert degrees == 11
    assert statistic == pytest.approx(theirs["lb_stat"].iloc[0])
    assert p_value == pytest.approx(theirs["lb_pvalue"].iloc[0])
    table = next(check for check in its.checks(fit) if check.name == "Ljung-Box").table
    assert table["lags"].tolist() == [2, 12]
    assert table["df"].tolist() == [1, 11]


def test_more_autoregressive_terms_cost_more_degrees_of_freedom() -> None:
    fit = fitted(its.Method("reml-ar1"))
    longer = replace(fit, solution=replace(fit.solution, order=3))
    assert residuals_of(longer).ar_terms == 3
    assert np.isnan(residuals_of(longer).portmanteau(3)[2])


def test_the_correlogram_counts_pairs_across_gaps() -> None:
    data = series(noise()).drop(index=[10, 30])
    made = correlogram(its.fit(design(), data, OLS))
    assert made.table["lag"].tolist() == list(range(1, 12))
    assert made.table["pairs"].tolist()[:2] == [46 - 3, 46 - 4]
    assert made.table["bound"].iloc[0] == pytest.approx(1.959964 / np.sqrt(46))
    assert made.passed is None


def test_the_correlogram_names_the_lags_beyond_its_bound() -> None:
    wave = np.sin(np.arange(48) * np.pi / 3)
    text = correlogram(its.fit(design(), series(wave + noise() / 10), OLS)).text
    assert "(lag 1, 2, 3" in text.replace("lags", "lag") or "(lag 2, 3" in text
    assert " and " in text


def test_one_lag_beyond_the_bound_is_named_alone_and_none_not_at_all() -> None:
    quiet = correlogram(fitted())
    beyond = quiet.table["lag"][quiet.table["autocorrelation"].abs() > quiet.table["bound"]]
    assert quiet.text.startswith(f"{len(beyond)} of 12 residual autocorrelations lie beyond 0.28")
    strange = np.tile([3.0, -3.0], 24) + noise()
    alternating = correlogram(its.fit(design(), series(strange)[:30], OLS))
    assert "(lag " in alternating.text


def test_residuals_without_any_error_have_no_correlation() -> None:
    still = Residuals(np.zeros(8), np.arange(8), np.zeros(8, dtype=np.int64))
    assert still.autocorrelations(3).tolist() == [0, 0, 0]
    assert still.partial_autocorrelations(3).tolist() == [0, 0, 0]
    assert still.durbin_watson() == 2


def test_a_recursion_on_nearly_constant_residuals_stays_finite() -> None:
    units = np.repeat(np.arange(2), 40)
    whole = Residuals(np.ones(80), np.tile(np.arange(40), 2), units)
    assert np.isfinite(whole.partial_autocorrelations(12)).all()


def test_normal_residuals_are_not_said_to_be_normal() -> None:
    made = normality(fitted())
    assert made.passed
    assert made.text.startswith("Residuals show no clear departure from the normal distribution")
    assert made.table["test"].iloc[0] == "Shapiro-Wilk"


def test_few_points_are_said_to_show_little(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    text = normality(its.fit(hand_design, hand_data, OLS)).text
    assert text.endswith("With 8 points the test would miss most departures.")


def test_skewed_residuals_are_said_to_matter_for_new_observations() -> None:
    skewed = np.random.default_rng(3).exponential(size=48) ** 2
    made = normality(its.fit(design(), series(skewed), OLS))
    assert made.passed is False
    assert made.table["skewness"].iloc[0] > 1
    assert "Intervals of new observations may be off" in made.text


def test_very_long_series_take_the_test_of_jarque_and_bera() -> None:
    days = pd.date_range("2001-01-01", periods=5001, freq="D")
    rate = np.random.default_rng(1).normal(size=5001)
    law = its.Interruption("law", dt.date(2007, 1, 1))
    fit = its.fit(
        design(frequency="daily", interruptions=(law,)),
        pd.DataFrame({"time": days, "rate": rate}),
        OLS,
    )
    assert normality(fit).table["test"].iloc[0] == "Jarque-Bera"


def test_an_exact_fit_has_no_shape() -> None:
    made = normality(its.fit(design(), pd.DataFrame({"time": MONTHS, "rate": 0.0}), OLS))
    assert made.passed is None
    assert made.table.empty


def test_deviance_residuals_are_called_so() -> None:
    counts = pd.DataFrame({"time": MONTHS, "rate": np.random.default_rng(1).poisson(90, 48)})
    fit = its.fit(design(family="poisson"), counts)
    assert normality(fit).text.startswith("Deviance residuals")


def test_influence_of_least_squares_is_that_of_statsmodels() -> None:
    fit = fitted()
    table = influence(fit).table
    theirs = sm.OLS(fit.data["outcome"], fit.matrix.entries).fit().get_influence()
    np.testing.assert_allclose(table["cook"], theirs.cooks_distance[0])
    errors = np.sqrt(np.diag(fit.covariance))
    np.testing.assert_allclose(table["dfbetas:level:law"] * errors[2], -theirs.dfbeta[:, 2])


def leave_out(fit: its.Fit, data: pd.DataFrame, row: int) -> np.ndarray:
    again = its.fit(fit.design, data.drop(index=[row]), fit.method)
    return again.terms["estimate"].to_numpy() - fit.terms["estimate"].to_numpy()


def test_influence_with_autocorrelation_is_that_of_the_series_with_a_gap() -> None:
    data = series(noise())
    fit = its.fit(design(), data, its.Method("reml-ar1"))
    table = influence(fit).table
    # with the autocorrelation held: the likelihood of the gapped series at the same rho
    rho, entries, rate = fit.rho, fit.matrix.entries, data["rate"].to_numpy()
    kept = np.arange(48) != 20
    position = np.arange(48)[kept]
    correlation = rho ** np.abs(position[:, None] - position)
    by_hand = sm.GLS(rate[kept], entries[kept], sigma=correlation).fit().params
    change = (by_hand - fit.terms["estimate"].to_numpy())[2]
    error = fit.terms["std_error"].iloc[2]
    assert table["dfbetas:level:law"].iloc[20] == pytest.approx(change / error)


@pytest.mark.parametrize(
    ("family", "denominator"),
    [
        ("poisson", None),
        ("negative-binomial", "people"),
        ("binomial", "people"),
        ("quasi-binomial", None),
    ],
)
def test_influence_on_counts_is_near_that_of_a_refit(family: str, denominator: str | None) -> None:
    generator = np.random.default_rng(2)
    counts = generator.negative_binomial(8, 0.1, 48).clip(0, 150).astype(float)
    data = pd.DataFrame({"time": MONTHS, "rate": counts, "people": 200.0})
    if denominator is None and family == "quasi-binomial":
        data["rate"] /= 200
    fit = its.fit(design(family=family, denominator=denominator), data, its.Method("glm"))
    table = influence(fit).table
    row = int(table["effect_change"].abs().idxmax())
    change = leave_out(fit, data, row)
    errors = fit.terms["std_error"].to_numpy()
    assert table["dfbetas:level:law"].iloc[row] == pytest.approx(change[2] / errors[2], rel=0.35)


def test_a_wild_period_is_named_and_changes_the_conclusion() -> None:
    wild = noise() / 2
    wild[40] += 30
    made = influence(its.fit(design(), series(wild), OLS))
    assert made.text.startswith("2008-05 matters most: without it the effect at the last period")
    assert made.text.endswith("changes from no clear change to a decrease.")


def test_a_conclusion_that_stays_is_said_to_stay() -> None:
    made = influence(its.fit(design(), series(noise(), effect=20.0), OLS))
    assert made.text.endswith("and the conclusion stays: an increase.")


def test_the_last_period_may_matter_most_itself() -> None:
    wild = noise() / 2
    wild[47] += 20
    assert influence(its.fit(design(), series(wild), OLS)).text.startswith("2008-12 matters most")


def test_with_controls_the_unit_is_named() -> None:
    data = pd.concat([series(noise(1)).assign(ward="A"), series(noise(2), 0).assign(ward="B")])
    fit = its.fit(design(control=its.Control("ward", "A")), data, OLS)
    made = influence(fit)
    assert made.text.startswith("2005-04 of 'B' matters most: ")
    assert len(made.table) == 96
    assert "dfbetas:group:level:law" in made.table


def test_a_period_that_cannot_be_spared_is_said_to_be_so(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    short = hand_data.iloc[1:7]  # three points on each side
    made = influence(its.fit(hand_design, short, OLS))
    assert made.text.endswith("Without it the model could not be fitted again.")


def test_a_refit_that_its_method_refuses_is_said_to_be_impossible(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "solved", lambda *_: "It did not converge.")
    assert influence(fitted()).text.endswith("Without it the model could not be fitted again.")


def test_a_series_without_error_has_no_influence_to_tell() -> None:
    made = influence(its.fit(design(), pd.DataFrame({"time": MONTHS, "rate": 0.0}), OLS))
    assert made.text == "The influence of single periods cannot be told."


def test_methods_without_an_interval_have_no_conclusion_to_change() -> None:
    walk = np.cumsum(np.random.default_rng(8).normal(size=12))
    years = pd.DataFrame({"time": range(2001, 2013), "rate": walk})
    law = its.Interruption("law", dt.date(2007, 1, 1))
    fit = its.fit(design(frequency="annual", interruptions=(law,)), years, its.Method("reml-ar1"))
    assert "matters most" in influence(fit).text or "cannot be told" in influence(fit).text


def test_a_straight_line_is_not_said_to_be_proved() -> None:
    made = pretrend_linearity(fitted())
    assert made.passed
    assert made.text.endswith("with 24 points that does not prove a straight line.")


def test_the_bend_is_that_of_a_regression_on_the_square() -> None:
    data = series(noise() / 4)
    data["rate"] += 0.03 * (np.arange(48) - 11.5) ** 2
    made = pretrend_linearity(its.fit(design(), data, OLS))
    square = sm.add_constant(np.column_stack([np.arange(24), np.arange(24.0) ** 2]))
    by_hand = sm.OLS(data["rate"][:24], square).fit()
    assert made.passed is False
    assert made.table["estimate"].iloc[0] == pytest.approx(by_hand.params["x2"])
    assert made.table["p"].iloc[0] == pytest.approx(by_hand.pvalues["x2"])
    assert made.text.endswith("may be a poor counterfactual.")


def test_a_bend_is_looked_for_by_the_methods_own_errors() -> None:
    made = pretrend_linearity(fitted(its.Method("newey-west", 10)))
    assert np.isfinite(made.table["p"].iloc[0])


def test_too_few_points_before_are_said_to_be_too_few(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    made = pretrend_linearity(its.fit(hand_design, hand_data, OLS))
    assert made.passed is None
    assert made.text == "The trend before was not tested: there are too few points for it."


def test_a_model_that_cannot_be_fitted_before_says_so() -> None:
    data = series(noise()).assign(policy=[0.0] * 23 + [1.0] * 25)
    fit = its.fit(design(covariates=("policy",)), data, its.Method("ols"))
    assert np.isfinite(pretrend_linearity(fit).table["p"].iloc[0])
    flat = series(noise()).assign(policy=[2.0] * 24 + [1.0, 7.0, 3.0] * 8)
    fit = its.fit(design(covariates=("policy",)), flat, its.Method("ols"))
    made = pretrend_linearity(fit)
    assert made.text == ("The trend before was not tested: its terms cannot be told apart there.")


def test_without_an_interval_nothing_is_said_of_the_trend() -> None:
    exact = pd.DataFrame({"time": MONTHS, "rate": 0.0})
    made = pretrend_linearity(its.fit(design(), exact, OLS))
    assert made.text.endswith("the method gives no interval for it.")


def controlled(gap: float) -> its.Fit:
    treated, control = series(noise(1)), series(noise(2), 0)
    treated["rate"] += gap * np.arange(48)
    data = pd.concat([treated.assign(ward="A"), control.assign(ward="B")])
    return its.fit(design(control=its.Control("ward", "A")), data, OLS)


def test_parallel_lines_before_are_not_said_to_be_proved() -> None:
    made = parallel_pretrends(controlled(0.0))
    assert made is not None
    assert made.passed
    assert made.text.endswith("which does not prove that there is none.")


def test_lines_that_part_before_are_said_to_part() -> None:
    made = parallel_pretrends(controlled(0.5))
    assert made is not None
    assert made.passed is False
    assert made.table["estimate"].iloc[0] == pytest.approx(0.5, abs=0.1)
    assert "only if the difference would have gone on" in made.text


@pytest.mark.parametrize(("gap", "is_parallel"), [(0.0, True), (0.5, False)])
def test_where_the_controls_are_taken_off_the_trend_of_the_difference_is_tested(
    gap: float, *, is_parallel: bool
) -> None:
    treated, control = series(noise(1)), series(noise(2), 0)
    treated["rate"] += gap * np.arange(48)
    data = pd.concat([treated.assign(ward="A"), control.assign(ward="B")])
    taken_off = its.Control("ward", "A", "difference")
    made = parallel_pretrends(its.fit(design(control=taken_off), data, OLS))
    assert made is not None
    assert made.passed is is_parallel
    assert made.table["term"].tolist() == ["trend"]
    assert made.table["estimate"].iloc[0] == pytest.approx(gap, abs=0.1)


def test_controls_with_few_points_before_are_not_tested(hand_data: pd.DataFrame) -> None:
    law = its.Interruption("law", dt.date(2004, 1, 1))
    data = pd.concat([hand_data.assign(ward="A"), hand_data.assign(ward="B")])
    annual = design(frequency="annual", interruptions=(law,), control=its.Control("ward", "A"))
    made = parallel_pretrends(its.fit(annual, data, OLS))
    assert made is not None
    assert made.passed is None
    assert made.text == "Parallel trends were not tested: there are too few points for it."


def test_without_a_control_there_is_nothing_parallel() -> None:
    assert parallel_pretrends(fitted()) is None


def test_all_diagnostics_come_with_a_sentence_and_a_table() -> None:
    found = diagnostics(controlled(0.0))
    assert [check.name for check in found][-5:] == [
        "Correlogram",
        "Normality of residuals",
        "Influence of single periods",
        "Straight trend before the interruption",
        "Parallel trends before the interruption",
    ]
    assert {check.name for check in its.checks(controlled(0.0))} < {each.name for each in found}
    assert all(isinstance(check, CheckResult) and check.text.endswith(".") for check in found)
    assert not any(check.table.empty for check in found)
    assert len(diagnostics(fitted())) == len(found) - 1
