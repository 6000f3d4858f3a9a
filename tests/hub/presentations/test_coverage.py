"""Who presented when, and who has not for a year."""

import datetime as dt

import pandas as pd

from evaluation.hub.presentations.coverage import by_quarter, coverage

START, END = dt.date(2025, 4, 1), dt.date(2026, 3, 31)
TABLE = pd.DataFrame(
    [
        ("2025-03-31", "north", "core team", "Old"),
        ("2025-05-01", "south", "core team", "First"),
        ("2026-01-01", "south", "programme group", "Second"),
        ("2026-04-01", "east", "core team", "Later"),
        ("2025-06-01", "gone", "core team", "No partner now"),
    ],
    columns=["date", "partner", "group", "topic"],
).assign(date=lambda table: pd.to_datetime(table["date"]))


def test_presentations_are_counted_by_year_and_topics_listed() -> None:
    found = coverage(TABLE, ["north", "south", "east"], START, END).set_index("partner")
    assert found.loc["south", ["before", "now"]].tolist() == [0, 2]
    assert found.loc["south", "topics"] == ["First", "Second"]
    assert found.loc["north", ["before", "now"]].tolist() == [1, 0]
    assert pd.isna(found.loc["east", "last"])


def test_a_partner_is_due_when_twelve_months_have_passed() -> None:
    found = coverage(TABLE, ["north", "south", "east"], START, END).set_index("partner")
    assert found["is_due"].to_dict() == {"north": True, "south": False, "east": True}
    day_later = TABLE.assign(
        date=TABLE["date"].replace(pd.Timestamp(2025, 3, 31), pd.Timestamp(START))
    )
    assert not coverage(day_later, ["north"], START, END)["is_due"].iloc[0]


def test_quarters_hold_what_was_presented_in_them() -> None:
    quarters = [("Q3", dt.date(2025, 10, 1)), ("Q4", dt.date(2026, 1, 1))]
    found = by_quarter(TABLE, ["south", "east"], quarters)
    assert found.to_dict("records") == [
        {"partner": "south", "quarter": "Q4", "group": "programme group", "number": 1}
    ]
    assert by_quarter(TABLE, ["nobody"], quarters).empty


def test_presentations_that_all_came_later_leave_nobody_a_last_one() -> None:
    found = coverage(TABLE[TABLE["date"].gt(pd.Timestamp(END))], ["east"], START, END)
    assert found["last"].isna().all()
    assert found[["before", "now", "is_due"]].to_dict("records") == [
        {"before": 0, "now": 0, "is_due": True}
    ]
