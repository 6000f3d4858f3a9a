"""Power by simulation: a case by hand, the figures known before, and what must hold always."""

import itertools

import numpy as np
import pytest
from scipy import special

from evaluation.errors import InvalidInput
from evaluation.its.designs.method import Method
from evaluation.its.planning.planned import Change, Plan
from evaluation.its.planning.planned_errors import CountErrors, GaussianErrors
from evaluation.its.planning.power import TRIAL_COLUMNS, Power, power

SEED = 20260331


def studied(*, watch=None, **changed: object) -> Power:
    usual: dict[str, object] = {
        "frequency": "monthly",
        "before": (12,),
        "after": (12,),
        "effects": (Change(level=2.0),),
        "errors": (GaussianErrors((0.4,)),),
    }
    plan = Plan(**{**usual, **changed})  # type: ignore[arg-type]
    return power(plan, np.random.default_rng(SEED), watch)


def test_least_squares_in_white_noise_has_the_power_of_the_z_test() -> None:
    # Two lines of m points each: the earlier one is read (m + 1) / 2 periods beyond its middle,
    # the later one (m - 1) / 2 before its own, and the sum of squares of time is m (m^2 - 1) / 12.
    m, shift = 200, 0.6
    variance = 2 / m + ((m + 1) ** 2 + (m - 1) ** 2) / 4 / (m * (m**2 - 1) / 12)
    by_hand = float(special.ndtr(shift / np.sqrt(variance) - special.ndtri(0.975)))
    found = studied(
        before=(m,),
        after=(m,),
        effects=(Change(level=shift),),
        errors=(GaussianErrors((0.0,)),),
        methods=(Method("ols"),),
        simulations=4000,
    ).trials[0]
    assert 0.3 < by_hand < 0.95
    assert found.power == pytest.approx(by_hand, abs=4 * found.power_error)
    assert found.median_width == pytest.approx(2 * 1.96 * np.sqrt(variance), rel=0.02)
    assert found.detectable == pytest.approx((1.96 + 0.8416) * np.sqrt(variance), rel=0.05)


def test_honest_power_and_newey_wests_false_power_are_those_of_the_earlier_study() -> None:
    """A shift of 2 SD, n = 24, rho 0.4: honest 33 to 50%, Newey-West 72% and 78% coverage."""
    honest, false = studied(methods=(None, Method("newey-west"))).trials
    error = 3 * false.power_error
    assert 0.33 <= honest.power <= 0.50
    assert honest.is_honest
    assert false.power == pytest.approx(0.72, abs=error)
    assert false.coverage == pytest.approx(0.78, abs=error)
    assert not false.is_honest


def test_least_squares_excludes_no_effect_far_too_often_at_an_autocorrelation_of_0_8() -> None:
    """Coverage 65% at n = 24, in 4,000 series of the earlier study."""
    found = studied(errors=(GaussianErrors((0.8,)),), methods=(Method("ols"),)).trials[0]
    error = 3 * np.sqrt(0.35 * 0.65 / 1000)
    assert found.type_one_error == pytest.approx(0.35, abs=error)
    assert found.coverage == pytest.approx(1 - found.type_one_error)


def test_more_periods_give_more_power_and_narrower_intervals() -> None:
    trials = [
        studied(before=(m,), after=(m,), methods=(Method("rho-integrated"),)).trials[0]
        for m in (8, 12, 24, 48)
    ]
    assert all(a.power < b.power for a, b in itertools.pairwise(trials))
    assert all(a.median_width > b.median_width for a, b in itertools.pairwise(trials))


def test_larger_effects_are_found_more_often_and_no_estimate_is_biased() -> None:
    effects = tuple(Change(level=size) for size in (0.5, 1.0, 2.0, -2.0))
    trials = studied(effects=effects, methods=(Method("rho-integrated"),)).trials
    assert trials[0].power < trials[1].power < trials[2].power
    assert trials[3].power == pytest.approx(trials[2].power, abs=0.07)
    assert trials[3].detectable < 0 < trials[2].detectable
    assert all(abs(trial.bias) < 0.15 for trial in trials)
    assert all(trial.power <= trial.power_either_direction for trial in trials)


def test_the_smallest_detectable_effect_is_found_in_the_wanted_share() -> None:
    first = studied(methods=(Method("ols"),)).trials[0]
    again = studied(methods=(Method("ols"),), effects=(Change(level=first.detectable * 1.0001),))
    assert again.trials[0].power == pytest.approx(0.8, abs=0.0011)


def test_the_table_has_a_row_for_every_length_error_effect_and_method() -> None:
    found = studied(
        before=(10, 12),
        after=(10, 14),
        errors=(GaussianErrors((0.0,)), GaussianErrors((0.5,), sd=2.0)),
        methods=(Method("ols"), Method("newey-west", lags=2)),
        simulations=60,
    )
    table = found.table
    assert tuple(table.columns) == TRIAL_COLUMNS
    assert len(table) == 2 * 2 * 2 * 2
    assert table["method"].tolist()[:2] == ["ols", "newey-west lags 2"]
    assert table["spread"].tolist() == [1.0] * 8 + [2.0] * 8
    assert found.needed == ()


def test_a_method_is_called_by_its_name_and_the_settings_that_were_asked_for() -> None:
    found = studied(methods=(Method("arima"),), simulations=50, before=(8,), after=(8,))
    assert found.table["method"].tolist() == ["ARIMA(1,0,0)"]
    assert found.trials[0].coverage > 0.5


def test_the_same_seed_gives_the_same_study_and_a_search_changes_nothing_in_it() -> None:
    plain = studied(methods=(Method("ols"),), simulations=100)
    searched = studied(methods=(Method("ols"),), simulations=100, most=30)
    assert plain.trials == searched.trials


def test_counts_are_simulated_with_and_without_the_effect() -> None:
    steps: list[str] = []
    found = studied(
        errors=(CountErrors((0.3,), mean=200, dispersion=2),),
        effects=(Change(level=float(np.log(0.8))),),
        methods=(Method("glm"),),
        simulations=100,
        watch=steps.append,
    ).trials[0]
    assert len(steps) == 2
    assert found.effect == pytest.approx(-20)
    assert found.bias == pytest.approx(0, abs=4)
    assert found.power > 0.4
    assert np.isnan(found.detectable)
    assert 10 < found.median_width < 60


def test_series_without_an_interval_count_as_not_found_and_not_covered() -> None:
    found = studied(
        before=(3,),
        after=(3,),
        errors=(CountErrors((0.0,), mean=0.3, dispersion=1),),
        effects=(Change(level=1.0),),
        methods=(Method("glm"),),
        simulations=50,
    ).trials[0]
    assert found.without_interval > 0.5
    assert found.coverage <= 1 - found.without_interval
    assert found.power <= 1 - found.without_interval
    assert found.median_width == np.inf


def test_a_study_in_which_no_series_has_an_interval_has_no_bias() -> None:
    found = studied(
        before=(3,),
        after=(3,),
        errors=(CountErrors((0.0,), mean=0.001, dispersion=1),),
        effects=(Change(level=0.1),),
        methods=(Method("glm"),),
        simulations=50,
    ).trials[0]
    assert found.without_interval == 1
    assert np.isnan(found.bias)


def test_a_plan_too_short_for_its_model_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"AR\(4\) errors need more than 8 periods"):
        studied(before=(4,), after=(4,), methods=(Method("ar-integrated", order=4),))
