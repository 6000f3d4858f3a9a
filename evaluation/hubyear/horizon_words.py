"""The sentences of the chapter on horizon scanning."""

from __future__ import annotations

import math

import pandas as pd

from evaluation.disclosure import DisclosureRule, protect_one, shown
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
    how_many = str(len(adopted)) if len(adopted) else "none"
    text = (
        f"Of {counted(len(table), 'innovation')} on the long list, {how_many} "
        f"{'were' if len(adopted) > 1 else 'was'} adopted"
    )
    if table["score"].isna().all():
        return f"{text}; there are no scores to rank them by."
    inside = int(adopted["first"].sum())
    place = f"among the first {found.places} by score" if found.places > 1 else "first by score"
    if adopted.empty:
        return f"{text}."
    if len(adopted) == 1:
        return f"{text}, which is {'' if inside else 'not '}{place}."
    return f"{text}, {inside or 'none'} of them {place}."


def caption(joined: pd.DataFrame) -> str:
    """Return how sure the first places are."""
    first = joined[joined["first"]]
    sure = first[first["chance"] >= SURE]
    if len(sure) == len(first):
        return f"All of the first {len(first)} stay there in at least {SURE}% of draws."
    unsure = first[first["chance"] < SURE]
    names = listed([str(title) for title in unsure["title"]])
    verb = "stays" if len(sure) == 1 else "stay"
    kept = (
        f"{len(sure) or 'None'} of the first {len(first)} {verb} there in {SURE}% of draws or more"
    )
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


def agreement_sentence(found: Concordance, rule: DisclosureRule) -> str:
    """Return Kendall's W in words; how many scored is said only as far as the rule allows."""
    if math.isnan(found.value):
        return "How far scorers agree cannot be said: fewer than two scored every innovation."
    count = protect_one(found.scorers, rule)
    scorers = "scorers" if count is None else f"{shown(count)} scorers"
    text = (
        f"On the order, {scorers} agree with Kendall's W "
        f"{numbers.number(found.value, 2)}: 1 is the same order, 0 none in common."
    )
    if found.left_out:
        text += " Whoever left an innovation out is not in it."
    return text


def against_sentences(table: pd.DataFrame) -> list[str]:
    """Return the decisions that go against the rank, each with its reason."""
    told = []
    for row in table.to_dict("records"):
        is_first, is_adopted = row["first"], row["decision"] == ADOPT
        if is_first == is_adopted or (is_first and row["decision"] == "pending"):
            continue
        reason = row["reason"] if isinstance(row["reason"], str) else "no reason was given."
        what = "adopted" if is_adopted else f"not adopted ({row['decision']})"
        rank = "not scored" if pd.isna(row["score"]) else f"rank {row['rank']}"
        told.append(f"{row['title']}, {rank}, was {what}: {reason}")
    return told
