"""The forecast-type counterfactual: by hand, against SARIMAX, coverage, refusals."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.statespace.sarimax import SARIMAX

from evaluation import its
from evaluation.errors import InvalidInput

LAW = its.Interruption("law", dt.date(2005, 1, 1))
WALK = its.Method("arima", order=its.ArimaOrder((0, 1, 0)))
BEFORE = [1.0, 3.0, 2.0, 4.0, 7.0]
Z = 1.959964


def years(after: list[float], before: list[float] = BEFORE) -> pd.DataFrame:
    rates = [*before, *after]
    return pd.DataFrame({"time": range(2005 - len(before), 2005 + len(after)), "rate": rates})


def annual(**changes: object) -> its.Design:
    return its.Design("rate", "annual", (LAW,), **changes)


def test_a_random_walk_with_drift_is_carried_on_by_hand() -> None:
    """Differences 2 -1 2 3: drift 1.5, variance 9 / 3; h periods on h + h^2 / 4 times that."""
    found = its.forecast(its.fit(annual(), years([5.0, 6.0, 4.0]), WALK))
    assert found["forecast"].to_list() == pytest.approx([8.5, 10.0, 11.5])
    ahead = np.array([1.0, 2.0, 3.0])
    half = Z * np.sqrt(3 * (ahead + ahead**2 / 4))
    assert (found["upper"] - found["forecast"]).to_list() == pytest.approx(half.tolist())
    assert found["difference"].to_list() == pytest.approx([-3.5, -4.0, -7.5])
    assert (found["difference_upper"] - found["difference"]).to_list() == pytest.approx(
        half.tolist()
    )


def test_without_autocorrelation_limits_are_those_of_least_squares_for_new_observations() -> None:
    """On a line through 5 points: s^2 (1 + 1/5 + (x - 2)^2 / 10), with n - k = 3."""
    nothing = its.Method("arima", order=its.ArimaOrder((0, 0, 0)))
    found = its.forecast(its.fit(annual(), years([5.0, 6.0, 4.0]), nothing))
    slope = (-2 * 1 - 1 * 3 + 1 * 4 + 2 * 7) / 10
    assert found["forecast"].to_list() == pytest.approx([3.4 + slope * x for x in (3, 4, 5)])
    residuals = [rate - 3.4 - slope * (x - 2) for x, rate in enumerate(BEFORE)]
    variance = sum(residual**2 for residual in residuals) / 3
    half = Z * np.sqrt(variance * (1 + 1 / 5 + np.array([3.0, 4.0, 5.0]) ** 2 / 10))
    assert (found["upper"] - found["forecast"]).to_list() == pytest.approx(half.tolist())


def test_cumulative_differences_take_account_of_the_correlation_between_forecasts() -> None:
    """Two periods on the sum has the errors 2 e1 + e2 + 3 times that of the drift."""
    found = its.forecast(its.fit(annual(), years([5.0, 6.0, 4.0]), WALK))
    assert found["cumulative"].to_list() == pytest.approx([-3.5, -7.5, -15.0])
    half = Z * np.sqrt(3 * (4 + 1 + 9 / 4))
    assert found["cumulative_upper"].iloc[1] - found["cumulative"].iloc[1] == pytest.approx(half)


def test_what_happens_after_the_interruption_does_not_move_the_forecast() -> None:
    one, two = (
        its.forecast(its.fit(annual(), years(after), WALK))
        for after in ([5.0, 6.0, 4.0], [50.0, 80.0, 10.0])
    )
    assert one["forecast"].to_list() == pytest.approx(two["forecast"].to_list())
    assert one["time"].dt.year.to_list() == [2005, 2006, 2007]


def test_a_denominator_turns_cumulative_differences_into_events() -> None:
    data = years([5.0, 6.0, 4.0]).assign(people=2.0)
    data["events"] = data["rate"] * data["people"]
    design = its.Design("events", "annual", (LAW,), denominator="people")
    found = its.forecast(its.fit(design, data, WALK))
    assert found["observed"].to_list() == [5.0, 6.0, 4.0]
    assert found["cumulative"].to_list() == pytest.approx([-7.0, -15.0, -30.0])


def test_after_a_log_transform_forecasts_and_limits_are_turned_back() -> None:
    data = years([5.0, 6.0, 4.0])
    plain = its.forecast(its.fit(annual(), data, WALK))
    grown = data.assign(rate=np.exp(data["rate"]))
    found = its.forecast(its.fit(annual(transform="log"), grown, WALK))
    for column in ("observed", "forecast", "lower", "upper"):
        assert found[column].to_list() == pytest.approx(np.exp(plain[column]).to_list())
    first = found.iloc[0]
    half = np.exp(8.5) * Z * np.sqrt(3 * (1 + 1 / 4))
    assert first["cumulative_upper"] - first["cumulative"] == pytest.approx(half)


@pytest.mark.parametrize("gaps", [(), (1, 7, 8), (0, 2, 3)])
def test_forecasts_across_gaps_are_those_of_sarimax(gaps: tuple[int, ...]) -> None:
    """The order has no parameters of the errors, so that both take the same variance."""
    outcome = np.cumsum(np.random.default_rng(2).normal(size=32)).round(2)
    kept = np.setdiff1d(np.arange(32), gaps)
    time = pd.period_range("1999Q1", periods=32, freq="Q").strftime("%Y-Q%q")
    data = pd.DataFrame({"time": time[kept], "rate": outcome[kept]})
    order = its.ArimaOrder((0, 1, 0), (0, 1, 0))
    fit = its.fit(its.Design("rate", "quarterly", (LAW,)), data, its.Method("arima", order=order))
    found = its.forecast(fit)
    before = outcome[:24].copy()
    before[[gap for gap in gaps if gap < 24]] = np.nan
    model = SARIMAX(before, order=(0, 1, 0), seasonal_order=(0, 1, 0, 4), use_exact_diffuse=True)
    half = ((found["upper"] - found["forecast"]) / Z).iloc[0]
    theirs = model.filter([1.0]).get_forecast(8)
    assert found["forecast"].to_list() == pytest.approx(theirs.predicted_mean.tolist())
    ratio = ((found["upper"] - found["forecast"]) / Z / half).to_list()
    assert ratio == pytest.approx((theirs.se_mean / theirs.se_mean[0]).tolist())


def test_another_method_has_no_forecast() -> None:
    with pytest.raises(InvalidInput, match="no forecast by method 'ols'"):
        its.forecast(its.fit(annual(), years([5.0, 6.0, 4.0]), its.Method("ols")))


def test_periods_before_that_fit_exactly_have_no_forecast() -> None:
    fit = its.fit(annual(), years([5.0, 6.0, 4.0], [1.0, 2.0, 3.0, 4.0, 5.0]), WALK)
    with pytest.raises(InvalidInput, match="before the interruption exactly"):
        its.forecast(fit)


def test_a_season_that_was_not_seen_before_is_not_forecast() -> None:
    time = pd.period_range("2001Q1", periods=32, freq="Q").strftime("%Y-Q%q")
    data = pd.DataFrame({"time": time, "rate": np.random.default_rng(4).normal(size=32)})
    is_before = data["time"] < "2005"
    seen = data[~(is_before & data["time"].str.endswith("Q3"))]
    order = its.ArimaOrder((0, 0, 0), (0, 1, 0))
    fit = its.fit(its.Design("rate", "quarterly", (LAW,)), seen, its.Method("arima", order=order))
    with pytest.raises(InvalidInput, match="do not say what comes after"):
        its.forecast(fit)


def test_a_covariate_that_never_changed_before_is_not_used_to_forecast() -> None:
    data = years([5.0, 6.0, 4.0, 7.0, 5.0]).assign(staff=[3.0] * 5 + [4.0, 2.0, 5.0, 3.0, 4.0])
    fit = its.fit(annual(covariates=("staff",)), data, WALK)
    with pytest.raises(InvalidInput, match="a covariate never changes"):
        its.forecast(fit)


@pytest.mark.slow
def test_intervals_of_new_observations_hold_19_in_20_of_them() -> None:
    """Without an effect; 72 months before and 12 after, AR(1) errors at 0.4."""
    months = pd.date_range("1999-01-01", periods=84, freq="MS")
    design = its.Design("rate", "monthly", (LAW,))
    generator = np.random.default_rng(11)
    inside, total = [], []
    for _ in range(100):
        errors = generator.normal(size=84)
        for now in range(1, 84):
            errors[now] += 0.4 * errors[now - 1]
        data = pd.DataFrame({"time": months, "rate": 10 + 0.1 * np.arange(84) + errors})
        found = its.forecast(its.fit(design, data, its.Method("arima")))
        inside.append(found["observed"].between(found["lower"], found["upper"]).mean())
        last = found.iloc[-1]
        total.append(last["cumulative_lower"] <= 0 <= last["cumulative_upper"])
    assert 0.92 <= np.mean(inside) <= 0.97
    assert 0.88 <= np.mean(total) <= 0.98
