"""The whole way on published figures: from tables to a report, with an empty home."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pandas as pd
import pytest

pytestmark = [pytest.mark.reference, pytest.mark.slow]

SLUGS = ("accident-and-emergency", "lidocaine-plasters", "gabapentinoids")
TRUSTS = ("Royal Bournemouth and Christchurch", "Poole", "Dorset County")


@pytest.fixture(scope="module")
def published(
    real_workspace: Path, run_command: Callable[..., CompletedProcess[str]]
) -> CompletedProcess[str]:
    return run_command("report", "--to", "html")


@pytest.fixture(scope="module")
def page(published: CompletedProcess[str], real_workspace: Path) -> str:
    assert published.returncode == 0, published.stderr
    return (real_workspace / "reports" / "output" / "annual-report.html").read_text("utf-8")


def words_of(markup: str) -> str:
    """Return what a reader sees of a piece of HTML, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def test_the_report_is_made_and_its_path_is_printed_last(
    published: CompletedProcess[str], real_workspace: Path
) -> None:
    assert published.returncode == 0, published.stderr
    made = Path(published.stdout.splitlines()[-1])
    assert made == real_workspace / "reports" / "output" / "annual-report.html"
    assert made.stat().st_size > 0


def test_the_report_names_the_trusts_and_says_who_misses_the_standard(page: str) -> None:
    shown = words_of(page)
    assert [trust for trust in TRUSTS if trust not in shown] == []
    assert "AE-4H 1 274,718" in shown
    assert "Results of the audit by site" in shown
    assert "95% not met" in shown


def test_the_report_says_what_became_of_lidocaine_plasters(page: str) -> None:
    shown = words_of(page)
    change = "2.75 GBP per 1,000 patients lower in December 2019 than the earlier trend "
    change += "led us to expect"
    assert f"Spending on lidocaine plasters: {change}" in shown
    assert "(95% interval −3.75 to −1.75), an improvement." in shown


def test_no_chapter_of_a_project_is_called_synthetic(page: str, real_workspace: Path) -> None:
    chapters = sorted((real_workspace / "reports" / "chapters").glob("*.qmd"))
    texts = {path.name: path.read_text("utf-8").lower() for path in chapters}
    assert "projects.qmd" in texts
    assert [name for name, text in texts.items() if "synthetic" in text] == []
    starts = [page.index(f'id="sec-{slug}"') for slug in (*SLUGS, "methods")]
    assert starts == sorted(starts)
    assert "synthetic" not in words_of(page[starts[0] : starts[-1]]).lower()
    assert words_of(page[starts[0] : starts[-1]]).count("These data are real.") == len(SLUGS)


def test_every_saved_number_is_measured(page: str, real_workspace: Path) -> None:
    results = real_workspace / "reports" / "results"
    saved = pd.concat([pd.read_parquet(results / slug / "estimates.parquet") for slug in SLUGS])
    assert set(saved["project"]) == set(SLUGS)
    assert set(saved["provenance"]) == {"measured"}
