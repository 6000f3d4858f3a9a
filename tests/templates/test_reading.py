"""A filled-in workbook as a value.yml: what comes back, and what is said of a fault."""

import openpyxl
import pytest
import yaml

from evaluation.errors import InvalidInput
from evaluation.templates import (
    benefits_export_bytes,
    benefits_template_bytes,
    value_from_workbook,
)
from evaluation.workspace import open_workspace
from tests.templates.test_benefits import HEADER_ROW, VALUE, run, write_hub


@pytest.fixture
def exported(tmp_path):
    """Return the path of a workbook that holds the project "falls"."""
    root = write_hub(tmp_path, "falls", "other", with_value=("falls", "other"))
    target = tmp_path / "filled.xlsx"
    target.write_bytes(benefits_export_bytes(open_workspace(root), ["falls"]))
    return target


def changed(path, sheet, heading, value, row=HEADER_ROW + 1):
    """Change one cell of a workbook."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    column = next(cell.column for cell in page[HEADER_ROW] if cell.value == heading)
    page.cell(row, column).value = value
    book.save(path)
    return path


def test_what_is_exported_comes_back_the_same(exported, tmp_path):
    made = value_from_workbook(exported, price_year="2025/26")
    expected = yaml.safe_load(yaml.safe_dump(VALUE))
    latest = expected["benefits"][0]["actuals"][:1]
    expected["benefits"][0]["actuals"] = latest  # a sheet holds the latest only
    root = write_hub(tmp_path / "again", "falls")
    path = root / "data" / "projects" / "falls" / "value.yml"
    path.write_text(yaml.safe_dump(made), encoding="utf-8")
    again = open_workspace(root).project("falls").value
    path.write_text(yaml.safe_dump(expected), encoding="utf-8")
    assert again == open_workspace(root).project("falls").value


def test_an_empty_template_gives_only_what_was_filled_in(tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(benefits_template_bytes())
    made = value_from_workbook(path, price_year="2025/26")
    assert list(made) == ["price_year", "checklist"]
    assert {item["status"] for item in made["checklist"]} == {"not-started"}


def test_an_effect_is_read_by_its_three_names(exported):
    changed(exported, "Register", "Quantity a year", None)
    changed(exported, "Register", "Volume", 2)
    changed(exported, "Register", "Effect (name of an estimate)", "its/falls/cumulative difference")
    money = value_from_workbook(exported)["benefits"][0]["money"]
    assert money["effect"]["measure"] == "cumulative difference"
    assert money["volume"] == 2


def test_costs_with_one_year_of_prices_keep_it(exported):
    changed(exported, "Costs", "Prices of", "2025/26")
    cost = value_from_workbook(exported)["costs"][0]
    assert (cost["price_year"], cost["measured_to"]) == ("2025/26", "2024/25")
    changed(exported, "Costs", "Basis", "estimated")
    assert "measured_to" not in value_from_workbook(exported)["costs"][0]


def test_the_latest_year_of_prices_is_that_of_the_results(exported):
    assert value_from_workbook(exported)["price_year"] == "2025/26"


SECOND = HEADER_ROW + 2


@pytest.mark.parametrize(
    ("sheet", "heading", "value", "row", "said"),
    [
        ("Register", "Class", "qality", 4, "sheet 'Planning', row 4, benefits.1.class: 'class'"),
        ("Checklist", "Done on", "soon", 4, "sheet 'Checklist', row 4, checklist.1.on: 'on'"),
        ("Logic model", "Leads to (ids, with commas)", "none", 5, "which is not there"),
        ("Logic model", "Text", None, 4, "'need'"),
        ("Register", "Years and percent", "2024/25", 4, "Row 4 of the sheet 'Register'"),
        ("Register", "Effect (name of an estimate)", "its/falls", 4, "analysis/outcome/measure"),
        ("Register", "Benefit id", "unknown", 4, "has no row in 'Planning'"),
        ("Costs", "Prices of", "2023/24", 5, "one year for all, or each its own"),
        ("Costs", "Basis", "estimated", 4, None),
        ("Planning", "Owner (role)", "Dr Smith", 4, "must be a role"),
    ],
)
def test_a_fault_is_named_by_its_sheet_and_row(exported, sheet, heading, value, row, said):
    changed(exported, sheet, heading, value, row)
    if said is None:  # measured after estimated
        changed(exported, sheet, heading, "measured", SECOND)
        said = "measured years before estimated ones"
    with pytest.raises(InvalidInput) as error:
        value_from_workbook(exported)
    assert said in " ".join(map(str, (error.value, *error.value.findings)))


def test_no_year_of_prices_is_asked_for(exported):
    book = openpyxl.load_workbook(exported)
    book["Costs"].delete_rows(HEADER_ROW + 1, 9)
    book["Register"].delete_rows(HEADER_ROW + 1, 9)
    book["Planning"].delete_rows(HEADER_ROW + 1, 9)
    book.save(exported)
    with pytest.raises(InvalidInput, match="--price-year"):
        value_from_workbook(exported)


def test_a_workbook_of_several_projects_needs_a_name(exported, tmp_path):
    exported.write_bytes(benefits_export_bytes(open_workspace(tmp_path)))
    with pytest.raises(InvalidInput, match="falls, other"):
        value_from_workbook(exported)
    assert len(value_from_workbook(exported, "other")["benefits"]) == 2
    with pytest.raises(InvalidInput, match="no rows of 'third'"):
        value_from_workbook(exported, "third")


def test_other_headings_and_sheets_are_refused(exported):
    changed(exported, "Costs", "Kind", "Sort", HEADER_ROW)
    with pytest.raises(InvalidInput, match="'Kind'"):
        value_from_workbook(exported)
    book = openpyxl.load_workbook(exported)
    del book["Costs"]
    book.save(exported)
    with pytest.raises(InvalidInput, match="has no sheet 'Costs'"):
        value_from_workbook(exported)


@pytest.mark.parametrize("name", ["text.xlsx", "nowhere.xlsx", "text.csv"])
def test_what_is_no_workbook_is_refused(tmp_path, name):
    for file in ("text.xlsx", "text.csv"):
        (tmp_path / file).write_text("no workbook", encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot be read"):
        value_from_workbook(tmp_path / name)


def test_the_command_writes_a_value_file_once(exported, tmp_path, capsys):
    target = tmp_path / "value.yml"
    asked = ("template", "benefits", "--from", exported, "--to", target)
    assert run(*asked) == 0
    text = target.read_text(encoding="utf-8")
    assert text.startswith("# Made from filled.xlsx.")
    assert yaml.safe_load(text)["benefits"][0]["id"] == "calls"
    assert run(*asked) == 2
    assert "there already" in capsys.readouterr().err


@pytest.mark.parametrize("to", ["value.txt", "nowhere/value.yml"])
def test_a_value_file_goes_to_a_yaml_file_in_a_folder_that_is_there(exported, tmp_path, to):
    assert run("template", "benefits", "--from", exported, "--to", tmp_path / to) == 2
