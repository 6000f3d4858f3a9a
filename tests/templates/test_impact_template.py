"""The empty workbook of a resource impact."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from evaluation.errors import InvalidInput
from evaluation.templates import impact_cells as cells
from evaluation.templates.impact_reading import impact_from_workbook
from evaluation.templates.impact_template import INPUT_SHEETS, SHAPE, impact_template_bytes
from evaluation.workspace.impact_spec import ImpactSpec


def test_no_number_stands_in_it_that_could_be_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(impact_template_bytes())
    with pytest.raises(InvalidInput) as caught:
        impact_from_workbook(path)
    inputs = dict(ImpactSpec.model_validate(SHAPE).inputs())
    assert len(caught.value.findings) == len(inputs)


def test_filled_in_it_is_a_model(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(impact_template_bytes()))
    for name in INPUT_SHEETS:
        page = book[name]
        for row in range(cells.FIRST_ROW, page.max_row + 1):
            if page.cell(row, 1).value:
                page.cell(row, cells.VALUE_COLUMN).value = 2
    path = tmp_path / "filled.xlsx"
    book.save(path)
    spec = impact_from_workbook(path)
    assert spec.new[0].unit_cost.value == 2
    assert spec.new[1].capacity is not None
    assert spec.new[1].capacity.unit == "staff hours"
