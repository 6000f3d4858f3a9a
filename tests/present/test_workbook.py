import datetime as dt
import io

import openpyxl
import pytest

from evaluation.present.workbook import Link, Number, Sheet, workbook_bytes
from evaluation.present.workbook_rules import Span

COLUMNS = (("Name", 20), ("Due", 12))


def read(rows, title="Plan"):
    content = workbook_bytes([Sheet(title, COLUMNS, rows)], title="A plan", subject="R & D")
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_header_is_the_first_row_and_stays_in_view():
    page = read([["Action", dt.date(2026, 3, 31)]])["Plan"]
    assert [cell.value for cell in page[1]] == ["Name", "Due"]
    assert page.freeze_panes == "A2"
    assert page.tables["_Plan"].ref == "A1:B2"


def test_text_that_looks_like_a_formula_stays_text():
    cell = read([["=1+1", None]])["Plan"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_date_stays_a_date():
    cell = read([["Action", dt.date(2026, 3, 31)]])["Plan"]["B2"]
    assert cell.value.date() == dt.date(2026, 3, 31)
    assert cell.number_format == "d mmmm yyyy"


def test_each_printed_page_says_what_the_data_are():
    book = read([["Action", None]])
    assert book["Plan"].oddHeader.center.text == "R && D"
    assert book.properties.title == "A plan"


def test_a_sheet_without_rows_has_its_header_alone():
    page = read([])["Plan"]
    assert page.max_row == 1
    assert not page.tables


def test_a_title_that_a_workbook_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="at most 31"):
        Sheet("x" * 32, COLUMNS, [])


def test_lines_above_a_table_push_it_down_and_the_first_is_its_heading():
    sheet = Sheet("Plan", COLUMNS, [["a", None]], above=("The plan", Link("Back", "Plan")))
    content = workbook_bytes([sheet], title="A plan", subject="R & D")
    page = openpyxl.load_workbook(io.BytesIO(content))["Plan"]
    assert [page["A1"].value, page["A2"].value, page["A3"].value] == ["The plan", "Back", "Name"]
    assert page["A2"].hyperlink.location == "'Plan'!A1"
    assert page["A1"].font.bold
    assert page.freeze_panes == "A4"
    assert page.tables["_Plan"].ref == "A3:B4"


def test_a_number_has_its_format():
    cell = read([["x", Number(0.125, "0.0%")]])["Plan"]["B2"]
    assert (cell.value, cell.number_format) == (0.125, "0.0%")


def test_a_sheet_may_hold_lines_alone():
    content = workbook_bytes(
        [Sheet("Cover", [("", 50)], [], above=("Title", "Text"))], title="x", subject="y"
    )
    page = openpyxl.load_workbook(io.BytesIO(content))["Cover"]
    assert [row[0].value for row in page.iter_rows() if row[0].value] == ["Title", "Text"]
    assert not page.tables
    assert page.freeze_panes is None


def test_a_column_with_choices_offers_them_below_its_header():
    sheet = Sheet("One", (("A", 9), ("B", 9)), [["x", "y"]], ("Title",), {"B": ("y", "z")})
    page = openpyxl.load_workbook(io.BytesIO(workbook_bytes([sheet], title="T", subject="S")))[
        "One"
    ]
    (rule,) = page.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("B3:B2002", '"y,z"')
    assert rule.allow_blank
    assert rule.showErrorMessage


def test_choices_too_long_for_a_cell_stand_on_a_sheet_of_their_own():
    values = [f"Ward {number}, north" for number in range(40)]
    sheets = [Sheet(name, (("A", 9),), [], choices={"A": values}) for name in ("One", "Two")]
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheets, title="T", subject="S")))
    for name in ("One", "Two"):
        (rule,) = book[name].data_validations.dataValidation
        assert rule.formula1 == "'Lists'!$A$2:$A$41"
        assert rule.error == "Choose one from the list of this cell."
    assert [row[0].value for row in book["Lists"].iter_rows()] == ["One: A", *values]
    assert book["Lists"].max_column == 1


def test_a_selected_cell_tells_what_it_takes_and_keeps_text_as_it_is_typed():
    sheet = Sheet("One", (("A", 9),), [["007"]], prompts={"A": "The id. " * 60}, formats={"A": "@"})
    page = openpyxl.load_workbook(io.BytesIO(workbook_bytes([sheet], title="T", subject="S")))[
        "One"
    ]
    (rule,) = page.data_validations.dataValidation
    assert rule.type is None
    assert rule.showInputMessage
    assert len(rule.prompt) == 255
    assert (page["A2"].number_format, page.column_dimensions["A"].number_format) == ("@", "@")


def test_a_number_without_ends_and_one_that_may_be_suppressed_are_told_so():
    spans = {"A": Span("decimal"), "B": Span("whole", 0, instead="Or *.")}
    sheet = Sheet("One", (("A", 9), ("B", 9)), [], spans=spans)
    page = openpyxl.load_workbook(io.BytesIO(workbook_bytes([sheet], title="T", subject="S")))[
        "One"
    ]
    free, suppressed = page.data_validations.dataValidation
    assert (free.formula1, free.error) == ("-999999999999999", "Type a number.")
    assert (suppressed.errorStyle, suppressed.error) == (
        "warning",
        "Type a whole number: 0 or more. Or *.",
    )
