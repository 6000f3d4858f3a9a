"""Each wording on the development programme, and its tables."""

import datetime as dt

import pandas as pd
import pytest

from evaluation.disclosure import HES
from evaluation.hub.governance.quarters import quarters_of
from evaluation.hub.programme.exits import exits_on
from evaluation.hub.programme.priorities import priorities_on
from evaluation.hub.programme.reach import (
    protected_reach,
    protected_year,
    reach_of_year,
)
from evaluation.present.hub import programme_words as words
from evaluation.present.hub.programme_tables import exits_table, priorities_table, reach_table
from evaluation.present.numbers import NO_BREAK_SPACE
from evaluation.workspace import FinancialYear
from evaluation.workspace.project import Exit
from tests.hub_years import tiny_table

YEAR = FinancialYear.parse("2025/26")
QUARTERS = quarters_of(YEAR)


def plain(row):
    return [cell.replace(NO_BREAK_SPACE, " ") for cell in row]


def of_year(*rows):
    columns = ["channel", "measure", "this_year", "change", "is_complete"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "No visits or views are recorded for 2025/26."),
        (
            [("website", "visits", 80, -20.0, True), ("video", "views", 120, 9.6, True)],
            "In 2025/26 video views rose by 10% to 120 and website visits fell by 20% to 80.",
        ),
        (
            [("website", "visits", 80, 0.2, True), ("video", "views", 1, None, False)],
            "In 2025/26 website visits stayed the same at 80 and video views came to 1. Where no "
            "change is given, returns are missing.",
        ),
        (
            [("website", "visits", 80, None, False)],
            "In 2025/26 website visits came to 80. For want of returns they are not compared with "
            "the year before.",
        ),
        ([("event", "delegates", 80, 5.0, True)], "No visits or views are recorded for 2025/26."),
    ],
)
def test_reach(rows, sentence):
    assert words.reach_sentence(of_year(*rows), "2025/26") == sentence


def test_priorities_and_their_notes():
    found = pd.DataFrame(
        {
            "title": ["Education", "Podcast"],
            "status": ["behind", "stopped"],
            "note": ["Late.", None],
        }
    )
    assert words.priorities_sentence(found, "2025/26") == (
        "Of 2 development priorities of 2025/26, as last reported: 1 behind and 1 stopped."
    )
    assert words.priorities_sentence(found.iloc[:1], "2025/26").startswith("Of 1 development prio")
    assert list(words.note_lines(found)) == ["Education (behind): Late."]


def plan(status, owner="Manager", day=dt.date(2026, 10, 1)):
    return Exit(
        plan="Hand over.",
        status=status,
        business_as_usual_owner=owner,
        business_as_usual_date=day,
    )


EXITS = {
    "a": plan("complete"),
    "b": plan("agreed"),
    "c": plan("under-way", day=dt.date(2026, 3, 31)),
    "d": plan("planned", owner=None),
    "e": None,
}


def test_an_exit_is_complete_to_come_overdue_incomplete_or_not_planned():
    exits = exits_on(EXITS, YEAR.end)
    assert exits["state"].to_list() == ["complete", "to come", "overdue", "incomplete", "no plan"]
    assert exits["is_agreed"].to_list() == [True, True, True, False, False]
    assert words.exits_sentence(exits) == (
        "Of 5 projects, 3 had an exit plan that was agreed, and 3 an owner and a day for business "
        "as usual; 1 complete, 1 overdue and 1 without a plan."
    )
    assert words.next_exit(exits, {"b": "Falls"}) == "Next is Falls, on 1 October 2026: Manager."
    assert words.next_exit(exits.iloc[:1], {}) == ""


def test_the_table_of_exits_says_what_is_not_stated():
    table = exits_table(exits_on(EXITS, YEAR.end), {slug: slug for slug in EXITS}, YEAR)
    assert plain(table.frame.iloc[3]) == ["d", "Planned", "not stated", "1 October 2026",
                                             "▲ Incomplete"]  # fmt: skip
    assert plain(table.frame.iloc[4])[1:] == ["No plan", "not stated", "not stated",
                                                 "■ No plan"]  # fmt: skip


def test_a_status_that_was_not_stated_anew_names_the_quarter_it_is_of():
    priorities = tiny_table(
        "priorities",
        [
            {"priority": "D-1", "year": "2025/26", "title": "Education", "owner": "Lead",
             "target": "Four"},
        ],
    )  # fmt: skip
    progress = tiny_table(
        "priority-progress", [{"priority": "D-1", "quarter": "2025/26-Q2", "status": "behind"}]
    )
    by_quarter = {each: priorities_on(priorities, progress, each) for each in QUARTERS}
    row = priorities_table(by_quarter, YEAR).frame.iloc[0]
    assert plain(row[["Q1", "Q2", "Q3"]]) == [
        "– Not reported",
        "▲ Behind",
        "▲ Behind, as in Q2",
    ]


def test_counts_of_people_are_suppressed_or_rounded_and_a_gap_is_told_from_a_small_number():
    rows = [("event", "delegates", (42, None, 3, None)), ("website", "visits", (1, 3, None, 4))]
    communications = tiny_table(
        "communications",
        [
            {"quarter": str(quarter), "channel": channel, "measure": measure, "value": str(value)}
            for channel, measure, values in rows
            for quarter, value in zip(QUARTERS, values, strict=True)
            if value is not None
        ],
    )
    table = reach_table(protected_reach(communications, YEAR, HES), QUARTERS)
    assert table.frame.to_numpy().tolist() == [
        ["Event: delegates", "40", "–", "*", "–", "45", "–", "–"],
        ["Website: visits", "1", "3", "no return", "4", "8", "no return", "–"],
    ]


def test_a_change_in_people_is_worked_out_from_the_numbers_that_are_shown():
    communications = tiny_table(
        "communications",
        [
            {"quarter": quarter, "channel": "event", "measure": "delegates", "value": value}
            for quarter, value in (("2024/25-Q1", "42"), ("2025/26-Q1", "58"))
        ],
    )
    change = protected_year(reach_of_year(communications, YEAR), HES)["change"].iloc[0]
    assert change == pytest.approx(100 * (60 / 40 - 1))
