"""A small, realistic set of chapters with figures, published once per session."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from playwright.sync_api import Browser, expect, sync_playwright

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


READERS_CHAPTER = """

# What readers use {#sec-readers}

::: {.lead-sentence}
Falls were 18% lower than their own past led us to expect.
:::

:::: {.headlines}
::: {.headline}
**18% lower**

Falls per 1,000 bed days

95% interval 11% to 24% lower. **Synthetic.**
:::

::: {.headline}
**1 of 2**

projects improved
:::
::::

A ward said that *few*er
falls -- none on some days -- gave time. Café notes say −1.2 “fewer”.

## Kinds of cells {#sec-kinds}

| Criterion | Result, % | Cost | Due | Month | Year |
|:--|--:|--:|:--|:--|:--|
| FALL-10 | 9.5 (8.0 to 16.7) | £1.2 million | 28 February 2026 | October 2023 | 2024/25 |
| FALL-2 | 100.0 (86.7 to 100.0) | £950,000 | 3 July 2024 | April 2024 | 2022/23 |
| HIP-5 | * | not available | 31 May 2026 | 2023-11 | 2025/26 |
| FALL-1 | −2.5 (−3.0 to 1.2) | £1,050 | 1 March 2026 | May 2023 | 2023/24 |
| HIP-5 | ▲ 12.3 | −£20 | none | June 2023 | 2021/22 |

: Kinds of cells, =not a formula {#tbl-kinds}
"""


@pytest.fixture(scope="session")
def readers_page(
    chapters_with_figures: Path, request_for: Request, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The page of the fixture chapters and one more with cards and cells of every kind."""
    reports = tmp_path_factory.mktemp("readers") / "reports"
    shutil.copytree(chapters_with_figures, reports, ignore=shutil.ignore_patterns("output"))
    with (reports / "chapters" / "changes.qmd").open("a", encoding="utf-8") as chapter:
        chapter.write(READERS_CHAPTER)
    return publish(request_for(reports, formats=("html",))).paths["html"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium; a test that asks for it is skipped where there is none.

    It ends with its module, because an event loop of Playwright's runs as long as it lives, in
    which no other test could execute a notebook.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine")
    expect.set_options(timeout=90_000)  # milliseconds; nothing takes as long on any machine
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()
