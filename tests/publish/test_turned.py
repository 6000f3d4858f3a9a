import pytest

from evaluation.publish.turned import with_opening_headings

TURN = {"t": "RawBlock", "c": ["typst", "turn"]}


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        (["Header"], ["Turn", "Header"]),
        (["Header", "Para"], ["Turn", "Header", "Para"]),
        (["Header", "Para", "Para"], ["Header", "Para", "Para", "Turn"]),
        (["Header", "Table"], ["Header", "Table", "Turn"]),
        (["Para"], ["Para", "Turn"]),
        ([], ["Turn"]),
    ],
)
def test_the_page_turns_before_the_heading_that_the_table_opens(
    above: list[str], expected: list[str]
) -> None:
    blocks = [{"t": kind, "c": []} for kind in above]
    turned = with_opening_headings([*blocks, TURN], mark="turn")
    assert ["Turn" if node is TURN else node["t"] for node in turned] == expected
