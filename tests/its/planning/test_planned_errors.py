"""Simulated series have the mean, the spread and the autocovariances that were stated."""

import numpy as np
import pytest
from scipy import linalg

from evaluation.errors import InvalidInput
from evaluation.its.estimation.partial import autocovariances
from evaluation.its.planning.planned_errors import (
    CountErrors,
    GaussianErrors,
    autoregressive_noise,
    draws,
)

SERIES = 20_000


def sample_covariances(series: np.ndarray, lags: int) -> list[float]:
    """Return covariances of the first period with those after it, over series."""
    centred = series - series.mean(axis=0)
    return [float((centred[:, 0] * centred[:, lag]).mean()) for lag in range(lags)]


@pytest.mark.parametrize("partial", [(0.0,), (0.8,), (-0.5,), (0.3, 0.3), (0.6, -0.4, 0.2)])
def test_noise_has_exactly_the_autocovariances_of_its_autoregression(partial) -> None:
    periods = 12
    factor = autoregressive_noise(partial, np.eye(periods))
    expected = autocovariances(np.array(partial), periods)
    assert factor.T @ factor == pytest.approx(linalg.toeplitz(expected / expected[0]), abs=1e-12)


def test_a_sample_of_series_has_the_stated_autocovariances_from_the_first_period_on() -> None:
    errors = GaussianErrors((0.4, 0.3), sd=3.0)
    drawn = draws(SERIES, 6, np.random.default_rng(5))
    series = errors.outcomes(drawn, np.full(6, 10.0))
    assert series.mean(axis=0) == pytest.approx(np.full(6, 10.0), abs=0.1)
    # standard errors of the covariances are below 9 sqrt(2 / 20000) = 0.09
    assert sample_covariances(series, 4) == pytest.approx(errors.covariances(4), abs=0.3)
    assert errors.covariances(2) == pytest.approx([9.0, 3.6])


def test_the_first_periods_do_not_depend_on_how_long_the_series_are() -> None:
    short = draws(5, 10, np.random.default_rng(2))
    long = draws(5, 40, np.random.default_rng(2)).first(10)
    assert np.array_equal(short.normal, long.normal)
    assert np.array_equal(short.uniform, long.uniform)
    errors = CountErrors((0.5,), mean=20, dispersion=2)
    assert np.array_equal(errors.outcomes(short, np.zeros(10)), errors.outcomes(long, np.zeros(10)))


def test_counts_have_the_stated_mean_dispersion_and_diluted_autocorrelation() -> None:
    errors = CountErrors((0.6,), mean=30, dispersion=3)
    drawn = draws(SERIES, 3, np.random.default_rng(11))
    counts = errors.outcomes(drawn, np.log([1.0, 1.0, 0.5]))
    assert counts[:, :2].mean(axis=0) == pytest.approx([30, 30], rel=0.01)
    assert counts[:, 2].mean() == pytest.approx(15, rel=0.02)
    assert counts[:, 0].var() / 30 == pytest.approx(3, rel=0.04)
    # v = log(1 + 2 / 30); (exp(0.6 v) - 1) x 30 / 3 = 0.395
    assert np.corrcoef(counts[:, 0], counts[:, 1])[0, 1] == pytest.approx(0.395, abs=0.03)
    assert 900 * errors.covariances(2)[0] == pytest.approx(90)


def test_counts_of_dispersion_one_are_a_poisson_series() -> None:
    errors = CountErrors((0.0,), mean=4, dispersion=1)
    counts = errors.outcomes(draws(SERIES, 2, np.random.default_rng(3)), np.zeros(2))
    assert errors.log_variance == 0
    assert counts.var(axis=0) == pytest.approx([4, 4], rel=0.05)


def test_an_effect_on_counts_is_shown_in_percent() -> None:
    assert CountErrors((0.0,), 4, 1).natural(np.log([0.8, 1.5])) == pytest.approx([-20, 50])
    assert GaussianErrors((0.0,)).natural(np.array([2.0])) == pytest.approx([2.0])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: GaussianErrors((1.0,)), "between -1 and 1"),
        (lambda: GaussianErrors(()), "between -1 and 1"),
        (lambda: GaussianErrors((0.4,), sd=0.0), "not above 0"),
        (lambda: CountErrors((0.0,), 0, 1), "not above 0"),
        (lambda: CountErrors((0.0,), 5, 0.5), "below 1"),
        (lambda: CountErrors((0.2,), 5, 1), "no autocorrelation"),
    ],
)
def test_errors_that_cannot_be_are_refused(make, sentence) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        make()
