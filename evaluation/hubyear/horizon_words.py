"""The sentences of the chapter on horizon scanning."""

from __future__ import annotations

import math

import pandas as pd

from evaluation.hub.horizon.concordance import Concordance
from evaluation.hub.horizon.ranking import Round
from evaluation.present import numbers
from evaluation.present.words import counted, listed

ADOPT = "adopt"
SURE, DOUBTFUL = 80, 20  # percent of draws
AS_STATED = 0  # the first row of changed weights


def finding(found: Round, table: pd.DataFrame) -> str:
    """Return the chapter's finding: what was adopted, and whether the rank agrees."""
    adopted = table[table["decision"].eq(ADOPT)]
    text = (
        f"Of {counted(len(table), 'innovation')} on the long list, {len(adopted)} "
        f"{'was' if len(adopted) == 1 else 'were'} adopted"
    )
    inside = adopted[adopted["rank"] <= found.places]
    if adopted.empty:
        return f"{text}."
    return f"{text}, {len(inside)} of them among the first {found.places} by score."


def caption(joined: pd.DataFrame, places: int) -> str:
    """Return how sure the first places are."""
    first = joined[joined["rank"] <= places]
    sure = first[first["chance"] >= SURE]
    if len(sure) == len(first):
        return f"All of the first {places} stay there in at least {SURE}% of draws."
    unsure = first[first["chance"] < SURE]
    names = listed([str(title) for title in unsure["title"]])
    kept = f"{len(sure)} of the first {places} stay there in at least {SURE}% of draws"
    return f"{kept}; less sure: {names}."


def weights_sentence(changed: pd.DataFrame, table: pd.DataFrame, places: int) -> str:
    """Return whether any change of one weight alters who is among the first."""
    names = list(table["innovation"])
    stated = set(changed.columns[1:][changed.iloc[AS_STATED, 1:].to_numpy() <= places])
    moved = [
        str(row["change"])
        for row in changed.iloc[1:].to_dict("records")
        if {name for name in names if row[name] <= places} != stated
    ]
    ways = (
        f"{len(changed) - 1} other sets of weights (each weight halved, doubled or left out, and "
        "all equal)"
    )
    if not moved:
        return f"In none of {ways} are the first {places} others."
    return f"In {len(moved)} of {ways} the first {places} are others: {'; '.join(moved)}."


def agreement_sentence(found: Concordance) -> str:
    """Return Kendall's W in words."""
    if math.isnan(found.value):
        return "How far scorers agree cannot be said: fewer than two scored every innovation."
    text = (
        f"On the order, {found.scorers} scorers agree with Kendall's W "
        f"{numbers.number(found.value, 2)}: 1 is the same order, 0 none in common."
    )
    if found.left_out:
        verb = "is" if found.left_out == 1 else "are"
        text += f" {found.left_out} who left an innovation out {verb} not in it."
    return text


def against_sentences(table: pd.DataFrame, places: int) -> list[str]:
    """Return the decisions that go against the rank, each with its reason."""
    told = []
    for row in table.to_dict("records"):
        is_first, is_adopted = row["rank"] <= places, row["decision"] == ADOPT
        if is_first == is_adopted or (is_first and row["decision"] == "pending"):
            continue
        reason = row["reason"] if isinstance(row["reason"], str) else "no reason was given."
        what = "adopted" if is_adopted else f"not adopted ({row['decision']})"
        told.append(f"{row['title']}, rank {row['rank']}, was {what}: {reason}")
    return told
