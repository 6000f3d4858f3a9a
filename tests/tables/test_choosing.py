"""Of a file of many organisations those rows are read that project.yml asks for."""

import io
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evaluation.tables import batches, read_long_parquet
from evaluation.tables import read as read_module
from evaluation.tables.batches import open_long_table
from evaluation.tables.choosing import same_text
from evaluation.workspace.table_reading import TableReading

MONTHS = ["2012-04-01", "2012-05-01", "2012-06-01", "2012-07-01"]
HEADER = ["Period", "Org Code", "Type", "Seen"]
NATIONAL = "columns: {Period: period, Seen: value}, constants: {kpi: visits}"
OWN = [101, 102, 103, 104]


def national(*more: list[Any]) -> list[list[Any]]:
    """Return a file of three trusts, of which the second is ours; the others have odd cells."""
    rows = [HEADER]
    for number, month in enumerate(MONTHS):
        rows.append([month, "RAA", "1", 900 + number])
        rows.append([month, "RDZ", "1", OWN[number]])
        rows.append(["not known", "RBB", "2", "-"])
    return [*rows, *more]


def parquet_bytes(rows: list[list[Any]]) -> bytes:
    texts = [[None if cell is None else str(cell) for cell in row] for row in rows]
    stream = io.BytesIO()
    pd.DataFrame(texts[1:], columns=texts[0]).to_parquet(stream, index=False)
    return stream.getvalue()


@pytest.fixture(params=["csv", "xlsx", "parquet", "long csv", "long parquet"])
def file(request, samples, monkeypatch):
    """Return a function that makes a file of some rows, in each format and way of reading."""
    ending = request.param.rpartition(" ")[2]
    if request.param.startswith("long"):
        monkeypatch.setattr(read_module, "LONG_CSV_BYTES", 0)
        monkeypatch.setattr(read_long_parquet, "LONG_PARQUET_ROWS", 0)
    write = {
        "csv": samples["csv"],
        "xlsx": lambda rows: samples["xlsx"]({"Data": rows}),
        "parquet": parquet_bytes,
    }[ending]
    return lambda rows: (write(rows), ending)


def test_the_rows_of_one_trust_are_read_and_the_others_are_not_looked_at(read, file) -> None:
    content, ending = file(national())

    table, told = read(content, f"{NATIONAL}, rows: {{org code: rdz}}", ending)

    assert table["value"].tolist() == OWN
    assert told == ["The column 'Type' is not read. Name it under 'columns' if it is needed."]


def test_several_values_and_several_columns_must_all_hold(read, file) -> None:
    second = [[month, "RDZ", "2", 7] for month in MONTHS]
    content, ending = file(national(*second))

    options = f"{NATIONAL}, rows: {{Org Code: [RDZ, RBB], Type: 1}}"
    table, told = read(content, options, ending)

    assert told == []
    assert table["value"].tolist() == OWN


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            "{Org Code: [RDZ, RZZ]}",
            "No row has the value 'RZZ' in 'Org Code', which 'rows' asks for. Write it as the "
            "file does; case does not matter.",
        ),
        (
            "{Org Code: RDZ, Type: 2}",
            "No row has everything that 'rows' asks for. Each value is there, but not together "
            "in a row: correct 'rows'.",
        ),
        (
            "{Organisation: RDZ}",
            "'rows' names 'Organisation', which the table does not have. The table has: Period, "
            "Org Code, Type, Seen.",
        ),
        (
            "{Org Cod: RDZ}",
            "'rows' names 'Org Cod', which the table does not have. Did you mean 'Org Code'?",
        ),
    ],
)
def test_a_choice_that_cannot_be_made_is_said(read, file, rows: str, sentence: str) -> None:
    content, ending = file(national())

    table, told = read(content, f"{NATIONAL}, rows: {rows}", ending)

    assert table is None
    assert told == [sentence]


def test_a_row_of_data_that_does_not_say_whose_it_is_is_an_error(read, file) -> None:
    content, ending = file(national(["2012-08-01", None, "1", 55], ["2012-08-01", "RAA", "1", 5]))

    table, told = read(content, f"{NATIONAL}, rows: {{Org Code: RDZ}}", ending)

    assert table is None
    assert told == [
        "'Org Code' is empty in a row, and 'rows' chooses by it. Fill it in, or remove the row."
    ]


def test_an_empty_cell_does_not_matter_in_a_row_that_another_column_rules_out(read, file) -> None:
    content, ending = file(national(["2012-08-01", "RAA", None, 5]))

    table, told = read(content, f"{NATIONAL}, rows: {{Org Code: RDZ, Type: 1}}", ending)

    assert told == []
    assert table["value"].tolist() == OWN


@pytest.mark.parametrize("is_long", [False, True])
def test_rows_are_named_as_the_file_numbers_them(write_workspace, samples, monkeypatch, is_long):
    if is_long:
        monkeypatch.setattr(read_module, "LONG_CSV_BYTES", 0)
    how = TableReading(rows={"Org Code": ("RDZ",)}, columns={"Seen": "value"})
    path = write_workspace(samples["head"]) / "national.csv"
    path.write_bytes(samples["csv"](national(["2012-08-01", None, "1", 55])))

    failed = read_module.read_source(path, ["value"], how)
    assert [(fault.rows, fault.column) for fault in failed.faults] == [((14,), "Org Code")]

    path.write_bytes(samples["csv"](national()))
    assert list(read_module.read_source(path, ["value"], how).frame.index) == [3, 6, 9, 12]


def test_notes_and_totals_of_a_national_file_do_no_harm(read, samples) -> None:
    rows = national(["Total", None, None, 99999], ["Source: a national body, revised", *[None] * 3])

    table, told = read(samples["csv"](rows), f"{NATIONAL}, rows: {{Org Code: RDZ}}")

    assert table is None
    assert told == [
        "'Org Code' is empty in a row, and 'rows' chooses by it. Fill it in, or remove the row."
    ]
    rows = national(["2012-04-01", "Total", "1", 9], ["Source: a national body", *[None] * 3])
    table, told = read(samples["csv"](rows), f"{NATIONAL}, rows: {{Org Code: RDZ, Type: 1}}")
    assert (table["value"].tolist(), told) == (OWN, [])


def test_a_column_that_is_read_may_choose_too(read, samples) -> None:
    rows = [["kpi", "period", "value"]]
    rows += [[kpi, month, 5] for month in MONTHS for kpi in ("visits", "other")]

    table, told = read(samples["csv"](rows), "rows: {kpi: Visits}")

    assert (table["kpi"].unique().tolist(), len(table), told) == (["visits"], 4, [])


def test_a_long_parquet_table_of_records_is_chosen_from_batch_by_batch(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(batches, "ROWS_OF_BATCH", 3)
    path = tmp_path / "records.parquet"
    site = ["N", "S", None, " n ", "S", "S", "N"]
    pq.write_table(pa.table({"Site": site, "n": list(range(7)), "other": ["x"] * 7}), path)
    how = TableReading(rows={"other": ("x",), "Site": ("N",)})

    table, faults = open_long_table(path, {"site", "n"}, how=how)
    assert table is None
    assert [(fault.sentence, fault.rows) for fault in faults] == [
        ("'Site' is empty in a row, and 'rows' chooses by it.", (4,))
    ]

    site[2] = "S"
    pq.write_table(pa.table({"Site": site, "n": list(range(7)), "other": ["x"] * 7}), path)
    table, faults = open_long_table(path, {"site", "n"}, how=how)
    assert (table.rows, faults) == (3, [])
    found = list(table.read({"site", "n"}))
    assert [batch.columns.column("n").to_pylist() for batch in found] == [[0], [3], [6]]
    assert [batch.row(0) for batch in found] == [2, 5, 8]

    for rows, sentence in (
        ({"Site": ("E",)}, "No row has the value 'E' in 'Site', which 'rows' asks for."),
        ({"place": ("E",)}, "'rows' names 'place', which the table does not have."),
    ):
        table, faults = open_long_table(path, {"site"}, how=TableReading(rows=rows))
        assert table is None
        assert [fault.sentence for fault in faults] == [sentence]


def test_texts_are_the_same_whatever_their_case_and_spaces() -> None:
    assert same_text("  Royal   BOURNEMOUTH") == "royal bournemouth"
    assert same_text("R-D-Z") != same_text("RDZ")


def test_a_total_that_is_asked_for_is_read(read, file) -> None:
    totals = [[month, "RDZ", "Total", 200 + n] for n, month in enumerate(MONTHS)]
    content, ending = file(national(*totals))

    table, told = read(content, f"{NATIONAL}, rows: {{Org Code: RDZ, Type: Total}}", ending)

    assert told == []
    assert table["value"].tolist() == [200, 201, 202, 203]


def test_a_code_of_digits_is_taken_as_it_is_written(read, file) -> None:
    rows = national()
    for row in rows:
        row[1] = {"RDZ": "010", "RAA": "8"}.get(row[1], row[1])
    content, ending = file(rows)

    table, _ = read(content, f"{NATIONAL}, rows: {{Org Code: 010}}", ending)

    assert table["value"].tolist() == OWN
