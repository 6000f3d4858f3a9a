"""A resource impact as a workbook of the shape that NHS finance people know, with live formulas.

In: a model. Out: the bytes of an .xlsx file. Inputs are cells with names; the summary is formulas
over them. Each formula carries the value of now, for readers that do not calculate.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evaluation.present import palette
from evaluation.present.impact_words import METHOD, SIGN, input_names
from evaluation.present.workbook import (
    HEADING,
    WRAPPED,
    describe,
    print_above,
    set_landscape,
    write_header,
    write_value,
)
from evaluation.templates import impact_cells as cells
from evaluation.templates.impact_formulas import (
    FIRST_YEAR_COLUMN,
    HEAD,
    FormulaRow,
    Summary,
)
from evaluation.templates.impact_values import with_values
from evaluation.value.impact import VAT_RATE, assumed, probabilistic, scenarios, tornado
from evaluation.workspace.impact_spec import ImpactSpec

INPUT_FILL: Final = PatternFill("solid", fgColor=palette.PALE_GREY.removeprefix("#"))
TOTAL: Final = Font(bold=True)
LABEL_WIDTH, TEXT_WIDTH, NUMBER_WIDTH = 52, 30, 15
CHOICES: Final = {
    "Distribution": "fixed,normal,lognormal,gamma,beta,triangular,uniform,pert",
    "VAT": "none,recoverable,irrecoverable",
    "Kind": "cash,capacity",
    "Borne by": "provider,commissioner",
}
TO_FILL_IN: Final = "Shaded cells are inputs; everything on the sheet Summary follows from them."
HOW: Final = (
    ("Inputs", TO_FILL_IN),
    ("Ids", "The first column of an input sheet names the input; leave it as it is."),
    ("Read back", "'evaluation impact FILE.xlsx' reads the inputs of this workbook again."),
    ("VAT", f"Irrecoverable VAT adds {100 * VAT_RATE:g}% to a price; other VAT is no cost."),
    ("Scenarios", "The results of scenarios and limits were worked out by the program."),
)


@dataclass
class _Book:
    """A workbook under way, and the value of each of its formulas."""

    book: Workbook = field(default_factory=Workbook)
    values: dict[tuple[str, str], float | str] = field(default_factory=dict)

    def sheet(self, title: str, heading: str, note: str) -> Worksheet:
        page = self.book.create_sheet(title)
        write_value(page.cell(1, 1), heading)
        page.cell(1, 1).font = HEADING
        write_value(page.cell(2, 1), note)
        set_landscape(page)
        return page

    def formula(self, page: Worksheet, row: int, column: int, text: str, value: float | str) -> Any:
        cell = page.cell(row, column, text)
        self.values[page.title, cell.coordinate] = value
        return cell

    def name(self, name: str, page: Worksheet, row: int, column: int) -> None:
        place = f"'{page.title}'!${get_column_letter(column)}${row}"
        self.book.defined_names[name] = DefinedName(name, attr_text=place)


def impact_workbook_bytes(spec: ImpactSpec, notice: str = "") -> bytes:
    """Return the workbook of a model.

    Parameters
    ----------
    spec : ImpactSpec
    notice : str
        What the reader must know of the data; printed above each page.
    """
    made = _Book()
    made.book.remove(made.book.active)
    describe(made.book, f"Resource impact: {spec.title}", notice)
    _inputs(made, cells.POPULATION_SHEET, cells.INPUT_COLUMNS, list(cells.population_rows(spec)))
    _inputs(made, cells.COSTS_SHEET, cells.COST_COLUMNS, list(cells.cost_rows(spec)))
    rows = list(cells.intervention_rows(spec))
    _inputs(made, cells.INTERVENTION_SHEET, cells.INTERVENTION_COLUMNS, rows)
    summary = Summary(spec)
    _summary(made, spec, summary)
    _capacity(made, spec, summary)
    _scenarios(made, spec)
    _sensitivity(made, spec, float(summary.found.cumulative[-1]))
    _notes(made, spec, notice)
    for page in made.book.worksheets:
        print_above(page, notice)
    buffer = io.BytesIO()
    made.book.save(buffer)
    titles = [page.title for page in made.book]
    return with_values(buffer.getvalue(), titles, made.values)


def _inputs(
    made: _Book, title: str, columns: Sequence[str], rows: Sequence[cells.InputRow]
) -> None:
    page = made.sheet(title, title, TO_FILL_IN)
    _head(page, cells.HEADER_ROW, columns)
    for at, row in enumerate(rows, start=cells.FIRST_ROW):
        number = row.number
        plain = (row.key, row.label, number.value, number.low, number.high, number.distribution)
        for column, value in enumerate((*plain, number.source, *row.more), start=1):
            cell = page.cell(at, column)
            write_value(cell, value)
            cell.alignment = WRAPPED
            if column >= cells.VALUE_COLUMN:
                cell.fill = INPUT_FILL
        made.name(cells.cell_name(row.key), page, at, cells.VALUE_COLUMN)
        if title == cells.COSTS_SHEET:
            _price(made, page, at, row)
    _lists(page, columns, len(rows))
    page.freeze_panes = page.cell(cells.FIRST_ROW, cells.VALUE_COLUMN)


def _price(made: _Book, page: Worksheet, at: int, row: cells.InputRow) -> None:
    """Write what is paid for a unit: the price, and VAT where it cannot be recovered."""
    vat = get_column_letter(cells.COST_COLUMNS.index("VAT") + 1)
    value = get_column_letter(cells.VALUE_COLUMN)
    column = len(cells.COST_COLUMNS)
    text = f'={value}{at}*IF({vat}{at}="{cells.IRRECOVERABLE}",{1 + VAT_RATE},1)'
    factor = 1 + VAT_RATE if row.more[0] == cells.IRRECOVERABLE else 1.0
    made.formula(page, at, column, text, row.number.value * factor)
    made.name(cells.price_name(row.key.rpartition(".")[0]), page, at, column)


def _lists(page: Worksheet, columns: Sequence[str], rows: int) -> None:
    for name, choices in CHOICES.items():
        if name in columns and rows:
            letter = get_column_letter(columns.index(name) + 1)
            rule = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            page.add_data_validation(rule)
            rule.add(f"{letter}{cells.FIRST_ROW}:{letter}{cells.HEADER_ROW + rows}")


def _head(page: Worksheet, row: int, columns: Sequence[str]) -> None:
    for column, text in enumerate(columns, start=1):
        write_header(page.cell(row, column), text)
        is_text = text in ("Input", "Source", "Line", "Name", "Unit", "Title")
        width = (
            LABEL_WIDTH if text in ("Input", "Line") else TEXT_WIDTH if is_text else NUMBER_WIDTH
        )
        page.column_dimensions[get_column_letter(column)].width = width


def _summary(made: _Book, spec: ImpactSpec, summary: Summary) -> None:
    method = METHOD.format(price_year=spec.price_year, perspective=spec.perspective)
    page = made.sheet(cells.SUMMARY_SHEET, f"{spec.title}, {spec.area}", f"{SIGN} {method}")
    _head(page, HEAD, ("Line", "Kind", "Borne by", *summary.years))
    for at, row in enumerate(summary.rows, start=HEAD + 1):
        if row is not None:
            _formula_row(made, page, at, row)
    page.freeze_panes = page.cell(HEAD + 1, FIRST_YEAR_COLUMN)


def _formula_row(made: _Book, page: Worksheet, at: int, row: FormulaRow) -> None:
    write_value(page.cell(at, 1), row.label)
    written = [page.cell(at, 1)]
    for column, (text, value) in enumerate(row.links, start=2):
        made.formula(page, at, column, text, value)
    pairs = zip(row.formulas, row.values, strict=True)
    for column, (text, number) in enumerate(pairs, start=FIRST_YEAR_COLUMN):
        cell = made.formula(page, at, column, text, number)
        cell.number_format = row.shown_as
        written.append(cell)
    if row.is_total:
        for cell in written:
            cell.font = TOTAL


def _capacity(made: _Book, spec: ImpactSpec, summary: Summary) -> None:
    page = made.sheet(
        cells.CAPACITY_SHEET, "Capacity", "Below 0 capacity is freed, above 0 it is needed."
    )
    _head(page, HEAD, ("Line", "Unit", "", *summary.years))
    lines = [line for line in summary.found.lines if line.capacity_unit]
    keys = [row.key.rpartition(".")[0] for row in cells.cost_rows(spec)]
    first = HEAD + 1
    for at, line in enumerate(lines, start=first):
        write_value(page.cell(at, 1), line.name)
        place = cells.FIRST_ROW + keys.index(line.id)
        made.formula(page, at, 2, f"='{cells.COSTS_SHEET}'!K{place}", line.capacity_unit)
        sign = -1 if line.id.startswith("current") else 1
        field_name = "change" if line.id.startswith("consequences") else "units"
        units = cells.cell_name(f"{line.id}.{field_name}")
        for year, value in enumerate(line.capacity):
            then, now = (
                f"'{cells.SUMMARY_SHEET}'!{summary.cell(name, year)}" for name in ("then", "now")
            )
            people = f"({then}-{now})" if sign > 0 else f"({now}-{then})"
            text = f"={people}*{units}*'{cells.COSTS_SHEET}'!L{place}"
            made.formula(page, at, FIRST_YEAR_COLUMN + year, text, float(value))
    last = first + len(lines) - 1
    for at, (unit, amounts) in enumerate(summary.found.capacity().items(), start=last + 2):
        write_value(page.cell(at, 1), f"Together: {unit}")
        page.cell(at, 1).font = TOTAL
        write_value(page.cell(at, 2), unit)
        for year, value in enumerate(amounts):
            letter = get_column_letter(FIRST_YEAR_COLUMN + year)
            text = f"=SUMIF($B${first}:$B${last},$B{at},{letter}{first}:{letter}{last})"
            made.formula(page, at, FIRST_YEAR_COLUMN + year, text, float(value))


def _scenarios(made: _Book, spec: ImpactSpec) -> None:
    page = made.sheet(cells.SCENARIOS_SHEET, "Scenarios", HOW[-1][1])
    _head(page, cells.HEADER_ROW, (*cells.SCENARIO_COLUMNS, "All years", "Last year"))
    found = scenarios(spec)
    at = cells.FIRST_ROW
    for scenario in spec.scenarios:
        impact = found[scenario.name]
        results = (float(impact.cumulative[-1]), float(impact.net[-1]))
        for key, value in scenario.changes.items():
            for column, text in enumerate((scenario.id, scenario.name, key), start=1):
                write_value(page.cell(at, column), text)
            page.cell(at, 4, value).fill = INPUT_FILL
            for column, result in enumerate(results, start=5):
                page.cell(at, column, result).number_format = "#,##0"
            at += 1


def _sensitivity(made: _Book, spec: ImpactSpec, base: float) -> None:
    page = made.sheet(cells.SENSITIVITY_SHEET, "Sensitivity, one input at a time", HOW[-1][1])
    _head(page, cells.HEADER_ROW, ("Input", "Low", "High", "Net at low", "Net at high", "Swing"))
    names = input_names(spec)
    at = cells.FIRST_ROW
    for row in tornado(spec).to_dict("records"):
        values = (names[row["input"]], *(row[name] for name in ("low", "high")))
        for column, value in enumerate((*values, row["at_low"], row["at_high"], row["swing"]), 1):
            write_value(page.cell(at, column), value)
        at += 1
    drawn = probabilistic(spec)
    page.cell(at + 1, 1, "All years together").font = TOTAL
    page.cell(at + 1, 2, base).number_format = "#,##0"
    if drawn is not None:
        words = f"{drawn.draws:,} draws, seed {drawn.seed}: 95% interval, and share that saves"
        page.cell(at + 2, 1, words)
        for column, name in enumerate(("lower", "upper"), start=2):
            limit = float(drawn.cumulative[name].iloc[-1])
            page.cell(at + 2, column, limit).number_format = "#,##0"
        page.cell(at + 2, 4, drawn.share_saving).number_format = "0%"


def _notes(made: _Book, spec: ImpactSpec, notice: str) -> None:
    page = made.sheet(cells.NOTES_SHEET, "Notes", "What belongs to the whole model.")
    _head(page, cells.HEADER_ROW, ("Name", "Input", "Value (to fill in)"))
    at = cells.FIRST_ROW
    for name, words, value in cells.note_rows(spec):
        for column, text in enumerate((name, words, value), start=1):
            write_value(page.cell(at, column), text)
        page.cell(at, 3).fill = INPUT_FILL
        at += 1
    names = input_names(spec)
    missing = ", ".join(names[key] for key in assumed(spec)) or "none"
    data = [("Data", notice)] if notice else []
    for title, text in (*data, ("Without a source, so assumed", missing), *HOW):
        at += 1
        page.cell(at, 1, title).font = TOTAL
        write_value(page.cell(at, 2), text)
        page.cell(at, 2).alignment = WRAPPED
