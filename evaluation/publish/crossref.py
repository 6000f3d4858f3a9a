"""Numbers figures and tables and turns references to them into links.

In: blocks of pandoc's syntax tree. Out: the same with "Figure 3:" before each caption and links
in the place of `@fig-…`, `@tbl-…` and `@sec-…`; figures, tables and sections as records.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from evaluation.errors import PublishingFailed, nearest
from evaluation.publish.syntax import (
    NO_BREAK_SPACE,
    Node,
    attributes,
    link,
    nodes_of,
    plain_text,
    rewrite,
    space,
    strong,
    text,
)

FIGURE_PREFIX, TABLE_PREFIX, SECTION_PREFIX = "fig-", "tbl-", "sec-"
# Prefixes that Quarto reads as cross-references; the last four name things reports do not have.
REFERENCE_PREFIXES = (FIGURE_PREFIX, TABLE_PREFIX, SECTION_PREFIX, "eq-", "lst-", "thm-", "def-")

_NOT_IN_LABELS = re.compile(r"[\W_]+")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Figure:
    """One numbered figure.

    Parameters
    ----------
    number : int
    label : str
        Such as "fig-falls-its".
    caption, alternative : str
        Plain text of the caption and of the alternative text.
    path : str
        File of the image relative to the reports folder.
    """

    number: int
    label: str
    caption: str
    alternative: str
    path: str

    @property
    def name(self) -> str:
        """What text calls it, such as "Figure 3"."""
        return f"Figure{NO_BREAK_SPACE}{self.number}"

    @property
    def data_path(self) -> str:
        """File of the data behind the figure, relative to the reports folder."""
        return Path(self.path).with_suffix(".csv").as_posix()


@dataclass(frozen=True, slots=True)
class Table:
    """One numbered table: number, label and plain caption."""

    number: int
    label: str
    caption: str

    @property
    def name(self) -> str:
        """What text calls it, such as "Table 2"."""
        return f"Table{NO_BREAK_SPACE}{self.number}"


@dataclass(frozen=True, slots=True)
class Section:
    """One heading: level (1 is a chapter), label and plain title."""

    level: int
    label: str
    title: str


def name_headings(blocks: list[Node]) -> list[Node]:
    """Return blocks in which a heading without a label has one made of its words."""
    headings = list(nodes_of(blocks, "Header"))
    taken = {node["c"][1][0] for node in headings if node["c"][1][0]}

    def name(node: Node) -> Node:
        level, (label, *rest), words = node["c"]
        if label:
            return node
        stem = _NOT_IN_LABELS.sub("-", plain_text(words).lower()).strip("-") or "section"
        tries = (stem if n == 0 else f"{stem}-{n}" for n in count())
        label = next(label for label in tries if label not in taken)
        taken.add(label)
        return {"t": "Header", "c": [level, [label, *rest], words]}

    named: list[Node] = rewrite(blocks, name, "Header")
    return named


def collect_sections(blocks: Sequence[Node]) -> tuple[Section, ...]:
    """Return the headings of the text in order."""
    return tuple(
        Section(node["c"][0], node["c"][1][0], plain_text(node["c"][2]))
        for node in nodes_of(list(blocks), "Header")
    )


def number_figures(blocks: list[Node]) -> tuple[list[Node], tuple[Figure, ...]]:
    """Return blocks with numbered captions, and the figures in order.

    Raises
    ------
    PublishingFailed
        If a figure lacks its label, its caption or its alternative text, or stands in a sentence.
    """
    _refuse_stray_image(blocks)
    figures: list[Figure] = []

    def number(node: Node) -> Node:
        if node["t"] != "Figure":
            return node
        figure = _figure_record(node, len(figures) + 1)
        figures.append(figure)
        return _numbered_figure(node, figure)

    return rewrite(blocks, number, "Figure"), tuple(figures)


def number_tables(blocks: list[Node]) -> tuple[list[Node], tuple[Table, ...]]:
    """Return blocks with numbered captions, and the tables in order.

    Raises
    ------
    PublishingFailed
        If a table lacks its label, its caption or its header row.
    """
    tables: list[Table] = []

    def number(node: Node) -> Node:
        if node["t"] != "Table":
            return node
        table = _table_record(node, len(tables) + 1)
        tables.append(table)
        attribute, caption, *rest = node["c"]
        return {"t": "Table", "c": [attribute, _numbered_caption(caption, table.name), *rest]}

    return rewrite(blocks, number, "Table"), tuple(tables)


def resolve_references(blocks: list[Node], names: dict[str, str]) -> list[Node]:
    """Return blocks in which every reference is a link that says what it leads to.

    Parameters
    ----------
    blocks : list of nodes
    names : dict of label to str
        What the text calls each figure, table and section.

    Raises
    ------
    PublishingFailed
        If a reference leads nowhere.
    """

    def resolve(node: Node) -> Node | list[Node]:
        if node["t"] == "Link" and node["c"][2][0].startswith("#"):
            _require_target(node["c"][2][0][1:], names)
        if node["t"] != "Cite":
            return node
        citations, shown = node["c"]
        if not any(c["citationId"].startswith(REFERENCE_PREFIXES) for c in citations):
            return list(shown)
        return _reference_links(citations, names)

    resolved: list[Node] = rewrite(blocks, resolve, "Link", "Cite")
    return resolved


def refuse_repeated_labels(blocks: Sequence[Node]) -> None:
    """Refuse a label that two things share, because a reference to it would be ambiguous."""
    seen: set[str] = set()
    for node in nodes_of(list(blocks), "Header", "Figure", "Table", "Div"):
        label = (node["c"][1] if node["t"] == "Header" else node["c"][0])[0]
        if label and label in seen:
            raise PublishingFailed(
                f"The label {label} is used twice.", "Give each figure, table and section its own."
            )
        seen.add(label)


def _figure_record(node: Node, number: int) -> Figure:
    (label, _, _), caption, content = node["c"]
    images = list(nodes_of(content, "Image"))
    if len(images) != 1:
        raise PublishingFailed(
            f"The figure {label or number} holds {len(images)} images.", "Give each its own figure."
        )
    image_attribute, _, (path, _) = images[0]["c"]
    place = label or path
    alternative = dict(map(tuple, image_attribute[2])).get("fig-alt", "").strip()
    words = plain_text(caption[1]).strip()
    _require(place, "figure", "caption", words, "Write it between the brackets of ![…].")
    _require_label(label, path, "figure", FIGURE_PREFIX)
    _require(place, "figure", "alternative text", alternative, 'Add fig-alt="…" to its braces.')
    return Figure(number, label, words, alternative, path)


def _table_record(node: Node, number: int) -> Table:
    (label, _, _), caption, _, head = node["c"][:4]
    words = plain_text(caption[1]).strip()
    heading = plain_text([cell[4] for row in head[1] for cell in row[1]]).strip()
    place = label or f"that begins with the heading {heading[:40]!r}"
    _require(place, "table", "caption", words, "Add a line «: Caption {#tbl-name}» below it.")
    _require_label(label, words, "table", TABLE_PREFIX)
    _require(place, "table", "header row", heading, "Name its columns in the first row.")
    return Table(number, label, words)


def _require(place: str, thing: str, part: str, value: str, remedy: str) -> None:
    if not value:
        raise PublishingFailed(f"The {thing} {place} has no {part}.", remedy)


def _require_label(label: str, place: str, thing: str, prefix: str) -> None:
    if not (label.startswith(prefix) and _LABEL.fullmatch(label)):
        has = f"has the label {label}" if label else "has no label"
        raise PublishingFailed(
            f"The {thing} {place!r} {has}.",
            f"Give it one in braces that begins with #{prefix} (letters, digits, hyphens).",
        )


def _refuse_stray_image(blocks: list[Node]) -> None:
    figures = nodes_of(blocks, "Figure")
    within = {id(image) for figure in figures for image in nodes_of(figure["c"][2], "Image")}
    for image in nodes_of(blocks, "Image"):
        if id(image) not in within:
            raise PublishingFailed(
                f"The image {image['c'][2][0]} stands within a sentence.",
                "Put it alone in its paragraph, with caption, label and fig-alt.",
            )


def _numbered_caption(caption: list[Any], name: str) -> list[Any]:
    first, *rest = caption[1]
    lead = [strong([text(f"{name}:")]), space()]
    return [caption[0], [{"t": "Plain", "c": [*lead, *first["c"]]}, *rest]]


def _numbered_figure(node: Node, figure: Figure) -> Node:
    caption = _numbered_caption(node["c"][1], figure.name)
    size = [pair for pair in next(nodes_of(node, "Image"))["c"][0][2] if pair[0] == "width"]
    alternative = [text(figure.alternative)]
    image = {"t": "Image", "c": [attributes(values=size), alternative, [figure.path, ""]]}
    return {"t": "Figure", "c": [attributes(figure.label), caption, [{"t": "Plain", "c": [image]}]]}


def _require_target(label: str, names: dict[str, str]) -> None:
    if label not in names:
        raise _unresolved(label, names)


def _reference_links(citations: list[dict[str, Any]], names: dict[str, str]) -> list[Node]:
    out: list[Node] = []
    for position, citation in enumerate(citations):
        label = citation["citationId"]
        _require_target(label, names)
        name = names[label]
        if citation["citationMode"]["t"] == "SuppressAuthor":
            name = name.rsplit(NO_BREAK_SPACE, 1)[-1]
        prefix = [*citation["citationPrefix"], space()] if citation["citationPrefix"] else []
        separator = [text(","), space()] if position else []
        out += [*separator, *prefix, link(f"#{label}", [text(name)]), *citation["citationSuffix"]]
    return out


def _unresolved(label: str, names: dict[str, str]) -> PublishingFailed:
    spelling = nearest(label, names)
    return PublishingFailed(
        f"The reference to {label} leads to no figure, table or section.",
        f"Did you mean {spelling}?" if spelling else "Correct it, or remove it.",
    )
