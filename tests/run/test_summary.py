"""What became of projects, in words."""

from __future__ import annotations

import pytest

from evaluation.errors import ProjectsFailed
from evaluation.run.summary import Outcome, RunSummary

FAILED = Outcome("feno", "failed", "Cell 4 of 9 failed with ValueError: short", 2.04)
SUMMARY = RunSummary(
    (Outcome("falls", "done", seconds=1.26), FAILED, Outcome("plgf", "up to date"))
)


def test_each_outcome_is_a_line() -> None:
    assert [str(outcome) for outcome in SUMMARY.outcomes] == [
        "falls: done in 1.3 s",
        "feno: failed after 2.0 s. Cell 4 of 9 failed with ValueError: short",
        "plgf: up to date",
    ]


def test_done_and_failed_are_told_apart() -> None:
    assert [item.project for item in SUMMARY.done] == ["falls"]
    assert SUMMARY.failed == (FAILED,)


def test_failures_are_raised_with_project_and_reason() -> None:
    with pytest.raises(ProjectsFailed, match=r"1 of 3 failed\. feno: Cell 4 of 9") as caught:
        SUMMARY.raise_failures()
    assert caught.value.exit_code == 3
    assert str(caught.value).endswith("with the whole error, in reports/results/feno/failed.")


def test_several_failures_have_a_folder_each() -> None:
    with pytest.raises(ProjectsFailed, match="in reports/results/<project>/failed"):
        RunSummary((FAILED, Outcome("plgf", "failed", "It died."))).raise_failures()


def test_projects_that_were_not_run_are_no_success() -> None:
    waiting = Outcome("plgf", "not run", "The run's time of 5 seconds was over before it began.")
    assert str(waiting).startswith("plgf: not run. The run's time")
    summary = RunSummary((SUMMARY.done[0], waiting))
    assert str(summary) == "1 done, 0 up to date, 0 failed, 1 not run, in 0.0 s"
    with pytest.raises(ProjectsFailed, match=r"0 of 2 failed, 1 not run\. plgf: .* more time"):
        summary.raise_failures()


def test_the_most_memory_is_told_of_what_is_done() -> None:
    outcome = Outcome("falls", "done", seconds=1.26, peak_memory_mb=206.4)
    assert str(outcome) == "falls: done in 1.3 s, 206 MiB"


def test_without_failures_nothing_is_raised() -> None:
    RunSummary(SUMMARY.done).raise_failures()


def test_a_summary_is_a_line_of_counts() -> None:
    assert str(SUMMARY) == "1 done, 1 up to date, 1 failed, in 0.0 s"
