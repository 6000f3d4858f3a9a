"""What others see of a run while it goes."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from evaluation.run import progress_file
from evaluation.run.display import SilentDisplay
from evaluation.run.progress_file import (
    NotingDisplay,
    ProjectProgress,
    noted_progress,
    progress_path,
    read_progress,
)
from evaluation.run.summary import Outcome


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    (tmp_path / ".work").mkdir()
    return tmp_path


class Heard(SilentDisplay):
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def expect(self, projects: int) -> None:
        self.told.append(("expect", projects))

    def started(self, project: str) -> None:
        self.told.append(("started", project))

    def progressed(self, project: str, cell: int, cells: int) -> None:
        self.told.append(("progressed", project, cell, cells))

    def staged(self, project: str, stage: str) -> None:
        self.told.append(("staged", project, stage))

    def held(self, project: str, mebibytes: float) -> None:
        self.told.append(("held", project, mebibytes))

    def finished(self, outcome: Outcome) -> None:
        self.told.append(("finished", outcome))


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_file, "SECONDS_BETWEEN_WRITES", 0)


def test_a_run_that_has_just_begun_is_under_way(reports: Path):
    with noted_progress(SilentDisplay(), reports):
        found = read_progress(reports)
    assert found is not None
    assert (found.is_under_way, found.ended, found.projects) == (True, "", {})


def test_a_run_that_has_ended_says_so(reports: Path):
    with noted_progress(SilentDisplay(), reports):
        pass
    found = read_progress(reports)
    assert found is not None
    assert found.ended
    assert not found.is_under_way


def test_a_run_that_ends_with_an_error_says_that_it_has_ended(reports: Path):
    def run() -> None:
        with noted_progress(SilentDisplay(), reports):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert read_progress(reports).ended  # type: ignore[union-attr]


@pytest.mark.usefixtures("often")
def test_the_stage_the_cell_and_the_memory_of_a_notebook_are_noted(reports: Path):
    with noted_progress(SilentDisplay(), reports) as display, display:
        display.expect(2)
        display.started("falls")
        display.staged("falls", "sending")
        display.progressed("falls", 3, 9)
        display.held("falls", 123.44)
        found = read_progress(reports)
    assert found is not None
    falls = found.projects["falls"]
    assert found.expected == 2
    assert (falls.status, falls.stage, falls.cell, falls.cells) == ("running", "sending", 3, 9)
    assert falls.mebibytes == 123.4
    assert falls.began


@pytest.mark.usefixtures("often")
def test_what_became_of_a_notebook_is_noted(reports: Path):
    with noted_progress(SilentDisplay(), reports) as display:
        display.finished(Outcome("plgf", "up to date"))
        display.started("falls")
        display.finished(Outcome("falls", "failed", "Cell 3 failed.", 2.0, 310.0))
        display.finished(Outcome("falls", "up to date"))
        display.progressed("falls", 4, 9)
    found = read_progress(reports)
    assert found is not None
    assert found.projects["plgf"].status == "up to date"
    falls = found.projects["falls"]
    assert (falls.status, falls.reason, falls.seconds, falls.mebibytes, falls.cell) == (
        "failed",
        "Cell 3 failed.",
        2.0,
        310.0,
        0,
    )


def test_everything_is_passed_on_to_the_display_that_shows_the_run(reports: Path):
    heard = Heard()
    outcome = Outcome("falls", "done")
    with NotingDisplay(heard, reports) as display:
        display.expect(1)
        display.started("falls")
        display.staged("falls", "sending")
        display.progressed("falls", 1, 2)
        display.held("falls", 1.0)
        display.finished(outcome)
    assert heard.told == [
        ("expect", 1),
        ("started", "falls"),
        ("staged", "falls", "sending"),
        ("progressed", "falls", 1, 2),
        ("held", "falls", 1.0),
        ("finished", outcome),
    ]


def test_news_that_come_fast_are_not_all_written(reports: Path, monkeypatch: pytest.MonkeyPatch):
    written: list[str] = []
    keep = Path.replace
    monkeypatch.setattr(
        Path, "replace", lambda path, to: written.append(path.name) or keep(path, to)
    )
    milliseconds = itertools.count()
    clock = SimpleNamespace(monotonic=lambda: next(milliseconds) / 1000)
    monkeypatch.setattr(progress_file, "time", clock)
    with noted_progress(SilentDisplay(), reports) as display:
        display.started("falls")
        for cell in range(1000):
            display.progressed("falls", cell, 1000)
    assert len(written) <= 5


@pytest.mark.parametrize("refusing", ["write_text", "replace", "unlink"])
def test_a_disk_that_takes_nothing_does_not_disturb_a_run(
    refusing: str, reports: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, refusing, refuse)
    with noted_progress(SilentDisplay(), reports) as display:
        display.started("falls")
        display.finished(Outcome("falls", "done"))


def test_nothing_is_left_beside_the_file(reports: Path):
    with noted_progress(SilentDisplay(), reports):
        pass
    assert [path.name for path in (reports / ".work").iterdir()] == ["progress.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"projects": []}',
        '{"projects": {"a": {"odd": 1}}}',
        "\x00",
        "[" * 50_000,
    ],
)
def test_a_damaged_file_says_nothing(text: str, reports: Path):
    progress_path(reports).write_text(text, encoding="utf-8")
    assert read_progress(reports) is None


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("process", "x"), ("process", None), ("expected", []), ("process_began", "now")],
)
def test_a_file_that_says_odd_things_says_nothing(name: str, wrong: object, reports: Path):
    with noted_progress(SilentDisplay(), reports):
        plain = json.loads(progress_path(reports).read_text(encoding="utf-8"))
    progress_path(reports).write_text(json.dumps({**plain, name: wrong}), encoding="utf-8")
    assert read_progress(reports) is None


NO_NUMBERS = (-1, 10**400, float("nan"), float("inf"))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("cell", "x"), ("mebibytes", "x"), ("seconds", None)),
        *((name, wrong) for name in ("cell", "cells", "seconds") for wrong in NO_NUMBERS),
    ],
)
def test_a_notebook_of_which_it_says_odd_things_makes_it_say_nothing(
    name: str, wrong: object, reports: Path
):
    with noted_progress(SilentDisplay(), reports) as display:
        display.started("falls")
        plain = json.loads(progress_path(reports).read_text(encoding="utf-8"))
    plain["projects"]["falls"][name] = wrong
    progress_path(reports).write_text(json.dumps(plain), encoding="utf-8")
    assert read_progress(reports) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders here")
def test_a_pipe_in_its_place_is_not_waited_for(reports: Path):
    os.mkfifo(progress_path(reports))
    assert read_progress(reports) is None


def test_where_nothing_ran_nothing_is_known(tmp_path: Path):
    assert read_progress(tmp_path) is None


@pytest.mark.parametrize("process", [2**22 + 1, -1, 10**30])
def test_a_run_whose_process_is_gone_is_not_under_way(process: int, reports: Path):
    with noted_progress(SilentDisplay(), reports):
        plain = json.loads(progress_path(reports).read_text(encoding="utf-8"))
    plain["process"] = process
    progress_path(reports).write_text(json.dumps(plain), encoding="utf-8")
    found = read_progress(reports)
    assert found is not None
    assert not found.is_under_way


def test_another_process_with_the_same_id_is_not_the_run(reports: Path):
    with noted_progress(SilentDisplay(), reports):
        plain = json.loads(progress_path(reports).read_text(encoding="utf-8"))
    assert plain["process"] == os.getpid()
    plain["process_began"] -= 100
    progress_path(reports).write_text(json.dumps(plain), encoding="utf-8")
    assert not read_progress(reports).is_under_way  # type: ignore[union-attr]


def test_a_notebook_begins_at_its_start():
    assert ProjectProgress().stage == "starting"
