"""Keeps a heading with the wide table it opens when that table gets a turned page."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.publish.syntax import Node

# A comment in the writer's language, after the code that turns the page.
TURN_MARK = "<!-- turned -->"
MOST_BLOCKS_ABOVE = 2


def with_opening_headings(blocks: Sequence[Node], mark: str = TURN_MARK) -> list[Node]:
    """Return blocks in which the code that turns a page stands before the table's heading.

    Parameters
    ----------
    blocks : sequence of nodes
    mark : str
        Text by which that code is known.

    Examples
    --------
    >>> heading, code = {"t": "Header", "c": []}, {"t": "RawBlock", "c": ["typst", "turn"]}
    >>> [node["t"] for node in with_opening_headings([heading, code], mark="turn")]
    ['RawBlock', 'Header']
    """
    out: list[Node] = []
    for node in blocks:
        is_turn = node["t"] == "RawBlock" and mark in node["c"][1]
        out.insert(opening_of(out) if is_turn else len(out), node)
    return out


def opening_of(blocks: Sequence[Node]) -> int:
    """Return where the heading stands that what comes after `blocks` belongs to, or their end."""
    for back in range(1, min(MOST_BLOCKS_ABOVE, len(blocks)) + 1):
        if blocks[-back]["t"] == "Header":
            return len(blocks) - back
        if blocks[-back]["t"] != "Para":
            break
    return len(blocks)
