"""Partners and networks: representation, contributions in kind and collaborations."""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.tables.hub.schema import (
    PARTNERS,
    PROJECTS,
    HubTable,
    choice,
    day,
    hub_table,
    number,
    text,
    whole,
    year,
)
from evaluation.tables.schemas import row_rule

GROUPS: Final = ("programme group", "core team")
IN_KIND_KINDS: Final = ("staff time", "room", "equipment", "travel", "other")
TIE_KINDS: Final = (
    "joint project",
    "shared post",
    "shared learning",
    "data sharing",
    "bid",
)
STRONGEST: Final = 3
PENNY: Final = 0.01

REPRESENTATION = hub_table(
    "representation",
    "Representation in the two groups",
    "One row per partner, group and stretch of time.",
    {
        "partner": text("The partner.", example="trust-a", refers=PARTNERS),
        "group": choice(GROUPS, "The group."),
        "start": day("First day with these seats."),
        "end": day("Last day with these seats; empty while it has them.", needed=False),
        "seats": whole("How many seats are filled.", "seats", example="1"),
    },
    keys=("partner", "group", "start"),
    rules=[
        row_rule(
            lambda table: ~(table["end"] < table["start"]),
            "'end' is before 'start'.",
            "Correct one of the two days.",
            "end",
        )
    ],
)


def _value_agrees(table: pd.DataFrame) -> pd.Series:
    worked_out = table["hours"] * table["rate"]
    return ~((worked_out - table["value"]).abs() > PENNY)


IN_KIND = hub_table(
    "in-kind",
    "Contributions in kind",
    "One row per partner, kind and year.",
    {
        "year": year(),
        "partner": text("Who contributes.", example="trust-a", refers=PARTNERS),
        "kind": choice(IN_KIND_KINDS, "What is contributed."),
        "hours": number("Hours of staff.", "hours", example="120", needed=False),
        "rate": number("What an hour costs, all in.", "GBP an hour", example="32", needed=False),
        "value": number(
            "What it is worth; empty where hours and rate say it, or where it is not valued.",
            "GBP",
            example="3840",
            needed=False,
        ),
    },
    keys=("year", "partner", "kind"),
    rules=[
        row_rule(
            _value_agrees,
            "'value' is not hours times rate.",
            "Correct one of the three, or leave 'value' empty.",
            "value",
        )
    ],
)

KEYS: Final = ("year", "partner", "with_partner", "kind")


def _is_stated_once(table: pd.DataFrame) -> pd.Series:
    """Return whether no row before says the same of the pair the other way round."""
    keys = table[list(KEYS)].astype("string")
    pair = keys[["partner", "with_partner"]]
    unordered = keys.assign(partner=pair.min(axis=1), with_partner=pair.max(axis=1))
    return ~unordered.duplicated() | keys.duplicated() | keys.isna().any(axis=1)


COLLABORATIONS = hub_table(
    "collaborations",
    "Collaborations",
    "One row per year, pair of partners and kind of tie.",
    {
        "year": year(),
        "partner": text("One partner.", example="trust-a", refers=PARTNERS),
        "with_partner": text("The other.", example="university", refers=PARTNERS),
        "kind": choice(TIE_KINDS, "What they do together."),
        "strength": whole(
            "How strong the tie is: 1 in touch, 2 working together, 3 relying on each other.",
            "steps",
            example="2",
            least=1,
            most=STRONGEST,
        ),
        "project": text(
            "The project in which they do it.", example="falls", needed=False, refers=PROJECTS
        ),
    },
    keys=KEYS,
    rules=[
        row_rule(
            lambda table: table["partner"].ne(table["with_partner"]).fillna(value=True),
            "A partner is tied to itself.",
            "Name two partners.",
            "with_partner",
        ),
        row_rule(
            _is_stated_once,
            "The tie is stated already, the other way round.",
            "Keep one of the two rows: a tie has no direction.",
            "with_partner",
        ),
    ],
)
TABLES: tuple[HubTable, ...] = (REPRESENTATION, IN_KIND, COLLABORATIONS)
