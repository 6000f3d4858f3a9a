"""The synthetic tables of the maturity wheel.

Two assessments by 24 members, one of each partner in each group. Five members of the first year
have left by the second and five are new; the others are linked. Means by dimension are stated
below: some rise, one falls, most hardly move.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from evaluation.demonstration.hub_year.facts import GROUPS, PARTNERS, YEARS

# dimension: mean of the first year, change to the second
MEANS: Final = {
    "vision": (3.4, 0.3),
    "leadership": (3.6, 0.0),
    "needs": (2.9, 0.4),
    "finding": (2.8, 0.9),
    "implementing": (3.0, 0.1),
    "evaluation": (2.2, 1.0),
    "spread": (2.1, 0.2),
    "people": (2.6, 0.3),
    "culture": (3.1, -0.1),
    "public": (2.4, 0.1),
    "networks": (3.7, 0.2),
    "communication": (3.2, -0.8),
    "resources": (2.3, -0.2),
}
BETWEEN_MEMBERS, WITHIN_MEMBER = 0.45, 0.55
LEAST, MOST = 1, 5
LEAVERS: Final = 5
MISSING_SHARE: Final = 0.02
COLUMNS: Final = ["year", "member", "group", "partner", "dimension", "score"]


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    seats = [(group, partner) for group in GROUPS for partner in PARTNERS]
    first = {seat: f"m{number:02d}" for number, seat in enumerate(seats, start=1)}
    second = dict(first)
    leaving = generator.choice(len(seats), size=LEAVERS, replace=False)
    for number, place in enumerate(sorted(int(each) for each in leaving), start=len(seats) + 1):
        second[seats[place]] = f"m{number:02d}"
    names = sorted({*first.values(), *second.values()})
    severity = dict(zip(names, generator.normal(0, BETWEEN_MEMBERS, len(names)), strict=True))
    rows = [
        (year, member, group, partner, dimension, _score(generator, mean, severity[member]))
        for year, members, step in ((YEARS[0], first, 0), (YEARS[1], second, 1))
        for (group, partner), member in members.items()
        for dimension, (start, change) in MEANS.items()
        for mean in (start + step * change,)
    ]
    scores = pd.DataFrame(rows, columns=COLUMNS)
    is_missing = generator.random(len(scores)) < MISSING_SHARE
    scores["score"] = scores["score"].astype("Int64").mask(is_missing)
    return {"maturity-scores": scores}


def _score(generator: np.random.Generator, mean: float, severity: float) -> int:
    score = round(mean + severity + generator.normal(0, WITHIN_MEMBER))
    return int(min(max(score, LEAST), MOST))
