"""Tables of a project's costs, benefits and return.

In: an assessment and what its value.yml says. Out: tables with captions, amounts in pounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from evaluation.estimate import Estimate
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.value_words import (
    money_limits,
    money_text,
    payback_text,
    pounds_and_pence,
    price_texts,
    share_text,
)
from evaluation.present.words import capital
from evaluation.value.assessment import Assessment
from evaluation.value.economics import CHOICE_WORDS, Option, Quantity, Stream
from evaluation.value.estimates import BCR, COST_PER_OUTCOME, PAYBACK
from evaluation.workspace.value_costs import Cost

MONEY_COLUMNS = ("Costs", "Benefits measured", "Benefits estimated", "Benefits less costs")
EACH_YEAR = "as paid"


def flows_table(found: Assessment, label: str) -> Table:
    """Return costs and benefits by year, real and not discounted.

    Parameters
    ----------
    found : Assessment
    label : str
        Of the table, unique in the report.
    """
    caption = (
        f"Costs and benefits by year, in prices of {found.price_year}, not discounted; a benefit "
        "is measured where its quantity comes from an estimate of that year."
    )
    frame = flows_frame(found.costs, found.gains, found.years, with_total=True)
    return Table(frame, caption, label, right=MONEY_COLUMNS)


def flows_frame(
    costs: Sequence[Stream], gains: Sequence[Stream], years: Sequence[str], *, with_total: bool
) -> pd.DataFrame:
    """Return costs and benefits by year, measured and estimated apart.

    Parameters
    ----------
    costs, gains : sequence of Stream
    years : sequence of str
    with_total : bool
        Whether a last row sums all years.

    Returns
    -------
    DataFrame, one row a year
        Year, and `MONEY_COLUMNS` in pounds as text.
    """
    spent = _by_year(costs, len(years))
    measured = _by_year(gains, len(years), measured=True)
    estimated = _by_year(gains, len(years), measured=False)
    columns = (spent, measured, estimated, measured + estimated - spent)
    rows: list[dict[str, Any]] = [
        {"Year": year, **_cells([column[index] for column in columns])}
        for index, year in enumerate(years)
    ]
    if with_total:
        rows.append({"Year": "All years", **_cells([column.sum() for column in columns])})
    return pd.DataFrame(rows)


def return_table(estimates: Sequence[Estimate], found: Assessment, label: str) -> Table:
    """Return present values, net value, ratios and payback with their intervals.

    Parameters
    ----------
    estimates : sequence of Estimate
        Of the assessment.
    found : Assessment
    label : str
    """
    rows = [
        {"Result": _result_name(estimate), "Value": value, "95% interval": limits}
        for estimate in estimates
        for value, limits in (_cell(estimate),)
        if not estimate.measure.startswith("value of the choice")
    ]
    years = f"{found.years[0]} to {found.years[-1]}"
    caption = f"What the project costs and brings, {years}, at the value of {found.years[0]}."
    return Table(pd.DataFrame(rows), caption, label)


def costs_table(costs: Sequence[Cost], found: Assessment, label: str) -> Table:
    """Return each cost with who pays it, its price year and source."""
    totals = {stream.name: float(stream.point.sum()) for stream in found.costs}
    rows = [
        {
            "Cost": cost.label,
            "Kind": cost.kind,
            "Paid by": cost.payer,
            "All years": money_text(totals[cost.id]),
            "Prices given": EACH_YEAR if cost.price_year == "each-year" else cost.price_year,
            "Measured to": cost.measured_to or "estimated",
            "Added for optimism": _bias(cost),
            "Source": cost.source,
        }
        for cost in costs
    ]
    caption = f"Costs, in prices of {found.price_year}, not discounted."
    return Table(pd.DataFrame(rows), caption, label, right=("All years",))


def choices_table(found: Sequence[Option], from_year: str, price_year: str, label: str) -> Table:
    """Return what stopping, going on and spreading are worth from a year on."""
    rows = [
        {
            "Choice": CHOICE_WORDS[option.choice],
            "Value on average": money_text(option.value.value or 0.0),
            "95% interval": money_limits(option.value),
            "Best in": share_text(option.probability_best),
            "Lost on average": money_text(option.expected_loss),
        }
        for option in found
    ]
    caption = (
        f"What each choice is worth from {from_year} on: only costs and benefits still to come, "
        f"in prices of {price_year}, at the value of {from_year}."
    )
    right = ("Value on average", "95% interval", "Best in", "Lost on average")
    return Table(pd.DataFrame(rows), caption, label, right=right)


def _by_year(
    streams: Sequence[Stream], years: int, *, measured: bool | None = None
) -> np.ndarray[Any, np.dtype[np.float64]]:
    found = np.zeros(years)
    for stream in streams:
        keep = np.ones(years, dtype=bool) if measured is None else stream.measured == measured
        found = found + np.where(keep, stream.point, 0.0)
    return found


def _cells(amounts: Sequence[float]) -> dict[str, str]:
    return dict(zip(MONEY_COLUMNS, (money_text(float(amount)) for amount in amounts), strict=True))


def _bias(cost: Cost) -> str:
    return "none" if cost.optimism_bias is None else f"{cost.optimism_bias.percent:g}%"


def _result_name(estimate: Estimate) -> str:
    name = capital(estimate.measure)
    return name if estimate.outcome == "project" else f"{name}: {estimate.label}"


def _cell(estimate: Estimate) -> tuple[str, str]:
    """Return a result and its limits, each with its unit."""
    found = Quantity(estimate.value, estimate.lower, estimate.upper)
    if found.value is None:
        return "not defined", numbers.NOT_AVAILABLE
    if estimate.measure == BCR:
        return pounds_and_pence(found)
    if estimate.measure == COST_PER_OUTCOME:
        price, limits = price_texts(found)
        return price, limits or numbers.NOT_AVAILABLE
    if estimate.unit == numbers.POUNDS:
        return money_text(found.value), money_limits(found) or numbers.NOT_AVAILABLE
    if estimate.measure == PAYBACK:
        return payback_text(
            found.value
        ), f"{payback_text(found.lower)} to {payback_text(found.upper)}"
    return numbers.value_text(estimate), numbers.with_unit(
        numbers.interval_text(estimate), estimate.unit
    )
