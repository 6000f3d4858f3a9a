"""The workbook of a resource impact to fill in: an example's shape, without its numbers.

Out: the bytes of an .xlsx file. Every number is left empty, so that none is taken over by mistake:
an empty price is refused when the workbook is read.
"""

from __future__ import annotations

import io
from typing import Any, Final

import openpyxl

from evaluation.templates import impact_cells as cells
from evaluation.templates.impact_workbook import impact_workbook_bytes
from evaluation.workspace.impact_spec import ImpactSpec

# The shape that most models have; the numbers are never shown.
SHAPE: Final[dict[str, Any]] = {
    "title": "What the innovation is",
    "area": "Where",
    "first_year": "2025/26",
    "price_year": "2025/26",
    "population": {"size": 1},
    "eligibility": [
        {
            "id": "condition",
            "name": "Have the condition, % (prevalence or incidence)",
            "percent": 1,
        },
        {"id": "suited", "name": "Suited to the innovation, %", "percent": 1},
    ],
    "uptake": {"current_percent": 1, "future_percent": [1, 1, 1, 1, 1]},
    "new": [
        {"id": "product", "name": "The product", "unit_cost": 1},
        {
            "id": "staff",
            "name": "Staff time for it",
            "unit_cost": 1,
            "kind": "capacity",
            "capacity": {"unit": "staff hours", "per_unit": 1},
        },
    ],
    "current": [{"id": "care", "name": "Care that it replaces", "unit_cost": 1}],
    "consequences": [
        {
            "id": "admissions",
            "name": "Admissions",
            "change": -1,
            "unit_value": 1,
            "capacity": {"unit": "bed days", "per_unit": 1},
        },
        {
            "id": "appointments",
            "name": "Appointments",
            "change": -1,
            "unit_value": 1,
            "capacity": {"unit": "appointments", "per_unit": 1},
        },
    ],
    "one_off": [{"id": "set-up", "name": "Setting up and training", "amounts": [1]}],
}
INPUT_SHEETS: Final = (cells.POPULATION_SHEET, cells.COSTS_SHEET, cells.INTERVENTION_SHEET)


def impact_template_bytes() -> bytes:
    """Return the workbook to fill in."""
    spec = ImpactSpec.model_validate(SHAPE)
    book = openpyxl.load_workbook(io.BytesIO(impact_workbook_bytes(spec)))
    for name in INPUT_SHEETS:
        page = book[name]
        for row in range(cells.FIRST_ROW, page.max_row + 1):
            page.cell(row, cells.VALUE_COLUMN).value = None
    sensitivity = book[cells.SENSITIVITY_SHEET]
    sensitivity.delete_rows(cells.FIRST_ROW, sensitivity.max_row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
