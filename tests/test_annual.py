"""The annual report's order of events: run, assemble, publish."""

import datetime as dt
import threading
from pathlib import Path

import pytest

from evaluation import annual
from evaluation.errors import Finding, InvalidInput, PublishingFailed
from evaluation.kernels.nursery import KERNELS_VARIABLE
from evaluation.publish import PublicationResult
from evaluation.run import Outcome, RunSettings, RunSummary, SilentDisplay, workspace_lock
from evaluation.workspace import FinancialYear, open_workspace
from tests.tiny_hub import write_tiny_hub

YEAR = FinancialYear(2025)
GOOD = Outcome("falls", "done", seconds=2.0)
BAD = Outcome("food", "failed", "Cell 3 failed.", 1.0)
HUB_RUN = Outcome("hub", "done", seconds=4.0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tiny_hub(tmp_path, "falls")


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Note what is called instead of doing it."""
    noted: list[tuple[object, ...]] = []
    monkeypatch.setenv(KERNELS_VARIABLE, "ordinary")  # what is replaced here, no other process sees

    def brought(root, **asked):
        noted.append(("run", asked["year"], asked["settings"]))
        asked["check"](("falls",))
        return RunSummary((GOOD, BAD, HUB_RUN), 3.0)

    def assembled(workspace, year, findings):
        noted.append(("assemble", str(year), findings))
        return workspace.reports / "chapters"

    def published(workspace, request, *, workbook):
        noted.append(("publish", request.formats, request.engine))
        return PublicationResult({}, "embedded", "It was asked for."), ()

    monkeypatch.setattr(annual, "bring_up_to_date", brought)
    monkeypatch.setattr(annual, "assemble", assembled)
    monkeypatch.setattr(annual, "publish_with_pages", published)
    return noted


def publish_it(root: Path, told: list[Finding] | None = None, **asked: object) -> object:
    return annual.report(
        root,
        **{
            "year": None,
            "engine": "embedded",
            "formats": ("html",),
            "settings": RunSettings(jobs=2),
            "display": SilentDisplay(),
            "on_findings": (told if told is not None else []).extend,
            **asked,
        },
    )


def test_the_year_is_the_one_asked_for_or_the_hubs(root):
    workspace = open_workspace(root)
    assert workspace.year(None) == YEAR
    assert workspace.year("2024/25") == FinancialYear(2024)


@pytest.mark.parametrize("year", ["2025", "2025/27", "25/26", "2025-26"])
def test_a_year_written_another_way_is_refused(root, year):
    with pytest.raises(InvalidInput, match="Give it as --year 2025/26"):
        open_workspace(root).year(year)


def test_a_report_is_published_although_a_project_failed(root, events, monkeypatch):
    warning = Finding("A month is missing.", severity="warning")
    monkeypatch.setattr("evaluation.checking.check_workspace", lambda *_: [warning])
    told: list[Finding] = []
    made = publish_it(root, told)
    assert events == [
        ("run", None, RunSettings(jobs=2)),
        ("assemble", "2025/26", (warning,)),
        ("publish", ("html",), "embedded"),
    ]
    assert made.projects.failed == (BAD,)
    assert told == [warning]


def test_nothing_is_published_from_an_invalid_workspace_in_which_nothing_is_stale(
    root, events, monkeypatch
):
    fault = Finding("It is wrong.")
    monkeypatch.setattr(annual, "bring_up_to_date", lambda *_, **__: RunSummary(()))
    monkeypatch.setattr("evaluation.checking.check_workspace", lambda *_: [fault])
    with pytest.raises(InvalidInput):
        publish_it(root)
    assert events == []


def test_a_report_that_cannot_be_published_says_so(root, events, monkeypatch):
    def refused(workspace, request, *, workbook):
        raise PublishingFailed("The theme lacks a file.")

    monkeypatch.setattr(annual, "publish_with_pages", refused)
    with pytest.raises(PublishingFailed):
        publish_it(root, engine="auto", formats=("pdf",))


def test_no_other_run_may_begin_while_a_report_is_published(root, events, monkeypatch):
    refused: list[InvalidInput] = []

    def meanwhile(workspace, request, *, workbook):
        thread = threading.Thread(target=take_the_lock)
        thread.start()
        thread.join()
        return PublicationResult({}, "embedded", "It was asked for."), ()

    def take_the_lock():
        try:
            with workspace_lock(root / "reports"):
                pass
        except InvalidInput as error:
            refused.append(error)

    monkeypatch.setattr(annual, "publish_with_pages", meanwhile)
    publish_it(root)
    assert len(refused) == 1


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
        publish_it(root, engine="quarto")
    assert events == []
