"""The workbook of a table offers its values and explains its columns, and is read as filled in."""

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from evaluation.errors import InvalidInput
from evaluation.tables import HUB_TABLES, every_schema, read_hub_data
from evaluation.tables.examples import example_of
from evaluation.templates.tables import (
    HUB,
    TableFilled,
    table_template_bytes,
    tables_of_template,
)
from evaluation.workspace import open_workspace
from tests.tiny_hub import write_tiny_hub

ROWS = {
    "governance-routes": [["Programme Group", 1, "2024-05-01", None, "both", 21]],
    "status-notes": [["2025/26-Q3", None, "done", "The audit was done."]],
}


def book_of(names, workspace=None) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(table_template_bytes(names, workspace)))


def rules_of(page) -> dict[str, tuple[str, str | None]]:
    """Return type and first formula of each column's validation, by its heading."""
    headings = {cell.column_letter: cell.value for cell in page[1]}
    return {
        headings[str(rule.sqref).rstrip("0123456789").split("2:")[0]]: (rule.type, rule.formula1)
        for rule in page.data_validations.dataValidation
        if rule.type is not None
    }


@pytest.mark.parametrize("name", sorted(every_schema()))
def test_every_table_has_its_headings_in_the_first_row_and_its_columns_explained(name) -> None:
    book = book_of([name])
    columns = list(every_schema()[name].columns)
    assert [cell.value for cell in book[name][1]] == columns
    explained = [row[1] for row in book["Columns"].iter_rows(min_row=3, values_only=True)]
    assert explained == columns


def test_cells_take_only_what_the_schema_takes() -> None:
    rules = rules_of(book_of(["governance-routes"])["governance-routes"])
    assert rules == {
        "order": ("whole", "1"),
        "start": ("date", "1"),
        "end": ("date", "1"),
        "report": ("list", '"highlight and exception,annual,both"'),
        "days_after_quarter": ("whole", "0"),
    }


def test_a_hubs_own_projects_are_offered(tmp_path: Path) -> None:
    workspace = open_workspace(write_tiny_hub(tmp_path, "falls", "feno"))
    rules = rules_of(book_of(["status-notes"], workspace)["status-notes"])
    assert rules["project"] == ("list", '"falls,feno"')


def test_the_workbook_of_all_tables_is_read_as_it_is_filled_in(tmp_path: Path) -> None:
    book = book_of(tables_of_template(HUB))
    for name, rows in ROWS.items():
        for row in rows:
            book[name].append(row)
    folder = tmp_path / "data" / "hub"
    folder.mkdir(parents=True)
    book.save(folder / "tables.xlsx")
    data, findings = read_hub_data(tmp_path, [], [])
    assert findings == []
    assert set(data.tables) == set(ROWS)
    assert data.table("governance-routes")["start"].tolist() == [pd.Timestamp("2024-05-01")]
    assert data.table("status-notes")["text"].tolist() == ["The audit was done."]


def test_a_fault_in_a_sheet_of_many_is_placed_in_that_sheet(tmp_path: Path) -> None:
    book = book_of(["governance-routes", "status-notes"])
    book["status-notes"].append(["2025/26", None, "done", "The audit was done."])
    folder = tmp_path / "data" / "hub"
    folder.mkdir(parents=True)
    book.save(folder / "tables.xlsx")
    _, (finding,) = read_hub_data(tmp_path, [], [])
    assert finding.file == "data/hub/tables.xlsx"
    assert finding.place == "sheet 'status-notes', row 2, column 'quarter'"


def test_a_table_that_is_not_there_is_refused_with_the_nearest_spelling() -> None:
    assert tables_of_template(HUB) == tuple(HUB_TABLES)
    with pytest.raises(InvalidInput) as caught:
        tables_of_template("milestone")
    assert "Did you mean 'milestones'?" in str(caught.value)


@pytest.mark.parametrize("name", sorted(every_schema()))
def test_each_cell_tells_its_meaning_unit_and_example_and_is_held_to_its_type(name) -> None:
    page = book_of([name])[name]
    letters = {cell.value: cell.column_letter for cell in page[1]}
    rules = {str(rule.sqref)[0]: rule for rule in page.data_validations.dataValidation}
    for key, column in every_schema()[name].columns.items():
        facts, rule = column.metadata, rules[letters[key]]
        assert rule.showInputMessage
        assert rule.promptTitle == key
        assert rule.prompt.startswith(column.description)
        assert f"Example: {example_of(key, column)}" in rule.prompt
        if facts["unit"]:
            assert f"Unit: {facts['unit']}." in rule.prompt
        form = page.column_dimensions[letters[key]].number_format
        if facts.get("choices") or facts.get("refers", "").startswith(f"{name}."):
            assert (rule.type, form) == ("list", "@")
        elif facts["type"] == "string":
            assert (rule.type, form) == (None, "@")
        elif key != "period":
            assert rule.type in ("whole", "decimal", "date")
            assert rule.showErrorMessage


def test_a_period_may_be_typed_as_a_month_or_a_quarter() -> None:
    page = book_of(["kpi"])["kpi"]
    assert "period" not in rules_of(page)
    assert page.column_dimensions["B"].number_format == "@"


def test_a_table_may_begin_with_rows_and_fewer_columns() -> None:
    table = TableFilled("kpi", ("kpi", "period", "value"), (("falls", "2024-04"),))
    content = table_template_bytes([table], lists={"kpi": ["falls"]})
    page = openpyxl.load_workbook(io.BytesIO(content))["kpi"]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["kpi", "period", "value"],
        ["falls", "2024-04", None],
    ]
    assert rules_of(page)["kpi"] == ("list", '"falls"')


def test_a_cell_that_names_a_row_of_another_sheet_offers_what_is_filled_in_there() -> None:
    book = book_of(["education-sessions", "education-attendance"])
    rules = rules_of(book["education-attendance"])
    filled = "'education-sessions'!$A$2:$A$2001"
    assert rules["session"] == (
        "list",
        f"OFFSET('education-sessions'!$A$2,0,0,MAX(1,COUNTA({filled})),1)",
    )
    assert "session" not in rules_of(book_of(["education-attendance"])["education-attendance"])
