"""Response under disclosure control, and what was left blank."""

import pandas as pd
import pytest

from evaluation.disclosure import HES, NONE, UNDER_5
from evaluation.hub.stakeholders.answers import survey
from evaluation.hub.stakeholders.response import (
    blank_answers,
    blank_by_item,
    response_rates,
    surplus_groups,
)
from evaluation.workspace import FinancialYear
from tests.hub.stakeholders.surveys import instrument, responses_table, waves_table

YEAR = FinancialYear.parse("2025/26")


def made(invited, answered):
    waves = waves_table([("A", "2025/26", group, people) for group, people in invited.items()])
    answers = {("A", group, "one"): [3] * people for group, people in answered.items()}
    return survey(waves, responses_table(answers), instrument(), YEAR)


def test_small_counts_are_hidden_and_rates_are_of_what_is_shown():
    rates = response_rates(made({"big": 96, "small": 22}, {"big": 44, "small": 6}), HES)
    rows = rates.set_index("group")
    assert rows.loc["big", ["invited", "answered"]].tolist() == [95, 45]
    assert rows.loc["big", "rate"] == pytest.approx(100 * 45 / 95)
    assert pd.isna(rows.loc["small", "answered"])
    assert pd.isna(rows.loc["small", ["rate", "lower", "upper"]]).all()
    assert rows.loc["All groups", ["invited", "answered"]].tolist() == [120, 50]


def test_limits_are_wilsons():
    row = response_rates(made({"big": 263}, {"big": 81}), NONE).iloc[0]
    assert (row["lower"], row["upper"]) == pytest.approx((25.53, 36.62), abs=0.005)


def test_without_rounding_a_small_group_is_not_found_by_subtraction():
    rates = response_rates(
        made({"a": 60, "b": 40, "c": 20}, {"a": 30, "b": 12, "c": 3}), UNDER_5
    ).set_index("group")
    assert rates.loc["All groups", "answered"] == 45
    assert rates["answered"].isna().sum() >= 2


def test_more_answers_than_people_asked_give_no_rate():
    found = made({"a": 10, "b": 30}, {"a": 12, "b": 20})
    rates = response_rates(found, HES).set_index("group")
    assert surplus_groups(found) == [("A", "a")]
    assert rates["rate"].notna().to_dict() == {"All groups": False, "a": False, "b": True}


def test_a_group_that_nobody_asked_is_a_surplus():
    assert surplus_groups(made({"a": 10}, {"a": 5, "b": 1})) == [("A", "b")]


def test_nobody_answering_is_a_rate_of_nought():
    row = response_rates(made({"a": 40}, {}), HES).iloc[0]
    assert (row["answered"], row["rate"], row["lower"]) == (0, 0, 0)


def test_blank_answers_are_counted_among_those_who_answered():
    waves = waves_table([("A", "2025/26", "a", 40)])
    answers = {("A", "a", "one"): [3] * 20, ("A", "a", "two"): [3] * 10 + [None] * 10}
    found = survey(waves, responses_table(answers), instrument(), YEAR)
    assert blank_answers(found, HES).iloc[0].tolist() == ["A", 40, 10, 25.0]


def test_blank_items_are_counted_in_people_under_the_rule():
    waves = waves_table([("A", "2025/26", "a", 40)])
    answers = {("A", "a", "one"): [3] * 17 + [None] * 3, ("A", "a", "two"): [None] * 10 + [3] * 10}
    found = survey(waves, responses_table(answers), instrument(), YEAR)
    blank = blank_by_item(found, "A", HES).set_index("item")
    assert blank["blank"].astype("string").fillna("*").to_dict() == {"one": "*", "two": "10"}
    assert blank.loc["two", ["people", "share"]].tolist() == [20, 50]
