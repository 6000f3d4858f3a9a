"""Small pieces of pandoc's syntax tree: building them, reading their text, rewriting them.

A node is a dictionary with a type `t` and a content `c`, as pandoc's JSON has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

Node = dict[str, Any]
Rule = Callable[[Node], "Node | list[Node]"]

NO_BREAK_SPACE = "\u00a0"

# Nodes that hold no others; paragraphs, which hold words only; blocks that hold blocks.
LEAVES = frozenset(
    ("Str", "Space", "SoftBreak", "LineBreak", "Code", "Math", "RawInline", "RawBlock", "CodeBlock")
)
PARAGRAPHS = frozenset(("Para", "Plain", "Header", "LineBlock"))
BLOCKS = frozenset(("Header", "Figure", "Table", "Div"))


def text(value: str) -> Node:
    """Return a node of plain text."""
    return {"t": "Str", "c": value}


def space() -> Node:
    """Return a space between words."""
    return {"t": "Space"}


def strong(inlines: Sequence[Node]) -> Node:
    """Return strongly emphasised text."""
    return {"t": "Strong", "c": list(inlines)}


def paragraph(inlines: Sequence[Node]) -> Node:
    """Return a paragraph."""
    return {"t": "Para", "c": list(inlines)}


def attributes(
    identifier: str = "", classes: Iterable[str] = (), values: Iterable[tuple[str, str]] = ()
) -> list[Any]:
    """Return pandoc's attribute triple."""
    return [identifier, list(classes), [list(pair) for pair in values]]


def link(target: str, inlines: Sequence[Node], attribute: list[Any] | None = None) -> Node:
    """Return a link; a target within the document begins with "#"."""
    return {"t": "Link", "c": [attribute or attributes(), list(inlines), [target, ""]]}


def division(attribute: list[Any], blocks: Sequence[Node]) -> Node:
    """Return a block that groups other blocks."""
    return {"t": "Div", "c": [attribute, list(blocks)]}


def raw_block(language: str, code: str) -> Node:
    """Return a block in the language of one writer."""
    return {"t": "RawBlock", "c": [language, code]}


def raw_inline(language: str, code: str) -> Node:
    """Return an inline in the language of one writer."""
    return {"t": "RawInline", "c": [language, code]}


def plain_text(value: Any) -> str:
    """Return the words of a node or of a list of nodes.

    Examples
    --------
    >>> plain_text([text("Falls"), space(), strong([text("fell")])])
    'Falls fell'
    """
    if isinstance(value, list):
        return "".join(plain_text(item) for item in value)
    if not isinstance(value, dict) or "t" not in value:
        return ""
    kind: str = value["t"]
    content: Any = value.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind in ("Code", "Math"):
        return str(content[1])
    if kind == "Quoted":
        marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
        return marks[0] + plain_text(content[1]) + marks[1]
    if kind in ("RawInline", "RawBlock", "Note"):
        return ""
    return plain_text(content)


def is_bold_line(node: Node) -> bool:
    """Return whether a paragraph is all bold, so that it opens what follows it."""
    return node["t"] == "Para" and [inline["t"] for inline in node["c"]] == ["Strong"]


def rewrite(value: Any, rule: Rule, *kinds: str) -> Any:
    """Return a tree in which `rule` has replaced every node, children before parents.

    A rule that gives back a list puts several nodes, or none, in the place of one. What no rule
    changes is shared with the tree that was given, so rules must never change a node in place.

    Parameters
    ----------
    value : node or list of nodes
    rule : callable
    *kinds : str
        Types of the nodes that the rule is for; none means all. Where all are types of blocks, the
        words of paragraphs are passed over.

    Examples
    --------
    >>> rewrite([space(), text("a")], lambda node: [] if node["t"] == "Space" else node)
    [{'t': 'Str', 'c': 'a'}]
    """
    return _rewritten(value, rule, frozenset(kinds), _passed_over(kinds))


def nodes_of(value: Any, *kinds: str) -> Iterator[Node]:
    """Yield the nodes of some kinds in document order, parents before children."""
    passed_over = _passed_over(kinds)
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed([part for part in item if isinstance(part, list | dict)]))
        elif isinstance(item, dict):
            kind = item.get("t")
            if kind in kinds:
                yield item
            if kind not in passed_over:
                waiting.extend(item[key] for key in ("blocks", "c") if key in item)


def _passed_over(kinds: Sequence[str]) -> frozenset[str]:
    """Return the types of the nodes in which no node of these kinds can be."""
    return LEAVES | PARAGRAPHS if kinds and BLOCKS.issuperset(kinds) else LEAVES


def _rewritten(value: Any, rule: Rule, kinds: frozenset[str], passed_over: frozenset[str]) -> Any:
    if isinstance(value, list):
        return _rewritten_list(value, rule, kinds, passed_over)
    if not isinstance(value, dict):
        return value
    kind = value.get("t")
    node = value
    if kind not in passed_over:
        for key, content in value.items():
            if isinstance(content, list | dict):
                new = _rewritten(content, rule, kinds, passed_over)
                if new is not content:
                    node = {**node, key: new}
    return rule(node) if kind is not None and (not kinds or kind in kinds) else node


def _is_of_use(node: Node, kinds: frozenset[str], passed_over: frozenset[str]) -> bool:
    """Return whether a rule can change a node or anything in it."""
    kind = node.get("t")
    return not kinds or kind in kinds or kind not in passed_over


def _rewritten_list(
    value: list[Any], rule: Rule, kinds: frozenset[str], passed_over: frozenset[str]
) -> list[Any]:
    """Return the list itself where nothing in it changed."""
    out: list[Any] | None = None
    for position, item in enumerate(value):
        new = item
        if isinstance(item, list) or (
            isinstance(item, dict) and _is_of_use(item, kinds, passed_over)
        ):
            new = _rewritten(item, rule, kinds, passed_over)
        if new is not item and out is None:
            out = value[:position]
        if out is not None:
            is_node = isinstance(item, dict) and "t" in item
            out.extend(new) if is_node and isinstance(new, list) else out.append(new)
    return value if out is None else out
