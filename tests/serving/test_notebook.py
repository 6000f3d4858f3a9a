"""An executed notebook, read in the browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.serving.notebook import LEFT_OUT, Piece, copy_to_save, notebook_pieces
from tests.serving.conftest import Served, write


@pytest.fixture(scope="module")
def pieces(hub: Path) -> dict[int, Piece]:
    found = notebook_pieces(hub / "reports" / "executed" / "falls.ipynb")
    return {piece.number: piece for piece in found}


def test_prose_is_shown_one_level_lower_and_its_markup_is_text(pieces: dict[int, Piece]):
    shown = pieces[1].shown
    assert "<h2>Falls</h2>" in shown
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    assert "javascript" not in shown


def test_a_cell_that_is_not_for_readers_is_left_out(pieces: dict[int, Piece]):
    assert 2 not in pieces


def test_a_table_has_its_caption(pieces: dict[int, Piece]):
    shown = pieces[3].shown
    assert "<caption>All" in shown
    assert "a&lt;b" in shown
    assert "<script" not in shown


def test_a_figure_has_its_words(pieces: dict[int, Piece]):
    shown = pieces[4].shown
    assert 'alt="A &quot;chart&quot; &lt;b&gt;"' in shown
    assert "<figcaption>It fell &lt;i&gt;</figcaption>" in shown
    assert 'src="data:image/png;base64,aGVsbG8="' in shown


def test_a_figure_within_its_html_is_found_too(pieces: dict[int, Piece]):
    assert 'src="data:image/png;base64,aGFsbG8="' in pieces[8].shown
    assert 'alt="Down"' in pieces[8].shown


@pytest.mark.parametrize("number", [5, 7, 9])
def test_what_disclosure_control_has_not_seen_is_not_shown(number: int, pieces: dict[int, Piece]):
    assert pieces[number].shown.strip() == f"<p>{LEFT_OUT}</p>"


def test_a_warning_of_a_program_is_left_out(pieces: dict[int, Piece]):
    assert pieces[10].shown.strip() == ""


def test_an_error_says_no_more_than_that(pieces: dict[int, Piece]):
    assert pieces[6].shown.strip() == "<p>This cell failed.</p>"


def test_code_is_kept_as_text(pieces: dict[int, Piece]):
    assert pieces[3].code == "study.table()"
    assert pieces[1].code == ""


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"cells": 1}', '{"cells": [1]}', '{"cells": [{}]}']
)
def test_what_is_no_notebook_is_refused(text: str, tmp_path: Path):
    path = write(tmp_path / "falls.ipynb", text)
    with pytest.raises(InvalidInput, match=r"falls\.ipynb cannot be read"):
        notebook_pieces(path)


def test_a_notebook_that_has_changed_is_read_again(tmp_path: Path):
    cell = '{{"cells": [{{"cell_type": "markdown", "metadata": {{}}, "source": "{}"}}]}}'
    path = write(tmp_path / "falls.ipynb", cell.format("One"))
    assert notebook_pieces(path)[0].shown.strip() == "<p>One</p>"
    write(path, cell.format("Three"))
    assert notebook_pieces(path)[0].shown.strip() == "<p>Three</p>"


@pytest.mark.parametrize(
    ("first", "then", "shown"),
    [
        ("```\nopen", "**bold**", "<strong>bold</strong>"),
        ("One", ": not a definition", "not a definition"),
        ("<!-- open", "**bold**", "<strong>bold</strong>"),
        ("<div><table><tr>", "**bold**", "<strong>bold</strong>"),
        ("\ud800", "**bold**", "<strong>bold</strong>"),
    ],
)
def test_no_cell_reaches_into_the_next(first: str, then: str, shown: str, tmp_path: Path):
    cells = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in (first, then)]
    path = write(tmp_path / "falls.ipynb", json.dumps({"cells": cells}))
    assert shown in notebook_pieces(path)[-1].shown


class TestACopyToSave:
    def test_keeps_code_prose_tables_and_figures_and_no_other_output(self, hub: Path):
        content = (hub / "reports" / "executed" / "falls.ipynb").read_bytes()
        made = copy_to_save(content)
        assert made is not None
        cells = json.loads(made)["cells"]
        assert [len(cell.get("outputs", [])) for cell in cells] == [0, 0, 1, 1, 0, 0, 0, 1, 0, 0]
        assert [cell["source"] for cell in cells] == [
            cell["source"] for cell in json.loads(content)["cells"]
        ]
        assert b"row 1" not in made

    def test_is_what_is_handed_out(self, page: Served):
        answer = page.ask("/files/executed/falls.ipynb")
        assert answer.headers["content-type"] == "application/x-ipynb+json"
        assert json.loads(answer.text)["nbformat"] == 4
        assert "row 1" not in answer.text
        assert "kept back" not in answer.text

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"cells": [1]}'])
    def test_of_what_is_no_notebook_there_is_none(self, content: bytes):
        assert copy_to_save(content) is None
