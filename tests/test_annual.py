"""The annual evaluation's order of events: check, run, assemble, publish."""

import datetime as dt
from pathlib import Path

import pytest

from evaluation import annual
from evaluation.errors import Finding, InvalidInput, PublishingFailed
from evaluation.publish import PublicationResult
from evaluation.run import Outcome, RunSummary, SilentDisplay
from evaluation.workspace import FinancialYear, open_workspace

HUB = """\
name: Tiny Hub
short_name: Tiny
reporting_year: 2025/26
provenance: synthetic
notice: Synthetic data, not measured.
licence: MIT
hosts: [{name: Tiny Trust}]
"""

PROJECT = """\
title: Falls
summary: A tiny project.
programme: local-priority
provenance: synthetic
sites: [{name: Ward 1}]
roles: {clinical_lead: Consultant, senior_responsible_owner: Director}
dates: {go_live: 2025-04-01}
"""

YEAR = FinancialYear(2025)
GOOD = Outcome("falls", "done", seconds=2.0)
BAD = Outcome("food", "failed", "Cell 3 failed.", 1.0)
HUB_RUN = Outcome("hub", "done", seconds=4.0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "projects" / "falls"
    folder.mkdir(parents=True)
    (tmp_path / "data" / "hub.yml").write_text(HUB, encoding="utf-8")
    (folder / "project.yml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Note what is called instead of doing it."""
    noted: list[tuple[object, ...]] = []

    def projects(workspace, slugs, **settings):
        noted.append(("projects", slugs, settings["year"], settings["jobs"], settings["force"]))
        return RunSummary((GOOD, BAD), 3.0)

    def hub(workspace, year, **settings):
        noted.append(("hub", year, settings["force"]))
        return RunSummary((HUB_RUN,), 4.0)

    def assembled(workspace, year, findings):
        noted.append(("assemble", str(year), findings))
        return workspace.reports / "chapters"

    def published(request):
        noted.append(("publish", request.formats, request.engine))
        return PublicationResult({}, "embedded", "It was asked for.")

    monkeypatch.setattr(annual, "run_projects", projects)
    monkeypatch.setattr(annual, "run_hub", hub)
    monkeypatch.setattr(annual, "assemble", assembled)
    monkeypatch.setattr(annual, "publish", published)
    return noted


def test_a_sound_workspace_is_opened_with_no_warnings(root):
    workspace, warnings = annual.checked_workspace(root)
    assert [folder.slug for folder in workspace.projects] == ["falls"]
    assert warnings == ()


def test_warnings_do_not_stop_and_are_handed_on(root, monkeypatch):
    warning = Finding("A month is missing.", severity="warning")
    monkeypatch.setattr(annual, "check_workspace", lambda *_: [warning])
    assert annual.checked_workspace(root)[1] == (warning,)


def test_an_error_stops_before_anything_runs_with_every_finding(root):
    path = root / "data" / "projects" / "falls" / "project.yml"
    path.write_text(PROJECT + "lesson: {}\ntables: {kpi: none.csv}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="nothing was run") as caught:
        annual.checked_workspace(root)
    assert "Did you mean 'lessons'?" in str(caught.value.findings[0])


def test_a_contradiction_in_an_analysis_stops_before_anything_runs(root, monkeypatch):
    fault = Finding("Interruption 'clinic' ends before its date.", project="falls")
    monkeypatch.setattr(annual, "design_findings", lambda *_: [fault])
    with pytest.raises(InvalidInput) as caught:
        annual.checked_workspace(root)
    assert caught.value.findings == (fault,)


def test_a_slug_that_is_not_there_is_an_error(root):
    with pytest.raises(InvalidInput) as caught:
        annual.checked_workspace(root, ["fals"])
    assert "Did you mean 'falls'?" in str(caught.value.findings[0])


def test_the_year_is_the_one_asked_for_or_the_hubs(root):
    workspace = open_workspace(root)
    assert workspace.year(None) == YEAR
    assert workspace.year("2024/25") == FinancialYear(2024)


@pytest.mark.parametrize("year", ["2025", "2025/27", "25/26", "2025-26"])
def test_a_year_written_another_way_is_refused(root, year):
    with pytest.raises(InvalidInput, match="Give it as --year 2025/26"):
        open_workspace(root).year(year)


def test_the_hubs_notebook_runs_after_the_projects(root, events):
    display = SilentDisplay()
    found = annual.run(open_workspace(root), (), year=YEAR, jobs=2, force=True, display=display)
    assert events == [("projects", None, "2025/26", 2, True), ("hub", "2025/26", True)]
    assert found == RunSummary((GOOD, BAD, HUB_RUN), 7.0)


def test_only_the_projects_named_are_run(root, events):
    workspace = open_workspace(root)
    annual.run(workspace, ["falls"], year=YEAR, jobs=None, force=False, display=SilentDisplay())
    assert events[0] == ("projects", ["falls"], "2025/26", None, False)


def test_a_report_is_published_although_a_project_failed(root, events):
    warning = Finding("A month is missing.", severity="warning")
    made = annual.report(
        open_workspace(root),
        [warning],
        year=YEAR,
        engine="embedded",
        formats=("html",),
        display=SilentDisplay(),
    )
    assert [event[0] for event in events] == ["projects", "hub", "assemble", "publish"]
    assert events[2] == ("assemble", "2025/26", [warning])
    assert events[3] == ("publish", ("html",), "embedded")
    assert made.projects.failed == (BAD,)


def test_a_report_that_cannot_be_published_says_so(root, events, monkeypatch):
    def refused(request):
        raise PublishingFailed("The theme lacks a file.")

    monkeypatch.setattr(annual, "publish", refused)
    with pytest.raises(PublishingFailed):
        annual.report(
            open_workspace(root),
            (),
            year=YEAR,
            engine="auto",
            formats=("pdf",),
            display=SilentDisplay(),
        )


def test_the_publication_carries_the_hubs_words_and_the_last_day_of_its_year(root):
    request = annual.publication_request(open_workspace(root), YEAR, "auto", ("html", "pdf"))
    assert request.title == "Tiny Hub: annual evaluation report 2025/26"
    assert (request.author, request.year) == ("Tiny Hub", "2025/26")
    assert request.notice == "Synthetic data, not measured."
    assert request.timestamp == dt.datetime(2026, 3, 31, tzinfo=dt.UTC)
    assert request.output_path("html") == root / "reports" / "output" / "annual-report.html"


def test_an_engine_that_is_not_there_is_told_before_anything_runs(root, events, monkeypatch):
    monkeypatch.setenv("QUARTO", str(root / "no-quarto"))
    with pytest.raises(PublishingFailed, match="QUARTO names does not exist"):
        annual.report(
            open_workspace(root),
            (),
            year=YEAR,
            engine="quarto",
            formats=("html",),
            display=SilentDisplay(),
        )
    assert events == []
