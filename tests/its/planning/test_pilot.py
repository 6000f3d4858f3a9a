"""A pilot series gives spread, autocorrelation and how unsure it is."""

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.planning.pilot import PilotColumns, pilot
from evaluation.its.planning.planned_errors import CountErrors, GaussianErrors, draws

COLUMNS = PilotColumns("month", "rate")


def series(errors, periods: int, seed: int = 4) -> pd.DataFrame:
    drawn = draws(1, periods, np.random.default_rng(seed))
    months = pd.date_range("2015-01-01", periods=periods, freq="MS")
    trend = np.zeros(periods) if isinstance(errors, CountErrors) else 5 + 0.1 * np.arange(periods)
    return pd.DataFrame({"month": months, "rate": errors.outcomes(drawn, trend)[0]})


def test_a_long_pilot_recovers_spread_and_autocorrelation() -> None:
    found = pilot(series(GaussianErrors((0.5,), sd=2.0), 240), COLUMNS, "monthly")
    assert found.periods == 240
    assert found.rho_lower < 0.5 < found.rho_upper
    assert found.rho == pytest.approx(0.5, abs=0.15)
    assert [errors.partial for errors in found.errors] == [
        (found.rho_lower,),
        (found.rho,),
        (found.rho_upper,),
    ]
    middle = found.errors[1]
    assert isinstance(middle, GaussianErrors)
    assert middle.sd == pytest.approx(2.0, rel=0.2)


def test_the_interval_of_the_autocorrelation_holds_the_truth_as_often_as_it_says() -> None:
    errors = GaussianErrors((0.4,))
    held = 0
    for seed in range(100):
        found = pilot(series(errors, 30, seed), COLUMNS, "monthly")
        held += found.rho_lower <= 0.4 <= found.rho_upper
    assert 0.68 <= held / 100 <= 0.92  # 80% and three standard errors of 4 points


def test_a_shorter_pilot_is_less_sure_and_a_stronger_autocorrelation_means_more_spread() -> None:
    whole = series(GaussianErrors((0.5,)), 100)
    long = pilot(whole, COLUMNS, "monthly")
    short = pilot(whole.head(20), COLUMNS, "monthly")
    assert short.rho_upper - short.rho_lower > long.rho_upper - long.rho_lower
    low, _, high = (errors.sd for errors in short.errors if isinstance(errors, GaussianErrors))
    assert low < high


def test_a_gap_counts_in_calendar_time_and_the_order_of_rows_does_not() -> None:
    whole = series(GaussianErrors((0.5,)), 40)
    gappy = whole.drop(index=[10, 11, 12])
    found = pilot(gappy, COLUMNS, "monthly")
    shuffled = pilot(gappy.sample(frac=1, random_state=1), COLUMNS, "monthly")
    empty = pilot(
        whole.assign(rate=whole["rate"].where(~whole.index.isin([10, 11, 12]))), COLUMNS, "monthly"
    )
    assert found.periods == 37
    assert shuffled == found == empty


def test_a_season_is_taken_out_before_the_spread_is_measured() -> None:
    data = series(GaussianErrors((0.0,)), 60)
    wave = 10 * np.sin(2 * np.pi * np.arange(60) / 12)
    seasonal = data.assign(rate=data["rate"] + wave)
    plain, taken = (
        pilot(seasonal, COLUMNS, "monthly", seasonality=its.Seasonality(harmonics=number))
        for number in (0, 1)
    )
    assert plain.errors[1].sd > 3 > taken.errors[1].sd  # type: ignore[union-attr]


def test_a_rate_is_the_outcome_over_its_denominator() -> None:
    data = series(GaussianErrors((0.3,)), 30)
    beds = data.assign(beds=10.0, rate=10 * data["rate"])
    rates = pilot(beds, PilotColumns("month", "rate", "beds"), "monthly")
    assert rates.mean == pytest.approx(pilot(data, COLUMNS, "monthly").mean)


def test_counts_give_mean_dispersion_and_the_autocorrelation_of_their_rates() -> None:
    truth = CountErrors((0.6,), mean=200, dispersion=6)
    found = pilot(series(truth, 300, seed=2), COLUMNS, "monthly", "quasi-poisson")
    lower, middle, upper = found.errors
    assert isinstance(middle, CountErrors)
    assert middle.mean == pytest.approx(200, rel=0.05)
    assert middle.dispersion == pytest.approx(6, rel=0.25)
    assert lower.partial[0] < 0.6 < upper.partial[0]
    assert middle.partial[0] > found.rho


def test_counts_that_vary_no_more_than_poisson_are_planned_without_autocorrelation() -> None:
    data = pd.DataFrame({"month": range(2001, 2021), "rate": [50, 52, 49, 51] * 5})
    found = pilot(data, COLUMNS, "annual", "quasi-poisson")
    assert found.errors[1] == CountErrors((0.0,), 50.5, 1.0)


@pytest.mark.parametrize(
    ("data", "family", "sentence"),
    [
        (pd.DataFrame({"month": [2001] * 9, "rate": range(9)}), "gaussian", "repeats a period"),
        (pd.DataFrame({"month": range(2001, 2007), "rate": [1, 3, 2, 4, 3, 5]}), "gaussian", "6 p"),
        (pd.DataFrame({"month": range(2001, 2012), "rate": range(11)}), "gaussian", "no errors"),
        (
            pd.DataFrame({"month": range(2001, 2012), "rate": range(-1, 10)}),
            "quasi-poisson",
            "a count below 0",
        ),
    ],
    ids=["repeated", "short", "exact", "negative"],
)
def test_a_pilot_that_says_nothing_is_refused(data, family, sentence) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        pilot(data, COLUMNS, "annual", family)
