"""The tables of the chapter on horizon scanning."""

from __future__ import annotations

import pandas as pd

from evaluation.hubyear.year import HubYear
from evaluation.intervals import FloatArray
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.words import capital

NONE = "–"


def list_table(table: pd.DataFrame, year: HubYear, stem: str) -> Table:
    """Return the long list in order of rank with what was decided."""
    rows = [
        {
            "Rank": str(row["rank"]) if pd.notna(row["score"]) else NONE,
            "Innovation": row["title"],
            "Found by": row["source"],
            "Score": numbers.number(row["score"], 2) if pd.notna(row["score"]) else NONE,
            "Scores given, %": numbers.number(100 * row["complete"]),
            "Decision": capital(row["decision"]),
            "Project": year.project_title(row["project"])
            if isinstance(row["project"], str)
            else NONE,
        }
        for row in table.to_dict("records")
    ]
    caption = "The long list by weighted score; ties share a rank."
    right = ("Rank", "Score", "Scores given, %")
    return Table(pd.DataFrame(rows), caption, f"{stem}-list", right=right)


def criteria_table(criteria: pd.DataFrame, weights: FloatArray, stem: str) -> Table:
    """Return the criteria with their share of the weight."""
    frame = pd.DataFrame(
        {
            "Criterion": criteria["label"],
            "Weight, %": [numbers.number(100 * weight, 1) for weight in weights],
        }
    )
    return Table(frame, "Criteria and their weights.", f"{stem}-criteria", right=("Weight, %",))


def chances_table(joined: pd.DataFrame, alone: pd.DataFrame, places: int, stem: str) -> Table:
    """Return how likely each innovation is to be among the first, and where it may rank."""
    ranges = alone.set_index("innovation")
    rows = [
        {
            "Innovation": row["title"],
            "Weights vary, %": _share(row["first_by_weights"]),
            "Any weights, %": _share(row["first_by_free_weights"]),
            "Other scorers, %": _share(row["first_by_scorers"]),
            "Both vary, %": _share(row["first_by_both"]),
            "Ranks in 95% of draws": _range(row["best"], row["worst"]),
            "Ranks without any one scorer": _range(*ranges.loc[row["innovation"]]),
        }
        for row in joined.to_dict("records")
    ]
    caption = f"How often each innovation is among the first {places}, and its range of ranks."
    frame = pd.DataFrame(rows)
    return Table(frame, caption, f"{stem}-chances", right=tuple(frame.columns[1:5]))


def weights_table(changed: pd.DataFrame, table: pd.DataFrame, stem: str) -> Table:
    """Return the range of each innovation's ranks as single weights change, and what moves it."""
    rows = []
    for row in table.to_dict("records"):
        places = changed[row["innovation"]]
        stated = int(places.iloc[0])
        moves = (places - stated).abs()
        largest = changed["change"][moves.idxmax()] if moves.max() else "no change"
        rows.append(
            {
                "Innovation": row["title"],
                "Rank as stated": str(stated),
                "Best": str(int(places.min())),
                "Worst": str(int(places.max())),
                "Moved most by": capital(str(largest)),
            }
        )
    caption = "Ranks as single weights are halved, doubled or left out, and as all are equal."
    right = ("Rank as stated", "Best", "Worst")
    return Table(pd.DataFrame(rows), caption, f"{stem}-weights", right=right)


def _share(percent: float) -> str:
    return NONE if pd.isna(percent) else numbers.number(percent)


def _range(best: int, worst: int) -> str:
    return str(best) if best == worst else f"{best} to {worst}"
