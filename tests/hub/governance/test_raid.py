import datetime as dt

import pandas as pd
import pytest

from evaluation.hub.governance.quarters import Quarter, quarters_to
from evaluation.hub.governance.raid import (
    overdue_and_serious,
    raid_closed_in,
    raid_on,
    raid_scores,
    raid_summary,
)

Q3 = Quarter.parse("2025/26-Q3")
REPORT_DAY = dt.date(2026, 1, 15)
RAID = pd.DataFrame(
    [
        ("R1", "risk", None, "Staff", "2025-05-01", "2025-12-01", None),
        ("R2", "risk", "falls", "Data", "2025-11-01", None, None),
        ("R3", "risk", "falls", "Rooms", "2025-04-10", None, "2025-12-31"),
        ("I1", "issue", "falls", "Delay", "2025-10-02", "2026-02-01", None),
        ("A1", "action", None, "Write", "2025-10-01", "2025-12-31", "2026-01-05"),
        ("A2", "action", None, "Later", "2026-01-02", None, None),
    ],
    columns=["id", "kind", "project", "title", "raised", "due", "closed"],
).assign(owner="Programme manager", response="Reduce")
RAID = RAID.astype(dict.fromkeys(["raised", "due", "closed"], "datetime64[ns]"))
RATINGS = pd.DataFrame(
    [
        ("R1", "2025/26-Q1", 2, 4),
        ("R1", "2025/26-Q2", 3, 4),
        ("R1", "2025/26-Q3", 4, 4),
        ("R1", "2025/26-Q4", 1, 1),
        ("R2", "2025/26-Q3", 1, 3),
        ("R3", "2025/26-Q1", 5, 5),
        ("I1", "2025/26-Q3", None, 3),
    ],
    columns=["id", "quarter", "likelihood", "impact"],
).astype({"likelihood": "Int64", "impact": "Int64"})


def found(quarter=Q3, day=REPORT_DAY, raid=RAID, ratings=RATINGS):
    return raid_on(raid, ratings, quarter, day).set_index("id")


def test_what_was_closed_by_the_end_or_raised_after_it_is_not_open():
    assert found().index.to_list() == ["R1", "I1", "R2", "A1"]


def test_age_and_delay_are_counted_at_the_quarters_end():
    first = found().loc["R1"]
    assert first["age_days"] == (dt.date(2025, 12, 31) - dt.date(2025, 5, 1)).days
    assert first["days_overdue"] == 30
    assert first["project"] == "hub"
    assert found().loc["A1", "days_overdue"] == 0  # due on the day itself


def test_age_is_counted_at_the_day_of_the_report_while_the_quarter_runs():
    early = found(day=dt.date(2025, 12, 2))
    assert early.loc["R1", "days_overdue"] == 1
    assert "R3" in early.index


def test_the_score_is_likelihood_times_impact_and_an_issue_is_certain():
    scores = found()["score"]
    assert scores[["R1", "I1", "R2"]].to_list() == [16, 15, 3]
    assert found()["band"].to_list() == ["extreme", "extreme", "low", "not rated"]


@pytest.mark.parametrize(
    ("ratings", "trend"),
    [
        ([(2, 3), (3, 3)], "rising"),
        ([(3, 3), (3, 3)], "steady"),
        ([(3, 2), (2, 3)], "steady"),
        ([(3, 3), (1, 5)], "falling"),
        ([None, (1, 5)], "new"),
        ([None, None], "not rated"),
        ([(3, 3), None], "steady"),
    ],
)
def test_a_trend_compares_with_what_was_stated_a_quarter_before(ratings, trend):
    rows = [
        ("R1", quarter, *rating)
        for quarter, rating in zip(("2025/26-Q2", "2025/26-Q3"), ratings, strict=True)
        if rating
    ]
    table = pd.DataFrame(rows, columns=RATINGS.columns).astype(RATINGS.dtypes)
    assert found(ratings=table).loc["R1", "trend"] == trend


def test_a_score_that_was_not_reviewed_names_the_quarter_it_is_of():
    older = RATINGS[RATINGS["quarter"] < "2025/26-Q3"]
    row = found(ratings=older).loc["R1"]
    assert (row["score"], row["rated_in"], row["trend"]) == (12, "2025/26-Q2", "steady")


def test_what_was_closed_in_a_quarter_has_its_age_and_delay():
    closed = raid_closed_in(RAID, Q3.following)
    assert closed[["id", "age_days", "days_overdue"]].to_numpy().tolist() == [["A1", 96, 5]]


def test_the_summary_counts_by_kind_and_level():
    summary = raid_summary(RAID, Q3, REPORT_DAY).set_index(["kind", "level"])
    assert summary.loc[("risk", "project")].to_list()[:4] == [1, 1, 1, 0]
    assert summary.loc[("risk", "hub")].to_list() == [0, 0, 1, 1, 244]
    assert summary.loc[("action", "hub")].to_list()[:4] == [1, 0, 1, 0]


def test_what_was_open_before_and_opened_less_closed_is_what_is_open():
    before, now = (raid_summary(RAID, quarter, quarter.end) for quarter in (Q3.previous, Q3))
    expected = before["open"].sum() + now["opened"].sum() - now["closed"].sum()
    assert now["open"].sum() == expected == 4


def test_the_open_items_of_the_summary_are_those_of_the_register():
    summary = raid_summary(RAID, Q3, REPORT_DAY)
    assert summary["open"].sum() == len(found())
    assert summary["overdue"].sum() == (found()["days_overdue"] > 0).sum()


def test_a_median_of_no_open_item_is_missing():
    summary = raid_summary(RAID.iloc[[2]], Q3, REPORT_DAY)
    assert summary["median_age_days"].isna().all()


def test_scores_of_several_quarters_hold_only_what_was_open_and_rated():
    scores = raid_scores(RAID, RATINGS, quarters_to(Q3, 3))
    by_quarter = scores.groupby("quarter")["id"].apply(sorted).to_dict()
    assert by_quarter == {
        "2025/26-Q1": ["R1", "R3"],
        "2025/26-Q2": ["R1", "R3"],
        "2025/26-Q3": ["I1", "R1", "R2"],
    }


def test_serious_items_are_overdue_and_score_high():
    assert overdue_and_serious(found().reset_index())["id"].to_list() == ["R1"]


def test_an_empty_register_gives_empty_tables():
    assert len(found(raid=RAID.iloc[:0])) == 0
    assert len(raid_summary(RAID.iloc[:0], Q3, REPORT_DAY)) == 0
    assert len(raid_closed_in(RAID.iloc[:0], Q3)) == 0
    assert len(raid_scores(RAID.iloc[:0], RATINGS.iloc[:0], [Q3])) == 0
