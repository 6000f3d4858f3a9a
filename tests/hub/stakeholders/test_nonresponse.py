"""Weights for non-response, and whether they matter."""

from dataclasses import replace

import pandas as pd
import pytest

from evaluation.hub.stakeholders.answers import SMALLER_GROUPS, survey, with_models_groups
from evaluation.hub.stakeholders.comparison import wave_change
from evaluation.hub.stakeholders.nonresponse import nonresponse_check, response_weights
from evaluation.workspace import FinancialYear
from tests.hub.stakeholders.surveys import (
    QUESTION,
    instrument,
    responses_table,
    two_waves,
    waves_table,
)


def made(invited, answered):
    waves = waves_table(
        [(wave, f"202{year}/2{year + 1}", group, invited[group])
         for wave, year in (("A", 4), ("B", 5)) for group in invited]
    )  # fmt: skip
    answers = {
        (wave, group, "one"): [3] * people for wave in "AB" for group, people in answered.items()
    }
    found = survey(waves, responses_table(answers), instrument(), FinancialYear.parse("2025/26"))
    return found, with_models_groups(found.answers, ("A", "B"))


def test_weights_are_people_asked_over_people_who_answered():
    found, answers = made({"a": 20, "b": 40}, {"a": 20, "b": 10})
    weights = response_weights(found, answers).groupby(answers["group"]).first()
    assert weights["b"] / weights["a"] == pytest.approx(4.0)
    assert response_weights(found, answers).mean() == pytest.approx(1.0)


def test_small_groups_are_weighted_together():
    found, answers = made({"a": 20, "b": 10, "c": 10}, {"a": 10, "b": 3, "c": 2})
    weights = response_weights(found, answers).groupby(answers["group"]).first()
    assert weights[SMALLER_GROUPS] / weights["a"] == pytest.approx((20 / 5) / 2)


def test_a_wave_with_more_answers_than_people_asked_is_not_weighted():
    found, answers = made({"a": 9, "b": 40}, {"a": 10, "b": 10})
    assert response_weights(found, answers).unique().tolist() == [1.0]


def test_a_weighted_change_inside_the_interval_passes():
    main = wave_change(two_waves([9, 9, 9, 9, 9], [5, 5, 9, 13, 13]), QUESTION, shown_people=90)
    near = replace(main, difference=replace(main.difference, value=main.difference.value - 1.0))
    assert nonresponse_check(main, near).passed is True
    assert "1.0 percentage points smaller" in nonresponse_check(main, near).text
    moved = replace(main.difference, value=main.difference.upper + 1, upper=None)
    assert nonresponse_check(main, replace(main, difference=moved)).passed is False


def test_without_an_estimate_nothing_is_checked():
    none = wave_change(two_waves([0, 9], [0, 9]), QUESTION, shown_people=10)
    assert nonresponse_check(none, none).passed is None


def test_no_answers_have_no_weights():
    found, answers = made({"a": 20}, {})
    assert response_weights(found, answers).empty
    assert isinstance(answers, pd.DataFrame)
