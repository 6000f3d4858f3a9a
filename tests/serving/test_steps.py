"""What is to be done next, the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from evaluation.errors import Finding
from evaluation.portfolio.results import ProjectResult
from evaluation.run import Place, last_good
from evaluation.serving.files import Published, published_files
from evaluation.serving.seen import Seen, SeenProject, State, see
from evaluation.serving.steps import ANNUAL_REPORT, FAILED_SHOWN, next_steps
from evaluation.workspace import open_workspace

UP_TO_DATE = State("up to date")


def project(slug: str, state: State = UP_TO_DATE) -> SeenProject:
    return SeenProject(slug, f"Project {slug}", None, None, state)


def sentences(*projects: SeenProject, own: State = UP_TO_DATE) -> list[str]:
    return [step.what for step in next_steps(Seen(None, projects, own, ()), (), {})]


def test_nothing_is_to_be_done_where_all_is_up_to_date() -> None:
    assert sentences(project("a"), project("b")) == []


def test_errors_come_first_then_failures_then_runs() -> None:
    failed = project("b", State("failed", ("Cell 3 failed.",)))
    seen = Seen(None, (project("a", State("stale")), failed), State("stale"), ())
    steps = next_steps(seen, (Finding("The column is missing.", file="a.csv"),), {})
    assert [step.what for step in steps] == [
        "Correct 1 error in the workspace's files: nothing runs before.",
        "Project b failed. Cell 3 failed.",
        "Run the projects that are not up to date: 1 stale.",
    ]
    assert [step.is_fault for step in steps] == [True, True, False]


def test_a_fault_that_the_check_names_too_is_one() -> None:
    fault = Finding("The key is missing.", file="hub.yml", place="line 1")
    seen = Seen(None, (project("a"),), UP_TO_DATE, (fault,))
    (step,) = next_steps(seen, (fault,), {})
    assert step.what.startswith("Correct 1 error")


def test_a_warning_is_no_step() -> None:
    warning = Finding("There are few points.", severity="warning")
    assert next_steps(Seen(None, (project("a"),), UP_TO_DATE, ()), (warning,), {}) == []


def test_many_failures_are_counted_after_the_first() -> None:
    many = [project(str(number), State("failed")) for number in range(FAILED_SHOWN + 2)]
    found = sentences(*many)
    assert len(found) == FAILED_SHOWN + 1
    assert found[-1] == "2 more projects failed."


def test_the_hub_s_own_year_is_run_and_mended_as_a_project() -> None:
    assert sentences(project("a"), own=State("failed", ("it died",))) == [
        "The hub's own year failed. It died."
    ]
    assert sentences(project("a"), own=State("never run")) == [
        "Run the hub's own year, which is not up to date."
    ]


def test_a_hub_without_a_project_starts_one() -> None:
    (step,) = next_steps(Seen(None, (), State("never run"), ()), (), {})
    assert step.commands == ("evaluation new project NAME",)


def published(modified: float) -> Mapping[str, Published]:
    return {ANNUAL_REPORT: Published(ANNUAL_REPORT, Path(ANNUAL_REPORT), 1, modified)}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, ["Make the annual report, which is not there yet."]),
        (published(0.0), ["Make the annual report again: it is older than the last run."]),
        (published(4e9), []),
    ],
)
def test_a_report_is_made_where_there_are_newer_results(
    files: Mapping[str, Published], said: list[str], hub: Path
) -> None:
    (folder, *_) = open_workspace(hub).projects
    good = last_good(Place(hub / "reports", "falls").results)
    done = SeenProject(
        "falls", "Falls", None, ProjectResult(folder, good, good, (), {}), UP_TO_DATE
    )
    steps = next_steps(Seen(None, (done,), UP_TO_DATE, ()), (), files)
    assert [step.what for step in steps] == said


def test_every_link_of_a_step_is_one_of_this_page(hub: Path) -> None:
    steps = next_steps(see(hub), (), published_files(hub))
    assert [step.address for step in steps if step.address] == ["/projects/feno"]
