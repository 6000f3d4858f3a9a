"""Events, interview themes, documents and recommendations, by hand."""

import pytest

from evaluation.disclosure import HES, NONE
from evaluation.hub.stakeholders.documents import documents_reviewed, items_missing
from evaluation.hub.stakeholders.events import events_by_kind, events_by_project
from evaluation.hub.stakeholders.recommendations import status_by_quarter, tracker
from evaluation.hub.stakeholders.themes import last_rounds, themes_by_group, themes_raised
from evaluation.workspace import FinancialYear
from tests.hub_years import tiny_table

YEAR = FinancialYear.parse("2025/26")


def event(name, date, kind="decision", attribution="whole", evidence="seen", project=None):
    return {
        "event": name, "date": date, "project": project, "partner": "north", "kind": kind,
        "attribution": attribution, "evidence": evidence,
    }  # fmt: skip


EVENTS = tiny_table(
    "attributable-events",
    [
        event("E1", "2025-03-31", "adoption"),
        event("E2", "2025-04-01", project="falls"),
        event("E3", "2026-03-31", attribution="small", evidence="reported"),
        event("E4", "2026-04-01", "funding"),
    ],
)


def test_events_are_counted_in_their_financial_year():
    kinds = events_by_kind(EVENTS, YEAR).set_index("kind")
    assert kinds.loc["decision"].to_dict() == {
        "whole": 1, "large": 0, "small": 1, "all": 2, "seen": 1, "before": 0,
    }  # fmt: skip
    assert kinds.loc["adoption", ["all", "before"]].tolist() == [0, 1]
    assert kinds.loc["funding"].sum() == 0


def test_events_of_no_project_are_the_hubs():
    assert events_by_project(EVENTS, YEAR).to_dict("records") == [
        {"project": "", "all": 1, "seen": 0, "before": 1},
        {"project": "falls", "all": 1, "seen": 1, "before": 0},
    ]


def test_no_events_give_rows_of_nought():
    assert events_by_kind(EVENTS.iloc[:0], YEAR)["all"].sum() == 0
    assert events_by_project(EVENTS.iloc[:0], YEAR).empty


def theme_rows(*rows):
    columns = ["wave", "group", "theme", "interviews", "interviewed"]
    return tiny_table("interview-themes", [dict(zip(columns, row, strict=True)) for row in rows])


THEMES = theme_rows(
    ("2024/25", "a", "time", "9", "12"),
    ("2025/26", "a", "time", "10", "20"),
    ("2025/26", "a", "context", "14", "20"),
    ("2025/26", "b", "time", "9", "15"),
    ("2025/26", "c", "time", "3", "4"),
    ("2025/26", "d", "time", "2", "6"),
)


def test_themes_are_counted_over_groups_and_the_most_frequent_comes_first():
    found = themes_raised(THEMES, "2025/26", HES)
    assert found.iloc[0].to_dict() == {
        "theme": "time", "raised": 25, "interviewed": 45, "share": pytest.approx(100 * 25 / 45),
    }  # fmt: skip
    assert last_rounds(THEMES, "2025/26") == ["2024/25", "2025/26"]
    assert last_rounds(THEMES, "2024/25") == ["2024/25"]


def test_small_groups_of_interviews_are_not_shown():
    found = themes_by_group(THEMES, "2025/26", HES)
    assert set(found["group"]) == {"a", "b"}
    few = themes_by_group(THEMES[THEMES["group"] != "d"], "2025/26", HES)
    assert set(few["group"]) == {"a"}
    assert set(themes_by_group(THEMES, "2025/26", NONE)["group"]) == {"a", "b", "c", "d"}


def test_a_round_without_interviews_has_no_themes():
    assert themes_raised(THEMES, "2023/24", HES).empty
    assert themes_by_group(THEMES, "2023/24", HES).empty
    assert last_rounds(THEMES.iloc[:0], "2025/26") == []


def test_documents_are_counted_by_year_and_item():
    rows = [
        ("2024/25", "Report", "Aims", "no"), ("2025/26", "Report", "Aims", "yes"),
        ("2025/26", "Report", "Costs", "partly"), ("2025/26", "Plan", "Costs", "no"),
    ]  # fmt: skip
    columns = ["year", "document", "item", "status"]
    review = tiny_table("document-review", [dict(zip(columns, row, strict=True)) for row in rows])
    found = documents_reviewed(review, ["2024/25", "2025/26"])
    assert found["share"].tolist() == [0, 0, 50]
    assert found["document"].tolist() == ["Report", "Plan", "Report"]
    assert items_missing(review, "2025/26").iloc[0].tolist() == ["Costs", 0, 1, 1, 2]
    assert documents_reviewed(review.iloc[:0], ["2025/26"]).empty


def recommendation(name, due):
    return {
        "recommendation": name, "source": "S", "scope": "local", "text": "Do it.",
        "owner": "Head", "due": due,
    }  # fmt: skip


def reports(*rows):
    columns = ["recommendation", "quarter", "status", "note"]
    return tiny_table(
        "recommendation-progress", [dict(zip(columns, row, strict=True)) for row in rows]
    )


def test_the_tracker_says_where_each_stands_and_how_it_moved():
    wanted = tiny_table(
        "recommendations",
        [recommendation(name, due) for name, due in (
            ("done", "2025-06-30"), ("late", "2026-03-31"), ("later", "2026-04-01"),
            ("back", None), ("refused", "2025-06-30"), ("silent", "2025-06-30"))],
    )  # fmt: skip
    progress = reports(
        ("done", "2024/25-Q4", "under way", None), ("done", "2025/26-Q4", "done", "Finished."),
        ("late", "2025/26-Q1", "under way", None), ("later", "2024/25-Q2", "under way", None),
        ("back", "2024/25-Q4", "under way", None), ("back", "2025/26-Q2", "not started", None),
        ("refused", "2024/25-Q4", "not started", None),
        ("refused", "2025/26-Q1", "not accepted", None), ("late", "2026/27-Q1", "done", None),
    )  # fmt: skip
    found = tracker(wanted, progress, YEAR).set_index("recommendation")
    assert found["move"].to_dict() == {
        "done": "forward", "late": "new", "later": "same", "back": "back",
        "refused": "closed without action", "silent": "same",
    }  # fmt: skip
    assert found["is_overdue"].to_dict() == {
        "done": False, "late": True, "later": False, "back": False, "refused": False,
        "silent": True,
    }  # fmt: skip
    assert found.loc["done", "note"] == "Finished."
    assert found.loc["silent", "status"] == "not reported"


def test_quarters_without_a_report_say_so():
    wanted = tiny_table("recommendations", [recommendation("one", None)])
    found = status_by_quarter(wanted, reports(("one", "2025/26-Q2", "done", None)), YEAR)
    assert found.iloc[0].tolist() == ["one", "not reported", "done", "not reported", "not reported"]
    silent = reports(("one", "2025/26-Q2", "done", None)).iloc[:0]
    assert status_by_quarter(wanted, silent, YEAR).iloc[0].tolist()[1:] == ["not reported"] * 4
    assert tracker(wanted, silent, YEAR)["status"].tolist() == ["not reported"]
