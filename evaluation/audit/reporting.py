"""Makes the estimates that an audit reports: each cycle, and the change from first to last."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from evaluation.audit.bounded import BoundedResults, is_bounded
from evaluation.audit.compliance import compliance
from evaluation.audit.counts import group_columns
from evaluation.audit.cycles import compare_cycles
from evaluation.audit.precision import USUAL, Precision
from evaluation.errors import InvalidInput
from evaluation.estimate import DEFAULT_LEVEL, Estimate, Provenance, estimates_from_frame
from evaluation.intervals import Pairs

DIFFERENCE = "difference"
NOT_RECORDED = "not recorded counts against the standard"
WHATEVER = "limits hold whatever the counts that came suppressed are"
METHOD_DIFFERENCE = "Newcombe method 10"
METHOD_PAIRED = "Newcombe's method for paired proportions, of records in both cycles"


def estimates(
    counts: pd.DataFrame,
    targets: Mapping[str, float | None],
    periods: Mapping[Hashable, str],
    provenance: Provenance,
    *,
    labels: Mapping[str, str] | None = None,
    level: float = DEFAULT_LEVEL,
    precision: Precision = USUAL,
    pairs: Mapping[str, Pairs] | None = None,
    bounded: BoundedResults | None = None,
) -> list[Estimate]:
    """Return the percentage of each criterion in each cycle, and the last cycle less the first.

    Parameters
    ----------
    counts : DataFrame, one row per criterion and cycle
        Counts as `protect_results` returns them, not broken down by group.
    targets : mapping of criterion to percent or None
        As for `compliance`.
    periods : mapping of cycle to text
        Every cycle in its order with its dates, such as "2024-04 to 2024-06".
    provenance : {"measured", "estimated", "synthetic"}
        Where the records come from.
    labels : mapping of criterion to text
        What a reader calls each criterion.
    level : float
        Nominal coverage of the limits.
    precision, pairs, bounded
        As for `compare_cycles`.

    Returns
    -------
    list of Estimate
        Measures "cycle 1", "cycle 2" and so on in "%", and "difference" in "percentage points";
        values are None where suppressed or where nobody was eligible.

    Raises
    ------
    InvalidInput
        If the counts are by group, or a cycle has no period.
    """
    if group_columns(counts):
        raise InvalidInput(
            "The estimates of an audit are not made by group.",
            "Count the results without groups, or use `compliance` for a table by group.",
        )
    if not counts["cycle"].isin(list(periods)).all():
        raise InvalidInput("A cycle of the audit has no period.", "Give the dates of each cycle.")
    first, last = next(iter(periods)), list(periods)[-1]
    spans = {f"cycle {cycle}": period for cycle, period in periods.items()}
    spans[DIFFERENCE] = f"{periods[last]} against {periods[first]}"
    rows = _rows(counts, targets, (first, last), level, precision, pairs, bounded or {})
    is_change = rows["measure"] == DIFFERENCE
    return estimates_from_frame(
        rows.assign(
            analysis="audit",
            unit=np.where(is_change, "percentage points", "%"),
            n=rows["n"].mask(rows["value"].isna()).astype("Int64"),
            method=_methods(rows, precision),
            period=rows["measure"].map(spans),
            provenance=provenance,
            level=level,
            label=rows["outcome"].map(dict(labels or {})).astype("string").fillna(""),
        )
    )


def _methods(rows: pd.DataFrame, precision: Precision) -> list[str]:
    usual = precision.method == USUAL.method
    difference = METHOD_DIFFERENCE if usual else f"MOVER over limits by {precision.method}"
    return [
        f"{METHOD_PAIRED if paired else difference if measure == DIFFERENCE else precision.words}; "
        f"{NOT_RECORDED}{f'; {WHATEVER}' if is_so else ''}"
        for measure, paired, is_so in zip(
            rows["measure"], rows["is_paired"], rows["is_bounded"], strict=True
        )
    ]


def _rows(
    counts: pd.DataFrame,
    targets: Mapping[str, float | None],
    ends: tuple[Hashable, Hashable],
    level: float,
    precision: Precision,
    pairs: Mapping[str, Pairs] | None,
    bounded: BoundedResults,
) -> pd.DataFrame:
    cycles = compliance(counts, targets, level, precision=precision, bounded=bounded)
    cycles = cycles.assign(
        measure=[f"cycle {cycle}" for cycle in cycles["cycle"]],
        value=cycles["percent"],
        n=cycles["eligible"],
        is_paired=False,
        is_bounded=is_bounded(cycles, bounded),
    )
    tables = [cycles]
    if ends[0] != ends[1]:
        changes = compare_cycles(
            counts, targets, *ends, level, precision=precision, pairs=pairs, bounded=bounded
        )
        of_ends = [
            any((str(name), cycle) in bounded for cycle in ends) for name in changes["criterion"]
        ]
        tables.append(
            changes.assign(measure=DIFFERENCE, value=changes["difference"], is_bounded=of_ends)
        )
    columns = ["criterion", "measure", "value", "lower", "upper", "n", "is_paired", "is_bounded"]
    rows = pd.concat([table[columns].astype({"n": "Float64"}) for table in tables])
    appearance = pd.factorize(rows["criterion"])[0]
    return rows.rename(columns={"criterion": "outcome"}).iloc[np.argsort(appearance, kind="stable")]
