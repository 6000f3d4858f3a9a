"""What comes after a fetch uses the rows that were kept, connects to nothing, and records them."""

from __future__ import annotations

import ast
import json
from dataclasses import asdict
from pathlib import Path

import pytest

import evaluation
from evaluation.checking import checked_workspace
from evaluation.cluster.parcel import open_parcel, pack
from evaluation.errors import InvalidInput
from evaluation.provenance import make_manifest
from evaluation.run import RunSettings, SilentDisplay, last_good, run_projects, staleness, stamps
from evaluation.run.inputs import project_task
from evaluation.run.task import Task
from evaluation.running import bring_up_to_date
from evaluation.tables import read_kpi_table
from evaluation.verification import verify
from evaluation.workspace import open_workspace
from tests.run.conftest import HUB_PARAMETERS, WRITE, write_notebook
from tests.warehouse.conftest import ADDRESS, PASSWORD, SQL, Fill, Hub

READ = """\
import os
import sys
from pathlib import Path
from evaluation.tables import read_kpi_table
from evaluation.workspace import open_workspace
opened = open_workspace(Path(workspace))
table, findings = read_kpi_table(opened, opened.project(project))
initial = Path("/proc/self/environ")
started = initial.read_bytes() if initial.exists() else b""
names = sorted(name for name in os.environ if "DATABASE" in name)
print([len(table), names, b"geheim" in started], file=sys.stderr)
"""


@pytest.fixture
def notebooks(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """A workspace with notebooks of its own, and a small package in the place of ours."""
    folder = tmp_path / "repository" / "evaluation"
    folder.mkdir(parents=True)
    monkeypatch.setattr(stamps, "PACKAGE_FOLDER", folder)
    write_notebook(hub.root / "notebooks" / "project.ipynb", READ, WRITE)
    write_notebook(hub.root / "notebooks" / "hub.ipynb", "year", parameters=HUB_PARAMETERS)
    return hub


def test_only_one_room_can_connect() -> None:
    package = Path(evaluation.__file__).parent
    drivers = {"sqlalchemy", "psycopg", "pyodbc", "sqlite3"}
    rooms = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
        + [alias.name for alias in node.names]
        if name.partition(".")[0] in drivers
    }
    assert rooms == {"warehouse"}


def test_a_task_rests_on_the_rows_and_the_text_and_not_on_the_date(
    notebooks: Hub, fill: Fill
) -> None:
    notebooks.fetch()
    first = project_task(open_workspace(notebooks.root), "falls")
    paths = [item.path for item in first.inputs]
    assert "data/projects/falls/.warehouse/kpi.parquet" in paths
    assert "data/projects/falls/kpi.sql" in paths
    assert not any(path.endswith("kpi.json") for path in paths)
    notebooks.fetch()
    again = project_task(open_workspace(notebooks.root), "falls")
    assert again.fingerprint == first.fingerprint
    fill("UPDATE counts SET value = 5 WHERE period = '2023-05'")
    notebooks.fetch()
    changed = project_task(open_workspace(notebooks.root), "falls")
    assert changed.fingerprint != first.fingerprint
    assert Task.from_plain(json.loads(json.dumps(asdict(changed)))) == changed


@pytest.mark.slow
def test_a_run_and_its_verification_use_what_was_fetched_and_record_it(
    notebooks: Hub, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{ADDRESS}_PASSWORD", PASSWORD)
    notebooks.fetch()
    (notebooks.root / "warehouse.sqlite").unlink()
    workspace, _ = checked_workspace(notebooks.root)
    settings = RunSettings(jobs=1)
    run_projects(workspace, settings=settings, display=SilentDisplay()).raise_failures()
    record = last_good(workspace.results / "falls")
    assert record is not None
    (query,) = record.queries
    assert (query.text, query.rows, query.database) == (SQL, 24, "WAREHOUSE")
    executed = (workspace.executed / "falls.ipynb").read_text(encoding="utf-8")
    assert "[24, [], False]" in executed
    (used,) = make_manifest(notebooks.root, ["falls"], "2025/26").queries
    assert (used.project, used.fetch) == ("falls", query)
    assert query.sha256 in {item.sha256 for item in record.inputs}
    assert staleness(workspace, "falls").is_up_to_date
    verified = verify(
        workspace, ["falls"], year="2025/26", settings=settings, display=SilentDisplay()
    )
    assert verified.is_same
    for path in notebooks.root.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert PASSWORD.encode() not in content
            assert b"warehouse.sqlite" not in content


def test_a_run_does_not_fetch_by_itself(notebooks: Hub, fill: Fill) -> None:
    with pytest.raises(InvalidInput) as refused:
        bring_up_to_date(
            notebooks.root,
            year=None,
            settings=RunSettings(jobs=1),
            display=SilentDisplay(),
            check=lambda slugs: checked_workspace(notebooks.root, slugs)[0],
        )
    assert "Run 'evaluation fetch falls'." in str(refused.value.findings[0])
    assert not notebooks.parquet.exists()


def test_a_worker_that_sees_no_disk_of_ours_reads_the_same_rows(
    notebooks: Hub, fill: Fill, tmp_path: Path
) -> None:
    notebooks.fetch()
    workspace = open_workspace(notebooks.root)
    root, _ = open_parcel(pack(workspace, project_task(workspace, "falls")), tmp_path / "box")
    arrived = open_workspace(root)
    ours = read_kpi_table(workspace, workspace.project("falls"))
    theirs = read_kpi_table(arrived, arrived.project("falls"))
    assert theirs[1] == ours[1]
    assert theirs[0] is not None
    assert theirs[0].equals(ours[0])


def test_a_kernel_by_hand_refuses_rows_of_another_query(hub: Hub, fill: Fill) -> None:
    hub.fetch()
    hub.ask(f"{SQL} -- changed")
    workspace = open_workspace(hub.root)
    table, (finding,) = read_kpi_table(workspace, workspace.project("falls"))
    assert table is None
    assert "is another than that which was fetched" in finding.sentence
