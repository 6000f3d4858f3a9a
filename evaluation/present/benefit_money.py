"""Benefits in money as tables and a sentence: each benefit by year, and the roll-up of a portfolio.

In: `money_frame` and `RollUp` of `value.benefits`. Out: tables; what is measured and what is
estimated never share a cell.
"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from evaluation.present import numbers
from evaluation.present.benefit_tables import CLASS_WORDS
from evaluation.present.blocks import Table
from evaluation.present.words import counted, listed
from evaluation.value.benefits import RollUp

POUNDS: Final = numbers.POUNDS
NO_VALUE: Final = "no money value"
SUPPRESSED_WORDS: Final = "not shown"
STATUS_WORDS: Final = {
    "no money": "not valued in money",
    "suppressed": "not shown, numbers small or missing",
    "not estimable": "not estimable",
}
REASONS: Final = {
    "counted elsewhere": "Counted in the project '{where}'",
    "counted nowhere": "Said to be counted in '{where}', which sums no benefit: counted nowhere",
    "same effect": "Rests on the same effect as '{where}', which is summed",
}


def money_tables(frame: pd.DataFrame, *, label: str) -> tuple[Table, Table]:
    """Return how each benefit becomes money, and its money by year.

    Parameters
    ----------
    frame : DataFrame
        As `value.benefits.money_frame` returns it, in one price year or several.
    """
    units, years = [], []
    groups = frame.groupby("id", sort=False) if len(frame) else ()
    for _, rows in groups:
        first = rows.iloc[0]
        units.append(
            {
                "Benefit": first["benefit"],
                "Unit": first["unit"],
                "Value of a unit": _unit_value(first),
                "Method": first["method"] or "not stated",
                "Kept by": str(first["payer"]).replace("-", " "),
            }
        )
        years += [
            {
                "Benefit": row["benefit"],
                "Year": row["year"],
                "Basis": row["basis"],
                "Quantity": _cell(row, "quantity", ""),
                "Money": _cell(row, "value", POUNDS),
                "Prices of": row["price_year"] or "none",
            }
            for row in rows.to_dict("records")
        ]
    return (
        Table(
            pd.DataFrame(
                units, columns=["Benefit", "Unit", "Value of a unit", "Method", "Kept by"]
            ),
            "How benefits become money: value of a unit, with the year of its prices.",
            f"{label}-units",
        ),
        Table(
            pd.DataFrame(
                years, columns=["Benefit", "Year", "Basis", "Quantity", "Money", "Prices of"]
            ),
            "Quantity and money of each benefit by year, not discounted, with 95% intervals; "
            "a dis-benefit is negative.",
            f"{label}-years",
            right=("Quantity", "Money"),
        ),
    )


def rollup_table(found: RollUp, *, label: str) -> Table:
    """Return the sums by class, measured and estimated in columns of their own."""
    rows = []
    for kind, name in CLASS_WORDS.items():
        own = found.totals[found.totals["kind"] == kind]
        without = found.without_value[found.without_value["kind"] == kind]
        if own.empty and without.empty:
            continue
        rows.append(
            {
                "Class": name,
                "Measured": _total(own, "measured"),
                "Estimated": _total(own, "estimated"),
                "Benefits without money": str(int(without["benefits"].sum())),
            }
        )
    rows.append(
        {
            "Class": "All, less dis-benefits",
            "Measured": _total(found.net, "measured"),
            "Estimated": _total(found.net, "estimated"),
            "Benefits without money": str(int(found.without_value["benefits"].sum())),
        }
    )
    prices = f" in prices of {found.price_year}" if found.price_year else ""
    years = f", {found.years[0]} to {found.years[-1]}" if found.years else ""
    caption = (
        f"Benefits by class{prices}{years}, each counted once, with "
        f"{numbers.level_text(found.level)} intervals. Only the first class is cash."
    )
    names = ["Class", "Measured", "Estimated", "Benefits without money"]
    return Table(pd.DataFrame(rows, columns=names), caption, label, right=names[1:])


def left_out_table(found: RollUp, *, label: str) -> Table | None:
    """Return what is not summed and why; None where everything is."""
    if found.left_out.empty:
        return None
    rows = [
        {
            "Project": row["project"],
            "Benefit": row["label"],
            "Why it is not summed": REASONS[row["reason"]].format(where=row["where"]),
        }
        for row in found.left_out.to_dict("records")
    ]
    return Table(pd.DataFrame(rows), "Benefits that are not summed, and why.", label)


def rollup_sentence(found: RollUp) -> str:
    """Return the roll-up in words: measured and estimated apart, and what has no money."""
    parts = []
    for basis in ("measured", "estimated"):
        own = found.net[found.net["basis"] == basis]
        if not own.empty:
            row = own.iloc[0]
            parts.append(f"{_money(row['value'])} is {basis} ({_interval(row, found.level)})")
    without = int(found.without_value["benefits"].sum())
    left = len(found.left_out)
    prices = f", in prices of {found.price_year} and not discounted" if found.price_year else ""
    opening = (
        f"Of the benefits less dis-benefits, {listed(parts)}{prices}."
        if parts
        else "No benefit has a value in money."
    )
    others = [f"{counted(without, 'benefit')} without a value in money"] if without else []
    others += [f"{counted(left, 'benefit')} that would be counted twice or nowhere"] if left else []
    return f"{opening} Not in these sums: {listed(others)}." if others else opening


def _total(rows: pd.DataFrame, basis: str) -> str:
    own = rows[rows["basis"] == basis]
    return "none" if own.empty else _with_limits(own.iloc[0].to_dict(), "value", POUNDS)


def _cell(row: dict[Any, Any], name: str, unit: str) -> str:
    if row["status"] != "estimated":
        return SUPPRESSED_WORDS if row["status"] == "suppressed" else "not estimable"
    if row[name] is None or pd.isna(row[name]):
        return NO_VALUE
    limits = {
        "value": row[name],
        "lower": row[f"{name}_lower"],
        "upper": row[f"{name}_upper"],
    }
    return _with_limits(limits, "value", unit)


def _with_limits(row: dict[Any, Any], name: str, unit: str) -> str:
    largest = max(abs(row[key]) for key in (name, "lower", "upper"))
    decimals = numbers.decimals_for(largest, unit or POUNDS)
    value, lower, upper = (
        numbers.with_unit(numbers.number(row[key], decimals), unit)
        for key in (name, "lower", "upper")
    )
    return value if lower == upper else numbers.with_limits(value, f"{lower} to {upper}")


def _unit_value(row: Any) -> str:
    value = row["unit_value"]
    if value is None or pd.isna(value):
        return NO_VALUE
    text = _price(float(value))
    if row["unit_low"] is not None and not pd.isna(row["unit_low"]):
        limits = f"{_price(float(row['unit_low']))} to {_price(float(row['unit_high']))}"
        text = numbers.with_limits(text, limits)
    return f"{text}, prices of {row['unit_price_year']}"


def _price(value: float) -> str:
    """Return a price as it was given, with pence only where there are any."""
    return numbers.with_unit(numbers.number(value, 0 if value == round(value) else 2), POUNDS)


def _money(value: float) -> str:
    return numbers.with_unit(numbers.number(value, numbers.decimals_for(value, POUNDS)), POUNDS)


def _interval(row: Any, level: float) -> str:
    decimals = numbers.decimals_for(max(abs(row["lower"]), abs(row["upper"])), POUNDS)
    limits = numbers.limits_text(row["lower"], row["upper"], decimals)
    return f"{numbers.level_text(level)} interval {numbers.with_unit(limits, POUNDS)}"
