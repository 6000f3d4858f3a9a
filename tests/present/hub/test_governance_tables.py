"""Tables of governance say what the analyses found, each rating as a shape and a word."""

import pandas as pd
import pytest

from evaluation.hub.governance.milestones import milestones_on
from evaluation.hub.governance.quarters import Quarter, quarters_of
from evaluation.hub.governance.raid import raid_on, raid_scores, raid_summary
from evaluation.hub.governance.routes import due_reports
from evaluation.hub.governance.status import status_findings, status_in
from evaluation.hub.governance.tolerances import breaches
from evaluation.present.hub.milestone_tables import milestones_of_year, milestones_table
from evaluation.present.hub.raid_tables import (
    ages_table,
    counts_table,
    open_items_table,
    scores_order,
    scores_table,
)
from evaluation.present.hub.routes_tables import reports_table, route_table
from evaluation.present.hub.status_tables import (
    aspects_table,
    findings_table,
    learned_table,
    overall_table,
)
from evaluation.present.hub.tolerance_tables import exceptions_table, strayed_table
from evaluation.present.numbers import NO_BREAK_SPACE
from evaluation.workspace import FinancialYear
from tests.hub_years import tiny_table

YEAR = FinancialYear.parse("2025/26")
QUARTERS = quarters_of(YEAR)
Q3, Q4 = QUARTERS[2:]
TITLES = {"hub": "The hub", "falls": "Falls prevention"}
BODY = {"body": "Board", "order": "1", "report": "both", "days_after_quarter": "21"}
OLD_ROUTE = {**BODY, "body": "Old board", "start": "2021-10-01", "end": "2025-04-30"}
ROUTES = tiny_table("governance-routes", [{**BODY, "start": "2025-05-01"}, OLD_ROUTE])
ITEM = {"kind": "risk", "owner": "Manager", "response": "Wait", "raised": "2025-06-01"}
RAID = tiny_table(
    "raid",
    [
        {**ITEM, "id": "R-1", "title": "Rooms", "due": "2025-12-01"},
        {**ITEM, "id": "R-2", "title": "Staff", "project": "falls", "closed": "2026-02-01"},
        {**ITEM, "id": "A-1", "title": "Write", "kind": "action"},
    ],
)
RATINGS = tiny_table(
    "raid-ratings",
    [
        {"id": "R-1", "quarter": "2025/26-Q2", "likelihood": "3", "impact": "4"},
        {"id": "R-1", "quarter": "2025/26-Q3", "likelihood": "4", "impact": "5"},
        {"id": "R-2", "quarter": "2025/26-Q2", "likelihood": "1", "impact": "3"},
    ],
)


def plain(frame):
    return [[cell.replace(NO_BREAK_SPACE, " ") for cell in row] for row in frame.to_numpy()]


def cells(table):
    return plain(table.frame)


def test_the_route_of_a_year_holds_each_body_with_its_days():
    table = route_table(ROUTES, YEAR)
    assert plain(table.frame[["Body", "From", "To"]]) == [
        ["Old board", "1 October 2021", "30 April 2025"],
        ["Board", "1 May 2025", "to date"],
    ]
    assert route_table(ROUTES, FinancialYear(2026)).frame["Body"].to_list() == ["Board"]


def test_each_report_has_its_state_as_a_shape_and_words():
    given = tiny_table(
        "governance-submissions",
        [
            {**row, "body": "Board", "report": "highlight"}
            for row in (
                {"quarter": "2025/26-Q1", "submitted": "2025-07-21"},
                {"quarter": "2025/26-Q2", "submitted": "2025-10-23"},
            )
        ],
    )
    table = reports_table(due_reports(ROUTES, given, QUARTERS[:3], Q4.end), YEAR)
    assert plain(table.frame[["State"]]) == [["✓ In time"], ["▲ 2 days late"], ["■ Overdue"]]
    assert table.frame["Handed in"].to_list() == ["21 July 2025", "23 October 2025", "–"]


def test_counts_of_both_levels_are_added_up_by_quarter():
    table = counts_table({Q4: raid_summary(RAID, Q4, Q4.end)})
    assert cells(table) == [
        ["2025/26-Q4", "Risks", "0", "1", "1", "1"],
        ["2025/26-Q4", "Actions", "0", "0", "1", "0"],
    ]


def test_a_median_age_of_nothing_is_a_dash():
    closed = RAID[RAID["id"] == "R-2"]
    assert cells(ages_table(raid_summary(closed, Q4, Q4.end), Q4)) == [
        ["Risks", "Project", "0", "0", "–"]
    ]


def test_open_items_have_their_level_score_and_trend_in_words():
    table = open_items_table(raid_on(RAID, RATINGS, Q3, Q3.end), TITLES, Q3)
    assert plain(table.frame[["Id", "What", "Score", "Trend", "Overdue, days"]]) == [
        ["R-1", "Risk, The hub: Rooms", "20, extreme", "↑ rising", "30"],
        ["R-2", "Risk, Falls prevention: Staff", "3, low", "→ steady", "0"],
        ["A-1", "Action, The hub: Write", "–", "– not rated", "0"],
    ]


def test_scores_stand_by_quarter_and_closed_items_come_last():
    scores = raid_scores(RAID, RATINGS, QUARTERS)
    assert scores_order(scores) == ["R-1", "R-2"]
    assert cells(scores_table(scores, QUARTERS)) == [
        ["R-1", "–", "12", "20", "20"],
        ["R-2", "–", "3", "3", "–"],
    ]


MILESTONES = tiny_table(
    "milestones",
    [
        {"milestone": "M-1", "title": "Old", "planned": "2024-06-01", "done": "2024-06-01"},
        {"milestone": "M-2", "title": "Live", "planned": "2025-06-01", "done": "2025-06-03"},
        {"milestone": "M-3", "title": "Ends", "planned": "2025-12-01", "project": "falls"},
        {"milestone": "M-4", "title": "Late", "planned": "2026-05-01"},
        {"milestone": "M-5", "title": "Next", "planned": "2026-06-01"},
    ],
)


def test_milestones_of_a_year_are_those_planned_or_reached_in_it_or_late():
    forecasts = tiny_table(
        "milestone-forecasts",
        [{"milestone": "M-4", "quarter": "2025/26-Q4", "expected": "2026-05-11"}],
    )
    own = milestones_of_year(milestones_on(MILESTONES, forecasts, Q4), YEAR)
    assert own["milestone"].to_list() == ["M-2", "M-3", "M-4"]
    table = milestones_table(own, TITLES, YEAR)
    assert plain(table.frame[["Reached", "Expected", "Rating", "Why"]]) == [
        ["3 June 2025", "–", "● Green", "Done 2 days late"],
        ["–", "1 December 2025", "■ Red", "Past its planned day, and no later day is stated"],
        ["–", "11 May 2026", "▲ Amber", "Expected 10 days late"],
    ]


STATUS = tiny_table(
    "status",
    [
        {"quarter": str(Q4), "project": "falls", "aspect": aspect, "rating": rating}
        for aspect, rating in (("time", "red"), ("cost", "green"))
    ],
)


def test_ratings_stand_by_quarter_and_by_aspect_and_one_that_is_missing_says_so():
    by_quarter = {each: status_in(STATUS, each) for each in (Q3, Q4)}
    assert cells(overall_table(by_quarter, TITLES)) == [
        ["Falls prevention", "– Not rated", "■ Red"]
    ]
    aspects = aspects_table(by_quarter[Q4], TITLES, Q4)
    assert cells(aspects)[0][:4] == ["Falls prevention", "■ Red", "● Green", "– Not rated"]


def test_ratings_that_facts_do_not_bear_out_are_listed_and_none_gives_no_table():
    facts = milestones_on(MILESTONES.iloc[:0], tiny_table("milestone-forecasts", []), Q4)
    none = breaches(tiny_table("tolerances", []), tiny_table("tolerance-readings", []), Q4)
    items = raid_on(RAID.iloc[:0], RATINGS.iloc[:0], Q4, Q4.end)
    found = status_findings(status_in(STATUS, Q4), facts, none, items)
    table = findings_table({Q4: found}, TITLES)
    assert table is not None
    assert cells(table)[0] == [
        "2025/26-Q4",
        "Falls prevention",
        "Time",
        "■ Red",
        "No reason was given",
    ]
    assert findings_table({Q4: found.iloc[:0]}, TITLES) is None


def test_lessons_and_requests_of_the_year_are_listed_and_other_notes_are_not():
    notes = tiny_table(
        "status-notes",
        [
            {"quarter": str(Q3), "kind": kind, "text": f"A {kind}.", "project": project}
            for kind, project in (("done", None), ("lesson", "falls"), ("change request", None))
        ],
    )
    table = learned_table(notes, TITLES, QUARTERS)
    assert table is not None
    assert cells(table) == [
        ["2025/26-Q3", "Falls prevention", "Lesson", "A lesson."],
        ["2025/26-Q3", "The hub", "Change request", "A change request."],
    ]
    assert learned_table(notes, TITLES, (Q4,)) is None


LIMIT = {"aspect": "time", "measure": "Weeks behind plan", "unit": "weeks", "limit": "4"}
TOLERANCES = tiny_table(
    "tolerances",
    [
        {**LIMIT, "is_breached_when": "above"},
        {**LIMIT, "aspect": "cost", "is_breached_when": "above"},
    ],
)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([("1", "2"), ("5", "6")], ["● 1", "■ 5"]),
        ([("1", "4.5"), None], ["▲ 1, forecast 4.5", "– no reading"]),
        ([("1", "2"), ("4", "4")], None),
    ],
)
def test_only_tolerances_that_strayed_are_shown_with_their_readings(values, shown):
    rows = [
        {"aspect": "time", "quarter": str(quarter), "value": value[0], "forecast": value[1]}
        for quarter, value in zip((Q3, Q4), values, strict=True)
        if value
    ]
    readings = tiny_table("tolerance-readings", rows)
    by_quarter = {each: breaches(TOLERANCES, readings, each) for each in (Q3, Q4)}
    table = strayed_table(by_quarter, TITLES)
    if shown is None:
        assert table is None
    else:
        assert table is not None
        assert cells(table) == [["The hub", "Weeks behind plan", "not above 4", *shown]]


def test_a_decision_that_came_after_the_last_quarter_is_not_known_yet():
    words = dict.fromkeys(("cause", "consequence", "options", "recommendation"), "Something.")
    exceptions = tiny_table(
        "exceptions",
        [
            {**words, "quarter": str(Q3), "aspect": "time", "decision": "Agreed.", **day}
            for day in ({"decided_on": "2026-02-01"},)
        ],
    )
    later, then = (exceptions_table(exceptions, TITLES, each) for each in (QUARTERS, (Q3,)))
    assert later is not None
    assert then is not None
    assert later.frame["Decided"].to_list() == ["Agreed (1 February 2026)"]
    assert then.frame["Decided"].to_list() == ["Not yet decided"]
    assert exceptions_table(exceptions, TITLES, (Quarter.parse("2024/25-Q1"),)) is None


def test_no_frame_is_changed_by_a_table():
    before = RAID.copy()
    open_items_table(raid_on(RAID, RATINGS, Q3, Q3.end), TITLES, Q3)
    pd.testing.assert_frame_equal(RAID, before)
