"""A workbook of any table, filled in as an evaluator does, is read back as it was filled in."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from evaluation.demonstration.hub import demonstration_tables
from evaluation.demonstration.hub_year.every import hub_year_tables
from evaluation.tables import HUB_TABLES, every_schema, read_hub_data
from evaluation.tables.audit import audit_table_of
from evaluation.tables.cells import FORMULA_ERRORS, MISSING_TEXTS
from evaluation.tables.kpi import kpi_table_of
from evaluation.tables.read import read_table
from evaluation.tables.schemas import COUNT, DATE, NUMBER
from evaluation.tables.typed import typed_columns
from evaluation.templates.tables import HUB, table_template_bytes, tables_of_template
from evaluation.workspace import ProjectFolder, Table, open_workspace, without_unseen

REPOSITORY = Path(__file__).resolve().parents[2]
AWKWARD = (
    "007",
    "=1+1",
    "+44",
    "-5",
    "@home",
    "1-2",
    "10-19",
    "09:30",
    "2025/26",
    "1e5",
    "TRUE",
    "  blanks around  ",
    "two\nlines",
    "Zoë, “quoted”, 'and' \"so\"; ✓ 𝟙",
    "<b>&amp;</b>",
    "a very long text " * 60,
)
NUMBERS = (0, 1, 12.5, 0.1 + 0.2, 1e-9, 123456789.25, 0.12)
COUNTS = (0, 1, 7, 250_000)
DAYS = (
    dt.date(2025, 4, 1),
    pd.Timestamp("2024-02-29").to_pydatetime(),
    pd.Timestamp("2025-12-31 09:30").to_pydatetime(),
    dt.date(2026, 3, 31),
)
ROWS = len(AWKWARD)
TYPED = ("education-sessions", "education-attendance", "milestones", "raid", "tolerance-readings")


def within(values: Sequence[Any], facts: dict[str, Any]) -> list[Any]:
    """Return the values that a column allows."""
    least, most = facts.get("least"), facts.get("most")
    kept = [
        value
        for value in values
        if (least is None or value >= least) and (most is None or value <= most)
    ]
    return kept or [least]


def cells_of(column) -> list[Any]:
    """Return what is typed into the cells of a column, of every sort that it allows."""
    facts = column.metadata
    choices: Sequence[Any]
    if facts.get("choices"):
        choices = facts["choices"]
    elif facts["type"] == DATE:
        choices = DAYS
    elif facts["type"] == COUNT:
        choices = within(COUNTS, facts)
    elif facts["type"] == NUMBER:
        choices = within(NUMBERS, facts)
    else:
        choices = AWKWARD
    cells = [choices[row % len(choices)] for row in range(ROWS)]
    if facts["needed"] != "yes":
        cells[-1] = None
    return cells


def expected_of(cells: Sequence[Any], facts: dict[str, Any]) -> pd.Series:
    """Return a column as it must be read: blanks around text and times of day go."""
    if facts["type"] == DATE:
        days = [pd.NaT if cell is None else pd.Timestamp(cell).normalize() for cell in cells]
        return pd.Series(days, dtype=DATE)
    if facts["type"] in (COUNT, NUMBER):
        return pd.Series(cells, dtype=facts["type"])
    return pd.Series([cell if cell is None else cell.strip() for cell in cells], dtype="string")


def fill(book: openpyxl.Workbook, name: str, rows: Iterator[Sequence[Any]]) -> None:
    """Type rows below the headings of a sheet; text in cells formatted as text stays text."""
    page = book[name]
    letters = [cell.column_letter for cell in page[1]]
    for number, values in enumerate(rows, start=2):
        for letter, value in zip(letters, values, strict=True):
            if value is None:
                continue
            cell = page[f"{letter}{number}"]
            cell.value = value
            form = page.column_dimensions[letter].number_format
            if isinstance(value, str):
                assert form == "@"
                cell.data_type = "s"
            cell.number_format = form


def template(*names: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(table_template_bytes(names)))


def read_back(path: Path, name: str) -> pd.DataFrame:
    schema = every_schema()[name]
    text, faults = read_table(path, [str(key) for key in schema.columns], name)
    assert faults == []
    table, faults = typed_columns(text.astype("string"), schema)
    assert faults == []
    return table.reset_index(drop=True)


@pytest.mark.parametrize("name", sorted(every_schema()))
def test_every_sort_of_cell_is_read_as_it_was_typed(name: str, tmp_path: Path) -> None:
    columns = every_schema()[name].columns
    if name == "kpi":
        columns = {key: column for key, column in columns.items() if key != "period"}
    cells = {str(key): cells_of(column) for key, column in columns.items()}
    cells.setdefault("period", ["2024-04-01"] * ROWS)
    cells = {str(key): cells[str(key)] for key in every_schema()[name].columns}
    book = template(name)
    fill(book, name, iter(zip(*cells.values(), strict=True)))
    book.save(tmp_path / "filled.xlsx")
    read = read_back(tmp_path / "filled.xlsx", name)
    for key, column in columns.items():
        expected = expected_of(cells[str(key)], column.metadata)
        pd.testing.assert_series_equal(read[key], expected, check_names=False)


def _plain(text: str) -> bool:
    """Whether a spreadsheet can hold a text, and it does not say that it is missing."""
    stripped = without_unseen(text).strip()
    return (
        not ILLEGAL_CHARACTERS_RE.search(text)
        and "\r" not in text
        and stripped not in MISSING_TEXTS
        and stripped not in FORMULA_ERRORS
    )


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(_plain)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(texts=st.lists(WORDS, min_size=1, max_size=30))
def test_any_text_is_read_as_it_was_typed(texts: list[str], tmp_path: Path) -> None:
    book = template("horizon-criteria")
    width = len(every_schema()["horizon-criteria"].columns)
    rows = ([text, text, text, 1, *[None] * width][:width] for text in texts)
    fill(book, "horizon-criteria", rows)
    book.save(tmp_path / "filled.xlsx")
    read = read_back(tmp_path / "filled.xlsx", "horizon-criteria")
    assert read["label"].tolist() == [without_unseen(text).strip() for text in texts]


def test_tables_of_the_hub_typed_into_one_workbook_read_as_their_own_files_do(
    tmp_path: Path,
) -> None:
    workspace = open_workspace(REPOSITORY)
    book = template(*tables_of_template(HUB))
    folder = tmp_path / "data" / "hub"
    shutil.copytree(REPOSITORY / "data" / "hub", folder)
    for name in TYPED:
        table = hub_year_tables()[name]
        columns = HUB_TABLES[name].schema.columns
        fill(book, name, iter(typed_rows(table.reindex(columns=list(columns)), columns)))
        (folder / f"{name}.csv").unlink()
    book.save(folder / "tables.xlsx")
    asked = (workspace.hub.partners, [item.slug for item in workspace.projects])
    wanted, _ = read_hub_data(REPOSITORY, *asked)
    read, findings = read_hub_data(tmp_path, *asked)
    assert [item for item in findings if item.severity == "error"] == []
    for name in TYPED:
        pd.testing.assert_frame_equal(read.table(name), wanted.table(name))


def typed_rows(table: pd.DataFrame, columns) -> list[list[Any]]:
    """Return the rows of a table as an evaluator types them: days as days, numbers as numbers."""
    typed = {str(key): column.metadata["type"] for key, column in columns.items()}
    return [
        [typed_cell(cell, typed[str(key)]) for key, cell in row.items()]
        for row in table.to_dict("records")
    ]


def typed_cell(cell: Any, dtype: str) -> Any:
    if pd.isna(cell) or cell == "":
        return None
    if dtype == DATE:
        return pd.Timestamp(cell).to_pydatetime()
    return float(cell) if dtype in (COUNT, NUMBER) else str(cell)


@pytest.mark.parametrize(
    ("slug", "audit"), [("gammacore", "audit-counts"), ("falls", "audit-records")]
)
def test_a_projects_tables_typed_into_workbooks_read_as_its_tables_do(
    slug: str, audit: str, tmp_path: Path
) -> None:
    workspace = open_workspace(REPOSITORY)
    folder = workspace.project(slug)
    made = demonstration_tables()[slug]
    tables = {"kpi": made.kpi, "audit": made.audit}
    sheets = {"kpi": "kpi", "audit": audit}
    for kind, table in tables.items():
        columns = every_schema()[sheets[kind]].columns
        book = template(sheets[kind])
        rows = typed_rows(table.reindex(columns=list(columns)), columns)
        if kind == "kpi":  # months are text in the template; as dates they read alike
            rows = [[row[0], f"{row[1]:%Y-%m}", *row[2:]] for row in rows]
        fill(book, sheets[kind], iter(rows))
        book.save(tmp_path / f"{kind}.xlsx")
        table.to_csv(tmp_path / f"{kind}.csv", index=False)

    def read(ending: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        named = {
            kind: Table(path=f"{kind}.{ending}", sheet=sheets[kind] if ending == "xlsx" else None)
            for kind in tables
        }
        changed = folder.project.model_copy(
            update={"tables": folder.project.tables.model_copy(update=named)}
        )
        moved = ProjectFolder(slug, tmp_path, changed)
        kpi, of_kpi = kpi_table_of(moved, str)
        audited, of_audit = audit_table_of(moved, str, workspace.standards)
        assert kpi is not None, of_kpi
        assert audited is not None, of_audit
        return kpi, audited.frame

    for filled, written in zip(read("xlsx"), read("csv"), strict=True):
        pd.testing.assert_frame_equal(filled, written)


def test_months_typed_as_days_of_excel_are_months(tmp_path: Path) -> None:
    workspace = open_workspace(REPOSITORY)
    book = template("kpi")
    months = pd.date_range("2022-04-01", periods=48, freq="MS")
    for number, month in enumerate(months, start=2):
        page = book["kpi"]
        page.cell(number, 1).value = "class-starters"
        page.cell(number, 2).value = month.to_pydatetime()
        page.cell(number, 3).value = number
    book.save(tmp_path / "kpi.xlsx")
    falls = workspace.project("falls").project
    only = [kpi for kpi in falls.kpis if kpi.id == "class-starters"]
    changed = {"kpis": only, "its": [], "inequalities": [], "control_charts": []}
    tables = falls.tables.model_copy(update={"kpi": Table(path="kpi.xlsx", sheet="kpi")})
    moved = ProjectFolder("falls", tmp_path, falls.model_copy(update={**changed, "tables": tables}))
    table, findings = kpi_table_of(moved, str)
    assert table is not None, findings
    assert table["period"].tolist() == list(months)


def test_a_yes_that_is_true_or_false_is_refused_with_what_to_write(tmp_path: Path) -> None:
    book = template("education-sessions")
    page = book["education-sessions"]
    headings = [cell.value for cell in page[1]]
    for heading, value in (("session", "F-1"), ("recorded", True)):
        page.cell(2, headings.index(heading) + 1).value = value
    folder = tmp_path / "data" / "hub"
    folder.mkdir(parents=True)
    book.save(folder / "education-sessions.xlsx")
    _, findings = read_hub_data(tmp_path, [], [])
    assert "'recorded' must be one of 'yes' or 'no'." in [item.sentence for item in findings]
