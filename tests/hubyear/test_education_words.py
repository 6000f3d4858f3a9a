"""What the chapter on education says of each result."""

import numpy as np
import pandas as pd
import pytest

from evaluation.disclosure import HES
from evaluation.hub.education.confidence import Confidence, Response
from evaluation.hub.education.requests import Requests
from evaluation.hub.education.sessions import Courses
from evaluation.hubyear.education_words import (
    came_words,
    community_sentence,
    confidence_sentence,
    courses_sentence,
    lead,
    requests_sentence,
    response_sentence,
)
from evaluation.intervals import NO_EFFECT, Effect
from evaluation.workspace import FinancialYear

YEAR = FinancialYear(2025)
UP, UNCLEAR, DOWN = Effect(0.5, 0.2, 0.7), Effect(0.1, -0.2, 0.4), Effect(-0.5, -0.7, -0.2)


def plan(held: int, planned: int) -> pd.DataFrame:
    return pd.DataFrame({"kind": ["fundamentals"], "planned": [planned], "held": [held]})


def changed(item: str, gained: Effect, kept: Effect = NO_EFFECT) -> Confidence:
    return Confidence(item, 2, 3, 3, gained, kept, 0, 1, 20, 20)


@pytest.mark.parametrize(
    ("held", "planned", "words"),
    [
        (2, 3, "2 of 3 planned courses"),
        (0, 1, "0 of 1 planned course"),
        (4, 3, "4 courses, where 3 had been planned"),
        (1, 0, "1 course, where none had been planned"),
    ],
)
def test_more_than_planned_is_no_part_of_the_plan(held: int, planned: int, words: str) -> None:
    came = "; x" if held else ""
    assert lead(plan(held, planned), "x", YEAR) == f"In 2025/26 the hub held {words}{came}."


def test_who_came_is_nobody_only_where_it_is_recorded() -> None:
    assert came_words(0, HES, is_recorded=False) == "who came is not recorded"
    assert came_words(None, HES, is_recorded=True).startswith("too few people came")
    assert came_words(1205, HES, is_recorded=True).startswith("1,205 people came")


def test_one_course_does_not_alternate() -> None:
    assert courses_sentence(Courses(("East",), None, None, 0)) == "The course was held in East."
    assert courses_sentence(
        Courses(("West", "East"), "West", alternated=False, without_follow_up=1)
    ) == (
        "Courses were held in West and East, after West before the year, not alternating as "
        "planned. 1 course had no follow-up session yet."
    )
    assert courses_sentence(Courses((), None, None, 0)) == "No course was held in the year."


def test_courses_in_one_place_are_not_listed_and_online_none_alternates() -> None:
    online = Courses(("Online", "Online"), "East", alternated=False, without_follow_up=0)
    east = Courses(("East", "East"), None, alternated=False, without_follow_up=0)
    assert courses_sentence(online) == (
        "All 2 courses were held online, after East before the year."
    )
    assert courses_sentence(east) == (
        "All 2 courses were held in East, not alternating as planned."
    )


def test_lost_confidence_is_told_like_gained() -> None:
    items = [changed("a", UP, UP), changed("b", UNCLEAR, UNCLEAR), changed("c", DOWN, DOWN)]
    assert confidence_sentence(items) == (
        "At the end of the course people were clearly more confident in 1 of 3 questions and "
        "clearly less confident in 1; at the follow-up they still were in 1 of 3 and clearly less "
        "confident in 1."
    )


def test_what_was_not_gained_is_not_still_there() -> None:
    text = confidence_sentence([changed("a", UNCLEAR, UP)])
    assert text.endswith("in 0 of 1 question; at the follow-up they were in 1 of 1.")
    assert confidence_sentence([changed("a", NO_EFFECT)]).startswith("Too few people answered")


def test_who_answered_is_told_with_a_protected_number() -> None:
    other = Response(43, 88, 60, has_follow_up=True, tendency=Effect(0.7, 0.55, 0.8))
    assert response_sentence(other, HES) == (
        "Of 45 people who answered before, 88% answered at the end and 60% at the follow-up, where "
        "there was one. Those who came back were more confident to begin with: read it with care."
    )
    hidden = Response(43, np.nan, np.nan, has_follow_up=True, tendency=NO_EFFECT)
    assert "a number that is not shown answered at the end" in response_sentence(hidden, HES)
    none = Response(43, 88, np.nan, has_follow_up=False, tendency=NO_EFFECT)
    assert response_sentence(none, HES).endswith("held yet for enough of them.")
    few = Response(5, np.nan, np.nan, has_follow_up=False, tendency=NO_EFFECT)
    assert response_sentence(few, HES).startswith("Too few people took part")


@pytest.mark.parametrize(
    ("median", "words"),
    [
        (NO_EFFECT, "Fewer than half have been answered"),
        (Effect(40, np.nan, np.nan), "Half are answered within 40 days (those that wait count"),
        (Effect(40, 20, np.inf), "(95% interval 20 or more; those that wait"),
        (Effect(40, 20, 90), "(95% interval 20 to 90; those that wait"),
    ],
)
def test_each_state_of_the_median_wait_has_its_words(median: Effect, words: str) -> None:
    counts = {"waiting": 1, "planned": 1, "met": 2, "declined": 0}
    text = requests_sentence(Requests(counts, 31, median))
    assert "Of 4 requests up to the end of the year, 2 were met, 0 were declined, 1 was" in text
    assert "planned and 1 waits, for 31 days." in text
    assert words in text
    assert "nan" not in text


def test_no_request_has_no_median() -> None:
    none = dict.fromkeys(("waiting", "planned", "met", "declined"), 0)
    assert requests_sentence(Requests(none, None, NO_EFFECT)) == (
        "No request had come in by the end of the year."
    )


@pytest.mark.parametrize(
    ("met", "words"),
    [
        ((0, 0, None), "did not meet in the year."),
        ((1, 0, None), "met 1 time; no session was recorded."),
        ((2, 1, None), "1 session was recorded, and how often that was looked at is not known."),
        ((2, 2, 1), "2 sessions were recorded and looked at 1 time."),
    ],
)
def test_views_are_nought_only_where_they_are_known(
    met: tuple[int, int, int | None], words: str
) -> None:
    assert community_sentence(*met).endswith(words)


def test_no_course_that_was_not_planned_is_no_finding() -> None:
    assert lead(plan(0, 0), "x", YEAR) == "In 2025/26 the hub held 0 sessions."
