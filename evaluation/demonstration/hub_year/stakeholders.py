"""The synthetic tables of the stakeholder evaluation."""

from __future__ import annotations

import numpy as np
import pandas as pd


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    del generator
    return {}
