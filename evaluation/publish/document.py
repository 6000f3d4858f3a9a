"""Reads Markdown once and prepares it for every writer: numbers, references, callouts.

In: the text of a publication. Out: a `Document`, from which HTML, PDF and Word are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.errors import PublishingFailed
from evaluation.publish.callouts import with_visible_title
from evaluation.publish.crossref import (
    Figure,
    Section,
    Table,
    collect_sections,
    name_headings,
    number_figures,
    number_tables,
    refuse_repeated_labels,
    resolve_references,
)
from evaluation.publish.pandoc import parse_markdown
from evaluation.publish.syntax import Node, rewrite

# Attributes that may stay in the text; all others could carry code of HTML, typst or Word.
SAFE_ATTRIBUTES = frozenset({"fig-alt", "title", "width"})
SAFE_LINKS = ("http://", "https://", "mailto:", "#")
# Nodes with attributes.
UNSAFE = ("Header", "Div", "Span", "Link", "Image", "Figure", "Table", "Code", "CodeBlock")
# Lines of contents that a page holds.
MOST_CONTENTS_LINES = 40


@dataclass(frozen=True, slots=True)
class Document:
    """One publication as a numbered, cross-referenced syntax tree.

    Parameters
    ----------
    front : tuple of nodes
        Blocks before the first heading: they belong to the title page.
    body : tuple of nodes
    figures, tables, sections : tuples of records in document order
    root : Path
        Folder that the paths of figures are relative to.
    """

    front: tuple[Node, ...]
    body: tuple[Node, ...]
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]
    root: Path

    @property
    def blocks(self) -> list[Node]:
        """All blocks in order."""
        return [*self.front, *self.body]

    @property
    def contents_depth(self) -> int:
        """Levels of headings that a printed table of contents shows on about one page."""
        return 2 if sum(s.level <= 2 for s in self.sections) <= MOST_CONTENTS_LINES else 1

    def figure(self, label: str) -> Figure:
        """Return the figure of a label."""
        return next(figure for figure in self.figures if figure.label == label)


def read_document(markdown: str, root: Path) -> Document:
    """Return the prepared syntax tree of a Markdown text.

    Parameters
    ----------
    markdown : str
        Text whose includes are expanded.
    root : Path
        Folder that the paths of figures are relative to.

    Raises
    ------
    PublishingFailed
        If a figure or table lacks its label, caption, alternative text or file, a label is used
        twice, or a reference leads nowhere.
    """
    blocks = rewrite(
        parse_markdown(markdown), lambda node: with_visible_title(_safe(node)), *UNSAFE
    )
    blocks = name_headings(blocks)
    refuse_repeated_labels(blocks)
    blocks, figures = number_figures(blocks)
    blocks, tables = number_tables(blocks)
    sections = collect_sections(blocks)
    for figure in figures:
        _require_files(figure, root)
    names = {figure.label: figure.name for figure in figures}
    names |= {table.label: table.name for table in tables}
    names |= {section.label: section.title for section in sections}
    blocks = resolve_references(blocks, names)
    start = next((i for i, node in enumerate(blocks) if node["t"] == "Header"), len(blocks))
    front, body = tuple(blocks[:start]), tuple(blocks[start:])
    return Document(front, body, figures, tables, sections, root)


def _safe(node: Node) -> Node:
    if node["t"] == "Link" and not node["c"][2][0].lower().startswith(SAFE_LINKS):
        return {"t": "Span", "c": [["", [], []], node["c"][1]]}
    content: Any = node.get("c")
    if node["t"] == "Header":
        return {"t": "Header", "c": [content[0], _safe_attributes(content[1]), content[2]]}
    if node["t"] in UNSAFE:
        return {"t": node["t"], "c": [_safe_attributes(content[0]), *content[1:]]}
    return node


def _safe_attributes(attribute: list[object]) -> list[object]:
    identifier, classes, values = attribute
    pairs = values if isinstance(values, list) else []
    return [identifier, classes, [pair for pair in pairs if pair[0] in SAFE_ATTRIBUTES]]


def _require_files(figure: Figure, root: Path) -> None:
    for name, what in ((figure.path, "image"), (figure.data_path, "data")):
        path = (root / name).resolve()
        if "://" in name or not path.is_relative_to(root.resolve()):
            raise PublishingFailed(
                f"The figure {figure.label} takes its {what} from outside the reports folder.",
                "Put the file below chapters/figures.",
            )
        if not path.is_file():
            raise PublishingFailed(
                f"The figure {figure.label} lacks its {what}: {name} is missing.",
                "Run the projects again.",
            )
