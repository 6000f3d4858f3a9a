"""What is stale is found, checked and run, and nothing else is."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from evaluation import running
from evaluation.errors import Finding, InvalidInput
from evaluation.run import (
    HUB,
    Outcome,
    RunSettings,
    RunSummary,
    SilentDisplay,
    read_progress,
)
from evaluation.workspace import Workspace, open_workspace
from tests.tiny_hub import write_tiny_hub

GOOD = Outcome("falls", "done", seconds=2.0)
BAD = Outcome("food", "failed", "Cell 3 failed.", 1.0)
HUB_RUN = Outcome("hub", "done", seconds=4.0)
YEAR = "2025/26"

Events = list[tuple[object, ...]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tiny_hub(tmp_path, "falls", "food")


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> Events:
    """Note what is called instead of doing it."""
    noted: Events = []

    def projects(workspace, slugs, *, year, settings, display):
        noted.append(("projects", tuple(slugs), year, settings))
        return RunSummary((GOOD, BAD), 3.0)

    def hub(workspace, year, *, settings, display):
        noted.append(("hub", year, settings))
        return RunSummary((HUB_RUN,), 4.0)

    monkeypatch.setattr(running, "run_projects", projects)
    monkeypatch.setattr(running, "run_hub", hub)
    monkeypatch.setattr(running, "open_nursery", lambda: noted.append(("nursery",)))
    monkeypatch.setattr(running, "warm_kernels_possible", lambda: True)
    return noted


def same(monkeypatch: pytest.MonkeyPatch, *slugs: str) -> None:
    monkeypatch.setattr(running, "unchanged", lambda *_: frozenset(slugs))


def bring(
    root: Path, events: Events, *slugs: str, settings: RunSettings | None = None, year: str = ""
) -> RunSummary:
    def check(stale: Sequence[str]) -> Workspace:
        events.append(("check", tuple(stale)))
        return open_workspace(root)

    return running.bring_up_to_date(
        root,
        slugs,
        year=year or None,
        settings=settings or RunSettings(),
        display=SilentDisplay(),
        check=check,
    )


def test_kernels_get_ready_while_the_check_goes_and_the_hub_comes_last(root, events, monkeypatch):
    same(monkeypatch)
    settings = RunSettings(jobs=2)
    found = bring(root, events, settings=settings)
    both = ("falls", "food")
    assert events == [
        ("nursery",),
        ("check", both),
        ("projects", both, YEAR, settings),
        ("hub", YEAR, settings),
    ]
    assert found == RunSummary((GOOD, BAD, HUB_RUN), 7.0)


def test_only_what_is_stale_is_checked_and_run(root, events, monkeypatch):
    same(monkeypatch, "food")
    found = bring(root, events)
    assert events[1:3] == [("check", ("falls",)), ("projects", ("falls",), YEAR, RunSettings())]
    assert found.outcomes[0] == Outcome("food", "up to date")


def test_only_the_projects_named_are_run(root, events, monkeypatch):
    same(monkeypatch)
    bring(root, events, "food", "food", year="2024/25")
    assert events[2] == ("projects", ("food",), "2024/25", RunSettings())


def test_where_nothing_has_changed_nothing_is_read_and_nothing_started(root, events, monkeypatch):
    same(monkeypatch, "falls", "food", HUB)
    found = bring(root, events)
    assert events == []
    assert {item.status for item in found.outcomes} == {"up to date"}
    assert [item.project for item in found.outcomes] == ["falls", "food", HUB]


def test_other_processes_can_see_what_became_of_a_run(root, events, monkeypatch):
    same(monkeypatch, "falls", "food", HUB)
    bring(root, events)
    noted = read_progress(root / "reports")
    assert noted is not None
    assert noted.ended
    assert {slug: told.status for slug, told in noted.projects.items()} == dict.fromkeys(
        ("falls", "food", HUB), "up to date"
    )


def test_where_only_the_hub_is_stale_no_table_is_checked(root, events, monkeypatch):
    same(monkeypatch, "falls", "food")
    bring(root, events)
    assert [event[0] for event in events] == ["nursery", "projects", "hub"]


def test_what_is_forced_is_run_although_it_is_up_to_date(root, events, monkeypatch):
    same(monkeypatch, "falls", "food", HUB)
    bring(root, events, settings=RunSettings(force=True))
    assert ("check", ("falls", "food")) in events


def test_a_cluster_needs_no_kernels_here(root, events, monkeypatch):
    same(monkeypatch)
    bring(root, events, settings=RunSettings(engine=lambda _: None))
    assert ("nursery",) not in events


def test_the_hub_has_what_is_left_of_the_runs_time(root, events, monkeypatch):
    same(monkeypatch)
    bring(root, events, settings=RunSettings(seconds=10))
    bring(root, events, settings=RunSettings(seconds=2))
    left = [settings.seconds for name, _, settings in events[3::4]]
    assert left == [7.0, 0]


def test_a_hub_file_that_is_wrong_is_told_with_all_the_rest(root, events, monkeypatch):
    (root / "data" / "hub.yml").write_text("name: Tiny Hub\n", encoding="utf-8")
    everything = [Finding("The hub is wrong."), Finding("A table is wrong.")]

    def check(stale: Sequence[str]) -> Workspace:
        raise InvalidInput.from_findings(everything)

    with pytest.raises(InvalidInput) as caught:
        running.bring_up_to_date(
            root,
            year=None,
            settings=RunSettings(),
            display=SilentDisplay(),
            check=check,
        )
    assert list(caught.value.findings) == everything
    assert events == []


def test_a_year_written_another_way_starts_nothing(root, events):
    with pytest.raises(InvalidInput, match="Give it as --year 2025/26"):
        bring(root, events, year="2025")
    assert events == []
