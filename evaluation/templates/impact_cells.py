"""Where a resource impact model stands in its workbook: sheets, rows, and the names of cells.

In: a model. Out: rows of the input sheets, each with the name under which formulas know its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evaluation.workspace.impact_spec import Capacity, ImpactSpec
from evaluation.workspace.uncertain_number import UncertainNumber

POPULATION_SHEET: Final = "Inputs and eligible population"
COSTS_SHEET: Final = "Unit costs"
INTERVENTION_SHEET: Final = "Intervention inputs"
SUMMARY_SHEET: Final = "Summary"
CAPACITY_SHEET: Final = "Capacity"
SCENARIOS_SHEET: Final = "Scenarios"
SENSITIVITY_SHEET: Final = "Sensitivity"
NOTES_SHEET: Final = "Notes"

INPUT_COLUMNS: Final = (
    "Name",
    "Input",
    "Value (to fill in)",
    "Low",
    "High",
    "Distribution",
    "Source",
)
COST_COLUMNS: Final = (
    *INPUT_COLUMNS,
    "VAT",
    "Kind",
    "Borne by",
    "Capacity",
    "Capacity of a unit",
    "Price paid",
)
INTERVENTION_COLUMNS: Final = (*INPUT_COLUMNS, "Kind", "Borne by")
SCENARIO_COLUMNS: Final = ("Scenario", "Title", "Name of the input", "Value")
HEADER_ROW: Final = 4
FIRST_ROW: Final = HEADER_ROW + 1
VALUE_COLUMN: Final = 3
IRRECOVERABLE: Final = "irrecoverable"

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class InputRow:
    """One input and what belongs to it.

    Parameters
    ----------
    key, label : str
        Its name in the model, and in words.
    number : UncertainNumber
    more : tuple
        Further cells: of a price its VAT, kind, payer and capacity; of a one-off its kind, payer.
    """

    key: str
    label: str
    number: UncertainNumber
    more: tuple[str | float | None, ...] = ()


def cell_name(key: str) -> str:
    """Return the name under which formulas know an input.

    Examples
    --------
    >>> cell_name("new.test.unit-cost")
    'in_new_test_unit_cost'
    """
    return f"in_{_NOT_IN_NAMES.sub('_', key)}"


def price_name(key: str) -> str:
    """Return the name of what is paid for a unit of a line, such as "new.test"."""
    return f"price_{_NOT_IN_NAMES.sub('_', key)}"


def population_rows(spec: ImpactSpec) -> Iterator[InputRow]:
    """Yield the inputs from the population to uptake."""
    inputs = dict(spec.inputs())
    size, growth = "population.size", "population.growth"
    yield InputRow(size, f"Population in the first year ({spec.population.of})", inputs[size])
    yield InputRow(growth, "Growth of the population, % a year", inputs[growth])
    for step in spec.eligibility:
        key = f"eligibility.{step.id}"
        yield InputRow(key, step.name, inputs[key])
    yield InputRow("uptake.current", "Uptake without the change, %", inputs["uptake.current"])
    for year in range(1, spec.years + 1):
        key = f"uptake.year-{year}"
        yield InputRow(key, f"Uptake with the change in year {year}, %", inputs[key])


def cost_rows(spec: ImpactSpec) -> Iterator[InputRow]:
    """Yield the prices of items and of consequences."""
    inputs = dict(spec.inputs())
    for side, items in (("new", spec.new), ("current", spec.current)):
        for item in items:
            key = f"{side}.{item.id}.unit-cost"
            more = (item.vat, item.kind, item.payer, *_capacity(item.capacity))
            yield InputRow(key, item.name, inputs[key], more)
    for consequence in spec.consequences:
        key = f"consequences.{consequence.id}.unit-value"
        more = ("none", consequence.kind, consequence.payer, *_capacity(consequence.capacity))
        yield InputRow(key, consequence.name, inputs[key], more)


def intervention_rows(spec: ImpactSpec) -> Iterator[InputRow]:
    """Yield units, free units, changes and one-off costs."""
    inputs = dict(spec.inputs())
    for side, items in (("new", spec.new), ("current", spec.current)):
        for item in items:
            for field, words in (("units", "units for a person"), ("free-units", "free units")):
                key = f"{side}.{item.id}.{field}"
                if key in inputs:
                    yield InputRow(key, f"{item.name}: {words}", inputs[key])
    for consequence in spec.consequences:
        key = f"consequences.{consequence.id}.change"
        label = f"{consequence.name}: change for a person (below 0: avoided)"
        yield InputRow(key, label, inputs[key])
    for cost in spec.one_off:
        for year in range(1, len(cost.amounts) + 1):
            key = f"one-off.{cost.id}.year-{year}"
            yield InputRow(key, f"{cost.name}, year {year}", inputs[key], (cost.kind, cost.payer))


def note_rows(spec: ImpactSpec) -> Iterator[tuple[str, str, str | int]]:
    """Yield what belongs to the whole model: name, words and value."""
    yield "title", "What it is", spec.title
    yield "area", "Where", spec.area
    yield "first_year", "Financial year of year 1", spec.first_year
    yield "price_year", "Year of all prices", spec.price_year
    yield "perspective", "Whose costs count", spec.perspective
    yield "provenance", "measured, estimated or synthetic", spec.provenance
    yield "cohort", "incident: other people each year; prevalent: the same people", spec.cohort
    yield "population.of", "Who the population are", spec.population.of
    yield "draws", "Draws of the probabilistic analysis", spec.draws
    yield "seed", "Seed of the draws", spec.seed


def _capacity(capacity: Capacity | None) -> tuple[str | None, float | None]:
    return (None, None) if capacity is None else (capacity.unit, capacity.per_unit)
