"""Long tables are read in batches with the same cells, names and refusals as short ones."""

import datetime as dt

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evaluation.tables import batches
from evaluation.tables.batches import open_long_table
from evaluation.workspace.table_reading import TableReading

KNOWN = {"site", "date", "n"}


@pytest.fixture
def parquet(tmp_path):
    def write(columns, name="table.parquet"):
        path = tmp_path / name
        pq.write_table(pa.table(columns), path)
        return path

    return write


def read(table, wanted=KNOWN):
    return [batch.columns.to_pydict() for batch in table.read(wanted)]


def test_texts_are_stripped_and_what_stands_for_missing_is_null(parquet):
    path = parquet({"Site": [" N ", "NA", "", None, "S"]})
    table, faults = open_long_table(path, KNOWN)
    assert faults == []
    assert read(table) == [{"site": ["N", None, None, None, "S"]}]
    assert table.rows == 5


def test_times_become_days_and_what_is_no_number_is_null(parquet):
    times = pa.array(
        [dt.datetime(2024, 11, 27, 9, 30, tzinfo=dt.UTC), None], pa.timestamp("us", "UTC")
    )
    table, _ = open_long_table(parquet({"date": times, "n": [1.5, float("nan")]}), KNOWN)
    assert read(table) == [{"date": [dt.date(2024, 11, 27), None], "n": [1.5, None]}]


def test_columns_that_are_not_wanted_stay_as_they_are(parquet):
    table, _ = open_long_table(parquet({"site": ["N"], "other": [" x "]}), KNOWN)
    assert read(table) == [{"site": ["N"], "other": [" x "]}]


def test_rows_are_numbered_on_over_batches(parquet, monkeypatch):
    monkeypatch.setattr(batches, "ROWS_OF_BATCH", 2)
    table, _ = open_long_table(parquet({"n": [1, 2, 3, 4, 5]}), KNOWN)
    found = list(table.read(KNOWN))
    assert [batch.row(0) for batch in found] == [2, 4, 6]
    assert [batch.columns.num_rows for batch in found] == [2, 2, 1]


def test_the_index_that_pandas_writes_is_left_out(tmp_path):
    path = tmp_path / "table.parquet"
    pd.DataFrame({"n": [1, 2]}, index=[7, 9]).to_parquet(path)
    table, _ = open_long_table(path, KNOWN)
    assert table.schema.names == ["n"]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"n": [[1], [2]]}, "A column holds lists or groups."),
        ({"n": [1], " N": [2]}, "The column 'n' is there 2 times."),
    ],
)
def test_a_shape_that_is_no_table_is_refused(parquet, columns, sentence):
    table, faults = open_long_table(parquet(columns), KNOWN)
    assert table is None
    assert [fault.sentence for fault in faults] == [sentence]


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "table.parquet"
    path.write_bytes(b"PAR1 not really")
    table, faults = open_long_table(path, KNOWN)
    assert table is None
    assert faults[0].sentence == "The file is damaged or is not a parquet file."


def test_a_file_that_breaks_off_in_the_middle_is_refused_when_it_is_read(parquet):
    path = parquet({"n": list(range(50_000))})
    content = bytearray(path.read_bytes())
    content[100:60_000] = b"\xff" * len(content[100:60_000])
    table, _ = open_long_table(path, KNOWN)
    path.write_bytes(bytes(content))
    with pytest.raises(batches.Unreadable, match="damaged"):
        read(table)


def test_a_missing_file_is_said_as_for_every_table(tmp_path):
    table, faults = open_long_table(tmp_path / "nowhere.parquet", KNOWN)
    assert table is None
    assert faults[0].sentence == "The file does not exist."


def test_csv_comes_as_one_batch_with_its_own_row_numbers(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("Site,n\nN,1\n\n NA ,2\n", encoding="utf-8")
    table, _ = open_long_table(path, KNOWN)
    (batch,) = table.read(KNOWN)
    assert batch.columns.to_pydict() == {"site": ["N", None], "n": ["1", "2"]}
    assert [batch.row(position) for position in (0, 1)] == [2, 4]


def test_the_names_of_parquet_may_be_theirs(parquet):
    how = TableReading.model_validate({"columns": {"Ward": "site"}})
    table, faults = open_long_table(parquet({"ward": ["N"], "n": [1]}), KNOWN, how=how)
    assert (faults, table.schema.names) == ([], ["site", "n"])


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"columns": {"Wards": "site"}}, "'columns' names 'Wards', which the table does not have."),
        ({"constants": {"site": "N"}}, "'constants' is not for a long parquet table."),
    ],
)
def test_what_a_long_parquet_cannot_have_is_refused(parquet, how, sentence):
    how = TableReading.model_validate(how)
    table, faults = open_long_table(parquet({"ward": ["N"], "n": [1]}), KNOWN, how=how)
    assert table is None
    assert [fault.sentence for fault in faults] == [sentence]
