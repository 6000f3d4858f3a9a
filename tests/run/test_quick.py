"""What is certainly up to date is found without reading settings, and nothing else is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.run.inputs import HUB, hub_task, project_task
from evaluation.run.quick import project_slugs, unchanged
from evaluation.run.record import RunRecord, write_record
from evaluation.run.results import Place, output_stamps
from evaluation.run.staleness import staleness
from evaluation.run.task import Task
from evaluation.workspace import RECORD_NAME, Workspace, open_workspace
from tests.tiny_hub import allow_tables_from

MakeRecord = Callable[..., RunRecord]
YEAR = "2025/26"
ALL = ("falls", "feno", HUB)


def keep(workspace: Workspace, task: Task, make_record: MakeRecord) -> None:
    """Put a result of a task in place."""
    place = Place(workspace.reports, task.slug)
    place.results.mkdir(parents=True)
    place.executed.parent.mkdir(exist_ok=True)
    place.executed.write_text("{}")
    (place.results / "estimates.parquet").write_bytes(b"PAR1PAR1")
    record = make_record(
        project=task.slug,
        fingerprint=task.fingerprint,
        inputs=task.inputs,
        versions=task.versions,
        parameters=task.parameters,
        outputs=output_stamps(task.slug, place.results, place.executed),
    )
    write_record(record, place.results)


@pytest.fixture
def workspace(make_workspace: Callable[..., Workspace], make_record: MakeRecord) -> Workspace:
    """Return a workspace in which everything is up to date."""
    workspace = make_workspace("falls", "feno", audit=True)
    for slug in ("falls", "feno"):
        keep(workspace, project_task(workspace, slug), make_record)
    keep(workspace, hub_task(workspace), make_record)
    return workspace


def test_what_has_not_changed_is_found(workspace: Workspace) -> None:
    assert project_slugs(workspace.root) == ("falls", "feno")
    assert unchanged(workspace.root, ALL, YEAR) == set(ALL)


def test_nothing_is_read_but_files_named_in_the_records(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yaml.load", None)
    assert unchanged(workspace.root, ALL, YEAR) == set(ALL)


def add(path: Path, text: str = "# more\n") -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write(text)


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        ("data/hub.yml", set()),
        ("data/projects/falls/project.yml", {"feno"}),
        ("data/projects/falls/kpi.csv", {"feno", HUB}),
        ("data/projects/falls/audit.csv", {"feno", HUB}),
        ("data/standards/falls.yml", set()),
        ("data/standards/feno.yml", {"falls", "feno"}),
        ("notebooks/project.ipynb", {HUB}),
        ("notebooks/hub.ipynb", {"falls", "feno"}),
        ("reports/results/falls/estimates.parquet", {"feno"}),
        ("reports/executed/falls.ipynb", {"feno", HUB}),
        ("reports/executed/hub.ipynb", {"falls", "feno"}),
    ],
)
def test_a_changed_file_leaves_out_what_rests_on_it(
    workspace: Workspace, changed: str, left: set[str]
) -> None:
    add(workspace.root / changed)
    assert unchanged(workspace.root, ALL, YEAR) == left
    opened = open_workspace(workspace.root)
    found = {slug for slug in ALL if staleness(opened, slug).is_up_to_date}
    assert found == left


@pytest.mark.parametrize(
    ("new", "left"),
    [
        (f"data/projects/falls/{RECORD_NAME}", {"feno", HUB}),
        ("data/projects/plgf/project.yml", {"falls", "feno"}),
        ("data/standards/plgf.yml", {"falls", "feno"}),
        ("data/hub/maturity.csv", {"falls", "feno"}),
        ("reports/results/falls/failed/run.json", {"falls", "feno"}),
    ],
)
def test_a_new_file_leaves_out_what_may_rest_on_it(
    workspace: Workspace, new: str, left: set[str]
) -> None:
    path = workspace.root / new
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}", encoding="utf-8")
    assert unchanged(workspace.root, ALL, YEAR) == left


def test_a_missing_file_leaves_out_what_rests_on_it(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root / "data/projects/falls")
    assert unchanged(workspace.root, ALL, YEAR) == {"feno"}


def test_another_year_another_version_and_another_package_are_changes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, package_folder: Path
) -> None:
    assert unchanged(workspace.root, ALL, "2024/25") == set()
    with monkeypatch.context() as patched:
        patched.setattr("evaluation.run.quick.versions", lambda: {"python": "4"})
        assert unchanged(workspace.root, ALL, YEAR) == set()
    add(package_folder / "its.py")
    assert unchanged(workspace.root, ALL, YEAR) == set()


def test_what_failed_last_or_never_ran_is_not_up_to_date(
    workspace: Workspace, make_record: MakeRecord
) -> None:
    place = Place(workspace.reports, "falls")
    place.failed.mkdir()
    write_record(make_record(status="failed", start="2030-01-01"), place.failed)
    shutil.rmtree(Place(workspace.reports, "feno").results)
    assert unchanged(workspace.root, ("falls", "feno", "nobody"), YEAR) == set()


def test_a_file_that_holds_two_tables_is_found_by_its_own_name(
    make_workspace: Callable[..., Workspace], make_record: MakeRecord
) -> None:
    workspace = make_workspace("falls", audit=True)
    file = workspace.project("falls").file
    both = file.read_text().replace(
        "kpi: kpi.csv, audit: audit.csv", "kpi: kpi.csv, audit: kpi.csv"
    )
    file.write_text(both, encoding="utf-8")
    workspace = open_workspace(workspace.root)
    keep(workspace, project_task(workspace, "falls"), make_record)
    assert unchanged(workspace.root, ["falls"], YEAR) == {"falls"}


def test_a_table_outside_the_workspace_is_left_to_a_closer_look(
    make_workspace: Callable[..., Workspace], make_record: MakeRecord, tmp_path: Path
) -> None:
    workspace = make_workspace("falls")
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    (extracts / "kpi.csv").write_text("kpi,period,value\n", encoding="utf-8")
    file = workspace.project("falls").file
    file.write_text(file.read_text().replace("kpi: kpi.csv", f"kpi: {extracts / 'kpi.csv'}"))
    allow_tables_from(workspace.root, extracts)
    workspace = open_workspace(workspace.root)
    keep(workspace, project_task(workspace, "falls"), make_record)
    assert unchanged(workspace.root, ["falls"], YEAR) == set()
    assert staleness(workspace, "falls").is_up_to_date


def test_a_value_file_that_came_since_is_seen(workspace: Workspace) -> None:
    assert "falls" in unchanged(workspace.root, ["falls"], YEAR)
    workspace.project("falls").value_file.write_text("price_year: 2025/26\n", encoding="utf-8")
    assert "falls" not in unchanged(workspace.root, ["falls"], YEAR)
