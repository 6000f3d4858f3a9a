"""Tables written so that the same tables make the same bytes."""

import io
import zipfile

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from evaluation.demonstration.tables import ProjectTables
from evaluation.demonstration.writing import FORMATS, csv_bytes, workbook_bytes, write_tables


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame({"kpi": ["days", "tests"], "value": [4.1, 41.0], "n": [12, None]}).astype(
        {"kpi": "string", "n": "Int64"}
    )


def test_csv_has_line_feeds_and_leaves_missing_cells_empty(table):
    assert csv_bytes(table) == b"kpi,value,n\ndays,4.1,12\ntests,41,\n"


def test_a_workbook_has_one_sheet_for_each_table(table):
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_bytes({"kpi": table, "audit": table})))
    assert workbook.sheetnames == ["kpi", "audit"]
    rows = [[cell.value for cell in row] for row in workbook["kpi"].rows]
    assert rows == [["kpi", "value", "n"], ["days", 4.1, 12], ["tests", 41, None]]


def test_a_workbook_names_no_author_and_no_time_of_saving(table):
    made = workbook_bytes({"kpi": table})
    workbook = openpyxl.load_workbook(io.BytesIO(made))
    assert not workbook.properties.creator
    assert workbook.properties.modified == workbook.properties.created
    assert "Synthetic" in workbook.properties.title
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


@pytest.mark.parametrize(
    ("slug", "names"),
    [
        ("plgf", ["kpi.csv", "audit.csv"]),
        ("gammacore", ["tables.xlsx"]),
        ("feno", ["kpi.parquet", "audit.parquet"]),
    ],
)
def test_each_project_is_written_in_its_format_and_twice_the_same(slug, names, table, tmp_path):
    tables = ProjectTables(table, table)
    first = write_tables(tables, slug, tmp_path / "one")
    second = write_tables(tables, slug, tmp_path / "two")
    assert [path.name for path in first] == names
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_parquet_keeps_types_and_carries_no_trace_of_pandas(table, tmp_path):
    path = write_tables(ProjectTables(table, table), "feno", tmp_path)[0]
    schema = pq.read_schema(path)
    assert [str(schema.field(name).type) for name in table.columns] == ["string", "double", "int64"]
    assert schema.metadata is None


def test_every_format_that_a_hub_may_use_occurs():
    assert set(FORMATS.values()) == {"csv", "xlsx", "parquet"}
