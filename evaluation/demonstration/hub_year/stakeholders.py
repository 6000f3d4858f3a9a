"""The synthetic tables of the stakeholder evaluation.

Two waves of the stakeholder survey and one of the attitudes survey: some items better, one worse,
most unclear; several groups too small to show. Events, interviews, documents, recommendations.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
import pandas as pd

from evaluation.demonstration.hub_year.facts import PARTNERS, PROJECTS, YEARS
from evaluation.demonstration.hub_year.stakeholder_lists import (
    CHECKLIST,
    DOCUMENTS,
    PROGRESS,
    RECOMMENDATIONS,
    STATUSES,
    THEMES,
)

SURVEY, ATTITUDES = "stakeholder-survey", "attitudes"
# group: invited and answered in the first and in the second wave
GROUPS: Final = {
    "Provider": ((96, 44), (104, 52)),
    "University": ((34, 16), (30, 13)),
    "Commissioner": ((26, 14), (28, 18)),
    "Private": ((22, 6), (24, 9)),
    "Patients": ((12, 4), (14, 6)),
    "Local government": ((14, 3), (14, 4)),
    "Voluntary sector": ((9, 2), (11, 3)),
    "Other": ((58, 24), (60, 21)),
}
WORKFORCE: Final = {"Provider": (420, 71), "Commissioner": (60, 14), "Local government": (80, 5)}
# item: how far its answers lie above the middle at first, and how far they move, in logits
ITEMS: Final = {
    "coordination-one-place": (0.3, 1.2),
    "coordination-priorities": (0.1, 1.0),
    "information-aware": (0.4, 0.4),
    "information-results": (-0.3, 0.5),
    "partnerships-new": (0.6, 0.1),
    "partnerships-difficult": (-0.4, 0.0),
    "tools-useful": (0.5, 0.2),
    "tools-found": (0.0, 0.3),
    "bespoke-fits": (0.7, -0.1),
    "bespoke-quick": (0.8, -0.9),
    "education-learnt": (0.5, 0.4),
    "education-access": (0.2, 0.7),
    "networking-peers": (0.3, 0.2),
    "networking-trust": (-0.2, 0.0),
    "involvement-early": (0.0, 0.1),
    "involvement-change": (-0.2, 0.2),
    "signposting-right": (0.4, 0.1),
    "signposting-funding": (-0.1, -0.2),
}
ATTITUDE_ITEMS: Final = {
    "attitude-open": 1.2,
    "attitude-confident": 0.2,
    "attitude-extra": -0.6,
    "organisation-time": -0.9,
    "organisation-leaders": 0.4,
    "organisation-failure": -0.1,
}
REVERSED: Final = ("partnerships-difficult", "attitude-extra")
STEPS: Final = (-2.6, -1.2, -0.2, 1.6)  # between the five answers, in logits
PERSON_SPREAD = 1.1  # of people's overall leaning, in logits
BLANK = 0.04
KINDS: Final = ("decision", "funding", "adoption", "new link", "practice change")
EVENTS_BY_YEAR: Final = (27, 37)
FIRST_DAYS: Final = (dt.date(2024, 4, 8), dt.date(2025, 4, 8))
DAYS_OF_A_YEAR: Final = 350
HUB_SHARE: Final = 0.25  # of events that belong to no project


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    columns = ["recommendation", "source", "scope", "text", "owner", "due"]
    return {
        "survey-waves": _waves(),
        "survey-responses": _responses(generator),
        "attributable-events": _events(generator),
        "interview-themes": _themes(),
        "document-review": _documents(),
        "recommendations": pd.DataFrame(list(RECOMMENDATIONS), columns=columns),
        "recommendation-progress": _progress(),
    }


def _waves() -> pd.DataFrame:
    rows = [
        (SURVEY, f"W{wave + 1}", YEARS[wave], group, sizes[wave][0])
        for wave in range(len(YEARS))
        for group, sizes in GROUPS.items()
    ]
    rows += [(ATTITUDES, "A1", YEARS[1], group, size[0]) for group, size in WORKFORCE.items()]
    return pd.DataFrame(rows, columns=["instrument", "wave", "year", "group", "invited"])


def _responses(generator: np.random.Generator) -> pd.DataFrame:
    rows: list[tuple[str, str, str, str, str, int | None]] = []
    for wave in range(len(YEARS)):
        places = {item: start + wave * move for item, (start, move) in ITEMS.items()}
        people = [group for group, sizes in GROUPS.items() for _ in range(sizes[wave][1])]
        rows += _answers(generator, SURVEY, f"W{wave + 1}", people, places)
    people = [group for group, (_, answered) in WORKFORCE.items() for _ in range(answered)]
    rows += _answers(generator, ATTITUDES, "A1", people, ATTITUDE_ITEMS)
    columns = ["instrument", "wave", "respondent", "group", "item", "answer"]
    return pd.DataFrame(rows, columns=columns).astype({"answer": "Int64"})


def _answers(
    generator: np.random.Generator,
    instrument: str,
    wave: str,
    people: list[str],
    places: dict[str, float],
) -> list[tuple[str, str, str, str, str, int | None]]:
    rows: list[tuple[str, str, str, str, str, int | None]] = []
    for number, group in enumerate(people, start=1):
        leaning = generator.normal(0, PERSON_SPREAD)
        for item, place in places.items():
            own = -leaning if item in REVERSED else leaning
            value = place + own + generator.logistic()
            answer = 1 + int(np.searchsorted(STEPS, value))
            is_blank = generator.random() < BLANK
            pseudonym = f"{wave.lower()}-{number:03d}"
            rows.append((instrument, wave, pseudonym, group, item, None if is_blank else answer))
    return rows


def _events(generator: np.random.Generator) -> pd.DataFrame:
    rows: list[tuple[str, dt.date, str | None, str, str, str, str]] = []
    for number, first in zip(EVENTS_BY_YEAR, FIRST_DAYS, strict=True):
        days = np.sort(generator.integers(0, DAYS_OF_A_YEAR, number))
        for days_later in days:
            is_hub = generator.random() < HUB_SHARE
            rows.append(
                (
                    f"E-{len(rows) + 1:02d}",
                    first + dt.timedelta(days=int(days_later)),
                    None if is_hub else str(generator.choice(PROJECTS)),
                    str(generator.choice(PARTNERS)),
                    str(generator.choice(KINDS, p=(0.3, 0.1, 0.15, 0.2, 0.25))),
                    str(generator.choice(("whole", "large", "small"), p=(0.25, 0.45, 0.3))),
                    str(generator.choice(("seen", "reported"), p=(0.6, 0.4))),
                )
            )
    columns = ["event", "date", "project", "partner", "kind", "attribution", "evidence"]
    return pd.DataFrame(rows, columns=columns)


def _themes() -> pd.DataFrame:
    rows = [
        (wave, group, theme, raised, interviewed)
        for wave, group, interviewed, counts in THEMES
        for theme, raised in counts.items()
    ]
    columns = ["wave", "group", "theme", "interviews", "interviewed"]
    return pd.DataFrame(rows, columns=columns)


def _documents() -> pd.DataFrame:
    rows = [
        (year, document, item, STATUSES[letter])
        for year, document, letters in DOCUMENTS
        for item, letter in zip(CHECKLIST, letters, strict=True)
    ]
    return pd.DataFrame(rows, columns=["year", "document", "item", "status"])


def _progress() -> pd.DataFrame:
    rows = [
        (name, f"{year}-Q{number}", STATUSES[letter], notes.get(f"{year}-Q{number}", ""))
        for name, letters, notes in PROGRESS
        for (year, number), letter in zip(
            [(year, number) for year in YEARS for number in range(1, 5)], letters, strict=True
        )
        if letter in STATUSES
    ]
    return pd.DataFrame(rows, columns=["recommendation", "quarter", "status", "note"])
