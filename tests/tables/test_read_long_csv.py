"""A long csv gives the same table and the same refusals as a short one."""

import pandas as pd
import pytest

from evaluation.tables import read as read_module
from evaluation.tables.read import read_source
from evaluation.workspace.table_reading import TableReading

KNOWN = ("record", "period", "value", "site")
HOW = TableReading.model_validate({"columns": {"Id": "record"}, "constants": {"site": "N"}})
TEXT = 'Report\n\nId,period,value\nR1,2012-04," 1,5 "\nR2,NA,2\n\nR3,2012-06,"two\nlines"\n,,\n'


@pytest.fixture
def read(tmp_path, monkeypatch):
    def read_both(text: bytes, how: TableReading = HOW):
        path = tmp_path / "long.csv"
        path.write_bytes(text)
        short = read_source(path, KNOWN, how, distinct_by={"record"})
        monkeypatch.setattr(read_module, "LONG_CSV_BYTES", 0)
        long = read_source(path, KNOWN, how, distinct_by={"record"})
        monkeypatch.undo()
        return short, long

    return read_both


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_cells_and_row_numbers_are_the_same(read, encoding: str, newline: str) -> None:
    text = TEXT.replace("two", "Süd").replace("\n", newline)

    short, long = read(text.encode(encoding))

    assert short.faults == long.faults
    pd.testing.assert_frame_equal(short.frame, long.frame)
    assert long.frame.index.tolist() == [4, 5, 7]


@pytest.mark.parametrize(
    "text",
    [
        "Id,period,value\nR1,2012-04,1\nR1,2012-04,1\n",
        "Id,period,value\nR1,2012-04,#REF!\n",
        "Id,period,value\nTotal,2012-04,1\n",
        "Id,period,VALUE,value\nR1,2012-04,1,1\n",
        "Ident,period,value\nR1,2012-04,1\n",
        "a,b,c\nR1,2012-04,1\n",
        "Id,period\n",
    ],
)
def test_the_refusals_are_the_same(read, text: str) -> None:
    short, long = read(text.encode())

    assert short.faults
    assert short.faults == long.faults


@pytest.mark.parametrize(
    ("text", "sentence", "rows"),
    [
        ("Id,period,value\nR1,2012-04\nR2,2012-05,1\n",
         "A row has more or fewer cells than the header.", (2,)),
        ("Id,period,value\nR1,2012-04,1,9\nR2,2012-05,1\n",
         "There are more cells than the header has columns.", (2,)),
        ("Id,period,,value\n" + "R1,2012-04,,1\n" * 3 + "R2,2012-05,9,1\n",
         "A column has no name (counted from the left: 3).", (1,)),
    ],
)  # fmt: skip
def test_rows_of_another_width_are_refused(read, text: str, sentence: str, rows) -> None:
    (fault,) = read(text.encode())[1].faults

    assert (fault.sentence, fault.rows) == (sentence, rows)


def test_a_column_without_a_name_far_below_is_found(read, monkeypatch) -> None:
    monkeypatch.setattr("evaluation.tables.read_long_csv.SAMPLE_BYTES", 60)
    text = "Id,period,,value\n" + "R,2012-04,,1\n" * 9 + "S,2012-05,9,1\n"

    (fault,) = read(text.encode())[1].faults

    assert (fault.sentence, fault.rows) == ("A column with data has no name.", (11,))


@pytest.mark.parametrize("content", [b"Id,period\nR1\x00,2012-04\n", b"Id,period\n\x81\xff,\x00\n"])
def test_bytes_are_refused(read, content: bytes) -> None:
    assert "not a text file" in read(content)[1].faults[0].sentence


@pytest.mark.parametrize("chunk", [16, 1_000])
def test_two_encodings_are_refused_wherever_they_meet(read, monkeypatch, chunk: int) -> None:
    monkeypatch.setattr("evaluation.tables.read_long_csv.CHUNK", chunk)
    monkeypatch.setattr("evaluation.tables.read_long_csv.SAMPLE_BYTES", 40)
    plain = b"Id,period,value\n" + b"R%d,2012-04,1\n" * 9 % tuple(range(9))
    windows, unicode = "Süd,2012-05,1\n".encode("cp1252"), "Wärd,2012-06,1\n".encode()

    assert read(plain + windows)[1].frame["record"].iloc[-1] == "Süd"
    assert read(plain + unicode)[1].frame["record"].iloc[-1] == "Wärd"
    for mixed in (plain + windows + unicode, plain + unicode + windows):
        assert "mixes UTF-8 and Windows" in read(mixed)[1].faults[0].sentence
