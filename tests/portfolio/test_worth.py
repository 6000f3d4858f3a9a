"""The portfolio's value: each project's own file as it ran, sums of draws, and what is left out."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluation.portfolio import read_results
from evaluation.portfolio.worth import read_worth, together, value_blocks
from evaluation.present.blocks import Prose, Table
from evaluation.workspace import FinancialYear, Workspace
from tests.study.test_worth import BENEFITS, COSTS, VALUE

YEAR = FinancialYear(2024)


@pytest.fixture
def hub(
    add_project: Callable[..., None],
    open_hub: Callable[..., Workspace],
    done: Callable[..., None],
    tmp_path: Path,
) -> Callable[..., Workspace]:
    """Return a function that leaves projects with the value files of their runs."""

    def make(**values: dict[str, Any] | None) -> Workspace:
        for slug, value in values.items():
            add_project(slug)
            done(slug)
            if value is not None:
                content = {"value": value, "index": {}, "index_source": ""}
                path = tmp_path / "reports" / "results" / slug / "value.json"
                path.write_text(json.dumps(content, default=str), encoding="utf-8")
        return open_hub()

    return make


Hub = Callable[..., Workspace]


def blocks_of(workspace: Workspace) -> tuple[str, dict[str, Table], dict[str, float | None]]:
    worths = read_worth(workspace.results, read_results(workspace))
    blocks, estimates = value_blocks(worths, YEAR, "synthetic")
    text = "\n".join(block.markdown for block in blocks if isinstance(block, Prose))
    tables = {block.label: block for block in blocks if isinstance(block, Table)}
    return text, tables, {item.measure: item.value for item in estimates}


def test_without_any_value_the_chapter_says_so(hub: Hub) -> None:
    text, tables, estimates = blocks_of(hub(falls=None))
    assert "No project's costs and benefits have been worked out." in text
    assert text.startswith("# Value of the portfolio {#sec-value}")
    assert (tables, estimates) == ({}, {})


def test_a_project_without_economics_is_in_no_sum(hub: Hub) -> None:
    value = {key: part for key, part in VALUE.items() if key != "economics"}
    workspace = hub(falls=value)
    assert read_worth(workspace.results, read_results(workspace)) == []


def test_two_projects_are_the_sum_of_both(hub: Hub) -> None:
    _, tables, estimates = blocks_of(hub(falls=VALUE, feno=VALUE))
    assert estimates["net present social value"] == pytest.approx(2 * (BENEFITS - COSTS))
    assert estimates["benefit-cost ratio"] == pytest.approx(BENEFITS / COSTS)
    assert list(tables["value-projects"].frame["Project"]) == ["Falls", "Feno"]
    assert list(tables["value-years"].frame["Costs"]) == ["£8,000", "£8,000"]


def test_projects_with_other_years_share_the_first_of_all(hub: Hub) -> None:
    """A project of a year later counts for less: its amounts are discounted to the first year."""
    later = copy.deepcopy(VALUE)
    later["economics"] |= {"first_year": "2025/26", "last_year": "2026/27"}
    later["benefits"][0]["money"]["years"] = {"2025/26": 50, "2026/27": 100}
    later["costs"][0]["amounts"] = {"2025/26": 4000, "2026/27": 4000}
    _, tables, estimates = blocks_of(hub(falls=VALUE, feno=later))
    both = (BENEFITS - COSTS) * (1 + 1 / 1.035)
    assert estimates["net present social value"] == pytest.approx(both)
    assert list(tables["value-years"].frame["Year"]) == ["2024/25", "2025/26", "2026/27"]


def test_a_benefit_that_another_project_counts_is_summed_once_and_named(hub: Hub) -> None:
    copied = copy.deepcopy(VALUE)
    copied["benefits"][0]["counted_in"] = "falls"
    _, tables, estimates = blocks_of(hub(falls=VALUE, feno=copied))
    assert estimates["net present social value"] == pytest.approx(BENEFITS - 2 * COSTS)
    assert list(tables["value-left-out"].frame["Project"]) == ["feno"]


def test_draws_of_projects_are_made_the_same_number(hub: Hub) -> None:
    more = copy.deepcopy(VALUE)
    more["economics"]["draws"] = 2000
    workspace = hub(falls=VALUE, feno=more)
    worths = read_worth(workspace.results, read_results(workspace))
    assert together(worths, YEAR).draws == 2000


def test_a_project_keeps_the_file_of_its_last_good_run(hub: Hub, tmp_path: Path) -> None:
    """What value.yml says now does not matter: the numbers are those of the run."""
    workspace = hub(falls=VALUE)
    file = workspace.project("falls").value_file
    file.write_text("price_year: 2030/31\n", encoding="utf-8")
    _, _, estimates = blocks_of(workspace)
    assert estimates["net present social value"] == pytest.approx(BENEFITS - COSTS)


def test_each_projects_own_results_stand_in_its_row(
    hub: Hub, estimate_of: Callable[..., Any], done: Callable[..., None]
) -> None:
    workspace = hub(falls=VALUE, feno=VALUE)
    own = [
        replace(estimate_of(measure, values, "value", "project"), unit="GBP")
        for measure, values in (
            ("present value of costs", (7868.0, 7000.0, 8000.0)),
            ("net present social value", (6797.0, -900.0, 9000.0)),
            ("benefit-cost ratio", (1.86, 0.9, 2.5)),
            ("payback", (1.25, 1.0, None)),
        )
    ]
    done("falls", None, None, *own)
    _, tables, _ = blocks_of(workspace)
    falls, feno = tables["value-projects"].frame.to_dict("records")
    assert falls["Costs"] == "£7,870"
    assert falls["Benefits less costs"].replace("\N{NO-BREAK SPACE}", " ") == (
        "£6,800 (−£900 to £9,000)"
    )
    assert falls["Payback"] == "1.2 years"
    assert feno["Costs"] == "not available"
    assert feno["Back for each £1"] == "not available"
    assert feno["Payback"] == "not within these years"
