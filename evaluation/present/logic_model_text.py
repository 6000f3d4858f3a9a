"""The text twin of a logic model's diagram: boxes and links as a table, the rest as prose."""

from __future__ import annotations

import pandas as pd

from evaluation.present.blocks import Prose, Table, bullets, escape
from evaluation.value.benefits.logic_model import LogicChart

END_OF_CHAIN = "nothing further"
NOT_LINKED = "nothing (not linked)"


def logic_model_text(chart: LogicChart, *, project: str, label: str) -> tuple[Prose | Table, ...]:
    """Return the need, a table of all boxes with what they lead to, assumptions and context.

    Parameters
    ----------
    chart : LogicChart
    project : str
        Title of the project, for the caption.
    label : str
        Unique in the report, without prefix.
    """
    reached = {name for _, name in chart.links}
    texts = {box.id: box.text for box in chart.boxes}
    rows = [
        {
            "Part": box.heading,
            "What": box.text,
            "Leads to": "; ".join(texts[name] for name in box.leads_to)
            or (END_OF_CHAIN if box.id in reached else NOT_LINKED),
        }
        for box in chart.boxes
    ]
    caption = f"The logic model of {project} in words: each part and what it leads to."
    around = [f"**Need.** {escape(chart.need)}"]
    if chart.assumptions:
        noun = "Assumption" if len(chart.assumptions) == 1 else "Assumptions"
        items = bullets(chart.assumptions)
        around.append(f"**{noun}.**\n\n{items}")
    if chart.context:
        around.append(f"**Context.** {escape(chart.context)}")
    names = ["Part", "What", "Leads to"]
    return (
        Table(pd.DataFrame(rows, columns=names), caption, label),
        Prose("\n\n".join(around)),
    )
