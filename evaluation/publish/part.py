"""One chapter of a publication as a document of its own, under the numbers it has in the whole.

In: the `Document` and the label of a chapter. Out: a `Document` whose sections are its chapters.
"""

from __future__ import annotations

from dataclasses import replace

from evaluation.errors import PublishingFailed
from evaluation.publish.document import Document
from evaluation.publish.syntax import Node, nodes_of, rewrite

CHAPTER_LEVEL = 1


def part_of(document: Document, label: str, whole: str) -> Document:
    """Return a chapter alone: its heading is left out, and its sections move up one level.

    Parameters
    ----------
    document : Document
    label : str
        Of the chapter's heading, such as "sec-falls".
    whole : str
        Address of the whole publication; links to other chapters lead there.

    Raises
    ------
    PublishingFailed
        If there is no such chapter.
    """
    blocks = _blocks_of(document, label)
    labels = {_label(node) for node in nodes_of(blocks, "Header", "Figure", "Table", "Div", "Span")}

    def adapt(node: Node) -> Node:
        if node["t"] == "Header":
            level, *rest = node["c"]
            return {"t": "Header", "c": [max(level - 1, CHAPTER_LEVEL), *rest]}
        if node["t"] == "Link" and node["c"][2][0].startswith("#"):
            attribute, inlines, (target, title) = node["c"]
            inside = target if target[1:] in labels else f"{whole}{target}"
            return {"t": "Link", "c": [attribute, inlines, [inside, title]]}
        return node

    sections = [item for item in document.sections if item.label in labels and item.label]
    return Document(
        front=(),
        body=tuple(rewrite(blocks, adapt, "Header", "Link")),
        figures=tuple(item for item in document.figures if item.label in labels),
        tables=tuple(item for item in document.tables if item.label in labels),
        sections=tuple(
            replace(item, level=max(item.level - 1, CHAPTER_LEVEL)) for item in sections
        ),
        root=document.root,
    )


def _blocks_of(document: Document, label: str) -> list[Node]:
    """Return what follows a chapter's heading, up to the next chapter."""
    found: list[Node] | None = None
    for node in document.body:
        is_chapter = node["t"] == "Header" and node["c"][0] == CHAPTER_LEVEL
        if is_chapter and found is not None:
            break
        if is_chapter and _label(node) == label:
            found = []
        elif found is not None:
            found.append(node)
    if found is None:
        raise PublishingFailed(f"There is no chapter {label}.", "Run the projects again.")
    return found


def _label(node: Node) -> str:
    return str((node["c"][1] if node["t"] == "Header" else node["c"][0])[0])
