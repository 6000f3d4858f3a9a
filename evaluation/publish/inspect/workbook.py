"""Reads a made workbook and says whether a screen reader and a program can read it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from evaluation.estimate import CheckResult
from evaluation.publish.inspect.text import completeness_check, path_check, trace_check

FORMULA = "f"


def inspect_workbook(made: bytes, folders: Sequence[Path]) -> list[CheckResult]:
    """Return what was found in a workbook.

    Parameters
    ----------
    made : bytes
    folders : sequence of Path
        Folders whose absolute paths must not be published.
    """
    book = openpyxl.load_workbook(io.BytesIO(made))
    merged, formulas, untitled, texts = [], [], [], []
    for sheet in book:
        if sheet.merged_cells.ranges:
            merged.append(f"Sheet {sheet.title}")
        if not sheet["A1"].value:
            untitled.append(f"Sheet {sheet.title}")
        for row in sheet.iter_rows():
            texts += [cell.value for cell in row if isinstance(cell.value, str)]
            formulas += [
                f"{sheet.title}, cell {cell.coordinate},"
                for cell in row
                if cell.data_type == FORMULA
            ]
    unnamed = [
        f"{table.name} of sheet {sheet.title}"
        for sheet in book
        for table in sheet.tables.values()
        if not all(column.name for column in table.tableColumns)
        or _repeated([column.name.casefold() for column in table.tableColumns])
    ]
    bare = [f"Sheet {sheet.title}" for sheet in book.worksheets[1:] if not sheet.tables]
    words = " ".join(texts)
    return [
        completeness_check("Title", [] if book.properties.title else ["The workbook"], "title"),
        completeness_check(
            "Language", [] if book.properties.language else ["The workbook"], "language"
        ),
        completeness_check("Sheets' titles", untitled, "title in its first cell"),
        completeness_check("Tables", bare, "table marked as one"),
        completeness_check("Headers", unnamed, "name of its own for each column"),
        _none("Merged cells", merged, "has merged cells"),
        _none("Formulas", formulas, "holds a formula"),
        trace_check(words),
        path_check(words, folders),
    ]


def _repeated(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _none(name: str, places: Sequence[str], fault: str) -> CheckResult:
    text = f"{places[0]} {fault}." if places else "There are none."
    return CheckResult(name, passed=not places, text=text)
