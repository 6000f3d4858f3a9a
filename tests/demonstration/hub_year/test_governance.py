"""The demonstration's governance meets every state that its reports must put into words."""

import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest

from evaluation.demonstration.hub_year.facts import PROJECTS, QUARTERS
from evaluation.demonstration.hub_year.governance import tables
from evaluation.hub.governance.milestones import milestones_on
from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.raid import overdue_and_serious, raid_on, raid_summary
from evaluation.hub.governance.routes import due_reports, off_route
from evaluation.hub.governance.status import status_findings, status_in
from evaluation.hub.governance.tolerances import breaches, exception_quarters, exceptions_needed
from evaluation.tables.hub.every import HUB_TABLES
from evaluation.tables.typed import rule_faults, typed_columns

EVERY = tuple(Quarter.parse(text) for text in QUARTERS)
Q3 = Quarter.parse("2025/26-Q3")
YEAR_END = dt.date(2026, 3, 31)


@pytest.fixture(scope="module")
def made():
    """Return the tables with the types they have when they are read."""
    found = {}
    for name, frame in tables(np.random.default_rng(1)).items():
        text = frame.astype("string").replace("", pd.NA)
        typed, faults = typed_columns(text, HUB_TABLES[name].schema)
        assert not [*faults, *rule_faults(typed, HUB_TABLES[name].schema, faults, frozenset())]
        found[name] = typed
    return found


def test_the_same_seed_makes_the_same_tables():
    one, two = (tables(np.random.default_rng(7)) for _ in range(2))
    assert all(one[name].equals(two[name]) for name in one)


def test_the_route_changes_with_the_host(made):
    ends = made["governance-routes"]["end"].dropna().unique()
    starts = made["governance-routes"].loc[lambda table: table["end"].isna(), "start"].unique()
    assert list(ends) == [pd.Timestamp("2024-04-30")]
    assert list(starts) == [pd.Timestamp("2024-05-01")]


def test_reports_are_in_time_late_overdue_and_not_yet_due(made):
    given = made["governance-submissions"]
    needed = exception_quarters(
        made["tolerances"], made["tolerance-readings"], made["exceptions"], EVERY
    )
    found = due_reports(made["governance-routes"], given, EVERY, YEAR_END, needed)
    assert set(found["state"]) == {"in time", "late", "overdue", "not yet due"}
    assert set(found["report"]) == {"highlight", "exception", "annual"}
    assert len(off_route(made["governance-routes"], given)) == 0


def test_scores_rise_fall_and_stay_and_some_items_are_new_overdue_or_unrated(made):
    parts = [raid_on(made["raid"], made["raid-ratings"], each, each.end) for each in EVERY]
    found = pd.concat(parts)
    assert set(found["trend"]) == {"rising", "falling", "steady", "new", "not rated"}
    assert set(found["band"]) == {"low", "moderate", "high", "extreme", "not rated"}
    assert len(overdue_and_serious(parts[-1])) >= 3
    assert (found["rated_in"].dropna() <= "2025/26-Q4").all()


def test_open_items_add_up_from_quarter_to_quarter(made):
    summaries = [
        raid_summary(made["raid"], each, each.end).set_index(["kind", "level"]) for each in EVERY
    ]
    for before, now in itertools.pairwise(summaries):
        assert (before["open"] + now["opened"] - now["closed"]).equals(now["open"])


def test_milestones_are_done_late_overdue_and_on_track(made):
    found = milestones_on(made["milestones"], made["milestone-forecasts"], Q3)
    later = milestones_on(made["milestones"], made["milestone-forecasts"], EVERY[-1])
    assert set(found["state"]) == {"done", "done late", "late", "overdue", "on track"}
    assert set(found["rating"]) == {"green", "amber", "red"}
    assert later["reason"].str.contains("no later day").any()


def test_in_the_third_quarter_there_are_breaches_and_one_exception_is_missing(made):
    needed = exceptions_needed(
        made["tolerances"], made["tolerance-readings"], made["exceptions"], Q3
    )
    assert set(needed["state"]) == {"breached", "forecast to breach"}
    missing = needed[~needed["is_written"]]
    assert missing[["project", "aspect"]].to_numpy().tolist() == [["falls", "benefits"]]
    assert needed["decision"].isna().sum() == 3  # the missing one, and two not yet decided


def test_most_ratings_agree_with_the_facts_and_some_do_not(made):
    numbers = []
    for each in EVERY:
        register = raid_on(made["raid"], made["raid-ratings"], each, each.end)
        findings = status_findings(
            status_in(made["status"], each),
            milestones_on(made["milestones"], made["milestone-forecasts"], each),
            breaches(made["tolerances"], made["tolerance-readings"], each),
            overdue_and_serious(register),
        )
        numbers.append(len(findings))
    assert numbers[:6] == [0] * 6
    assert all(1 <= number <= 3 for number in numbers[6:])


def test_every_level_has_notes_in_every_quarter(made):
    notes = made["status-notes"].assign(project=made["status-notes"]["project"].fillna("hub"))
    for kind in ("done", "next"):
        of_kind = notes[notes["kind"] == kind]
        assert len(of_kind.groupby(["quarter", "project"])) == len(QUARTERS) * (1 + len(PROJECTS))
    assert set(notes["kind"]) == {"done", "not done", "next", "lesson", "change request"}


def test_the_reading_of_extreme_items_is_that_of_the_register(made):
    readings = made["tolerance-readings"]
    read = readings[readings["project"].isna() & readings["aspect"].eq("risk")]["value"]
    counted = [
        (raid_on(made["raid"], made["raid-ratings"], each, each.end)["band"] == "extreme").sum()
        for each in EVERY
    ]
    assert read.astype("int64").to_list() == counted
