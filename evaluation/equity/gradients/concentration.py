"""The absolute and the relative concentration index of ordered groups.

Group values come in, most disadvantaged first; both indices with exact limits go out.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from evaluation.equity.gradients.combination import ratio_limits, sum_limits
from evaluation.equity.gradients.line import ranks
from evaluation.equity.values import GroupValues
from evaluation.errors import InvalidInput

FEWEST_GROUPS: Final = 3
MOST_HIDDEN_SHARE: Final = 0.1
PERCENT: Final = 100
TOO_HIDDEN: Final = "too many people are in hidden groups"
METHOD_WORDS: Final = "MOVER over the limits of the groups"


def concentration_indices(
    values: GroupValues, *, multiplier: float = 1, level: float = 0.95
) -> pd.DataFrame:
    """Return the absolute (ACI) and the relative (RCI) concentration index.

    Parameters
    ----------
    values : GroupValues
        3 or more groups, most disadvantaged first; hidden ones are left out while they hold at
        most a tenth of the people.
    multiplier : float
        From the unit of the values to that of the absolute index.
    level : float
        Nominal coverage of the limits.

    Returns
    -------
    DataFrame, two rows
        symbol, name, unit, value, lower, upper, groups, people and note. Positive where the
        indicator is concentrated among the advantaged.

    Raises
    ------
    InvalidInput
        If there are fewer than 3 groups.

    Notes
    -----
    With shares p_j and middle ranks X_j, ACI = sum(p_j (2 X_j - 1) y_j) and RCI = 100 ACI / mean.
    RCI / 100 + 1 is a ratio of sums of y with positive weights, so its limits are Fieller's.

    References
    ----------
    WHO (2013), Handbook on health inequality monitoring; Kakwani N, Wagstaff A, van Doorslaer E
    (1997), doi:10.1016/S0304-4076(96)01807-6.

    Examples
    --------
    >>> from evaluation.equity import PROPORTION, values_of_counts
    >>> counts = pd.DataFrame({"group": [1, 2, 3], "numerator": [40, 50, 60], "denominator": 100})
    >>> concentration_indices(values_of_counts(counts, PROPORTION))["value"].round(3).tolist()
    [0.044, 8.889]
    """
    if len(values.groups) < FEWEST_GROUPS:
        raise InvalidInput(
            f"There are {len(values.groups)} groups; a concentration index needs {FEWEST_GROUPS}.",
            "Use the gap between the two.",
        )
    known = values.chosen(values.is_known)
    people = int(known.population.sum()) if len(known.groups) else 0
    is_hidden = len(known.groups) < FEWEST_GROUPS or values.hidden_share > MOST_HIDDEN_SHARE
    note = TOO_HIDDEN if is_hidden else ("without hidden groups" if values.hidden else "")
    found = [(np.nan, np.nan, np.nan)] * 2 if is_hidden else _indices(known, multiplier, level)
    names = (
        ("ACI", "absolute concentration index", "absolute"),
        ("RCI", "relative concentration index", "percent"),
    )
    rows: list[dict[str, Any]] = [
        {
            "symbol": symbol,
            "name": name,
            "unit": unit,
            "value": value,
            "lower": lower,
            "upper": upper,
            "groups": len(known.groups),
            "people": people,
            "note": note,
        }
        for (symbol, name, unit), (value, lower, upper) in zip(names, found, strict=True)
    ]
    return pd.DataFrame(rows)


def _indices(
    known: GroupValues, multiplier: float, level: float
) -> list[tuple[float, float, float]]:
    share, rank = ranks(known.population)
    weights = share * (2 * rank - 1)
    limits = known.limits(level)
    absolute = float(weights @ known.value)
    ends = sorted(multiplier * end for end in sum_limits(weights, known.value, limits))
    pairs = ratio_limits(2 * share * rank, share, known.value, limits)
    if pairs is None:
        return [(multiplier * absolute, ends[0], ends[1]), (np.nan, np.nan, np.nan)]
    relative = PERCENT * absolute / float(share @ known.value)
    lower, upper = (PERCENT * (end - 1) for end in pairs)
    return [(multiplier * absolute, ends[0], ends[1]), (relative, lower, upper)]
