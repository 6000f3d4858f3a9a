"""The design matrix: one named column for every term, for every row of the series.

A design and a prepared series come in; a `Matrix` goes out, for the periods used in the fit as
well as for those left out, so that lines can be drawn through them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Design
from evaluation.its.designs.interruption import INTERRUPTION_KINDS
from evaluation.its.preparation.exposure import interruption_columns, segment_columns
from evaluation.its.preparation.seasons import season_columns
from evaluation.its.preparation.series import Series

FloatArray = npt.NDArray[np.float64]

DEPENDENT_COLUMN = 1e-9  # part of a unit-length column that the columns before it leave over


@dataclass(frozen=True, eq=False)
class Matrix:
    """A design matrix with the names of its columns.

    Parameters
    ----------
    terms : tuple of str, length k
        `intercept`, `trend`; of each interruption what it has of `phase-in:NAME`,
        `phase-in-slope:NAME`, `level:NAME`, `slope:NAME`, `pulse:NAME`, `decay:NAME`; of each
        own segment `segment:NAME`, `segment-slope:NAME`; with a control all of these again for
        the treated series as `group`, `group:trend` and so on; then `covariate:NAME`,
        `season:...` and with a control `group:season:...`.
    entries : ndarray, rows of the series by k
        One row for each row of `Series.table`.
    """

    terms: tuple[str, ...]
    entries: FloatArray

    def without(self, interruptions: Collection[str]) -> FloatArray:
        """Return the entries as if some interruptions had not happened, nor been rolled out.

        Own segments stay. With a control only the treated series' own part of a change is taken
        away: the change that it shares with the controls stays in the counterfactual.

        Parameters
        ----------
        interruptions : collection of str
            Their names.

        Returns
        -------
        ndarray, rows of the series by k
            A new array.
        """
        prefix = "group:" if "group" in self.terms else ""
        gone = {f"{prefix}{kind}:{name}" for kind in INTERRUPTION_KINDS for name in interruptions}
        kept = np.array([term not in gone for term in self.terms], dtype=np.float64)
        return self.entries * kept


def design_matrix(design: Design, series: Series) -> Matrix:
    """Return the design matrix of a series.

    `trend` counts periods from 0 at the first period used. `level` is 1 from the
    interruption's date; `slope` counts periods from 0 in the first period used on or after it
    (for the other kinds see `interruption_columns`).
    With a control in the model the treated series has a season of its own, so that least squares
    gives the same change as a regression of the difference between the two series. A control
    used as difference or offset adds no term.

    Parameters
    ----------
    design : Design
        Which terms.
    series : Series
        The prepared rows.

    Raises
    ------
    InvalidInput
        If there are not more rows than terms, or a term is a combination of the others.

    References
    ----------
    Wagner AK et al. (2002), doi:10.1046/j.1365-2710.2002.00430.x. Linden A (2015), Stata
    Journal 15:480. Lopez Bernal J et al. (2020), correction, doi:10.1093/ije/dyaa118.
    """
    columns = dict(_segments(design, series))
    if design.has_group_terms:
        columns |= _grouped(columns, series)
    for name in design.covariates:
        columns[f"covariate:{name}"] = series.table[f"covariate:{name}"].to_numpy(np.float64)
    seasons = dict(season_columns(design, series))
    columns |= seasons
    if design.has_group_terms:
        columns |= _grouped(seasons, series)
    matrix = Matrix(tuple(columns), np.column_stack(list(columns.values())))
    _require_full_rank(matrix, series)
    return matrix


def _segments(design: Design, series: Series) -> Iterator[tuple[str, FloatArray]]:
    position = series.table["position"].to_numpy(dtype=np.float64)
    yield "intercept", np.ones_like(position)
    yield "trend", position
    for interruption in design.interruptions:
        yield from interruption_columns(interruption, series)
    for segment in design.segments:
        yield from segment_columns(segment, series)


def _grouped(columns: Mapping[str, FloatArray], series: Series) -> dict[str, FloatArray]:
    """Return the treated series' own part of some terms."""
    is_treated = series.table["is_treated"].to_numpy(dtype=np.float64)
    return {_group_term(term): is_treated * column for term, column in columns.items()}


def _group_term(term: str) -> str:
    return "group" if term == "intercept" else f"group:{term}"


def _require_full_rank(matrix: Matrix, series: Series) -> None:
    used = matrix.entries[series.table["is_used"].to_numpy(dtype=bool)]
    rows, columns = used.shape
    if rows <= columns:
        raise InvalidInput(
            f"The model has {columns} terms for {rows} points.",
            "Use fewer terms (seasonality, covariates, interruptions) or a longer series.",
        )
    lengths = np.linalg.norm(used, axis=0)
    upper = np.linalg.qr(used / np.where(lengths > 0, lengths, 1.0), mode="r")
    is_dependent = np.abs(np.diag(upper)) < DEPENDENT_COLUMN
    if is_dependent.any():
        named = [term for term, flag in zip(matrix.terms, is_dependent, strict=True) if flag]
        raise InvalidInput(
            f"The terms {', '.join(named)} follow from the other terms and cannot be estimated.",
            "Remove those covariates, segments or seasonal terms, or a term of an interruption.",
        )
