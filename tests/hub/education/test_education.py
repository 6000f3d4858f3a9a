"""Education: plan, reach, requests, confidence and levels, by hand and against other programs."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from evaluation.disclosure import NONE, UNDER_10
from evaluation.hub.education.confidence import confidence, response
from evaluation.hub.education.kirkpatrick import by_level
from evaluation.hub.education.reach import attended, not_reached, reach_by
from evaluation.hub.education.requests import median_days, requests_on
from evaluation.hub.education.sessions import (
    against_plan,
    courses,
    followed_up,
    of_year,
    recordings,
)
from evaluation.hub.people import total_people
from evaluation.intervals import net_change, wilson

START, END = dt.date(2025, 4, 1), dt.date(2026, 3, 31)
SESSION_COLUMNS = ["session", "kind", "date", "locality", "status", "follows", "recorded", "views"]


def sessions(*rows: tuple[object, ...]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=SESSION_COLUMNS)
    return table.assign(date=pd.to_datetime(table["date"]))


HELD = sessions(
    ("f0", "fundamentals", "2025-02-01", "East", "held", None, None, None),
    ("f1", "fundamentals", "2025-06-01", "West", "held", None, None, None),
    ("f2", "fundamentals", "2025-11-01", "East", "held", None, None, None),
    ("f3", "fundamentals", "2026-02-01", "West", "cancelled", None, None, None),
    ("u1", "follow-up", "2025-09-01", "Online", "held", "f1", None, None),
    ("c1", "community of practice", "2025-05-01", "Online", "held", None, "yes", 120),
    ("c2", "community of practice", "2026-03-30", "Online", "planned", None, None, None),
)
PLAN = pd.DataFrame(
    {
        "year": ["2025/26", "2025/26"],
        "kind": ["fundamentals", "community of practice"],
        "planned": pd.array([3, 4], dtype="Int64"),
    }
)


def test_sessions_are_counted_against_the_plan_of_their_year() -> None:
    found = against_plan(PLAN, of_year(HELD, START, END), "2025/26").set_index("kind")
    assert found.loc["fundamentals"].tolist() == [3, 2, 0, 1]
    assert found.loc["community of practice"].tolist() == [4, 1, 1, 0]
    assert pd.isna(found.loc["follow-up", "planned"])
    assert "ad hoc" not in found.index


def test_courses_alternate_also_across_the_turn_of_the_year() -> None:
    found = courses(HELD, START, END)
    assert (found.localities, found.alternated) == (("West", "East"), True)
    assert found.without_follow_up == 1
    same = HELD.assign(locality=HELD["locality"].where(HELD["session"].ne("f1"), "East"))
    assert not courses(same, START, END).alternated


def test_recordings_and_views_are_of_sessions_that_were_held() -> None:
    assert recordings(of_year(HELD, START, END)) == (1, 1, 120)
    assert recordings(of_year(HELD.assign(views=np.nan), START, END)) == (1, 1, None)


ATTENDANCE = pd.DataFrame(
    [("f1", "north", "lay", 9), ("f1", None, "lay", 3), ("f3", "south", "lay", 50)],
    columns=["session", "partner", "role", "people"],
)


def test_who_came_is_counted_at_sessions_that_were_held_and_few_are_hidden() -> None:
    came = attended(of_year(HELD, START, END), ATTENDANCE)
    found = reach_by(came, "partner", ["north", "south"]).set_index("partner")["people"]
    assert found["north"] == 10
    assert found["south"] == 0
    assert pd.isna(found["others"])
    assert total_people(came) == 10
    assert not_reached(came, ["north", "south"]) == ["south"]


def test_a_rule_that_hides_nothing_shows_every_count() -> None:
    came = attended(of_year(HELD, START, END), ATTENDANCE)
    assert reach_by(came, "role", ["lay"], NONE)["people"].tolist() == [12]


REQUESTS = pd.DataFrame(
    [
        ("2025-05-01", "met", "2025-05-11"),
        ("2025-05-01", "declined", "2025-05-31"),
        ("2025-05-01", "met", "2026-05-01"),
        ("2026-03-01", "waiting", None),
        ("2026-03-21", "planned", None),
        ("2026-04-02", "waiting", None),
    ],
    columns=["received", "status", "closed"],
).assign(
    received=lambda table: pd.to_datetime(table["received"]),
    closed=lambda table: pd.to_datetime(table["closed"]),
)


def test_requests_are_as_they_stood_on_the_day() -> None:
    found = requests_on(REQUESTS, END)
    assert found.counts == {"waiting": 2, "planned": 1, "met": 1, "declined": 1}
    assert found.oldest_days == (END - dt.date(2025, 5, 1)).days


def test_the_median_time_by_hand_counts_those_who_wait_for_as_long_as_they_have() -> None:
    """Ends at 10 and 30 of waits 10, 20+, 30, 40+: 3/4 last beyond 10, 3/8 beyond 30."""
    assert median_days(np.array([10.0, 20, 30, 40]), np.array([1.0, 0, 1, 0])).value == 30


def test_a_median_is_reached_when_exactly_half_have_ended() -> None:
    assert median_days(np.array([10.0, 100]), np.array([1.0, 1])).value == 10
    assert median_days(np.array([10.0, 20, 30, 40]), np.array([1.0, 1, 0, 0])).value == 20


def test_fewer_than_six_waits_have_a_median_without_limits() -> None:
    """Five waits lie wholly to one side of their median in 2 of 32 samples, more than 5%."""
    found = median_days(np.arange(1.0, 6), np.ones(5))
    assert (found.value, np.isnan(found.lower), np.isnan(found.upper)) == (3, True, True)


def test_waits_that_all_ended_alike_have_limits_at_that_day() -> None:
    assert median_days(np.full(6, 10.0), np.ones(6)) == (10, 10, 10)


def test_limits_are_those_of_statsmodels() -> None:
    generator = np.random.default_rng(5)
    waits, ends = generator.exponential(50, 30), generator.exponential(90, 30)
    days = np.append(np.minimum(waits, ends), 500)  # it still waits, so no day has all ended
    is_answered = np.append(waits <= ends, 0).astype(float)
    found = median_days(days, is_answered)
    curve = SurvfuncRight(days, is_answered)
    assert (found.lower, found.upper) == curve.quantile_ci(0.5, method="cloglog")


def test_limits_hold_the_median_as_often_as_they_say() -> None:
    """Coverage 94.9% of 393 samples of ten, some of which still wait; truth 60 days."""
    generator = np.random.default_rng(8)
    held = []
    for _ in range(400):
        waits = np.ceil(generator.exponential(60 / np.log(2), 10))
        ends = np.ceil(generator.uniform(0, 240, 10))
        found = median_days(np.minimum(waits, ends), (waits <= ends).astype(float))
        if not np.isnan(found.value):
            held.append(found.lower <= 60 <= found.upper)
    assert len(held) > 380
    assert 0.93 <= np.mean(held) <= 0.98


def test_a_median_that_is_not_reached_is_missing() -> None:
    assert np.isnan(median_days(np.array([10.0, 20, 30]), np.array([1.0, 0, 0])).value)
    assert np.isnan(median_days(np.array([10.0]), np.array([1.0])).value)
    assert np.isnan(median_days(np.array([10.0, 20.0]), np.array([0.0, 0.0])).value)


def test_the_medians_limits_are_those_of_a_published_trial() -> None:
    """Remission under 6-MP, Freireich et al. (1963): median 23 weeks, log-log 95% 13 to open."""
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    ended = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    found = median_days(np.array(weeks, dtype=float), np.array(ended, dtype=float))
    assert (found.value, found.lower) == (23, 13)


def answers(before: list[float], after: list[float], later: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "session": "f1",
            "participant": [f"p{place}" for place in range(len(before))],
            "item": "Plan",
            "before": before,
            "after": after,
            "follow_up": later,
        }
    )


NAN = np.nan


def test_the_same_people_are_compared_and_silence_is_bounded() -> None:
    table = answers([2] * 14, [3] * 7 + [2, 1] + [NAN] * 5, [NAN] * 14)
    (found,) = confidence(table)
    assert found.gained == net_change(7, 1, 9)
    assert (found.before, found.after) == (2, 3)
    assert (found.gained_people, found.kept_people) == (9, 0)
    gained = 10 * 6 / 9  # of 10 of 15, as 9 of 14 are shown
    assert (found.least, found.most) == pytest.approx(((gained - 5) / 15, (gained + 5) / 15))
    assert np.isnan(found.kept.value)
    assert np.isnan(found.follow_up)


def test_bounds_that_would_tell_how_few_were_silent_are_not_shown() -> None:
    (found,) = confidence(answers([2] * 12, [3] * 10 + [NAN] * 2, [NAN] * 12))
    assert found.gained.value == 1
    assert np.isnan(found.least)  # 10 and 12 are both shown as 10


def test_fewer_than_eight_pairs_are_not_shown() -> None:
    (found,) = confidence(answers([2] * 9, [3] * 7 + [NAN] * 2, [NAN] * 9))
    assert np.isnan(found.gained.value)
    assert np.isnan(found.most)


def test_who_came_back_is_compared_with_who_did_not() -> None:
    before = [1.0] * 9 + [5.0] * 9
    table = answers(before, [3] * 18, [3] * 9 + [NAN] * 9)
    found = response(table)
    assert (found.people, found.after, found.has_follow_up) == (18, 100, True)
    assert found.follow_up == 50  # 10 of 20, of 9 of 18
    assert found.tendency.value == 0
    assert found.tendency.upper < 0.5


def test_a_course_without_a_follow_up_does_not_count_as_silence_at_it() -> None:
    first = answers([2.0] * 9, [3] * 9, [3] * 9)
    second = answers([2.0] * 9, [3] * 9, [NAN] * 9).assign(session="f2")
    assert response(pd.concat([first, second])).follow_up == 100


def test_silence_at_a_follow_up_that_was_held_counts_where_nobody_answered() -> None:
    first = answers([2.0] * 10, [3] * 10, [3] * 10)
    second = answers([2.0] * 10, [3] * 10, [NAN] * 10).assign(session="f2")
    both = pd.concat([first, second])
    assert response(both, ["f1", "f2"]).follow_up == 50
    assert followed_up(HELD) == ["f1"]


def test_too_few_people_have_no_response_rate() -> None:
    assert np.isnan(response(answers([2] * 7, [3] * 7, [NAN] * 7)).after)


def test_a_rate_that_would_tell_how_few_were_silent_is_not_shown() -> None:
    """38 of 40 would both round to 40."""
    assert np.isnan(response(answers([2] * 40, [3] * 38 + [NAN] * 2, [NAN] * 40)).after)


def test_a_rule_with_a_higher_threshold_hides_what_rests_on_fewer() -> None:
    table = answers([2] * 9, [3] * 9, [NAN] * 9)
    (found,) = confidence(table, rule=UNDER_10)
    assert np.isnan(found.gained.value)
    assert np.isnan(found.before)
    (shown,) = confidence(answers([2] * 7, [3] * 7, [NAN] * 7), rule=NONE)
    assert np.isnan(shown.gained.value)


def test_levels_stand_in_their_order_with_shares_of_protected_counts() -> None:
    table = pd.DataFrame(
        [
            ("results", "Began", 9, 20),
            ("reaction", "Would recommend", 12, 16),
            ("reaction", "Would recommend", 10, 11),
            ("learning", "Named", 3, 20),
        ],
        columns=["level", "measure", "yes", "asked"],
    )
    found = by_level(table)
    assert found["level"].tolist() == ["reaction", "learning", "results"]
    assert found["share"].round(4).tolist()[0] == round(100 * 20 / 25, 4)
    assert found["lower"].iloc[0] == pytest.approx(100 * float(wilson(20, 25).lower))
    assert np.isnan(found["share"].iloc[1])
