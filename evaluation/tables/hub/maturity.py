"""The maturity wheel: what members of the two groups scored."""

from __future__ import annotations

from typing import Final

from evaluation.tables.hub.schema import (
    DIMENSIONS,
    PARTNERS,
    HubTable,
    choice,
    hub_table,
    text,
    whole,
    year,
)
from evaluation.workspace.maturity_wheel import LARGEST_SCALE

GROUPS: Final = ("programme group", "core team")

SCORES = hub_table(
    "maturity-scores",
    "Scores of the maturity wheel",
    "One row per member, dimension and year.",
    {
        "year": year("The financial year of the assessment."),
        "member": text(
            "Pseudonym of the member; the same in each year where members are linked.",
            example="m07",
        ),
        "group": choice(GROUPS, "The group in which the member scored."),
        "partner": text(
            "The member's organisation.", example="trust-a", needed=False, refers=PARTNERS
        ),
        "dimension": text("The dimension.", example="culture", refers=DIMENSIONS),
        "score": whole(
            "The score, on the wheel's scale; empty where it was left out.",
            "points",
            example="3",
            needed=False,
            most=LARGEST_SCALE,
        ),
    },
    keys=("year", "member", "dimension"),
)
TABLES: tuple[HubTable, ...] = (SCORES,)
