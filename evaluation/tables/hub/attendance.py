"""Hold sessions of education and who came to them against one another.

In: a table on education, typed, and the others. Out: faults with row numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from evaluation.errors import Severity
from evaluation.tables.hub.education import FOLLOW_UP, FUNDAMENTALS
from evaluation.tables.sentences import Fault

SESSIONS, ATTENDANCE, KIRKPATRICK = (
    "education-sessions",
    "education-attendance",
    "education-kirkpatrick",
)
HELD: Final = "held"


def session_faults(
    name: str, frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> list[Fault]:
    """Return what disagrees between sessions, attendance and what was asked.

    Parameters
    ----------
    name : str
        Of the table; others than those on sessions have no such faults.
    frame : DataFrame
        Its rows, indexed by row number.
    tables : mapping of str to DataFrame
        All tables that could be read, by name.

    Notes
    -----
    More people than registered may come, and some be asked who are not in the record; so these are
    warnings. A follow-up of what is no course, or before it, is an error.
    """
    rules: Mapping[str, Callable[[], list[Fault]]] = {
        SESSIONS: lambda: _follow_ups(frame),
        ATTENDANCE: lambda: _attendance(frame, tables.get(SESSIONS)),
        KIRKPATRICK: lambda: _asked(frame, tables.get(ATTENDANCE)),
    }
    return rules[name]() if name in rules else []


def _follow_ups(sessions: pd.DataFrame) -> list[Fault]:
    by_id = sessions.drop_duplicates("session").set_index("session")
    follows = sessions["follows"].where(sessions["follows"].isin(by_id.index))
    is_follow_up = sessions["kind"].eq(FOLLOW_UP) & follows.notna()
    course = by_id["kind"].reindex(follows).set_axis(sessions.index)
    began = by_id["date"].reindex(follows).set_axis(sessions.index)
    return [
        *_faults(
            is_follow_up & course.ne(FUNDAMENTALS),
            f"A follow-up session follows what is not of the kind '{FUNDAMENTALS}'.",
            "Correct 'follows' or one of the kinds.",
            "follows",
        ),
        *_faults(
            is_follow_up & (sessions["date"] < began),
            "A follow-up session is before the course that it follows.",
            "Correct one of the two days.",
            "date",
        ),
    ]


def _attendance(attendance: pd.DataFrame, sessions: pd.DataFrame | None) -> list[Fault]:
    if sessions is None:
        return []
    by_id = sessions.drop_duplicates("session").set_index("session")
    came = attendance.groupby("session")["people"].transform("sum")
    registered = attendance["session"].map(by_id["registered"])
    status = attendance["session"].map(by_id["status"])
    return [
        *_faults(
            came > registered,
            "More people came to a session than had registered.",
            "Check 'people' here and 'registered' in education-sessions.",
            "people",
            is_warning=True,
        ),
        *_faults(
            status.notna() & status.ne(HELD) & attendance["people"].gt(0),
            "People came to a session that was not held; they are not counted.",
            "Correct 'status' in education-sessions, or remove the row.",
            "session",
            is_warning=True,
        ),
    ]


def _asked(levels: pd.DataFrame, attendance: pd.DataFrame | None) -> list[Fault]:
    if attendance is None:
        return []
    came = levels["session"].map(attendance.groupby("session")["people"].sum())
    return _faults(
        levels["asked"] > came,
        "More people were asked than came to the session.",
        "Check 'asked' here and 'people' in education-attendance.",
        "asked",
        is_warning=True,
    )


def _faults(
    is_wrong: pd.Series, sentence: str, remedy: str, column: str, *, is_warning: bool = False
) -> list[Fault]:
    rows = tuple(int(row) for row in is_wrong.index[is_wrong.fillna(value=False).astype(bool)])
    severity: Severity = "warning" if is_warning else "error"
    return [Fault(sentence, remedy, rows, column, severity)] if rows else []
