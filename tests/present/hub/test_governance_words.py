"""Each wording on governance, with the counts that lead to it."""

import pandas as pd
import pytest

from evaluation.hub.governance.quarters import Quarter
from evaluation.present.hub import governance_words as words

Q4 = Quarter.parse("2025/26-Q4")


def frame(**columns):
    return pd.DataFrame(columns)


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ([], "No report is recorded as due in 2025/26."),
        (["in time"] * 2, "In 2025/26 2 reports fell due, and all came in time."),
        (["in time", "late"], "Of 2 reports that fell due in 2025/26, 1 came in time and 1 late."),
        (
            ["in time", "late", "overdue", "overdue"],
            "Of 4 reports that fell due in 2025/26, 1 came in time, 1 late and 2 still "
            "missing at the end.",
        ),
    ],
)
def test_reports(states, sentence):
    due = frame(state=pd.Series(states, dtype="string"))
    assert words.reports_sentence(due, "2025/26") == sentence


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], "No risk, issue or action was open on 31 March 2026."),
        (
            [("risk", "high", 0)],
            "1 risk was open on 31 March 2026: none rated extreme and none overdue.",
        ),
        (
            [("risk", "extreme", 3), ("issue", "low", 0), ("action", "not rated", 1)],
            "1 risk, 1 issue and 1 action were open on 31 March 2026: 1 rated extreme and 2 "
            "overdue.",
        ),
    ],
)
def test_risks(items, sentence):
    found = pd.DataFrame(items, columns=["kind", "band", "days_overdue"])
    assert words.risks_sentence(found, Q4) == sentence


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "On 31 March 2026 no tolerance was breached or forecast to be."),
        (
            [("breached", True)],
            "1 tolerance gave cause for an exception on 31 March 2026: 1 breached, each with an "
            "exception.",
        ),
        (
            [("breached", False), ("forecast to breach", True)],
            "2 tolerances gave cause for an exception on 31 March 2026: 1 breached and 1 forecast "
            "to be, 1 of them without an exception.",
        ),
    ],
)
def test_tolerances(rows, sentence):
    needed = pd.DataFrame(rows, columns=["state", "is_written"]).astype({"is_written": "bool"})
    assert words.tolerances_sentence(needed, Q4) == sentence


def test_milestones():
    assert words.milestones_sentence(frame(state=[]), "2025/26") == words.NO_MILESTONE
    found = frame(state=["done", "overdue", "done", "on track"])
    assert words.milestones_sentence(found, "2025/26") == (
        "Of 4 milestones planned or reached in 2025/26, or late at its end: 2 reached in time, "
        "1 overdue and 1 on track."
    )


def test_moves_are_told_with_ids_and_with_counts():
    now = frame(id=["R-1", "R-2", "R-3", "R-4", "A-1"], score=[5, 5, 5, 5, None])
    before = frame(id=["R-1", "R-2", "R-3", "A-1"], score=[4, 6, 5, None])
    moves = words.moves_since(now.astype({"score": "Int64"}), before.astype({"score": "Int64"}))
    assert words.moves_sentence(moves) == (
        "Since the year before: R-1 rose; R-2 fell; R-3 did not move; R-4 came in the year."
    )
    assert words.moves_caption(moves) == (
        "Of the risks and issues open at the end, 1 rose, 1 fell, 1 did not move and 1 came in "
        "the year."
    )
    nothing = words.moves_since(*[now.iloc[4:].astype({"score": "Int64"})] * 2)
    assert words.moves_sentence(nothing) == words.moves_caption(nothing) == words.NO_SCORE


def test_what_is_serious_and_what_lacks_an_exception_is_told_by_its_level():
    serious = frame(
        id=["R-1"], project=["falls"], title=["Staff"], band=["high"], days_overdue=[1],
        response=["Wait"],
    )  # fmt: skip
    assert list(words.serious_lines(serious, {"falls": "Falls"})) == [
        "R-1 (Falls): Staff. High, overdue for 1 day. Response: Wait."
    ]
    needed = frame(
        project=["hub", "falls"], aspect=["time", "cost"], measure=["Weeks", "Spend"],
        since=["2025/26-Q3"] * 2, is_written=[True, False],
    )  # fmt: skip
    assert list(words.missing_lines(needed, {"falls": "Falls"})) == [
        "Falls, cost: “Spend” has been breached or forecast to be since 2025/26-Q3, and no "
        "exception was reported."
    ]


def test_ratings():
    status = frame(aspect=["overall", "time", "overall"], rating=["red", "green", "not rated"])
    assert words.ratings_sentence(status, Q4) == (
        "Of the hub and its projects on 31 March 2026: 1 red and 1 not rated."
    )
    assert words.ratings_sentence(status.iloc[:0], Q4) == ""
