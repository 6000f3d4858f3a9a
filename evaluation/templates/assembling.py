"""Puts the rows of a benefits workbook together as `value.yml` has them.

In: filled-in rows by sheet. Out: plain data, and the row of each item, by its place in the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from evaluation.errors import InvalidInput

Rows = dict[tuple[str | int, ...], int]


class FilledRow(Protocol):
    """A row of a sheet: its number, and its cells by heading."""

    @property
    def number(self) -> int:
        """Of the row in its sheet."""

    @property
    def cells(self) -> dict[str, Any]:
        """By heading."""


Sheets = Mapping[str, Sequence[FilledRow]]

CHECKLIST_KEYS: Final = {
    "Stage": "stage",
    "What is to be done": "item",
    "Standard item": "standard",
    "Status": "status",
    "Done on": "on",
    "Owner (role)": "owner",
    "Evidence, or why it is not needed": "evidence",
}
SOURCE_KEYS: Final = {
    "Id": "id",
    "Name": "name",
    "Holds": "holds",
    "Owner (role)": "owner",
    "Renewed": "frequency",
    "Complete from": "since",
    "Quality": "quality",
    "Limits": "limits",
}
PLAN_KEYS: Final = {
    "Benefit id": "id",
    "Benefit": "benefit",
    "Indicator": "kpi",
    "Measure": "measure",
    "Unit": "unit",
    "Target": "target",
    "Due": "target_date",
    "Data source (id)": "data_source",
    "Owner (role)": "owner",
    "Next review": "review",
}
REGISTER_KEYS: Final = {
    "Class": "class",
    "Who has it": "beneficiary",
    "Outcome (id)": "outcome",
    "Confidence": "confidence",
    "Status": "status",
    "Counted in project": "counted_in",
}
MONEY_KEYS: Final = {
    "Volume": "volume",
    "Quantity a year": "quantity",
    "One unit": "unit",
    "Kept by": "payer",
    "Measured to": "measured_to",
}
PRICE_KEYS: Final = {
    "Value of a unit, pounds": "value",
    "Prices of": "price_year",
    "Method of the value": "method",
}
COST_KEYS: Final = {
    "Cost id": "id",
    "Cost": "label",
    "Kind": "kind",
    "Category": "category",
    "Paid by": "payer",
    "Source": "source",
}


def assembled(sheets: Sheets, price_year: str | None) -> tuple[dict[str, Any], Rows]:
    """Return the data of a value.yml, and the row of each of its items.

    Raises
    ------
    InvalidInput
        If no year of prices is known, or a cell has not the form that its heading asks for.
    """
    rows: Rows = {}
    answered = [row for row in sheets["Checklist"] if "Status" in row.cells]
    parts: dict[str, Any] = {
        "checklist": _items(answered, CHECKLIST_KEYS, "checklist", rows),
        "logic_model": _logic_model(sheets["Logic model"], rows),
        "data_sources": _items(sheets["Data sources"], SOURCE_KEYS, "data_sources", rows),
        "benefits": _benefits(sheets, rows),
        "costs": _costs(sheets["Costs"], rows),
    }
    data = {"price_year": price_year or _latest_prices(sheets), **parts}
    return {key: value for key, value in data.items() if value}, rows


def _latest_prices(sheets: Sheets) -> str:
    years = [
        str(row.cells["Prices of"])
        for title in ("Register", "Costs")
        for row in sheets[title]
        if "Prices of" in row.cells
    ]
    if not years:
        raise InvalidInput(
            "The workbook names no year of prices.", "Give that of all results with --price-year."
        )
    return max(years)


def _keyed(row: FilledRow, keys: Mapping[str, str]) -> dict[str, Any]:
    return {key: row.cells[name] for name, key in keys.items() if name in row.cells}


def _items(
    filled: Sequence[FilledRow], keys: Mapping[str, str], place: str, rows: Rows
) -> list[dict[str, Any]]:
    rows.update({(place, number): row.number for number, row in enumerate(filled)})
    return [_keyed(row, keys) for row in filled]


def _logic_model(filled: Sequence[FilledRow], rows: Rows) -> dict[str, Any]:
    model: dict[str, Any] = {"elements": [], "assumptions": []}
    for row in filled:
        part, text = row.cells.get("Part"), row.cells.get("Text", "")
        if part in ("need", "context"):
            model[part] = text
        elif part == "assumption":
            model["assumptions"].append(text)
        else:
            rows["logic_model", "elements", len(model["elements"])] = row.number
            leads = str(row.cells.get("Leads to (ids, with commas)", ""))
            keys = {"Id": "id", "Part": "part", "Text": "text", "Term of an outcome": "term"}
            targets = [name.strip() for name in leads.split(",") if name.strip()]
            model["elements"].append({**_keyed(row, keys), "leads_to": targets})
    return model if filled else {}


def _benefits(sheets: Sheets, rows: Rows) -> list[dict[str, Any]]:
    registered = {row.cells.get("Benefit id"): row for row in sheets["Register"]}
    planned = [row.cells.get("Benefit id") for row in sheets["Planning"]]
    for name, row in registered.items():
        if name not in planned:
            raise InvalidInput(
                f"Row {row.number} of the sheet 'Register' has no row in 'Planning'.",
                "Give both the same 'Benefit id'.",
            )
    found = []
    for number, row in enumerate(sheets["Planning"]):
        rows["benefits", number] = row.number
        item = _keyed(row, PLAN_KEYS)
        baseline = _reading(row, "Baseline", "Baseline on")
        if baseline:
            item["baseline"] = baseline
        own = registered.get(row.cells.get("Benefit id"))
        found.append({**item, **(_of_register(own) if own else {})})
    return found


def _of_register(row: FilledRow) -> dict[str, Any]:
    item = _keyed(row, REGISTER_KEYS)
    actual = _reading(row, "Latest actual", "Actual on")
    if actual:
        item["actuals"] = [actual]
    money = _money(row)
    if money:
        item["money"] = money
    attribution = _keyed(row, {"Attributed, percent": "percent", "Why": "reason"})
    return {**item, "attribution": attribution} if attribution else item


def _reading(row: FilledRow, value: str, day: str) -> dict[str, Any]:
    return _keyed(row, {value: "value", day: "date"})


def _money(row: FilledRow) -> dict[str, Any]:
    money = _keyed(row, MONEY_KEYS)
    name = "Effect (name of an estimate)"
    if name in row.cells:
        parts = str(row.cells[name]).split("/", 2)
        if len(parts) < len(_EFFECT):
            raise _unlike(row, "Register", name, "analysis/outcome/measure")
        money["effect"] = dict(zip(_EFFECT, parts, strict=True))
    price = _keyed(row, PRICE_KEYS)
    if price:
        money["unit_value"] = price
    if "Years and percent" in row.cells:
        money["years"] = _years(row)
    return money


_EFFECT: Final = ("analysis", "outcome", "measure")


def _years(row: FilledRow) -> dict[str, float]:
    name = "Years and percent"
    years = {}
    for part in str(row.cells[name]).split(","):
        year, _, percent = part.partition(":")
        try:
            years[year.strip()] = float(percent)
        except ValueError as error:
            raise _unlike(row, "Register", name, "2025/26: 50, 2026/27: 100") from error
    return years


def _costs(filled: Sequence[FilledRow], rows: Rows) -> list[dict[str, Any]]:
    by_id: dict[Any, list[FilledRow]] = {}
    for row in filled:
        by_id.setdefault(row.cells.get("Cost id"), []).append(row)
    costs = []
    for number, own in enumerate(by_id.values()):
        rows["costs", number] = own[0].number
        ordered = sorted(own, key=lambda row: str(row.cells.get("Year", "")))
        years = [str(row.cells.get("Year", "")) for row in ordered]
        prices = [str(row.cells.get("Prices of", "")) for row in ordered]
        cost = _keyed(own[0], COST_KEYS)
        cost["amounts"] = {
            year: row.cells.get("Amount, pounds") for year, row in zip(years, ordered, strict=True)
        }
        if prices != years and len(set(prices)) > 1:
            raise _unlike(own[0], "Costs", "Prices of", "one year for all, or each its own")
        cost["price_year"] = "each-year" if prices == years else prices[0]
        measured = [row.cells.get("Basis") == "measured" for row in ordered]
        if any(measured):
            if not all(measured[: sum(measured)]):
                raise _unlike(own[0], "Costs", "Basis", "measured years before estimated ones")
            cost["measured_to"] = years[sum(measured) - 1]
        costs.append(cost)
    return costs


def _unlike(row: FilledRow, sheet: str, heading: str, form: str) -> InvalidInput:
    return InvalidInput(
        f"Row {row.number} of the sheet '{sheet}': '{heading}' has not the form that it needs.",
        f"It is: {form}.",
    )
