"""Tables of a resource impact: inputs with their sources, years, lines, scenarios and capacity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.impact_words import input_names
from evaluation.present.value_words import money_limits, money_text, price_text
from evaluation.present.words import capital
from evaluation.value.economics import Quantity
from evaluation.value.impact import (
    Impact,
    Probabilistic,
    by_year,
    capacity_by_year,
    lines_frame,
    year_names,
)
from evaluation.workspace.impact_spec import ImpactSpec
from evaluation.workspace.uncertain_number import UncertainNumber

ASSUMED: Final = "assumed"
MOST_DECIMALS: Final = 4
PERCENTAGES: Final = ("eligibility", "uptake")


def inputs_table(spec: ImpactSpec, label: str) -> Table:
    """Return every input with its value, range and source."""
    names = input_names(spec)
    rows = [
        {
            "Input": names[key],
            "Value": _shown(key, number.value),
            "Range": _range(key, number),
            "Source": number.source or ASSUMED,
        }
        for key, number in spec.inputs()
        if number.value != 0 or number.source
    ]
    caption = f"Inputs of the resource impact, {spec.area}, amounts in prices of {spec.price_year}."
    return Table(pd.DataFrame(rows), caption, label)


def years_table(spec: ImpactSpec, found: Impact, label: str) -> Table:
    """Return people, costs and net impact by year."""
    rows = [
        {
            "Year": row["year"],
            "Could have it": numbers.number(row["eligible"]),
            "Have it now": numbers.number(row["current_users"]),
            "Have it then": numbers.number(row["future_users"]),
            "Cost now": money_text(row["current_cost"]),
            "Cost then": money_text(row["future_cost"]),
            "Net impact": money_text(row["net"]),
            "Up to then": money_text(row["cumulative"]),
        }
        for row in by_year(spec, found).to_dict("records")
    ]
    caption = f"People, costs and net impact by year, in prices of {spec.price_year}."
    frame = pd.DataFrame(rows)
    return Table(frame, caption, label, right=tuple(frame.columns[1:]))


def split_table(spec: ImpactSpec, found: Impact, drawn: Probabilistic | None, label: str) -> Table:
    """Return the net impact by year: cash and capacity, by payer, and for 100,000 people."""
    rows = []
    for at, row in enumerate(by_year(spec, found).to_dict("records")):
        shown = {
            "Year": row["year"],
            "Cash": money_text(row["cash"]),
            "Capacity": money_text(row["capacity"]),
            "Provider": money_text(row["provider"]),
            "Commissioner": money_text(row["commissioner"]),
            "For 100,000": money_text(row["per_100000"]),
        }
        if drawn is not None:
            lower, upper = (float(drawn.net[name].iloc[at]) for name in ("lower", "upper"))
            shown["Net, 95% interval"] = money_limits(Quantity(row["net"], lower, upper))
        rows.append(shown)
    frame = pd.DataFrame(rows)
    caption = (
        "Net impact by year: in cash and in capacity, by who bears it, and for 100,000 people."
    )
    return Table(frame, caption, label, right=tuple(frame.columns[1:]))


def lines_table(spec: ImpactSpec, found: Impact, label: str) -> Table:
    """Return each line over all years."""
    rows = [
        {
            "Line": row["name"],
            "Kind": row["kind"],
            "Borne by": row["payer"],
            "Now": money_text(row["current"]),
            "Then": money_text(row["future"]),
            "Net impact": money_text(row["net"]),
        }
        for row in lines_frame(found).to_dict("records")
    ]
    years = year_names(spec)
    caption = f"Each line of the resource impact, {years[0]} to {years[-1]} together."
    return Table(pd.DataFrame(rows), caption, label, right=("Now", "Then", "Net impact"))


def scenarios_table(base: Impact, others: Mapping[str, Impact], label: str) -> Table:
    """Return the net impact of each scenario over all years, and in the last."""
    rows = [
        {
            "Scenario": name,
            "All years": money_text(float(found.cumulative[-1])),
            "Last year": money_text(float(found.net[-1])),
            "Last year, for 100,000": money_text(float(found.per_people[-1])),
        }
        for name, found in {"Base case": base, **others}.items()
    ]
    right = ("All years", "Last year", "Last year, for 100,000")
    return Table(pd.DataFrame(rows), "Net impact by scenario.", label, right=right)


def capacity_table(spec: ImpactSpec, found: Impact, label: str) -> Table | None:
    """Return the change of each capacity by year; None where there is none."""
    frame = capacity_by_year(spec, found)
    if frame.empty:
        return None
    rows = [
        {
            "Capacity": capital(unit),
            **{str(row["year"]): numbers.number(row["change"]) for row in part.to_dict("records")},
        }
        for unit, part in ((str(name), part) for name, part in frame.groupby("unit", sort=False))
    ]
    caption = "Capacity by year: below 0 it is freed, above 0 it is needed."
    return Table(pd.DataFrame(rows), caption, label, right=tuple(year_names(spec)))


def _shown(key: str, value: float) -> str:
    part, _, field = key.rpartition(".")
    is_percent = key.partition(".")[0] in PERCENTAGES or field == "growth"
    if is_percent:
        return numbers.with_unit(_plain(value), "%")
    if field in ("unit-cost", "unit-value") or part.startswith("one-off"):
        return price_text(value)
    return _plain(value)


def _plain(value: float) -> str:
    return f"{round(value, MOST_DECIMALS):,.10g}".replace("-", numbers.MINUS)


def _range(key: str, number: UncertainNumber) -> str:
    if number.low is None or number.high is None:
        return "fixed"
    return f"{_shown(key, number.low)} to {_shown(key, number.high)}, {number.distribution}"
