"""The sentences of the chapter on partners and networks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.hub.partners.network import Network
from evaluation.hub.partners.register import GROUPS
from evaluation.present import numbers
from evaluation.present.value_words import money_text
from evaluation.present.words import counted, listed
from evaluation.workspace import FinancialYear

AGREED = "Each partner should have at least one seat in both groups."


def lead(partners: int, network: Network, day: dt.date) -> str:
    """Return the chapter's finding."""
    text = f"On {numbers.day_text(day)} the hub had {counted(partners, 'partner')}"
    if not network.ties:
        return f"{text}."
    possible = len(network.partners) * (len(network.partners) - 1) // 2
    share = round(100 * len(network.ties) / possible) if possible else 0
    return (
        f"{text}; {counted(len(network.ties), 'pair')} of the {possible} possible ones ({share}%) "
        "were in touch or worked together in the year."
    )


def register_sentence(joined: pd.DataFrame, left: pd.DataFrame, year: FinancialYear) -> str:
    """Return who joined and left in the year."""
    parts = [
        f"{listed([str(name) for name in table['name']])} {verb}"
        for table, verb in ((joined, "joined"), (left, "left"))
        if len(table)
    ]
    return f"In {year} {listed(parts)}." if parts else f"Nobody joined or left in {year}."


def seats_sentence(seats: pd.DataFrame) -> str:
    """Return which partners lack a seat in a group: each should have at least one in both."""
    lacking = [
        f"{listed([str(name) for name in seats.loc[seats[group].eq(0), 'name']])} in the {group}"
        for group in GROUPS
        if seats[group].eq(0).any()
    ]
    if not lacking:
        return "Each partner has at least one seat in both groups, as agreed."
    return f"{AGREED} Without one: {'; '.join(lacking)}."


def network_sentence(
    changes: pd.DataFrame, groups: Sequence[Sequence[str]], labels: Mapping[str, str]
) -> str:
    """Return how ties changed since the year before, and who stands alone."""
    text = _changes_of(changes)
    alone = [labels[group[0]] for group in groups if len(group) == 1]
    if alone:
        text += f" Without any tie: {listed(alone)}."
    connected = [group for group in groups if len(group) > 1]
    if len(connected) > 1:
        text += f" The others form {len(connected)} groups without a tie between them."
    return text


def no_ties_sentence(before: int, year: FinancialYear) -> str:
    """Return that a year has no ties where the one before had."""
    return f"No tie is recorded for {year}; {before} {_was(before)} the year before."


def left_out_sentence(others: int) -> str:
    """Return how many ties are not shown, with a space before it; nothing where all are."""
    if not others:
        return ""
    return (
        f" {counted(others, 'tie')} with a partner that had left, or had not yet joined, at the "
        f"end of the year {_is(others)} not counted."
    )


def unvalued_sentence(value: float, by_partner: pd.DataFrame, year: str) -> str:
    """Return what contributions in kind are worth, and what is not valued."""
    hours = float(by_partner["hours"].sum())
    unvalued = int(by_partner["not_valued"].sum())
    if unvalued and not value:
        return (
            f"Partners gave {numbers.number(hours)} hours of staff in {year}. No contribution in "
            "kind of the year is valued, for want of a rate or a value, so there is no sum."
        )
    text = (
        f"Partners gave {numbers.number(hours)} hours of staff and other help worth "
        f"{money_text(value)} in {year}; hours are valued at the rate that each partner states."
    )
    if unvalued:
        rows = counted(unvalued, "contribution")
        text += f" {rows} {_is(unvalued)} not valued, for want of a rate, and not in the sum."
    return text


def _changes_of(changes: pd.DataFrame) -> str:
    kinds = changes["change"].value_counts()
    new, lost = int(kinds.get("new", 0)), int(kinds.get("lost", 0))
    if "not known" in kinds.index:
        return (
            f"{counted(len(changes), 'tie')} {_is(len(changes))} recorded; for the year before "
            "none were, so what changed is not known."
        )
    kept = len(changes) - new - lost
    lasts = "lasts" if kept == 1 else "last"
    return f"{counted(new, 'tie')} {_is(new)} new, {lost} {_was(lost)} lost and {kept} {lasts}."


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
