"""Brant's test: a published value, changes that differ by step, and sparse answers."""

import numpy as np
import pytest

from evaluation.hub.stakeholders.proportionality import (
    brant_test,
    brant_tests,
    items_apart,
    proportionality_check,
)
from tests.hub.stakeholders.surveys import simulated, two_waves


def of_table(table, fewest):
    counts = np.array(table)
    scores = np.repeat(np.tile(np.arange(counts.shape[1]), 2), counts.ravel())
    return brant_test(scores, np.repeat([0.0, 1.0], counts.sum(axis=1))[:, None], fewest)


def test_the_published_statistic_of_the_nausea_trial_is_met():
    """Package contingencytables, Lydersen et al. (2012): T = 1.668, df = 2, P = 0.43422."""
    found = of_table([[14, 10, 3, 2], [11, 7, 8, 4]], fewest=1)
    assert (found.statistic, found.probability) == pytest.approx((1.668, 0.43422), abs=5e-4)
    assert found.freedom == 2


def test_steps_with_few_answers_on_a_side_are_left_out():
    assert of_table([[14, 10, 3, 2], [11, 7, 8, 4]], fewest=5).freedom == 1
    assert of_table([[14, 15, 0, 0], [11, 7, 8, 4]], fewest=5) is None


def test_a_true_model_is_rarely_refused():
    """At the 5% level, seen: 7.5% of these 120 draws; 4.8% of 1,000."""
    generator = np.random.default_rng(2)
    refused = 0
    for _ in range(120):
        answers = simulated(generator, 120, 1, 0.6, 0.0)
        found = brant_test(
            answers["score"].to_numpy(), answers["is_last"].to_numpy(dtype=float)[:, None]
        )
        refused += found.probability < 0.05
    assert 0.01 < refused / 120 < 0.12


def test_items_whose_steps_move_apart_are_named():
    same, apart = two_waves([20] * 5, [20] * 5), two_waves([5, 45, 0, 45, 5], [45, 5, 0, 5, 45])
    tests = brant_tests({"same": same, "apart": apart})
    check = proportionality_check(tests, {"same": "S", "apart": "Apart"})
    assert items_apart(tests) == ["apart"]
    assert check.passed is False
    assert "For 1 of 2 items" in check.text
    assert "Apart" in check.text
    alone = brant_tests({"same": same})
    assert proportionality_check(alone, {"same": "S"}).passed is True


def test_nothing_is_said_where_no_item_has_enough_answers():
    check = proportionality_check(brant_tests({"one": two_waves([1, 1], [1, 1])}), {"one": "One"})
    assert check.passed is None
    assert check.table.empty
