"""Findings name the columns of an extract as its file writes them."""

import io

import pandas as pd
import pytest

from evaluation.tables import read as read_module
from evaluation.tables import read_audit_table, read_kpi_table, read_long_parquet
from evaluation.workspace import open_workspace

KPIS = (
    ("falls", "rate", "monthly"),
    ("value", "proportion", "monthly"),  # an id may be the name of a column
)
CHOOSE = (
    "Keep one of them; say under 'rows:' beside the path which organisation or indicator is "
    "wanted; or write 'duplicates: add-up' there if they are parts of one."
)
COLUMNS = "{Indicator: kpi, Month: period, Falls: numerator, Bed days: denominator}"
HEADER = ["Indicator", "Month", "Falls", "BED DAYS"]


def parquet_bytes(rows):
    texts = [[None if cell is None else str(cell) for cell in row] for row in rows]
    stream = io.BytesIO()
    pd.DataFrame(texts[1:], columns=texts[0]).to_parquet(stream, index=False)
    return stream.getvalue()


@pytest.fixture(params=["csv", "xlsx", "parquet", "long csv", "long parquet"])
def told(request, write_workspace, samples, monkeypatch):
    """Return a function from rows to what is said of them, in each format and way of reading."""
    ending = request.param.rpartition(" ")[2]
    if request.param.startswith("long"):
        monkeypatch.setattr(read_module, "LONG_CSV_BYTES", 0)
        monkeypatch.setattr(read_long_parquet, "LONG_PARQUET_ROWS", 0)

    def read_one(rows, options=f"columns: {COLUMNS}", kpis=KPIS):
        write = {
            "csv": samples["csv"],
            "xlsx": lambda rows: samples["xlsx"]({"Data": rows}),
            "parquet": parquet_bytes,
        }[ending]
        project = f"{samples['head']}tables: {{kpi: {{path: kpi.{ending}, {options}}}}}\n"
        root = write_workspace(project + samples["kpis"](*kpis), **{f"kpi_{ending}": write(rows)})
        workspace = open_workspace(root)
        _, findings = read_kpi_table(workspace, workspace.project("falls"))
        return [f"{each.place}: {each.sentence} {each.remedy}" for each in findings]

    return read_one


def extract(*rows):
    return [
        HEADER,
        ["falls", "2012-04", "41", "8101"],
        ["falls", "2012-05", "42", "8102"],
        ["value", "2012-04", "43", "8103"],
        *rows,
    ]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        (
            ["falls", "2012-06", "many", "8104"],
            "column 'Falls': 'Falls' must be a number. Write plain digits and no other text.",
        ),
        (
            ["falls", "2012-13", "44", "8104"],
            "column 'Month': 'Month' is not a period of the monthly KPI 'falls'. "
            "Write 2024-04 or 2024-04-01, the first day of the month.",
        ),
        (
            ["falls", "2012-06", "44", None],
            "column 'BED DAYS': A KPI of kind proportion or rate has a numerator and a "
            "denominator. Fill in 'BED DAYS', or remove the row.",
        ),
        (
            ["falls", "2012-06", "44", "0"],
            "column 'BED DAYS': 'BED DAYS' must be greater than 0. Correct the number, or "
            "remove a row without people or time at risk.",
        ),
        (
            ["value", "2012-05", "44", "43"],
            "column 'Falls': 'Falls' is greater than 'BED DAYS'. Correct the numbers, or choose "
            "kind rate in project.yml.",
        ),
        (
            ["fals", "2012-06", "44", "8104"],
            "column 'Indicator': 'Indicator' is not defined under 'kpis:' in project.yml. "
            "Did you mean 'falls'?",
        ),
        (
            ["falls", "2012-05", "44", "8104"],
            f"column 'Indicator': A row above has the same 'Indicator' and 'Month'. {CHOOSE}",
        ),
    ],
)
def test_a_fault_of_a_row_names_its_column_as_the_file_does(told, row, finding) -> None:
    assert told(extract(row)) == [f"row 5, {finding}"]


def test_an_id_that_is_called_like_a_column_keeps_its_name(told) -> None:
    (found,) = told(extract(["value", "2012-4x", "1", "2"]))

    assert "'Month' is not a period of the monthly KPI 'value'." in found


def test_a_column_that_a_constant_fills_is_named_in_no_place(told) -> None:
    rows = [["Month", "Falls"], ["2012-04", "5"], ["2012-05", "6"], ["2012-04", "7"]]
    options = "columns: {Month: period, Falls: value}, constants: {kpi: visits}"

    found = told(rows, options, [("visits", "count", "monthly")])

    assert found == [f"row 4: A row above has the same 'Month'. {CHOOSE}"]


def test_missing_columns_are_listed_beside_those_of_the_file(told) -> None:
    rows = [row[:3] for row in extract()]

    found = told(rows, "columns: {Indicator: kpi, Month: period, Falls: numerator}")

    assert found == [
        ": The column 'denominator' is missing. The table has: Indicator, Month, Falls. If one of "
        "them is meant, say so under 'columns:' beside the path."
    ]


def test_a_table_of_one_kpi_is_told_of_constants(told) -> None:
    rows = [["Month", "Falls"], ["2012-04", "5"]]

    found = told(rows, "columns: {Month: period, Falls: value}", [("visits", "count", "monthly")])

    assert found[0] == (
        ": The column 'kpi' is missing. The table has: Month, Falls. If all rows are of one KPI, "
        "write 'constants: {kpi: visits}' beside the path."
    )


def test_a_constant_is_not_listed_among_the_columns_of_the_file(told) -> None:
    rows = [["Month", "Falls"], ["2012-04", "5"]]
    options = "columns: {Month: period, Falls: numerator}, constants: {kpi: falls}"

    assert (
        ": The column 'denominator' is missing. The table has: Month, Falls. If"
        in (told(rows, options)[0])
    )


def test_months_side_by_side_are_told_as_such_though_a_cell_is_like_a_name(told) -> None:
    rows = [["Measure", "Apr-12", "May-12", "Jun-12"], ["Falls a month", "5", "6", "7"]]
    options = 'columns: {Month: period, "Falls a months": value}, constants: {kpi: visits}'

    found = told(rows, options, [("visits", "count", "monthly")])

    assert found == [
        "row 1: The periods stand side by side in the header, each in a column of its own. Give "
        "each period a row of its own; in Excel: Data, From Table/Range, Unpivot Columns."
    ]


def test_two_columns_that_are_read_as_one_are_both_named(told) -> None:
    rows = [[*row, "1"] for row in extract()]
    rows[0][-1] = "Numerator"

    assert told(rows) == [
        "row 1, column 'Falls': The columns 'Falls' and 'Numerator' are all read as 'numerator'. "
        "Keep one of them."
    ]


@pytest.mark.parametrize("options", ["columns: {Mark: result, Reference: record, Visit: cycle}"])
def test_an_audit_table_is_told_by_its_own_names(write_workspace, samples, options) -> None:
    rows = samples["record_rows"]()
    rows[0] = ["Reference", "criterion", "Visit", "date", "Mark", "exception_reason", "site"]
    rows[3][4] = "maybe"
    rows[5][2] = "third"
    project = samples["audit_project"].replace("audit.csv", f"{{path: audit.csv, {options}}}")
    root = write_workspace(project, audit_csv=samples["csv"](rows))
    workspace = open_workspace(root)

    _, findings = read_audit_table(workspace, workspace.project("falls"))

    assert [f"{each.place}: {each.sentence}" for each in findings] == [
        "row 4, column 'Mark': 'Mark' must be one of 'met', 'not met', 'not recorded' or "
        "'exception'.",
        "row 6, column 'Visit': 'Visit' is not defined under 'audit: cycles:' in project.yml.",
    ]
