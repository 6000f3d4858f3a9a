"""A project's resource impact as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from evaluation.errors import InvalidInput
from evaluation.templates.impact_export import impact_export_bytes
from evaluation.templates.impact_reading import impact_from_workbook
from evaluation.workspace import Workspace, open_workspace
from tests.tiny_hub import write_tiny_hub
from tests.value.impact.conftest import PLAIN


def hub(root: Path, **impacts: dict[str, Any] | None) -> Workspace:
    write_tiny_hub(root, *impacts)
    for slug, impact in impacts.items():
        value = {"price_year": "2024/25", **({"resource_impact": impact} if impact else {})}
        file = root / "data" / "projects" / slug / "value.yml"
        file.write_text(yaml.safe_dump(value), encoding="utf-8")
    return open_workspace(root)


def test_the_only_model_need_not_be_named(tmp_path: Path) -> None:
    workspace = hub(tmp_path, falls=PLAIN, feno=None)
    path = tmp_path / "impact.xlsx"
    path.write_bytes(impact_export_bytes(workspace))
    value = workspace.project("falls").value
    assert value is not None
    assert impact_from_workbook(path) == value.resource_impact


@pytest.mark.parametrize(
    ("slugs", "sentence"),
    [
        ((), "the resource impact of one project"),
        (("falls", "feno"), "the resource impact of one project"),
        (("nutrition",), "has no resource impact"),
        (("fals",), "There is no project 'fals'"),
    ],
)
def test_one_project_with_a_model_must_be_meant(
    tmp_path: Path, slugs: tuple[str, ...], sentence: str
) -> None:
    workspace = hub(tmp_path, falls=PLAIN, feno=PLAIN, nutrition=None)
    with pytest.raises(InvalidInput, match=sentence):
        impact_export_bytes(workspace, slugs)
