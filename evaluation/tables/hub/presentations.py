"""Developing the impact: what partners presented in the two groups."""

from __future__ import annotations

from typing import Final

from evaluation.tables.hub.schema import (
    PARTNERS,
    PROJECTS,
    HubTable,
    choice,
    day,
    hub_table,
    text,
)

GROUPS: Final = ("programme group", "core team")

PRESENTATIONS = hub_table(
    "impact-presentations",
    "Presentations of impact",
    "One row per presentation of a partner to one of the two groups.",
    {
        "date": day("The day of the presentation."),
        "partner": text("Who presented.", example="trust-a", refers=PARTNERS),
        "group": choice(GROUPS, "The group that it was presented to."),
        "topic": text("What it was about.", example="Virtual wards", free=True),
        "project": text(
            "The project it was about.", example="falls", needed=False, refers=PROJECTS
        ),
    },
    keys=("date", "partner", "group", "topic"),
)
TABLES: tuple[HubTable, ...] = (PRESENTATIONS,)
