"""The same report by both routes; runs where a good Quarto is found."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evaluation.annual import publication_request
from evaluation.errors import PublishingFailed
from evaluation.publish import publish
from evaluation.publish.quarto import find_quarto
from evaluation.workspace import open_workspace
from tests.publish.reading import Page, WordFile, numbers, pdf_alternatives, pdf_headings
from tests.test_pipeline import make_hub

Paths = dict[str, Path]
TIME_LIMIT_SECONDS = 500


def has_quarto() -> bool:
    try:
        find_quarto(os.environ)
    except PublishingFailed:
        return False
    return True


pytestmark = [
    pytest.mark.quarto,
    pytest.mark.skipif(not has_quarto(), reason="no Quarto 1.9 or newer"),
]


def chapters_by_both(chapters: Path, folder: Path, request_for) -> tuple[Paths, Paths]:
    """Publish the fixture's chapters by both routes."""
    both = []
    for engine in ("quarto", "embedded"):
        reports = folder / engine / "reports"
        shutil.copytree(chapters, reports, ignore=shutil.ignore_patterns("output"))
        shutil.copy(chapters.parent / "_quarto.yml", reports.parent)
        # Quarto alone reads raw code and shortcodes that the embedded publisher shows as text.
        projects = reports / "chapters" / "projects.qmd"
        text = projects.read_text(encoding="utf-8")
        text = re.sub(r"## Text that looks like code.*?(?=\n# )", "", text, flags=re.S)
        projects.write_text(text, encoding="utf-8")
        both.append(publish(request_for(reports, engine=engine)).paths)
    return both[0], both[1]


def hub_by_both(folder: Path) -> tuple[Paths, Paths]:
    """Render a small hub from scratch by `quarto render` alone, and publish it without Quarto."""
    root = make_hub(folder / "hub", ("falls",))
    shutil.copytree(Path(__file__).parents[2] / "notebooks", root / "notebooks")
    quarto = find_quarto(os.environ)
    done = subprocess.run(
        [str(quarto.program), "render"],
        cwd=root,
        env={**os.environ, "QUARTO_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
        timeout=TIME_LIMIT_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    output = root / "reports" / "output"
    assert not (output / "reports").exists()
    kept = folder / "by-quarto"
    kept.mkdir()
    rendered = {
        ending: Path(shutil.move(output / f"annual-report.{ending}", kept))
        for ending in ("html", "pdf", "docx")
    }
    workspace = open_workspace(root)
    formats = ("html", "pdf", "docx")
    request = publication_request(workspace, workspace.year(None), "embedded", formats)
    return rendered, publish(request).paths


@pytest.fixture(scope="module", params=["evaluation report", "quarto render"])
def both(
    request: pytest.FixtureRequest,
    chapters_with_figures: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request_for,
) -> tuple[Paths, Paths]:
    folder = tmp_path_factory.mktemp("routes")
    if request.param == "quarto render":
        return hub_by_both(folder)
    return chapters_by_both(chapters_with_figures, folder, request_for)


@pytest.fixture(scope="module")
def pages(both) -> tuple[Page, Page]:
    return Page(both[0]["html"]), Page(both[1]["html"])


@pytest.fixture(scope="module")
def words_files(both) -> tuple[WordFile, WordFile]:
    return WordFile(both[0]["docx"]), WordFile(both[1]["docx"])


def test_the_pages_have_the_same_headings_at_the_same_levels(pages):
    assert pages[0].headings == pages[1].headings
    assert len(pages[0].headings) > 2


def test_the_pages_have_the_same_tables(pages):
    assert pages[0].cells == pages[1].cells
    assert pages[0].cells


def test_the_pages_have_the_same_captions(pages):
    assert sorted(pages[0].captions) == sorted(pages[1].captions)
    assert pages[0].captions


def test_the_pages_have_the_same_alternative_texts(pages):
    assert pages[0].alternatives == pages[1].alternatives
    assert pages[0].alternatives


def test_the_pages_have_the_same_references(pages):
    assert pages[0].references == pages[1].references


def test_the_pages_have_the_same_numbers(pages):
    assert sorted(numbers(pages[0].text)) == sorted(numbers(pages[1].text))


def test_the_pages_offer_the_data_of_the_same_figures(pages):
    ours = {name for name in pages[1].downloads if not name.startswith("tbl-")}
    assert ours <= set(pages[0].downloads)


def test_the_word_files_have_the_same_headings_at_the_same_levels(words_files):
    assert words_files[0].headings == words_files[1].headings
    assert words_files[0].headings


def test_the_word_files_have_the_same_tables(words_files):
    assert words_files[0].rows == words_files[1].rows
    assert words_files[0].rows


def test_the_word_files_have_the_same_captions(words_files):
    assert sorted(words_files[0].captions) == sorted(words_files[1].captions)


def test_the_word_files_have_the_same_alternative_texts(words_files):
    assert words_files[0].alternatives == words_files[1].alternatives
    assert words_files[0].alternatives


def test_the_pdfs_have_the_same_headings(both):
    headings = [title for title in pdf_headings(both[0]["pdf"]) if title != "Contents"]
    assert headings == [title for title in pdf_headings(both[1]["pdf"]) if title != "Contents"]
    assert headings


def test_the_pdfs_have_the_same_alternative_texts(both):
    assert pdf_alternatives(both[0]["pdf"]) == pdf_alternatives(both[1]["pdf"])
    assert pdf_alternatives(both[0]["pdf"])
