import pytest

from evaluation.publish.pandoc import parse_markdown
from evaluation.publish.syntax import Node
from evaluation.publish.table_rows import table_rows

GRID = """
+-------+---------------+
| Site  | Falls         |
|       +-------+-------+
|       | Before| After |
+=======+=======+=======+
| A     | 6.1   | 5.2   |
+-------+-------+-------+
| B     | not available |
+=======+=======+=======+
| All   | 6.0   | 5.1   |
+=======+=======+=======+

: Falls
"""


def table(markdown: str) -> Node:
    return next(node for node in parse_markdown(markdown) if node["t"] == "Table")


def test_the_header_row_comes_first() -> None:
    made = table("| Site | Falls |\n|:--|--:|\n| A | 6.1 |\n| B | 5.2 |\n\n: Falls")
    assert table_rows(made) == [["Site", "Falls"], ["A", "6.1"], ["B", "5.2"]]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("**6.1** (*5* to `7`)", "6.1 (5 to 7)"),
        ("6.1\u00a0(5\u00a0to\u00a07)", "6.1 (5 to 7)"),
        ("\u2007\u20076.1\u2007", "6.1"),
        ("a\u202fb\u2009c", "a b c"),
        (r"\*", "*"),
        ("[link](#sec-a) and “quoted”", "link and “quoted”"),
        ("", ""),
    ],
)
def test_a_cell_is_its_plain_words(cell: str, expected: str) -> None:
    assert table_rows(table(f"| A | B |\n|--|--|\n| x | {cell} |\n\n: C"))[1] == ["x", expected]


def test_merged_cells_are_followed_by_empty_ones_and_the_foot_is_kept() -> None:
    assert table_rows(table(GRID)) == [
        ["Site", "Falls", ""],
        ["", "Before", "After"],
        ["A", "6.1", "5.2"],
        ["B", "not available", ""],
        ["All", "6.0", "5.1"],
    ]


def test_paragraphs_of_a_cell_are_parted_by_a_space() -> None:
    rows = table_rows(
        table("+---+---+\n| A | B |\n+===+===+\n| x | y |\n|   |   |\n|   | z |\n+---+---+")
    )
    assert rows[1] == ["x", "y z"]


def test_a_row_that_lacks_cells_is_filled_up() -> None:
    made = table("| A | B |\n|--|--|\n| x | y |\n\n: C")
    made["c"][4][0][3][0][1].pop()
    assert table_rows(made)[1] == ["x", ""]
