"""The lines of the chart: observed, fitted and what would have been without the interruptions.

A `Fit` comes in; a table with one row per period of the treated series goes out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.its.designs.scale import scale_of
from evaluation.its.fitted.fit import Fit
from evaluation.its.fitted.new_observations import observation_limits
from evaluation.its.preparation.exposure import in_segment

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

TRAJECTORY_COLUMNS = (
    "time",
    "observed",
    "fitted",
    "counterfactual",
    "counterfactual_lower",
    "counterfactual_upper",
    "observation_lower",
    "observation_upper",
    "is_excluded",
    "is_after",
    "is_phase_in",
    "segment",
    "part",
)


def trajectory(fit: Fit) -> pd.DataFrame:
    """Return the observed, fitted and counterfactual lines of the treated series.

    Parameters
    ----------
    fit : Fit
        A fitted series.

    Returns
    -------
    DataFrame, one row per period in the data, by time
        time (first day), observed, fitted, counterfactual and its limits on the outcome's own
        scale (rates where there is a denominator, per unit of the offset where there is one,
        proportions for binomial families), the limits of a new observation without the
        interruptions, is_excluded (left out of the fit by the design),
        is_after (from the first interruption on), is_phase_in (in a roll-out), segment (name of
        the own segment, or empty) and part (number of the stretch between two changes of the
        lines, from 0). Before the first interruption the counterfactual is the fitted line.
        Periods that are not in the data have no row.

    Notes
    -----
    The limits `counterfactual_lower` and `_upper` are those of the counterfactual mean: they
    hold the uncertainty of the coefficients, not the noise of single periods. Those of new
    observations, `observation_lower` and `_upper`, hold both: see `observation_limits`. With a
    control the counterfactual keeps the changes that the controls show; as difference or offset
    they are taken as known, and a period without them has no lines. After a log transform lines
    are geometric means.
    """
    table = fit.series.table
    treated = table["is_treated"].to_numpy(dtype=bool)
    rows = table[treated]
    names = [interruption.name for interruption in fit.design.interruptions]
    without = fit.matrix.without(names)[treated]
    coefficients = fit.solution.coefficients
    scale, uncertainty = scale_of(fit.design), fit.solution.uncertainty
    limits = [
        uncertainty.limits(float(row @ coefficients), row, fit.design.level) for row in without
    ]
    known = rows["control_line"].to_numpy(dtype=np.float64)
    lower, upper = np.array(limits, dtype=np.float64).T + known
    denominator = rows["denominator"].to_numpy(np.float64)
    observations = observation_limits(fit, without, denominator, known)
    columns = {
        "time": rows["period"],
        "observed": rows["outcome"] / rows["denominator"],
        "fitted": scale.natural(known + fit.matrix.entries[treated] @ coefficients),
        "counterfactual": scale.natural(known + without @ coefficients),
        "counterfactual_lower": scale.natural(lower),
        "counterfactual_upper": scale.natural(upper),
        "observation_lower": observations[0],
        "observation_upper": observations[1],
        "is_excluded": rows["is_excluded"],
        "is_after": rows["position"] >= min(fit.series.starts.values()),
        "is_phase_in": _is_rolling_out(fit)[treated],
        "segment": _segment_names(fit)[treated],
        "part": _parts(fit, rows),
    }
    return pd.DataFrame(columns).reset_index(drop=True)[list(TRAJECTORY_COLUMNS)]


def _is_rolling_out(fit: Fit) -> BoolArray:
    position = fit.series.table["position"].to_numpy(dtype=np.int64)
    found = np.zeros(len(position), dtype=bool)
    for timing in fit.series.timings.values():
        found |= (position >= timing.start) & (position < timing.rolled_out)
    return found


def _segment_names(fit: Fit) -> npt.NDArray[np.object_]:
    names = np.full(len(fit.series.table), "", dtype=object)
    for segment in fit.design.segments:
        names[in_segment(segment, fit.series)] = segment.name
    return names


def _parts(fit: Fit, rows: pd.DataFrame) -> IntArray:
    """Return the number of changes of the lines up to each row."""
    series = fit.series
    changes = {timing.start for timing in series.timings.values()}
    changes |= {timing.rolled_out for timing in series.timings.values()}
    changes |= {timing.last + 1 for timing in series.timings.values() if timing.last is not None}
    for segment in fit.design.segments:
        changes |= {series.position_of(segment.start), series.position_of(segment.end) + 1}
    found = np.searchsorted(sorted(changes), rows["position"].to_numpy(), side="right")
    return np.asarray(found - found.min(), dtype=np.int64)
