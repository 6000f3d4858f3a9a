"""Funding: awards, spend, and the measures of comparable hubs."""

from __future__ import annotations

from typing import Final

from evaluation.tables.hub.schema import (
    PROJECTS,
    HubTable,
    choice,
    hub_table,
    number,
    text,
    year,
)
from evaluation.tables.schemas import row_rule

YES_NO: Final = ("yes", "no")
KINDS: Final = (
    "core grant",
    "research grant",
    "programme money",
    "commercial",
    "investment in partners",
)
LINES: Final = (
    "posts",
    "education",
    "events",
    "evaluation",
    "platform",
    "project support",
    "other",
)
OWN_HUB: Final = "this hub"
HUBS: Final = (OWN_HUB, "South Yorkshire", "West Yorkshire", "South and West Yorkshire")
MEASURES: Final = (
    "exemplar-projects",
    "priority-areas",
    "supported-applications",
    "additional-research-funding",
    "additional-investment",
    "ambassadors",
    "forums",
    "portal",
    "podcast",
    "enquiries",
)

AWARDS = hub_table(
    "funding-awards",
    "Awards",
    "One row per award, and year of it.",
    {
        "award": text("Its id.", example="A-03"),
        "year": year("The financial year that the amount is for."),
        "funder": text("Who gives it.", example="National research funder", free=True),
        "purpose": text("What it is for.", example="Evaluation posts", free=True),
        "kind": choice(KINDS, "What kind of money it is; the hub's own is 'core grant'."),
        "award_max": number(
            "The most that may be drawn over the whole award.",
            "GBP",
            example="475000",
            needed=False,
        ),
        "amount": number("What was awarded for this year.", "GBP", example="130000"),
        "counts_as_leverage": choice(
            YES_NO, "Whether it counts as money that came because the hub is there."
        ),
        "reason": text(
            "Why it counts or does not.",
            example="The application was drafted with the hub.",
            free=True,
        ),
        "supported_by_hub": choice(YES_NO, "Whether the hub helped to apply for it."),
    },
    keys=("award", "year"),
    rules=[
        row_rule(
            lambda table: (
                ~(
                    table["kind"].eq("core grant").fillna(value=False)
                    & table["counts_as_leverage"].eq("yes").fillna(value=False)
                )
            ),
            "The hub's core grant cannot count as leverage, which is measured against it.",
            "Write 'no' in 'counts_as_leverage', or another kind.",
            "counts_as_leverage",
        ),
        row_rule(
            lambda table: ~(table["amount"] > table["award_max"]),
            "'amount' is greater than 'award_max'.",
            "The one is of a year, the other the most of all years: correct one.",
            "amount",
        ),
    ],
)
SPEND = hub_table(
    "funding-spend",
    "Spend",
    "One row per year, line and project: what was budgeted and what was spent.",
    {
        "year": year(),
        "line": choice(LINES, "What the money is for."),
        "project": text(
            "The project it is spent on; empty for the hub as a whole.",
            example="falls",
            needed=False,
            refers=PROJECTS,
        ),
        "budget": number("What was planned.", "GBP", example="60000"),
        "actual": number(
            "What was spent; empty until the books are closed.",
            "GBP",
            example="58200",
            needed=False,
        ),
    },
    keys=("year", "line", "project"),
)
COMPARATORS = hub_table(
    "comparator-measures",
    "Measures of comparable hubs",
    "One row per hub and measure, as the South and West Yorkshire hubs report theirs.",
    {
        "hub": choice(HUBS, "Whose measure it is."),
        "year": year("The financial year; empty where the source gives none.", needed=False),
        "measure": choice(MEASURES, "What is measured."),
        "value": number(
            "The value; empty where it is not published.", "", example="4", needed=False
        ),
        "unit": text("Its unit.", example="projects"),
        "source": text("Where it is published.", example="Case study of the hub", free=True),
        "provenance": choice(("measured", "synthetic"), "Whether it is real."),
    },
    keys=("hub", "year", "measure"),
)
TABLES: tuple[HubTable, ...] = (AWARDS, SPEND, COMPARATORS)
