"""Variants of a fit: the same series by other methods, dates, lags, windows and seasons.

A `Fit` comes in; `Variant`s go out, each a `Problem` with the contrast to take from its
solution, or a sentence why there is none. Nothing is solved here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.contrast import Contrast
from evaluation.its.design import Design, Seasonality
from evaluation.its.effects import effects
from evaluation.its.family import Family
from evaluation.its.fit import ESTIMATORS, Fit, _problem
from evaluation.its.matrix import design_matrix
from evaluation.its.method import Method, MethodName
from evaluation.its.newey_west import rule_of_thumb_lags
from evaluation.its.periods import periods_per_year
from evaluation.its.rearranged import moved, rearranged
from evaluation.its.solution import FloatArray, IntArray, Problem

PartName = Literal["estimators", "dates", "lags", "windows", "seasonality", "placebo"]
BoolArray = npt.NDArray[np.bool_]

AS_SPECIFIED = "as specified"
LAGS_BEYOND_RULE = 3
HARMONICS_TRIED = (1, 2)
NOUNS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "annual": "year",
}


@dataclass(frozen=True, eq=False)
class Variant:
    """One way to fit a series otherwise.

    Parameters
    ----------
    part : str
        What is varied.
    name : str
        How, as a reader calls it.
    method : Method
        The estimator.
    at : int
        Position of the period of the effect.
    is_reference : bool
        Whether the others of its part are compared with it.
    rows : ndarray of bool, rows of the series
        Which are used.
    problem : Problem or None
        What is to be solved; None where the design cannot be fitted.
    contrast : Contrast or None
        The effect to take from the solution.
    note : str
        Why there is no problem.
    """

    part: PartName
    name: str
    method: Method
    at: int
    is_reference: bool
    rows: BoolArray
    problem: Problem | None = None
    contrast: Contrast | None = None
    note: str = ""


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a series as arrays, read from its table once.

    Parameters
    ----------
    outcome, denominator : ndarray, rows of the series
        As the model takes them; not a number where a row is not used.
    position, unit : ndarray of int, rows of the series
        Calendar position and number of the unit.
    is_used, is_treated : ndarray of bool, rows of the series
        Part of the fit; of the treated unit.
    """

    outcome: FloatArray
    denominator: FloatArray
    position: IntArray
    unit: IntArray
    is_used: BoolArray
    is_treated: BoolArray

    def problem(
        self, terms: tuple[str, ...], entries: FloatArray, used: BoolArray, family: Family
    ) -> Problem:
        """Return the problem of a design matrix (rows of the series by k) and its used rows."""
        return Problem(
            terms=terms,
            matrix=entries[used],
            outcome=self.outcome[used],
            denominator=self.denominator[used],
            position=self.position[used],
            unit=self.unit[used],
            family=family,
        )

    def row_at(self, position: int) -> int:
        """Return the number of the treated unit's row at a position."""
        return int(np.flatnonzero(self.is_treated & (self.position == position))[0])

    @property
    def treated_positions(self) -> IntArray:
        """Positions of the treated unit's rows that are used, sorted."""
        return np.sort(self.position[self.is_used & self.is_treated])


@dataclass(frozen=True, eq=False)
class Base:
    """What all variants of one fit share, made once.

    Parameters
    ----------
    fit : Fit
        What is varied.
    rows : Rows
        Of its series.
    problem : Problem
        As it was fitted.
    without : ndarray, rows of the series by k
        The design matrix without the interruptions.
    """

    fit: Fit
    rows: Rows
    problem: Problem
    without: FloatArray

    @cached_property
    def last(self) -> int:
        """Position of the period of the fit's own effect: the last one, if it names none."""
        return self.fit.series.position_of(effects(self.fit)[0].at)

    def reference(self, part: PartName, name: str = AS_SPECIFIED, at: int | None = None) -> Variant:
        """Return the fit as specified, with which the others of a part are compared."""
        place = self.last if at is None else at
        row = self.rows.row_at(place)
        return Variant(
            part=part,
            name=name,
            method=self.fit.method,
            at=place,
            is_reference=True,
            rows=self.rows.is_used,
            problem=self.problem,
            contrast=Contrast(self.fit.matrix.entries[row], self.without[row]),
        )

    def variant(
        self,
        part: PartName,
        name: str,
        *,
        design: Design | None = None,
        kept: BoolArray | None = None,
        at: int | None = None,
    ) -> Variant:
        """Return one variant with a design matrix of its own.

        Parameters
        ----------
        part, name : str
            What is varied, and how.
        design : Design, optional
            Differs in interruptions or seasonality.
        kept : ndarray of bool, rows of the series, optional
            Rows that may be used.
        at : int, optional
            Position of the period of the effect; by default the last one that is used.
        """
        fit, rows = self.fit, self.rows
        place = self.last if at is None else at
        used = rows.is_used if kept is None else rows.is_used & kept
        made = Variant(part, name, fit.method, place, is_reference=False, rows=used)
        planned = design or fit.design
        try:
            matrix = design_matrix(planned, rearranged(fit.series, planned, kept))
        except InvalidInput as error:
            return replace(made, note=error.what)
        row = rows.row_at(place)
        without = matrix.without([each.name for each in planned.interruptions])
        return replace(
            made,
            problem=rows.problem(matrix.terms, matrix.entries, used, planned.family),
            contrast=Contrast(matrix.entries[row], without[row]),
        )


def base_of(fit: Fit) -> Base:
    """Return what the variants of a fit share."""
    rows = rows_of(fit)
    return Base(
        fit=fit,
        rows=rows,
        problem=rows.problem(fit.matrix.terms, fit.matrix.entries, rows.is_used, fit.design.family),
        without=fit.matrix.without([each.name for each in fit.design.interruptions]),
    )


def rows_of(fit: Fit) -> Rows:
    """Return the rows of a fit's series as arrays."""
    table = fit.series.table
    used = table["is_used"].to_numpy(dtype=bool)
    problem = _problem(fit.design, fit.series, fit.matrix)
    outcome, denominator = np.full(len(table), np.nan), np.full(len(table), np.nan)
    outcome[used], denominator[used] = problem.outcome, problem.denominator
    return Rows(
        outcome=outcome,
        denominator=denominator,
        position=table["position"].to_numpy(dtype=np.int64),
        unit=np.asarray(pd.factorize(table["unit"])[0], dtype=np.int64),
        is_used=used,
        is_treated=table["is_treated"].to_numpy(dtype=bool),
    )


def suited_methods(family: Family) -> list[MethodName]:
    """Return the registered estimators that serve a family.

    Examples
    --------
    >>> "glm" in suited_methods("poisson"), "ols" in suited_methods("poisson")
    (True, False)
    """
    kind = "gaussian" if family == "gaussian" else "counts"
    return [name for name, known in ESTIMATORS.items() if known.serves == kind]


def estimator_variants(base: Base) -> Iterator[Variant]:
    """Yield one variant for each estimator of the family, the fit's own first."""
    own = base.reference("estimators", base.fit.method.name)
    yield own
    for name in suited_methods(base.fit.design.family):
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
    >>> from evaluation.its.design import Interruption
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
