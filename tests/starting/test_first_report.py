"""The first hour: a hub, a project, its table filled in, and the whole report of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from evaluation import annual
from evaluation.publish import FORMATS, Format
from evaluation.run import RunSettings, choose_display
from evaluation.starting import HubFacts, new_hub, new_project
from tests.starting.test_project import FACTS, TODAY, ProjectFacts

MONTHS = 39


def reported(root: Path, *formats: Format) -> tuple[annual.AnnualReport, list[str]]:
    told: list[str] = []
    made = annual.report(
        root,
        year=None,
        engine="embedded",
        formats=formats,
        workbook=False,
        settings=RunSettings(jobs=1),
        display=choose_display(),
        on_findings=lambda findings: told.extend(item.sentence for item in findings),
    )
    return made, told


@pytest.mark.slow
def test_a_new_hub_has_a_whole_report_before_and_with_its_first_project(tmp_path: Path) -> None:
    root = new_hub(tmp_path / "hub", HubFacts("2024/25", "East Hub", "East", "East Trust"))
    empty, told = reported(root, "html")
    assert "There is no project yet, so a report has no results to show." in told
    assert "There are no projects yet." in empty.publication.paths["html"].read_text("utf-8")

    facts = {**FACTS, "go_live": dt.date(2024, 1, 1), "first_month": dt.date(2021, 10, 1)}
    new_project(root, "falls", ProjectFacts(**facts), TODAY)
    file = root / "data" / "projects" / "falls" / "kpi.xlsx"
    book = openpyxl.load_workbook(file)
    for number in range(2, MONTHS + 2):
        step = 6 if number > 28 else 0
        book["kpi"].cell(number, 3).value = 40 + number % 5 - step
    book.save(file)
    made, _ = reported(root, *FORMATS)
    made.projects.raise_failures()
    assert set(made.publication.paths) == set(FORMATS)
    assert all(path.stat().st_size for path in made.publication.paths.values())
    page = made.publication.paths["html"].read_text("utf-8")
    assert "Falls: a #1 clinic" in page
    assert "TO FILL IN: two or three sentences" in page
