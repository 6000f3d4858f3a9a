"""The workbook of all estimates and tables."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from evaluation.errors import PublishingFailed
from evaluation.estimate import Estimate, estimates_frame
from evaluation.publish import PublicationRequest
from evaluation.publish import workbook as module
from evaluation.publish.document import Document, read_document
from evaluation.publish.inspect.workbook import inspect_workbook
from evaluation.publish.workbook import put_workbook, report_workbook

TEXT = """
# Falls {#sec-falls}

| Group | Number | Share | Change |
|:--|--:|--:|--:|
| =1+1 | 1,234 | 12.5% | \N{MINUS SIGN}0.25 |
| North | \\* |  | 4.1 (3.8\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}4.9) |

: What was found {#tbl-found}
"""


@pytest.fixture
def document(reports: Path) -> Document:
    return read_document(TEXT, reports)


@pytest.fixture
def estimates() -> pd.DataFrame:
    effect = Estimate(
        "its", "falls", "difference", "%", -3.25, None, None, None, "OLS", "2026-03", "synthetic",
        label="=Falls", project="falls",
    )  # fmt: skip
    return estimates_frame([effect])


@pytest.fixture
def book(document: Document, estimates: pd.DataFrame, reports: Path, request_for: Any) -> Any:
    made = report_workbook(document, request_for(reports), estimates)
    return openpyxl.load_workbook(io.BytesIO(made))


def rows_of(sheet: Any) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_sheets_stand_in_order(book: Any) -> None:
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Estimates", "Table 1"]
    assert book.active.title == "Cover"


def test_every_sheet_says_what_the_data_are(book: Any, request_for: Any, reports: Path) -> None:
    notice = request_for(reports).notice
    assert all(notice in (sheet.oddHeader.center.text or "") for sheet in book)
    assert f"About the data: {notice}" in [row[0] for row in rows_of(book["Table 1"])]


def test_a_table_has_its_caption_chapter_header_and_numbers(book: Any) -> None:
    sheet = book["Table 1"]
    rows = rows_of(sheet)
    assert rows[0][0] == "Table 1: What was found"
    assert rows[1][0] == "From the chapter: Falls"
    assert rows[4:] == [
        ["Group", "Number", "Share", "Change"],
        ["=1+1", 1234, 0.125, -0.25],
        ["North", "*", "no value", "4.1 (3.8 to 4.9)"],
    ]
    assert [sheet.cell(6, n).number_format for n in (2, 3, 4)] == ["#,##0", "0.0%", "0.00"]
    assert sheet["A6"].data_type == "s"
    assert sheet.tables["_Table_1"].ref == "A5:D7"


def test_estimates_stand_in_full_and_what_is_missing_is_said(book: Any) -> None:
    header, row = rows_of(book["Estimates"])[3:]
    found = dict(zip(header, row, strict=True))
    assert found["value"] == -3.25
    assert (found["lower"], found["n"]) == ("no value", "no value")
    assert found["label"] == "=Falls"


def test_the_contents_lead_to_every_sheet(book: Any) -> None:
    sheet = book["Contents"]
    links = [cell.hyperlink.location for (cell, *_) in sheet.iter_rows(min_row=4)]
    assert links == ["'Notes'!A1", "'Estimates'!A1", "'Table 1'!A1"]


def test_the_same_inputs_give_the_same_bytes(
    document: Document, estimates: pd.DataFrame, reports: Path, request_for: Any
) -> None:
    first = report_workbook(document, request_for(reports), estimates)
    assert report_workbook(document, request_for(reports), estimates) == first


def test_it_is_put_in_place_once_and_left_where_nothing_changed(
    document: Document, estimates: pd.DataFrame, reports: Path, request_for: Any
) -> None:
    request: PublicationRequest = request_for(reports)
    path = put_workbook(document, request, estimates)
    before = path.stat().st_mtime_ns
    assert put_workbook(document, request, estimates).stat().st_mtime_ns == before
    assert [item.name for item in path.parent.iterdir()] == ["annual-report.xlsx"]


def test_one_that_is_not_sound_is_not_put_in_place(
    document: Document,
    estimates: pd.DataFrame,
    reports: Path,
    request_for: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "BACK", "See ?@fig-x")
    with pytest.raises(PublishingFailed, match=r"annual-report\.xlsx was not published\. Traces"):
        put_workbook(document, request_for(reports), estimates)
    assert not (reports / "output").exists()


def same_headers(sheet: Any) -> None:
    table = sheet.tables["_Table_1"]
    table._initialise_columns()
    for column in table.tableColumns[:2]:
        column.name = "Same"


BREAKS: dict[str, Callable[[Any, Any], object]] = {
    "Title": lambda book, _: setattr(book.properties, "title", ""),
    "Language": lambda book, _: setattr(book.properties, "language", ""),
    "Sheets' titles": lambda _, sheet: setattr(sheet["A1"], "value", None),
    "Tables": lambda _, sheet: sheet.tables.pop("_Table_1"),
    "Merged cells": lambda _, sheet: sheet.merge_cells("B1:C1"),
    "Formulas": lambda _, sheet: setattr(sheet["B6"], "value", "=1+1"),
    "Headers": lambda _, sheet: same_headers(sheet),
    "Machine paths": lambda _, sheet: setattr(sheet["B6"], "value", "/home/analyst/x"),
}


def broken(book: Any, what: str) -> bytes:
    BREAKS[what](book, book["Table 1"])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("Title", "The workbook has no title."),
        ("Language", "The workbook has no language."),
        ("Sheets' titles", "Sheet Table 1 has no title in its first cell."),
        ("Tables", "Sheet Table 1 has no table marked as one."),
        ("Merged cells", "Sheet Table 1 has merged cells."),
        ("Formulas", "Table 1, cell B6, holds a formula."),
        ("Headers", "_Table_1 of sheet Table 1 has no name of its own for each column."),
        ("Machine paths", "The text holds a path of this machine that ends in analyst."),
    ],
)
def test_each_fault_is_found_and_placed(book: Any, what: str, words: str) -> None:
    checks = inspect_workbook(broken(book, what), [Path("/home/analyst")])
    assert {check.name: check.text for check in checks if check.passed is False} == {what: words}


def test_awkward_tables_and_texts_are_written_all_the_same(
    reports: Path, estimates: pd.DataFrame, request_for: Any
) -> None:
    text = (
        "# A {#sec-a}\n\n+---+---+\n| A | a |\n+===+===+\n| both  |\n+---+---+\n\n: T {#tbl-a}\n\n"
        "| | Code |\n|:--|--:|\n| x | 0012 |\n| y | 900000000000000001 |\n\n: U {#tbl-b}\n"
    )
    odd = estimates.assign(label="Falls\x0b", upper=float("inf"), outcome="")
    request = request_for(reports, notice="A notice & more. " * 30)
    made = report_workbook(read_document(text, reports), request, odd)
    assert [check for check in inspect_workbook(made, []) if check.passed is False] == []
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert rows_of(book["Table 1"])[4:] == [["A", "a (2)"], ["both", "no value"]]
    assert rows_of(book["Table 2"])[4:] == [
        ["Column 1", "Code"],
        ["x", "0012"],
        ["y", "900000000000000001"],
    ]
    header, row = rows_of(book["Estimates"])[3:]
    found = dict(zip(header, row, strict=True))
    assert (found["label"], found["upper"], found["outcome"]) == ("Falls", "no value", "no value")
    assert all(len(sheet.oddHeader.center.text) < 250 for sheet in book)


def test_a_report_without_any_estimate_or_row_has_its_workbook_all_the_same(
    reports: Path, request_for: Any
) -> None:
    text = "# A {#sec-a}\n\n| A | B |\n|:--|--:|\n\n: T {#tbl-a}\n"
    made = report_workbook(read_document(text, reports), request_for(reports), estimates_frame([]))
    assert [check for check in inspect_workbook(made, []) if check.passed is False] == []
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert rows_of(book["Table 1"])[4:] == [["A", "B"], ["no value", "no value"]]
    assert set(rows_of(book["Estimates"])[4]) == {"no value"}
