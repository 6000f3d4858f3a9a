"""Workbooks and parquet files made to fill the memory: refused in a sentence, at once."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from evaluation.errors import InvalidInput
from evaluation.tables.archive import open_to_read
from evaluation.tables.cells import Unreadable
from evaluation.tables.read_csv import csv_grid
from evaluation.tables.read_parquet import parquet_grid
from evaluation.tables.read_workbook import workbook_sheet
from evaluation.templates.impact_reading import impact_from_workbook
from evaluation.templates.reading import value_from_workbook

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = f'<!DOCTYPE z [<!ENTITY a0 "lol">{LAUGHS}]>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = (
    f'<?xml version="1.0"?>%s<worksheet xmlns="{MAIN}"><sheetData>%s</sheetData>%s</worksheet>'
)

Change = Callable[[str], str]


def sheet(rows: str, after: str = "", before: str = "") -> str:
    return DOCUMENT % (before, rows, after)


def workbook(**changed: Change) -> bytes:
    """Return a sound workbook with parts replaced, by the beginnings of their names."""
    book = Workbook()
    book.active.append(["kpi", "period", "value"])
    book.active.append(["falls", "2025-04", 7])
    plain, made = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            text = source.read(name).decode("utf-8")
            change = next((changed[key] for key in changed if f"/{key}" in name), None)
            target.writestr(name, change(text) if change else text)
    return made.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        workbook_sheet(content, None)
    return refused.value.sentence


def with_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_sound_workbook_is_read() -> None:
    assert [cells for _, cells in workbook_sheet(workbook(), None).grid][1] == [
        "falls",
        "2025-04",
        "7",
    ]


def test_a_part_packed_to_a_thousandth_is_refused() -> None:
    rows = '<row r="1"/>' * 200_000

    assert refusal(workbook(sheet1=lambda _: sheet(rows))) == (
        "The workbook unpacks to far more than any table needs."
    )


def test_a_million_styles_are_refused() -> None:
    style = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'

    content = workbook(styles=lambda text: text.replace("</cellXfs>", style * 1_000_000))

    assert refusal(content) == "The workbook unpacks to far more than any table needs."


def test_more_parts_than_any_workbook_has_are_refused() -> None:
    content = with_parts(workbook(), {f"xl/media/{number}": b"" for number in range(2_000)})

    assert refusal(content) == "The workbook has more than 2,000 parts."


@pytest.mark.parametrize(
    "declared",
    [ENTITIES, '<!DOCTYPE z [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>', "<!doctype z>"],
    ids=["laughs", "file", "doctype"],
)
@pytest.mark.parametrize("part", ["sheet1", "workbook.xml", "styles"])
def test_a_part_that_declares_entities_is_refused(part: str, declared: str) -> None:
    content = workbook(**{part: lambda text: declared + text.partition("?>")[2]})

    assert refusal(content) == (
        "The workbook declares a type of document, which no workbook needs."
    )


def test_entities_declared_further_down_are_not_unfolded() -> None:
    """The parser itself refuses them, should a comment of any length stand before them."""
    hidden = f"<!--{'-x' * 5_000}-->{ENTITIES}"
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'

    assert refusal(workbook(sheet1=lambda _: sheet(cell, before=hidden))).startswith(
        "The workbook is damaged"
    )


def test_a_cell_in_the_last_column_of_each_row_is_refused() -> None:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>{n}</v></c></row>' for n in range(1, 3_000))

    assert refusal(workbook(sheet1=lambda _: sheet(rows))) == (
        "The sheet spans more than 20,000,000 cells."
    )


def test_a_size_that_is_not_true_does_not_let_more_be_unpacked() -> None:
    """A part is unpacked to what the list of parts says and no further."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 2_000))
    content = workbook(sheet1=lambda _: sheet(rows))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(SHEET).file_size
    lying = content.replace(struct.pack("<L", size), struct.pack("<L", 100))

    assert lying != content
    assert refusal(lying).startswith("The workbook is damaged")


def test_an_archive_within_the_archive_is_left_packed() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 50_000_000)

    content = with_parts(workbook(), {"xl/embeddings/inner.xlsx": bomb.getvalue()})

    assert len(workbook_sheet(content, None).grid) == 2


def test_styles_of_many_bytes_are_refused_and_large_pivot_tables_are_passed_over() -> None:
    numbers = " ".join(str(number * 7_919) for number in range(1_000_000))

    large = with_parts(workbook(), {"xl/pivotCache/records.xml": f"<x>{numbers}</x>".encode()})
    assert len(workbook_sheet(large, None).grid) == 2

    noisy = workbook(
        styles=lambda text: text.replace("</styleSheet>", f"<!--{numbers}--></styleSheet>")
    )
    assert refusal(noisy) == "The workbook unpacks to far more than any table needs."


def test_macros_and_links_to_other_files_are_passed_over() -> None:
    content = with_parts(
        workbook(),
        {"xl/vbaProject.bin": b"macro", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
    )

    assert len(workbook_sheet(content, None).grid) == 2


@pytest.mark.parametrize("read", [value_from_workbook, impact_from_workbook])
def test_workbooks_to_fill_in_pass_the_same_door(read, tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(workbook(sheet1=lambda _: sheet('<row r="1"/>' * 200_000)))

    with pytest.raises(InvalidInput, match=r"^The workbook filled\.xlsx cannot be read\. The"):
        read(path)


@pytest.mark.parametrize(
    ("rows", "after", "sentence"),
    [
        (
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            "",
            "A sheet spans more than 1,000,000 cells.",
        ),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row>',
            '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
            "It merges more than 1,000,000 cells.",
        ),
    ],
    ids=["far away", "merged"],
)
def test_a_workbook_to_fill_in_spans_no_more_than_its_rows(
    tmp_path: Path, rows: str, after: str, sentence: str
) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(workbook(sheet1=lambda _: sheet(rows, after)))

    with pytest.raises(InvalidInput) as refused:
        open_to_read(path, "Give another.")

    assert sentence in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a workbook", b"\x00" * 100])
def test_what_is_no_workbook_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(content)

    with pytest.raises(InvalidInput, match="cannot be read"):
        open_to_read(path, "Give another.")


def test_more_columns_than_a_sheet_has_are_refused() -> None:
    names = [f"c{number}" for number in range(16_385)]
    stream = io.BytesIO()
    pq.write_table(pa.table({name: [1] for name in names}), stream)

    for read in (
        lambda: csv_grid(",".join(names).encode(), ()),
        lambda: parquet_grid(stream.getvalue()),
    ):
        with pytest.raises(Unreadable, match="more than 16,384 columns"):
            read()


def test_a_long_text_that_many_cells_of_a_parquet_refer_to_is_not_unfolded() -> None:
    rows = 100_000
    codes = pa.array([0] * rows, pa.int32())
    stream = io.BytesIO()
    table = pa.table({"kpi": pa.DictionaryArray.from_arrays(codes, pa.array(["x" * 1_000_000]))})
    pq.write_table(table, stream, compression="zstd")

    with pytest.raises(Unreadable, match="unpacks to more than 500 MB"):
        parquet_grid(stream.getvalue())
