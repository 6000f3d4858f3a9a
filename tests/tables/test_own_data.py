"""Extracts with their own names, dates and numbers are read right, and what was decided is said."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pandas as pd
import pytest

from evaluation.tables import read_audit_table
from evaluation.tables.audit_measurements import Standards, checked_measurements
from evaluation.workspace import Audit, open_workspace

MONTHS = [f"{month:%Y-%m}" for month in pd.date_range("2012-04-01", periods=4, freq="MS")]
HEADER = ["kpi", "period", "value"]


def series(periods: list[Any] | None = None, values: list[Any] | None = None) -> list[list[Any]]:
    periods = MONTHS if periods is None else periods
    values = [4100 + n for n in range(len(periods))] if values is None else values
    return [HEADER, *(["visits", p, v] for p, v in zip(periods, values, strict=True))]


def months_of(table: pd.DataFrame | None) -> list[str]:
    assert table is not None
    return [f"{period:%Y-%m}" for period in table["period"]]


EXTRACT = [
    ["Trust report", None, None, None],
    ["Run on 1 May", None, None, None],
    [None, None, None, None],
    ["Month Ending", "Number of  Falls", "Ward", None],
    ["30/04/2012", "1,234", "A", None],
    ["31/05/2012", "1 300", "A", None],
    ["30/06/2012", "£1,400", "A", None],
    ["31/07/2012", "1500", "A", None],
]


def test_an_extract_with_its_own_names_is_read_and_what_was_decided_is_said(read, samples) -> None:
    options = (
        'columns: {"month ending": period, "NUMBER-OF-FALLS": value}, constants: {kpi: visits}'
    )

    table, told = read(samples["csv"](EXTRACT), options)

    assert months_of(table) == MONTHS
    assert table["value"].tolist() == [1234, 1300, 1400, 1500]
    assert told == [
        "The header is in row 4; the rows above it were not read. Write 'header_row: 4' beside "
        "the path to confirm it.",
        "The column 'Ward' is not read. Name it under 'columns' if it is needed.",
        "'Month Ending' of the monthly KPI 'visits' is the last day of each month and is read as "
        "that month. Nothing need be done.",
    ]


def test_a_header_row_that_is_named_is_not_said_again(read, samples) -> None:
    _, told = read(samples["csv"]([["Report"], *series()]), "header_row: 2")

    assert told == []


@pytest.mark.parametrize(
    "periods",
    [
        ["01/04/2012", "01/05/2012", "01/06/2012", "01/07/2012"],
        ["1/4/12", "1/5/12", "1/6/12", "1/7/12"],
        ["1-Apr-12", "1-May-12", "1-Jun-12", "1-Jul-12"],
        ["Apr-12", "May-12", "Jun-12", "Jul-12"],
        ["April 2012", "May 2012", "June 2012", "July 2012"],
        ["2012/13 M01", "2012/13 M02", "2012/13 M03", "2012/13 M04"],
        ["M1 2012/13", "M2 2012/13", "M3 2012/13", "M4 2012/13"],
        ["2012-13 P01", "2012-13 P02", "2012-13 P03", "2012-13 P04"],
        ["201204", "201205", "201206", "201207"],
        ["04/2012", "5/2012", "06-2012", "07/2012"],
        ["41000", "41030", "41061", "41091"],
        ["20120401", "20120501", "20120601", "20120701"],
        ["1st April 2012", "1st May 2012", "Friday 1 June 2012", "Sunday, 1 July 2012"],
        ["Apr-12", "2012-05", "01 June 2012", "M4 2012/13"],
    ],
    ids=lambda periods: periods[0],
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_months_in_every_form_of_an_extract(read, samples, periods, ending: str) -> None:
    rows = series(periods)
    content = samples["csv"](rows) if ending == "csv" else samples["xlsx"]({"Data": rows})

    table, told = read(content, ending=ending)

    assert (months_of(table), told) == (MONTHS, [])


@pytest.mark.parametrize(
    ("frequency", "periods", "first"),
    [
        ("quarterly", ["2012/13 Q1", "2012/13 Q2", "Q3 2012/13"], "2012-04-01"),
        ("quarterly", ["2012-Q1", "2012-Q2"], "2012-01-01"),
        ("quarterly", ["30/06/2012", "30/09/2012"], "2012-04-01"),
        ("annual", ["2012/13", "2013/14"], "2012-04-01"),
        ("annual", ["2010-11", "2011-12", "2012-13"], "2010-04-01"),
        ("annual", ["2012", "2013"], "2012-01-01"),
        ("annual", ["31/03/2013", "31/03/2014"], "2012-04-01"),
        ("weekly", ["w/c 13/04/2012", "w/c 20/04/2012"], "2012-04-13"),
    ],
    ids=str,
)
def test_other_periods(read, samples, frequency, periods, first: str) -> None:
    table, _ = read(samples["csv"](series(periods)), kpi=("visits", "count", frequency))

    assert table is not None
    assert table["period"].iloc[0] == pd.Timestamp(first)


def test_days_that_may_be_read_in_two_ways_are_read_day_first_and_said_so(read, samples) -> None:
    rows = samples["csv"](series(["04/05/2012", "05/05/2012", "06/05/2012"]))
    daily = ("visits", "count", "daily")

    table, told = read(rows, kpi=daily)

    assert table["period"].iloc[0] == pd.Timestamp("2012-05-04")
    assert told == [
        "'period' of the daily KPI 'visits' is read day first, and could all be month first too. "
        "Write 'dates: day-first' beside the path, or 'dates: month-first' if it is so."
    ]
    assert read(rows, "dates: day-first", kpi=daily)[1] == []
    american, _ = read(samples["csv"](series(["04/13/2012", "04/14/2012"])), "dates: month-first",
                       kpi=daily)  # fmt: skip
    assert american["period"].iloc[0] == pd.Timestamp("2012-04-13")


@pytest.mark.parametrize("order", ["", "dates: day-first"])
def test_two_of_the_first_days_of_months_cannot_be_month_first(read, samples, order: str) -> None:
    _, told = read(samples["csv"](series(["01/04/2012", "01/05/2012"])), order)

    assert told == []


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter(read, samples, encoding: str, delimiter: str) -> None:
    rows = [[*row, "Süd" if n else "Wärd"] for n, row in enumerate(series())]
    content = samples["csv"](rows, delimiter).decode().encode(encoding)

    table, told = read(content, "columns: {period: period}")

    assert months_of(table) == MONTHS
    assert told == ["The column 'Wärd' is not read. Name it under 'columns' if it is needed."]


def test_the_line_that_names_the_separator_is_obeyed(read, samples) -> None:
    content = b"sep=;\r\n" + samples["csv"](series(), ";")

    assert read(content)[1] == []


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u2009234", 1234),
        ("1\u202f234", 1234),
        ("£1,234", 1234),
        ("£ 1234", 1234),
        ("1,234,567", 1234567),
        ("1234.0", 1234),
        ("+7", 7),
    ],
)
def test_numbers_as_people_write_them(read, samples, cell: str, number: float) -> None:
    table, told = read(samples["csv"](series(values=[cell, 1, 2, 3])))

    assert told == []
    assert table["value"].iloc[0] == number


@pytest.mark.parametrize("cell", ["\u22125.5", "-5.5", "-£5.50"])
def test_a_mean_below_nought(read, samples, cell: str) -> None:
    rows = samples["csv"](series(values=[cell, 1, 2, 3]))

    assert read(rows, kpi=("visits", "mean", "monthly"))[0]["value"].iloc[0] == -5.5


def test_a_percent_sign_says_no_more_than_a_unit_of_percent(read, samples) -> None:
    rows = series(values=["12.5%", "13 %", 14, "15"])
    mean = ("visits", "mean", "monthly")

    table, told = read(samples["csv"](rows), kpi=mean, unit="% of days")

    assert (told, table["value"].tolist()) == ([], [12.5, 13, 14, 15])
    assert "percentage where none can be" in read(samples["csv"](rows), kpi=mean)[1][0]


def changed_book(change: Callable[[openpyxl.Workbook], None], rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Data"
    for row in rows:
        sheet.append(row)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_number_shown_as_a_percentage_is_read_as_it_is_shown(read) -> None:
    def show(book: openpyxl.Workbook) -> None:
        for row in range(2, 6):
            book.worksheets[0].cell(row, 3).number_format = "0.0%"

    content = changed_book(show, series(values=[0.125, 0.07, 0.333, 1]))
    table, told = read(content, ending="xlsx", kpi=("visits", "mean", "monthly"), unit="%")

    assert (told, table["value"].tolist()) == ([], [12.5, 7.0, 33.3, 100.0])


def hide_other_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("Old")
    book["Old"].sheet_state = "veryHidden"


def hide_rows(book: openpyxl.Workbook) -> None:
    book["Data"].row_dimensions[3].hidden = True


def hide_columns(book: openpyxl.Workbook) -> None:
    book["Data"].column_dimensions["C"].hidden = True


def add_empty_sheets(book: openpyxl.Workbook) -> None:
    book.create_sheet("Sheet2")
    book.create_sheet("Sheet3")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (hide_other_sheet,
         ["The hidden sheet 'Old' is not read. Name it with 'sheet:' if it holds the table."]),
        (hide_rows, ["The sheet has hidden rows, by a filter or by hand; they are read too. "
                     "Delete them if they are not to count."]),
        (hide_columns, ["The sheet has hidden columns, by a filter or by hand; they are read too. "
                        "Delete them if they are not to count."]),
        (add_empty_sheets, []),
    ],
)  # fmt: skip
def test_what_is_hidden_in_a_workbook_is_said(read, change, said: list[str]) -> None:
    table, told = read(changed_book(change, series()), ending="xlsx")

    assert (months_of(table), told) == (MONTHS, said)


def test_a_hidden_sheet_is_read_where_it_is_named(read) -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book.create_sheet("Shown")
        book["Data"].sheet_state = "hidden"

    table, told = read(changed_book(hide, series()), "sheet: Data", "xlsx")

    assert (months_of(table), told) == (MONTHS, [])


def test_a_workbook_that_counts_days_from_1904(read) -> None:
    def count(book: openpyxl.Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    content = changed_book(count, series(["39538", "39568", "39599", "39629"]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"date1904" in archive.read("xl/workbook.xml")

    assert months_of(read(content, ending="xlsx")[0]) == MONTHS


def test_identical_rows_are_dropped_where_project_yml_says_so(read, samples) -> None:
    rows = [*series(), series()[2], series()[2]]

    table, told = read(samples["csv"](rows), "duplicates: drop-identical")

    assert months_of(table) == MONTHS
    assert told == [
        "2 rows equal a row above in every cell and were left out. Nothing need be done."
    ]


@pytest.mark.parametrize(
    ("cell", "options", "bounds"),
    [
        ("<5", "", (0, 4)),
        ("< 5", "", (0, 4)),
        ("<=7", "", (0, 7)),
        ("≤7", "", (0, 7)),
        ("1-4", "", (1, 4)),
        ("1 to 7", "", (1, 7)),
        ("fewer than 10", "", (0, 9)),
        ("*", 'suppressed: {"*": [1, 7]}', (1, 7)),
        ("[c]", 'suppressed: {"[c]": [1, 4]}', (1, 4)),
        ("S", "suppressed: {S: [1, 9]}", (1, 9)),
        ("<5", 'suppressed: {"<5": [1, 4]}', (1, 4)),
    ],
)
def test_a_suppressed_count_is_an_interval(read, samples, cell, options, bounds) -> None:
    table, told = read(samples["csv"](series(values=[cell, 20, 30, 40])), options)

    assert told == []
    assert table["value"].isna().tolist() == [True, False, False, False]
    assert table["value_least"].tolist() == [bounds[0], 20, 30, 40]
    assert table["value_most"].tolist() == [bounds[1], 20, 30, 40]


def test_groups_add_up_where_suppressed_counts_allow_it(read, samples) -> None:
    def rows(male: int) -> bytes:
        header = [*HEADER, "dimension", "group"]
        return samples["csv"]([
            header,
            ["visits", "2012-04", 20, None, None],
            ["visits", "2012-04", "<5", "sex", "Female"],
            ["visits", "2012-04", male, "sex", "Male"],
        ])  # fmt: skip

    assert read(rows(17))[1] == []
    assert "do not add up" in read(rows(15))[1][0]
    assert "do not add up" in read(rows(21))[1][0]


def test_an_audit_is_read_under_their_names_too(write_workspace, samples) -> None:
    rows = samples["record_rows"]()
    rows[0] = ["Case", "Standard", "Round", "Seen on", "Outcome", "Why not", "Ward"]
    for row in rows[1:]:
        row[3] = pd.Timestamp(row[3]).strftime("%d %b %y")
    options = (
        "{path: audit.csv, columns: {Case: record, Standard: criterion, Round: cycle, "
        "Seen on: date, Outcome: result, Why not: exception_reason, Ward: site}}"
    )
    project = samples["audit_project"].replace("audit: audit.csv", f"audit: {options}")
    workspace = open_workspace(write_workspace(project, audit_csv=samples["csv"](rows)))

    table, findings = read_audit_table(workspace, workspace.project("falls"))

    assert findings == []
    assert table.frame["date"].iloc[0] == pd.Timestamp("2014-02-03")
    assert table.frame["site"].eq("Northern site").all()


def test_an_empty_column_without_a_name_is_left_out(read, samples) -> None:
    rows = [[row[0], None, *row[1:]] for row in series()]

    table, told = read(samples["csv"](rows))

    assert (months_of(table), told) == (MONTHS, [])


def test_few_people_behind_a_mean_are_never_taken_for_enough(read, samples) -> None:
    rows = [[*HEADER, "n"], *([*row, n] for row, n in zip(series()[1:], ["<5", 9, 8, 7],
                                                          strict=True))]  # fmt: skip

    table, told = read(samples["csv"](rows), kpi=("visits", "mean", "monthly"))

    assert told == []
    assert table["n"].tolist() == [0, 9, 8, 7]


def test_months_that_an_analysis_leaves_out_may_be_suppressed(check_kpi, samples) -> None:
    rows = samples["kpi_rows"]()
    rows[5][2] = "<5"
    left_out = "exclude: [{from: 2012-06, to: 2012-09, reason: COVID-19}], prespecified"
    project = samples["kpi_project"]

    assert any("cannot use" in text for text in check_kpi(rows, project))
    assert check_kpi(rows, project.replace("prespecified", left_out, 1)) == []


def test_measurements_are_read_under_their_names_too() -> None:
    text = pd.DataFrame(
        {"record": ["a", "b"], "date": ["13/02/2014", "14/02/2014"], "ward": ["x", "y"]},
        index=[2, 3], dtype="string",
    )  # fmt: skip
    audit = Audit.model_validate(
        {"cycles": [{"id": "first", "name": "First", "from": dt.date(2014, 1, 1),
                     "to": dt.date(2014, 3, 31)}], "criteria": [{"id": "FALL-1"}]}
    )  # fmt: skip

    columns, faults = checked_measurements(text, audit, Standards.of([]), has_others=True)

    assert columns is not None
    assert columns.column("date").to_pylist() == [dt.date(2014, 2, 13), dt.date(2014, 2, 14)]
    assert [fault.sentence for fault in faults] == ["The column 'ward' is not read."]


def test_a_suppressed_whole_is_refused_where_its_groups_are_compared(check_kpi, samples) -> None:
    header = ["kpi", "period", "numerator", "denominator", "dimension", "group"]
    rows = [
        header,
        ["seen", "2012-04", "<5", 8000, None, None],
        ["seen", "2012-04", 2, 4000, "sex", "Female"],
        ["seen", "2012-04", 2, 4000, "sex", "Male"],
    ]
    project = (
        samples["head"]
        + "tables: {kpi: kpi.csv}\n"
        + "periods: {baseline: {from: 2012-04, to: 2012-04}, after: {from: 2012-05, to: 2012-06}}\n"
        + samples["kpis"](("seen", "proportion", "monthly"))
        + "inequalities: [{kpi: seen, dimension: sex, group: Female, reference: Male}]\n"
    )

    (refused, *_) = check_kpi(rows, project)

    assert "has 1 suppressed month, which an inequality by 'sex' cannot use" in refused


def test_a_column_that_no_kpi_has_is_not_read_though_it_is_called_like_one(read, samples) -> None:
    rows = [["Month", "value", "Numerator", "denominator"]]
    rows += [[month, 4.5, 90.5, 20.1] for month in MONTHS]
    options = "columns: {Month: period}, constants: {kpi: spend}"
    mean = ("spend", "mean", "monthly")

    table, told = read(samples["csv"](rows), options, kpi=mean)

    assert table["value"].tolist() == [4.5] * 4
    assert table[["numerator", "denominator"]].isna().all(axis=None)
    assert told == [
        "The columns 'Numerator' and 'denominator' are not read. Name under 'columns' those that "
        "are needed."
    ]


def test_a_column_that_is_asked_for_and_that_no_kpi_has_is_an_error(read, samples) -> None:
    rows = [["Month", "value", "Spent"], *([month, 4.5, 90.5] for month in MONTHS)]
    options = "columns: {Month: period, Spent: numerator}, constants: {kpi: spend}"

    table, told = read(samples["csv"](rows), options, kpi=("spend", "mean", "monthly"))

    assert table is None
    assert told == ["A KPI of kind count or mean has a value. Leave 'Spent' empty in this row."]


@pytest.mark.parametrize(
    ("frequency", "periods", "remedy"),
    [
        ("monthly", ["2012", "2013"], "They are years: write 'frequency: annual' if they"),
        ("monthly", ["2012/13", "2013/14"], "They are years: write 'frequency: annual' if they"),
        ("monthly", ["2012-Q1", "2012-Q2"], "They are quarters: write 'frequency: quarterly' if"),
        ("weekly", ["Apr-12", "Jul-12", "Aug-12"], "They are months: write 'frequency: monthly'"),
        ("monthly", ["2012", "2012-05"], "Write 2024-04 or 2024-04-01, the first day of the month"),
    ],
)
def test_periods_of_another_frequency_are_told_as_such(
    read, samples, frequency: str, periods: list[Any], remedy: str
) -> None:
    rows = samples["csv"](series(periods))

    table, told = read(rows, kpi=("visits", "count", frequency))

    assert table is None
    assert f"is not a period of the {frequency} KPI 'visits'. {remedy}" in told[0]


def test_of_many_columns_that_are_not_read_the_first_are_named(read, samples) -> None:
    rows = [["Month", *(f"Other {n}" for n in range(9)), "value"]]
    rows += [[month, *[1] * 9, 5] for month in MONTHS]
    options = "columns: {Month: period}, constants: {kpi: visits}"

    _, told = read(samples["csv"](rows), options)

    assert told == [
        "The columns 'Other 0', 'Other 1', 'Other 2', 'Other 3', 'Other 4' and 4 more are not "
        "read. Name under 'columns' those that are needed."
    ]
