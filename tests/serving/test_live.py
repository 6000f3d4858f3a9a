"""A run in words, from its file."""

from __future__ import annotations

import datetime as dt
import os

import psutil
import pytest

from evaluation.run import ProjectProgress, RunProgress
from evaluation.serving.live import LiveRow, live

NOW = dt.datetime(2026, 6, 1, 9, 0, 30, tzinfo=dt.UTC)
BEGAN = "2026-06-01T09:00:00+00:00"


def progress(ended: str = "", expected: int = 2, **projects: ProjectProgress) -> RunProgress:
    return RunProgress(
        os.getpid(), psutil.Process().create_time(), BEGAN, BEGAN, ended, expected, projects
    )


RUNNING = ProjectProgress(stage="sending", began=BEGAN)
IN_A_CELL = ProjectProgress(cell=3, cells=12, began=BEGAN, mebibytes=310.4)
DONE = ProjectProgress("done", began=BEGAN, seconds=12.0, mebibytes=300.0)
FAILED = ProjectProgress("failed", began=BEGAN, seconds=2.0, reason="Cell 3 failed.")


@pytest.mark.parametrize(
    ("told", "state", "sentence"),
    [
        (None, "none", "No run is known here. Start one with: evaluation run"),
        (progress(), "under way", "A run is under way: the input is being checked."),
        (
            progress(falls=RUNNING, feno=DONE),
            "under way",
            "A run is under way: 1 notebook of 2 at work. So far: 1 done.",
        ),
        (
            progress(BEGAN, falls=FAILED, feno=DONE),
            "ended",
            "The last run has ended: 1 done and 1 failed.",
        ),
        (
            progress(BEGAN, falls=ProjectProgress("up to date")),
            "ended",
            "The last run has ended: everything was up to date.",
        ),
        (progress(BEGAN), "ended", "The last run has ended: nothing was run."),
    ],
)
def test_a_run_has_a_sentence(told: RunProgress | None, state: str, sentence: str):
    found = live(told, NOW)
    assert (found.state, found.sentence) == (state, sentence)


@pytest.mark.parametrize(
    ("told", "has_failed"),
    [
        (None, False),
        (progress(BEGAN, feno=DONE), False),
        (progress(BEGAN, falls=FAILED, feno=DONE), True),
        (progress(falls=FAILED, feno=RUNNING), True),
        (RunProgress(2**22 + 1, 0.0, BEGAN, BEGAN, "", 1, {"falls": RUNNING}), True),
    ],
)
def test_a_run_in_which_something_failed_is_marked(told: RunProgress | None, has_failed: bool):
    assert live(told, NOW).has_failed is has_failed


def test_a_run_that_was_killed_says_so():
    told = RunProgress(2**22 + 1, 0.0, BEGAN, BEGAN, "", 1, {"falls": RUNNING})
    found = live(told, NOW)
    assert found.state == "broken off"
    assert found.sentence.startswith("The last run was broken off with 1 notebook at work.")
    assert found.rows == (LiveRow("falls", "broken off", "", "", "", ""),)


def test_a_notebook_says_its_cell_time_and_memory():
    (row,) = live(progress(falls=IN_A_CELL), NOW).rows
    assert row == LiveRow("falls", "running", "cell 3 of 12", "30 seconds", "310 MiB", "", share=25)


def test_a_notebook_before_its_first_cell_says_its_stage():
    (row,) = live(progress(falls=RUNNING), NOW).rows
    assert (row.stage, row.share) == ("sending", None)


def test_a_notebook_that_has_ended_says_how():
    rows = live(progress(falls=FAILED, feno=DONE), NOW).rows
    assert rows[0] == LiveRow("falls", "failed", "", "2 seconds", "", "Cell 3 failed.")
    assert rows[1] == LiveRow("feno", "done", "", "12 seconds", "300 MiB", "")


def test_times_are_in_words():
    found = live(progress("2026-06-01T09:00:20+00:00"), NOW)
    assert found.when == "It began on 1 June 2026, 09:00 UTC and ended on 1 June 2026, 09:00 UTC."


@pytest.mark.parametrize("began", ["", "yesterday", "2026-06-01T09:00:00"])
def test_a_time_that_is_none_is_no_time(began: str):
    (row,) = live(progress(falls=ProjectProgress(began=began)), NOW).rows
    assert row.elapsed == "0 seconds"


@pytest.mark.parametrize("odd", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_time_beyond_the_calendar_is_shown_as_it_is(odd: str):
    assert f"ended on {odd}" in live(progress(odd), NOW).when
    (row,) = live(progress(falls=ProjectProgress(began=odd)), NOW).rows
    assert row.status == "running"
