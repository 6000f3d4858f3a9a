"""Cards with headline numbers, and the sentence that opens a chapter: divisions known by class.

A card holds three paragraphs: the number, what it is, and its interval, comparison and mark.
"""

from __future__ import annotations

from evaluation.publish.syntax import Node

CARDS, CARD, LEAD = "headlines", "headline", "lead-sentence"
# Word's styles of a card's paragraphs, in their order; further ones look like the last.
CARD_STYLES = ("Headline Number", "Headline Label", "Headline Note")
LEAD_STYLE = "Lead Sentence"


def has_class(node: Node, name: str) -> bool:
    """Return whether a node is a division of this class.

    Examples
    --------
    >>> has_class({"t": "Div", "c": [["", ["headline"], []], []]}, CARD)
    True
    """
    return node.get("t") == "Div" and name in node["c"][0][1]


def card_style(position: int) -> str:
    """Return the style of a card's paragraph by its position.

    Examples
    --------
    >>> card_style(0), card_style(7)
    ('Headline Number', 'Headline Note')
    """
    return CARD_STYLES[min(position, len(CARD_STYLES) - 1)]
