"""Paths in settings that no file can have are refused before any system is asked for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.workspace import find_root, open_workspace
from tests.tiny_hub import write_tiny_hub

LONG = "a" * 300
TOO_LONG = "This path is too long to be that of a file. Give it a shorter name."


@pytest.mark.parametrize(
    "setting",
    [
        f"tables: {{kpi: {LONG}.csv}}",
        f"tables: {{audit: {{path: {LONG}.xlsx, sheet: Data}}}}",
        f"tables: {{kpi: {'x/' * 600}kpi.csv}}",
        f"tables: {{kpi: '~{LONG}/kpi.csv'}}",
        f"tables: {{kpi: {{query: {LONG}.sql, database: WAREHOUSE}}}}",
        f"tables: {{kpi: {'é' * 128}.csv}}",
        f"notebook: {LONG}.ipynb",
    ],
    ids=["table", "workbook", "folders", "home", "query", "letters of two bytes", "notebook"],
)
def test_a_path_that_is_too_long_is_refused_where_it_stands(setting: str, tmp_path: Path):
    root = write_tiny_hub(tmp_path, "falls")
    settings = root / "data" / "projects" / "falls" / "project.yml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}{setting}\n", encoding="utf-8")

    with pytest.raises(InvalidInput) as refused:
        open_workspace(root)

    assert TOO_LONG in [finding.sentence for finding in refused.value.findings]


def test_a_folder_of_tables_that_is_too_long_is_refused_where_it_stands(tmp_path: Path):
    root = write_tiny_hub(tmp_path, "falls")
    with (root / "data" / "hub.yml").open("a", encoding="utf-8") as file:
        file.write(f"tables_from: [/{LONG}]\n")

    with pytest.raises(InvalidInput) as refused:
        open_workspace(root)

    assert TOO_LONG in [finding.sentence for finding in refused.value.findings]


@pytest.mark.parametrize("named", ["~no-such-user/hub", LONG])
def test_a_workspace_that_cannot_be_is_none(named: str):
    with pytest.raises(InvalidInput, match="There is no workspace"):
        find_root(Path(named))
