"""Answers made ready: waves in order, reversed items, what is left out, groups for models."""

import pandas as pd
import pytest

from evaluation.hub.stakeholders.answers import (
    SMALLER_GROUPS,
    favourable_from,
    item_label,
    survey,
    with_models_groups,
)
from evaluation.workspace import FinancialYear
from tests.hub.stakeholders.surveys import instrument, responses_table, waves_table

YEAR = FinancialYear.parse("2025/26")
WAVES = waves_table([("B", "2025/26", "x", 10), ("A", "2024/25", "x", 10)])


def made(answers, waves=WAVES, year=YEAR):
    return survey(waves, responses_table(answers), instrument(), year)


def test_waves_stand_in_order_and_later_years_are_left_out():
    found = made({("A", "x", "one"): [1], ("B", "x", "one"): [2]})
    assert found.last_two == ("A", "B")
    assert found.wave_labels == {"A": "2024/25", "B": "2025/26"}
    earlier = made({("B", "x", "one"): [2]}, year=FinancialYear.parse("2024/25"))
    assert (earlier.last_two, len(earlier.answers)) == (None, 0)


def test_two_waves_of_one_year_are_told_apart():
    waves = waves_table([("A", "2025/26", "x", 10), ("B", "2025/26", "x", 10)])
    assert list(made({}, waves).wave_labels.values()) == ["2025/26 (A)", "2025/26 (B)"]


def test_agreeing_with_a_reversed_item_is_unfavourable():
    found = made({("A", "x", "one"): [5], ("A", "x", "two"): [5]})
    assert dict(zip(found.answers["item"], found.answers["score"], strict=True)) == {
        "one": 4,
        "two": 0,
    }
    assert item_label(instrument().items[1]) == "Item two (agreeing is unfavourable)"


def test_blank_answers_and_those_outside_the_scale_are_left_out():
    found = made({("A", "x", "one"): [None, 6, 3], ("A", "x", "two"): [None, 2, 3]})
    assert found.outside == 1
    assert len(found.answers) == 3
    assert list(found.people["respondent"]) == ["x-2", "x-1"]


@pytest.mark.parametrize(("most", "least"), [(5, 3), (4, 2), (7, 4), (2, 1)])
def test_favourable_begins_above_the_middle(most, least):
    assert favourable_from(instrument(most=most)) == least


def test_groups_that_are_small_in_either_wave_stand_together_in_models():
    sizes = {("A", "big"): 8, ("B", "big"): 9, ("A", "mixed"): 20, ("B", "mixed"): 7,
             ("A", "once"): 12}  # fmt: skip
    found = made({(wave, group, "one"): [3] * size for (wave, group), size in sizes.items()})
    together = with_models_groups(found.answers, ("A", "B"))
    assert together["group"].value_counts().to_dict() == {SMALLER_GROUPS: 39, "big": 17}
    assert isinstance(together, pd.DataFrame)
