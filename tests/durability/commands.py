"""Every command that writes, with what it is tried on."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from evaluation.publish import FORMATS
from evaluation.release import published_state, write_publication
from evaluation.release.readiness import STEM
from evaluation.workspace import open_workspace
from tests.docs.trying import make_workspace
from tests.durability.harness import Writing
from tests.durability.hubs import YEAR, leave_results, review, write_hub
from tests.run.conftest import HUB_PARAMETERS, WRITE, write_notebook
from tests.warehouse.conftest import ADDRESS, KPIS, SQL, TABLES

FUNNEL = """\
data: wards.csv
unit: ward
numerator: fell
denominator: stays
better: decrease
label: Falls
"""
MET = (148, 152, 150, 147, 153, 149, 151, 150, 90)
WARDS = "ward,fell,stays\n" + "".join(f"W{number},{met},200\n" for number, met in enumerate(MET))
PROJECT = (
    *("new", "project", "plgf", "--title", "PlGF", "--programme", "local-priority"),
    *("--go-live", "2024-10-01", "--site", "A", "--clinical-lead", "Nurse", "--owner", "Director"),
    *("--kpi", "Tests", "--kind", "count", "--unit", "tests", "--direction", "increase"),
    *("--domain", "safety", "--first-month", "2023-01", "--audit", "none"),
)


def nothing(root: Path) -> None:
    """Make nothing."""


def empty_clone(root: Path) -> None:
    """Make a folder that counts as empty."""
    (root / ".git").mkdir(parents=True)


def ready_results(root: Path) -> None:
    """Make a hub whose notebooks have run."""
    leave_results(write_hub(root))


def published(root: Path) -> None:
    """Make a hub whose year may be sealed, with a report that was made by hand."""
    ready_results(root)
    workspace = open_workspace(root)
    output = workspace.reports / "output"
    output.mkdir()
    paths = [output / f"annual-report.{ending}" for ending in FORMATS]
    for path in paths:
        path.write_text("the report", encoding="utf-8")
    write_publication(output, STEM, str(YEAR), published_state(workspace), paths)
    review(root)


def audited(root: Path) -> None:
    """Make a hub of one project of the demonstration, which has an audit."""
    make_workspace("plgf", root)


def hub_with_spec(root: Path) -> None:
    """Make a hub with the spec of a funnel beside it."""
    write_hub(root)
    root.with_name("funnel.yml").write_text(FUNNEL, encoding="utf-8")
    root.with_name("wards.csv").write_text(WARDS, encoding="utf-8")


def hub_with_database(root: Path) -> None:
    """Make a hub with a query, and the database of it."""
    write_hub(root)
    folder = root / "data" / "projects" / "falls"
    file = folder / "project.yml"
    head = file.read_text(encoding="utf-8").partition("tables:")[0]
    file.write_text(head + TABLES + KPIS, encoding="utf-8")
    (folder / "kpi.sql").write_text(SQL, encoding="utf-8")
    with closing(sqlite3.connect(root / "warehouse.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE counts (kpi TEXT, period TEXT, value INTEGER)")
        connection.execute("INSERT INTO counts VALUES ('falls', '2025-04', 7)")


def with_notebook(root: Path) -> None:
    """Make a hub of one project whose notebook only writes what it must."""
    write_hub(root)
    shutil.rmtree(root / "data" / "projects" / "feno")
    write_notebook(root / "notebooks" / "project.ipynb", "from pathlib import Path", WRITE)
    write_notebook(root / "notebooks" / "hub.ipynb", "assert year", parameters=HUB_PARAMETERS)


IN_HUB = ("--workspace", "hub")
COLD = {"EVALUATION_KERNELS": "ordinary"}  # no server of kernels, which takes seconds to load
DATABASE = {ADDRESS: "sqlite:///warehouse.sqlite"}
COMMANDS = {
    "new hub": Writing(("new", "hub", "hub", "--name", "A", "--year", "2025/26"), nothing, blows=3),
    "new hub in an empty clone": Writing(
        ("new", "hub", "hub", "--name", "A", "--year", "2025/26"), empty_clone, blows=3
    ),
    "new project": Writing((*PROJECT, *IN_HUB), write_hub, blows=3),
    "template": Writing(("template", "kpi", "--to", "form.xlsx", *IN_HUB), write_hub),
    "export": Writing(("export", "baseline-assessment", "--to", "form.xlsx", *IN_HUB), audited),
    "prespecify": Writing(("prespecify", "--date", "2026-01-01", *IN_HUB), write_hub),
    "copy-notebook": Writing(("copy-notebook", "falls", *IN_HUB), write_hub),
    "funnel --figure": Writing(("funnel", "funnel.yml", "--figure", "f.svg"), hub_with_spec),
    "fetch": Writing(("fetch", *IN_HUB), hub_with_database, environment=DATABASE, blows=3),
    "review": Writing(("review", "2025/26", "--write", *IN_HUB), ready_results),
    "report": Writing(
        ("report", "--to", "html", "--engine", "embedded", *IN_HUB), ready_results, (2, 4), 1, COLD
    ),
    "release": Writing(("release", "2025/26", "--date", "2026-06-30", *IN_HUB), published, blows=3),
}
RUN = Writing(("run", *IN_HUB), with_notebook, (2, 3), 2, COLD)
