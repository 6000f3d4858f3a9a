"""Whether what a notebook's cells show may go into a chapter: blocks may, everything else may not.

In: an executed notebook. Out: nothing, or the failure of its run. This is the border of disclosure
control for cells that evaluators write: a printed table or a chart of their own holds what nobody
has looked at, so it is refused, while a block has passed the rule on its way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluation.run.cells import REMOVED_TAGS
from evaluation.run.failures import NotebookFailed

BLOCK_KEY = "evaluation"  # as `evaluation.present.blocks` writes it; a test keeps them equal
TEXT_KINDS, FIGURE = ("prose", "table"), "figure"
NAME = "NotABlock"
REMEDY = (
    "Show it with study.show_table or study.show_figure; or keep it out of the report by the tag "
    "'remove-cell', or by a ';' behind the line."
)


def is_block(output: Mapping[str, Any]) -> bool:
    """Return whether an output is a block: prose, a table or a figure with its metadata."""
    about = output.get("metadata", {}).get(BLOCK_KEY, {})
    if not isinstance(about, Mapping):
        return False
    is_text = about.get("kind") in TEXT_KINDS and "text/markdown" in output.get("data", {})
    return is_text or (about.get("kind") == FIGURE and {"label", "caption", "alt"} <= about.keys())


def is_warning(output: Mapping[str, Any]) -> bool:
    """Return whether an output is text on the error stream, which chapters leave out."""
    return output.get("output_type") == "stream" and output.get("name") == "stderr"


def require_blocks(executed: Path) -> None:
    """Refuse a notebook with a cell that shows something else than blocks, unless it is tagged.

    Raises
    ------
    NotebookFailed
        At the first such cell.
    """
    cells = json.loads(executed.read_text(encoding="utf-8"))["cells"]
    for number, cell in enumerate(cells, start=1):
        tags = cell["metadata"].get("tags", ())
        if cell["cell_type"] != "code" or REMOVED_TAGS.intersection(tags):
            continue
        for output in cell["outputs"]:
            if not (is_block(output) or is_warning(output)):
                what = f"Cell {number} of {len(cells)} shows {_noun(output)}. {REMEDY}"
                raise NotebookFailed(what, NAME, what, number)


def _noun(output: Mapping[str, Any]) -> str:
    if output.get("output_type") == "stream":
        return "printed text, which disclosure control has not seen"
    if any(kind.startswith("image/") for kind in output.get("data", {})):
        return "a chart of its own, which disclosure control has not seen"
    return "a value or a table of its own, which disclosure control has not seen"
