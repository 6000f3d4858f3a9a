"""All synthetic tables of the hub's own year.

In: the seed. Out: tables by name.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from evaluation.demonstration.hub import SEED
from evaluation.demonstration.hub_year import (
    education,
    funding,
    governance,
    horizon,
    maturity,
    partners,
    patients,
    presentations,
    programme,
    stakeholders,
)

MAKERS: dict[str, Callable[[np.random.Generator], dict[str, pd.DataFrame]]] = {
    "maturity": maturity.tables,
    "education": education.tables,
    "presentations": presentations.tables,
    "partners": partners.tables,
    "horizon": horizon.tables,
    "funding": funding.tables,
    "patients": patients.tables,
    "stakeholders": stakeholders.tables,
    "governance": governance.tables,
    "programme": programme.tables,
}
OWN_STREAMS = 1_000  # beyond the streams of the projects


def hub_year_tables(seed: int = SEED) -> dict[str, pd.DataFrame]:
    """Return all tables by name; each topic has its own stream of randomness."""
    made: dict[str, pd.DataFrame] = {}
    for number, maker in enumerate(MAKERS.values()):
        stream = np.random.SeedSequence([seed, OWN_STREAMS + number])
        made |= maker(np.random.Generator(np.random.PCG64(stream)))
    return made
