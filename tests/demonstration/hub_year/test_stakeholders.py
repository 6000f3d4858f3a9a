"""The demonstration's stakeholders meet every state that the chapter puts into words."""

import numpy as np
import pytest

from evaluation.demonstration.hub_year.stakeholders import ATTITUDES, SURVEY, tables

MADE = tables(np.random.default_rng(1))


def test_more_people_are_invited_than_answer_and_some_groups_are_small():
    waves = MADE["survey-waves"].set_index(["instrument", "wave", "group"])["invited"]
    people = MADE["survey-responses"].drop_duplicates(["instrument", "wave", "respondent"])
    answered = people.groupby(["instrument", "wave", "group"]).size()
    assert (answered < waves.reindex(answered.index)).all()
    assert (answered < 8).sum() >= 6


def test_the_survey_has_two_waves_and_the_attitudes_one():
    waves = MADE["survey-waves"].groupby("instrument")["wave"].nunique()
    assert waves.to_dict() == {SURVEY: 2, ATTITUDES: 1}


def test_some_answers_are_blank_and_all_others_are_on_the_scale():
    answers = MADE["survey-responses"]["answer"]
    assert 0.02 < answers.isna().mean() < 0.06
    assert answers.dropna().between(1, 5).all()


def test_64_events_are_logged_and_each_kind_occurs():
    events = MADE["attributable-events"]
    assert len(events) == 64
    assert set(events["kind"]) == {
        "decision", "funding", "adoption", "new link", "practice change",
    }  # fmt: skip
    assert events["project"].isna().any()


@pytest.mark.parametrize(("scope", "number"), [("local", 7), ("national", 1)])
def test_seven_recommendations_are_local_and_one_is_national(scope, number):
    assert (MADE["recommendations"]["scope"] == scope).sum() == number


def test_recommendations_are_done_under_way_not_started_and_not_accepted():
    last = MADE["recommendation-progress"]
    last = last[last["quarter"] == "2025/26-Q4"]
    assert set(last["status"]) == {"done", "under way", "not started", "not accepted"}
    assert MADE["recommendations"]["due"].isna().any()
