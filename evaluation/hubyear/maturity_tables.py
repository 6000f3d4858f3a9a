"""The tables of the chapter on the maturity wheel."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from evaluation.hub.maturity.change import Change
from evaluation.hub.maturity.groups import GroupDifference
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.hub.effects import effect_text
from evaluation.present.hub.maturity_wheel_figure import score_text
from evaluation.present.words import capital

DIRECTIONS = {"higher": "▲ Higher", "lower": "▼ Lower", "unclear": "• No clear change"}
NOT_SHOWN = "Too few members"
NET = "Net change, percentage points (95% interval)"


def dimensions_table(
    collated: pd.DataFrame, agreement: pd.Series, labels: dict[str, str], high: str
) -> Table:
    """Return the wheel's numbers: median, middle half, who scored high, agreement."""
    rows = [
        {
            "Dimension": labels[row["dimension"]],
            "Median": score_text(row["median"]),
            "Middle half": _half(row),
            high: _share(row),
            "Agreement": numbers.number(agreement[row["dimension"]], 2)
            if pd.notna(agreement[row["dimension"]])
            else numbers.SUPPRESSED,
        }
        for row in collated.to_dict("records")
    ]
    caption = (
        "The wheel in numbers; agreement is 1 where all members score alike and 0 where they are "
        "as far apart as by chance."
    )
    right = ("Median", high, "Agreement")
    return Table(pd.DataFrame(rows), caption, "maturity-dimensions", right=right)


def distribution_table(
    thirds: pd.DataFrame,
    members: Sequence[str],
    labels: dict[str, str],
    headings: Mapping[str, str],
) -> Table:
    """Return how scores are distributed, in three parts of the scale.

    Parameters
    ----------
    thirds : DataFrame
        From `thirds`.
    members : sequence of str
        How many scored each dimension, as it may be shown.
    labels : dict of str to str
    headings : mapping of part to str
        Of the parts that are shown: low, middle, high.
    """
    rows = [
        {
            "Dimension": labels[row["dimension"]],
            "Members": count,
            **{
                heading: numbers.number(None if math.isnan(row[part]) else row[part])
                for part, heading in headings.items()
            },
        }
        for row, count in zip(thirds.to_dict("records"), members, strict=True)
    ]
    caption = (
        "Distribution of scores; small numbers are not shown, so parts need not add up to 100."
    )
    right = ("Members", *headings.values())
    return Table(pd.DataFrame(rows), caption, "maturity-distribution", right=right)


def changes_table(changes: Sequence[Change], labels: dict[str, str], years: Sequence[str]) -> Table:
    """Return the net change of each dimension with its interval."""
    rows = [
        {
            "Dimension": labels[change.dimension],
            NET: effect_text(change.effect),
            "Compared": capital(change.basis),
            "Members score": NOT_SHOWN
            if change.basis == "too few"
            else DIRECTIONS[change.direction],
        }
        for change in changes
    ]
    caption = f"Change of members' scores from {years[1]} to {years[0]}."
    return Table(pd.DataFrame(rows), caption, "maturity-changes", right=(NET,))


def groups_table(differences: Sequence[GroupDifference], labels: dict[str, str]) -> Table:
    """Return how much more often the second group's score is the higher one."""
    rows = [
        {
            "Dimension": labels[item.dimension],
            "Groups": f"{capital(item.second)}, against {item.first}",
            "Difference, percentage points (95% interval)": effect_text(item.effect),
        }
        for item in differences
    ]
    caption = (
        "Groups compared: how much more often a score of the first named is the higher one of two "
        "than the lower one."
    )
    right = ("Difference, percentage points (95% interval)",)
    return Table(pd.DataFrame(rows), caption, "maturity-groups", right=right)


def priorities_table(ranked: pd.DataFrame, places: int, labels: dict[str, str]) -> Table:
    """Return the dimensions in order of priority with the stability of their places."""
    chosen = f"Among the first {places}, % of resamples"
    rows = [
        {
            "Rank": str(row["rank"]),
            "Dimension": labels[row["dimension"]],
            "Median": score_text(row["median"]),
            "Mean": numbers.number(row["mean"], 2),
            chosen: numbers.number(row["chosen"]),
            "Ranks in 95% of resamples": f"{row['best']} to {row['worst']}",
        }
        for row in ranked.to_dict("records")
    ]
    caption = (
        "Priorities for development, and how stable their order is when members are resampled."
    )
    columns = ["Rank", "Dimension", "Median", "Mean", chosen, "Ranks in 95% of resamples"]
    frame = pd.DataFrame(rows, columns=columns)
    return Table(frame, caption, "maturity-priorities", right=("Rank", "Median", "Mean", chosen))


def _half(row: Mapping[Hashable, Any]) -> str:
    if math.isnan(row["median"]):
        return numbers.SUPPRESSED
    return f"{score_text(row['lower_quartile'])} to {score_text(row['upper_quartile'])}"


def _share(row: Mapping[Hashable, Any]) -> str:
    if math.isnan(row["high"]):
        return numbers.SUPPRESSED
    limits = numbers.limits_text(row["high_lower"], row["high_upper"], 0)
    return numbers.with_limits(numbers.number(row["high"]), limits)
