"""Sessions, who came and who was asked must agree with one another."""

import pandas as pd
import pytest

from evaluation.tables.hub.attendance import session_faults
from tests.hub_years import tiny_table

COURSE = {"session": "f1", "kind": "fundamentals", "title": "Course", "date": "2025-06-01"}
TALK = {"session": "c1", "kind": "community of practice", "title": "Talk", "date": "2025-05-01"}
AFTER = {"session": "u1", "kind": "follow-up", "title": "After", "date": "2025-09-01"}
PLACE = {"locality": "East", "status": "held"}


def sessions(*rows: dict[str, str]) -> pd.DataFrame:
    table = tiny_table("education-sessions", [{**PLACE, **row} for row in rows])
    return table.set_axis(range(2, 2 + len(table)))


def attendance(*rows: tuple[str, str]) -> pd.DataFrame:
    table = tiny_table(
        "education-attendance",
        [{"session": session, "role": "lay", "people": people} for session, people in rows],
    )
    return table.set_axis(range(2, 2 + len(table)))


@pytest.mark.parametrize(
    ("follows", "date", "column"),
    [("f1", "2025-09-01", None), ("c1", "2025-09-01", "follows"), ("f1", "2025-05-31", "date")],
)
def test_a_follow_up_is_of_a_course_and_after_it(
    follows: str, date: str, column: str | None
) -> None:
    table = sessions(COURSE, TALK, {**AFTER, "follows": follows, "date": date})
    faults = session_faults("education-sessions", table, {})
    assert [(fault.rows, fault.column, fault.severity) for fault in faults] == (
        [((4,), column, "error")] if column else []
    )


def test_a_course_that_is_not_there_is_left_to_the_references() -> None:
    table = sessions({**AFTER, "follows": "nowhere"})
    assert session_faults("education-sessions", table, {}) == []


def test_more_than_registered_is_a_warning_on_each_row_of_the_session() -> None:
    tables = {"education-sessions": sessions({**COURSE, "registered": "9"}, TALK)}
    came = attendance(("f1", "9"), ("c1", "50"))
    assert session_faults("education-attendance", came, tables) == []
    crowded = pd.concat([came, attendance(("f1", "1")).set_axis([4])])
    (fault,) = session_faults("education-attendance", crowded, tables)
    assert (fault.rows, fault.column, fault.severity) == ((2, 4), "people", "warning")


def test_who_came_to_a_cancelled_session_is_a_warning() -> None:
    tables = {"education-sessions": sessions({**COURSE, "status": "cancelled"})}
    (fault,) = session_faults("education-attendance", attendance(("f1", "3")), tables)
    assert (fault.column, fault.severity) == ("session", "warning")


def test_more_asked_than_came_is_a_warning() -> None:
    row = {"session": "f1", "level": "reaction", "measure": "Liked it", "yes": "3", "asked": "10"}
    levels = tiny_table("education-kirkpatrick", [row]).set_axis([2])
    (fault,) = session_faults(
        "education-kirkpatrick", levels, {"education-attendance": attendance(("f1", "9"))}
    )
    assert (fault.rows, fault.severity) == ((2,), "warning")
    enough = {"education-attendance": attendance(("f1", "10"))}
    assert session_faults("education-kirkpatrick", levels, enough) == []


def test_tables_that_are_not_there_and_other_tables_have_no_such_faults() -> None:
    assert session_faults("education-attendance", attendance(("f1", "3")), {}) == []
    assert session_faults("education-kirkpatrick", pd.DataFrame(), {}) == []
    assert session_faults("raid", pd.DataFrame(), {}) == []
    empty = sessions(COURSE).iloc[:0]
    assert session_faults("education-sessions", empty, {}) == []
