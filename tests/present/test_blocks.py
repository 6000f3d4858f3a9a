import pandas as pd
import pytest

from evaluation.present.blocks import METADATA_KEY, Figure, Prose, Table, escape
from evaluation.present.numbers import FIGURE_SPACE, unpadded

ATTACKS = [
    "<script>alert(1)</script>",
    '#import "x.typ"',
    "{{< include /etc/passwd >}}",
    "=cmd()",
    "a | b",
    "@fig-other",
    "$x$",
    "![](x.png)",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_markup_of_users_is_escaped_letter_by_letter(text):
    escaped = escape(text)
    assert escaped.replace("\\", "") == text
    for special in "<>{}|#$@[]":
        assert escaped.count(special) == escaped.count("\\" + special)


def test_line_breaks_in_users_text_do_not_break_a_table():
    assert escape("one\ntwo\n\n  three") == "one two three"


def test_prose_is_shown_as_markdown():
    data, metadata = Prose("**text**")._repr_mimebundle_()
    assert data["text/markdown"] == "**text**"
    assert metadata == {METADATA_KEY: {"kind": "prose"}}


def test_a_table_is_a_pipe_table_with_numbers_to_the_right():
    frame = pd.DataFrame({"Group": ["one", "two"], "Share, %": ["1.0", "20.0"]})
    table = Table(frame, "Shares.", "x-shares", right=("Share, %",))
    assert table.markdown.splitlines() == [
        "| Group | Share, % |",
        "| ------ | -------: |",
        "| one | 1.0 |",
        "| two | 20.0 |",
    ]


def test_a_table_tells_its_label_and_caption():
    frame = pd.DataFrame({"A": ["1"]})
    data, metadata = Table(frame, "What | it shows.", "x")._repr_mimebundle_()
    assert metadata[METADATA_KEY] == {"kind": "table", "label": "x", "caption": "What | it shows."}
    assert data["text/markdown"].startswith("**What \\| it shows.**\n\n| A |")


def test_a_table_without_rows_still_has_its_header():
    assert Table(pd.DataFrame({"A": []}), "None.", "x").markdown.splitlines()[0] == "| A |"


def test_a_figure_shows_its_picture_and_its_words():
    figure = Figure("<svg/>", b"png", "It fell.", "Line from 3 to 1.", "x", pd.DataFrame())
    data, metadata = figure._repr_mimebundle_()
    assert 'src="data:image/png;base64,cG5n"' in data["text/html"]
    assert data["text/plain"] == "Figure: It fell. Line from 3 to 1."
    assert metadata[METADATA_KEY]["alt"] == "Line from 3 to 1."


def test_numbers_stand_in_line_in_the_markdown_and_not_in_the_frame():
    frame = pd.DataFrame({"KPI": ["a", "b"], "After": ["12 (8 to 9)", "1.5 (0.5 to 10.0)"]})
    table = Table(frame, "Both.", "both", right=("After",))
    assert FIGURE_SPACE in table.markdown
    assert unpadded(table.markdown).splitlines()[2] == "| a | 12 (8 to 9) |"
    assert table.frame["After"].tolist() == ["12 (8 to 9)", "1.5 (0.5 to 10.0)"]
    assert FIGURE_SPACE not in Table(frame, "Both.", "both").markdown
