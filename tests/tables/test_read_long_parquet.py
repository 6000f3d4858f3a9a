"""A long parquet file gives the same table and the same refusals as a short one."""

import datetime as dt

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evaluation.tables import read_long_parquet, read_parquet
from evaluation.tables.read import read_source
from evaluation.workspace.table_reading import TableReading

KNOWN = ("record", "period", "value", "site", "share", "flag", "none", "kind")
HOW = TableReading.model_validate({"columns": {"Id": "record"}})
DAYS = [dt.datetime(2012, 4, 1), dt.datetime(2012, 5, 1), None, None]  # noqa: DTZ001
COLUMNS = {
    "Id": ["R1", " R2 ", "NA", None],
    "period": pa.array(DAYS, pa.timestamp("ns")),
    "value": [1, 2, None, None],
    "share": [0.5, 2.0, float("nan"), None],
    "flag": [True, False, None, None],
    "none": pa.nulls(4),
    "kind": pa.array(["a", "b", None, None]).dictionary_encode(),
    "site": pa.array([dt.date(2012, 4, 1), None, None, None]),
}


@pytest.fixture
def read(tmp_path, monkeypatch):
    def read_both(columns: dict, how: TableReading = HOW):
        path = tmp_path / "long.parquet"
        pq.write_table(pa.table(columns), path)
        short = read_source(path, KNOWN, how, distinct_by={"record"})
        monkeypatch.setattr(read_long_parquet, "LONG_PARQUET_ROWS", 0)
        return short, read_source(path, KNOWN, how, distinct_by={"record"})

    return read_both


def test_the_cells_and_row_numbers_are_the_same(read) -> None:
    short, long = read(COLUMNS)

    assert short.faults == long.faults == []
    pd.testing.assert_frame_equal(short.frame, long.frame)
    assert long.frame.index.tolist() == [2, 3]


@pytest.mark.parametrize(
    "columns",
    [
        {"Id": ["R1", "R1"], "period": ["2012-04", "2012-04"]},
        {"Id": [["R1"]], "period": ["2012-04"]},
        {"Id": ["R1"], "record": ["R1"]},
        {"Ident": ["R1"], "period": ["2012-04"]},
        {"a": ["R1"]},
    ],
)
def test_the_refusals_are_the_same(read, columns) -> None:
    short, long = read(columns)

    assert short.faults
    assert short.faults == long.faults


def test_a_long_file_that_unpacks_too_large_is_refused(read, monkeypatch) -> None:
    monkeypatch.setattr(read_parquet, "MAX_UNCOMPRESSED_BYTES", 10)

    assert "unpacks to more than" in read(COLUMNS)[1].faults[0].sentence
