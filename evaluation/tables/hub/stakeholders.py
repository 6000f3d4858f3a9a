"""The stakeholder evaluation: survey, events, interviews, documents, recommendations."""

from __future__ import annotations

from typing import Final

import pandera.pandas as pa

from evaluation.tables.hub.schema import (
    INSTRUMENTS,
    ITEMS,
    PARTNERS,
    PROJECTS,
    HubTable,
    choice,
    day,
    hub_table,
    quarter,
    text,
    whole,
    year,
)
from evaluation.tables.schemas import row_rule


def _wave(description: str, refers: str = "") -> pa.Column:
    return text(description, example="W2", refers=refers)


def _group(description: str) -> pa.Column:
    return text(description, example="Provider")


def _instrument() -> pa.Column:
    return text("The questionnaire.", example="stakeholder-survey", refers=INSTRUMENTS)


WAVES: Final = hub_table(
    "survey-waves",
    "Survey waves",
    "How many people of each group were asked in each wave of a questionnaire.",
    {
        "instrument": _instrument(),
        "wave": _wave("Its id, the same in all rows of the wave."),
        "year": year("Financial year in which it was held."),
        "group": _group("The group of stakeholders."),
        "invited": whole("People who were asked.", "people", example="96"),
    },
    keys=("instrument", "wave", "group"),
)
RESPONSES: Final = hub_table(
    "survey-responses",
    "Survey answers",
    "One row per respondent and item.",
    {
        "instrument": _instrument(),
        "wave": _wave("The wave.", "survey-waves.wave"),
        "respondent": text("A pseudonym, new in each wave.", example="r-017"),
        "group": _group("The respondent's group, as in survey-waves."),
        "item": text("The item.", example="coordination-clear", refers=ITEMS),
        "answer": whole(
            "The step of the scale; empty where none was given.",
            "points",
            example="4",
            needed=False,
        ),
    },
    keys=("instrument", "wave", "respondent", "item"),
)
EVENTS: Final = hub_table(
    "attributable-events",
    "Attributable events",
    "One row per event that is put down to the hub.",
    {
        "event": text("Its id.", example="E-12"),
        "date": day("The day on which it was recorded."),
        "project": text(
            "The project it belongs to; empty for the hub as a whole.",
            example="falls",
            needed=False,
            refers=PROJECTS,
        ),
        "partner": text("Where it happened.", example="trust-a", refers=PARTNERS),
        "kind": choice(
            ("decision", "funding", "adoption", "new link", "practice change"), "What it was."
        ),
        "attribution": choice(("whole", "large", "small"), "The hub's part in it."),
        "evidence": choice(("seen", "reported"), "Whether a document was seen."),
    },
    keys=("event",),
)
THEMES: Final = hub_table(
    "interview-themes",
    "Interview themes",
    "In how many interviews a theme was raised, by wave and group; no quotations.",
    {
        "wave": _wave("The round of interviews."),
        "group": _group("The group of those interviewed."),
        "theme": text("The theme as coded.", example="Time and resources", free=True),
        "interviews": whole("People who raised it.", "people", example="9"),
        "interviewed": whole("People of the group who were interviewed.", "people", example="12"),
    },
    keys=("wave", "group", "theme"),
    rules=[
        row_rule(
            lambda table: ~(table["interviews"] > table["interviewed"]),
            "More people raised the theme than were interviewed.",
            "Correct one of the two counts.",
            "interviews",
        )
    ],
)
DOCUMENTS: Final = hub_table(
    "document-review",
    "Document review",
    "One row per item of the checklist, document and year.",
    {
        "year": year(),
        "document": text("The document that was read.", example="Annual report", free=True),
        "item": text("What it should have.", example="States a baseline", free=True),
        "status": choice(("yes", "partly", "no"), "Whether it has it."),
    },
    keys=("year", "document", "item"),
)
RECOMMENDATIONS: Final = hub_table(
    "recommendations",
    "Recommendations",
    "One row per recommendation of an evaluation.",
    {
        "recommendation": text("Its id.", example="L1"),
        "source": text("Who recommended it.", example="Independent evaluation", free=True),
        "scope": choice(("local", "national"), "Who it is for."),
        "text": text("What is recommended, in one line.", example="Agree roles.", free=True),
        "owner": text(
            "Who answers for it, as a role and never a name.", example="Head of the hub", free=True
        ),
        "due": day("The day by which it is to be done.", needed=False),
    },
    keys=("recommendation",),
)
PROGRESS: Final = hub_table(
    "recommendation-progress",
    "Progress of recommendations",
    "One row per recommendation and quarter.",
    {
        "recommendation": text(
            "The recommendation.", example="L1", refers="recommendations.recommendation"
        ),
        "quarter": quarter("The quarter at whose end it stood so."),
        "status": choice(("not started", "under way", "done", "not accepted"), "How it stood."),
        "note": text("Why, in one sentence.", example="Roles are agreed.", needed=False, free=True),
    },
    keys=("recommendation", "quarter"),
)
TABLES: tuple[HubTable, ...] = (
    WAVES,
    RESPONSES,
    EVENTS,
    THEMES,
    DOCUMENTS,
    RECOMMENDATIONS,
    PROGRESS,
)
