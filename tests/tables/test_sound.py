"""Sound tables have no findings, and read alike from every format."""

import io

import pandas as pd
import pytest

from evaluation.tables import (
    SCHEMAS,
    read_audit_table,
    read_kpi_table,
)
from evaluation.workspace import open_workspace

KPI_TYPES = {
    "kpi": "string",
    "period": "datetime64[ns]",
    "value": "float64",
    "numerator": "float64",
    "denominator": "float64",
    "n": "Int64",
    "dimension": "string",
    "group": "string",
}


def sound(read_one, workspace):
    """Return the table of the project falls, which has no finding."""
    table, findings = read_one(workspace, workspace.project("falls"))
    assert findings == []
    return table


@pytest.fixture
def read(write_workspace, samples):
    def read_kpi(content: bytes, ending: str) -> pd.DataFrame:
        project = samples["kpi_project"].replace("kpi.csv", f"kpi.{ending}")
        workspace = open_workspace(write_workspace(project, **{f"kpi_{ending}": content}))
        return sound(read_kpi_table, workspace)

    return read_kpi


def test_sound_tables_have_no_findings(check_kpi, check_audit, samples) -> None:
    assert check_kpi(samples["kpi_rows"]()) == []
    assert check_audit(samples["record_rows"]()) == []
    assert check_audit(samples["count_rows"]()) == []


def test_a_kpi_table_has_the_columns_and_types_of_its_schema(read, samples) -> None:
    table = read(samples["csv"](samples["kpi_rows"]()), "csv")

    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == KPI_TYPES
    assert list(table.columns) == list(SCHEMAS["kpi"].columns)
    assert table.index.equals(pd.RangeIndex(72))
    assert table.loc[0, ["kpi", "period", "value"]].tolist() == [
        "visits",
        pd.Timestamp("2012-04-01"),
        4100.0,
    ]
    assert table["n"].isna().all()


def test_csv_xlsx_and_parquet_read_to_equal_tables(read, samples) -> None:
    rows = samples["kpi_rows"]()
    as_csv = read(samples["csv"](rows), "csv")

    pd.testing.assert_frame_equal(read(samples["xlsx"]({"KPIs": rows}), "xlsx"), as_csv)
    pd.testing.assert_frame_equal(read(samples["parquet"](rows), "parquet"), as_csv)


def test_real_dates_and_fractions_are_the_same_in_every_format(write_workspace, samples) -> None:
    project = samples["head"] + "tables: {kpi: kpi.csv}\n"
    project += samples["kpis"](("stay", "mean", "monthly"))
    days = pd.date_range("2012-04-01", periods=4, freq="MS")
    rows = [["kpi", "period", "value", "n"]]
    rows += [["stay", day.to_pydatetime(), 0.1 * n, n] for n, day in enumerate(days)]
    tables = []
    for ending, content in (
        ("csv", samples["csv"](rows)),
        ("xlsx", samples["xlsx"]({"KPIs": rows})),
        ("parquet", samples["parquet"](rows)),
    ):
        changed = project.replace("kpi.csv", f"kpi.{ending}")
        workspace = open_workspace(write_workspace(changed, **{f"kpi_{ending}": content}))
        tables.append(sound(read_kpi_table, workspace))

    pd.testing.assert_frame_equal(tables[0], tables[1])
    pd.testing.assert_frame_equal(tables[0], tables[2])
    assert tables[0]["value"].tolist() == [0.0, 0.1, 0.2, 0.1 * 3]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_usual_csv_reads_alike(write_workspace, samples, delimiter, encoding) -> None:
    rows = [[*row, "Café, Süd" if n else "site"] for n, row in enumerate(samples["record_rows"]())]
    rows = [[*row[:6], row[7]] for row in rows]
    text = samples["csv"](rows, delimiter).decode()
    root = write_workspace(samples["audit_project"], audit_csv=text.encode(encoding))
    workspace = open_workspace(root)

    table = sound(read_audit_table, workspace)

    assert table.kind == "records"
    assert table.frame["site"].unique().tolist() == ["Café, Süd"]


def test_headers_may_differ_in_case_and_spaces_and_closed_choices_too(
    write_workspace, samples
) -> None:
    rows = samples["record_rows"]()
    rows[0] = ["Record", "CRITERION", "cycle ", "Date", "Result", "Exception reason", "Age Band"]
    rows[1][4], rows[2][4], rows[3][4] = "MET", "Not_met", "exception"
    rows[3][5] = "Declined"
    workspace = open_workspace(
        write_workspace(samples["audit_project"], audit_csv=samples["csv"](rows))
    )

    table = sound(read_audit_table, workspace)

    assert table.frame["result"].tolist()[:3] == ["met", "not met", "exception"]
    assert table.frame["age_band"].eq("Northern site").all()
    assert str(table.frame["date"].dtype) == "datetime64[ns]"


def test_counts_are_recognised_by_their_columns(write_workspace, samples) -> None:
    root = write_workspace(
        samples["audit_project"], audit_csv=samples["csv"](samples["count_rows"]())
    )
    workspace = open_workspace(root)

    table, findings = read_audit_table(workspace, workspace.project("falls"))

    assert findings == []
    assert table is not None
    assert table.kind == "counts"
    assert list(table.frame.columns) == list(SCHEMAS["audit-counts"].columns)
    assert str(table.frame["met"].dtype) == "Int64"


def test_blank_rows_and_missing_texts_do_not_matter(read, samples) -> None:
    rows = samples["kpi_rows"]()
    blank = [None] * 7
    rows.insert(5, blank)
    rows[3][5] = "NA"
    content = samples["csv"]([blank, *rows, blank])

    assert len(read(content, "csv")) == 72


def test_rows_cut_short_at_the_right_are_as_if_empty(read, samples) -> None:
    rows = [row if n == 0 else row[:5] for n, row in enumerate(samples["kpi_rows"]())]

    assert read(samples["csv"](rows), "csv")["group"].isna().all()


def test_a_named_sheet_is_read_and_others_are_not(write_workspace, samples) -> None:
    project = samples["kpi_project"].replace("kpi.csv", "{path: kpi.xlsx, sheet: Data}")
    book = samples["xlsx"]({"Notes": [["Surname"], ["Smith"]], "Data": samples["kpi_rows"]()})
    workspace = open_workspace(write_workspace(project, kpi_xlsx=book))

    assert len(sound(read_kpi_table, workspace)) == 72


def test_the_index_that_pandas_adds_to_parquet_is_left_out(write_workspace, samples) -> None:
    rows = samples["kpi_rows"]()
    stream = io.BytesIO()
    frame = pd.DataFrame(rows[1:], columns=rows[0])
    frame.set_index(pd.Index([f"i{n}" for n in range(72)])).to_parquet(stream)
    project = samples["kpi_project"].replace("kpi.csv", "kpi.parquet")
    workspace = open_workspace(write_workspace(project, kpi_parquet=stream.getvalue()))

    assert len(sound(read_kpi_table, workspace)) == 72


def test_a_project_without_tables_has_none_and_no_findings(write_workspace, samples) -> None:
    workspace = open_workspace(write_workspace(samples["head"]))
    folder = workspace.project("falls")

    assert read_kpi_table(workspace, folder) == (None, [])
    assert read_audit_table(workspace, folder) == (None, [])


@pytest.mark.parametrize(
    "cell",
    [
        (2, "value", 0),
        (2, "value", "4.1e3"),
        (38, "numerator", 0),
        (38, "numerator", 8100),
        (38, "denominator", 6100),
    ],
)
def test_numbers_at_their_limits_are_sound(check_kpi, samples, cell) -> None:
    assert check_kpi(samples["changed"](samples["kpi_rows"](), cell)) == []


@pytest.mark.parametrize("day", ["2014-01-01", "2014-03-31", "2014-03-31T23:59"])
def test_the_first_and_last_day_of_a_cycle_are_within_it(check_audit, samples, day: str) -> None:
    assert check_audit(samples["changed"](samples["record_rows"](), (2, "date", day))) == []
