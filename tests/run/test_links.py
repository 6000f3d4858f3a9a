"""The links that end an executed notebook: to what it read and wrote, from where it will lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat

from evaluation.run import project_task
from evaluation.run.links import LINKS_ID, add_links
from evaluation.workspace import Workspace
from tests.run.conftest import write_notebook


def linked(workspace: Workspace, results: Path) -> nbformat.NotebookNode:
    executed = write_notebook(workspace.root.parent / "executed.ipynb")
    add_links(executed, results, project_task(workspace, "falls"), workspace.root)
    return nbformat.read(executed, as_version=4).cells[-1]


def results_of(workspace: Workspace, *names: str) -> Path:
    folder = workspace.root.parent / "scratch"
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    return folder


def test_charts_results_and_inputs_are_linked_from_the_final_place(
    make_workspace: Callable[..., Workspace],
) -> None:
    workspace = make_workspace("falls")
    names = ("figures/a.csv", "figures/a.svg", "figures/a.png", "its.json", "checks.parquet")
    cell = linked(workspace, results_of(workspace, *names))
    assert cell.source.splitlines() == [
        "## Files of this run",
        "",
        "**Charts and the data behind them**",
        "",
        "- [a.csv](../results/falls/figures/a.csv)",
        "- [a.svg](../results/falls/figures/a.svg)",
        "",
        "**Results**",
        "",
        "- checks.parquet",
        "- [its.json](../results/falls/its.json)",
        "- [run.json](../results/falls/run.json)",
        "",
        "**Read by this run**",
        "",
        "- [data/projects/falls/project.yml](../../data/projects/falls/project.yml)",
        "- [data/projects/falls/kpi.csv](../../data/projects/falls/kpi.csv)",
        "- [data/hub.yml](../../data/hub.yml)",
    ]


def test_no_chapter_shows_the_links_and_their_cell_has_a_fixed_name(
    make_workspace: Callable[..., Workspace],
) -> None:
    workspace = make_workspace("falls")
    cell = linked(workspace, results_of(workspace, "its.json"))
    assert (cell.id, cell.metadata.tags) == (LINKS_ID, ["remove-cell"])


def test_a_name_with_markup_or_blanks_is_one_link(
    make_workspace: Callable[..., Workspace],
) -> None:
    workspace = make_workspace("falls")
    cell = linked(workspace, results_of(workspace, "figures/a [b] (c).csv"))
    assert r"- [a \[b\] (c).csv](../results/falls/figures/a%20%5Bb%5D%20%28c%29.csv)" in cell.source


def test_a_table_outside_the_workspace_is_not_linked(
    make_workspace: Callable[..., Workspace],
) -> None:
    workspace = make_workspace("falls")
    (workspace.project("falls").folder / "kpi.csv").rename(workspace.root.parent / "kpi.csv")
    cell = linked(workspace, results_of(workspace, "its.json"))
    assert "kpi.csv" not in cell.source
