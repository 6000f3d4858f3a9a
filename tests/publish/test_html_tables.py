import pytest

from evaluation.publish.crossref import Table
from evaluation.publish.html_tables import is_sortable, table_blocks, with_wide_pages
from evaluation.publish.pandoc import parse_markdown
from evaluation.publish.syntax import Node, division, nodes_of

RECORD = Table(3, "tbl-x", "A caption")


def table(columns: int, rows: int, *, right: bool = False) -> Node:
    rule = "|".join(["--"] + ["--:" if right else ":--"] * (columns - 1))
    lines = ["|".join("abcdefghijklmnopqr"[:columns]), rule, *["|".join("x" * columns)] * rows]
    text = "\n".join(f"|{line}|" for line in lines) + "\n\n: A caption {#tbl-x}"
    return next(nodes_of(parse_markdown(text), "Table"))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (table(3, 4), True),
        (table(3, 3), False),
        (table(2, 4), False),
        (table(2, 4, right=True), True),
    ],
)
def test_a_table_is_sorted_where_that_helps(made: Node, expected: bool) -> None:
    assert is_sortable(made) is expected


def test_a_table_with_merged_cells_is_not_sorted() -> None:
    made = table(3, 4)
    made["c"][4][0][3][1][1][0][2] = 2
    assert not is_sortable(made)


def test_a_table_with_two_header_rows_is_not_sorted() -> None:
    made = table(3, 4)
    made["c"][3][1] *= 2
    assert not is_sortable(made)


def test_a_table_with_a_foot_is_not_sorted() -> None:
    made = table(3, 4)
    made["c"][5][1] = made["c"][4][0][3][:1]
    assert not is_sortable(made)


def classes(blocks: list[Node]) -> list[str]:
    return [name for node in nodes_of(blocks, "Div") for name in node["c"][0][1]]


def test_a_table_stands_in_a_region_and_its_link_below() -> None:
    assert classes(table_blocks(table(3, 4), RECORD)) == [
        "table-region",
        "sortable",
        "together",
        "table-download",
    ]


def test_a_long_table_may_run_over_pages() -> None:
    assert "together" not in classes(table_blocks(table(3, 60), RECORD))


def test_a_table_of_many_columns_is_set_tighter() -> None:
    assert "many" in classes(table_blocks(table(9, 2), RECORD))


def wide_table() -> Node:
    made = table(16, 2)
    for row in made["c"][4][0][3]:
        for cell in row[1]:
            cell[4] = [{"t": "Plain", "c": [{"t": "Str", "c": "1,234,567.8"}]}]
    return made


def test_a_wide_table_gets_a_turned_page_with_its_heading() -> None:
    heading = {"t": "Header", "c": [2, ["sec-x", [], []], []]}
    text = {"t": "Para", "c": []}
    blocks = [text, heading, text, *table_blocks(wide_table(), RECORD), text]
    made = with_wide_pages(blocks)
    assert [node["t"] for node in made] == ["Para", "Div", "Para"]
    assert made[1]["c"][0][1] == ["wide-page"]
    assert [node["t"] for node in made[1]["c"][1]] == ["Header", "Para", "Div", "Div"]


def test_other_blocks_stay_where_they_are() -> None:
    blocks = [{"t": "Para", "c": []}, division(["", ["callout"], []], [])]
    assert with_wide_pages(blocks) == blocks
