"""The plan of a sensitivity analysis, and the variants that it asks of one fit or of many.

A `Plan` and fits come in; `Variant`s go out, part by part. Nothing is solved here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evaluation.errors import InvalidInput
from evaluation.its.estimation.solution import Problem
from evaluation.its.fitted.fit import Fit
from evaluation.its.robustness.placebo import placebo_variants
from evaluation.its.variation.alternatives import (
    date_variants,
    estimator_variants,
    lag_variants,
    season_variants,
    window_variants,
)
from evaluation.its.variation.variants import Rows, Variant, base_of, rows_of

DATES_TRIED = 3


@dataclass(frozen=True)
class Plan:
    """Which choices are varied.

    Parameters
    ----------
    estimators, lags, windows, seasonality, placebo : bool
        Whether to vary them.
    dates : int
        How many periods the interruption is moved, earlier and later; 0 for not at all.

    Raises
    ------
    InvalidInput
        If `dates` is negative.
    """

    estimators: bool = True
    dates: int = DATES_TRIED
    lags: bool = True
    windows: bool = True
    seasonality: bool = True
    placebo: bool = True

    def __post_init__(self) -> None:
        if self.dates < 0:
            raise InvalidInput(
                "Sensitivity: the number of periods to move a date is negative.", "Use 0 or more."
            )


def variants_of_many(fits: Sequence[Fit], plan: Plan) -> list[list[Variant]]:
    """Return the variants of each fit; equal designs on equal calendars share their matrices."""
    known: dict[object, list[Variant]] = {}
    made = []
    for fit in fits:
        rows = rows_of(fit)
        places = (rows.position, rows.unit, rows.is_used, rows.is_treated, fit.matrix.entries)
        key = (fit.design, fit.method, fit.lags, *(each.tobytes() for each in places))
        if key in known:
            made.append(with_rows(known[key], rows))
        else:
            made.append(known.setdefault(key, list(variants(fit, plan))))
    return made


def with_rows(chosen: Sequence[Variant], rows: Rows) -> list[Variant]:
    """Return the variants of one series for another on the same calendar.

    Parameters
    ----------
    chosen : sequence of Variant
        Of a fit with the same design, method, calendar and matrix.
    rows : Rows
        Of the other series.
    """
    swapped: dict[int, Problem] = {}
    has_known = bool(rows.known.any())
    made = []
    for variant in chosen:
        problem, contrast = variant.problem, variant.contrast
        if problem is None or contrast is None:
            made.append(variant)
            continue
        if id(problem) not in swapped:
            outcome, denominator = rows.outcome[variant.rows], rows.denominator[variant.rows]
            swapped[id(problem)] = replace(problem, outcome=outcome, denominator=denominator)
        if contrast.known != 0 or has_known:
            known = float(rows.known[rows.row_at(variant.at)])
            contrast = replace(contrast, known=known)
        made.append(replace(variant, problem=swapped[id(problem)], contrast=contrast))
    return made


def variants(fit: Fit, plan: Plan) -> Iterator[Variant]:
    """Yield the variants of a plan, part by part, the reference of each part first.

    Parameters
    ----------
    fit : Fit
        The primary fit.
    plan : Plan
        Which choices.
    """
    base = base_of(fit)
    if plan.estimators:
        yield from estimator_variants(base)
    if plan.dates:
        yield from date_variants(base, plan.dates)
    if plan.lags:
        yield from lag_variants(base)
    if plan.windows:
        yield from window_variants(base)
    if plan.seasonality:
        yield from season_variants(base)
    if plan.placebo:
        yield from placebo_variants(base)
