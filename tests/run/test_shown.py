"""What a cell shows: blocks may go into a chapter, everything else stops its project's run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from evaluation.present.blocks import METADATA_KEY, Figure, Prose, Table
from evaluation.run.failures import NotebookFailed
from evaluation.run.shown import BLOCK_KEY, is_block, require_blocks

FRAME = pd.DataFrame({"Ward": ["one"], "Falls": [3]})


def output(data: dict[str, str], metadata: dict[str, Any] | None = None) -> Any:
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata or {})


def notebook(tmp_path: Path, *outputs: Any, tag: str = "") -> Path:
    metadata = {"tags": [tag]} if tag else {}
    cell = nbformat.v4.new_code_cell("x", outputs=list(outputs), metadata=metadata)
    path = tmp_path / "executed.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


@pytest.mark.parametrize(
    "block",
    [
        Prose("Words."),
        Table(FRAME, "Falls.", "falls"),
        Figure("<svg/>", b"png", "It fell.", "A line.", "falls", FRAME),
    ],
    ids=["prose", "table", "figure"],
)
def test_every_block_may_be_shown(tmp_path: Path, block: Any) -> None:
    assert BLOCK_KEY == METADATA_KEY
    shown = output(*block._repr_mimebundle_())
    assert is_block(shown)
    require_blocks(notebook(tmp_path, shown))


@pytest.mark.parametrize(
    ("shown", "noun"),
    [
        (output({"text/html": FRAME.to_html(), "text/plain": str(FRAME)}), "a table of its own"),
        (output({"text/markdown": "| Ward | 3 |"}), "a table of its own"),
        (output({"image/png": "aGk=", "text/plain": "<Figure>"}), "a chart of its own"),
        (nbformat.v4.new_output("stream", name="stdout", text="Ward 3"), "printed text"),
        (output({"text/plain": "3"}, {"evaluation": "prose"}), "a value"),
        (output({"text/html": "3"}, {"evaluation": {"kind": "prose"}}), "a value"),
        (output({"image/png": "aGk="}, {"evaluation": {"kind": "figure"}}), "a chart"),
    ],
    ids=["frame", "markdown", "chart", "print", "no kind", "no text", "no words"],
)
def test_anything_else_stops_the_run_without_its_values(
    tmp_path: Path, shown: Any, noun: str
) -> None:
    with pytest.raises(NotebookFailed) as failed:
        require_blocks(notebook(tmp_path, shown))
    assert failed.value.what.startswith(f"Cell 1 of 1 shows {noun}") or noun in failed.value.what
    assert "study.show_table" in failed.value.what
    assert "Ward" not in failed.value.what
    assert failed.value.cell == 1


def test_a_cell_that_stays_out_of_the_report_may_show_anything(tmp_path: Path) -> None:
    require_blocks(notebook(tmp_path, output({"text/plain": "3"}), tag="remove-cell"))


def test_a_warning_of_a_library_is_left_out_and_stops_nothing(tmp_path: Path) -> None:
    warning = nbformat.v4.new_output("stream", name="stderr", text="FutureWarning")
    require_blocks(notebook(tmp_path, warning))
