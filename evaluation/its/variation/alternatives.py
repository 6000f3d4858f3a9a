"""Alternatives to what was specified: other estimators, dates, lags, windows and seasons.

What variants of a fit share (a `Base`) comes in; the `Variant`s of one part go out, the one they
are compared with first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Design, Seasonality
from evaluation.its.designs.method import Method, MethodName
from evaluation.its.estimation.estimators import suited
from evaluation.its.estimation.newey_west import rule_of_thumb_lags
from evaluation.its.preparation.periods import periods_per_year
from evaluation.its.variation.rearranged import moved
from evaluation.its.variation.variants import Base, BoolArray, Rows, Variant

LAGS_BEYOND_RULE = 3
HARMONICS_TRIED = (1, 2)
NOUNS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "annual": "year",
}


def estimator_variants(base: Base) -> Iterator[Variant]:
    """Yield one variant for each estimator of the family, the fit's own first."""
    own = base.reference("estimators", base.fit.method.name)
    yield own
    for name in suited(base.fit.design.family):
        if name != own.method.name:
            yield replace(own, name=name, method=Method(name), is_reference=False)


def date_variants(base: Base, most: int) -> Iterator[Variant]:
    """Yield each interruption `most` periods earlier to `most` periods later, one at a time."""
    own = base.reference("dates")
    yield own
    design = base.fit.design
    several = len(design.interruptions) > 1
    for number, interruption in enumerate(design.interruptions):
        for shift in (*range(-most, 0), *range(1, most + 1)):
            others = list(design.interruptions)
            others[number] = moved(interruption, shift, base.fit.series.calendar)
            name = moved_by(shift, design)
            name = f"{interruption.name} {name}" if several else name
            try:
                changed = replace(design, interruptions=tuple(others))
            except InvalidInput as error:  # now on the date of another
                blank = replace(own, name=name, is_reference=False)
                yield replace(blank, problem=None, contrast=None, note=error.what)
                continue
            yield base.variant("dates", name, design=changed)


def lag_variants(base: Base) -> Iterator[Variant]:
    """Yield Newey-West errors with 0 lags to 3 more than the rule's.

    The reference has the fit's own number of lags, or else the rule's.
    """
    fit = base.fit
    name: MethodName = "newey-west" if fit.design.family == "gaussian" else "glm-newey-west"
    rule = rule_of_thumb_lags(len(np.unique(base.problem.position)))
    chosen = fit.lags if fit.method.name == name and fit.lags is not None else rule
    own = replace(base.reference("lags", _lags_name(chosen)), method=Method(name, chosen))
    yield own
    for lags in range(rule + LAGS_BEYOND_RULE + 1):
        if lags != chosen:
            method = Method(name, lags)
            yield replace(own, name=_lags_name(lags), method=method, is_reference=False)


def window_variants(base: Base) -> Iterator[Variant]:
    """Yield shorter series: without the first or last year, and with sides of equal length.

    The effect is that of the last period that all of them which can be fitted have.
    """
    windows = _windows(base)
    made = [
        base.variant("windows", name, kept=_between(base.rows, low, high))
        for name, (low, high) in windows.items()
    ]
    ends = [high for each, (_, high) in zip(made, windows.values(), strict=True) if each.problem]
    positions = base.rows.treated_positions
    common = int(positions[positions <= min([base.last, *ends])][-1])
    yield base.reference("windows", at=common)
    for name, (low, high) in windows.items():
        yield base.variant("windows", name, kept=_between(base.rows, low, high), at=common)


def _windows(base: Base) -> dict[str, tuple[int, int]]:
    """Return first and last position of each window that leaves something out."""
    starts = sorted(base.fit.series.starts.values())
    year = max(round(periods_per_year(base.fit.design.frequency)), 1)
    first, last = int(base.rows.treated_positions[0]), base.last
    side = min(starts[0] - first, last - starts[-1] + 1)
    windows = {
        "without the first year": (first + year, last),
        "without the last year": (first, last - year),
        "sides of equal length": (starts[0] - side, starts[-1] + side - 1),
    }
    return {name: window for name, window in windows.items() if window != (first, last)}


def season_variants(base: Base) -> Iterator[Variant]:
    """Yield other yearly patterns: none, one and two harmonics, a term for each month."""
    design = base.fit.design
    if design.frequency == "annual":
        return
    yield base.reference("seasonality")
    season = "quarters" if design.frequency == "quarterly" else "months"
    tried = {"none": Seasonality()}
    for number in HARMONICS_TRIED:
        tried[f"{number} {'harmonic' if number == 1 else 'harmonics'}"] = Seasonality(number)
    tried[season] = Seasonality(months=True)
    for name, seasonality in tried.items():
        if seasonality != design.seasonality:
            changed = replace(design, seasonality=seasonality)
            yield base.variant("seasonality", name, design=changed)


def moved_by(shift: int, design: Design) -> str:
    """Return how far a date was moved, in words.

    Examples
    --------
    >>> import datetime as dt
    >>> from evaluation.its.designs.design import Interruption
    >>> design = Design("falls", "monthly", (Interruption("law", dt.date(2005, 1, 1)),))
    >>> moved_by(-1, design), moved_by(2, design)
    ('1 month earlier', '2 months later')
    """
    count, noun = abs(shift), NOUNS[design.frequency]
    plural = noun if count == 1 else f"{noun}s"
    return f"{count} {plural} {'earlier' if shift < 0 else 'later'}"


def _between(rows: Rows, low: int, high: int) -> BoolArray:
    return (rows.position >= low) & (rows.position <= high)


def _lags_name(lags: int) -> str:
    return f"{lags} {'lag' if lags == 1 else 'lags'}"
