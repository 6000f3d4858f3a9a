"""The workspace's price index, `data/deflator.csv`: amounts of other years are made real with it.

In: the workspace's folder. Out: the index by financial year with its source, and findings. The file
may be absent: amounts of one price year need none.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.errors import Finding
from evaluation.workspace.optional_files import DEFLATOR_FILE
from evaluation.workspace.years import FinancialYear

COLUMNS = ("year", "index", "source")


@dataclass(frozen=True)
class PriceIndex:
    """An index of prices by financial year, and where each figure comes from.

    Parameters
    ----------
    index : mapping of str to float
    sources : tuple of str
        Each once, in the order of the file.
    """

    index: Mapping[str, float] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


def read_deflator(root: Path) -> tuple[PriceIndex, list[Finding]]:
    """Return the price index as far as it can be read, and what is wrong with its file.

    Parameters
    ----------
    root : Path
        The workspace's folder.
    """
    path = root / DEFLATOR_FILE
    if not path.is_file():
        return PriceIndex(), []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return PriceIndex(), [_finding("The file is not UTF-8 text.", "Save it as UTF-8.")]
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        sentence = "The columns are not 'year', 'index' and 'source'."
        return PriceIndex(), [_finding(sentence, "Name these three in the first row.")]
    index: dict[str, float] = {}
    sources: dict[str, None] = {}
    findings: list[Finding] = []
    for row in rows:
        year, source = (row["year"] or "").strip(), (row["source"] or "").strip()
        figure = _figure(row["index"])
        problem = _problem(year, figure, source, index)
        if problem is not None:
            findings.append(_finding(*problem, place=f"row {rows.line_num}"))
        elif figure is not None:
            index[year] = figure
            sources[source] = None
    return PriceIndex(index, tuple(sources)), findings


def _figure(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


def _problem(
    year: str, figure: float | None, source: str, known: Mapping[str, float]
) -> tuple[str, str] | None:
    try:
        FinancialYear.parse(year)
    except ValueError:
        return "The year is not written like 2025/26.", "Write financial years."
    if figure is None or not 0 < figure < float("inf"):
        return "The index is no number above 0.", "Correct it."
    if not source:
        return "The source is missing.", "Say where the figure comes from."
    if year in known:
        return "The year stands above already.", "Keep one of the two."
    return None


def _finding(sentence: str, remedy: str, place: str = "") -> Finding:
    return Finding(sentence, remedy, file=DEFLATOR_FILE.as_posix(), place=place)
