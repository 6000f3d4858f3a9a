"""What a run rests on, by content."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.run import stamps
from evaluation.run.inputs import (
    hub_task,
    notebook_path,
    project_task,
    survey,
)
from evaluation.run.stamps import package_stamp, stamp, versions
from evaluation.run.task import Task
from evaluation.workspace import Workspace, open_workspace
from tests.tiny_hub import allow_tables_from

MakeWorkspace = Callable[..., Workspace]


def paths_of(task: Task) -> list[str]:
    return [item.path for item in task.inputs]


def test_a_project_rests_on_its_own_files_and_the_shared_ones(
    make_workspace: MakeWorkspace,
) -> None:
    paths = paths_of(project_task(make_workspace("falls", "feno"), "falls"))
    assert paths[:3] == [
        "notebooks/project.ipynb",
        "data/projects/falls/project.yml",
        "data/projects/falls/kpi.csv",
    ]
    assert {"data/hub.yml", "evaluation"} <= set(paths)
    assert not any("feno" in path or "standards" in path for path in paths)


def test_an_audit_rests_on_the_standard_it_uses_only(make_workspace: MakeWorkspace) -> None:
    paths = paths_of(project_task(make_workspace("falls", audit=True), "falls"))
    assert "data/standards/falls.yml" in paths
    assert "data/standards/feno.yml" not in paths
    assert "data/projects/falls/audit.csv" in paths


def test_inputs_never_tell_places_on_the_machine(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("falls")
    file = workspace.project("falls").file
    outside = workspace.root.parent / "extracts" / "elsewhere.csv"
    outside.parent.mkdir()
    outside.write_text("kpi\n")
    allow_tables_from(workspace.root, outside.parent)
    file.write_text(file.read_text().replace("kpi.csv", str(outside)))
    task = project_task(open_workspace(workspace.root), "falls")
    assert "elsewhere.csv" in paths_of(task)
    assert not any(path.startswith("/") for path in paths_of(task))


def test_tables_outside_with_one_name_are_kept_apart(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("falls", audit=True)
    file = workspace.project("falls").file
    text = file.read_text()
    for kind in ("kpi", "audit"):
        table = workspace.root.parent / kind / "table.csv"
        table.parent.mkdir()
        table.write_text(kind)
        text = text.replace(f"{kind}.csv", str(table))
    file.write_text(text)
    allow_tables_from(workspace.root, *(workspace.root.parent / kind for kind in ("kpi", "audit")))
    paths = paths_of(project_task(open_workspace(workspace.root), "falls"))
    assert {"table.csv", "table.csv (audit)"} <= set(paths)


def test_the_year_is_the_hubs_unless_given(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("falls")
    assert project_task(workspace, "falls").parameters == {"project": "falls", "year": "2025/26"}
    assert project_task(workspace, "falls", "2024/25").parameters["year"] == "2024/25"


def test_the_fingerprint_follows_content_parameters_and_versions(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace("falls")
    task = project_task(workspace, "falls")
    assert project_task(workspace, "falls").fingerprint == task.fingerprint
    (workspace.root / "data" / "projects" / "falls" / "kpi.csv").write_text("kpi\n")
    others = [
        project_task(workspace, "falls"),
        project_task(workspace, "falls", "2024/25"),
        replace(task, versions={"python": "4"}),
    ]
    assert len({item.fingerprint for item in [task, *others]}) == 4


def test_a_task_survives_json(make_workspace: MakeWorkspace) -> None:
    task = project_task(make_workspace("falls"), "falls")
    again = Task.from_plain(json.loads(json.dumps(asdict(task))))
    assert again == task
    assert again.fingerprint == task.fingerprint


def test_the_hub_rests_on_every_projects_results(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("falls", "feno")
    failed = workspace.results / "feno" / "failed"
    failed.mkdir(parents=True)
    (failed / "run.json").write_text("{}")
    own = workspace.root / "data" / "hub"
    own.mkdir()
    (own / "maturity.csv").write_text("domain\n")
    (own / ".hidden").write_text("")
    paths = paths_of(hub_task(workspace))
    assert {
        "notebooks/hub.ipynb",
        "data/projects/feno/project.yml",
        "data/standards/feno.yml",
        "reports/results/falls/estimates.parquet",
        "reports/results/feno/failed/run.json",
        "data/hub/maturity.csv",
    } <= set(paths)
    assert "data/hub/.hidden" not in paths


def test_a_workspace_without_notebooks_uses_those_of_the_package(
    make_workspace: MakeWorkspace, package_folder: Path
) -> None:
    workspace = make_workspace("falls")
    beside = package_folder.parent / "notebooks" / "project.ipynb"
    beside.parent.mkdir()
    (workspace.root / "notebooks" / "project.ipynb").rename(beside)
    assert notebook_path(workspace.root, "project") == beside
    beside.unlink()
    with pytest.raises(InvalidInput, match=r"notebooks/project\.ipynb is missing"):
        notebook_path(workspace.root, "project")


def test_a_missing_file_has_an_empty_stamp(tmp_path: Path) -> None:
    assert stamp(tmp_path / "none.csv", "none.csv").sha256 == ""


def test_the_package_is_one_stamp_that_publishing_does_not_change(tmp_path: Path) -> None:
    package = tmp_path / "package"
    for name in ("its/fit.py", "publish/pdf.py", "cli.py", "its/notes.txt"):
        (package / name).parent.mkdir(exist_ok=True, parents=True)
        (package / name).write_text("a = 1\n")
    before = package_stamp(package)
    for name in ("publish/pdf.py", "cli.py", "its/notes.txt"):
        (package / name).write_text("a = 2\n")
    assert package_stamp(package) == before
    (package / "its" / "fit.py").write_text("a = 2\n")
    assert package_stamp(package).sha256 != before.sha256


def test_a_lock_file_is_an_input_where_there_is_one(
    make_workspace: MakeWorkspace, package_folder: Path
) -> None:
    workspace = make_workspace("falls")
    assert "requirements.lock" not in [item.path for item in survey(workspace).shared]
    (package_folder.parent / "requirements.lock").write_text("numpy==2\n")
    assert "requirements.lock" in [item.path for item in survey(workspace).shared]


def test_versions_leave_out_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "PACKAGES_THAT_MATTER", ("numpy", "not-there"))
    assert set(versions()) == {"python", "evaluation", "numpy"}


def test_the_record_of_pre_specification_is_an_input_where_there_is_one(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace("falls")
    without = project_task(workspace, "falls")
    assert not any("prespecification" in path for path in paths_of(without))
    file = workspace.project("falls").record_file
    file.write_text("analyses: {}\n", encoding="utf-8")
    task = project_task(open_workspace(workspace.root), "falls")
    assert "data/projects/falls/prespecification.yml" in paths_of(task)
    assert task.fingerprint != without.fingerprint


def test_the_value_file_and_the_deflator_it_may_need_are_inputs_where_they_are(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace("falls")
    deflator = workspace.root / "data" / "deflator.csv"
    deflator.write_text("year,index,source\n2024/25,100,T\n", encoding="utf-8")
    without = project_task(workspace, "falls")
    assert "data/deflator.csv" not in paths_of(without)
    workspace.project("falls").value_file.write_text("price_year: 2025/26\n", encoding="utf-8")
    task = project_task(open_workspace(workspace.root), "falls")
    assert {"data/projects/falls/value.yml", "data/deflator.csv"} <= set(paths_of(task))
    deflator.write_text("year,index,source\n2024/25,101,T\n", encoding="utf-8")
    changed = project_task(open_workspace(workspace.root), "falls")
    assert len({item.fingerprint for item in (without, task, changed)}) == 3


def test_the_hub_rests_on_the_value_of_projects_and_on_the_register_of_the_mandate(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace("falls")
    results = workspace.results / "falls"
    results.mkdir(parents=True)
    for name in ("estimates.parquet", "checks.parquet", "value.json"):
        (results / name).write_text("{}", encoding="utf-8")
    (workspace.root / "data" / "medtech-mandate.yml").write_text("products: []\n", encoding="utf-8")
    paths = paths_of(hub_task(workspace))
    assert {"reports/results/falls/value.json", "data/medtech-mandate.yml"} <= set(paths)
