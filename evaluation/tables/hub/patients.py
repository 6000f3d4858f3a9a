"""Patients and the public: the log of involvement."""

from __future__ import annotations

from typing import Final

from evaluation.tables.hub.schema import PROJECTS, HubTable, choice, day, hub_table, text, whole
from evaluation.tables.schemas import row_rule

LEVELS: Final = ("inform", "consult", "involve", "collaborate", "co-produce")
STATUSES: Final = ("done", "under way", "none")

LOG = hub_table(
    "ppi-log",
    "Involvement of patients and the public",
    "One row per activity.",
    {
        "date": day("The day of the activity, or its first."),
        "project": text(
            "The project; empty for the hub as a whole.",
            example="falls",
            needed=False,
            refers=PROJECTS,
        ),
        "body": text(
            "The kind of group, never who is in it.",
            example="Citizen panel",
            free=True,
            of_people=True,
        ),
        "activity": text(
            "What was done together.", example="Read the leaflet", free=True, of_people=True
        ),
        "level": choice(LEVELS, "How far people had a say."),
        "people": whole("Patients and members of the public.", "people", example="12"),
        "change": text(
            "What changed because of it, or will.",
            example="The leaflet was written anew.",
            needed=False,
            free=True,
            of_people=True,
        ),
        "status": choice(STATUSES, "What became of the change; 'none' where nothing changed."),
    },
    rules=[
        row_rule(
            lambda table: table["change"].notna() | table["status"].eq("none").fillna(value=True),
            "A change that is done or under way is not described.",
            "Say what changes in 'change', or write 'none' in 'status'.",
            "change",
        )
    ],
)
TABLES: tuple[HubTable, ...] = (LOG,)
