"""Case studies from end to end, with the run before them stood in for."""

from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

import pytest

from evaluation import casestudies
from evaluation.cli import main
from evaluation.run import Outcome, RunSummary
from evaluation.workspace import open_workspace

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    made: list[str] = []
    outcomes = (Outcome("plgf", "failed", "It stopped."), Outcome("falls", "up to date"))

    def prepare(root: Path, **_: Any) -> Thing:
        workspace = open_workspace(root)
        return Thing(workspace=workspace, year=workspace.year(None), projects=RunSummary(outcomes))

    def make(item: Any, text: Any, _: object) -> tuple[Path, ...]:
        made.append(f"{item.folder.slug}-{text.form}")
        return (tmp_path / made[-1],)

    monkeypatch.setattr(casestudies, "reports_folder", lambda _: tmp_path)
    monkeypatch.setattr(casestudies, "prepare", prepare)
    monkeypatch.setattr(casestudies, "make_case_study", make)
    monkeypatch.setattr(casestudies, "chapter_of", lambda *_: "")
    return made


def code_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["case-study", *arguments, "--workspace", str(REPOSITORY)])
    return int(left.value.code or 0)


def test_all_forms_are_made_and_what_is_missing_is_printed(
    calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of("falls") == 0
    assert calls == ["falls-nhs-england", "falls-ais", "falls-poster"]
    told = capsys.readouterr()
    assert "missing: falls, ais: Why: write 'why'." in told.err
    assert told.out.splitlines()[-1].endswith("falls-poster")


def test_a_final_case_study_with_missing_parts_is_refused(calls: list[str]) -> None:
    assert code_of("falls", "--final") == 2
    assert calls == []


def test_a_project_whose_run_failed_is_made_from_its_last_good_result(calls: list[str]) -> None:
    assert code_of("plgf", "--form", "ais") == 3
    assert calls == ["plgf-ais"]


def test_a_project_that_does_not_exist_is_refused(calls: list[str]) -> None:
    assert code_of("fals") == 2
    assert calls == []
