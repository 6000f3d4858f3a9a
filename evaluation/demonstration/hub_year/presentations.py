"""The synthetic tables of developing the impact."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

# date, partner, group, topic, project
PRESENTATIONS: Final = (
    ("2024-05-14", "trust-a", "programme group", "What the first audit of the test found", "plgf"),
    ("2024-06-11", "gp", "core team", "Asking about falls in practice", "falls"),
    ("2024-07-09", "university", "programme group", "How innovations spread", None),
    ("2024-09-10", "community", "core team", "Screening on the wards", "nutrition"),
    ("2024-10-08", "hin", "programme group", "Mandated products in the region", None),
    ("2024-11-12", "council-east", "core team", "Homes that prevent falls", "falls"),
    ("2025-01-14", "ambulance", "core team", "Calls after a fall", "falls"),
    ("2025-02-11", "icb", "programme group", "What the board asks of projects", None),
    ("2025-03-11", "vcse", "core team", "Reaching those who are not asked", None),
    ("2025-04-08", "trust-b", "programme group", "Headache service: first year", "gammacore"),
    ("2025-05-13", "gp", "core team", "Testing with FeNO in two networks", "feno"),
    ("2025-06-10", "trust-a", "programme group", "Re-audit of the test", "plgf"),
    ("2025-06-10", "university", "core team", "Reading a control chart", None),
    ("2025-09-09", "community", "core team", "The shorter screening form", "nutrition"),
    ("2025-10-14", "hin", "programme group", "The second horizon scan", None),
    ("2025-11-11", "council-west", "core team", "Prevention in rural areas", "falls"),
    ("2026-01-13", "icb", "programme group", "Value of the portfolio", None),
    ("2026-02-10", "council-east", "core team", "Homes that prevent falls, second year", "falls"),
    ("2026-02-10", "college", "core team", "What learners do after the course", None),
    ("2026-03-10", "gp", "programme group", "Inequalities in who is tested", "feno"),
)  # fmt: skip
COLUMNS: Final = ("date", "partner", "group", "topic", "project")


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    del generator
    return {"impact-presentations": pd.DataFrame(list(PRESENTATIONS), columns=list(COLUMNS))}
