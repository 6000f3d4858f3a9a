"""Keeps words at the beginning of a text from being read as markup of typst.

In: pandoc's syntax tree. Out: the same tree, whose texts typst shows letter by letter. pandoc's own
writer masks such words at the beginning of a paragraph only; in a cell of a table, a caption or an
item of a list "= A" would become a heading, and a heading within a table is no PDF at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evaluation.publish.syntax import Node, raw_inline, rewrite, text

# dashes, an ellipsis and a soft hyphen, which typst makes of several signs
_SHORTHAND = re.compile(r"-(?=-|\?)|\.(?=\.\.)")
# heading, items of lists, a term: followed by a space
_MARK = re.compile(r"(?P<before>\d*)(?P<mark>=+|[-+/]|(?<=\d)\.)$")
_IN_SECOND_PLACE = frozenset(("Span", "Link"))  # attributes come first


def as_text(inlines: Sequence[Node]) -> list[Node]:
    r"""Return inlines whose first word is a word for typst.

    Examples
    --------
    >>> as_text([text("="), {"t": "Space"}, text("A")])[0]
    {'t': 'RawInline', 'c': ['typst', '\\=']}
    >>> as_text([text("1.")])
    [{'t': 'Str', 'c': '1'}, {'t': 'RawInline', 'c': ['typst', '\\.']}]
    """
    inlines = [part for inline in inlines for part in _signs(inline)]
    first = inlines[0] if inlines else None
    found = _MARK.match(first["c"]) if first is not None and first["t"] == "Str" else None
    if found is None:
        return inlines
    before = [text(found["before"])] if found["before"] else []
    masked = "".join(f"\\{letter}" for letter in found["mark"])
    return [*before, raw_inline("typst", masked), *inlines[1:]]


def _signs(inline: Node) -> list[Node]:
    """Return a word in parts, so that typst takes none of its signs together."""
    if inline["t"] != "Str" or not _SHORTHAND.search(inline["c"]):
        return [inline]
    parts, start = [], 0
    for found in _SHORTHAND.finditer(inline["c"]):
        if found.start() > start:
            parts.append(text(inline["c"][start : found.start()]))
        parts.append(raw_inline("typst", f"\\{found[0]}"))
        start = found.end()
    return [*parts, text(inline["c"][start:])]


def with_words_as_text(blocks: Sequence[Node]) -> list[Node]:
    """Return blocks in which no text begins with markup of typst.

    Parameters
    ----------
    blocks : sequence of nodes
    """

    def write(node: Node) -> Node:
        if node["t"] in _IN_SECOND_PLACE:
            attribute, inlines, *rest = node["c"]
            return {"t": node["t"], "c": [attribute, as_text(inlines), *rest]}
        return {"t": node["t"], "c": as_text(node["c"])}

    written: list[Node] = rewrite(
        list(blocks), write, "Plain", "Para", "Strong", "Emph", "Span", "Link"
    )
    return written
