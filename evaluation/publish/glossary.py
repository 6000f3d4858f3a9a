"""The glossary chapter, from the hub's own file of terms."""

from __future__ import annotations

import pandas as pd

from evaluation.present.blocks import Table
from evaluation.publish.chapters import captioned_table
from evaluation.workspace import HubTexts

HEADING = "# Glossary {#sec-glossary}"
OTHERS = "@sec-how-to-read explains the words for results and for time series."


def glossary(texts: HubTexts) -> str:
    """Return the chapter, empty where the hub has no glossary.

    Parameters
    ----------
    texts : HubTexts
    """
    if not texts.glossary:
        return ""
    rows = [(item.term, item.meaning) for item in texts.glossary]
    frame = pd.DataFrame(rows, columns=["Term", "What it means here"])
    table = captioned_table(Table(frame, "Words and what they mean in this report.", "glossary"))
    return f"{HEADING}\n\n{OTHERS}\n\n{table}\n"
