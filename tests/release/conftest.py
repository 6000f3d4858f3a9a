"""A hub of two projects whose year is published and reviewed, without a notebook having run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from evaluation.estimate import Estimate, estimates_frame
from evaluation.release import published_state, seal, write_publication
from evaluation.run import HUB, hub_task, project_task, stamps
from evaluation.workspace import FinancialYear, Workspace, open_workspace
from evaluation.workspace.quality_assurance import record_path, template
from tests.done_run import note_done
from tests.tiny_hub import write_tiny_hub

YEAR = FinancialYear(2025)
DAY = dt.date(2026, 6, 30)
TABLES = """\
tables: {kpi: kpi.csv}
kpis:
  - id: stay
    label: Days in hospital
    definition: Mean days in hospital.
    kind: mean
    unit: days
    domain: efficiency
    direction: decrease
    source: Made for a test
"""
KPI = "kpi,period,value\nstay,2025-04,7\n"

Keep = Callable[..., None]


def estimate(project: str = "falls", **changes: object) -> Estimate:
    """Return an estimate of a project; keywords replace fields."""
    plain = Estimate(
        analysis="kpi",
        outcome="stay",
        measure="difference",
        unit="days",
        value=-2.0,
        lower=-3.0,
        upper=-1.0,
        n=24,
        method="Welch's t",
        period="2025-04 to 2026-03",
        provenance="synthetic",
        project=project,
        label="Days in hospital",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def package_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a small package in the place of ours."""
    folder = tmp_path / "package" / "evaluation"
    folder.mkdir(parents=True)
    (folder / "its.py").write_text("a = 1\n", encoding="utf-8")
    for name in ("project", "hub"):
        notebook = folder / "notebooks" / f"{name}.ipynb"
        notebook.parent.mkdir(exist_ok=True)
        notebook.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(stamps, "PACKAGE_FOLDER", folder)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a hub of two projects."""
    root = write_tiny_hub(tmp_path / "hub", "falls", "feno")
    for slug in ("falls", "feno"):
        folder = root / "data" / "projects" / slug
        with (folder / "project.yml").open("a", encoding="utf-8") as stream:
            stream.write(TABLES)
        (folder / "kpi.csv").write_text(KPI, encoding="utf-8")
    return root


@pytest.fixture
def keep() -> Keep:
    """Return a function that puts results of all projects and the hub in place."""

    def put(root: Path, estimates: Iterable[Estimate], year: str = str(YEAR)) -> None:
        workspace = open_workspace(root)
        listed = list(estimates)
        for folder in workspace.projects:
            own = [item for item in listed if item.project == folder.slug]
            _put(workspace, folder.slug, year, own)
        _put(workspace, HUB, year, [])

    return put


def _put(workspace: Workspace, slug: str, year: str, estimates: list[Estimate]) -> None:
    results = workspace.results / slug
    executed = workspace.executed / f"{slug}.ipynb"
    results.mkdir(parents=True, exist_ok=True)
    executed.parent.mkdir(parents=True, exist_ok=True)
    executed.write_text("{}", encoding="utf-8")
    estimates_frame(estimates).to_parquet(results / "estimates.parquet", index=False)
    checks = pd.DataFrame({"project": [slug], "name": ["Enough months"], "passed": [False]})
    checks.to_parquet(results / "checks.parquet", index=False)
    task = hub_task(workspace, year) if slug == HUB else project_task(workspace, slug, year)
    note_done(task, results, executed)


def publish(root: Path, year: FinancialYear = YEAR) -> None:
    """Write documents, the note of what they were made from, and a manifest."""
    workspace = open_workspace(root)
    output = workspace.reports / "output"
    output.mkdir(exist_ok=True)
    paths = [output / f"annual-report.{ending}" for ending in ("html", "pdf", "docx")]
    for path in paths:
        path.write_text(f"the report of {year}", encoding="utf-8")
    write_publication(output, "annual-report", str(year), published_state(workspace), paths)
    (workspace.results / "manifest.json").write_text("{}", encoding="utf-8")


def review(root: Path, year: FinancialYear = YEAR) -> Path:
    """Write a record of quality assurance in which all is well."""
    state = published_state(open_workspace(root))
    text = template(year, state).replace("answer:", "answer: yes").replace("    comment:\n", "")
    text = text.replace("    comment:", "").replace("date:", "date: 2026-06-20")
    text = text.replace("prepared_by:", "prepared_by: Analyst of the hub")
    path = record_path(root, year)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("- role:", "- role: Head of evaluation"), encoding="utf-8")
    return path


@pytest.fixture
def published(root: Path, keep: Keep) -> Path:
    """Return the folder of a hub whose year may be sealed."""
    keep(root, [estimate("falls"), estimate("feno", value=1.0, lower=0.5, upper=1.5)])
    publish(root)
    review(root)
    return root


@pytest.fixture
def sealed(published: Path) -> Path:
    """Return the folder of a hub whose year is sealed."""
    seal(open_workspace(published), YEAR, DAY)
    return published
