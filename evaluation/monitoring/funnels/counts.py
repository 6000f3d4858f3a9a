"""Refuses counts by unit that no funnel can be made of, without telling any of them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.intervals import as_floats
from evaluation.monitoring.funnels.options import Kind

COLUMNS: Final = ("unit", "numerator", "denominator")


def checked_counts(counts: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Return unit, numerator and denominator, numbered anew.

    Parameters
    ----------
    counts : DataFrame, one row per unit
    kind : {"proportion", "rate", "ratio"}

    Raises
    ------
    InvalidInput
        If a column is missing, a unit comes twice, counts cannot be, or none can be shown.
    """
    absent = [name for name in COLUMNS if name not in counts.columns]
    if absent:
        raise InvalidInput(
            f"The counts by unit have no column {', '.join(absent)}.",
            f"They need {', '.join(COLUMNS)}.",
        )
    table = counts[list(COLUMNS)].reset_index(drop=True)
    if table["unit"].duplicated().any():
        raise InvalidInput("A unit comes twice.", "Add its counts up before protecting them.")
    numerator, denominator = as_floats(table["numerator"]), as_floats(table["denominator"])
    with np.errstate(invalid="ignore"):
        faults = {
            "a count that is below 0 or not finite": (numerator < 0)
            | (denominator < 0)
            | np.isinf(numerator)
            | np.isinf(denominator),
            "a numerator but nothing to count it out of": (denominator == 0) & (numerator > 0),
        }
        if kind == "proportion":
            faults["a numerator above its denominator"] = numerator > denominator
    for what, is_faulty in faults.items():
        if is_faulty.any():
            number = int(is_faulty.sum())
            noun = "unit has" if number == 1 else "units have"
            raise InvalidInput(f"{number} {noun} {what}.", "Correct the counts.")
    if not ((denominator > 0) & ~np.isnan(numerator)).any():
        raise InvalidInput(
            "No unit has counts that can be shown.",
            "Numbers may all be small: compare larger units or a longer period.",
        )
    return table
