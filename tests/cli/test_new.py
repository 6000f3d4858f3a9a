"""`evaluation new` and `template`: what is asked, what is refused, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
import typer

from evaluation import cli
from evaluation.cli import new
from evaluation.workspace import open_workspace

OPTIONS = (
    *("--title", "Falls clinic", "--go-live", "2024-10-01", "--site", "Ward 1", "--site", "Ward 2"),
    *("--clinical-lead", "Consultant", "--kpi", "Falls", "--kind", "count"),
    *("--direction", "decrease"),
)


class Said(NamedTuple):
    code: int | str | None
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVALUATION_WORKSPACE", raising=False)

    def run_here(*arguments: object) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Said(caught.value.code, said.out, said.err)

    return run_here


@pytest.fixture
def hub(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert run("new", "hub", "hub", "--name", "East", "--year", "2025/26").code == 0
    monkeypatch.chdir(tmp_path / "hub")
    return tmp_path / "hub"


def test_a_hub_and_a_project_are_made_from_options(run: Run, hub: Path) -> None:
    said = run("new", "project", "falls", *OPTIONS)
    assert said.code == 0
    assert said.out.splitlines() == [
        "data/projects/falls/project.yml",
        "data/projects/falls/kpi.xlsx",
    ]
    assert "evaluation check falls" in said.err
    project = open_workspace(hub).project("falls").project
    assert [site.name for site in project.sites] == ["Ward 1", "Ward 2"]
    checked = run("check", "falls")
    assert checked.code == 2
    assert "The table has a header but no rows." in checked.out + checked.err


def test_each_site_option_is_one_site_whatever_its_name(run: Run, hub: Path) -> None:
    sites = ("--site", "Ward 1; east", "--site", "Ward 2")
    kept = [option for option in OPTIONS if option not in ("--site", "Ward 1", "Ward 2")]
    assert run("new", "project", "falls", *kept, *sites).code == 0
    project = open_workspace(hub).project("falls").project
    assert [site.name for site in project.sites] == ["Ward 1; east", "Ward 2"]


def test_a_hub_is_not_made_where_something_is(run: Run, hub: Path) -> None:
    said = run("new", "hub", ".")
    assert said.code == 2
    assert "not empty" in said.err


def test_all_that_is_missing_is_named_at_once(run: Run, hub: Path) -> None:
    said = run("new", "project", "falls", "--title", "Falls", "--go-live", "31/02/2024")
    assert said.code == 2
    assert "--go-live: There is no such day." in said.err
    assert "--site, --clinical-lead, --kpi, --kind, --direction." in said.err
    assert not (hub / "data" / "projects" / "falls").exists()


def test_a_mean_needs_its_unit(run: Run, hub: Path) -> None:
    said = run("new", "project", "falls", *OPTIONS, "--kind", "mean")
    assert said.code == 2
    assert "Still to be said: --unit." in said.err


def test_no_project_is_made_outside_a_workspace(run: Run) -> None:
    said = run("new", "project", "falls", *OPTIONS)
    assert said.code == 2
    assert "evaluation new hub DIR" in said.err


def answering(monkeypatch: pytest.MonkeyPatch, *typed: str | type[BaseException]) -> list[str]:
    """Let a terminal give these answers, and return the questions as they come."""
    questions: list[str] = []
    waiting = list(typed)

    def prompt(question: str, *, default: str | None, show_default: bool) -> str:
        questions.append(question)
        answer = waiting.pop(0)
        if not isinstance(answer, str):
            raise answer
        return answer or str(default or "")

    monkeypatch.setattr(new, "_is_conversation", lambda: True)
    monkeypatch.setattr(typer, "prompt", prompt)
    return questions


def test_what_is_not_given_is_asked_for_again_until_it_is_valid(
    run: Run, hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest = ("Ward 1", "Dr Jones", "Consultant", "", "Admissions", "rate", "1,000")
    questions = answering(
        monkeypatch, "", "01/10/2024", *rest, "", "less", "decrease", "", "2023-04", "none"
    )
    said = run("new", "project", "falls", "--title", "Falls")
    assert said.code == 0
    assert "name a person" in said.err
    assert "none of the choices" in said.err
    assert "Title of the project" not in questions
    assert sum(question.startswith("Clinical lead") for question in questions) == 2
    kpi = open_workspace(hub).project("falls").project.kpis[0]
    assert (kpi.kind, kpi.per, kpi.unit) == ("rate", 1000, "per 1,000")
    page = openpyxl.load_workbook(hub / "data/projects/falls/kpi.xlsx")["kpi"]
    assert page["B2"].value == "2023-04"


@pytest.mark.parametrize("how", [KeyboardInterrupt, typer.Abort, EOFError])
def test_leaving_the_questions_leaves_nothing(
    how: type[BaseException], run: Run, hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "Falls", how)
    said = run("new", "project", "falls")
    assert said.code == 130
    assert [path.name for path in (hub / "data" / "projects").iterdir()] == [".gitkeep"]


def test_settings_are_checked_without_their_tables(run: Run, hub: Path) -> None:
    assert run("new", "project", "falls", *OPTIONS).code == 0
    (hub / "data" / "projects" / "falls" / "kpi.xlsx").unlink()
    said = run("settings")
    assert (said.code, said.out) == (0, "The settings are valid. No table was read.\n")
    file = hub / "data" / "projects" / "falls" / "project.yml"
    file.write_text(file.read_text(encoding="utf-8") + "titel: x\n", encoding="utf-8")
    said = run("settings")
    assert said.code == 2
    assert "Did you mean 'title'?" in said.err


def test_a_template_needs_no_workspace(run: Run, tmp_path: Path) -> None:
    assert run("template", "kpi", "--to", "kpi.xlsx").code == 0
    assert run("template", "milestones", "--to", "milestones.xlsx").code == 0
    page = openpyxl.load_workbook(tmp_path / "milestones.xlsx")["milestones"]
    kinds = {rule.type for rule in page.data_validations.dataValidation}
    assert "list" not in kinds  # no project of the demonstration hub is offered


def test_a_workbook_that_is_there_is_not_written_over(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "kpi.xlsx"
    path.write_bytes(b"filled in")
    said = run("template", "kpi", "--to", path)
    assert said.code == 2
    assert "may be filled in" in said.err
    assert path.read_bytes() == b"filled in"
    assert run("template", "kpi", "--to", path, "--force").code == 0
    assert path.read_bytes() != b"filled in"


def test_a_template_offers_the_names_of_a_project(run: Run, hub: Path) -> None:
    assert run("new", "project", "falls", *OPTIONS, "--audit", "falls").code == 0
    said = run("template", "audit-counts", "--project", "falls", "--to", "counts.xlsx")
    assert said.code == 0
    page = openpyxl.load_workbook(hub / "counts.xlsx")["audit-counts"]
    lists = {rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"}
    assert '"cycle-1,cycle-2"' in lists


def test_a_template_is_made_where_the_workspace_has_faults(run: Run, hub: Path) -> None:
    (hub / "data" / "hub.yml").write_text("name: [", encoding="utf-8")
    said = run("template", "milestones", "--to", "milestones.xlsx")
    assert said.code == 0
    assert "own names are not offered" in said.err
