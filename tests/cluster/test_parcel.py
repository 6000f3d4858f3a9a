"""Parcels: what travels, that it is what the run was asked for, and that it arrives whole."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.cluster.packing import PackedFile, unpack
from evaluation.cluster.parcel import Parcel, open_parcel, pack
from evaluation.run.failures import NotebookFailed
from evaluation.run.inputs import project_task
from evaluation.workspace import Workspace, open_workspace
from evaluation.workspace.elsewhere import ELSEWHERE_NAME

MakeHub = Callable[..., Workspace]


def parcel_of(workspace: Workspace, slug: str = "falls") -> Parcel:
    return pack(workspace, project_task(workspace, slug))


def opened_in(box: Path, parcel: Parcel) -> Workspace:
    root, _ = open_parcel(parcel, box)
    return open_workspace(root)


def test_only_the_inputs_of_the_project_travel(make_hub: MakeHub) -> None:
    workspace = make_hub("falls", "feno")
    (workspace.project("falls").folder / "letters.txt").write_text("not an input")
    assert sorted(file.path for file in parcel_of(workspace).files) == [
        "notebooks/project.ipynb",
        "workspace/.tables-elsewhere.json",
        "workspace/data/hub.yml",
        "workspace/data/projects/falls/kpi.csv",
        "workspace/data/projects/falls/project.yml",
    ]


def test_a_projects_own_notebook_lies_where_it_lay(make_hub: MakeHub, tmp_path: Path) -> None:
    workspace = make_hub("falls")
    folder = workspace.project("falls")
    folder.file.write_text(f"{folder.file.read_text()}notebook: own.ipynb\n")
    (folder.folder / "own.ipynb").write_bytes(
        (workspace.root / "notebooks" / "project.ipynb").read_bytes()
    )
    root, task = open_parcel(parcel_of(open_workspace(workspace.root)), tmp_path / "box")
    assert Path(task.notebook) == root / "data" / "projects" / "falls" / "own.ipynb"
    assert Path(task.notebook).is_file()
    assert not (tmp_path / "box" / "notebooks").exists()


@pytest.mark.parametrize("written", ["kpi.csv", "../../tables/kpi.csv", "../falls/./kpi.csv"])
def test_tables_in_the_workspace_lie_where_they_lay(
    make_hub: MakeHub, tmp_path: Path, written: str
) -> None:
    workspace = make_hub("falls", tables={"falls": written})
    arrived = opened_in(tmp_path / "box", parcel_of(workspace))
    before, after = workspace.project("falls"), arrived.project("falls")
    assert not (after.folder / ELSEWHERE_NAME).exists()
    ours, theirs = (item.table_path(item.tables["kpi"]) for item in (before, after))
    assert theirs.relative_to(arrived.root) == ours.relative_to(workspace.root)
    assert theirs.read_bytes() == ours.read_bytes()


@pytest.mark.parametrize("kind", ["absolute", "parents", "home", "link", "absolute inside"])
def test_tables_elsewhere_are_found_and_shown_as_at_home(
    make_hub: MakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    written = {
        "absolute": str(tmp_path / "secure" / "kpi 1.csv"),
        "parents": "../../../../secure/kpi.csv",
        "home": "~/kpi.csv",
        "link": "kpi.csv",
        "absolute inside": str(tmp_path / "hub" / "data" / "kpi.csv"),
    }[kind]
    tables_from = ["~"] if kind == "home" else [str(tmp_path / "secure")]
    workspace = make_hub("falls", tables={"falls": written}, tables_from=tables_from)
    if kind == "link":
        link = workspace.project("falls").folder / "kpi.csv"
        (tmp_path / "secure").mkdir()
        link.rename(tmp_path / "secure" / "linked.csv")
        link.symlink_to(tmp_path / "secure" / "linked.csv")
    parcel = parcel_of(workspace)
    monkeypatch.setenv("HOME", str(tmp_path / "another"))
    arrived = opened_in(tmp_path / "box", parcel)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    before, after = workspace.project("falls"), arrived.project("falls")
    assert after.file.read_bytes() == before.file.read_bytes()
    ours, theirs = (item.table_path(item.tables["kpi"]) for item in (before, after))
    assert theirs.is_relative_to(tmp_path / "box")
    assert theirs.read_bytes() == ours.read_bytes()
    assert arrived.shown(theirs) == workspace.shown(ours)


def test_a_table_edited_since_the_run_began_is_not_sent(make_hub: MakeHub) -> None:
    workspace = make_hub("falls")
    task = project_task(workspace, "falls")
    (workspace.project("falls").folder / "kpi.csv").write_text("edited")
    with pytest.raises(NotebookFailed, match=r"^kpi\.csv has changed since the run began"):
        pack(workspace, task)
    (workspace.project("falls").folder / "kpi.csv").unlink()
    with pytest.raises(NotebookFailed, match=r"^kpi\.csv has changed since the run began"):
        pack(workspace, task)


def test_an_input_that_nobody_packs_is_noticed(make_hub: MakeHub) -> None:
    workspace = make_hub("falls")
    task = project_task(workspace, "falls")
    more = replace(task, inputs=(*task.inputs, replace(task.inputs[0], path="data/more.csv")))
    with pytest.raises(NotebookFailed, match="An input has changed"):
        pack(workspace, more)


def test_a_table_that_was_missing_is_missing_there_too(make_hub: MakeHub, tmp_path: Path) -> None:
    workspace = make_hub("falls")
    (workspace.project("falls").folder / "kpi.csv").unlink()
    arrived = opened_in(tmp_path / "box", parcel_of(workspace))
    assert not (arrived.project("falls").folder / "kpi.csv").exists()


def test_what_arrives_is_compared_with_what_was_asked_for(
    make_hub: MakeHub, tmp_path: Path
) -> None:
    parcel = parcel_of(make_hub("falls"))
    files = tuple(
        PackedFile.of(file.path, b"other") if file.path.endswith("kpi.csv") else file
        for file in parcel.files
    )
    with pytest.raises(NotebookFailed, match=r"^kpi\.csv has changed"):
        open_parcel(replace(parcel, files=files), tmp_path / "box")


def test_a_parcel_shows_nothing_of_its_content_and_no_place_of_this_machine(
    make_hub: MakeHub, tmp_path: Path
) -> None:
    parcel = parcel_of(make_hub("falls"))
    assert repr(parcel) == "Parcel(falls)"
    assert repr(parcel.files[0]) == "PackedFile()"
    assert str(tmp_path).encode() not in pickle.dumps(replace(parcel, files=()))
    assert parcel.bytes == sum(len(file.packed) for file in parcel.files)


def test_large_text_is_compressed_and_what_is_dense_is_not() -> None:
    assert PackedFile.of("kpi.csv", b"kpi,value\n" * 100).is_compressed
    assert not PackedFile.of("x.parquet", b"PAR1").is_compressed


@pytest.mark.parametrize("packed", [b"not what it was", b""])
@pytest.mark.parametrize("is_compressed", [True, False])
def test_a_damaged_file_is_not_unpacked(
    tmp_path: Path, packed: bytes, *, is_compressed: bool
) -> None:
    good = PackedFile.of("data/kpi.csv", b"kpi,value\n" * 100)
    with pytest.raises(NotebookFailed, match=r"^kpi\.csv did not come through"):
        unpack([replace(good, packed=packed, is_compressed=is_compressed)], tmp_path)
    assert not (tmp_path / "data" / "kpi.csv").exists()


@pytest.mark.parametrize("path", ["../kpi.csv", "/kpi.csv", "data/../../kpi.csv"])
def test_no_file_is_unpacked_outside_its_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(NotebookFailed):
        unpack([PackedFile.of(path, b"")], tmp_path)
    assert list(tmp_path.iterdir()) == []
