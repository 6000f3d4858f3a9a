"""No table leaves its page or its columns, whatever is in it: read from where words are printed."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from evaluation.present.blocks import Table
from evaluation.publish import PublicationRequest
from evaluation.publish.chapters import captioned_table
from evaluation.publish.document import read_document
from evaluation.publish.fonts import text_width
from evaluation.publish.pdf import pdf_bytes

Request = Callable[..., PublicationRequest]

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)"
)
MARGIN = 56.6  # points: 2 cm
TOUCH = 0.6  # points that two boxes may share, for the roundness of letters
INTERVALS = ("77.1 (70.4 to 82.7)", "1,286.0 (986.25 to 1,400.5)", "*", "not available")


class Word(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float


class Page(NamedTuple):
    width: float
    words: list[Word]


def interval(text: str) -> str:
    return text.replace(" to ", "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}")


def numbers(columns: int, rows: int = 8) -> Table:
    cells = {
        f"Cycle {column}, %": [interval(INTERVALS[(row + column) % 4]) for row in range(rows)]
        for column in range(columns)
    }
    frame = pd.DataFrame({"Criterion": [f"PLGF-{row}" for row in range(rows)], **cells})
    return Table(frame, f"Numbers in {columns} columns.", f"n-{columns}", right=tuple(cells))


def words(columns: int) -> Table:
    long = "Pneumonoultramicroscopicsilicovolcanoconiosis, data/projects/falls_and_frailty_kpi.csv"
    shout = "WWWWWWWWWWWWMMMMMMMMMMMMMWWWWWWWWWWWWWMMMMMMMMMM"
    frame = pd.DataFrame(
        {f"What{column}": [long, shout, "Guy's and St Thomas'"] for column in range(columns)}
    )
    return Table(frame, f"Words in {columns} columns.", f"w-{columns}")


def unlike() -> Table:
    """Return a table of two effects of unlike size, each of whose numbers stands there once."""
    cells = [interval(text) for text in ("53.1 (40.4 to 62.7)", "1,288.5 (977.25 to 1,499.5)")]
    frame = pd.DataFrame({"Outcome": ["Falls", "Beds"], "Effect": cells})
    return Table(frame, "Two effects.", "unlike", right=("Effect",))


def long() -> Table:
    frame = pd.DataFrame({"Month": [f"Row{n:03d}" for n in range(120)], "Falls": "1,234"})
    return Table(frame, "A table over pages.", "long", right=("Falls",))


@pytest.fixture(scope="module")
def pages(
    request_for: Request, chapters_with_figures: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[Page]:
    """The words of each page of a report of hard tables, with their boxes."""
    tables = [
        *(numbers(n) for n in (2, 4, 6, 9, 14)),
        *(words(n) for n in (2, 5, 9, 24)),
        unlike(),
        long(),
    ]
    text = "\n\n".join(["# Tables {#sec-tables}", *(captioned_table(table) for table in tables)])
    made = pdf_bytes(read_document(text, chapters_with_figures), request_for(chapters_with_figures))
    path = tmp_path_factory.mktemp("overflow") / "tables.pdf"
    path.write_bytes(made)
    command = ["pdftotext", "-bbox", str(path), "-"]
    boxes = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [_page(part) for part in boxes.split("<page ")[3:]]  # after title page and contents


def _page(part: str) -> Page:
    found = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', part
    )
    width = float(re.match(r'width="([\d.]+)"', part)[1])
    return Page(width, [Word(row[4], *map(float, row[:4])) for row in found])


def test_no_word_leaves_the_text_block(pages: list[Page]) -> None:
    outside = [
        word.text
        for page in pages
        for word in page.words
        if word.left < MARGIN or word.right > page.width - MARGIN
    ]
    assert outside == []


def test_no_word_covers_another(pages: list[Page]) -> None:
    covered = [
        (one.text, other.text)
        for page in pages
        for one, other in itertools.combinations(page.words, 2)
        if min(one.right, other.right) - max(one.left, other.left) > TOUCH
        and min(one.bottom, other.bottom) - max(one.top, other.top) > (one.bottom - one.top) / 2
    ]
    assert covered == []


def test_wide_tables_get_turned_pages_and_narrow_ones_do_not(pages: list[Page]) -> None:
    turned = {
        int(columns)
        for page in pages
        if page.width > 700
        for columns in re.findall(r"in (\d+) columns", " ".join(w.text for w in page.words))
    }
    assert {14, 24} <= turned
    assert not {2, 4} & turned


def test_a_table_over_pages_repeats_its_header(pages: list[Page]) -> None:
    texts = [[word.text for word in page.words] for page in pages]
    having = [found for found in texts if any(text.startswith("Row") for text in found)]
    assert len(having) > 1
    assert all("Month" in found for found in having)


def test_points_stand_in_line_down_a_column_also_those_of_limits(pages: list[Page]) -> None:
    at = {word.text: word for page in pages for word in page.words}
    digit = (at["(977.25"].right - at["(977.25"].left) / text_width("(977.25") * text_width("0")
    assert at["53.1"].right == pytest.approx(at["1,288.5"].right, abs=0.1)
    assert at["(977.25"].right - at["(40.4"].right == pytest.approx(digit, abs=0.1)
    assert at["62.7)"].right == pytest.approx(at["1,499.5)"].right, abs=0.1)
