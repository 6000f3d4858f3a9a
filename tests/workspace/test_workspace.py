"""A workspace is found from any directory and read as a whole, or every fault is named."""

import dataclasses
from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.workspace import find_root, open_workspace, read_workspace
from evaluation.workspace.reading import WORKSPACE_VARIABLE, read_parts


@pytest.fixture(autouse=True)
def _no_workspace_is_named(monkeypatch) -> None:
    monkeypatch.delenv(WORKSPACE_VARIABLE, raising=False)


def test_the_nearest_parent_with_a_hub_file_is_found(write_workspace, monkeypatch) -> None:
    root = write_workspace()
    deep = root / "data" / "projects" / "falls"

    for directory in (root, root / "data", deep):
        monkeypatch.chdir(directory)
        assert find_root() == root


def test_a_folder_that_is_given_must_be_the_workspace_itself(write_workspace) -> None:
    root = write_workspace()

    assert find_root(root) == root
    with pytest.raises(InvalidInput, match=r"data/hub\.yml is missing") as caught:
        find_root(root / "data")
    assert caught.value.remedy == "Give the folder that holds it with --workspace."
    assert caught.value.exit_code == 2


def test_the_environment_may_name_the_workspace(write_workspace, monkeypatch, tmp_path) -> None:
    root = write_workspace()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(root))

    assert find_root() == root


def test_a_relative_folder_counts_from_where_one_stands(write_workspace, monkeypatch) -> None:
    root = write_workspace()
    monkeypatch.chdir(root.parent)

    assert find_root(Path("hub")) == root


def test_outside_any_workspace_the_repository_is_taken(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert find_root() == Path(__file__).resolve().parents[2]


def test_a_folder_without_a_hub_file_is_none(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path))

    with pytest.raises(InvalidInput, match="There is no workspace at"):
        find_root()


def test_a_sound_workspace_is_read_whole(write_workspace) -> None:
    root = write_workspace()

    workspace = open_workspace(root)

    assert [folder.slug for folder in workspace.projects] == ["falls"]
    assert list(workspace.criteria) == ["FALL-1"]
    assert workspace.reports == root / "reports"
    assert workspace.results == root / "reports" / "results"
    assert workspace.executed == root / "reports" / "executed"


def test_projects_come_in_the_order_of_the_report(write_workspace, project_text) -> None:
    first = project_text.replace("title:", "order: 1\ntitle:")
    root = write_workspace(projects={"b": project_text, "a": project_text, "c": first})

    assert [folder.slug for folder in open_workspace(root).projects] == ["c", "a", "b"]


def test_a_project_is_found_by_its_slug_or_the_nearest_is_named(write_workspace) -> None:
    workspace = open_workspace(write_workspace())

    assert workspace.project("falls").slug == "falls"
    with pytest.raises(InvalidInput, match=r"Did you mean 'falls'\?"):
        workspace.project("fals")
    with pytest.raises(InvalidInput, match=r"There are: falls\."):
        workspace.project("zzz")


def test_tables_lie_relative_to_their_project(write_workspace) -> None:
    folder = open_workspace(write_workspace()).project("falls")

    assert list(folder.tables) == ["kpi", "audit"]
    assert folder.table_path(folder.tables["kpi"]) == folder.folder / "kpi.csv"
    assert folder.file == folder.folder / "project.yml"


def test_paths_are_shown_from_the_root_and_others_by_name(write_workspace, tmp_path) -> None:
    workspace = open_workspace(write_workspace())

    assert workspace.shown(workspace.root / "data" / "hub.yml") == "data/hub.yml"
    assert workspace.shown(tmp_path / "elsewhere" / "kpi.csv") == "kpi.csv"


def test_a_project_may_have_its_own_disclosure_rule(write_workspace, project_text) -> None:
    own = "disclosure: {rule: none, reason: Published figures.}\n" + project_text
    workspace = open_workspace(write_workspace(projects={"a": own, "b": project_text}))

    rules = [workspace.disclosure_of(folder.project).rule for folder in workspace.projects]

    assert rules == ["none", "hes"]


def test_the_faults_of_all_files_come_at_once(write_workspace, standard_text, project_text) -> None:
    root = write_workspace(
        hub="name: x\n",
        projects={
            "bad": project_text.replace("title:", "tilte:"),
            "worse": "a: [",
            "good": project_text,
            "Not A Slug": project_text,
        },
        standards={"a": standard_text, "b": standard_text, "c": "topic: x\n"},
    )
    (root / "data" / "projects" / "empty").mkdir()
    (root / "data" / "projects" / ".hidden").mkdir()
    (root / "data" / "projects" / "notes.txt").write_text("not a project", encoding="utf-8")

    workspace, findings = read_workspace(root)

    assert workspace is None
    assert {finding.file for finding in findings} == {
        "data/hub.yml",
        "data/standards/b.yml",
        "data/standards/c.yml",
        "data/projects/bad/project.yml",
        "data/projects/worse/project.yml",
        "data/projects/empty/project.yml",
        "data/projects/Not A Slug/project.yml",
    }
    with pytest.raises(InvalidInput) as caught:
        open_workspace(root)
    assert caught.value.findings == tuple(findings)
    assert [folder.slug for folder in read_parts(root).projects] == ["good"]


def test_a_criterion_in_two_files_names_the_other(write_workspace, standard_text) -> None:
    root = write_workspace(standards={"a": standard_text, "b": standard_text})

    (finding,) = read_workspace(root)[1]

    assert str(finding) == (
        "data/standards/b.yml: The criterion 'FALL-1' is also in data/standards/a.yml. "
        "Give it another id."
    )


def test_a_workspace_cannot_be_changed(write_workspace) -> None:
    workspace = open_workspace(write_workspace())

    with pytest.raises(dataclasses.FrozenInstanceError):
        workspace.root = Path()


def test_a_headline_of_no_project_is_refused_with_the_nearest_name(write_workspace) -> None:
    root = write_workspace()
    hub = root / "data" / "hub.yml"
    chosen = "headlines: [{project: fall, analysis: kpi, outcome: falls, measure: after}]\n"
    hub.write_text(hub.read_text(encoding="utf-8") + chosen, encoding="utf-8")
    (finding,) = read_parts(root).findings
    assert (finding.file, finding.place) == ("data/hub.yml", "headlines, number 1")
    assert str(finding.sentence) == "There is no project 'fall'."
    assert finding.remedy == "Did you mean 'falls'?"
    hub.write_text(
        hub.read_text(encoding="utf-8").replace("project: fall,", "project: zzzzzz,"),
        encoding="utf-8",
    )
    assert read_parts(root).findings[0].remedy == "Name a folder of data/projects."


def test_the_hubs_own_texts_are_read_with_the_rest(write_workspace) -> None:
    root = write_workspace()
    (root / "data" / "foreword.md").write_text("# A title\n", encoding="utf-8")
    assert [item.file for item in read_parts(root).findings] == ["data/foreword.md"]
