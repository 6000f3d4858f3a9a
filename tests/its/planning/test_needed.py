"""The search finds the fewest periods, as trying every length does."""

import numpy as np
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.designs.method import Method
from evaluation.its.planning.planned import Change, Plan
from evaluation.its.planning.planned_errors import GaussianErrors
from evaluation.its.planning.power import Power, power

SEED = 7


def searched(*, watch=None, **changed: object) -> Power:
    usual: dict[str, object] = {
        "frequency": "monthly",
        "before": (20,),
        "after": (20,),
        "effects": (Change(level=1.6),),
        "errors": (GaussianErrors((0.3,)),),
        "methods": (Method("ols"),),
        "simulations": 400,
        "most": 60,
    }
    plan = Plan(**{**usual, **changed})  # type: ignore[arg-type]
    return power(plan, np.random.default_rng(SEED), watch)


def by_trying_all(kind: str, **changed: object) -> int:
    """Return the fewest periods after (before too if balanced) that reach the wanted power."""
    for size in range(3, 61):
        before = 20 if kind == "after" else size
        found = searched(before=(before,), after=(size,), most=None, **changed).trials[0]
        if found.power >= 0.8:
            return size
    raise AssertionError


@pytest.mark.parametrize("effect", [Change(level=2.2), Change(level=3.0)], ids=str)
def test_the_search_finds_what_trying_every_length_finds(effect) -> None:
    for item in searched(effects=(effect,)).needed:
        assert item.is_reached
        assert item.trial.power >= 0.8
        assert item.trial.after == by_trying_all(item.kind, effects=(effect,))
        assert item.trial.before == (20 if item.kind == "after" else item.trial.after)


def test_a_search_takes_few_simulations() -> None:
    steps: list[str] = []
    searched(watch=steps.append)
    assert len(steps) <= 12


def test_an_effect_too_small_is_not_reached_and_the_best_is_told() -> None:
    after, balanced = searched(effects=(Change(level=0.3),)).needed
    assert (after.is_reached, balanced.is_reached) == (False, False)
    assert balanced.trial.after == balanced.most == 60
    assert balanced.trial.power < 0.8


def test_an_effect_that_three_periods_show_needs_no_more() -> None:
    after, balanced = searched(effects=(Change(level=100.0),)).needed
    assert (after.trial.after, balanced.trial.after) == (3, 3)


def test_every_error_effect_and_number_before_has_its_search() -> None:
    found = searched(
        before=(12, 20),
        errors=(GaussianErrors((0.0,)), GaussianErrors((0.3,))),
        effects=(Change(level=3.0), Change(level=4.0)),
        simulations=60,
    ).needed
    assert [item.kind for item in found[:3]] == ["after", "after", "balanced"]
    assert len(found) == 2 * 2 * 3


def test_lengths_too_short_for_the_seasons_are_passed_over() -> None:
    found = searched(
        effects=(Change(level=60.0),), seasonality=its.Seasonality(months=True)
    ).needed[1]
    assert found.is_reached
    assert 2 * found.trial.after > 4 + 11


def test_a_search_that_ends_before_the_model_fits_is_refused() -> None:
    with pytest.raises(InvalidInput, match="No series of up to 5 periods on a side"):
        searched(most=5, seasonality=its.Seasonality(months=True))


def test_the_effect_at_the_end_grows_with_the_slope_and_is_found_in_time() -> None:
    after, balanced = searched(
        effects=(Change(level=0.0, slope=0.15),), measure="end", simulations=200
    ).needed
    assert balanced.is_reached
    assert balanced.trial.effect == pytest.approx(0.15 * (balanced.trial.after - 1))
    assert after.most == 60


def test_how_far_chance_may_move_what_is_needed_is_told() -> None:
    for item in searched(effects=(Change(level=2.2),), simulations=2000).needed:
        assert item.lower is not None
        assert item.lower < item.trial.after
        assert item.upper is None or item.upper > item.trial.after
    _, few = searched(effects=(Change(level=2.2),), simulations=100).needed
    _, many = searched(effects=(Change(level=2.2),), simulations=4000).needed
    assert few.upper is not None
    assert many.upper is not None
    assert few.upper - (few.lower or 0) > many.upper - (many.lower or 0)


def test_a_length_at_which_the_effect_vanishes_is_passed_over() -> None:
    # 2 - 0.25 (m - 1) is 0 in the 9th period and grows from then on
    found = searched(
        after=(40,), effects=(Change(level=2.0, slope=-0.25),), measure="end", simulations=200
    ).needed[1]
    assert found.trial.after != 9
    assert found.is_reached


def test_a_search_that_is_cut_short_tells_the_best_it_has_tried(monkeypatch) -> None:
    monkeypatch.setattr("evaluation.its.planning.needed.MOST_STEPS", 1)
    balanced = searched(effects=(Change(level=2.2),)).needed[1]
    assert balanced.trial.before == balanced.trial.after
