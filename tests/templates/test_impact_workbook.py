"""The workbook of a resource impact: formulas that give the program's numbers, and the way back."""

from __future__ import annotations

import io
import math
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from openpyxl.formula import Tokenizer

from evaluation.errors import InvalidInput
from evaluation.templates import impact_cells as cells
from evaluation.templates.impact_reading import impact_from_workbook
from evaluation.templates.impact_workbook import impact_workbook_bytes
from evaluation.value.impact import base_case, base_values
from evaluation.workspace.impact_spec import ImpactSpec
from tests.value.impact.conftest import PLAIN
from tests.value.impact.test_model import specs

UNCERTAIN = {"value": 30, "low": 20, "high": 40, "distribution": "gamma", "source": "A list"}
FULL: dict[str, Any] = {
    **PLAIN,
    "title": "=cmd()",
    "cohort": "prevalent",
    "population": {"size": 1000, "growth_percent": 2, "of": "women"},
    "new": [
        {
            "id": "test",
            "name": "=Test & more",
            "units": 2,
            "unit_cost": UNCERTAIN,
            "vat": "irrecoverable",
            "free_units": 1,
            "capacity": {"unit": "staff hours", "per_unit": 0.5},
        }
    ],
    "scenarios": [{"id": "dear", "name": "Dear", "changes": {"new.test.unit-cost": 40}}],
    "provenance": "synthetic",
    "draws": 2000,
    "seed": 7,
}


@pytest.fixture(scope="module")
def spec() -> ImpactSpec:
    """Return a model in which everything occurs."""
    return ImpactSpec.model_validate(FULL)


class Calculator:
    """Works out the formulas of a workbook anew, by the few forms that it uses."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.functions = {"SUM": self._sum, "MAX": max, "MIN": min, "IF": self._if}

    def value(self, sheet: str, address: str) -> Any:
        """Return what a cell shows."""
        raw = self.book[sheet][address].value
        if isinstance(raw, str) and raw.startswith("=") and self._is_formula(sheet, address):
            return self._formula(sheet, raw)
        return raw

    def _is_formula(self, sheet: str, address: str) -> bool:
        return bool(self.book[sheet][address].data_type == "f")

    def _formula(self, sheet: str, text: str) -> Any:
        parts = [self._part(sheet, token) for token in Tokenizer(text).items]
        known = {**self.functions, "SUMIF": self._sum_if, "here": sheet}
        return eval("".join(parts), {"__builtins__": {}}, {**known, "cell": self._at})

    def _part(self, sheet: str, token: Any) -> str:
        text = str(token.value)
        if token.type == "OPERAND" and token.subtype == "RANGE":
            return f"cell({sheet!r}, {text!r})"
        if token.type == "OPERATOR-INFIX":
            return {"^": "**", "=": "=="}.get(text, text)
        return text

    def _at(self, sheet: str, text: str) -> Any:
        if text in self.book.defined_names:
            text = self.book.defined_names[text].attr_text
        place, _, address = text.rpartition("!")
        home = place.strip("'") or sheet
        address = address.replace("$", "")
        if ":" in address:
            rows = self.book[home][address]
            return [self.value(home, item.coordinate) for row in rows for item in row]
        return self.value(home, address)

    @staticmethod
    def _sum(*values: Any) -> float:
        return math.fsum(values)

    @staticmethod
    def _if(condition: bool, yes: Any, no: Any) -> Any:
        return yes if condition else no

    @staticmethod
    def _sum_if(where: list[Any], wanted: Any, values: list[float]) -> float:
        return sum(value for name, value in zip(where, values, strict=True) if name == wanted)


def opened(content: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def cell_of(book: Any, sheet: str, first: str) -> Any:
    """Return the first row whose first cell says something."""
    return next(row for row in book[sheet].iter_rows() if row[0].value == first)


def test_each_formula_gives_the_value_that_stands_beside_it(spec: ImpactSpec) -> None:
    content = impact_workbook_bytes(spec)
    book, kept = opened(content), opened(content, values=True)
    calculator, formulas = Calculator(book), 0
    for page in book:
        for row in page.iter_rows():
            for item in row:
                if item.data_type == "f":
                    formulas += 1
                    worked = calculator.value(page.title, item.coordinate)
                    beside = kept[page.title][item.coordinate].value
                    assert worked == (beside if isinstance(beside, str) else pytest.approx(beside))
    assert formulas > 60


@given(specs())
@settings(max_examples=8, deadline=None)
def test_the_summary_is_the_programs_for_any_model(spec: ImpactSpec) -> None:
    book = opened(impact_workbook_bytes(spec))
    calculator, found = Calculator(book), base_case(spec)
    for label, amounts in (
        ("Net impact (above 0 a cost, below 0 a saving)", found.net),
        ("Net impact up to and with the year", found.cumulative),
        ("Of the net impact, cash", found.net_of(kind="cash")),
        ("Borne by commissioners", found.net_of(payer="commissioner")),
        ("Net impact for 100,000 people", found.per_people),
    ):
        row = cell_of(book, cells.SUMMARY_SHEET, label)
        worked = [calculator.value(cells.SUMMARY_SHEET, item.coordinate) for item in row[3:]]
        assert worked == pytest.approx(amounts.tolist(), rel=1e-9, abs=1e-3)


def test_a_changed_input_changes_the_summary(spec: ImpactSpec) -> None:
    """The workbook is alive: a price of 50 gives the impact of a model with that price."""
    book = opened(impact_workbook_bytes(spec))
    place = book.defined_names[cells.cell_name("new.test.unit-cost")].attr_text
    sheet, _, address = place.rpartition("!")
    book[sheet.strip("'")][address.replace("$", "")].value = 50
    row = cell_of(book, cells.SUMMARY_SHEET, "Net impact (above 0 a cost, below 0 a saving)")
    calculator = Calculator(book)
    worked = [calculator.value(cells.SUMMARY_SHEET, item.coordinate) for item in row[3:]]
    dear = {**FULL, "new": [{**FULL["new"][0], "unit_cost": 50}]}
    assert worked == pytest.approx(base_case(ImpactSpec.model_validate(dear)).net.tolist())


def test_a_changed_kind_moves_the_amount_from_capacity_to_cash(spec: ImpactSpec) -> None:
    book = opened(impact_workbook_bytes(spec))
    row = next(r for r in book[cells.COSTS_SHEET].iter_rows() if r[1].value == "Stays")
    row[cells.COST_COLUMNS.index("Kind")].value = "cash"
    calculator = Calculator(book)
    capacity = cell_of(book, cells.SUMMARY_SHEET, "Of the net impact, capacity")
    assert calculator.value(cells.SUMMARY_SHEET, capacity[3].coordinate) == 0


def test_a_workbook_gives_the_same_model_again(spec: ImpactSpec, tmp_path: Path) -> None:
    path = tmp_path / "impact.xlsx"
    path.write_bytes(impact_workbook_bytes(spec))
    assert impact_from_workbook(path) == spec


@given(specs())
@settings(max_examples=8, deadline=None)
def test_any_model_comes_back_from_its_workbook(tmp_path_factory: Any, spec: ImpactSpec) -> None:
    """A cell holds 16 figures of a number, so that the last one may differ."""
    path = tmp_path_factory.mktemp("books") / "impact.xlsx"
    path.write_bytes(impact_workbook_bytes(spec))
    again = impact_from_workbook(path)
    assert again.cohort == spec.cohort
    assert base_values(again) == pytest.approx(base_values(spec), rel=1e-14)


def test_text_that_begins_like_a_formula_stays_text(spec: ImpactSpec) -> None:
    book = opened(impact_workbook_bytes(spec))
    found = [
        item
        for page in book
        for row in page.iter_rows()
        for item in row
        if isinstance(item.value, str) and item.value.startswith(("=Test", "=cmd"))
    ]
    assert found
    assert {item.data_type for item in found} == {"s"}


def edited(content: bytes, path: Path, edit: Callable[[Any], object]) -> Path:
    book = opened(content)
    edit(book)
    book.save(path)
    return path


def cost_cell(book: Any, value: object) -> None:
    book[cells.COSTS_SHEET].cell(cells.FIRST_ROW, cells.VALUE_COLUMN).value = value


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda book: cost_cell(book, None), "of 'new.test.unit-cost' is empty"),
        (lambda book: cost_cell(book, "dear"), "of 'new.test.unit-cost' is not a number"),
        (lambda book: cost_cell(book, -5), "'value' must lie between 'low' and 'high'"),
        (lambda book: book.remove(book[cells.COSTS_SHEET]), "has no sheet 'Unit costs'"),
        (
            lambda book: setattr(book[cells.COSTS_SHEET].cell(cells.HEADER_ROW, 3), "value", "V"),
            "The heading 'Value (to fill in)' is not where it was",
        ),
        (
            lambda book: setattr(
                book[cells.SCENARIOS_SHEET].cell(cells.FIRST_ROW, 4), "value", "x"
            ),
            "in scenario 'dear' is not a number",
        ),
    ],
)
def test_what_is_wrong_is_named_with_sheet_and_cell(
    spec: ImpactSpec, tmp_path: Path, edit: Callable[[Any], object], sentence: str
) -> None:
    path = edited(impact_workbook_bytes(spec), tmp_path / "impact.xlsx", edit)
    with pytest.raises(InvalidInput) as caught:
        impact_from_workbook(path)
    said = [str(caught.value), *(str(finding) for finding in caught.value.findings)]
    assert sentence in "; ".join(said)


def test_the_cell_of_a_missing_price_is_named(spec: ImpactSpec, tmp_path: Path) -> None:
    content = impact_workbook_bytes(spec)
    path = edited(content, tmp_path / "impact.xlsx", lambda book: cost_cell(book, None))
    with pytest.raises(InvalidInput) as caught:
        impact_from_workbook(path)
    assert [finding.place for finding in caught.value.findings] == ["Unit costs, cell C5"]


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "impact.xlsx"
    path.write_text("not a workbook", encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot be read"):
        impact_from_workbook(path)


def without_values(content: bytes) -> bytes:
    """Return the workbook without the values beside its formulas."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename.startswith("xl/worksheets/"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data)
            target.writestr(item, data)
    return out.getvalue()


def recalculated(content: bytes, folder: Path) -> Any:
    """Return a workbook as LibreOffice works it out, or None where it can't."""
    program = shutil.which("soffice")
    if program is None:
        return None
    path = folder / "raw.xlsx"
    path.write_bytes(without_values(content))
    for name, ending in (("raw.xlsx", "ods"), ("raw.ods", "xlsx")):
        made = folder if ending == "ods" else folder / "again"
        subprocess.run(
            [program, "--headless", "--convert-to", ending, "--outdir", made, folder / name],
            env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            timeout=120,
            check=False,
        )
    again = folder / "again" / "raw.xlsx"
    return openpyxl.load_workbook(again, data_only=True) if again.is_file() else None


def test_a_spreadsheet_program_works_out_the_same(spec: ImpactSpec, tmp_path: Path) -> None:
    content = impact_workbook_bytes(spec)
    again = recalculated(content, tmp_path)
    if again is None:
        pytest.skip("LibreOffice Calc is not found")
    for page in opened(content, values=True):
        for row in page.iter_rows():
            for item in row:
                if isinstance(item.value, int | float):
                    worked = again[page.title][item.coordinate].value
                    assert worked == pytest.approx(item.value), f"{page.title} {item.coordinate}"
