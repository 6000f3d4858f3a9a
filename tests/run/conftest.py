"""A tiny workspace whose notebook does what each project's own `cell.py` says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import nbformat
import pytest

from evaluation.run import stamps
from evaluation.run.record import FileStamp, RunRecord
from evaluation.workspace import Workspace, open_workspace

HUB = """\
name: Tiny Hub
short_name: Tiny
reporting_year: 2025/26
provenance: synthetic
notice: Synthetic data.
licence: MIT
hosts:
  - {name: Tiny Trust, from: 2020-04-01}
"""

PROJECT = """\
title: Project {slug}
summary: A tiny project.
programme: local-priority
provenance: synthetic
sites: [{{name: Ward 1}}]
roles: {{clinical_lead: Consultant, senior_responsible_owner: Director}}
dates: {{go_live: 2025-04-01}}
tables: {{kpi: kpi.csv}}
kpis:
  - id: falls
    label: Falls
    definition: Falls with harm
    kind: count
    unit: falls
    domain: safety
    direction: decrease
    source: Incident system
{more}"""

STANDARD = """\
topic: {topic}
title: Standard {topic}
guidelines:
  - {{id: NG-{topic}, title: A guideline, published: 2020-01-01, valid_from: 2020-01-01}}
criteria:
  - id: {topic}-1
    guideline: NG-{topic}
    statement: It is done
    numerator: Done
    denominator: All
    target_origin: local
    valid_from: 2020-01-01
    evidence: checked
"""

AUDIT = """\
audit:
  cycles: [{id: first, name: First, from: 2025-04-01, to: 2025-06-30}]
  criteria: [{id: falls-1}]
"""

PARAMETERS = 'project = "falls"\nworkspace = ""\nyear = ""\nresults = ""'
HUB_PARAMETERS = 'workspace = ""\nyear = ""\nresults = ""'
BEHAVIOUR = """\
from pathlib import Path
own = Path(workspace, "data", "projects", project, "cell.py")
exec(own.read_text() if own.is_file() else "pass")"""
WRITE = """\
folder = Path(results)
for name in ("estimates", "checks"):
    (folder / f"{name}.parquet").write_bytes(b"PAR1 " + project.encode() + b" of PAR1")
(folder / "figures").mkdir()
_ = (folder / "figures" / "effect.csv").write_text(f"project,year\\n{project},{year}\\n")"""

MakeNotebook = Callable[..., Path]
MakeWorkspace = Callable[..., Workspace]


def write_notebook(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    """Write a notebook with a title, the cell of parameters and code cells."""
    tagged = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    made = [nbformat.v4.new_markdown_cell("# Title"), tagged]
    made += [nbformat.v4.new_code_cell(dedent(cell)) for cell in cells]
    for number, cell in enumerate(made):
        cell["id"] = f"made-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel})
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def make_notebook(tmp_path: Path) -> MakeNotebook:
    """Return a function that writes a notebook of code cells below `tmp_path`."""

    def make(*cells: str, parameters: str = PARAMETERS) -> Path:
        return write_notebook(tmp_path / "made.ipynb", *cells, parameters=parameters)

    return make


@pytest.fixture
def make_workspace(tmp_path: Path) -> MakeWorkspace:
    """Return a function that makes a workspace of projects, each with the code of its cell."""

    def make(*quiet: str, audit: bool = False, **behaviour: str) -> Workspace:
        root = tmp_path / "hub"
        (root / "data" / "standards").mkdir(parents=True)
        (root / "data" / "hub.yml").write_text(HUB, encoding="utf-8")
        for topic in ("falls", "feno"):
            path = root / "data" / "standards" / f"{topic}.yml"
            path.write_text(STANDARD.format(topic=topic), encoding="utf-8")
        for slug, code in {**dict.fromkeys(quiet, "pass"), **behaviour}.items():
            folder = root / "data" / "projects" / slug
            folder.mkdir(parents=True)
            text = PROJECT.format(slug=slug, more=AUDIT if audit else "")
            if audit:
                text = text.replace("kpi.csv}", "kpi.csv, audit: audit.csv}")
                (folder / "audit.csv").write_text("criterion\n", encoding="utf-8")
            (folder / "project.yml").write_text(text, encoding="utf-8")
            (folder / "kpi.csv").write_text("kpi,period,value\nfalls,2025-04,7\n", encoding="utf-8")
            (folder / "cell.py").write_text(dedent(code), encoding="utf-8")
        write_notebook(root / "notebooks" / "project.ipynb", BEHAVIOUR, WRITE)
        write_notebook(root / "notebooks" / "hub.ipynb", "assert year", parameters=HUB_PARAMETERS)
        return open_workspace(root)

    return make


@pytest.fixture
def make_record() -> Callable[..., RunRecord]:
    """Return a function that makes a run record; its keywords replace fields."""

    def make(**changes: object) -> RunRecord:
        plain = {
            "project": "falls",
            "status": "done",
            "reason": "",
            "error": None,
            "parameters": {"project": "falls", "year": "2025/26"},
            "fingerprint": "f0",
            "versions": {"python": "3.11.7"},
            "inputs": (FileStamp("data/hub.yml", "aa", 3),),
            "outputs": (),
            "start": "2026-04-01T08:00:00.000+00:00",
            "end": "2026-04-01T08:00:02.000+00:00",
            "seconds": 2.0,
            "peak_memory_mb": 120.5,
            "notebook": "notebooks/project.ipynb",
        }
        return RunRecord(**{**plain, **changes})  # type: ignore[arg-type]

    return make


@pytest.fixture(autouse=True)
def package_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a small package in the place of ours, which may be edited while tests run."""
    folder = tmp_path / "repository" / "evaluation"
    folder.mkdir(parents=True)
    (folder / "its.py").write_text("a = 1\n", encoding="utf-8")
    monkeypatch.setattr(stamps, "PACKAGE_FOLDER", folder)
    return folder
