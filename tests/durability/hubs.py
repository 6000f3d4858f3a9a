"""Hubs of two small projects whose results were made by hand, for commands that need them."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import nbformat
import pandas as pd

from evaluation.estimate import Estimate, estimates_frame
from evaluation.provenance import write_manifest
from evaluation.release import published_state
from evaluation.run import HUB, hub_task, project_task
from evaluation.workspace import FinancialYear, Workspace, open_workspace
from evaluation.workspace.quality_assurance import record_path, template
from tests.done_run import note_done
from tests.durability.harness import REPOSITORY
from tests.tiny_hub import write_tiny_hub

YEAR = FinancialYear(2025)
SLUGS = ("falls", "feno")
MASTERS = ("annual-report.qmd", "quarterly-report.qmd")
TABLES = """\
tables: {kpi: kpi.csv}
kpis:
  - {id: stay, label: Days in hospital, definition: Mean days., kind: mean, unit: days,
     domain: efficiency, direction: decrease, source: Made for a test}
its:
  - {id: main, kpi: stay, question: Did it change, prespecified: {on: 2025-03-01, by: Analyst}}
"""


def write_hub(root: Path) -> Path:
    """Write a hub of two projects that have never run, with the masters of its reports."""
    write_tiny_hub(root, *SLUGS)
    for slug in SLUGS:
        folder = root / "data" / "projects" / slug
        with (folder / "project.yml").open("a", encoding="utf-8") as stream:
            stream.write(TABLES)
        months = pd.period_range("2023-04", "2026-03", freq="M").astype(str)
        values = [7 + n % 3 for n in range(len(months))]
        table = pd.DataFrame({"kpi": "stay", "period": months, "value": values, "n": 30})
        table.to_csv(folder / "kpi.csv", index=False)
    for part in ("parts", "theme"):
        left_out = shutil.ignore_patterns("fonts")
        shutil.copytree(REPOSITORY / "reports" / part, root / "reports" / part, ignore=left_out)
    for name in MASTERS:
        shutil.copy(REPOSITORY / "reports" / name, root / "reports" / name)
    shutil.copy(REPOSITORY / "_quarto.yml", root / "_quarto.yml")
    return root


def leave_results(root: Path) -> Path:
    """Leave what good runs leave, so that no notebook needs to run."""
    workspace = open_workspace(root)
    for slug in (*SLUGS, HUB):
        _leave(workspace, slug)
    write_manifest(root, SLUGS, str(YEAR))
    return root


def _leave(workspace: Workspace, slug: str) -> None:
    results = workspace.results / slug
    executed = workspace.executed / f"{slug}.ipynb"
    (results / "figures").mkdir(parents=True, exist_ok=True)
    executed.parent.mkdir(parents=True, exist_ok=True)
    cells = [nbformat.v4.new_markdown_cell(f"# Of {slug} {{#sec-{slug}}}\n\nIt is well.", id="a")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), executed)
    own = [] if slug == HUB else [_estimate(slug)]
    estimates_frame(own).to_parquet(results / "estimates.parquet", index=False)
    checks = {"project": [slug], "analysis": ["its"], "outcome": ["stay"], "check": ["Points"]}
    frame = pd.DataFrame({**checks, "passed": [True], "statement": ["There are enough."]})
    frame.to_parquet(results / "checks.parquet", index=False)
    make = hub_task(workspace, str(YEAR)) if slug == HUB else None
    task = make or project_task(workspace, slug, str(YEAR))
    note_done(task, results, executed)


def _estimate(slug: str) -> Estimate:
    return Estimate(
        analysis="its",
        outcome="stay",
        measure="relative difference",
        unit="%",
        value=-2.0,
        lower=-3.0,
        upper=-1.0,
        n=24,
        method="ordinary least squares",
        period="2026-03",
        provenance="synthetic",
        project=slug,
        label="Days in hospital",
    )


def review(root: Path) -> Path:
    """Write a record of quality assurance in which all is well."""
    text = template(YEAR, published_state(open_workspace(root))).replace("answer:", "answer: yes")
    text = text.replace("    comment:\n", "").replace("    comment:", "")
    text = text.replace("date:", f"date: {dt.date(2026, 6, 20)}")
    text = text.replace("prepared_by:", "prepared_by: Analyst of the hub")
    path = record_path(root, YEAR)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("- role:", "- role: Head of evaluation"), encoding="utf-8")
    return path
