"""A new project is valid as it stands, says what is missing, and cannot lead elsewhere."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from evaluation.errors import InvalidInput
from evaluation.starting import HubFacts, ProjectFacts, new_hub, new_project, require_new_slug
from evaluation.starting.facts import KINDS
from evaluation.starting.project import lists_of, topics_of
from evaluation.tables import check_workspace, read_kpi_table
from evaluation.workspace import open_workspace

TODAY = dt.date(2025, 1, 20)
FACTS: dict[str, Any] = {
    "title": "Falls: a #1 clinic",
    "programme": "local-priority",
    "go_live": dt.date(2024, 10, 14),
    "site": ("Ward 1", 'Ward "2"'),
    "clinical_lead": "Consultant geriatrician",
    "owner": "",
    "kpi": "Falls on the ward",
    "kind": "count",
    "per": "",
    "unit": "falls",
    "direction": "decrease",
    "domain": "safety",
    "first_month": None,
    "audit": "none",
}


def made(root: Path, **changed: Any) -> Path:
    new_project(root, "falls", ProjectFacts(**{**FACTS, **changed}), TODAY)
    return root / "data" / "projects" / "falls"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return new_hub(tmp_path / "hub", HubFacts("2025/26", "East Hub", "East", "East Trust"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("audit", ["none", "falls"])
def test_a_new_project_of_any_kind_is_valid_and_its_tables_are_asked_for(
    kind: str, audit: str, root: Path
) -> None:
    made(root, kind=kind, audit=audit, per="1000" if kind == "rate" else "")
    project = open_workspace(root).project("falls").project
    assert (project.title, project.kpis[0].kind) == ("Falls: a #1 clinic", kind)
    assert [site.name for site in project.sites] == ["Ward 1", 'Ward "2"']
    assert (project.audit is None) == (audit == "none")
    errors = [item for item in check_workspace(root, ["falls"]) if item.severity == "error"]
    assert {str(item.sentence) for item in errors} == {"The table has a header but no rows."}
    assert {item.remedy for item in errors} == {"Add the rows."}
    assert len(errors) == (1 if audit == "none" else 2)


def test_what_only_the_user_can_say_is_named(root: Path) -> None:
    made(root)
    left = [
        item.place.partition(", ")[2]
        for item in check_workspace(root, ["falls"])
        if "not filled in" in item.sentence and item.project
    ]
    assert left == [
        "summary",
        "source",
        "licence",
        "roles.senior_responsible_owner",
        "kpis.1.definition",
        "kpis.1.source",
    ]


def test_windows_are_whole_years_without_the_month_of_the_change(root: Path) -> None:
    made(root)
    periods = open_workspace(root).project("falls").project.periods
    assert periods is not None
    assert (periods.baseline.start, periods.baseline.end) == (
        dt.date(2023, 10, 1),
        dt.date(2024, 9, 30),
    )
    assert (periods.after.start, periods.after.end) == (dt.date(2024, 11, 1), dt.date(2025, 10, 31))


def test_a_filled_in_table_is_read(root: Path) -> None:
    folder = made(root, first_month=dt.date(2024, 1, 1), go_live=dt.date(2024, 7, 1))
    book = openpyxl.load_workbook(folder / "kpi.xlsx")
    page = book["kpi"]
    assert [cell.value for cell in page[1]] == ["kpi", "period", "value", "dimension", "group"]
    months = [row[1] for row in page.iter_rows(min_row=2, values_only=True)]
    assert months == [f"2024-{month:02d}" for month in range(1, 13)]
    for number, value in enumerate(range(12), start=2):
        page.cell(number, 3).value = value
    book.save(folder / "kpi.xlsx")
    workspace = open_workspace(root)
    table, _ = read_kpi_table(workspace, workspace.project("falls"))
    assert table is not None
    assert table["value"].tolist() == list(range(12))
    assert set(table["kpi"]) == {"falls-on-the-ward"}


def test_its_workbooks_offer_its_own_names(root: Path) -> None:
    folder = made(root, audit="falls")
    page = openpyxl.load_workbook(folder / "audit.xlsx")["audit-records"]
    headings = {cell.value: cell.column_letter for cell in page[1]}
    offered = {
        heading: rule.formula1
        for heading, letter in headings.items()
        for rule in page.data_validations.dataValidation
        if str(rule.sqref).startswith(f"{letter}2") and rule.type == "list"
    }
    assert offered["cycle"] == '"cycle-1,cycle-2"'
    assert offered["criterion"] == '"FALL-1,FALL-2,FALL-3,FALL-4"'
    assert offered["result"] == '"met,not met,not recorded,exception"'
    lists = lists_of(open_workspace(root), "falls")
    assert lists["kpi"] == ["falls-on-the-ward"]
    assert lists["site"] == ["Ward 1", 'Ward "2"']
    assert lists["cycle"] == ["cycle-1", "cycle-2"]


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("../out", "Did you mean 'out'"),
        ("a/b", "Did you mean 'a-b'"),
        ("/tmp/x", "letters, digits and hyphens"),
        ("Falls Clinic", "Did you mean 'falls-clinic'"),
        ("..", "letters, digits and hyphens"),
        ("-x", "begins with a letter or digit"),
        ("x" * 61, "at most 60"),
        ("", "letters, digits and hyphens"),
        ("fälls", "letters, digits and hyphens"),
        ("hub", "in use"),
        ("con", "in use"),
        ("falls\n", "letters, digits and hyphens"),
    ],
)
def test_a_name_that_is_none_is_refused(slug: str, said: str, root: Path) -> None:
    before = sorted(root.parent.rglob("*"))
    with pytest.raises(InvalidInput, match=said):
        new_project(root, slug, ProjectFacts(**FACTS), TODAY)
    assert sorted(root.parent.rglob("*")) == before


def test_a_project_that_is_there_is_left_alone(root: Path) -> None:
    folder = made(root)
    content = (folder / "project.yml").read_bytes()
    with pytest.raises(InvalidInput, match="there already"):
        made(root, title="Another")
    assert (folder / "project.yml").read_bytes() == content


def test_a_link_out_of_the_workspace_is_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    projects = root / "data" / "projects"
    (projects / ".gitkeep").unlink()
    projects.rmdir()
    projects.symlink_to(outside)
    with pytest.raises(InvalidInput, match="out of the workspace"):
        require_new_slug(root, "falls")
    assert list(outside.iterdir()) == []


def test_a_file_in_the_place_of_the_projects_is_told(root: Path) -> None:
    projects = root / "data" / "projects"
    (projects / ".gitkeep").unlink()
    projects.rmdir()
    projects.write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot be made"):
        made(root)


def test_a_fault_elsewhere_in_the_workspace_does_not_stop_a_new_project(root: Path) -> None:
    broken = root / "data" / "projects" / "broken"
    broken.mkdir()
    (broken / "project.yml").write_text("title: [", encoding="utf-8")
    assert "falls" in topics_of(root)
    assert (made(root) / "kpi.xlsx").is_file()


def test_a_project_that_is_not_ready_is_left_out_by_a_dot(root: Path) -> None:
    folder = made(root)
    folder.rename(folder.with_name(".falls"))
    assert open_workspace(root).projects == ()
    assert not [item for item in check_workspace(root) if item.severity == "error"]


@pytest.mark.parametrize(
    ("said", "made_of_it"),
    [
        ("No", "indicator-no"),
        ("null", "indicator-null"),
        ("123", "indicator-123"),
        ("2024-01-01", "indicator-2024-01-01"),
        ("4-hour waits", "indicator-4-hour-waits"),
        ("??", "indicator"),
        ("Falls", "falls"),
    ],
)
def test_an_indicator_has_an_id_that_is_read_as_text(
    said: str, made_of_it: str, root: Path
) -> None:
    folder = made(root, kpi=said)

    (kpi,) = open_workspace(root).project("falls").project.kpis

    assert (kpi.id, kpi.label) == (made_of_it, said)
    cells = openpyxl.load_workbook(folder / "kpi.xlsx")["kpi"]
    assert cells["A2"].value in (made_of_it, None)


def test_a_criterion_of_several_lines_stays_in_its_comment(root: Path) -> None:
    standard = next((root / "data" / "standards").glob("falls*.yml"))
    text = standard.read_text(encoding="utf-8")
    lines = r'statement: "Seen\n    - {id: NOT-1}"'
    standard.write_text(re.sub(r"statement: .*", lambda _: lines, text), encoding="utf-8")

    made(root, audit="falls")

    audit = open_workspace(root).project("falls").project.audit
    assert audit is not None
    assert "NOT-1" not in [item.id for item in audit.criteria]
