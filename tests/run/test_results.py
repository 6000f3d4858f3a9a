"""Results come to their place whole; failures are kept apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.run.progress_file import progress_path
from evaluation.run.record import RunError, RunRecord, write_record
from evaluation.run.results import (
    Place,
    damaged_outputs,
    discard,
    keep_failure,
    last_attempt,
    last_good,
    make_scratch,
    output_stamps,
    promote,
    sweep,
    work_folder,
)
from evaluation.run.runtime import make_runtime_folder
from evaluation.saving import unfinished_path

MakeRecord = Callable[..., RunRecord]


def finished(root: Path, record: RunRecord, text: str, unique: str = "a") -> Path:
    """Return a scratch folder that holds a finished result."""
    scratch = work_folder(root) / f"falls.{unique}"
    (scratch / "results" / "figures").mkdir(parents=True)
    (scratch / "results" / "figures" / "effect.csv").write_text(text)
    (scratch / "executed.ipynb").write_text(text)
    write_record(record, scratch / "results")
    return scratch


def failure(make_record: MakeRecord, start: str) -> RunRecord:
    return make_record(
        status="failed", reason="It failed.", error=RunError("E", "", 1), start=start
    )


def test_a_result_takes_the_place_of_the_one_before(
    tmp_path: Path, make_record: MakeRecord
) -> None:
    place = Place(tmp_path, "falls")
    promote(place, finished(tmp_path, make_record(fingerprint="1"), "one"))
    promote(place, finished(tmp_path, make_record(fingerprint="2"), "two", "b"))
    good = last_good(place.results)
    assert good is not None
    assert good.fingerprint == "2"
    assert (place.results / "figures" / "effect.csv").read_text() == "two"
    assert place.executed.read_text() == "two"


def test_a_result_that_cannot_be_moved_leaves_the_one_before(
    tmp_path: Path, make_record: MakeRecord
) -> None:
    place = Place(tmp_path, "falls")
    promote(place, finished(tmp_path, make_record(), "one"))
    empty = work_folder(tmp_path) / "falls.b"
    empty.mkdir()
    with pytest.raises(FileNotFoundError):
        promote(place, empty)
    assert (place.results / "figures" / "effect.csv").read_text() == "one"


def test_a_first_result_that_cannot_be_moved_leaves_nothing(tmp_path: Path) -> None:
    empty = work_folder(tmp_path) / "falls.b"
    empty.mkdir(parents=True)
    with pytest.raises(FileNotFoundError):
        promote(Place(tmp_path, "falls"), empty)
    assert not Place(tmp_path, "falls").results.exists()


def test_a_failure_is_kept_apart_from_the_last_good_result(
    tmp_path: Path, make_record: MakeRecord
) -> None:
    place = Place(tmp_path, "falls")
    promote(place, finished(tmp_path, make_record(), "good"))
    for day in ("2026-05-01", "2026-06-01"):
        scratch = work_folder(tmp_path) / f"falls.{day}"
        scratch.mkdir()
        (scratch / "executed.ipynb").write_text(day)
        keep_failure(place, scratch, failure(make_record, day))
    good, attempt = last_good(place.results), last_attempt(place.results)
    assert good is not None
    assert attempt is not None
    assert (good.status, attempt.status, attempt.start) == ("done", "failed", "2026-06-01")
    assert (place.failed / "executed.ipynb").read_text() == "2026-06-01"
    assert place.executed.read_text() == "good"


def test_a_failure_without_a_notebook_keeps_its_record(
    tmp_path: Path, make_record: MakeRecord
) -> None:
    place = Place(tmp_path, "falls")
    keep_failure(place, work_folder(tmp_path) / "falls.a", failure(make_record, "2026-05-01"))
    assert last_good(place.results) is None
    assert last_attempt(place.results) is not None
    assert [item.name for item in place.failed.iterdir()] == ["run.json"]


def test_a_success_takes_the_failure_of_before_away(
    tmp_path: Path, make_record: MakeRecord
) -> None:
    place = Place(tmp_path, "falls")
    keep_failure(place, work_folder(tmp_path) / "falls.a", failure(make_record, "2026-01-01"))
    promote(place, finished(tmp_path, make_record(), "good", "b"))
    assert not place.failed.exists()
    assert last_attempt(place.results) == last_good(place.results)


def test_a_failure_older_than_the_result_is_not_the_last_attempt(
    tmp_path: Path, make_record: MakeRecord
) -> None:
    place = Place(tmp_path, "falls")
    promote(place, finished(tmp_path, make_record(), "good"))
    keep_failure(place, work_folder(tmp_path) / "falls.b", failure(make_record, "2020-01-01"))
    attempt = last_attempt(place.results)
    assert attempt is not None
    assert attempt.status == "done"


def test_outputs_are_stamped_by_their_final_names(tmp_path: Path, make_record: MakeRecord) -> None:
    place = Place(tmp_path, "falls")
    scratch = finished(tmp_path, make_record(), "one")
    stamps = output_stamps("falls", scratch / "results", scratch / "executed.ipynb")
    assert [item.path for item in stamps] == [
        "reports/results/falls/figures/effect.csv",
        "reports/executed/falls.ipynb",
    ]
    promote(place, scratch)
    record = make_record(outputs=stamps)
    assert damaged_outputs(place, record) == []
    place.executed.write_text("other")
    assert [item.path for item in damaged_outputs(place, record)] == [
        "reports/executed/falls.ipynb"
    ]


def test_a_sweep_removes_leftovers_and_puts_a_replaced_result_back(
    tmp_path: Path, make_record: MakeRecord
) -> None:
    place = Place(tmp_path, "falls")
    promote(place, finished(tmp_path, make_record(), "good"))
    killed = work_folder(tmp_path) / "falls.b"
    killed.mkdir()
    place.results.rename(killed / "replaced")
    (work_folder(tmp_path) / "feno.c").mkdir()
    (work_folder(tmp_path) / "run.lock").touch()
    sweep(tmp_path)
    assert (place.results / "figures" / "effect.csv").read_text() == "good"
    assert [item.name for item in work_folder(tmp_path).iterdir()] == ["run.lock"]


def test_a_sweep_removes_a_file_that_a_kill_left_half_written(tmp_path: Path) -> None:
    work = work_folder(tmp_path)
    work.mkdir(parents=True)
    unfinished_path(progress_path(tmp_path)).write_text("{")
    progress_path(tmp_path).write_text("{}")
    sweep(tmp_path)
    assert [item.name for item in work.iterdir()] == [progress_path(tmp_path).name]


def test_a_sweep_removes_the_runtime_folder_of_a_killed_run(tmp_path: Path) -> None:
    work_folder(tmp_path).mkdir()
    runtime = make_runtime_folder()
    other = tmp_path / "other"
    other.mkdir()
    scratches = [make_scratch(tmp_path, "falls", folder) for folder in (runtime, other)]
    sweep(tmp_path)
    assert (runtime.exists(), other.exists()) == (False, True)
    assert not any(scratch.exists() for scratch in scratches)


def test_a_replaced_result_is_not_put_back_over_a_new_one(
    tmp_path: Path, make_record: MakeRecord
) -> None:
    place = Place(tmp_path, "falls")
    promote(place, finished(tmp_path, make_record(), "new"))
    scratch = work_folder(tmp_path) / "falls.b"
    (scratch / "replaced").mkdir(parents=True)
    discard(tmp_path, scratch)
    assert (place.results / "figures" / "effect.csv").read_text() == "new"
    assert not scratch.exists()
