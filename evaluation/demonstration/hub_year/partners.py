"""The synthetic tables of partners and networks."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from evaluation.demonstration.hub_year.facts import GROUPS, PARTNERS, YEARS

# partners that lack a seat in a group from a day on
WITHOUT_SEAT: Final = {("ambulance", "core team"): "2025-09-30"}
TWO_SEATS: Final = (("icb", "core team"), ("trust-a", "programme group"))
FIRST_DAY: Final = {"icb": "2022-07-01", "college": "2022-09-01"}
FOUNDED: Final = "2021-10-01"
# partner: staff hours a year, rate; rate missing where none is stated
HOURS: Final = {
    "icb": (420, 34.0),
    "trust-a": (380, 33.0),
    "trust-b": (240, 33.0),
    "community": (210, 31.5),
    "ambulance": (60, 30.0),
    "council-east": (90, 29.0),
    "council-west": (75, 29.0),
    "gp": (160, 46.0),
    "university": (310, 38.0),
    "college": (140, 36.0),
    "hin": (260, 41.0),
    "vcse": (120, None),
}
ROOMS: Final = {"trust-a": 1_800, "university": 2_400, "council-west": 650}
# how likely two partners are to be tied: brokers are tied to most
REACH: Final = {"icb": 0.75, "hin": 0.7, "university": 0.6, "trust-a": 0.6}
USUAL_REACH: Final = 0.28
KEPT_SHARE: Final = 0.82
ALONE: Final = "ambulance"
PAIR_KINDS: Final = ("joint project", "shared learning", "data sharing", "bid", "shared post")
PROJECT_OF_KIND: Final = {"joint project": ("falls", "feno", "nutrition", "plgf", "gammacore")}


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    return {
        "representation": _representation(),
        "in-kind": _in_kind(generator),
        "collaborations": _collaborations(generator),
    }


def _representation() -> pd.DataFrame:
    rows = [
        (
            partner,
            group,
            FIRST_DAY.get(partner, FOUNDED),
            WITHOUT_SEAT.get((partner, group)),
            2 if (partner, group) in TWO_SEATS else 1,
        )
        for partner in PARTNERS
        for group in GROUPS
    ]
    return pd.DataFrame(rows, columns=["partner", "group", "start", "end", "seats"])


def _in_kind(generator: np.random.Generator) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for year in YEARS:
        for partner, (hours, rate) in HOURS.items():
            given = round(hours * (0.9 + 0.25 * generator.random()))
            rows.append((year, partner, "staff time", given, rate, None))
        rows += [(year, partner, "room", None, None, value) for partner, value in ROOMS.items()]
    columns = ["year", "partner", "kind", "hours", "rate", "value"]
    return pd.DataFrame(rows, columns=columns).astype({"hours": "Int64", "value": "Int64"})


def _collaborations(generator: np.random.Generator) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for one, other in combinations(PARTNERS, 2):
        reach = max(REACH.get(one, USUAL_REACH), REACH.get(other, USUAL_REACH))
        first = generator.random() < reach * (0.1 if ALONE in (one, other) else 0.8)
        second = generator.random() < (KEPT_SHARE if first else reach * 0.35)
        second = second and ALONE not in (one, other)
        kind = str(generator.choice(PAIR_KINDS))
        strength = int(generator.integers(1, 4))
        projects = PROJECT_OF_KIND.get(kind)
        project = str(generator.choice(projects)) if projects else None
        if first:
            rows.append((YEARS[0], one, other, kind, strength, project))
        if second:
            grown = min(3, strength + int(generator.random() < 0.3)) if first else strength
            rows.append((YEARS[1], one, other, kind, grown, project))
    rows.sort(key=lambda row: str(row[0]))
    columns = ["year", "partner", "with_partner", "kind", "strength", "project"]
    return pd.DataFrame(rows, columns=columns)
