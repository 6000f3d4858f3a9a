"""What was run for each interrupted time series, in full, for `its.json` beside the estimates.

In: a prepared analysis with its fits and effects. Out: a dictionary that `json.dumps` takes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from evaluation import its
from evaluation.study.designs import Prepared
from evaluation.study.section import AsRun


def as_run(
    ready: Prepared, fits: Sequence[its.Fit], sensitivity: its.Sensitivity | None = None
) -> AsRun:
    """Return the choices of an analysis as it was run, with what its models found.

    Parameters
    ----------
    ready : Prepared
    fits : sequence of Fit, at least one
        The primary one first; the others are those that the project's file names.
    sensitivity : Sensitivity, optional
        Of the primary fit.

    Returns
    -------
    dict
        Of the analysis: its id, outcome, question, whether it is the primary one, unit and
        scale (factor from the engine's numbers to the unit), the design, and then the keys of
        `its.as_json`: each fit with its method, rule, lags or order and weights of the orders,
        the effects of the primary fit, first periods after the change and warnings. With
        `sensitivity` its sentences. Dates are ISO text.
    """
    found: AsRun = {
        "analysis": ready.analysis.id,
        "outcome": ready.kpi.id,
        "question": ready.analysis.question,
        "is_primary": ready.analysis.primary,
        "unit": ready.difference_unit,
        "scale": ready.scale,
        "design": _plain(asdict(ready.design)),
        **its.as_json(fits, its.effects(fits[0])),
    }
    if sensitivity is not None:
        found["sensitivity"] = list(sensitivity.sentences)
    return found


def _plain(value: Any) -> Any:
    """Return nested parts of a design with lists for tuples and ISO text for dates."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value
