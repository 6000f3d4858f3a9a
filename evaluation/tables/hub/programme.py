"""The development programme: priorities, their progress, and communications."""

from __future__ import annotations

from evaluation.tables.hub.schema import HubTable, choice, hub_table, quarter, text, whole, year

PRIORITIES = hub_table(
    "priorities",
    "Development priorities",
    "What the hub means to develop in a year, beside its projects.",
    {
        "priority": text("Its id.", example="D-03"),
        "year": year(),
        "title": text("What is developed.", example="Education", free=True),
        "owner": text(
            "Who answers for it, as a role and never a name.", example="Education lead", free=True
        ),
        "target": text(
            "What is to be there at the year's end.",
            example="Four meetings of the community of practice",
            free=True,
        ),
    },
    keys=("priority", "year"),
)
PROGRESS = hub_table(
    "priority-progress",
    "Progress of development priorities",
    "One row per priority and quarter.",
    {
        "priority": text("The priority.", example="D-03", refers="priorities.priority"),
        "quarter": quarter("The quarter at whose end it stood so."),
        "status": choice(("on track", "behind", "done", "stopped"), "How it stood."),
        "note": text(
            "Why, in one sentence.",
            example="Two of four meetings were held.",
            needed=False,
            free=True,
        ),
    },
    keys=("priority", "quarter"),
)
COMMUNICATIONS = hub_table(
    "communications",
    "Communications",
    "What was published on each channel in a quarter, and how often it was seen.",
    {
        "quarter": quarter(),
        "channel": choice(
            ("website", "newsletter", "video", "social media", "event", "online workspace"),
            "The channel.",
        ),
        "measure": choice(
            ("publications", "visits", "views", "members", "delegates"),
            "What is counted; members at the quarter's end, all else in the quarter.",
        ),
        "value": whole("How many.", "count", example="420"),
    },
    keys=("quarter", "channel", "measure"),
)
TABLES: tuple[HubTable, ...] = (PRIORITIES, PROGRESS, COMMUNICATIONS)
