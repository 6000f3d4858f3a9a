"""Sums the benefits of a portfolio without counting one twice, measured and estimated apart.

In: claims of all projects in one price year. Out: a `RollUp` of DataFrames in pounds; amounts are
not discounted unless the claims are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.errors import InvalidInput
from evaluation.value.benefits.claims import Claim
from evaluation.value.benefits.double_counting import LeftOut, order, summed_once
from evaluation.value.benefits.quantity import Basis
from evaluation.workspace.value_benefits import BenefitClass

FloatArray = NDArray[np.float64]

CLASSES: Final[tuple[BenefitClass, ...]] = get_args(BenefitClass)
BASES: Final[tuple[Basis, ...]] = get_args(Basis)
AMOUNTS: Final = ("value", "lower", "upper")


@dataclass(frozen=True, eq=False)
class RollUp:
    """The benefits of a portfolio.

    Parameters
    ----------
    price_year : str
        Of all amounts; empty where nothing has money.
    years : tuple of str
    totals : DataFrame, one row per class and basis
        kind, basis ("measured" or "estimated"), benefits, value, lower, upper, in pounds over all
        years; a dis-benefit is negative. Cash-releasing and other classes are never in one row.
    by_year : DataFrame, one row per class, basis and year
        kind, basis, year, value, lower, upper.
    net : DataFrame, one row per basis
        basis, value, lower, upper: all classes less dis-benefits. No budget: most of it is no cash.
    left_out : DataFrame
        project, benefit, label, kind, reason, where, value: what is not summed, and why.
    without_value : DataFrame, one row per class and status
        kind, status ("no money", "suppressed", "not estimable"), benefits.
    level : float
        Of the intervals.
    draws : int
    provenances : tuple of str
        Of what is summed.
    """

    price_year: str
    years: tuple[str, ...]
    totals: pd.DataFrame
    by_year: pd.DataFrame
    net: pd.DataFrame
    left_out: pd.DataFrame
    without_value: pd.DataFrame
    level: float
    draws: int
    provenances: tuple[str, ...]


def roll_up(claims: Sequence[Claim], *, level: float = 0.95) -> RollUp:
    """Return the sums of a portfolio, or of one project.

    Parameters
    ----------
    claims : sequence of Claim
        In one price year, in any order. Those of one project have their draws in step, those of
        two are independent even where both were drawn with the same seed (`quantity`, `claim`).
    level : float
        Of the percentile intervals.

    Raises
    ------
    InvalidInput
        If the claims are not in one price year, or have not the same number of draws.

    Notes
    -----
    The interval of a sum is the interval of the summed draws, not the sum of intervals.
    """
    counted, left_out = summed_once(claims)
    summed = [claim for claim in counted if claim.value is not None]
    price_year, draws = _of_all(summed)
    years = tuple(sorted({year for claim in summed for year in claim.years}))
    cells = _cells(summed, years)
    totals, by_year = _sums(cells, years, level)
    return RollUp(
        price_year=price_year,
        years=years,
        totals=totals,
        by_year=by_year,
        net=_net(cells, level),
        left_out=_left_out(left_out),
        without_value=_without_value(counted),
        level=level,
        draws=draws,
        provenances=tuple(sorted({claim.provenance for claim in summed})),
    )


@dataclass(frozen=True, eq=False)
class _Cell:
    """What one claim adds to one class and basis: points by year, and draws by years."""

    kind: BenefitClass
    basis: Basis
    value: FloatArray
    draws: FloatArray


def _of_all(summed: Sequence[Claim]) -> tuple[str, int]:
    price_years = sorted({claim.price_year for claim in summed})
    sizes = {len(claim.draws) for claim in summed if claim.draws is not None}
    if len(price_years) > 1:
        raise InvalidInput(
            f"Benefits in prices of {' and '.join(price_years)} cannot be summed.",
            "Bring all of them to one price year first.",
        )
    if len(sizes) > 1:
        raise InvalidInput(
            "The projects' benefits do not have the same number of draws.",
            "Give the same 'draws' under 'economics' of every value.yml.",
        )
    return (price_years[0] if price_years else "", sizes.pop() if sizes else 0)


def _cells(summed: Sequence[Claim], years: Sequence[str]) -> list[_Cell]:
    cells = []
    for claim in sorted(summed, key=order):
        if claim.value is None or claim.draws is None:
            continue
        at = [years.index(year) for year in claim.years]
        for basis in BASES:
            here = np.array([own == basis for own in claim.bases])
            if not here.any():
                continue
            value, draws = np.zeros(len(years)), np.zeros((len(claim.draws), len(years)))
            value[at], draws[:, at] = claim.value * here, claim.draws * here
            cells.append(_Cell(claim.kind, basis, value, draws))
    return cells


def _sums(
    cells: Sequence[_Cell], years: Sequence[str], level: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    totals, by_year = [], []
    for kind in CLASSES:
        for basis in BASES:
            own = [cell for cell in cells if (cell.kind, cell.basis) == (kind, basis)]
            if not own:
                continue
            value, draws = _added(own)
            row: dict[str, Any] = {"kind": kind, "basis": basis}
            total = _amounts(value.sum(), draws.sum(axis=1), level)
            totals.append({**row, "benefits": len(own), **total})
            by_year += [
                {**row, "year": year, **_amounts(value[at], draws[:, at], level)}
                for at, year in enumerate(years)
            ]
    return (
        pd.DataFrame(totals, columns=["kind", "basis", "benefits", *AMOUNTS]),
        pd.DataFrame(by_year, columns=["kind", "basis", "year", *AMOUNTS]),
    )


def _net(cells: Sequence[_Cell], level: float) -> pd.DataFrame:
    rows = []
    for basis in BASES:
        own = [cell for cell in cells if cell.basis == basis]
        if own:
            value, draws = _added(own)
            rows.append({"basis": basis, **_amounts(value.sum(), draws.sum(axis=1), level)})
    return pd.DataFrame(rows, columns=["basis", *AMOUNTS])


def _added(cells: Sequence[_Cell]) -> tuple[FloatArray, FloatArray]:
    value, draws = np.zeros_like(cells[0].value), np.zeros_like(cells[0].draws)
    for cell in cells:
        value, draws = value + cell.value, draws + cell.draws
    return value, draws


def _amounts(value: float, draws: FloatArray, level: float) -> dict[str, float]:
    tail = (1 - level) / 2
    lower, upper = np.quantile(draws, [tail, 1 - tail])
    return {"value": float(value), "lower": float(lower), "upper": float(upper)}


def _left_out(left_out: Sequence[LeftOut]) -> pd.DataFrame:
    rows = [
        {
            "project": item.claim.project,
            "benefit": item.claim.benefit,
            "label": item.claim.label,
            "kind": item.claim.kind,
            "reason": item.reason,
            "where": item.where,
            "value": None if item.claim.value is None else item.claim.total,
        }
        for item in left_out
    ]
    names = ["project", "benefit", "label", "kind", "reason", "where", "value"]
    return pd.DataFrame(rows, columns=names).astype({"value": "float64"})


def _without_value(counted: Sequence[Claim]) -> pd.DataFrame:
    rows = [
        {"kind": claim.kind, "status": claim.status} for claim in counted if claim.value is None
    ]
    if not rows:
        return pd.DataFrame(columns=["kind", "status", "benefits"])
    counts = pd.DataFrame(rows).groupby(["kind", "status"], sort=True).size()
    return counts.rename("benefits").reset_index()
