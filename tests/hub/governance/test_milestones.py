import pandas as pd
import pytest

from evaluation.hub.governance.milestones import milestones_on
from evaluation.hub.governance.quarters import Quarter

Q3 = Quarter.parse("2025/26-Q3")


def one(planned, done=None, forecasts=(), quarter=Q3):
    milestones = pd.DataFrame(
        {
            "milestone": ["M1"],
            "project": pd.array([None], dtype="string"),
            "title": ["Go live"],
            "planned": pd.to_datetime([planned]),
            "done": pd.to_datetime([done]),
        }
    ).astype({"done": "datetime64[ns]"})
    rows = [("M1", stated, expected) for stated, expected in forecasts]
    table = pd.DataFrame(rows, columns=["milestone", "quarter", "expected"])
    table["expected"] = table["expected"].astype("datetime64[ns]")
    return milestones_on(milestones, table, quarter).iloc[0]


@pytest.mark.parametrize(
    ("given", "state", "slip", "rating"),
    [
        ({"planned": "2025-12-01", "done": "2025-11-30"}, "done", -1, "green"),
        ({"planned": "2025-12-01", "done": "2025-12-31"}, "done late", 30, "green"),
        ({"planned": "2025-12-01", "done": "2026-01-01"}, "overdue", 30, "red"),
        ({"planned": "2025-12-31"}, "on track", 0, "green"),
        ({"planned": "2026-02-01"}, "on track", 0, "green"),
        (
            {"planned": "2026-02-01", "forecasts": [("2025/26-Q3", "2026-03-03")]},
            "late",
            30,
            "amber",
        ),
        (
            {"planned": "2026-02-01", "forecasts": [("2025/26-Q3", "2026-03-04")]},
            "late",
            31,
            "red",
        ),
        (
            {"planned": "2025-12-20", "forecasts": [("2025/26-Q3", "2026-01-10")]},
            "overdue",
            21,
            "amber",
        ),
        (
            {"planned": "2025-12-20", "forecasts": [("2025/26-Q2", "2025-12-28")]},
            "overdue",
            11,
            "red",
        ),
    ],
)
def test_a_milestone_has_its_state_slip_and_rating(given, state, slip, rating):
    row = one(**given)
    assert (row["state"], row["slip_days"], row["rating"]) == (state, slip, rating)


def test_the_latest_forecast_stated_up_to_the_quarter_counts():
    forecasts = [
        ("2025/26-Q4", "2027-01-01"),
        ("2025/26-Q2", "2026-04-01"),
        ("2025/26-Q3", "2026-05-01"),
    ]
    row = one("2026-03-01", forecasts=forecasts)
    assert row["expected"] == pd.Timestamp("2026-05-01")
    assert row["previous_expected"] == pd.Timestamp("2026-04-01")


def test_without_a_forecast_the_planned_day_is_expected():
    row = one("2026-03-01")
    assert row["expected"] == row["previous_expected"] == row["planned"]


def test_what_was_done_later_was_not_known():
    assert pd.isna(one("2025-12-01", done="2026-01-01")["done"])


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"planned": "2025-12-01", "done": "2025-12-02"}, "done 1 day late"),
        ({"planned": "2025-12-01"}, "past its planned day, and no later day is stated"),
        (
            {"planned": "2025-12-20", "forecasts": [("2025/26-Q3", "2026-01-10")]},
            "past its planned day, now expected 21 days late",
        ),
        (
            {"planned": "2026-02-11", "forecasts": [("2025/26-Q3", "2026-02-01")]},
            "expected 10 days early",
        ),
    ],
)
def test_a_rating_comes_with_its_reason(given, reason):
    assert one(**given)["reason"] == reason
