"""The register and the plan of a project's benefits as DataFrames, numbers as numbers.

In: benefits with what came of them. Out: one row per benefit (or year); what a reader sees is made
of these by the presenters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from evaluation.value.benefits.claims import Claim
from evaluation.value.benefits.quantity import Quantity
from evaluation.value.benefits.realised import Realised
from evaluation.workspace.project import Kpi
from evaluation.workspace.value_benefits import Benefit
from evaluation.workspace.value_tools import DataSource, LogicModel

ALL_OF_IT = 100.0


def planning_frame(
    benefits: Sequence[Benefit], kpis: Mapping[str, Kpi], sources: Sequence[DataSource]
) -> pd.DataFrame:
    """Return what is measured for each benefit, from where, by whom and until when.

    Returns
    -------
    DataFrame, one row per benefit
        id, benefit, measure, unit, source, owner, target (number or missing), target_date, review.
    """
    named = {source.id: source.name for source in sources}
    rows = []
    for item in benefits:
        kpi = kpis.get(item.kpi or "")
        own = kpi.target if kpi is not None and not item.is_harm else None
        rows.append(
            {
                "id": item.id,
                "benefit": item.benefit,
                "measure": item.measure or (kpi.label if kpi else ""),
                "unit": item.unit or (kpi.unit if kpi else ""),
                "source": named.get(item.data_source or "", kpi.source if kpi else ""),
                "owner": item.owner,
                "target": own if item.target is None else item.target,
                "target_date": item.target_date,
                "review": item.review,
            }
        )
    names = [
        *("id", "benefit", "measure", "unit", "source"),
        *("owner", "target", "target_date", "review"),
    ]
    return pd.DataFrame(rows, columns=names).astype({"target": "float64"})


def register_frame(
    benefits: Sequence[Benefit], found: Sequence[Realised], logic_model: LogicModel | None
) -> pd.DataFrame:
    """Return the register: each benefit, where it stands, and the share realised.

    Parameters
    ----------
    benefits : sequence of Benefit
    found : sequence of Realised
        One for each benefit, in the same order.
    logic_model : LogicModel or None
        Says what the linked outcome is in words.

    Returns
    -------
    DataFrame, one row per benefit
        id, benefit, kind, beneficiary, outcome, confidence, attribution (percent),
        attribution_reason, status, state, share, lower, upper, is_due, counted_in.
    """
    elements = logic_model.elements if logic_model is not None else []
    texts = {element.id: element.text for element in elements}
    rows = []
    for item, came in zip(benefits, found, strict=True):
        share = came.share
        rows.append(
            {
                "id": item.id,
                "benefit": item.benefit,
                "kind": item.kind,
                "beneficiary": item.beneficiary,
                "outcome": texts.get(item.outcome, item.outcome),
                "confidence": item.confidence,
                "attribution": item.attribution.percent if item.attribution else ALL_OF_IT,
                "attribution_reason": item.attribution.reason if item.attribution else "",
                "status": item.status,
                "state": came.state,
                "share": share.value if share else None,
                "lower": share.lower if share else None,
                "upper": share.upper if share else None,
                "is_due": came.is_due,
                "counted_in": item.counted_in or "",
            }
        )
    frame = pd.DataFrame(rows)
    numbers = ["attribution", "share", "lower", "upper"]
    return frame.astype(dict.fromkeys(numbers, "float64")) if rows else frame


def money_frame(
    benefits: Sequence[Benefit],
    quantities: Mapping[str, Quantity],
    claims: Mapping[str, Claim],
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return quantity and money of each benefit by year, measured and estimated apart.

    Parameters
    ----------
    benefits : sequence of Benefit
    quantities, claims : mapping of str
        By id of the benefit; those without money may lack.
    level : float
        Of the percentile intervals.

    Returns
    -------
    DataFrame, one row per benefit and year
        id, benefit, kind, payer, unit, unit_value, unit_low, unit_high, unit_price_year,
        method, year, basis, provenance, status, quantity, quantity_lower, quantity_upper, value,
        value_lower, value_upper (pounds of `price_year`), price_year.
    """
    rows = []
    for item in benefits:
        money, units, own = item.money, quantities.get(item.id), claims.get(item.id)
        if money is None or units is None:
            continue
        price = money.unit_value
        for at, year in enumerate(units.years):
            if year not in money.years:
                continue
            rows.append(
                {
                    "id": item.id,
                    "benefit": item.benefit,
                    "kind": item.kind,
                    "payer": money.payer,
                    "unit": money.unit,
                    "unit_value": price.value if price else None,
                    "unit_low": price.low if price else None,
                    "unit_high": price.high if price else None,
                    "unit_price_year": price.price_year if price else "",
                    "method": (price.method if price else None) or "",
                    "year": year,
                    "basis": units.bases[at],
                    "provenance": units.provenance,
                    "status": units.status,
                    **_amounts("quantity", units.value, units.draws, at, level),
                    **_amounts(
                        "value",
                        own.value if own else None,
                        own.draws if own else None,
                        at,
                        level,
                    ),
                    "price_year": own.price_year if own else "",
                }
            )
    return pd.DataFrame(rows)


def sources_frame(sources: Sequence[DataSource]) -> pd.DataFrame:
    """Return the data sources, one row each, with the keys of the file as columns."""
    names = ["id", "name", "holds", "owner", "frequency", "since", "quality", "limits"]
    rows = [{name: getattr(source, name) for name in names} for source in sources]
    return pd.DataFrame(rows, columns=names).fillna({"limits": ""})


def _amounts(
    name: str,
    value: np.ndarray | None,
    draws: np.ndarray | None,
    at: int,
    level: float,
) -> dict[str, float | None]:
    if value is None or draws is None:
        return {name: None, f"{name}_lower": None, f"{name}_upper": None}
    tail = (1 - level) / 2
    lower, upper = np.quantile(draws[:, at], [tail, 1 - tail])
    return {name: float(value[at]), f"{name}_lower": float(lower), f"{name}_upper": float(upper)}
