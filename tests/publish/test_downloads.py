import base64
import csv
import io
from pathlib import Path

import pytest

from evaluation.publish.downloads import (
    csv_bytes,
    data_address,
    figure_download,
    image_address,
    table_download,
)
from evaluation.publish.syntax import Node, plain_text


def cell_of(text: str) -> str:
    return next(csv.reader(io.StringIO(csv_bytes([[text, "x"]]).decode("utf-8-sig"))))[0]


def saved(paragraph: Node) -> bytes:
    address: str = paragraph["c"][0]["c"][2][0]
    return base64.b64decode(address.split("base64,")[1])


def test_the_file_is_utf_8_that_excel_knows() -> None:
    made = csv_bytes([["Cost, £"], ["−5 to −3"]])
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.decode("utf-8-sig") == '"Cost, £"\r\n−5 to −3\r\n'


@pytest.mark.parametrize(
    "cell", ["=1+1", "+44 20", "-", "-A1", "@SUM(A1)", "\t=1", "\r=1", "-1.2.3"]
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert cell_of(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("-1.5", "-1.5"),
        ("−1,234.5", "-1234.5"),
        ("+3%", "+3%"),
        ("1,234,567", "1234567"),
        ("007", "007"),
    ],
)
def test_a_plain_number_is_one_that_programs_read(cell: str, expected: str) -> None:
    assert cell_of(cell) == expected


@pytest.mark.parametrize(
    "cell", ["12,3", "−9.6 (−17.2 to −1.5)", "1,2345", "£1,200", "*", "3 of 7"]
)
def test_other_cells_are_as_they_are_printed(cell: str) -> None:
    assert cell_of(cell) == cell


def test_quotes_commas_and_lines_survive() -> None:
    rows = [["A, B", 'say "x"'], ["one\ntwo", ""]]
    made = csv_bytes(rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(made, newline=""))) == rows


def test_the_link_of_a_table_names_it_and_its_file() -> None:
    made = table_download("Table 3", "tbl-falls", [["A"], ["1"]])
    (_, _, values), words, _ = made["c"][0]["c"]
    assert (plain_text(words), values) == (
        "Download Table 3 (CSV)",
        [["download", "tbl-falls.csv"]],
    )
    assert saved(made) == csv_bytes([["A"], ["1"]])


@pytest.mark.parametrize(
    ("content", "starts_with_mark"),
    [("Month,Falls\n1,2\n", False), ("Month,Cost £\n1,2\n", True), ("\ufeffCost £\n", True)],
)
def test_the_data_of_a_figure_is_its_file_and_excel_reads_its_signs(
    content: str, starts_with_mark: bool, tmp_path: Path
) -> None:
    path = tmp_path / "falls-its.csv"
    path.write_text(content, encoding="utf-8")
    made = saved(figure_download("Figure 2", path))
    assert made.startswith(b"\xef\xbb\xbf") is starts_with_mark
    assert made.decode("utf-8-sig") == content.lstrip("\ufeff")


def test_an_svg_is_escaped_so_that_no_attribute_ends_within_it() -> None:
    made = data_address(b'<svg a="#1">\r\n100% &amp;\n</svg>', "image/svg+xml")
    assert made == "data:image/svg+xml,%3Csvg a=%22%231%22%3E 100%25 %26amp; %3C/svg%3E"


def test_a_png_is_carried_in_base64(tmp_path: Path) -> None:
    path = tmp_path / "x.PNG"
    path.write_bytes(b"\x89PNG")
    assert image_address(path) == "data:image/png;base64,iVBORw=="
