"""Horizon scanning: the long list, criteria with weights, and scores."""

from __future__ import annotations

from typing import Final

from evaluation.tables.hub.schema import (
    PROJECTS,
    HubTable,
    choice,
    day,
    day_in_year,
    hub_table,
    number,
    text,
    whole,
    year,
)
from evaluation.tables.schemas import row_rule

DECISIONS: Final = ("adopt", "wait", "decline", "pending")
LEAST, MOST = 1, 5
ROUND: Final = "horizon-rounds.round"

ROUNDS = hub_table(
    "horizon-rounds",
    "Rounds of prioritisation",
    "One row per round in which innovations were scored and decided on.",
    {
        "round": text("Its id.", example="2025-autumn"),
        "year": year("The financial year of the decision."),
        "decided_on": day("The day of the decision; empty until then.", needed=False),
        "places": whole("How many could be taken on.", "innovations", example="3", least=1),
    },
    keys=("round",),
    rules=[day_in_year("decided_on", "year")],
)
CRITERIA = hub_table(
    "horizon-criteria",
    "Criteria and their weights",
    "One row per criterion of a round.",
    {
        "round": text("The round.", example="2025-autumn", refers=ROUND),
        "criterion": text("Its id.", example="need"),
        "label": text("What a reader calls it.", example="Local need", free=True),
        "weight": number(
            "How much it counts; weights need not add up to anything.",
            "",
            example="3",
            least=0,
        ),
    },
    keys=("round", "criterion"),
    rules=[
        row_rule(
            lambda table: table["weight"].isna() | (table["weight"] > 0),
            "'weight' must be greater than 0.",
            "Correct the weight, or take the criterion out.",
            "weight",
        )
    ],
)
INNOVATIONS = hub_table(
    "horizon-innovations",
    "The long list",
    "One row per innovation and round.",
    {
        "innovation": text("Its id.", example="skin-camera"),
        "round": text("The round.", example="2025-autumn", refers=ROUND),
        "title": text("What a reader calls it.", example="Camera for skin lesions", free=True),
        "source": text("Where it was found.", example="Health innovation network", free=True),
        "found": day("The day it was put on the list."),
        "decision": choice(DECISIONS, "What was decided."),
        "reason": text(
            "Why, above all where it is not what the rank says.",
            example="Another hub tests it now.",
            needed=False,
            free=True,
        ),
        "project": text("The project it became.", example="falls", needed=False, refers=PROJECTS),
    },
    keys=("innovation", "round"),
)
SCORES = hub_table(
    "horizon-scores",
    "Scores",
    "One row per round, innovation, criterion and scorer.",
    {
        "round": text("The round.", example="2025-autumn", refers=ROUND),
        "innovation": text(
            "The innovation.", example="skin-camera", refers="horizon-innovations.innovation"
        ),
        "criterion": text("The criterion.", example="need", refers="horizon-criteria.criterion"),
        "scorer": text("Pseudonym of who scored.", example="s03"),
        "score": whole(
            "The score; leave the row out where nothing was scored.",
            "points",
            example="4",
            least=LEAST,
            most=MOST,
        ),
    },
    keys=("round", "innovation", "criterion", "scorer"),
    belongs=[
        (("round", "innovation"), "horizon-innovations"),
        (("round", "criterion"), "horizon-criteria"),
    ],
)
TABLES: tuple[HubTable, ...] = (ROUNDS, CRITERIA, INNOVATIONS, SCORES)
