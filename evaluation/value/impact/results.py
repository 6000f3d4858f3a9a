"""A resource impact as a table by year, its lines, and as estimates.

In: a model and its analyses. Out: DataFrames with numbers as numbers, and `Estimate`s.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from evaluation.estimate import DEFAULT_LEVEL, Estimate, Provenance
from evaluation.value.impact.analyses import Probabilistic
from evaluation.value.impact.model import Impact
from evaluation.workspace.impact_spec import ImpactSpec
from evaluation.workspace.years import years_from

ANALYSIS = "resource impact"
NET, CUMULATIVE, PER_PEOPLE = "net impact", "cumulative net impact", "net impact per 100,000"
CASH, CAPACITY = f"{NET} in cash", f"{NET} in capacity"
METHOD = "resource impact model, undiscounted, constant prices of {price_year}; {perspective}"
DRAWN = "; limits are percentiles of {draws:,} draws (seed {seed})"


def year_names(spec: ImpactSpec) -> list[str]:
    """Return the financial years of the model."""
    return list(years_from(spec.first_year, spec.years))


def by_year(spec: ImpactSpec, found: Impact) -> pd.DataFrame:
    """Return people and amounts, one row a year.

    Returns
    -------
    DataFrame
        year, population, eligible, current_users, future_users (people), current_cost,
        future_cost, net, cumulative, cash, capacity, provider, commissioner, per_100000 (pounds).
    """
    return pd.DataFrame(
        {
            "year": year_names(spec),
            "population": found.population,
            "eligible": found.eligible,
            "current_users": found.current_users,
            "future_users": found.future_users,
            "current_cost": found.current,
            "future_cost": found.future,
            "net": found.net,
            "cumulative": found.cumulative,
            "cash": found.net_of(kind="cash"),
            "capacity": found.net_of(kind="capacity"),
            "provider": found.net_of(payer="provider"),
            "commissioner": found.net_of(payer="commissioner"),
            "per_100000": found.per_people,
        }
    )


def capacity_by_year(spec: ImpactSpec, found: Impact) -> pd.DataFrame:
    """Return the change of each capacity, one row for each unit and year: unit, year, change."""
    rows = [
        (unit, year, float(amount))
        for unit, amounts in found.capacity().items()
        for year, amount in zip(year_names(spec), amounts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["unit", "year", "change"])


def lines_frame(found: Impact) -> pd.DataFrame:
    """Return each line over all years: id, name, kind, payer, current, future, net (pounds)."""
    rows = [
        (
            line.id,
            line.name,
            line.kind,
            line.payer,
            float(np.sum(line.current)),
            float(np.sum(line.future)),
            float(np.sum(line.net)),
        )
        for line in found.lines
    ]
    names = ["id", "name", "kind", "payer", "current", "future", "net"]
    return pd.DataFrame(rows, columns=names)


def assumed(spec: ImpactSpec) -> list[str]:
    """Return the names of the inputs that no source is given for."""
    return [key for key, number in spec.inputs() if number.source is None and number.value != 0]


def impact_estimates(
    spec: ImpactSpec,
    found: Impact,
    drawn: Probabilistic | None,
    provenance: Provenance | None = None,
) -> list[Estimate]:
    """Return net impact by year, cumulative and per 100,000 people as estimates.

    Parameters
    ----------
    spec : ImpactSpec
    found : Impact
        The base case.
    drawn : Probabilistic or None
        For the limits; without it there are none.
    provenance : {"measured", "estimated", "synthetic"}, optional
        By default the model's own.
    """
    method = METHOD.format(price_year=spec.price_year, perspective=spec.perspective)
    if drawn is not None:
        method += DRAWN.format(draws=drawn.draws, seed=drawn.seed)
    estimates = []
    for at, year in enumerate(year_names(spec)):
        for measure, amounts, limits in (
            (NET, found.net, drawn.net if drawn else None),
            (CUMULATIVE, found.cumulative, drawn.cumulative if drawn else None),
            (PER_PEOPLE, found.per_people, drawn.per_people if drawn else None),
            (CASH, found.net_of(kind="cash"), drawn.cash if drawn else None),
            (CAPACITY, found.net_of(kind="capacity"), drawn.capacity if drawn else None),
        ):
            lower, upper = (
                (None, None)
                if limits is None
                else (float(limits["lower"].iloc[at]), float(limits["upper"].iloc[at]))
            )
            estimates.append(
                Estimate(
                    analysis=ANALYSIS,
                    outcome="resource-impact",
                    measure=f"{measure}, {year}",
                    unit="GBP",
                    value=float(amounts[at]),
                    lower=lower,
                    upper=upper,
                    n=None,
                    method=method,
                    period=year,
                    provenance=provenance or spec.provenance,
                    level=drawn.level if drawn else DEFAULT_LEVEL,
                    label=spec.title,
                )
            )
    return estimates
