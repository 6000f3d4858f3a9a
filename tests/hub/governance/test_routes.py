import datetime as dt

import pandas as pd
import pytest

from evaluation.hub.governance.quarters import Quarter, quarters_of
from evaluation.hub.governance.routes import due_reports, off_route, route_on
from evaluation.workspace import FinancialYear

DAY = dt.date(2026, 6, 1)
ROUTES = pd.DataFrame(
    [
        ("Old board", 1, None, "2024-04-30", "both", 30),
        ("Research service", 2, "2024-05-01", None, "highlight and exception", 28),
        ("Group", 1, "2024-05-01", None, "both", 21),
        ("Board", 3, "2024-05-01", None, "annual", 60),
    ],
    columns=["body", "order", "start", "end", "report", "days_after_quarter"],
).astype({"start": "datetime64[ns]", "end": "datetime64[ns]"})


def submissions(*rows):
    columns = ["body", "report", "quarter", "submitted"]
    return pd.DataFrame(rows, columns=columns).astype({"submitted": "datetime64[ns]"})


def due(*quarters, given=(), day=DAY, exceptions=()):
    parsed = [Quarter.parse(text) for text in quarters]
    return due_reports(ROUTES, submissions(*given), parsed, day, exceptions)


@pytest.mark.parametrize(
    ("day", "bodies"),
    [
        (dt.date(2024, 4, 30), ["Old board"]),
        (dt.date(2024, 5, 1), ["Group", "Research service", "Board"]),
    ],
)
def test_the_route_changes_with_the_day(day, bodies):
    assert route_on(ROUTES, day)["body"].to_list() == bodies


def test_a_report_goes_to_the_route_of_its_quarters_last_day():
    assert due("2023/24-Q3")["body"].unique().tolist() == ["Old board"]
    assert due("2024/25-Q1")["body"].to_list() == ["Group", "Research service"]


def test_annual_reports_are_due_on_the_last_quarter_only_and_only_to_those_who_receive_them():
    found = due("2025/26-Q3", "2025/26-Q4")
    annual = found[found["report"] == "annual"]
    assert annual["body"].to_list() == ["Group", "Board"]
    assert annual["quarter"].unique().tolist() == ["2025/26-Q4"]
    assert annual["due"].dt.date.to_list() == [dt.date(2026, 4, 21), dt.date(2026, 5, 30)]


def test_an_exception_report_is_due_where_there_was_an_exception():
    found = due("2025/26-Q2", "2025/26-Q3", exceptions=[Quarter.parse("2025/26-Q3")])
    exception = found[found["report"] == "exception"]
    assert exception[["body", "quarter"]].to_numpy().tolist() == [
        ["Group", "2025/26-Q3"],
        ["Research service", "2025/26-Q3"],
    ]


@pytest.mark.parametrize(
    ("submitted", "day", "state", "late"),
    [
        ("2025-10-21", DAY, "in time", 0),  # the 21st day itself
        ("2025-10-22", DAY, "late", 1),
        (None, DAY, "overdue", None),
        (None, dt.date(2025, 10, 21), "not yet due", None),
        ("2025-10-22", dt.date(2025, 10, 21), "not yet due", None),  # not known yet
    ],
)
def test_a_report_is_in_time_late_overdue_or_not_yet_due(submitted, day, state, late):
    given = [("Group", "highlight", "2025/26-Q2", submitted)]
    row = due("2025/26-Q2", given=given, day=day).iloc[0]
    assert (row["body"], row["state"]) == ("Group", state)
    assert pd.isna(row["days_late"]) if late is None else row["days_late"] == late


def test_a_report_that_was_sent_twice_counts_when_it_first_came():
    given = [("Group", "highlight", "2025/26-Q2", day) for day in ("2025-11-30", "2025-10-01")]
    found = due("2025/26-Q2", given=given)
    assert len(found) == 2
    assert found.loc[0, "state"] == "in time"


def test_a_report_to_a_body_that_was_not_on_the_route_is_found():
    given = submissions(
        ("Old board", "highlight", "2025/26-Q2", "2025-10-01"),
        ("Group", "highlight", "2025/26-Q2", "2025-10-01"),
    )
    assert off_route(ROUTES, given)["body"].to_list() == ["Old board"]
    assert len(off_route(ROUTES, given.iloc[:0])) == 0


def test_without_routes_nothing_is_due():
    quarters = quarters_of(FinancialYear.parse("2025/26"))
    assert len(due_reports(ROUTES.iloc[:0], submissions(), quarters, DAY)) == 0
