"""The benefits workbook, to fill in and filled in, and the commands that write it."""

import io
from pathlib import Path

import openpyxl
import pytest
import yaml

from evaluation import cli
from evaluation.errors import InvalidInput
from evaluation.templates import benefits_export_bytes, benefits_template_bytes
from evaluation.templates.tools import EXAMPLE, TOOLS, Tool
from evaluation.workspace import open_workspace
from evaluation.workspace.standard_checklist import STANDARD_CHECKLIST
from tests.tiny_hub import write_tiny_hub

HEADER_ROW, FIRST_ROW = 3, 4
VALUE = {
    "price_year": "2025/26",
    "checklist": [{"stage": "idea", "item": "Ask", "status": "not-started", "standard": "need"}],
    "logic_model": {
        "need": "Falls",
        "elements": [{"id": "safer", "part": "outcome", "text": "Safer", "term": "long"}],
        "assumptions": ["Time"],
        "context": "Winter",
    },
    "data_sources": [
        {
            "id": "records",
            "name": "Records",
            "holds": "Falls",
            "owner": "Analyst",
            "frequency": "monthly",
            "quality": "good",
        }
    ],
    "benefits": [
        {
            "id": "calls",
            "benefit": "=Fewer calls",
            "class": "quality",
            "beneficiary": "Crews",
            "outcome": "safer",
            "measure": "Calls",
            "unit": "calls",
            "owner": "Lead",
            "baseline": {"value": 40, "date": "2024-03"},
            "actuals": [
                {"value": 30, "date": "2025-03"},
                {"value": 35, "date": "2024-09"},
            ],
            "confidence": "low",
            "status": "at-risk",
            "attribution": {"percent": 50, "reason": "Others"},
            "money": {
                "quantity": 12,
                "unit": "call",
                "unit_value": {"value": 250, "price_year": "2023/24"},
                "years": {"2024/25": 50, "2025/26": 100},
            },
        },
        {
            "id": "hope",
            "benefit": "Hope",
            "class": "unmonetised",
            "beneficiary": "All",
            "outcome": "safer",
            "measure": "Hope",
            "owner": "Lead",
            "confidence": "low",
            "status": "planned",
        },
    ],
    "costs": [
        {
            "id": "nurse",
            "label": "Nurse",
            "kind": "running",
            "category": "staff",
            "payer": "provider",
            "amounts": {"2025/26": 8000, "2024/25": 4000},
            "price_year": "each-year",
            "measured_to": "2024/25",
            "source": "Ledger",
        }
    ],
}


DEFLATOR = "year,index,source\n2023/24,1.0,Made up\n2024/25,1.1,Made up\n2025/26,1.2,Made up\n"


def write_hub(root, *slugs, with_value=()):
    """Write a workspace whose price index knows the years of `VALUE`."""
    found = write_tiny_hub(root, *slugs)
    (found / "data" / "deflator.csv").write_text(DEFLATOR, encoding="utf-8")
    for slug in with_value:
        path = found / "data" / "projects" / slug / "value.yml"
        path.write_text(yaml.safe_dump(VALUE), encoding="utf-8")
    return found


def book_of(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(page):
    head, *rows = page.iter_rows(min_row=HEADER_ROW, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture
def root(tmp_path):
    return write_hub(tmp_path, "falls", "plain", with_value=("falls",))


def test_a_template_has_a_sheet_for_each_tool_with_an_example_that_is_marked():
    book = book_of(benefits_template_bytes())
    assert book.sheetnames == [*(tool.title for tool in TOOLS), "About"]
    for tool in TOOLS:
        page = book[tool.title]
        assert [cell.value for cell in page[HEADER_ROW]] == [name for name, _ in tool.columns]
        assert page.cell(FIRST_ROW, 1).value == EXAMPLE
        assert page.cell(2, 1).value == tool.purpose


def test_a_template_offers_the_values_that_a_value_file_takes():
    page = book_of(benefits_template_bytes())["Register"]
    lists = {
        page.cell(HEADER_ROW, next(iter(rule.sqref.ranges)).min_col).value: rule.formula1
        for rule in page.data_validations.dataValidation
    }
    assert lists["Class"].startswith('"cash-releasing,non-cash-releasing,quality')
    assert lists["Kept by"] == '"provider,commissioner,social-care,patients,society"'
    assert lists["Confidence"] == '"high,medium,low"'
    assert set(lists) == {"Class", "Kept by", "Confidence", "Status"}


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.title)
def test_an_example_keeps_to_its_own_lists(tool):
    example = dict(zip([name for name, _ in tool.columns], tool.example, strict=True))
    for heading, values in tool.choices.items():
        assert example[heading] is None or example[heading] in values


def test_a_template_holds_the_standard_checklist_to_be_answered():
    rows = rows_of(book_of(benefits_template_bytes())["Checklist"])
    assert [row["Standard item"] for row in rows[1:]] == [item.id for item in STANDARD_CHECKLIST]
    assert {row["Status"] for row in rows[1:]} == {"not-started"}


def test_an_example_must_fit_its_columns():
    with pytest.raises(ValueError, match="does not fit"):
        Tool("Odd", "None", (("Project", 10),), [])


def test_an_export_holds_what_the_value_file_says(root):
    book = book_of(benefits_export_bytes(open_workspace(root)))
    checklist = rows_of(book["Checklist"])
    assert (checklist[0]["Project"], checklist[0]["What is to be done"]) == ("falls", "Ask")
    assert len(checklist) == len(STANDARD_CHECKLIST)  # one is answered
    assert [row["Part"] for row in rows_of(book["Logic model"])] == [
        "need",
        "outcome",
        "assumption",
        "context",
    ]
    assert rows_of(book["Data sources"])[0]["Name"] == "Records"
    plan = rows_of(book["Planning"])[0]
    assert (plan["Benefit"], plan["Baseline"]) == ("=Fewer calls", 40)
    first, second = rows_of(book["Register"])
    assert (first["Latest actual"], first["Quantity a year"]) == (30, 12)
    assert first["Years and percent"] == "2024/25: 50, 2025/26: 100"
    assert (first["Attributed, percent"], second["Value of a unit, pounds"]) == (50, None)
    costs = rows_of(book["Costs"])
    assert [(row["Year"], row["Prices of"], row["Basis"]) for row in costs] == [
        ("2024/25", "2024/25", "measured"),
        ("2025/26", "2025/26", "estimated"),
    ]


def test_text_like_a_formula_stays_text(root):
    page = book_of(benefits_export_bytes(open_workspace(root)))["Planning"]
    assert page.cell(FIRST_ROW, 3).data_type == "s"


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("plain", "has no value.yml. Those with one: falls."),
        ("fals", "There is no project 'fals'. Did you mean 'falls'?"),
        ("zzzz", "There are: falls, plain."),
    ],
)
def test_a_project_that_has_none_is_named(root, slug, said):
    with pytest.raises(InvalidInput) as error:
        benefits_export_bytes(open_workspace(root), [slug])
    assert said in str(error.value)


def test_a_hub_without_value_files_has_nothing_to_export(tmp_path):
    with pytest.raises(InvalidInput, match="no project has a value"):
        benefits_export_bytes(open_workspace(write_tiny_hub(tmp_path, "falls")))


def test_a_project_without_a_logic_model_exports_all_the_same(root):
    path = root / "data" / "projects" / "plain" / "value.yml"
    path.write_text("price_year: 2025/26\n", encoding="utf-8")
    book = book_of(benefits_export_bytes(open_workspace(root), ["plain"]))
    assert rows_of(book["Logic model"]) == []


def run(*arguments):
    with pytest.raises(SystemExit) as left:
        cli.main([str(item) for item in arguments])
    return left.value.code


def test_the_commands_write_the_workbook_and_print_its_path(root, tmp_path, capsys):
    template, export = tmp_path / "t.xlsx", tmp_path / "e.xlsx"
    assert run("template", "benefits", "--to", template) == 0
    assert run("export", "benefits", "falls", "--to", export, "--workspace", root) == 0
    assert capsys.readouterr().out.split() == [str(template), str(export)]
    assert book_of(template.read_bytes()).sheetnames == book_of(export.read_bytes()).sheetnames


@pytest.mark.parametrize("to", ["t.csv", "nowhere/t.xlsx"])
def test_a_template_goes_to_an_xlsx_file_in_a_folder_that_is_there(tmp_path, to, capsys):
    assert run("template", "benefits", "--to", Path(tmp_path) / to) == 2
    assert capsys.readouterr().err.startswith("evaluation: ")
