"""A small, realistic set of chapters with figures, published once per session."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from evaluation.publish import PublicationRequest, PublicationResult, publish

REPOSITORY = Path(__file__).parents[2]
CHAPTERS = Path(__file__).parent / "fixtures" / "chapters"
NOTICE = "Demonstration hub: synthetic data, not measured, except the chapter marked real"

Request = Callable[..., PublicationRequest]


def save_figure(folder: Path, stem: str, table: pd.DataFrame) -> None:
    """Draw the second column of a table against the first; write SVG, PNG and CSV."""
    with mpl.rc_context({"svg.hashsalt": "fixture", "font.size": 9}):
        figure = Figure(figsize=(6.7, 3.4), layout="constrained")
        axes = figure.subplots()
        axes.plot(table.iloc[:, 0], table.iloc[:, 1], color="#005EB8", marker="o", markersize=3)
        axes.set_xlabel(table.columns[0])
        axes.set_ylabel(table.columns[1])
        axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(folder / f"{stem}.svg", metadata={"Date": None})
        figure.savefig(folder / f"{stem}.png", dpi=200)
    table.to_csv(folder / f"{stem}.csv", index=False)


def monthly_table() -> str:
    """Return 48 months as a pipe table, long enough to run over a page."""
    months = pd.period_range("2022-04", periods=48, freq="M")
    rows = [f"| {m:%B %Y} | {28 + i % 5} | {350 + 5 * (i % 7)} |" for i, m in enumerate(months)]
    head = ["| Month | Admissions | Women booked |", "|:--|--:|--:|"]
    caption = ["", ": Monthly admissions with suspected pre-eclampsia {#tbl-plgf-monthly}"]
    return "\n".join([*head, *rows, *caption])


def wide_table() -> str:
    """Return a table of 16 columns, which only a turned page can hold."""
    names = [f"Indicator{number:02d}" for number in range(1, 17)]
    head = ["| " + " | ".join(names) + " |", "|" + "--:|" * len(names)]
    rows = ["| " + " | ".join(f"{row * 1000 + c:,}" for c in range(16)) + " |" for row in (1, 2, 3)]
    return "\n".join([*head, *rows, "", ": Sixteen indicators side by side {#tbl-very-wide}"])


def fill_in(path: Path, mark: str, text: str) -> None:
    """Put a text in the place of a mark of a chapter."""
    path.write_text(path.read_text(encoding="utf-8").replace(mark, text), encoding="utf-8")


@pytest.fixture(scope="session")
def chapters_with_figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reports folder with masters, parts, theme, chapters and their figures."""
    reports = tmp_path_factory.mktemp("workspace") / "reports"
    for folder in ("theme", "parts"):
        shutil.copytree(REPOSITORY / "reports" / folder, reports / folder)
    shutil.copy(REPOSITORY / "reports" / "annual-report.qmd", reports)
    shutil.copy(REPOSITORY / "_quarto.yml", reports.parent)
    shutil.copytree(CHAPTERS, reports / "chapters")
    fill_in(reports / "chapters" / "projects.qmd", "MONTHLY", monthly_table())
    fill_in(reports / "chapters" / "data-quality.qmd", "WIDE", wide_table())
    figures = reports / "chapters" / "figures"
    figures.mkdir()
    generator = np.random.default_rng(1983)
    for stem in ("summary-forest", "falls-its", "plgf-its"):
        values = generator.normal(6, 0.4, 48).round(2)
        save_figure(figures, stem, pd.DataFrame({"Month": range(1, 49), "Falls": values}))
    return reports


@pytest.fixture
def reports(chapters_with_figures: Path, tmp_path: Path) -> Path:
    """A copy of the reports folder that a test may change."""
    copy = tmp_path / "hub" / "reports"
    shutil.copytree(chapters_with_figures, copy, ignore=shutil.ignore_patterns("output"))
    shutil.copy(chapters_with_figures.parent / "_quarto.yml", copy.parent)
    return copy


@pytest.fixture(scope="session")
def request_for() -> Request:
    """Return a function that makes a request for the annual report of a reports folder."""

    def make(reports: Path, **changes: object) -> PublicationRequest:
        request = PublicationRequest(
            reports=reports,
            master="annual-report.qmd",
            output_stem="annual-report",
            title="Annual evaluation report 2025/26",
            subtitle="What the hub's projects changed, and how sure we are",
            notice=NOTICE,
            author="Wessex Demonstration Hub",
            year="2025/26",
            timestamp=datetime(2026, 6, 1, 9, 0, tzinfo=UTC),
            engine="embedded",
            default_rule="none",
        )
        return dataclasses.replace(request, **changes)

    return make


@pytest.fixture(scope="session")
def published(chapters_with_figures: Path, request_for: Request) -> PublicationResult:
    """The fixture chapters, published in all formats by the embedded route."""
    return publish(request_for(chapters_with_figures))
