"""run.json: written whole, read strictly."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.run.record import (
    FileStamp,
    RunError,
    RunRecord,
    read_record,
    write_record,
)

MakeRecord = Callable[..., RunRecord]


def test_a_record_survives_the_journey_to_disk(tmp_path: Path, make_record: MakeRecord) -> None:
    record = make_record(
        status="failed",
        reason="Cell 2 of 3 failed.",
        error=RunError("ValueError", "short", 2),
        outputs=(FileStamp("reports/results/falls/checks.parquet", "bb", 8),),
    )
    write_record(record, tmp_path)
    assert read_record(tmp_path) == record


def test_the_file_holds_what_design_promises(tmp_path: Path, make_record: MakeRecord) -> None:
    path = write_record(make_record(), tmp_path)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert path.name == "run.json"
    assert list(content) == [
        "project",
        "status",
        "reason",
        "error",
        "parameters",
        "fingerprint",
        "versions",
        "inputs",
        "outputs",
        "start",
        "end",
        "seconds",
        "peak_memory_mb",
        "notebook",
        "queries",
    ]
    assert content["inputs"] == [{"path": "data/hub.yml", "sha256": "aa", "bytes": 3}]


def test_no_record_reads_as_none(tmp_path: Path) -> None:
    assert read_record(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"error": null, "inputs": [1]}', "null"])
def test_a_damaged_record_reads_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text)
    assert read_record(tmp_path) is None
