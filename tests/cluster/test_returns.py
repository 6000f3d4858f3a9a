"""What comes back: whole, with this machine's clock, or refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.cluster.packing import PackedFile
from evaluation.cluster.returns import Returned, collect, put_down
from evaluation.run.failures import NotebookFailed
from evaluation.run.record import RunRecord, read_record
from evaluation.run.results import output_stamps

LONG_AGO = "2001-01-01T00:00:00.000+00:00"


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """Return a scratch folder as a worker leaves it."""
    scratch = tmp_path / "there"
    (scratch / "results" / "figures").mkdir(parents=True)
    (scratch / "results" / "figures" / "effect.csv").write_text("x\n")
    (scratch / "results" / "run.json").write_text("{}")
    (scratch / "executed.ipynb").write_text("{}")
    return scratch


def record_of(there: Path, status: str = "done") -> RunRecord:
    outputs = output_stamps("falls", there / "results", there / "executed.ipynb")
    return RunRecord(
        project="falls",
        status=status,  # type: ignore[arg-type]
        reason="",
        error=None,
        parameters={},
        fingerprint="f0",
        versions={},
        inputs=(),
        outputs=outputs if status == "done" else (),
        start=LONG_AGO,
        end=LONG_AGO,
        seconds=2.5,
        peak_memory_mb=1.0,
        notebook="notebooks/project.ipynb",
    )


def test_a_result_is_put_down_as_it_was_with_our_clock(there: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    returned = collect(record_of(there), there)
    record = put_down(returned, here)
    assert repr(returned) == "Returned(falls)"
    assert (here / "results/figures/effect.csv").read_text() == "x\n"
    assert read_record(here / "results") == record
    start, end = (dt.datetime.fromisoformat(text) for text in (record.start, record.end))
    assert (end - start).total_seconds() == 2.5
    assert abs(dt.datetime.now(dt.UTC) - end) < dt.timedelta(minutes=1)


def test_a_failure_brings_back_its_notebook_only(there: Path, tmp_path: Path) -> None:
    returned = collect(record_of(there, "failed"), there)
    assert [file.path for file in returned.files] == ["executed.ipynb"]
    put_down(returned, tmp_path / "here")
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["executed.ipynb"]
    (there / "executed.ipynb").unlink()
    assert collect(record_of(there, "failed"), there).files == ()


def test_a_result_that_is_not_what_the_record_says_is_refused(there: Path, tmp_path: Path) -> None:
    record = record_of(there)
    more = (*collect(record, there).files, PackedFile.of("results/more.csv", b"x"))
    with pytest.raises(NotebookFailed, match="did not come through"):
        put_down(Returned(record, more), tmp_path)
    with pytest.raises(NotebookFailed, match="did not come through"):
        put_down(replace(collect(record, there), files=()), tmp_path / "empty")
