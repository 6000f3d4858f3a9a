"""One Markdown chapter for each executed notebook, with figures as files beside it.

In: an executed notebook and the figures its run saved. Out: `<slug>.qmd` text that Quarto and the
embedded publisher both read. Cells tagged `remove-cell` and all code stay out.
"""

from __future__ import annotations

import filecmp
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluation.errors import PublishingFailed
from evaluation.present.blocks import BREAKS, METADATA_KEY, Table, escape
from evaluation.publish.putting import put, told_as_unwritten
from evaluation.run.cells import REMOVED_TAGS
from evaluation.run.shown import is_block, is_warning
from evaluation.workspace import without_unseen

FIGURES = "figures"
PROJECTS = "projects"
_SHORTCODE = re.compile(r"\{\{<.*?>\}\}", re.S)  # in a cell of words it stays text
ATTRIBUTE_SPECIALS = re.compile(r'([\\"{}<>&])')  # a shortcode in a label stays text


def _as_markdown(output: Mapping[str, Any], cell_number: int) -> str:
    """Return the Markdown of an output's block: prose, captioned table or figure."""
    if not is_block(output):
        raise PublishingFailed(
            f"Cell {cell_number} of the notebook shows something that is not a block.",
            "Show prose, a table or a figure of evaluation.present.",
        )
    about = output["metadata"][METADATA_KEY]
    if about["kind"] == "figure":
        return figure_markdown(about)
    return captioned("".join(output["data"]["text/markdown"]), about)


def captioned(markdown: str, about: dict[str, str]) -> str:
    """Return a table's Markdown with its caption and label behind it, other text unchanged."""
    if about.get("kind") != "table":
        return markdown
    caption, table = markdown.split("\n\n", 1)
    return f"{table}\n\n: {caption.removeprefix('**').removesuffix('**')} {{#tbl-{about['label']}}}"


def figure_markdown(about: dict[str, str]) -> str:
    """Return the Markdown of a figure whose files lie in the chapters' folder of figures."""
    flat = BREAKS.sub(" ", without_unseen(about["alt"])).strip()
    alt = ATTRIBUTE_SPECIALS.sub(r"\\\1", flat)
    label = about["label"]
    path = f"chapters/{FIGURES}/{label}.svg"
    return f'![{escape(about["caption"])}]({path}){{#fig-{label} fig-alt="{alt}"}}'


def chapter_text(notebook: Path) -> str:
    """Return the chapter of an executed notebook as Markdown.

    Raises
    ------
    PublishingFailed
        If a cell failed or was never executed, also one that is not shown, or if a cell shows
        something that is not a block.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    parts: list[str] = []
    for number, cell in enumerate(cells, start=1):
        source = "".join(cell["source"])
        is_code = cell["cell_type"] == "code"
        if is_code and source.strip():
            _require_executed(cell, f"Cell {number} of {notebook.name}")
        if REMOVED_TAGS.intersection(cell["metadata"].get("tags", ())):
            continue
        if is_code:
            parts += [_as_markdown(out, number) for out in cell["outputs"] if not is_warning(out)]
        elif cell["cell_type"] == "markdown":
            parts.append(_SHORTCODE.sub(r"{\g<0>}", source))
    lines = (line.rstrip() for line in "\n\n".join(parts).strip().splitlines())
    return "\n".join(lines) + "\n"


def _require_executed(cell: Mapping[str, Any], named: str) -> None:
    if cell["execution_count"] is None:
        raise PublishingFailed(f"{named} was never executed.", "Run the project again.")
    if any(output["output_type"] == "error" for output in cell["outputs"]):
        raise PublishingFailed(f"{named} failed, so it is not published.", "Run the project again.")


def captioned_table(table: Table) -> str:
    """Return a table's Markdown with its caption and label."""
    return f"{table.markdown}\n\n: {escape(table.caption)} {{#tbl-{table.label}}}"


def copy_figures(saved_figures: Path, chapters: Path) -> None:
    """Copy the figures that a run saved (svg, png, csv) beside the chapters; equal ones stay."""
    figures = chapters / FIGURES
    with told_as_unwritten(figures):
        figures.mkdir(parents=True, exist_ok=True)
    for path in sorted(saved_figures.glob("*.*")):
        target = figures / path.name
        if not (target.is_file() and filecmp.cmp(path, target, shallow=False)):
            put(target, path.read_bytes())


def write_project_chapters(chapters: Path, texts: Mapping[str, str]) -> None:
    """Write each project's chapter as a file of its own, and remove those of former projects."""
    folder = chapters / PROJECTS
    for slug, text in texts.items():
        write_text(folder / f"{slug}.qmd", text)
    former = [path for path in folder.glob("*.qmd") if path.stem not in texts]
    with told_as_unwritten(*former):
        for path in former:
            path.unlink()


def project_chapter_text(chapters: Path, slug: str) -> str:
    """Return a project's chapter as `write_project_chapters` wrote it."""
    return (chapters / PROJECTS / f"{slug}.qmd").read_text(encoding="utf-8")


def write_text(path: Path, text: str) -> Path:
    """Put a text in its place as UTF-8; an equal file is left untouched."""
    return put(path, text.encode("utf-8"))
