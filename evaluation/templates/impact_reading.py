"""Reads the inputs of a resource impact's workbook back.

In: an .xlsx file as `impact_workbook` writes it, with cells changed. Out: a model, or every fault
with sheet, cell and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from openpyxl.utils import get_column_letter

from evaluation.errors import Finding, InvalidInput
from evaluation.tables.archive import open_to_read
from evaluation.templates import impact_cells as cells
from evaluation.workspace.impact_spec import ImpactSpec
from evaluation.workspace.strict import validate
from evaluation.workspace.yaml_source import YamlSource

NUMBERS: Final = ("Value (to fill in)", "Low", "High", "Capacity of a unit")
VALUE: Final = NUMBERS[0]
SHEETS: Final = {
    cells.POPULATION_SHEET: cells.INPUT_COLUMNS,
    cells.COSTS_SHEET: cells.COST_COLUMNS,
    cells.INTERVENTION_SHEET: cells.INTERVENTION_COLUMNS,
}
PRICES: Final = {"new": "unit_cost", "current": "unit_cost", "consequences": "unit_value"}
OF_INTERVENTIONS: Final = {"units": "units", "free-units": "free_units", "change": "change"}
TEXT_NOTES: Final = (
    "title",
    "area",
    "first_year",
    "price_year",
    "perspective",
    "provenance",
    "cohort",
)
NUMBER_NOTES: Final = ("draws", "seed")


@dataclass(frozen=True)
class _Row:
    """One row of an input sheet: cells by heading, and where it stands."""

    sheet: str
    number: int
    cells: Mapping[str, Any]

    @property
    def key(self) -> str:
        return str(self.cells["Name"])

    @property
    def label(self) -> str:
        return str(self.cells.get("Input") or self.key)


def impact_from_workbook(path: Path) -> ImpactSpec:
    """Return the model of a filled-in workbook.

    Parameters
    ----------
    path : Path

    Raises
    ------
    InvalidInput
        If it is no such workbook, or a cell is not what it must be.
    """
    book = _opened(path)
    findings: list[Finding] = []
    rows = [row for name in SHEETS for row in _rows(book, name, path, findings)]
    data = _assembled(rows, _notes(book), _scenarios(book, path, findings))
    if findings:
        raise InvalidInput.from_findings(findings)
    spec, faults = validate(ImpactSpec, YamlSource(data, {}, ()), path.name)
    if spec is None:
        raise InvalidInput.from_findings(faults)
    return spec


def _opened(path: Path) -> Any:
    remedy = "Give an .xlsx file that 'evaluation impact SPEC.yml --to FILE.xlsx' wrote."
    book = open_to_read(path, remedy)
    for name in (*SHEETS, cells.SCENARIOS_SHEET, cells.NOTES_SHEET):
        if name not in book.sheetnames:
            raise InvalidInput(
                f"The workbook {path.name} has no sheet '{name}'.",
                "Keep the sheets of the workbook that 'evaluation impact' wrote.",
            )
    return book


def _rows(book: Any, name: str, path: Path, findings: list[Finding]) -> Iterator[_Row]:
    page, columns = book[name], SHEETS[name]
    headings = [page.cell(cells.HEADER_ROW, at + 1).value for at in range(len(columns))]
    if tuple(headings) != columns:
        other = next(want for want, has in zip(columns, headings, strict=True) if want != has)
        findings.append(
            Finding(
                f"The heading '{other}' is not where it was.",
                "Keep the headings as they are.",
                file=path.name,
                place=f"{name}, row {cells.HEADER_ROW}",
            )
        )
        return
    for number in range(cells.FIRST_ROW, page.max_row + 1):
        found = {
            heading: page.cell(number, at).value for at, heading in enumerate(columns, start=1)
        }
        if found["Name"] in (None, ""):
            continue
        _require_numbers(name, number, columns, found, path, findings)
        yield _Row(name, number, found)


def _require_numbers(
    name: str,
    number: int,
    columns: Sequence[str],
    found: Mapping[str, Any],
    path: Path,
    findings: list[Finding],
) -> None:
    for heading in NUMBERS:
        value = found.get(heading)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        is_empty = value is None and heading != VALUE
        if heading in columns and not (is_number or is_empty):
            place = f"{get_column_letter(columns.index(heading) + 1)}{number}"
            what = "is empty" if value is None else "is not a number"
            findings.append(
                Finding(
                    f"'{heading}' of '{found['Name']}' {what}.",
                    "Write a number without a unit; prices that are not known are not invented.",
                    file=path.name,
                    place=f"{name}, cell {place}",
                )
            )


def _notes(book: Any) -> dict[str, Any]:
    page = book[cells.NOTES_SHEET]
    pairs = (
        (page.cell(row, 1).value, page.cell(row, 3).value)
        for row in range(cells.FIRST_ROW, page.max_row + 1)
    )
    return {str(name): value for name, value in pairs if name and value is not None}


def _scenarios(book: Any, path: Path, findings: list[Finding]) -> list[dict[str, Any]]:
    page = book[cells.SCENARIOS_SHEET]
    found: dict[str, dict[str, Any]] = {}
    for number in range(cells.FIRST_ROW, page.max_row + 1):
        name, title, key, value = (page.cell(number, at).value for at in range(1, 5))
        if name in (None, ""):
            continue
        if not isinstance(value, int | float):
            findings.append(
                Finding(
                    f"The value of '{key}' in scenario '{name}' is not a number.",
                    "Write a number.",
                    file=path.name,
                    place=f"{cells.SCENARIOS_SHEET}, cell D{number}",
                )
            )
            continue
        scenario = {"id": str(name), "name": str(title or name), "changes": {}}
        found.setdefault(str(name), scenario)["changes"][str(key)] = float(value)
    return list(found.values())


def _assembled(
    rows: Sequence[_Row], notes: Mapping[str, Any], scenarios: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the model as plain data, as its YAML would be."""
    data: dict[str, Any] = {name: str(notes[name]) for name in TEXT_NOTES if name in notes}
    data |= {name: int(notes[name]) for name in NUMBER_NOTES if name in notes}
    data["population"] = {"of": str(notes.get("population.of", "people"))}
    data["uptake"] = {"future_percent": []}
    groups: dict[str, dict[str, dict[str, Any]]] = {
        name: {} for name in ("eligibility", "new", "current", "consequences", "one-off")
    }
    for row in rows:
        part, _, rest = row.key.partition(".")
        if part == "population":
            data["population"]["size" if rest == "size" else "growth_percent"] = _number(row)
        elif part == "uptake" and rest == "current":
            data["uptake"]["current_percent"] = _number(row)
        elif part == "uptake":
            data["uptake"]["future_percent"].append(_number(row))
        elif part in groups:
            _place(groups[part], part, rest, row)
    for name, group in groups.items():
        data[name.replace("-", "_")] = list(group.values())
    data["scenarios"] = scenarios
    return data


def _place(group: dict[str, dict[str, Any]], part: str, rest: str, row: _Row) -> None:
    """Put an input where it belongs in its group."""
    if part == "eligibility":
        group[rest] = {"id": rest, "name": row.label, "percent": _number(row)}
        return
    name, _, field = rest.rpartition(".")
    item = group.setdefault(name, {"id": name, "name": name})
    if part == "one-off":
        item["name"] = row.label.rpartition(", year ")[0] or row.label
        item.setdefault("amounts", []).append(_number(row))
        item |= _of_kind(row)
    elif row.sheet == cells.COSTS_SHEET:
        item |= {"name": row.label, PRICES[part]: _number(row), **_of_kind(row)}
        if part != "consequences":
            item["vat"] = row.cells.get("VAT") or "none"
        if row.cells.get("Capacity"):
            per_unit = row.cells.get("Capacity of a unit")
            item["capacity"] = {
                "unit": str(row.cells["Capacity"]),
                "per_unit": 1.0 if per_unit is None else float(per_unit),
            }
    else:
        item[OF_INTERVENTIONS[field]] = _number(row)


def _of_kind(row: _Row) -> dict[str, Any]:
    return {
        "kind": row.cells.get("Kind") or "cash",
        "payer": row.cells.get("Borne by") or "provider",
    }


def _number(row: _Row) -> dict[str, Any]:
    plain: dict[str, Any] = {"value": _float(row.cells[VALUE])}
    for name, heading in (("low", "Low"), ("high", "High")):
        if row.cells.get(heading) is not None:
            plain[name] = _float(row.cells[heading])
    plain["distribution"] = row.cells.get("Distribution") or "fixed"
    if row.cells.get("Source"):
        plain["source"] = str(row.cells["Source"])
    return plain


def _float(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else 0.0
