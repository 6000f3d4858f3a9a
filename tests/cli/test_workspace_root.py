"""Outside every workspace a command says that it takes the demonstration hub."""

from pathlib import Path

import pytest

from evaluation.cli.app import ELSEWHERE, workspace_root
from evaluation.errors import InvalidInput
from evaluation.workspace.reading import WORKSPACE_VARIABLE

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_workspace_is_named(monkeypatch) -> None:
    monkeypatch.delenv(WORKSPACE_VARIABLE, raising=False)


def test_who_stands_in_no_workspace_is_told_whose_is_used(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)

    assert workspace_root(None) == REPOSITORY
    told = capsys.readouterr()
    assert told.err == f"{ELSEWHERE}\n"
    assert not told.out


def test_who_stands_in_a_workspace_or_names_it_is_told_nothing(
    tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(REPOSITORY / "data")
    assert workspace_root(None) == REPOSITORY
    monkeypatch.chdir(tmp_path)
    assert workspace_root(REPOSITORY) == REPOSITORY
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(REPOSITORY))
    assert workspace_root(None) == REPOSITORY

    assert capsys.readouterr().err == ""


def test_a_folder_that_is_no_workspace_is_refused_without_a_note(tmp_path, capsys) -> None:
    with pytest.raises(InvalidInput, match="There is no workspace"):
        workspace_root(tmp_path)

    assert capsys.readouterr().err == ""
