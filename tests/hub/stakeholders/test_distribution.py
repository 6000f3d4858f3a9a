"""Distributions: steps taken together, protected counts, groups that stay hidden."""

import numpy as np
import pandas as pd
import pytest

from evaluation.disclosure import HES, NONE, UNDER_5
from evaluation.hub.stakeholders.answers import survey
from evaluation.hub.stakeholders.distribution import distribution, favourable_by_group
from evaluation.hub.stakeholders.response import response_rates
from evaluation.workspace import FinancialYear
from tests.hub.stakeholders.surveys import instrument, responses_table, waves_table

YEAR = FinancialYear.parse("2025/26")


def made(counts, items=None):
    """Return a survey of one wave: answers 1 to 5 by group and item, as counts."""
    groups = dict.fromkeys(group for group, _ in counts)
    waves = waves_table([("A", "2025/26", group, 500) for group in groups])
    answers = {
        ("A", group, item): [int(n) for n in np.repeat(np.arange(1, 6), given)]
        for (group, item), given in counts.items()
    }
    form = instrument(items or {"one": False})
    return survey(waves, responses_table(answers), form, YEAR)


def test_a_side_with_a_small_step_is_taken_together_and_the_other_is_not():
    found = distribution(made({("a", "one"): [3, 12, 20, 40, 25]}), ["A"], HES)
    assert [step.label for step in found.steps] == ["1 or 2", "3", "4", "5"]
    assert [step.side for step in found.steps] == [-1, 0, 1, 1]
    assert found.counts.iloc[0][["1-2", "3", "4", "5", "answered"]].tolist() == [
        15, 20, 40, 25, 100,
    ]  # fmt: skip
    assert found.shares.iloc[0]["1-2"] == pytest.approx(15.0)


def test_steps_stay_apart_under_a_rule_that_hides_nothing():
    found = distribution(made({("a", "one"): [3, 12, 20, 40, 25]}), ["A"], NONE)
    assert found.counts.iloc[0][["1", "2", "3", "4", "5"]].tolist() == [3, 12, 20, 40, 25]


def test_a_side_that_is_small_even_together_is_hidden():
    found = distribution(made({("a", "one"): [1, 3, 20, 40, 25]}), ["A"], HES)
    assert pd.isna(found.counts.iloc[0]["1-2"])
    assert np.isnan(found.shares.iloc[0]["1-2"])


def test_answers_of_fewer_than_eight_people_are_hidden_whole():
    found = distribution(made({("a", "one"): [0, 0, 0, 0, 7]}), ["A"], HES)
    assert found.counts.iloc[0][["answered", "3"]].isna().all()


def test_rounding_never_makes_a_step_the_whole_that_it_is_not():
    found = distribution(made({("a", "one"): [1, 0, 0, 0, 41]}), ["A"], HES)
    assert found.counts.iloc[0]["answered"] == 40
    assert found.counts.iloc[0][["1-2", "5"]].isna().all()


def test_an_item_that_nobody_answered_has_no_shares():
    survey_of_two = made({("a", "one"): [9, 9, 9, 9, 9]}, {"one": False, "x": False})
    found = distribution(survey_of_two, ["A"], HES)
    assert found.counts.set_index("item").loc["x", "answered"] == 0
    assert np.isnan(found.shares.set_index("item").loc["x", "3"])


def test_means_by_group_are_of_peoples_shares():
    found = made({("a", "one"): [10, 0, 0, 0, 10], ("b", "one"): [0, 0, 0, 10, 0]})
    groups = favourable_by_group(found, "A", HES).set_index("group")
    assert groups["mean"].round(6).to_dict() == {
        "All groups": pytest.approx(100 * 20 / 30, abs=1e-5),
        "a": 50.0,
        "b": 100.0,
    }
    assert groups["people"].to_dict() == {"All groups": 30, "a": 20, "b": 10}
    assert groups["upper"].max() <= 100


def test_a_small_group_takes_the_smallest_other_with_it():
    sizes = {"a": 30, "b": 12, "c": 5}
    found = made({(group, "one"): [0, 0, 0, size, 0] for group, size in sizes.items()})
    groups = favourable_by_group(found, "A", HES).set_index("group")
    assert groups["mean"].notna().to_dict() == {
        "All groups": True,
        "a": True,
        "b": False,
        "c": False,
    }


def test_small_groups_that_are_many_together_take_no_other_with_them():
    sizes = {"a": 30, "b": 12, "c": 5, "d": 6}
    found = made({(group, "one"): [0, 0, 0, size, 0] for group, size in sizes.items()})
    assert favourable_by_group(found, "A", HES)["mean"].notna().sum() == 3


def test_people_by_group_are_those_of_the_response_table():
    """Were the two tables protected on their own, each could show what the other hides."""
    sizes = {"a": 30, "b": 12, "c": 3}
    found = made({(group, "one"): [0, 0, 0, size, 0] for group, size in sizes.items()})
    groups = favourable_by_group(found, "A", UNDER_5).set_index("group")["people"]
    rates = response_rates(found, UNDER_5).set_index("group")["answered"]
    assert groups.sort_index().astype("string").fillna("*").tolist() == (
        rates.sort_index().astype("string").fillna("*").tolist()
    )
    assert groups.isna().sum() == 2
