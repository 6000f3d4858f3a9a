"""Bad inputs as analysts bring them, each with the sentence that it must end in.

A case is a file and what project.yml says of it; its findings are those of `evaluation check`.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
import pandas as pd

from tests.tables.conftest import csv_bytes, parquet_bytes, xlsx_bytes

Rows = list[list[Any]]

HEADER = ["kpi", "period", "value", "numerator", "denominator"]
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
EXCEL = "Open it in Excel and save it as .xlsx or as CSV (UTF-8)."
IN_CLOUD = "Put the table in it, correct the path, or let it download if it is in the cloud."
NAME_SHEET = "Name one with 'sheet:' beside the path."
MARKS = 'Write a list such as ["*", "<5"], or each mark with its least and most: {"*": [1, 7]}.'
ASK = "Ask for the unsuppressed counts within your organisation; the report suppresses for you."
LONGER = "Or give longer periods, in which none is suppressed"
BOUNDS = (
    "Write what it stands for beside the path, such as 'suppressed: {\"*\": [1, 7]}', or ask for "
    "the unsuppressed counts."
)
MONTHLY = "Write 2024-04 or 2024-04-01, the first day of the month."
NO_MONTH = "'period' is not a period of the monthly KPI 'visits'."
NOTE = "Remove it, and put notes in a column of their own."
COLUMNS = "kpi, period, value, numerator, denominator, n, dimension, group"


@dataclass(frozen=True)
class Case:
    """A bad input.

    Parameters
    ----------
    name : str
        What is bad about it.
    content : bytes or None
        The file; None where there is none.
    findings : sequence of str
        Each as place, sentence and remedy; a warning begins with "warning: ".
    file : str
        Its name.
    options : str
        What stands beside the path.
    more : str
        More of project.yml.
    kinds : sequence of (id, kind, frequency)
    """

    name: str
    content: bytes | None
    findings: Sequence[str]
    file: str = "kpi.csv"
    options: str = ""
    more: str = ""
    kinds: Sequence[tuple[str, str, str]] = field(
        default=(("visits", "count", "monthly"), ("seen", "proportion", "monthly"))
    )


def months(count: int = 4, start: str = "2012-04-01") -> list[str]:
    """Return months as project tables write them."""
    return list(pd.date_range(start, periods=count, freq="MS").strftime("%Y-%m"))


def rows(periods: Sequence[Any] | None = None, values: Sequence[Any] | None = None) -> Rows:
    """Return a count and a proportion over some months: rows 2 to 5 and 6 to 9 of the file."""
    periods = months() if periods is None else periods
    values = [4100 + n for n in range(len(periods))] if values is None else values
    visits = [["visits", p, v, None, None] for p, v in zip(periods, values, strict=True)]
    seen = [["seen", month, None, 6100 + n, 8100 + n] for n, month in enumerate(months())]
    return [list(HEADER), *visits, *seen]


def of_seen(row: int, numerator: Any, denominator: Any) -> Rows:
    """Return the rows with another numerator and denominator in a row of the proportion."""
    found = rows()
    found[row - 1][3:5] = [numerator, denominator]
    return found


def archive(*members: str) -> bytes:
    """Return a zip archive with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for member in members:
            packed.writestr(member, "kpi,period\n")
    return stream.getvalue()


def book(
    change: Callable[[openpyxl.Workbook], None], sheets: dict[str, Rows] | None = None
) -> bytes:
    """Return a workbook that was changed by hand."""
    opened = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(sheets or {"Data": rows()})))
    change(opened)
    stream = io.BytesIO()
    opened.save(stream)
    return stream.getvalue()


def all_hidden(content: bytes) -> bytes:
    """Return a workbook with every sheet hidden, which openpyxl does not write."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(stream, "w") as written,
    ):
        for name in given.namelist():
            part = given.read(name).replace(b'state="visible"', b'state="hidden"')
            written.writestr(name, part)
    return stream.getvalue()


def merge(opened: openpyxl.Workbook) -> None:
    """Merge the first KPI's name over its rows, as a pivot table does."""
    opened.worksheets[0].merge_cells("A2:A5")


def as_percentages(opened: openpyxl.Workbook) -> None:
    """Show a count as a percentage."""
    cell = opened.worksheets[0]["C3"]
    cell.value, cell.number_format = 0.125, "0.0%"


def at(row: int, column: str, told: str) -> str:
    """Return a finding of a cell."""
    return f"row {row}, column '{column}': {told}"


def cell(name: str, value: Any, told: str) -> Case:
    """Return the case of one bad count, in row 3."""
    return Case(name, csv_bytes(rows(values=[4100, value, 4102, 4103])), [at(3, "value", told)])


def period(name: str, value: Any, told: str = f"{NO_MONTH} {MONTHLY}") -> Case:
    """Return the case of one bad period, in row 3."""
    periods = ["2012-04", value, "2012-06", "2012-07"]
    return Case(name, csv_bytes(rows(periods)), [at(3, "period", told)])


def option(name: str, options: str, told: str) -> Case:
    """Return the case of project.yml saying something that cannot be."""
    return Case(name, csv_bytes(rows()), [told], options=options)


FILES = [
    Case("no file", None, ["The file does not exist. Create it or correct its name."]),
    Case("nothing in it", b"", [f"The file is empty. {IN_CLOUD}"]),
    Case("a lock file", b"\x08Analyst", [
        "This is what Excel leaves beside an open workbook, not the workbook. "
        "Name the file without '~$'."], "~$kpi.xlsx"),
    Case("a pointer of Git LFS", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", [
        "This is a pointer of Git LFS, not the file itself. Run 'git lfs pull'."]),
    Case("a PDF", b"%PDF-1.7\n", [
        "This is a PDF, not a table. Ask for the table as .csv or .xlsx."]),
    Case("a web page as csv", b"<html><table><tr><td>kpi</td></tr></table></html>", [
        f"This is a web page or XML that was given the name of a table. {EXCEL}"]),
    Case("a web page as workbook", b"\xef\xbb\xbf\r\n<TABLE border=1>", [
        f"This is a web page or XML that was given the name of a table. {EXCEL}"], "kpi.xlsx"),
    Case("XML of Excel 2003", b'<?xml version="1.0"?><Workbook '
         b'xmlns="urn:schemas-microsoft-com:office:spreadsheet">', [
        f"This is a web page or XML that was given the name of a table. {EXCEL}"]),
    Case("gzip", gzip.compress(b"kpi,period\n"), [
        "This is a compressed file. Unpack it and name the file inside."]),
    Case("7-Zip", b"7z\xbc\xaf\x27\x1c", [
        "This is a compressed file. Unpack it and name the file inside."]),
    Case("a zipped csv", archive("kpi.csv"), [
        "This is a zip archive. Unpack it and name the file inside."]),
    Case("rich text", b"{\\rtf1\\ansi kpi}", [
        "This is a text document, not a table. Save its table as .xlsx or .csv."]),
    Case("SPSS", b"$FL2@(#) SPSS DATA FILE", [
        "This is a file of SPSS. Save it as CSV (UTF-8) in SPSS."]),
    Case("Word", archive("word/document.xml"), [
        "This is a Word document, not a workbook. Copy its table to Excel and save it as .xlsx."],
        "kpi.xlsx"),
    Case("PowerPoint", archive("ppt/presentation.xml"), [
        "This is a presentation, not a workbook. Copy its table to Excel and save it as .xlsx."],
        "kpi.xlsx"),
    Case("a binary workbook", archive("xl/workbook.bin"), [
        "This is a binary workbook (.xlsb). Save it as .xlsx in Excel."], "kpi.xlsx"),
    Case("OpenDocument", archive("mimetype", "content.xml"), [
        "This is an OpenDocument file. Save it as .xlsx."], "kpi.xlsx"),
    Case("Apple Numbers", archive("Index/Document.iwa"), [
        "This is a file of Apple Numbers. Export it as .xlsx or CSV."], "kpi.xlsx"),
    Case("a workbook named csv", xlsx_bytes({"Data": rows()}), [
        "This is a workbook under another name. Rename it to end in .xlsx."]),
    Case("a csv named xlsx", csv_bytes(rows()), [
        "This is text under another name. Rename it to end in .csv."], "kpi.xlsx"),
    Case("parquet named csv", parquet_bytes(rows()), [
        "This is a parquet file under another name. Rename it to end in .parquet."]),
    Case("an old workbook named csv", OLE + b"...", [
        f"This is an old or protected workbook, not text. {EXCEL}"]),
    Case("a protected workbook", OLE + b"...", [
        "The workbook is protected by a password, or it is an old .xls file. "
        "Remove the password and save it as .xlsx."], "kpi.xlsx"),
    *(
        Case(f"the ending {ending}", b"kpi", [
            f"The ending '{ending}' is not that of a table. Save it as .csv, .xlsx or .parquet."],
            f"kpi{ending}")
        for ending in (".xls", ".xlsm", ".ods", ".txt", ".sav", ".json")
    ),
    Case("bytes", b"kpi\x00period", ["This is not a text file. Save the table as CSV (UTF-8)."]),
    Case("two encodings", "kpi,period,value\nCafé,2012-04,1\n".encode()
         + "Süd,2012-05,1\n".encode("cp1252"), [
        "The file mixes UTF-8 and Windows text. Export it again, whole, as CSV (UTF-8)."]),
    Case("UTF-16 cut off", "kpi,period".encode("utf-16")[:-1], [
        "This is not a text file. Save the table as CSV (UTF-8)."]),
    Case("an open quotation mark", b'kpi,period,value\nvisits,2012-04,"4\n', [
        "row 2: The file cannot be split into cells from this row on. "
        "Close every quotation mark, and leave nothing between it and the delimiter."]),
]  # fmt: skip

OWN_NAMES = "If it has names of its own, say under 'columns:' beside the path which is which."
HEADERS = [
    Case("no header", csv_bytes(rows()[1:]), [
        "row 1: There is no header row with columns of this table. "
        f"The first row must name columns of: {COLUMNS}. {OWN_NAMES}"]),
    Case("no header in their words", csv_bytes(rows()[1:]), [
        "row 1: There is no header row with columns of this table. The first row must name "
        "columns of: kpi, Month, value, numerator, denominator, n, dimension, group. "
        + OWN_NAMES],
        options="columns: {Month: period}"),
    Case("a header without rows", csv_bytes(rows()[:1]), [
        "The table has a header but no rows. Add the rows."]),
    Case("only blank cells", b",,\r\n,,\r\n", [
        "The table is empty. Put the table in it or correct the path."]),
    Case("a header of two rows", csv_bytes(
        [["kpi", "period", "value", "Patients", None],
         [None, None, None, "numerator", "denominator"], *rows()[1:]]), [
        "The header takes two rows, 1 and 2. "
        "Unmerge its cells and put the whole name of each column in one row."]),
    Case("two headers to choose from", csv_bytes([HEADER, *rows()[1:5], [*HEADER, "n"]]), [
        "row 2: There are more cells than the header has columns."], kinds=()),
    Case("months side by side", csv_bytes([["kpi", "Apr-12", "May-12", "Jun-12"],
                                           ["visits", 4100, 4101, 4102]]), [
        "row 1: The periods stand side by side in the header, each in a column of its own. "
        "Give each period a row of its own; in Excel: Data, From Table/Range, Unpivot Columns."]),
    Case("quarters side by side below a title", csv_bytes(
        [["Report"], ["Indicator", "2012/13 Q1", "2012/13 Q2", "2012/13 Q3"], ["a", 1, 2, 3]]), [
        "row 2: The periods stand side by side in the header, each in a column of its own. "
        "Give each period a row of its own; in Excel: Data, From Table/Range, Unpivot Columns."]),
    Case("a column without a name", csv_bytes([[*HEADER[:2], None, *HEADER[3:]], *rows()[1:]]), [
        "row 1: A column has no name (counted from the left: 3). Name it."]),
    Case("a column twice", csv_bytes([[*HEADER[:4], "VALUE"], *rows()[1:]]), [
        "row 1, column 'value': The column 'value' is there 2 times. Keep one of them."]),
    Case("a header row that is none", csv_bytes([["Report"], *rows()]), [
        "Row 5, 'header_row', does not name columns of this table. Row 2 has some."],
        options="header_row: 5"),
    Case("a total at the bottom", csv_bytes([*rows(), ["Grand Total", None, 9999, None, None]]), [
        "row 10: A row is a total. Remove it: totals are added up here."]),
    Case("a note at the bottom", csv_bytes([*rows(), ["Source: a system.", *[None] * 4]]), [
        "row 10: A row has text in one cell only. Remove notes below and between the rows."]),
    Case("a header on every page", csv_bytes([*rows()[:5], HEADER, *rows()[5:]]), [
        "row 6: A row repeats the header. Remove it."]),
    Case("commas without quotation marks", csv_bytes(rows()) + b"visits,2012-08,4,104,,\r\n", [
        at(10, "numerator", "A KPI of kind count or mean has a value. "
           "Leave 'numerator' empty in this row.")]),
    Case("more cells than columns", csv_bytes(rows()) + b"visits,2012-08,4104,,,,stray\r\n", [
        "row 10: There are more cells than the header has columns. "
        "Put text with a comma in quotation marks, or name the column."]),
    cell("a formula that failed", "#REF!",
         "A formula gives an error. Correct the formula or type the value."),
]  # fmt: skip
HEADERS = [case for case in HEADERS if case.kinds]

BOOKS = [
    Case("several sheets", xlsx_bytes({"One": rows(), "Two": rows()}), [
        f"The workbook has 2 sheets. {NAME_SHEET} The workbook has 'One' and 'Two'."], "kpi.xlsx"),
    Case("no visible sheet", all_hidden(xlsx_bytes({"Data": rows()})), [
        f"Every sheet of the workbook is hidden. {NAME_SHEET} The workbook has 'Data'."],
        "kpi.xlsx"),
    Case("a sheet that is not there", xlsx_bytes({"Data 2015": rows()}), [
        "sheet 'data 2014': There is no sheet 'data 2014'. Did you mean 'Data 2015'?"],
        "kpi.xlsx", "sheet: data 2014"),
    Case("merged cells", book(merge), [
        "row 2: Cells are merged over several rows. Unmerge them and fill in every cell."],
        "kpi.xlsx"),
    Case("a formula that was never calculated",
         xlsx_bytes({"Data": rows(values=[4100, "=1+1", 4102, 4103])}), [
        "row 3: A formula in this row has no saved result. "
        "Open the workbook in Excel, let it calculate and save it."], "kpi.xlsx"),
    Case("a count shown as a percentage", book(as_percentages), [
        at(3, "value", "'value' has a percentage where none can be. "
           "Write the number of people or events, not a percentage.")], "kpi.xlsx"),
]  # fmt: skip

YAML = "line 9, tables.kpi"
MAPPINGS = [
    option("a name of theirs that is not there", "columns: {perod: period}",
           "'columns' names 'perod', which the table does not have. Did you mean 'period'?"),
    Case("the only name of theirs, spelt wrong",
         csv_bytes([["Report"], ["Month ending", "Falls"], ["2012-04", 4100]]), [
        "'columns' names 'Month endin', which the table does not have. "
        "Did you mean 'Month ending'?"],
        options="columns: {Month endin: period}, constants: {kpi: visits}"),
    option("a name of ours that is none", "columns: {value: valeu}",
           "'columns' names 'valeu', which is not a column of this table. Did you mean 'value'?"),
    option("two names for one column", "columns: {Month: period, Week: period}",
           f"{YAML}: 'columns' gives the column 'period' twice, to 'Month' and to 'Week'. "
           "Keep one of them."),
    option("a column and a constant", "columns: {Ind: kpi}, constants: {kpi: visits}",
           f"{YAML}: The column 'kpi' is under 'columns' and under 'constants'. Keep one of them."),
    option("a constant for a column that is there", "constants: {kpi: visits}",
           "column 'kpi': 'constants' gives 'kpi', which the table has too. "
           "Remove it from 'constants'."),
    option("a constant for no column", "constants: {kip: visits}",
           "'constants' names 'kip', which is not a column of this table. Did you mean 'kpi'?"),
    option("a constant that is no KPI", "constants: {kpi: visit}",
           "tables.kpi.constants: 'constants' gives all rows to the KPI 'visit', which is not "
           "defined. Did you mean 'visits'?"),
    option("a constant that is no cell", "constants: {kpi: [visits]}",
           f"{YAML}.constants.kpi: 'kpi' must be text."),
    option("a mapping that is a list", "columns: [period]",
           f"{YAML}.columns: 'columns' must be a group of keys."),
    option("an order of dates that is none", "dates: day first",
           f"{YAML}.dates: 'dates' must be one of 'day-first' or 'month-first'. "
           "Did you mean 'day-first'?"),
    option("duplicates treated as nobody can", "duplicates: drop",
           f"{YAML}.duplicates: 'duplicates' must be one of 'refuse', 'drop-identical' or "
           "'add-up'."),
    option("rows chosen by no value", "rows: {trust: []}",
           f"{YAML}.rows.trust: Each name under 'rows' stands for the value of the rows that are "
           'wanted, or for a list of values, such as RDZ or ["1", "2"]. Put "yes", "no" and the '
           "like in quotation marks."),
    option("rows chosen by yes without quotation marks", "rows: {trust: yes}",
           f"{YAML}.rows.trust: Each name under 'rows' stands for the value of the rows that are "
           'wanted, or for a list of values, such as RDZ or ["1", "2"]. Put "yes", "no" and the '
           "like in quotation marks."),
    option("rows chosen twice by a column", "rows: {Trust: RDZ, trust: RBD}",
           f"{YAML}: 'rows' names 'Trust' and 'trust', which are the same: case and spaces do "
           "not matter. Keep one of them."),
    option("rows chosen by a column that is not there", "rows: {perido: 2012-04}",
           "'rows' names 'perido', which the table does not have. "
           "Did you mean 'period'?"),
    option("rows chosen by a value that no row has", "rows: {kpi: vists}",
           "No row has the value 'vists' in 'kpi', which 'rows' asks for. Write it as "
           "the file does; case does not matter."),
    option("a header in row 0", "header_row: 0",
           f"{YAML}.header_row: 'header_row' must be at least 1."),
    option("marks that are a number", "suppressed: 5",
           f"{YAML}.suppressed: 'suppressed' names the marks of suppressed counts. {MARKS}"),
    option("a mark that ends before it begins", "suppressed: {'*': [7, 1]}",
           f"{YAML}.suppressed: The mark '*' under 'suppressed' needs two whole numbers, the "
           "least and the most that it stands for, such as [1, 7]."),
    option("an option that is spelt wrong", "colums: {Month: period}",
           f"{YAML}.colums: The key 'colums' is not known here. Did you mean 'columns'?"),
]  # fmt: skip

DATES = [
    Case("month first", csv_bytes(rows(["04/01/2012", "05/01/2012", "06/13/2012", "07/01/2012"])), [
        at(4, "period", "'period' of the monthly KPI 'visits' cannot be read day first, but can "
           "month first. Write 'dates: month-first' beside the path if it is so, or correct the "
           "dates.")], kinds=()),
    Case("days month first", csv_bytes(rows(["04/13/2012", "04/14/2012", "04/15/2012",
                                             "04/16/2012"])), [
        "rows 2, 3, 4 and 5, column 'period': 'period' of the daily KPI 'visits' cannot be read "
        "day first, but can month first. Write 'dates: month-first' beside the path if it is so, "
        "or correct the dates."],
        kinds=(("visits", "count", "daily"), ("seen", "proportion", "monthly"))),
    Case("days in both orders", csv_bytes(rows(["13/04/2012", "04/14/2012", "15/04/2012",
                                                "16/04/2012"])), [
        at(3, "period", "'period' of the daily KPI 'visits' has some days that can only be day "
           "first and some that can only be month first. Write all of them in one order.")],
        kinds=(("visits", "count", "daily"), ("seen", "proportion", "monthly"))),
    Case("text beside serials", csv_bytes(rows(["41000", "41030", "41061", "13/07/2012"])), [
        at(5, "period", "'period' of the monthly KPI 'visits' has days as text, such as "
           "31/03/2024, beside real dates or other forms; a spreadsheet may have swapped day and "
           "month in the others. Export it again as text, with all dates in one form.")]),
    Case("text beside real dates", xlsx_bytes({"Data": rows(
        [*pd.date_range("2012-04-01", periods=3, freq="MS").to_pydatetime(), "13/07/2012"])}), [
        at(5, "period", "'period' of the monthly KPI 'visits' has days as text, such as "
           "31/03/2024, beside real dates or other forms; a spreadsheet may have swapped day and "
           "month in the others. Export it again as text, with all dates in one form.")],
        "kpi.xlsx"),
    period("a day in the middle of a month", "15 May 2012"),
    period("a month without a year", "May"),
    period("a month that is none", "2012-13"),
    period("a thirteenth financial month", "2012/13 M13"),
    period("a financial year that is none", "2012/14 M02"),
    period("a quarter in a monthly series", "2012-Q2"),
    period("a year in a monthly series", "2012"),
    period("a number of days that is another number", "99999"),
    Case("a last day among first days", csv_bytes(rows(
        ["2012-04-01", "2012-05-31", "2012-06-01", "2012-07-01"])), [
        at(3, "period", f"{NO_MONTH} {MONTHLY}")]),
    period("a word", "soon"),
    period("no period", None, "'period' is empty. Fill it in, or remove the row."),
    Case("a quarter of which year", csv_bytes(rows(["Q1 2012", "Q2 2012", "Q3 2012", "Q4 2012"])), [
        "rows 2, 3, 4 and 5, column 'period': 'period' is not a period of the quarterly KPI "
        "'visits'. Write 2024-Q2 or 2024-04-01, the first day of a quarter of the calendar year, "
        "or 2024/25 Q1 of the financial year."],
        kinds=(("visits", "count", "quarterly"), ("seen", "proportion", "monthly"))),
    Case("a month that is missing", csv_bytes(rows(["2012-04", "2012-05", "2012-07", "2012-08"])), [
        "warning: column 'period': The KPI 'visits' has no row for 2012-06. "
        "Add the months, or know that the gap stays in the series."]),
]  # fmt: skip
DATES = [case for case in DATES if case.kinds]

NUMBERS = [
    cell("a percentage", "12%", "'value' has a percentage where none can be. "
         "Write the number of people or events, not a percentage."),
    Case("a percentage for a numerator", csv_bytes(of_seen(7, "75.3%", 8101)), [
        at(7, "numerator", "'numerator' has a percentage where none can be. "
           "Write the number of people or events, not a percentage.")]),
    cell("a decimal comma", "4,5", "'value' has a comma that may be a decimal point. "
         "Write 1.5 or 1500, without a comma."),
    cell("points between thousands", "4.101,5", "'value' has a comma that may be a decimal point. "
         "Write 1.5 or 1500, without a comma."),
    cell("a number in brackets", "(4101)", "'value' has a number in brackets. "
         "Write a negative number with a minus sign, and put notes in a column of their own."),
    cell("an asterisk after a number", "4101*",
         f"'value' has a mark or a unit after a number. {NOTE}"),
    cell("a provisional number", "4101 [p]",
         f"'value' has a mark or a unit after a number. {NOTE}"),
    cell("a revised number", "4101r", f"'value' has a mark or a unit after a number. {NOTE}"),
    cell("a unit", "4101 visits", f"'value' has a mark or a unit after a number. {NOTE}"),
    cell("a dash", "-", "'value' has a dash or dots, which may mean nought or not known. "
         "Write 0, or leave the cell empty."),
    cell("dots", "..", "'value' has a dash or dots, which may mean nought or not known. "
         "Write 0, or leave the cell empty."),
    cell("not available", "[x]", "'value' has a dash or dots, which may mean nought or not known. "
         "Write 0, or leave the cell empty."),
    cell("a word", "many", "'value' must be a number. Write plain digits and no other text."),
    cell("an endless number", "1e999",
         "'value' must be a number. Write plain digits and no other text."),
    cell("a number of 400 digits", "9" * 400,
         "'value' must be a number. Write plain digits and no other text."),
    cell("half a visit", 4101.5, "'value' of a KPI of kind count must be a whole number. "
         "Count people or events, or choose kind mean in project.yml."),
    cell("fewer than none", -4101,
         "'value' of a KPI of kind count must be 0 or more. Correct the number."),
    cell("no value", None, "A KPI of kind count or mean has a value. "
         "Fill in 'value', or remove the row."),
]  # fmt: skip

DIM = ["dimension", "group"]
BY_SEX = [
    [*HEADER, *DIM],
    *([*row, None, None] for row in rows()[1:]),
    ["seen", "2012-04", None, "<5", 4000, "sex", "Female"],
    ["seen", "2012-04", None, 6099, 4100, "sex", "Male"],
]
WINDOWS = "periods: {baseline: {from: 2012-04, to: 2012-05}, after: {from: 2012-06, to: 2012-07}}\n"
INEQUALITY = "inequalities: [{kpi: seen, dimension: sex, group: Female, reference: Male}]\n"
BY_SEX[-1][3:5] = [3000, 4100]
ITS = (
    "its:\n  - {id: main, kpi: visits, question: Why, interruptions: [{name: a, date: 2013-04}],\n"
    "     prespecified: {on: 2012-01-01, by: Analyst}}\n"
)
YEARS = rows(months(26), [4100, "<5", "<5", *[4100 + n for n in range(23)]])

SUPPRESSED = [
    cell("a mark that says nothing", "*",
         f"'value' is suppressed, and nothing says the most it can be. {BOUNDS}"),
    Case("a denominator that says nothing", csv_bytes(of_seen(7, 3, "*")), [
        at(7, "denominator",
           f"'denominator' is suppressed, and nothing says the most it can be. {BOUNDS}")]),
    Case("a mark of their own that says nothing", csv_bytes(rows(values=["S", 1, 2, 3])), [
        at(2, "value", f"'value' is suppressed, and nothing says the most it can be. {BOUNDS}")],
        options="suppressed: [S]"),
    Case("a suppressed mean", csv_bytes([HEADER[:3], *([*row[:3]] for row in rows(
        values=[1.5, "*", 2.5, 3])[1:5])]), [
        at(3, "value", f"'value' of a KPI of kind mean is suppressed. Remove the row. {ASK}")],
        kinds=(("visits", "mean", "monthly"),)),
    Case("more than all", csv_bytes(of_seen(7, "5-9", 3)), [
        at(7, "numerator", "'numerator' is suppressed but above its denominator. "
           "Correct the row.")]),
    Case("a time series", csv_bytes(YEARS), [
        "rows 3 and 4, column 'kpi': The KPI 'visits' has 2 suppressed months, which the analysis "
        f"'main' cannot use. {ASK} {LONGER}, or leave these out under 'exclude:' "
        "and know that the series then looks higher than it was."], more=ITS),
    Case("a control chart", csv_bytes(rows(values=[4100, "<5", 4102, 4103])), [
        "row 3, column 'kpi': The KPI 'visits' has 1 suppressed month, which a control chart "
        f"cannot use. {ASK} {LONGER}, or take the chart out of project.yml."],
        more="control_charts: [{kpi: visits}]\n"),
    Case("an inequality", csv_bytes(BY_SEX), [
        "row 10, column 'kpi': The KPI 'seen' has 1 suppressed month, which an inequality by 'sex' "
        f"cannot use. {ASK} {LONGER}.",
        "warning: row 6, column 'numerator': The groups of 'sex' do not add up to the KPI 'seen'. "
        "Correct the rows, or add a group for people whose group is not known."],
        more=WINDOWS + INEQUALITY),
]  # fmt: skip

TWICE = [
    Case("a row twice", csv_bytes([*rows(), rows()[1]]), [
        "row 10: A row equals a row above in every cell. "
        "Remove it, or write 'duplicates: drop-identical' beside the path."]),
    Case("a month twice with two values", csv_bytes([*rows(), [*rows()[1][:2], 9, None, None]]), [
        at(10, "kpi", "A row above has the same 'kpi' and 'period'. "
           "Keep one of them; say under 'rows:' beside the path which organisation or indicator "
           "is wanted; or write 'duplicates: add-up' there if they are parts of one.")],
        options="duplicates: drop-identical"),
    Case("an id that is spelt wrong", csv_bytes([*rows(), ["vists", "2012-08", 9, None, None]]), [
        at(10, "kpi", "'kpi' is not defined under 'kpis:' in project.yml. "
           "Did you mean 'visits'?")]),
    Case("a column too many", csv_bytes([[*row, "x"] for row in rows()]), [
        "column 'x': The column 'x' is not known here. "
        "Known columns: kpi, period, value, numerator, denominator, n, dimension, group."]),
    Case("NHS numbers in a column that is not mapped", csv_bytes(
        [["NHS Number", *HEADER], *(["9434765919", *row] for row in rows()[1:])]), [
        "column 'NHS Number': The column 'NHS Number' is named like NHS numbers. Remove the "
        "column, or replace it by a pseudonym: direct identifiers are refused."],
        options="columns: {period: period}"),
]  # fmt: skip

WIDE_HEADER = ["Month", "Visits", "Attended", "Invited"]
OF_WIDE = (
    "columns: {Month: period, Visits: visits.value, Attended: seen.numerator,"
    " Invited: seen.denominator}"
)
A_PROJECT = "tables.kpi.columns"


def wide(*cells: tuple[int, str, Any], header: Sequence[str] = WIDE_HEADER) -> Rows:
    """Return an extract with a column for each KPI, rows 2 to 5, with other cells."""
    found: Rows = [list(header)]
    found += [[month, 4100 + n, 6100 + n, 8100 + n] for n, month in enumerate(months())]
    for row, column, value in cells:
        found[row - 1][found[0].index(column)] = value
    return found


def in_wide(name: str, given: Rows, *told: str, options: str = OF_WIDE, more: str = "") -> Case:
    """Return the case of an extract with a column for each KPI."""
    return Case(name, csv_bytes(given), told, options=options, more=more)


def said_of_wide(name: str, columns: str, *told: str, more: str = "") -> Case:
    """Return the case of an extract of which project.yml says what cannot be."""
    return in_wide(name, wide(), *told, options=f"columns: {{{columns}}}{more}")


WRITE_ONE = "Write one such as falls.numerator, or [falls.denominator, ulcers.denominator]."
BOTH_BLANK = "Fill it in, or leave the cells of both blank."
WIDE_CASES = [
    said_of_wide("a KPI that is not defined", "Month: period, Visits: vists.value",
        f"{A_PROJECT}: 'columns' gives 'Visits' to the KPI 'vists', which is not defined in this "
        "project. Did you mean 'visits.value'?"),
    said_of_wide("a KPI like no other", "Month: period, Visits: bed-days.value",
        f"{A_PROJECT}: 'columns' gives 'Visits' to the KPI 'bed-days', which is not defined in "
        "this project. Add it under 'kpis'."),
    said_of_wide("a value of a proportion", "Month: period, Visits: seen.value",
        f"{A_PROJECT}: 'columns' gives 'Visits' to the value of the KPI 'seen', which a "
        "proportion has not. Name 'seen.numerator' and 'seen.denominator'."),
    said_of_wide("people behind a count", "Month: period, Visits: visits.value, Invited: visits.n",
        f"{A_PROJECT}: 'columns' gives 'Invited' to the n of the KPI 'visits', which a count has "
        "not. Name 'visits.value'."),
    said_of_wide("a column of a KPI that is spelt wrong",
        "Month: period, Attended: seen.numerater, Invited: seen.denominator",
        f"{A_PROJECT}: 'columns' gives 'Attended' to the numerater of the KPI 'seen', which a "
        "proportion has not. Did you mean 'seen.numerator'?",
        f"{A_PROJECT}: 'columns' gives the KPI 'seen' no column for its numerator. Name the "
        "column of the table that is 'seen.numerator'."),
    said_of_wide("a proportion without its denominator", "Month: period, Attended: seen.numerator",
        f"{A_PROJECT}: 'columns' gives the KPI 'seen' no column for its denominator. Name the "
        "column of the table that is 'seen.denominator'."),
    said_of_wide("two columns for one of a KPI",
        "Month: period, Visits: visits.value, Invited: Visits.value",
        f"{YAML}: 'columns' gives the column 'Visits.value' twice, to 'Visits' and to 'Invited'. "
        "Keep one of them."),
    said_of_wide("a column of a KPI and a column of all",
        "Month: period, Visits: visits.value, Invited: denominator",
        f"{YAML}: 'columns' gives 'Visits' to a KPI, and 'columns' has 'denominator' for tables "
        "whose rows are of one KPI each. Give every column to its KPI, such as "
        "'falls.numerator', or none."),
    said_of_wide("columns of KPIs and a constant KPI", "Month: period, Visits: visits.value",
        f"{YAML}: 'columns' gives 'Visits' to a KPI, and 'constants' has 'kpi' for tables whose "
        "rows are of one KPI each. Give every column to its KPI, such as 'falls.numerator', or "
        "none.", more=", constants: {kpi: visits}"),
    said_of_wide("a list of columns that are of no KPI", "Month: [period, value]",
        f"{YAML}.columns.Month: A list under 'columns' names columns of KPIs. {WRITE_ONE}"),
    said_of_wide("a column of a KPI without a column", "Month: period, Visits: visits.",
        f"{YAML}.columns.Visits: A column of a KPI is its id, a point and the column. "
        f"{WRITE_ONE}"),
    said_of_wide("a column that stands for a number", "Month: 7",
        f"{YAML}.columns.Month: Each name under 'columns' stands for the name of one column, or "
        f"for a list of columns of KPIs. {WRITE_ONE}"),
    said_of_wide("a column of a KPI that is not there", "Month: period, Visit: visits.value",
        "'columns' names 'Visit', which the table does not have. Did you mean 'Visits'?"),
    in_wide("columns of KPIs beside a column kpi",
        wide(header=["Month", "Visits", "kpi", "Invited"]),
        "column 'kpi': The table has a column 'kpi', but 'columns' gives its columns to KPIs. "
        "Remove it, or give no column to a KPI if each row is of one.",
        "warning: The column 'Invited' is not read. Name it under 'columns' if it is needed.",
        options="columns: {Month: period, Visits: visits.value}"),
    in_wide("no period beside the columns of KPIs", wide(),
        "The column 'period' is missing. The table has: Month, Visits, Attended, Invited.",
        "warning: The column 'Month' is not read. Name it under 'columns' if it is needed.",
        options=OF_WIDE.replace("Month: period, ", "")),
    in_wide("a KPI that is half blank", wide((3, "Attended", None), (4, "Invited", None)),
        at(3, "Attended", f"'Attended' is blank in a row with 'Invited'. {BOTH_BLANK}"),
        at(4, "Invited", f"'Invited' is blank in a row with 'Attended'. {BOTH_BLANK}")),
    in_wide("a word among the counts of a KPI", wide((3, "Visits", "many"), (4, "Attended", "x")),
        at(3, "Visits", "'Visits' must be a number. Write plain digits and no other text."),
        at(4, "Attended", "'Attended' must be a number. Write plain digits and no other text.")),
    in_wide("more than were invited", wide((3, "Attended", 9100)),
        at(3, "Attended", "'Attended' is greater than 'Invited'. "
           "Correct the numbers, or choose kind rate in project.yml.")),
    in_wide("a percentage of those invited", wide((3, "Attended", "75.3%")),
        at(3, "Attended", "'Attended' has a percentage where none can be. "
           "Write the number of people or events, not a percentage.")),
    in_wide("a mark that says nothing of one KPI", wide((3, "Visits", "*")),
        at(3, "Visits", f"'Visits' is suppressed, and nothing says the most it can be. {BOUNDS}")),
    in_wide("a month of no KPI", wide((3, "Month", "soon")),
        at(3, "Month", "'Month' is not a period of the monthly KPIs. "
           "Write 2024-04 or 2024-04-01, the first day of the month.")),
    in_wide("a row of no month", wide((3, "Month", None)),
        at(3, "Month", "'Month' is empty. Fill it in, or remove the row.")),
    in_wide("a row of all KPIs twice", [*wide(), wide()[1]],
        "row 6: A row equals a row above in every cell. "
        "Remove it, or write 'duplicates: drop-identical' beside the path."),
    in_wide("a month of all KPIs twice", [*wide(), ["2012-04", 1, 2, 3]],
        "row 6: A row above has the same 'Month'. Keep one of them; say under 'rows:' beside the "
        "path which organisation or indicator is wanted; or write 'duplicates: add-up' there if "
        "they are parts of one."),
    in_wide("a total of all KPIs", [*wide(), ["Total", 1, 2, 3]],
        "row 6: A row is a total. Remove it: totals are added up here."),
    in_wide("no cell of any KPI", [WIDE_HEADER, *([month, None, None, None] for month in months())],
        "The columns of the KPIs are blank in every row. "
        "Fill them in, or correct 'columns' beside the path."),
    in_wide("a KPI with a month missing", wide((3, "Visits", None)),
        "warning: column 'Month': The KPI 'visits' has no row for 2012-05. "
        "Add the months, or know that the gap stays in the series."),
    in_wide("a suppressed month of a control chart", wide((3, "Visits", "<5")),
        "row 3: The KPI 'visits' has 1 suppressed month, which a control chart cannot use. "
        f"{ASK} {LONGER}, or take the chart out of project.yml.",
        more="control_charts: [{kpi: visits}]\n"),
]  # fmt: skip

CORPUS = [*FILES, *HEADERS, *BOOKS, *MAPPINGS, *DATES, *NUMBERS, *SUPPRESSED, *TWICE, *WIDE_CASES]
