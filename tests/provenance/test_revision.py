"""Which commit something was made from, in real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from evaluation.provenance import Revision, revision

IDENTITY = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *IDENTITY, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with one commit."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "hub.yml").write_text("name: Hub\n")
    (tmp_path / "README.md").write_text("Read me.\n")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "Begin")
    return tmp_path


def test_a_clean_repository_has_its_commit(repository: Path) -> None:
    commit = git(repository, "rev-parse", "HEAD")
    assert revision(repository) == Revision(commit, is_clean=True)
    assert str(revision(repository)) == commit


@pytest.mark.parametrize("name", ["data/hub.yml", "data/new.csv", "notebooks/new.ipynb"])
def test_changes_of_what_results_rest_on_are_seen(repository: Path, name: str) -> None:
    path = repository / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("changed")
    found = revision(repository)
    assert found is not None
    assert not found.is_clean
    assert str(found).endswith(", with changes since")


def test_changes_of_other_files_are_not(repository: Path) -> None:
    (repository / "README.md").write_text("Read me again.")
    (repository / "notes.txt").write_text("A note.")
    found = revision(repository)
    assert found is not None
    assert found.is_clean


def test_without_a_repository_a_commit_or_git_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert revision(tmp_path) is None
    git(tmp_path, "init", "--quiet")
    assert revision(tmp_path) is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert revision(tmp_path) is None
