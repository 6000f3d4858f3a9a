"""The chart of how members' scores are distributed, from protected counts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evaluation.hub.stakeholders.distribution import Step
from evaluation.present.blocks import Figure
from evaluation.present.hub.likert_figure import likert_figure

SIDES = {"low": -1, "middle": 0, "high": 1}
UNIT = ", %"
HALF = 50  # percent


def distribution_figure(
    thirds: pd.DataFrame,
    labels: dict[str, str],
    headings: Mapping[str, str],
    year: str,
    source: str,
) -> Figure:
    """Return bars that part at the middle of the scale, one for each dimension.

    Parameters
    ----------
    thirds : DataFrame
        From `thirds`; the table beside the chart has the same numbers.
    labels : dict of str to str
        What a reader calls each dimension.
    headings : mapping of part to str
        Of the parts that are shown, as in the table.
    year, source : str
    """
    steps = [
        Step(part, heading.removesuffix(UNIT), (), SIDES[part])
        for part, heading in headings.items()
    ]
    shares = thirds.rename(columns={"dimension": "item"}).assign(wave=year)
    return likert_figure(
        shares,
        steps,
        {name: labels[name] for name in thirds["dimension"]},
        {year: year},
        caption=distribution_finding(thirds, labels, year),
        subtitle=f"Members by score and dimension, {year}.",
        source=source,
        figure_label="maturity-distribution-chart",
    )


def distribution_finding(thirds: pd.DataFrame, labels: dict[str, str], year: str) -> str:
    """Return where about half of the members or more score high, and where low.

    About, because the counts behind it are rounded.
    """
    parts = []
    for part, words in (("high", "at the high end"), ("low", "at the low end")):
        names = [labels[name].lower() for name in thirds.loc[thirds[part] >= HALF, "dimension"]]
        if names:
            parts.append(f"{words} of the scale in {len(names)} ({'; '.join(names)})")
    if not parts:
        return f"In no dimension is it shown that half of the members score at one end in {year}."
    return f"In {year}, about half of the members or more score {' and '.join(parts)}."
