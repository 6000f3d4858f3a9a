"""The tables of the chapter on partners and networks."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from evaluation.hub.partners.register import GROUPS
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.value_words import money_text
from evaluation.present.words import capital
from evaluation.workspace import FinancialYear

NO_SEAT = "none"
STRENGTHS = {0: "–", 1: "in touch", 2: "working together", 3: "relying on each other"}
DECIMALS = 2
UNVALUED = "not valued"


def seats_table(seats: pd.DataFrame) -> Table:
    """Return the seats of each partner in the two groups."""
    frame = pd.DataFrame({"Partner": seats["name"]})
    for group in GROUPS:
        frame[capital(group)] = [str(number) if number else NO_SEAT for number in seats[group]]
    caption = "Seats of each partner in the two groups at the end of the year."
    return Table(frame, caption, "partners-seats", right=tuple(frame.columns[1:]))


def measures_table(now: pd.DataFrame, before: pd.DataFrame, year: FinancialYear) -> Table:
    """Return the measures of the network in two years."""
    previous = year.previous
    rows = [
        {
            "Measure": capital(row["measure"]),
            f"{previous}": _number(was),
            f"{year}": _number(row["value"]),
            "If one tie were not there": _range(row["least"], row["most"]),
        }
        for row, was in zip(now.to_dict("records"), before["value"], strict=True)
    ]
    caption = (
        "Density: the share of possible ties that are there. Centralisation: 1 where all ties go "
        "through one partner, 0 where all are alike."
    )
    right = (str(previous), str(year))
    return Table(pd.DataFrame(rows), caption, "partners-measures", right=right)


def brokers_table(ranked: pd.DataFrame, labels: Mapping[str, str]) -> Table:
    """Return each partner's place in the network, the strongest broker first."""
    rows = [
        {
            "Partner": labels[row["partner"]],
            "Ties": str(row["ties"]),
            "Lies between, % of pairs of others": _number(100 * row["betweenness"], 1),
            "Constraint": _number(row["constraint"]),
        }
        for row in ranked.to_dict("records")
    ]
    caption = (
        "Who brokers: partners that lie between others who have no tie themselves; a low "
        "constraint says the same of the partner's own contacts."
    )
    frame = pd.DataFrame(rows)
    return Table(frame, caption, "partners-brokers", right=tuple(frame.columns[1:]))


def ties_table(changes: pd.DataFrame, labels: Mapping[str, str]) -> Table:
    """Return every tie of the year and the one before: the chart in words."""
    rows = [
        {
            "Partner": labels[row["partner"]],
            "With": labels[row["with_partner"]],
            "Last year": STRENGTHS[row["before"]],
            "This year": STRENGTHS[row["after"]],
            "Change": capital(row["change"]),
        }
        for row in changes.to_dict("records")
    ]
    return Table(pd.DataFrame(rows), "Ties between partners.", "partners-ties")


def in_kind_table(found: pd.DataFrame, column: str, labels: Mapping[str, str]) -> Table:
    """Return contributions in kind by partner or kind."""
    rows = [
        {
            capital(column): labels.get(row[column], capital(row[column])),
            "Staff time, hours": numbers.number(row["hours"]),
            "Worth": UNVALUED if _is_unvalued(row) else money_text(row["valued"]),
            "Not valued": str(row["not_valued"]),
        }
        for row in found.to_dict("records")
    ]
    frame = pd.DataFrame(rows)
    caption = f"Contributions in kind by {column}."
    label = f"partners-in-kind-{column}"
    return Table(frame, caption, label, right=tuple(frame.columns[1:]))


def _is_unvalued(row: Mapping[Hashable, Any]) -> bool:
    return bool(row["not_valued"]) and not row["valued"]


def _range(least: float, most: float) -> str:
    return _number(least) if pd.isna(least) else f"{_number(least)} to {_number(most)}"


def _number(value: float, decimals: int = DECIMALS) -> str:
    return numbers.NOT_AVAILABLE if pd.isna(value) else numbers.number(value, decimals)
