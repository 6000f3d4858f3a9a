"""Regression with ARIMA errors: by hand, against SARIMAX, what differencing removes, warnings."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.statespace.sarimax import SARIMAX

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.estimation import arima, arima_likelihood
from evaluation.its.estimation.arima_likelihood import ArimaModel
from evaluation.its.estimation.differencing import differencing
from evaluation.its.estimation.solution import Problem

WALK = its.Method("arima", order=its.ArimaOrder((0, 1, 0)))
STEP = its.Interruption("law", dt.date(2005, 1, 1), slope=False)
QUARTERS = pd.period_range("2000Q1", "2009Q4", freq="Q").strftime("%Y-Q%q")


def method(order: tuple[int, int, int], seasonal: tuple[int, int, int] = (0, 0, 0)) -> its.Method:
    return its.Method("arima", order=its.ArimaOrder(order, seasonal))


def quarterly(seed: int = 1, rho: float = 0.5) -> pd.DataFrame:
    """Forty quarters with AR(1) errors, a yearly pattern and a fall of 5 from 2005."""
    noise = np.random.default_rng(seed).normal(size=40)
    errors = np.zeros(40)
    for now in range(40):
        errors[now] = rho * errors[now - 1] + noise[now]
    season = np.tile([0.0, 3.0, 1.0, -2.0], 10)
    level = np.where(np.arange(40) >= 20, -5.0, 0.0)
    return pd.DataFrame({"time": QUARTERS, "rate": 50 + season + level + errors})


def quarterly_design(**changes: object) -> its.Design:
    return its.Design("rate", "quarterly", (STEP,), **changes)


def straight(order: its.ArimaOrder, position: np.ndarray, outcome: np.ndarray) -> ArimaModel:
    """Return a model of the errors alone."""
    differences = differencing(order, position)
    nothing = np.zeros((len(differences.rows), 0))
    return ArimaModel(order, differences, nothing, differences.contrasts @ outcome)


def test_without_any_order_estimates_are_least_squares_with_the_variance_of_likelihood(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    ours = its.fit(hand_design, hand_data, method((0, 0, 0)))
    plain = its.fit(hand_design, hand_data, its.Method("ols"))
    assert ours.terms["estimate"].to_list() == pytest.approx(plain.terms["estimate"].to_list())
    smaller = plain.terms["std_error"] * np.sqrt(4 / 8)  # n - k = 4, n = 8
    assert ours.terms["std_error"].to_list() == pytest.approx(smaller.to_list())
    assert ours.terms["df"].eq(np.inf).all()
    row = ours.terms.iloc[2]
    assert row["upper"] - row["estimate"] == pytest.approx(1.959964 * row["std_error"])


def test_a_random_walk_with_a_step_is_worked_by_hand(hand_data: pd.DataFrame) -> None:
    """Differences 2 -1 2 (2) 3 -2 3: the drift is the mean of six, the step the seventh less it."""
    found = its.fit(its.Design("rate", "annual", (STEP,)), hand_data, WALK)
    terms = found.terms.set_index("term")
    assert terms.loc["trend", "estimate"] == pytest.approx(7 / 6)
    assert terms.loc["level:law", "estimate"] == pytest.approx(2 - 7 / 6)
    variance = (31 - 6 * (7 / 6) ** 2) / 7
    assert terms.loc["trend", "std_error"] == pytest.approx(np.sqrt(variance / 6))
    assert terms.loc["level:law", "std_error"] == pytest.approx(np.sqrt(variance * (1 + 1 / 6)))
    absolute = its.effects(found)[0]
    assert (absolute.estimate, absolute.lower) == pytest.approx(
        (5 / 6, terms.loc["level:law", "lower"])
    )


def test_a_term_that_differencing_removes_places_the_line_and_has_no_interval(
    hand_data: pd.DataFrame,
) -> None:
    found = its.fit(its.Design("rate", "annual", (STEP,)), hand_data, WALK)
    intercept = found.terms.set_index("term").loc["intercept"]
    assert intercept.drop("estimate").isna().all()
    lines = its.trajectory(found)
    assert lines["fitted"].mean() == pytest.approx(hand_data["rate"].mean())
    assert lines[["counterfactual_lower", "counterfactual_upper"]].notna().all(axis=None)
    assert any(
        "the terms intercept cannot be estimated beside differences" in warning
        for warning in found.warnings
    )
    term = its.as_json([found], [])["fits"][0]["terms"][0]
    assert (term["term"], term["std_error"], term["lower"], term["p"]) == (
        "intercept",
        None,
        None,
        None,
    )


def test_the_band_of_the_counterfactual_is_that_of_the_changes_given_the_series(
    hand_data: pd.DataFrame,
) -> None:
    found = its.fit(its.Design("rate", "annual", (STEP,)), hand_data, WALK)
    row = found.matrix.without(["law"])[-1]
    both = found.covariance[1:, 1:]
    # the intercept follows the mean of the trend (3.5) and of the step (0.5)
    weights = np.array([7 - 3.5, -0.5])
    assert row @ found.covariance @ row == pytest.approx(weights @ both @ weights)


def test_a_seasonal_difference_removes_the_quarters_and_keeps_the_drift() -> None:
    design = quarterly_design(seasonality=its.Seasonality(months=True))
    found = its.fit(design, quarterly(), method((1, 0, 0), (0, 1, 0)))
    assert found.solution.removed == (
        "intercept",
        "season:quarter-02",
        "season:quarter-03",
        "season:quarter-04",
    )
    terms = found.terms.set_index("term")
    assert np.isfinite(terms.loc["trend", "std_error"])
    assert terms.loc["season:quarter-04", "estimate"] == pytest.approx(-2, abs=1.5)
    assert terms.loc["level:law", "lower"] < -5 < terms.loc["level:law", "upper"]
    assert found.label == "regression with ARIMA(1,0,0)(0,1,0)[4] errors"


@pytest.mark.parametrize("gaps", [(), (2, 3, 17), (0, 5, 6, 7, 30)])
@pytest.mark.parametrize(
    ("order", "seasonal", "polynomials"),
    [
        ((1, 0, 1), (0, 0, 0), ([0.6, 0.3], [-0.2, 0.5])),
        ((1, 1, 0), (0, 1, 1), ([0.6, -0.4], [-0.3, 0.2])),
        ((0, 2, 1), (1, 0, 0), ([-0.7, 0.3], [-0.2, 0.5])),
    ],
)
def test_the_likelihood_is_that_of_sarimax_with_gaps_and_a_diffuse_start(
    order: tuple[int, int, int],
    seasonal: tuple[int, int, int],
    polynomials: tuple[list[float], list[float]],
    gaps: tuple[int, ...],
) -> None:
    """Compared by differences: the constant of a diffuse likelihood is a convention."""
    outcome = np.cumsum(np.random.default_rng(3).normal(size=40))
    position = np.setdiff1d(np.arange(40), gaps)
    with_gaps = outcome.copy()
    with_gaps[list(gaps)] = np.nan
    season = (*seasonal, 4)
    theirs = SARIMAX(with_gaps, order=order, seasonal_order=season, use_exact_diffuse=True)
    ours = straight(its.ArimaOrder(order, seasonal, 4), position, outcome[position])
    values = []
    for parameters in polynomials:
        partial = np.array(parameters)
        # a moving-average partial autocorrelation has the other sign as a coefficient
        blocks = np.repeat([1, -1, 1, -1], its.ArimaOrder(order, seasonal, 4).blocks)
        profile = ours.profile(partial)
        variance = profile.variance
        values.append(
            (profile.log_likelihood, theirs.loglike(np.append(partial * blocks, variance)))
        )
    (ours_one, theirs_one), (ours_two, theirs_two) = values
    assert ours_one - ours_two == pytest.approx(theirs_one - theirs_two, rel=1e-6)


def test_without_gaps_or_differences_the_likelihood_is_that_of_sarimax() -> None:
    outcome = quarterly()["rate"].to_numpy() - 50
    ours = straight(its.ArimaOrder((2, 0, 0)), np.arange(40), outcome)
    profile = ours.profile(np.array([0.3, 0.4]))
    # the first coefficient of an AR(2) with partial autocorrelations a and b is a (1 - b)
    parameters = [0.3 * (1 - 0.4), 0.4, profile.variance]
    theirs = SARIMAX(outcome, order=(2, 0, 0)).loglike(parameters)
    assert profile.log_likelihood == pytest.approx(theirs, rel=1e-9)


def test_estimates_do_not_depend_on_the_units_of_the_outcome() -> None:
    data = quarterly()
    million = data.assign(rate=data["rate"] * 1e6)
    ours, theirs = (
        its.fit(quarterly_design(), table, method((1, 0, 0))).terms for table in (data, million)
    )
    for column in ("estimate", "std_error"):
        assert (ours[column] * 1e6).to_list() == pytest.approx(theirs[column].to_list(), rel=1e-4)


def test_residuals_are_innovations_of_unit_variance_and_0_where_differencing_takes_them() -> None:
    found = its.fit(quarterly_design(), quarterly(), method((0, 1, 1), (0, 1, 0)))
    residuals = found.solution.residuals
    assert residuals[:5].tolist() == [0.0] * 5
    assert (residuals[5:] ** 2).mean() == pytest.approx(1)
    assert found.rho is None


def test_a_series_on_which_no_period_follows_another_is_still_fitted() -> None:
    data = quarterly().iloc[::2]
    found = its.fit(quarterly_design(), data, method((1, 0, 0)))
    assert np.isfinite(found.terms["std_error"]).all()


def test_json_names_the_order_that_was_used() -> None:
    found = its.fit(quarterly_design(), quarterly(), method((0, 1, 1), (0, 1, 1)))
    entry = its.as_json([found], its.effects(found))["fits"][0]
    assert (entry["order"], entry["seasonal"], entry["period"]) == ([0, 1, 1], [0, 1, 1], 4)
    other = its.fit(quarterly_design(), quarterly(), its.Method("ols"))
    assert "order" not in its.as_json([other], [])["fits"][0]


def test_the_default_order_is_one_autoregressive_term() -> None:
    found = its.fit(quarterly_design(), quarterly(), its.Method("arima"))
    assert found.method.order == its.ArimaOrder((1, 0, 0))
    assert found.label == "regression with ARIMA(1,0,0) errors"


def test_a_short_series_is_told_that_its_intervals_are_too_narrow() -> None:
    found = its.fit(quarterly_design(), quarterly(), its.Method("arima"))
    assert any("too narrow for 40 points" in warning for warning in found.warnings)


def test_a_long_series_is_not_warned() -> None:
    time = pd.date_range("2001-01-01", periods=96, freq="MS")
    noise = np.random.default_rng(1).normal(size=96)
    data = pd.DataFrame({"time": time, "rate": noise})
    found = its.fit(its.Design("rate", "monthly", (STEP,)), data, its.Method("arima"))
    assert found.warnings == ()


def test_a_parameter_at_its_limit_is_reported() -> None:
    data = quarterly(rho=0.0)
    design = quarterly_design(seasonality=its.Seasonality(months=True))
    found = its.fit(design, data, method((0, 1, 1)))
    assert any("at the limit of its range" in warning for warning in found.warnings)
    assert np.isfinite(found.terms["std_error"].iloc[1:]).all()


def test_a_likelihood_without_curvature_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arima_likelihood, "approx_hess", lambda *_: np.zeros((1, 1)))
    found = its.fit(quarterly_design(), quarterly(), method((0, 0, 1)))
    assert any("does not tell how sure" in warning for warning in found.warnings)


def search_that(fails: Callable[[int], bool]) -> Callable[..., tuple[np.ndarray, bool]]:
    """Return the real search, which claims to fail in some of its calls."""
    real, calls = arima_likelihood._search, []

    def search(model: ArimaModel, start: np.ndarray) -> tuple[np.ndarray, bool]:
        calls.append(start)
        return real(model, start)[0], not fails(len(calls))

    return search


def test_a_search_that_does_not_converge_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arima_likelihood, "_search", search_that(lambda call: call == 2))
    found = its.fit(quarterly_design(), quarterly(), method((0, 0, 1)))
    assert any("1 of 3 searches" in warning for warning in found.warnings)


def test_a_search_where_there_is_no_likelihood_does_not_converge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def singular(model: ArimaModel, partial: np.ndarray) -> arima_likelihood.Profile:
        raise np.linalg.LinAlgError

    model = straight(its.ArimaOrder(), np.arange(8), np.arange(8.0))
    monkeypatch.setattr(ArimaModel, "profile", singular)
    _, is_converged = arima_likelihood._search(model, np.array([0.5]))
    assert not is_converged


def test_no_search_that_converges_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arima_likelihood, "MOST_ITERATIONS", 0)
    with pytest.raises(InvalidInput, match="did not converge"):
        its.fit(quarterly_design(), quarterly(), method((0, 0, 1)))


def test_the_best_of_several_maxima_is_taken() -> None:
    """Seasonal moving average and autoregression on 40 quarters: no start ends higher."""
    data = quarterly(seed=7)
    found = its.fit(quarterly_design(), data, method((1, 0, 1), (1, 0, 0)))
    model, best = model_of(found)
    grid = np.linspace(-0.9, 0.9, 7)
    heights = [
        model.profile(np.array([a, b, c])).log_likelihood for a in grid for b in grid for c in grid
    ]
    assert best >= max(heights)


def model_of(found: its.Fit) -> tuple[ArimaModel, float]:
    used = found.data
    problem = Problem(
        terms=found.matrix.terms,
        matrix=found.matrix.entries,
        outcome=used["outcome"].to_numpy(dtype=np.float64),
        denominator=np.ones(len(used)),
        position=used["position"].to_numpy(dtype=np.int64),
        unit=np.zeros(len(used), dtype=np.int64),
        family="gaussian",
    )
    assert found.method.order is not None
    again = arima.fit_arima(problem, found.method.order)
    assert again.maximum is not None
    return again.model, again.maximum.profile.log_likelihood


def test_a_series_that_follows_the_model_exactly_is_reported(hand_design: its.Design) -> None:
    years = np.arange(2001, 2009)
    data = pd.DataFrame({"time": years, "rate": 2.0 * (years - 2001) - 3.0 * (years >= 2005)})
    found = its.fit(hand_design, data, WALK)
    assert found.terms.set_index("term").loc["level:law", "estimate"] == pytest.approx(-3)
    assert any("fits the series exactly" in warning for warning in found.warnings)


def test_a_control_is_refused(hand_data: pd.DataFrame) -> None:
    both = [hand_data.assign(place=place) for place in ("here", "there")]
    design = its.Design("rate", "annual", (STEP,), control=its.Control("place", "here"))
    with pytest.raises(InvalidInput, match="takes one series"):
        its.fit(design, pd.concat(both), its.Method("arima"))


def test_a_change_that_differencing_hides_is_refused() -> None:
    """The first half of each year before, the second after: the step is a yearly pattern."""
    data = quarterly()
    quarter = data["time"].str[-1].astype(int)
    year = data["time"].str[:4].astype(int)
    seen = data[(quarter <= 2) == (year < 2005)]
    with pytest.raises(InvalidInput, match="the terms level:law cannot be told apart"):
        its.fit(quarterly_design(), seen, method((0, 0, 0), (0, 1, 0)))


def test_a_covariate_that_equals_the_change_after_differencing_is_refused() -> None:
    data = quarterly()
    later = (data["time"] >= "2005").to_numpy(dtype=float)
    data["staff"] = later + np.tile([1.0, 5.0, 2.0, 7.0], 10)
    design = quarterly_design(covariates=("staff",))
    with pytest.raises(InvalidInput, match="covariate:staff cannot be told apart"):
        its.fit(design, data, method((0, 0, 0), (0, 1, 0)))


@pytest.mark.parametrize(
    ("order", "seasonal", "sentence"),
    [
        ((3, 1, 3), (0, 0, 0), "7 points are left after differencing for 2 terms and 6"),
        ((0, 1, 0), (0, 1, 0), "annual data have no season"),
    ],
)
def test_a_series_too_short_for_the_order_is_refused(
    hand_data: pd.DataFrame,
    order: tuple[int, int, int],
    seasonal: tuple[int, int, int],
    sentence: str,
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        its.fit(its.Design("rate", "annual", (STEP,)), hand_data, method(order, seasonal))


def test_a_series_too_short_to_difference_is_refused() -> None:
    months = pd.date_range("2004-07-01", periods=13, freq="MS")
    data = pd.DataFrame({"time": months, "rate": np.arange(13.0) % 5})
    with pytest.raises(InvalidInput, match="differencing takes 13 periods"):
        its.fit(its.Design("rate", "monthly", (STEP,)), data, method((0, 1, 0), (0, 1, 0)))


def test_fewer_points_than_terms_after_differencing_are_refused() -> None:
    generator = np.random.default_rng(5)
    staff = {f"staff-{number}": generator.normal(size=10) for number in range(5)}
    data = quarterly().iloc[15:25].assign(**staff)
    design = quarterly_design(covariates=tuple(staff))
    with pytest.raises(InvalidInput, match="5 points are left after differencing for 6 terms"):
        its.fit(design, data, method((0, 1, 0), (0, 1, 0)))


def test_a_very_long_series_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arima, "LONGEST", 39)
    with pytest.raises(InvalidInput, match="40 periods; the method takes at most 39"):
        its.fit(quarterly_design(), quarterly(), its.Method("arima"))


def coverage(rho: float, series: int, points: int) -> float:
    """Return how often the 95% interval holds a true level change of 2."""
    months = pd.date_range("2005-01-01", periods=points, freq="MS")
    law = its.Interruption("law", months[points // 2].date())
    design = its.Design("rate", "monthly", (law,))
    generator = np.random.default_rng(20)
    truth = np.where(np.arange(points) >= points // 2, 2.0, 0.0)
    hits = 0
    for _ in range(series):
        errors = generator.normal(size=points)
        errors[0] /= np.sqrt(1 - rho**2)
        for now in range(1, points):
            errors[now] += rho * errors[now - 1]
        data = pd.DataFrame({"time": months, "rate": truth + errors})
        row = its.fit(design, data, its.Method("arima")).terms.set_index("term").loc["level:law"]
        hits += row["lower"] <= 2 <= row["upper"]
    return hits / series


@pytest.mark.slow
def test_with_100_points_about_nine_in_ten_intervals_hold_the_truth() -> None:
    assert 0.88 <= coverage(0.4, series=120, points=100) <= 0.98


@pytest.mark.slow
def test_with_12_points_far_fewer_do_as_the_warning_says() -> None:
    assert coverage(0.4, series=120, points=12) < 0.75
