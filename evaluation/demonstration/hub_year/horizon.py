"""The synthetic tables of horizon scanning: two rounds, the second with contrary choices."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

ROUNDS: Final = (
    ("2024-autumn", "2024/25", "2024-10-22", 2),
    ("2025-autumn", "2025/26", "2025-10-22", 3),
)
CRITERIA: Final = (
    ("need", "Local need", 3.0),
    ("evidence", "Strength of evidence", 2.0),
    ("readiness", "Readiness of services", 2.0),
    ("equity", "Effect on inequalities", 2.0),
    ("cost", "Cost and return", 1.5),
)
PUBLIC: Final = ("patients", "Need as patients see it", 1.5)
# round, id, title, source, found, decision, reason, project, true merit by criterion
INNOVATIONS: Final = (
    ("2024-autumn", "falls-questions", "Questions about falls in every contact",
     "Partners' own work", "2024-06-03", "adopt", None, "falls", (4.6, 3.6, 3.4, 4.0, 3.8)),
    ("2024-autumn", "screening-form", "Shorter screening for malnutrition",
     "Community trust", "2024-06-17", "adopt", None, "nutrition", (4.0, 3.2, 3.6, 3.8, 3.4)),
    ("2024-autumn", "wound-app", "Photographs of wounds by telephone",
     "Company", "2024-07-08", "decline", None, None, (3.0, 2.2, 2.8, 2.6, 3.0)),
    ("2024-autumn", "sleep-study", "Sleep studies at home",
     "Health innovation network", "2024-08-12", "wait", None, None, (3.4, 3.6, 2.4, 3.0, 3.0)),
    ("2025-autumn", "skin-camera", "Camera for skin lesions",
     "Health innovation network", "2025-05-14", "adopt", None, None,
     (4.4, 3.8, 3.6, 3.2, 3.4, 3.8)),
    ("2025-autumn", "heart-monitor", "Patch to find irregular heartbeat",
     "National list", "2025-05-20", "adopt", None, None, (4.2, 4.4, 3.4, 3.4, 3.6, 3.4)),
    ("2025-autumn", "home-pressure", "Blood pressure measured at home",
     "Partners' own work", "2025-06-02", "wait",
     "Another programme offers it to the same practices from April.", None,
     (4.0, 4.4, 4.2, 3.8, 4.0, 4.0)),
    ("2025-autumn", "talking-therapy", "Guided self-help for long-term pain",
     "University", "2025-06-19", "adopt",
     "It reaches more people in deprived areas.", None,
     (3.8, 3.4, 3.2, 4.4, 3.2, 4.2)),
    ("2025-autumn", "wound-app", "Photographs of wounds by telephone",
     "Company", "2025-07-01", "decline", None, None, (3.0, 2.6, 3.0, 2.6, 3.0, 3.0)),
    ("2025-autumn", "lung-check", "Lung health checks in a van",
     "National list", "2025-07-09", "wait", None, None, (4.0, 3.8, 2.4, 4.4, 2.4, 3.8)),
    ("2025-autumn", "pharmacy-scan", "Bone density in pharmacies",
     "Company", "2025-07-15", "decline", None, None, (2.6, 2.4, 2.6, 2.8, 2.6, 2.8)),
)  # fmt: skip
SCORERS: Final = 9
SPREAD, SEVERITY = 0.75, 0.3
LEAST, MOST = 1, 5
MISSING_SHARE: Final = 0.03


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    criteria = [
        (name, *row)
        for name, *_ in ROUNDS
        for row in (CRITERIA if name == ROUNDS[0][0] else (*CRITERIA, PUBLIC))
    ]
    listed = [row[:8] for row in INNOVATIONS]
    columns = ["round", "innovation", "title", "source", "found", "decision", "reason", "project"]
    innovations = pd.DataFrame(listed, columns=columns)
    return {
        "horizon-rounds": pd.DataFrame(
            list(ROUNDS), columns=["round", "year", "decided_on", "places"]
        ),
        "horizon-criteria": pd.DataFrame(
            criteria, columns=["round", "criterion", "label", "weight"]
        ),
        "horizon-innovations": innovations[["innovation", "round", *columns[2:]]],
        "horizon-scores": _scores(generator),
    }


def _scores(generator: np.random.Generator) -> pd.DataFrame:
    severity = generator.normal(0, SEVERITY, SCORERS)
    rows = []
    for name, innovation, *_, merits in INNOVATIONS:
        criteria = [row[0] for row in (*CRITERIA, PUBLIC)][: len(merits)]
        for scorer in range(SCORERS):
            for criterion, merit in zip(criteria, merits, strict=True):
                if generator.random() < MISSING_SHARE:
                    continue
                score = round(merit + severity[scorer] + generator.normal(0, SPREAD))
                kept = min(max(score, LEAST), MOST)
                rows.append((name, innovation, criterion, f"s{scorer + 1:02d}", kept))
    columns = ["round", "innovation", "criterion", "scorer", "score"]
    return pd.DataFrame(rows, columns=columns)
