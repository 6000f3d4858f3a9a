"""Files that are no table: each ends in one sentence that says what to do."""

import io
import zipfile

import pandas as pd
import pytest

from evaluation.tables import cells, check_workspace, read, read_csv, read_parquet, read_workbook

NO_HEADER = (
    "kpi.csv, row 1: There is no header row with columns of this table. The first row must name "
    "columns of: kpi, period, value, numerator, denominator, n, dimension, group. "
    "If it has names of its own, say under 'columns:' beside the path which is which."
)
NOT_SPLIT = (
    "kpi.csv, row 2: The file cannot be split into cells from this row on. "
    "Close every quotation mark, and leave nothing between it and the delimiter."
)
NO_TEXT = "kpi.csv: This is not a text file. Save the table as CSV (UTF-8)."
EMPTY = "kpi.csv: The table is empty. Put the table in it or correct the path."
NO_BOOK = (
    "kpi.xlsx: The workbook is damaged or is not a workbook. "
    "Open it in Excel and save it again as .xlsx."
)
PROTECTED = (
    "kpi.xlsx: The workbook is protected by a password, or it is an old .xls file. "
    "Remove the password and save it as .xlsx."
)
NO_PARQUET = (
    "kpi.parquet: The file is damaged or is not a parquet file. Write it again from its source."
)
NESTED = "kpi.parquet: A column holds lists or groups. Give each cell one value."


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(None, "kpi.csv: The file does not exist. Create it or correct its name.",
                     id="missing"),
        pytest.param(b"", "kpi.csv: The file is empty. Put the table in it, correct the path, or "
                     "let it download if it is in the cloud.",
                     id="empty"),
        pytest.param(b"\r\n,,\r\n", EMPTY, id="only blank cells"),
        pytest.param(b"kpi\x00period", NO_TEXT, id="binary"),
        pytest.param(b"kpi,period\nvisits\x81\xe9,x", NO_TEXT, id="no known encoding"),
        pytest.param(b'kpi,period,value\nvisits,2012-04,"4\nvisits,2012-05,5\n', NOT_SPLIT,
                     id="open quotation mark"),
        pytest.param(b'kpi,period,value\n"visits"x,2012-04,4\n', NOT_SPLIT,
                     id="text after a quotation mark"),
        pytest.param(b'kpi,period,value\nvisits,2012-04,"' + b"x" * 200_000 + b'"', NOT_SPLIT,
                     id="endless cell"),
        pytest.param(b"kpi,period,value,numerator,denominator\n",
                     "kpi.csv: The table has a header but no rows. Add the rows.",
                     id="header only"),
        pytest.param(b"visits,2012-04,4\nvisits,2012-05,5\n", NO_HEADER, id="no header"),
        pytest.param(b"kpi,period,,value\nvisits,2012-04,7,4\n",
                     "kpi.csv, row 1: A column has no name (counted from the left: 3). Name it.",
                     id="column without a name"),
    ],
)  # fmt: skip
def test_a_csv_that_is_no_table(check_kpi, content: bytes | None, expected: str) -> None:
    assert check_kpi(content) == [expected]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"hello", NO_BOOK, id="text"),
        pytest.param(b"PK\x03\x04" + b"\x00" * 40, NO_BOOK, id="broken archive"),
        pytest.param(read_workbook.OLE_SIGNATURE + b"...", PROTECTED, id="password"),
    ],
)
def test_an_xlsx_that_is_no_workbook(check_kpi, content: bytes, expected: str) -> None:
    assert check_kpi(content, ending="xlsx") == [expected]


def test_a_workbook_cut_off_is_damaged(check_kpi, samples) -> None:
    content = samples["xlsx"]({"KPIs": samples["kpi_rows"]()})

    for length in (100, len(content) // 2, len(content) - 30):
        assert check_kpi(content[:length], ending="xlsx") == [NO_BOOK]


def test_another_zip_archive_is_no_workbook(check_kpi) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("kpi.csv", "kpi,period\n")

    assert check_kpi(stream.getvalue(), ending="xlsx") == [NO_BOOK]


def test_a_workbook_that_unpacks_too_large_is_not_unpacked(check_kpi, samples, monkeypatch) -> None:
    monkeypatch.setattr(read_workbook, "MAX_UNCOMPRESSED_BYTES", 2_000_000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\x00" * 2_000_001)

    assert check_kpi(stream.getvalue(), ending="xlsx") == [
        "kpi.xlsx: The workbook unpacks to more than 2 MB. "
        "Keep only the table in it, or save the table as CSV."
    ]


def test_several_sheets_are_named_where_none_is_chosen(check_kpi, samples) -> None:
    rows = samples["kpi_rows"]()

    assert check_kpi(samples["xlsx"]({"One": rows, "Two": rows}), ending="xlsx") == [
        "kpi.xlsx: The workbook has 2 sheets. Name one with 'sheet:' beside the path. "
        "The workbook has 'One' and 'Two'."
    ]


@pytest.mark.parametrize(
    ("sheet", "remedy"),
    [
        ("data 2014", "Did you mean 'Data 2015'?"),
        ("zzz", "The workbook has 'Data 2015' and 'Notes'."),
    ],
)
def test_a_sheet_that_is_not_there_names_the_nearest(
    check_kpi, samples, sheet: str, remedy: str
) -> None:
    content = samples["xlsx"]({"Data 2015": samples["kpi_rows"](), "Notes": [["a"]]})
    project = samples["kpi_project"].replace("kpi.csv", f"{{path: kpi.xlsx, sheet: {sheet}}}")

    assert check_kpi(content, project, ending="xlsx") == [
        f"kpi.xlsx, sheet '{sheet}': There is no sheet '{sheet}'. {remedy}"
    ]


def test_an_empty_sheet_is_an_empty_table(check_kpi, samples) -> None:
    assert check_kpi(samples["xlsx"]({"One": []}), ending="xlsx") == [
        EMPTY.replace(".csv", ".xlsx")
    ]


def test_a_formula_that_was_never_calculated_is_refused(check_kpi, samples) -> None:
    rows = samples["changed"](samples["kpi_rows"](), (4, "value", "=1+1"))

    assert check_kpi(samples["xlsx"]({"One": rows}), ending="xlsx") == [
        "kpi.xlsx, row 4: A formula in this row has no saved result. "
        "Open the workbook in Excel, let it calculate and save it."
    ]


def test_rows_of_a_sheet_keep_their_numbers_below_blank_ones(check_kpi, samples) -> None:
    rows = samples["changed"](samples["kpi_rows"](), (4, "value", "many"))
    project = samples["kpi_project"].replace("kpi.csv", "{path: kpi.xlsx, sheet: One}")

    findings = check_kpi(samples["xlsx"]({"One": [[], [], *rows]}), project, ending="xlsx")

    assert findings == [
        "kpi.xlsx, sheet 'One', row 6, column 'value': 'value' must be a number. "
        "Write plain digits and no other text."
    ]


def test_a_parquet_that_is_none(check_kpi) -> None:
    assert check_kpi(b"PAR1....PAR1", ending="parquet") == [NO_PARQUET]


def test_a_parquet_of_lists_is_refused(check_kpi) -> None:
    stream = io.BytesIO()
    pd.DataFrame({"kpi": [["a"]], "period": ["2012-04"]}).to_parquet(stream)

    assert check_kpi(stream.getvalue(), ending="parquet") == [NESTED]


def test_a_parquet_that_unpacks_too_large_is_not_unpacked(check_kpi, samples, monkeypatch) -> None:
    monkeypatch.setattr(read_parquet, "MAX_UNCOMPRESSED_BYTES", 10)

    assert check_kpi(samples["parquet"](samples["kpi_rows"]()), ending="parquet") == [
        "kpi.parquet: The table unpacks to more than 0 MB. "
        "Count the records first and give the counts."
    ]


def test_a_file_that_is_too_large_is_not_read(check_kpi, samples, monkeypatch) -> None:
    monkeypatch.setattr(read, "MAX_FILE_BYTES", 10)

    assert check_kpi(samples["kpi_rows"]()) == [
        "kpi.csv: The file is larger than 0 MB. Count the records first and give the counts."
    ]


@pytest.mark.parametrize(
    ("reader", "ending"),
    [(read_csv, "csv"), (read_workbook, "xlsx"), (read_parquet, "parquet")],
)
def test_more_rows_than_a_sheet_has_are_not_read(
    check_kpi, samples, monkeypatch, reader, ending: str
) -> None:
    monkeypatch.setattr(reader, "MAX_TABLE_ROWS", 10)
    rows = samples["kpi_rows"]()
    content = {
        "csv": samples["csv"](rows),
        "xlsx": samples["xlsx"]({"One": rows}),
        "parquet": samples["parquet"](rows),
    }[ending]

    assert check_kpi(content, ending=ending) == [
        f"kpi.{ending}: The table has more than 10 rows. "
        "Count the records first and give the counts."
    ]
    assert cells.MAX_TABLE_ROWS == 1_048_576


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("kip.csv", "kip.csv: The file does not exist. Did you mean 'kpi.csv'?"),
        (
            "tables/kpi.csv",
            "tables/kpi.csv: The folder of the file does not exist. "
            "Correct the path where it is named.",
        ),
        (
            "kpi.csv/kpi.csv",
            "kpi.csv/kpi.csv: The folder of the file does not exist. "
            "Correct the path where it is named.",
        ),
        (
            ".",
            "data/projects/falls: This is a folder, not a file. Name the file inside it.",
        ),
        (
            "project.yml",
            "project.yml: The ending '.yml' is not that of a table. "
            "Save it as .csv, .xlsx or .parquet.",
        ),
        (
            "~nobody-of-that-name/kpi.csv",
            "~nobody-of-that-name/kpi.csv: The folder of the file does not exist. "
            "Correct the path where it is named.",
        ),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere(check_kpi, samples, path: str, expected: str) -> None:
    project = samples["kpi_project"].replace("kpi: kpi.csv", f"kpi: {path}")

    assert check_kpi(samples["kpi_rows"](), project) == [expected]


def test_a_link_to_itself_cannot_be_opened(write_workspace, samples) -> None:
    root = write_workspace(samples["kpi_project"])
    link = root / "data" / "projects" / "falls" / "kpi.csv"
    link.symlink_to(link)

    (finding,) = check_workspace(root)

    assert finding.sentence == "The file cannot be opened."
