"""General practices that differ by more than chance, with one that truly differs from the others.

In: a generator and months. Out: counts by month and practice, and the rows of a KPI table.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from evaluation.demonstration import truths
from evaluation.demonstration.course import PERCENT, IntArray, inverse_logit, logit
from evaluation.demonstration.tables import as_kpi_rows

PRACTICES: Final = 42
OUTLIER: Final = 16  # place of the practice that differs, from 0
REVIEWS_A_MONTH: Final = 22.0  # of the middle practice
SPREAD_OF_SIZES: Final = 0.55  # SD of the logarithm
NAMES: Final = tuple(f"Practice {number:02d}" for number in range(1, PRACTICES + 1))


def counts_by_practice(generator: np.random.Generator, months: int) -> tuple[IntArray, IntArray]:
    """Return who was screened and who was reviewed, months by practices.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    months : int
    """
    size = REVIEWS_A_MONTH * np.exp(SPREAD_OF_SIZES * generator.standard_normal(PRACTICES))
    size[OUTLIER] = 2 * REVIEWS_A_MONTH
    own = truths.NUTRITION_PRACTICE_SPREAD.value * generator.standard_normal(PRACTICES)
    own[OUTLIER] = truths.NUTRITION_PRACTICE_OUTLIER.value
    chance = inverse_logit(logit(truths.NUTRITION_PRACTICE.value / PERCENT) + own)
    reviewed = generator.poisson(size, (months, PRACTICES))
    return generator.binomial(reviewed, chance), reviewed


def practice_rows(
    kpi: str, months: list[str], numerators: IntArray, denominators: IntArray
) -> pd.DataFrame:
    """Return the rows of a KPI by practice; practices of nobody are left out.

    Parameters
    ----------
    kpi : str
        Id of the KPI.
    months : list of str
        Months written as "2024-04".
    numerators, denominators : array of int, months by practices
    """
    rows = pd.DataFrame(
        {
            "kpi": kpi,
            "period": np.repeat(months, PRACTICES),
            "numerator": numerators.ravel(),
            "denominator": denominators.ravel(),
            "dimension": "practice",
            "group": list(NAMES) * len(months),
        }
    )
    return as_kpi_rows(rows[rows["denominator"] > 0])
