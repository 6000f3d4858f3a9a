"""A workspace is checked as a whole: every finding at once, in a stable order, within seconds."""

import shutil

import pytest

from evaluation.tables import check_workspace
from evaluation.tables import kpi as kpi_module


@pytest.fixture
def workspace_of(write_workspace, samples):
    """Write the same project under several slugs."""

    def write(*slugs: str, **changes: str):
        root = write_workspace(
            samples["kpi_project"].replace("kpi: kpi.csv", "kpi: kpi.csv, audit: audit.csv")
            + samples["audit"],
            kpi_csv=samples["csv"](samples["kpi_rows"]()),
            audit_csv=samples["csv"](samples["record_rows"]()),
            **changes,
        )
        projects = root / "data" / "projects"
        for slug in slugs:
            shutil.copytree(projects / "falls", projects / slug)
        shutil.rmtree(projects / "falls")
        return root

    return write


def test_a_sound_workspace_has_no_findings(workspace_of) -> None:
    assert check_workspace(workspace_of("a", "b")) == []


def test_tables_are_checked_although_other_files_are_wrong(workspace_of) -> None:
    root = workspace_of("a", "b", hub="name: x\n")
    (root / "data" / "projects" / "a" / "project.yml").write_text("a: [", encoding="utf-8")
    (root / "data" / "projects" / "b" / "kpi.csv").write_bytes(b"")

    findings = check_workspace(root)

    assert [(item.project, item.file) for item in findings if item.file != "data/hub.yml"] == [
        ("a", "data/projects/a/project.yml"),
        ("b", "data/projects/b/kpi.csv"),
    ]
    assert findings[0].file == "data/hub.yml"


def test_errors_come_first_within_a_project_and_the_order_is_stable(workspace_of) -> None:
    root = workspace_of("b", "a")
    for slug in ("a", "b"):
        folder = root / "data" / "projects" / slug
        lines = (folder / "kpi.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / "kpi.csv").write_text("".join([*lines[:5], *lines[6:]]), encoding="utf-8")
        (folder / "audit.csv").write_bytes(b"")

    findings = check_workspace(root)

    assert [(item.project, item.severity) for item in findings] == [
        ("a", "error"),
        ("a", "warning"),
        ("b", "error"),
        ("b", "warning"),
    ]
    assert check_workspace(root) == findings


def test_only_chosen_projects_are_checked_and_the_hub_always(workspace_of) -> None:
    root = workspace_of("a", "b", hub="name: x\n")
    for slug in ("a", "b"):
        (root / "data" / "projects" / slug / "kpi.csv").write_bytes(b"")

    assert {item.project for item in check_workspace(root, ["b"])} == {"", "b"}


def test_a_chosen_project_that_is_not_there_names_the_nearest(workspace_of) -> None:
    root = workspace_of("falls-prevention", "nutrition")

    assert [str(item) for item in check_workspace(root, ["fals-prevention", "zzz"])] == [
        "There is no project 'fals-prevention' in this workspace. Did you mean 'falls-prevention'?",
        "There is no project 'zzz' in this workspace. There are: falls-prevention, nutrition.",
    ]


def test_a_workspace_without_projects_says_how_to_start(workspace_of) -> None:
    assert [item.remedy for item in check_workspace(workspace_of(), ["falls"])] == [
        "Start one with 'evaluation new project'.",
        "Start one with 'evaluation new project NAME'.",
    ]


def test_every_table_is_read_once(workspace_of, monkeypatch) -> None:
    read: list[str] = []
    original = kpi_module.read_source
    monkeypatch.setattr(
        kpi_module,
        "read_source",
        lambda path, *rest, **more: (read.append(path.name), original(path, *rest, **more))[1],
    )

    check_workspace(workspace_of("a", "b"))

    assert read == ["kpi.csv", "kpi.csv"]


def test_an_analysis_without_its_record_or_another_one_is_a_warning(workspace_of) -> None:
    root = workspace_of("a", "b")
    (root / "data" / "projects" / "a" / "prespecification.yml").unlink()
    changed = root / "data" / "projects" / "b" / "project.yml"
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("id: main,", "id: main, family: poisson,"), encoding="utf-8")

    first, second = check_workspace(root)

    assert {first.severity, second.severity} == {"warning"}
    assert (first.project, first.place) == ("a", "its.main")
    assert first.sentence.startswith("There is no record of this analysis")
    assert second.sentence.startswith("It differs from the one that was recorded: family: gaussian")


def test_a_record_that_cannot_be_read_is_one_error_and_no_warning_besides(workspace_of) -> None:
    root = workspace_of("a")
    record = root / "data" / "projects" / "a" / "prespecification.yml"
    record.write_text("analyses: [", encoding="utf-8")

    (finding,) = check_workspace(root)

    assert (finding.severity, finding.file) == (
        "error",
        "data/projects/a/prespecification.yml",
    )
