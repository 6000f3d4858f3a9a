"""Whether a result is up to date, and why not, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.run.inputs import hub_task, project_task
from evaluation.run.record import FileStamp, RunError, RunRecord, write_record
from evaluation.run.results import Place, output_stamps
from evaluation.run.staleness import Staleness, differences, staleness
from evaluation.workspace import Workspace, open_workspace

MakeWorkspace = Callable[..., Workspace]
MakeRecord = Callable[..., RunRecord]


@pytest.fixture
def workspace(make_workspace: MakeWorkspace, make_record: MakeRecord) -> Workspace:
    """Return a workspace whose projects falls and feno are up to date."""
    workspace = make_workspace("falls", "feno")
    for slug in ("falls", "feno"):
        task = project_task(workspace, slug)
        place = Place(workspace.reports, slug)
        place.results.mkdir(parents=True)
        place.executed.parent.mkdir(exist_ok=True)
        place.executed.write_text("{}")
        (place.results / "estimates.parquet").write_bytes(b"PAR1PAR1")
        record = make_record(
            project=slug,
            fingerprint=task.fingerprint,
            inputs=task.inputs,
            versions=task.versions,
            parameters=task.parameters,
            outputs=output_stamps(slug, place.results, place.executed),
        )
        write_record(record, place.results)
    return workspace


def test_nothing_changed_is_up_to_date(workspace: Workspace) -> None:
    assert staleness(workspace, "falls") == Staleness("up to date")
    assert staleness(workspace, "falls").is_up_to_date


def test_a_project_that_never_ran_says_so(make_workspace: MakeWorkspace) -> None:
    assert staleness(make_workspace("falls"), "falls").status == "never run"


def test_a_changed_table_is_named(workspace: Workspace) -> None:
    (workspace.root / "data/projects/falls/kpi.csv").write_text("kpi\n")
    assert staleness(workspace, "falls") == Staleness("stale", ("kpi.csv has changed",))


def test_prose_in_one_project_makes_only_that_project_stale(workspace: Workspace) -> None:
    file = workspace.project("falls").file
    file.write_text(file.read_text().replace("A tiny project.", "A small project."))
    again = open_workspace(workspace.root)
    assert staleness(again, "falls") == Staleness("stale", ("project.yml has changed",))
    assert staleness(again, "feno").is_up_to_date


def test_a_missing_and_a_new_file_are_told_apart(workspace: Workspace) -> None:
    (workspace.root / "data/projects/falls/kpi.csv").unlink()
    assert staleness(workspace, "falls").reasons == ("kpi.csv is missing",)


def test_a_changed_package_is_told_in_words(workspace: Workspace, package_folder: Path) -> None:
    (package_folder / "its.py").write_text("a = 2\n")
    assert staleness(workspace, "falls").reasons == ("the analysis package has changed",)


def test_another_year_is_stale(workspace: Workspace) -> None:
    reasons = staleness(workspace, "falls", "2024/25").reasons
    assert reasons == ("the parameter year has changed from 2025/26 to 2024/25",)


def test_another_version_is_stale(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = project_task(workspace, "falls").versions
    monkeypatch.setattr("evaluation.run.inputs.versions", lambda: {**before, "numpy": "99"})
    was = before["numpy"]
    reasons = staleness(workspace, "falls").reasons
    assert reasons == (f"the version of numpy has changed from {was} to 99",)


def test_corrupted_output_is_stale(workspace: Workspace) -> None:
    (workspace.results / "falls" / "estimates.parquet").write_bytes(b"PAR1")
    (workspace.executed / "falls.ipynb").unlink()
    assert staleness(workspace, "falls").reasons == (
        "estimates.parquet is missing or damaged",
        "falls.ipynb is missing or damaged",
    )


def test_a_damaged_record_is_stale(workspace: Workspace) -> None:
    (workspace.results / "falls" / "run.json").write_text("{")
    assert staleness(workspace, "falls") == Staleness("stale", ("run.json is damaged",))


def test_a_failed_attempt_after_a_good_one_is_failed_and_tells_what_changed(
    workspace: Workspace, make_record: MakeRecord
) -> None:
    task = project_task(workspace, "falls")
    apart = workspace.results / "falls" / "failed"
    apart.mkdir()
    failed = make_record(
        status="failed",
        reason="Cell 3 of 5 failed.",
        error=RunError("ValueError", "", 3),
        start="2026-05-01T08:00:00.000+00:00",
        fingerprint=task.fingerprint,
    )
    write_record(failed, apart)
    assert staleness(workspace, "falls") == Staleness("failed", ("Cell 3 of 5 failed.",))
    write_record(
        replace(failed, fingerprint="old", inputs=task.inputs, versions=task.versions), apart
    )
    (workspace.root / "data/projects/falls/kpi.csv").write_text("kpi\n")
    assert staleness(workspace, "falls").reasons == ("Cell 3 of 5 failed.", "kpi.csv has changed")


def test_inputs_that_share_a_name_are_told_by_their_path(
    workspace: Workspace, make_record: MakeRecord
) -> None:
    task = hub_task(workspace)
    record = make_record(
        fingerprint="old",
        inputs=(
            *(replace(item, sha256="x") for item in task.inputs if "project.yml" in item.path),
            *(item for item in task.inputs if "project.yml" not in item.path),
            FileStamp("data/gone.csv", "x", 1),
        ),
        parameters=task.parameters,
        versions=task.versions,
    )
    assert differences(task, record) == (
        "data/projects/falls/project.yml has changed",
        "data/projects/feno/project.yml has changed",
        "gone.csv is no longer used",
    )


def test_an_input_that_was_missing_is_new(workspace: Workspace, make_record: MakeRecord) -> None:
    task = project_task(workspace, "falls")
    was = tuple(item for item in task.inputs if not item.path.endswith("kpi.csv"))
    facts = {"parameters": task.parameters, "versions": task.versions, "fingerprint": "old"}
    assert differences(task, make_record(inputs=was, **facts)) == ("kpi.csv is new",)


def test_the_hub_has_a_staleness_too(workspace: Workspace) -> None:
    assert staleness(workspace, "hub").status == "never run"


def test_an_unknown_project_is_refused(workspace: Workspace) -> None:
    with pytest.raises(InvalidInput, match="Did you mean 'falls'"):
        staleness(workspace, "fals")
