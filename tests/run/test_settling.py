"""A result comes to its place, or the reason why it could not is on record."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.run import settling
from evaluation.run.record import RunError, RunRecord, write_record
from evaluation.run.results import Place, keep_failure, last_attempt, last_good, work_folder
from evaluation.run.settling import Reserve, settle

MakeRecord = Callable[..., RunRecord]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    work_folder(tmp_path).mkdir()
    return Place(tmp_path, "falls")


def scratch_of(place: Place, record: RunRecord) -> Path:
    scratch = work_folder(place.reports) / "falls.a"
    (scratch / "results").mkdir(parents=True)
    (scratch / "executed.ipynb").write_text("{}")
    write_record(record, scratch / "results")
    return scratch


def test_a_result_is_put_in_place(place: Place, make_record: MakeRecord) -> None:
    record = make_record()
    reserve = Reserve(place.reports)
    assert settle(place, scratch_of(place, record), record, reserve) == record
    assert last_good(place.results) == record


def test_a_failure_is_kept_apart(place: Place, make_record: MakeRecord) -> None:
    record = make_record(status="failed", reason="It failed.", error=RunError("E", "", 1))
    settle(place, scratch_of(place, record), record, Reserve(place.reports))
    assert last_attempt(place.results) == record
    assert (place.failed / "executed.ipynb").is_file()


def test_a_result_that_cannot_be_put_in_place_is_a_failure(
    place: Place, make_record: MakeRecord
) -> None:
    record = make_record()
    scratch = scratch_of(place, record)
    (scratch / "executed.ipynb").unlink()
    settled = settle(place, scratch, record, Reserve(place.reports))
    assert settled.reason == "The results could not be written: No such file or directory."
    assert settled.error == RunError("FileNotFoundError", "No such file or directory")
    assert last_attempt(place.results) == settled


def test_the_reserve_is_freed_for_the_record_where_the_disk_is_full(
    place: Place, make_record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = make_record(status="failed", reason="It failed.", error=RunError("E", "", 1))
    reserve = Reserve(place.reports)
    kept = work_folder(place.reports) / "reserve"

    def keep_where_there_is_space(place: Place, scratch: Path, record: RunRecord) -> None:
        if kept.exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        keep_failure(place, scratch, record)

    monkeypatch.setattr(settling, "keep_failure", keep_where_there_is_space)
    settle(place, scratch_of(place, record), record, reserve)
    assert last_attempt(place.results) == record
    assert not (place.failed / "executed.ipynb").exists()


def test_where_nothing_can_be_kept_the_reason_is_told_all_the_same(
    place: Place, make_record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(settling, "keep_failure", fail)
    record = make_record(status="failed", reason="It failed.", error=RunError("E", "", 1))
    assert settle(place, scratch_of(place, record), record, Reserve(place.reports)) == record


def test_a_run_without_space_for_records_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"Nothing can be written into .* No such file"):
        Reserve(tmp_path / "nowhere")
