"""What a control chart is: its points, what they say, how it was made and what must be known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from evaluation.monitoring.charts.options import Options
from evaluation.monitoring.charts.words import (
    Assurance,
    Variation,
    assurance_words,
    method_words,
    variation_words,
)

POINT_COLUMNS: Final = (
    "time",
    "value",
    "centre",
    "lower",
    "upper",
    "near_lower",
    "near_upper",
    "target",
    "special_cause",
    "rules",
    "label",
    "direction",
    "cause",
    "segment",
    "used_for_limits",
    "excluded",
)


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """One control chart, complete: a table, a picture and a sentence are made from it.

    Parameters
    ----------
    name : str
        Value of the facet; empty where there is one chart only.
    options : Options
        How it was made, and by which tool's choices.
    points : DataFrame, one row per time
        time, value, centre, lower, upper, near_lower, near_upper, target (all in the unit of the
        values), special_cause (bool), rules (tuple of all that fired), label (words for the one
        that names the point), direction ("high", "low" or None), cause (what the point means, in
        the words of the variation icon; None where there is no value, or an excluded one within
        the limits), segment
        (from 1), used_for_limits and excluded (bool).
    signals : DataFrame, one row per segment
        segment, from, to, points, useful, longest_run, longest_run_limit, crossings,
        crossings_limit, limits and signal; no rows where there is no runs analysis.
    variation : str or None
        The variation icon: the cause of the last point that has a value and is not excluded.
    assurance : str or None
        The assurance icon: the target in force against the limits, both at that point.
    warnings : tuple of str
        What a reader must know.
    """

    name: str
    options: Options
    points: pd.DataFrame
    signals: pd.DataFrame
    variation: Variation | None
    assurance: Assurance | None
    warnings: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Kind of the chart, such as "xmr"."""
        return self.options.kind

    @property
    def last(self) -> dict[str, Any] | None:
        """The point that both icons are of; None where no point has a value."""
        at = last_place(self.points)
        if at is None:
            return None
        return {str(name): column.iloc[at] for name, column in self.points.items()}

    @property
    def target(self) -> float | None:
        """The target in force at that point; None where there is none."""
        last = self.last
        return None if last is None or pd.isna(last["target"]) else float(last["target"])

    @property
    def variation_words(self) -> str:
        """What the variation icon says."""
        return variation_words(self.variation)

    @property
    def assurance_words(self) -> str:
        """What the assurance icon says."""
        return assurance_words(self.assurance)

    @property
    def method(self) -> tuple[str, ...]:
        """How the chart was made, in words."""
        return method_words(self.options)


def last_place(points: pd.DataFrame) -> int | None:
    """Return the place of the last point that has a value and is not excluded."""
    there = ~np.isnan(points["value"].to_numpy()) & ~points["excluded"].to_numpy()
    return int(there.nonzero()[0][-1]) if there.any() else None
