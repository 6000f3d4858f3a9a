"""Callouts as accessible blocks: a visible word says what kind, never a colour alone."""

from __future__ import annotations

from evaluation.publish.syntax import (
    Node,
    attributes,
    division,
    paragraph,
    plain_text,
    space,
    strong,
    text,
)

CALLOUT_PREFIX = "callout-"
CALLOUT_WORDS: dict[str, str] = {
    "note": "Note",
    "tip": "Tip",
    "important": "Important",
    "caution": "Caution",
    "warning": "Warning",
}


def callout_kind(node: Node) -> str | None:
    """Return the kind of a callout, or None where the node is not one."""
    if node.get("t") != "Div":
        return None
    classes = node["c"][0][1]
    kinds = [name.removeprefix(CALLOUT_PREFIX) for name in classes]
    return next((kind for kind in kinds if kind in CALLOUT_WORDS), None)


def with_visible_title(node: Node) -> Node:
    """Return a callout whose first paragraph names its kind; other nodes as they are.

    The title is the attribute `title`, or a heading that opens the block.
    """
    kind = callout_kind(node)
    if kind is None:
        return node
    attribute, blocks = node["c"]
    title = _attribute_title(attribute)
    if not title and blocks and blocks[0]["t"] == "Header":
        title, blocks = blocks[0]["c"][2], blocks[1:]
    heading = division(attributes(classes=["callout-title"]), [paragraph(_words(kind, title))])
    kept = attributes(attribute[0], ["callout", CALLOUT_PREFIX + kind])
    return division(kept, [heading, *blocks])


def _attribute_title(attribute: list[object]) -> list[Node]:
    values = attribute[2]
    titles = [value for key, value in values if key == "title"] if isinstance(values, list) else []
    return [text(titles[0])] if titles else []


def _words(kind: str, title: list[Node]) -> list[Node]:
    word = CALLOUT_WORDS[kind]
    if not title or plain_text(title).strip().lower() == word.lower():
        return [strong([text(word)])]
    return [strong([text(f"{word}:"), space(), *title])]
