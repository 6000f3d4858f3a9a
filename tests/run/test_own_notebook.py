"""A project's own notebook: found, judged without a kernel, run in the place of the common one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.errors import Finding, InvalidInput
from evaluation.run import notebook_findings, project_task, staleness
from evaluation.run.inputs import project_notebook
from evaluation.run.quick import unchanged
from evaluation.run.record import write_record
from evaluation.run.results import Place, output_stamps
from evaluation.run.stamps import versions
from evaluation.workspace import Workspace, open_workspace

MakeWorkspace = Callable[..., Workspace]
REPOSITORY = Path(__file__).parents[2]


def named(workspace: Workspace, written: str) -> Workspace:
    """Name a notebook in the project's file."""
    file = workspace.project("falls").file
    file.write_text(f"{file.read_text(encoding='utf-8')}notebook: {written}\n", encoding="utf-8")
    return open_workspace(workspace.root)


def put(workspace: Workspace, *changes: Callable[[list[dict[str, Any]]], None]) -> Path:
    """Copy the notebook for every project into the project's folder, changed."""
    content = json.loads((REPOSITORY / "notebooks" / "project.ipynb").read_text(encoding="utf-8"))
    for change in changes:
        change(content["cells"])
    path = workspace.root / "data" / "projects" / "falls" / "own.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def without(source: str) -> Callable[[list[dict[str, Any]]], None]:
    def change(cells: list[dict[str, Any]]) -> None:
        cells[:] = [cell for cell in cells if source not in "".join(cell["source"])]

    return change


def with_text(before: str, after: str) -> Callable[[list[dict[str, Any]]], None]:
    def change(cells: list[dict[str, Any]]) -> None:
        for cell in cells:
            cell["source"] = "".join(cell["source"]).replace(before, after)

    return change


def with_cell(source: str, kind: str = "code", at: int = -1) -> Callable[..., None]:
    def change(cells: list[dict[str, Any]]) -> None:
        cell = {"cell_type": kind, "metadata": {}, "source": source}
        more = {"outputs": [], "execution_count": None} if kind == "code" else {}
        cells.insert(at if at >= 0 else len(cells) + 1 + at, {**cell, **more})

    return change


def found(workspace: Workspace) -> list[Finding]:
    return notebook_findings(workspace.root)


def test_without_the_key_there_is_nothing_to_find(make_workspace: MakeWorkspace) -> None:
    assert found(make_workspace("falls")) == []


def test_a_copy_of_the_common_notebook_has_no_fault(make_workspace: MakeWorkspace) -> None:
    workspace = named(make_workspace("falls"), "own.ipynb")
    put(workspace)
    assert found(workspace) == []


def test_a_projects_run_rests_on_its_own_notebook(make_workspace: MakeWorkspace) -> None:
    workspace = named(make_workspace("falls", "feno"), "own.ipynb")
    path = put(workspace)
    task = project_task(workspace, "falls")
    assert (task.notebook, task.shown_notebook) == (str(path), "data/projects/falls/own.ipynb")
    assert task.inputs[0].path == task.shown_notebook
    assert project_task(workspace, "feno").shown_notebook == "notebooks/project.ipynb"


def test_a_changed_notebook_makes_its_project_stale(
    make_workspace: MakeWorkspace, make_record: Callable[..., Any]
) -> None:
    workspace = named(make_workspace("falls"), "own.ipynb")
    path = put(workspace)
    task = project_task(workspace, "falls")
    place = Place(workspace.reports, "falls")
    place.results.mkdir(parents=True)
    place.executed.parent.mkdir()
    place.executed.write_text("{}", encoding="utf-8")
    record = make_record(
        fingerprint=task.fingerprint,
        inputs=task.inputs,
        parameters=task.parameters,
        versions=versions(),
        outputs=output_stamps("falls", place.results, place.executed),
    )
    write_record(record, place.results)
    assert staleness(workspace, "falls").is_up_to_date
    assert unchanged(workspace.root, ["falls"], "2025/26") == {"falls"}
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert staleness(workspace, "falls").reasons == ("own.ipynb has changed",)
    assert unchanged(workspace.root, ["falls"], "2025/26") == set()


def test_a_notebook_that_is_not_there_is_found_at_the_key(make_workspace: MakeWorkspace) -> None:
    workspace = named(make_workspace("falls"), "own.ipynb")
    (finding,) = found(workspace)
    assert (finding.file, finding.place) == ("data/projects/falls/project.yml", "notebook")
    assert finding.sentence == "The notebook own.ipynb does not exist."
    assert "evaluation copy-notebook" in finding.remedy
    with pytest.raises(InvalidInput, match=r"own\.ipynb of falls does not exist"):
        project_notebook(workspace.root, workspace.project("falls"))


def test_a_notebook_outside_the_workspace_is_refused(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("falls")
    shutil.copyfile(
        REPOSITORY / "notebooks" / "project.ipynb", workspace.root.parent / "outside.ipynb"
    )
    written = "../../../../outside.ipynb"
    workspace = named(workspace, written)
    (finding,) = found(workspace)
    assert finding.sentence == f"The notebook {written} lies outside the workspace."
    with pytest.raises(InvalidInput, match="outside the workspace"):
        project_notebook(workspace.root, workspace.project("falls"))


def test_a_notebook_that_is_a_link_out_of_the_workspace_is_refused(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace("falls")
    outside = workspace.root.parent / "outside.ipynb"
    shutil.copyfile(REPOSITORY / "notebooks" / "project.ipynb", outside)
    (workspace.project("falls").folder / "own.ipynb").symlink_to(outside)
    with pytest.raises(InvalidInput) as refused:
        named(workspace, "own.ipynb")
    (finding,) = refused.value.findings
    assert finding.sentence == "This is a link that leads out of the workspace."


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("own.py", "must name a file that ends in .ipynb"),
        ("/tmp/own.ipynb", "must be a path from the project's folder"),
        ('"C:/own.ipynb"', "must be a path from the project's folder"),
        ("'a\\b.ipynb'", "must be a path from the project's folder"),
    ],
)
def test_a_path_of_another_kind_is_refused(
    make_workspace: MakeWorkspace, written: str, sentence: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        named(make_workspace("falls"), written)
    assert sentence in refused.value.findings[0].sentence


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"cells": 3}', '{"cells": [3]}', "not json", "null"]
)
def test_what_is_no_notebook_is_found(make_workspace: MakeWorkspace, content: str) -> None:
    workspace = named(make_workspace("falls"), "own.ipynb")
    (workspace.project("falls").folder / "own.ipynb").write_text(content, encoding="utf-8")
    (finding,) = found(workspace)
    assert (finding.file, finding.project) == ("data/projects/falls/own.ipynb", "falls")
    assert finding.sentence == "own.ipynb is not a notebook of format 4."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (without("results = "), "has 0 cells tagged 'parameters'"),
        (with_text('year = ""', 'month = ""'), "has no parameter 'year' that is text"),
        (with_text('results = ""', "results = 3"), "has no parameter 'results' that is text"),
        (without("open_study"), "never calls open_study()"),
        (with_text(", results=results", ""), "calls open_study() without results=results"),
        (without("study.heading"), "never calls study.heading()"),
        (without("study.save"), "never calls study.save()"),
        (with_cell("study.lessons("), "cannot be read as Python"),
        (with_cell("study.show_table(frame)"), "comes after study.save()"),
        (with_cell("# Mine", "markdown", 4), "would begin another chapter"),
        (with_cell("Mine\n====", "markdown", 4), "would begin another chapter"),
        (with_cell("![](mine.png)", "markdown", 4), "picture would not be in the report"),
    ],
)
def test_a_fault_of_a_notebook_is_found_with_its_remedy(
    make_workspace: MakeWorkspace, change: Callable[..., None], sentence: str
) -> None:
    workspace = named(make_workspace("falls"), "own.ipynb")
    put(workspace, change)
    finding = found(workspace)[0]
    assert sentence in finding.sentence
    assert finding.remedy
    assert finding.severity == "error"


def test_a_fault_of_a_cell_names_its_number(make_workspace: MakeWorkspace) -> None:
    workspace = named(make_workspace("falls"), "own.ipynb")
    put(workspace, with_cell("# Mine", "markdown", 4))
    assert found(workspace)[0].place == "cell 5"


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline\nx = 1",
        "!ls",
        "study?",
        "if True:\n    %time y",
        "x = (7\n    % 2)",
        "%%bash\nls | wc",
        "",
    ],
)
def test_what_only_jupyter_reads_is_no_fault(make_workspace: MakeWorkspace, source: str) -> None:
    workspace = named(make_workspace("falls"), "own.ipynb")
    put(workspace, with_cell(source, at=4))
    assert found(workspace) == []


def test_a_comment_in_a_block_of_code_is_no_heading(make_workspace: MakeWorkspace) -> None:
    workspace = named(make_workspace("falls"), "own.ipynb")
    put(workspace, with_cell("```\n# not a heading\n```", "markdown", 4))
    assert found(workspace) == []


def test_another_language_is_found(make_workspace: MakeWorkspace) -> None:
    workspace = named(make_workspace("falls"), "own.ipynb")
    path = put(workspace)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"language": "python"', '"language": "R"')
    )
    assert found(workspace)[0].sentence == "It is written for a kernel of 'R', not of Python."


@pytest.mark.parametrize("metadata", [None, [], {}, {"kernelspec": None}, {"language_info": 3}])
def test_a_notebook_that_names_no_language_is_taken_as_python(
    make_workspace: MakeWorkspace, metadata: object
) -> None:
    workspace = named(make_workspace("falls"), "own.ipynb")
    path = put(workspace)
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "metadata": metadata}), encoding="utf-8")
    assert found(workspace) == []


def test_a_section_that_is_left_out_is_a_warning(make_workspace: MakeWorkspace) -> None:
    workspace = named(make_workspace("falls"), "own.ipynb")
    put(workspace, without("study.kpis"), without("study.audit"))
    (finding,) = found(workspace)
    assert finding.severity == "warning"
    assert finding.sentence.startswith("It leaves out study.kpis()")


def test_only_the_projects_asked_for_are_looked_at(make_workspace: MakeWorkspace) -> None:
    workspace = named(make_workspace("falls", "feno"), "own.ipynb")
    assert notebook_findings(workspace.root, ["feno"]) == []
