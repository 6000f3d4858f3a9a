"""The mandate's products in the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from evaluation.estimate import Estimate
from evaluation.portfolio import read_results
from evaluation.portfolio.mandate import mandate_blocks
from evaluation.present.blocks import Prose, Table
from evaluation.workspace import Workspace

PRODUCT: dict[str, Any] = {
    "name": "A test",
    "use": "to tell",
    "guidance": ["DG1"],
    "listed": "2022/23",
    "listed_source": "A page",
    "criteria": [
        {"criterion": "nice-positive", "met": True, "evidence": "Recommended", "source": "NICE"}
    ],
}
UPTAKE = {
    "estimate": {"analysis": "kpi", "outcome": "falls", "measure": "after"},
    "of": "people",
    "provenance": "synthetic",
    "source": "The indicator",
}


@pytest.fixture
def register(tmp_path: Path) -> None:
    """Write a register of a product that a project uses and of one that none uses."""
    products = [
        {"id": "used", **PRODUCT, "project": "falls", "uptake": UPTAKE},
        {"id": "other", **PRODUCT, "name": "Another"},
    ]
    path = tmp_path / "data" / "medtech-mandate.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"note": "Invented.", "products": products}), encoding="utf-8")


def tables_of(workspace: Workspace) -> dict[str, Table]:
    blocks, _ = mandate_blocks(workspace, read_results(workspace))
    return {block.label: block for block in blocks if isinstance(block, Table)}


def test_a_hub_without_a_register_has_no_such_part(open_hub: Callable[..., Workspace]) -> None:
    workspace = open_hub()
    assert mandate_blocks(workspace, read_results(workspace)) == ([], [])


@pytest.mark.usefixtures("register")
def test_a_product_in_use_has_its_criteria_and_its_uptake(
    add_project: Callable[..., None],
    open_hub: Callable[..., Workspace],
    done: Callable[..., None],
    estimate_of: Callable[..., Estimate],
) -> None:
    add_project("falls")
    after = replace(estimate_of("after", (80.0, 75.0, 85.0), "kpi"), unit="%")
    done("falls", None, None, after)
    workspace = open_hub()
    tables = tables_of(workspace)
    assert set(tables) == {"value-mandate", "value-mandate-used", "value-mandate-others"}
    shown = tables["value-mandate"].frame["Uptake here"].iloc[0].replace("\N{NO-BREAK SPACE}", " ")
    assert shown == "80.0% (75.0 to 85.0) of people, March 2025 (synthetic)"
    _, estimates = mandate_blocks(workspace, read_results(workspace))
    assert [(item.outcome, item.measure, item.value) for item in estimates] == [
        ("used", "uptake", 80.0)
    ]


@pytest.mark.usefixtures("register")
def test_a_project_without_a_result_has_no_uptake_yet(
    add_project: Callable[..., None], open_hub: Callable[..., Workspace]
) -> None:
    add_project("falls")
    table = tables_of(open_hub())["value-mandate"].frame
    assert list(table["Uptake here"]) == ["not stated", "not stated"]


@pytest.mark.usefixtures("register")
def test_sources_of_products_that_nobody_uses_are_listed_once(
    add_project: Callable[..., None], open_hub: Callable[..., Workspace]
) -> None:
    add_project("falls")
    workspace = open_hub()
    blocks, _ = mandate_blocks(workspace, read_results(workspace))
    last = blocks[-1]
    assert isinstance(last, Prose)
    assert last.markdown == "Sources:\n\n- Another: A page\n- Another: NICE"
