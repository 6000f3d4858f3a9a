"""All that is wrong is found before anything runs."""

from pathlib import Path

import pytest

from evaluation import checking
from evaluation.errors import Finding, InvalidInput
from evaluation.running import checked_warm
from tests.tiny_hub import PROJECT, write_tiny_hub


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tiny_hub(tmp_path, "falls")


def test_a_sound_workspace_is_opened_with_no_warnings(root):
    workspace, warnings = checking.checked_workspace(root)
    assert [folder.slug for folder in workspace.projects] == ["falls"]
    assert warnings == ()


def test_warnings_do_not_stop_and_are_handed_on(root, monkeypatch):
    warning = Finding("A month is missing.", severity="warning")
    monkeypatch.setattr(checking, "check_workspace", lambda *_: [warning])
    assert checking.checked_workspace(root)[1] == (warning,)


def test_an_error_stops_before_anything_runs_with_every_finding(root):
    path = root / "data" / "projects" / "falls" / "project.yml"
    path.write_text(PROJECT + "lesson: {}\ntables: {kpi: none.csv}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="nothing was run") as caught:
        checking.checked_workspace(root)
    assert "Did you mean 'lessons'?" in str(caught.value.findings[0])


def test_a_contradiction_in_an_analysis_stops_before_anything_runs(root, monkeypatch):
    fault = Finding("Interruption 'clinic' ends before its date.", project="falls")
    monkeypatch.setattr(checking, "design_findings", lambda *_: [fault])
    with pytest.raises(InvalidInput) as caught:
        checking.checked_workspace(root)
    assert caught.value.findings == (fault,)


def test_a_slug_that_is_not_there_is_an_error(root):
    with pytest.raises(InvalidInput) as caught:
        checking.checked_workspace(root, ["fals"])
    assert "Did you mean 'falls'?" in str(caught.value.findings[0])


def test_warm_processes_find_what_one_finds_in_the_same_order(tmp_path):
    slugs = [f"project-{number}" for number in range(9)]
    root = write_tiny_hub(tmp_path, *slugs)
    for slug in slugs[::2]:
        file = root / "data" / "projects" / slug / "project.yml"
        file.write_text(PROJECT + "lesson: {}\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as here:
        checking.checked_workspace(root)
    with pytest.raises(InvalidInput) as there:
        checked_warm(root)
    assert len(there.value.findings) == 5
    assert there.value.findings == here.value.findings
    with pytest.raises(InvalidInput, match="1 fault"):
        checked_warm(root, ["project-1", "project-3", "nobody"])
