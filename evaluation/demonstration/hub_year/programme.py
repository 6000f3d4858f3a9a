"""The synthetic tables of the development programme.

Priorities of both years with their progress, and communications by channel: growth on most
channels, a loss of readers on one, and one event.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from evaluation.demonstration.hub_year.facts import COMMUNITY_MEMBERS, QUARTERS, YEARS

STATUSES: Final = {"T": "on track", "B": "behind", "D": "done", "S": "stopped"}
# priority, year, title, owner, target, status by quarter of its year (none where
# "-"), notes by quarter
PRIORITIES: Final[tuple[tuple[str, str, str, str, str, str, dict[int, str]], ...]] = (
    ("D-01", YEARS[0], "Education", "Education lead", "Three courses and four meetings", "TTBD",
     {3: "The course in the West was moved.", 4: "All courses and meetings were held."}),
    ("D-02", YEARS[0], "Common language", "Evaluation lead", "Definitions are published", "TTTD",
     {4: "Definitions are on the website."}),
    ("D-03", YEARS[0], "Developing the impact", "Programme manager",
     "Every partner presents once", "TBBB", {2: "Presentations began late."}),
    ("D-04", YEARS[0], "Podcast", "Communications lead", "Six episodes", "BSSS",
     {1: "No time was found.", 2: "The newsletter reaches the same readers."}),
    ("D-05", YEARS[1], "Education", "Education lead", "Three courses and four meetings, one of "
     "the courses in the West", "TTTD", {4: "The course in the West was held in October."}),
    ("D-06", YEARS[1], "National programme for innovation hubs", "Head of the hub",
     "Two learning events are attended and one is led", "TTDD", {3: "One event was led."}),
    ("D-07", YEARS[1], "Developing the impact", "Programme manager",
     "Every partner presents once", "TTBB", {3: "Two partners have not presented yet."}),
    ("D-08", YEARS[1], "Engagement and communications", "Communications lead",
     "A plan for reaching practices, and a quarter more visits", "TBBT",
     {2: "The plan waited for the survey.", 4: "The plan is agreed."}),
    ("D-09", YEARS[1], "Resources in a common language", "Evaluation lead",
     "A guide to evaluation for project leads", "TTTB", {4: "Two of five chapters are left."}),
    ("D-10", YEARS[1], "Summit in the summer", "Communications lead",
     "A summit for all partners", "TSSS", {2: "Moved to June 2027, with the voluntary sector."}),
    ("D-11", YEARS[1], "Register of past bids", "Programme manager", "Bids can be searched", "--T-",
     {3: "A list of fields is agreed."}),
)  # fmt: skip
# channel, measure, value by quarter; None is no return.
COMMUNICATIONS: Final[tuple[tuple[str, str, tuple[int | None, ...]], ...]] = (
    ("website", "publications", (4, 6, 5, 7, 8, 6, 9, 8)),
    ("website", "visits", (1450, 1520, 1610, 1840, 2020, 1930, 2310, 2480)),
    ("newsletter", "publications", (1, 1, 1, 1, 1, 0, 1, 1)),
    ("newsletter", "views", (610, 640, 590, 620, 560, None, 530, 510)),
    ("video", "publications", (2, 1, 1, 2, 1, 1, 2, 1)),
    ("video", "views", (340, 290, 310, 420, 380, 350, 470, 450)),
    ("social media", "views", (5200, 4100, 4600, 5900, 4800, 4300, 5100, 5300)),
    ("event", "publications", (1, 0, 0, 0, 0, 0, 1, 0)),
    ("event", "delegates", (255, None, None, None, None, None, 85, None)),
    ("online workspace", "members", COMMUNITY_MEMBERS),
)  # fmt: skip
SPREAD: Final = 0.03  # of visits and views, around what is written above
SEEN: Final = ("visits", "views")


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    columns = ["priority", "year", "title", "owner", "target"]
    return {
        "priorities": pd.DataFrame([row[: len(columns)] for row in PRIORITIES], columns=columns),
        "priority-progress": _progress(),
        "communications": _communications(generator),
    }


def _progress() -> pd.DataFrame:
    rows = [
        (priority, f"{year}-Q{number}", STATUSES[letter], notes.get(number, ""))
        for priority, year, *_, letters, notes in PRIORITIES
        for number, letter in enumerate(letters, start=1)
        if letter in STATUSES
    ]
    return pd.DataFrame(rows, columns=["priority", "quarter", "status", "note"])


def _communications(generator: np.random.Generator) -> pd.DataFrame:
    rows = []
    for channel, measure, values in COMMUNICATIONS:
        for quarter, value in zip(QUARTERS, values, strict=True):
            if value is None:
                continue
            spread = SPREAD if measure in SEEN else 0.0
            rows.append((quarter, channel, measure, round(value * generator.normal(1, spread))))
    frame = pd.DataFrame(rows, columns=["quarter", "channel", "measure", "value"])
    return frame.sort_values("quarter", kind="stable").reset_index(drop=True)
