"""The tables of the portfolio's value: by class of benefit, by project and by year.

In: the combined value, or what the projects' runs saved. Out: tables with captions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.portfolio.results import ProjectResult
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.value_tables import MONEY_COLUMNS, flows_frame
from evaluation.present.value_words import money_limits, money_text, payback_text
from evaluation.value.combined import CombinedValue
from evaluation.value.economics import Quantity
from evaluation.value.estimates import (
    ANALYSIS,
    BCR,
    COSTS,
    ESTIMATED,
    MEASURED,
    NPSV,
    PAYBACK,
    WHOLE,
)


def projects_table(projects: Sequence[tuple[ProjectResult, str]]) -> Table:
    """Return each project's own results, at its own first year and in its own prices.

    Parameters
    ----------
    projects : sequence of (ProjectResult, str)
        Each with the year of its prices.
    """
    rows = []
    for item, price_year in projects:
        own: Mapping[str, Estimate] = {
            estimate.measure: estimate
            for estimate in item.estimates
            if (estimate.analysis, estimate.outcome) == (ANALYSIS, WHOLE)
        }
        payback = own.get(PAYBACK)
        rows.append(
            {
                "Project": item.folder.project.title,
                "Costs": _money(own.get(COSTS)),
                "Benefits measured": _money(own.get(MEASURED)),
                "Benefits estimated": _money(own.get(ESTIMATED)),
                "Benefits less costs": _money(own.get(NPSV), limits=True),
                "Back for each £1": _ratio(own.get(BCR)),
                "Payback": payback_text(payback.value if payback else None),
                "Prices of": price_year,
            }
        )
    caption = "Costs, benefits and return of each project, at the value of its first year."
    right = (*MONEY_COLUMNS, "Back for each £1", "Payback")
    return Table(pd.DataFrame(rows), caption, "value-projects", right=right)


def years_table(found: CombinedValue) -> Table:
    """Return costs and benefits of all projects by year."""
    caption = (
        f"Costs and benefits of the portfolio by year, health included, in prices of "
        f"{found.price_year}, not discounted."
    )
    frame = flows_frame(found.costs, found.gains, found.years, with_total=False)
    return Table(frame, caption, "value-years", right=MONEY_COLUMNS)


def _money(estimate: Estimate | None, *, limits: bool = False) -> str:
    if estimate is None or estimate.value is None:
        return numbers.NOT_AVAILABLE
    text = money_text(estimate.value)
    found = Quantity(estimate.value, estimate.lower, estimate.upper)
    return numbers.with_limits(text, money_limits(found)) if limits else text


def _ratio(estimate: Estimate | None) -> str:
    if estimate is None or not estimate.is_estimable:
        return numbers.NOT_AVAILABLE
    return numbers.cell_text(estimate)
