"""The manifest names every input and output by its content, and nothing of the machine."""

from __future__ import annotations

import json
from pathlib import Path

from evaluation.provenance import make_manifest, manifest_path, write_manifest
from evaluation.run import FileStamp, RunError, RunRecord, write_record
from evaluation.seeds import SEEDS

SHARED = FileStamp("data/hub.yml", "a" * 64, 10)
LOCK = FileStamp("requirements.lock", "b" * 64, 20)


def ran(root: Path, slug: str, minute: int, *own: FileStamp, status: str = "done") -> None:
    record = RunRecord(
        project=slug,
        status=status,  # type: ignore[arg-type]
        reason="" if status == "done" else "Cell 3 failed.",
        error=None if status == "done" else RunError("ValueError", "", 3),
        parameters={"project": slug, "year": "2025/26"},
        fingerprint="f",
        versions={"python": "3.11.7"},
        inputs=(*own, SHARED, LOCK),
        outputs=(FileStamp(f"reports/executed/{slug}.ipynb", "c" * 64, 30),),
        start=f"2026-06-01T08:{minute:02}:00+00:00",
        end=f"2026-06-01T08:{minute:02}:30+00:00",
        seconds=30.0,
        peak_memory_mb=250.0,
        notebook="notebooks/project.ipynb",
    )
    folder = root / "reports" / "results" / slug
    if status == "failed":
        folder /= "failed"
    folder.mkdir(parents=True)
    write_record(record, folder)


def test_all_that_results_rest_on_is_there_once_with_its_users(tmp_path: Path) -> None:
    own = FileStamp("data/projects/falls/kpi.csv", "d" * 64, 40)
    ran(tmp_path, "falls", 1, own)
    ran(tmp_path, "feno", 2)
    ran(tmp_path, "hub", 3)
    found = make_manifest(tmp_path, ["falls", "feno", "plgf"], "2025/26")
    users = {item.path: item.used_by for item in found.inputs}
    assert users == {
        "data/projects/falls/kpi.csv": ("falls",),
        "data/hub.yml": ("falls", "feno", "hub"),
        "requirements.lock": ("falls", "feno", "hub"),
    }
    assert (found.lock, found.seeds, found.versions) == ("b" * 64, SEEDS, {"python": "3.11.7"})
    assert (found.start[14:16], found.end[14:19]) == ("01", "03:30")
    runs = [(run.project, run.status, run.seconds) for run in found.runs]
    assert runs == [
        ("falls", "done", 30.0),
        ("feno", "done", 30.0),
        ("plgf", "never run", None),
        ("hub", "done", 30.0),
    ]


def test_a_failure_is_told_beside_the_result_of_before(tmp_path: Path) -> None:
    ran(tmp_path, "falls", 1)
    ran(tmp_path, "falls", 5, status="failed")
    (run, _) = make_manifest(tmp_path, ["falls"], "2025/26").runs
    assert (run.status, run.reason) == ("failed", "Cell 3 failed.")
    assert run.end.startswith("2026-06-01T08:01")
    assert len(run.outputs) == 1


def test_the_file_is_json_without_places_on_the_machine(tmp_path: Path) -> None:
    ran(tmp_path, "falls", 1)
    path = write_manifest(tmp_path, ["falls"], "2025/26")
    assert path == manifest_path(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert json.loads(text)["schema"] == 1
    assert str(tmp_path) not in text
    assert str(Path.home()) not in text
    assert write_manifest(tmp_path, ["falls"], "2025/26").read_text(encoding="utf-8") == text


def test_without_a_result_there_is_a_manifest_all_the_same(tmp_path: Path) -> None:
    found = make_manifest(tmp_path, ["falls"], "2025/26")
    assert (found.inputs, found.start, found.lock) == ((), "", "")
