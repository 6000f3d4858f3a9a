"""Variants of a fit: the same series with another design, fewer rows or another method.

A `Fit` comes in; a `Base` goes out that makes `Variant`s, each a `Problem` with the contrast to
take from its solution, or a sentence why there is none. Nothing is solved here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Design
from evaluation.its.designs.family import Family
from evaluation.its.designs.method import Method
from evaluation.its.estimation.solution import FloatArray, IntArray, Problem
from evaluation.its.fitted.effects import effects
from evaluation.its.fitted.fit import Fit, _problem
from evaluation.its.fitted.line_contrast import Contrast
from evaluation.its.preparation.matrix import design_matrix
from evaluation.its.variation.rearranged import rearranged

PartName = Literal["estimators", "dates", "lags", "windows", "seasonality", "placebo"]
BoolArray = npt.NDArray[np.bool_]

AS_SPECIFIED = "as specified"


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
        As the model takes them; not a number where they are missing.
    position, unit : ndarray of int, rows of the series
        Calendar position and number of the unit.
    is_used, is_treated, is_complete : ndarray of bool, rows of the series
        Part of the fit; of the treated unit; with all values, though perhaps excluded.
    known : ndarray, rows of the series
        Part of the linear predictor that is not estimated: a control's line, else 0.
    """

    outcome: FloatArray
    denominator: FloatArray
    position: IntArray
    unit: IntArray
    is_used: BoolArray
    is_treated: BoolArray
    is_complete: BoolArray
    known: FloatArray

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
            contrast=Contrast(
                self.fit.matrix.entries[row], self.without[row], float(self.rows.known[row])
            ),
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
        made = Variant(part, name, fit.method, place, is_reference=False, rows=rows.is_used)
        planned = design or fit.design
        try:
            series = rearranged(fit.series, planned, rows.is_complete, kept)
            matrix = design_matrix(planned, series)
        except InvalidInput as error:
            return replace(made, note=error.what)
        row = rows.row_at(place)
        used = series.table["is_used"].to_numpy(dtype=bool)
        without = matrix.without([each.name for each in planned.interruptions])
        return replace(
            made,
            rows=used,
            problem=rows.problem(matrix.terms, matrix.entries, used, planned.family),
            contrast=Contrast(matrix.entries[row], without[row], float(rows.known[row])),
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
    whole = replace(fit.series, table=table.assign(is_used=True))
    with np.errstate(all="ignore"):  # rows that are left out may have no logarithm
        problem = _problem(fit.design, whole, fit.matrix)
    parts = (problem.outcome[:, None], problem.denominator[:, None], problem.matrix)
    is_complete = np.asarray(np.isfinite(np.hstack(parts)).all(axis=1), dtype=bool)
    return Rows(
        outcome=problem.outcome,
        denominator=problem.denominator,
        position=problem.position,
        unit=problem.unit,
        is_used=table["is_used"].to_numpy(dtype=bool),
        is_treated=table["is_treated"].to_numpy(dtype=bool),
        is_complete=is_complete,
        known=known_part(table),
    )


def known_part(table: pd.DataFrame) -> FloatArray:
    """Return the part of the linear predictor of each row that is not estimated."""
    if "control_line" in table:
        return table["control_line"].to_numpy(dtype=np.float64)
    return np.zeros(len(table))
