"""Charts and tables of a resource impact: what they say is what the model gave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evaluation.present.impact_figures import impact_figure, tornado_figure
from evaluation.present.impact_tables import (
    capacity_table,
    inputs_table,
    lines_table,
    scenarios_table,
    split_table,
    years_table,
)
from evaluation.present.impact_words import input_names
from evaluation.value.impact import base_case, probabilistic, scenarios, tornado
from evaluation.workspace.impact_spec import ImpactSpec
from tests.value.impact.conftest import PLAIN

DRAWN = {"value": 30, "low": 20, "high": 40, "distribution": "pert", "source": "A list"}


@pytest.fixture
def spec() -> ImpactSpec:
    """Return a model with one uncertain price and a scenario."""
    changes: dict[str, Any] = {
        "new": [{"id": "test", "name": "Test", "units": 2, "unit_cost": DRAWN}],
        "scenarios": [{"id": "dear", "name": "Dear", "changes": {"new.test.unit-cost": 50}}],
    }
    return ImpactSpec.model_validate({**PLAIN, **changes})


def test_the_chart_of_years_says_cash_and_capacity(spec: ImpactSpec) -> None:
    found = base_case(spec)
    made = impact_figure(spec, found, probabilistic(spec), source="S", figure_label="f")
    assert made.caption.startswith("It saves £27,300 from 2024/25 to 2025/26 (95% interval £")
    assert "2025/26: cash −£6,000, capacity −£15,000, together −£21,000" in made.alt
    assert made.data["net"].tolist() == pytest.approx([-6300, -21_000])
    assert made.png.startswith(b"\x89PNG")


def test_the_tornado_names_inputs_in_words(spec: ImpactSpec) -> None:
    bars, base = tornado(spec), float(base_case(spec).cumulative[-1])
    made = tornado_figure(spec, bars, base, source="S", figure_label="f")
    assert made.caption == (
        "Of 1 input with limits, test: unit cost matters most: between its limits the net impact "
        "goes from −£31,300 to −£23,300."
    )
    assert list(made.data["input"]) == ["Test: unit cost"]
    assert "Test: unit cost: −£31,300 at the lower limit" in made.alt


def test_every_input_has_a_name_in_words(spec: ImpactSpec) -> None:
    names = input_names(spec)
    assert set(names) == set(dict(spec.inputs()))
    assert names["uptake.year-2"] == "Uptake in 2025/26"
    assert names["one-off.training.year-1"] == "Training, 2024/25"
    assert names["consequences.stays.change"] == "Stays: change for each person"
    assert names["eligibility.half"] == "Half"


def test_tables_hold_inputs_years_parts_lines_and_scenarios(spec: ImpactSpec) -> None:
    found = base_case(spec)
    inputs = inputs_table(spec, "a").frame.set_index("Input")
    assert inputs.loc["Test: unit cost", "Range"] == "£20 to £40, pert"
    assert inputs.loc["Test: unit cost", "Source"] == "A list"
    assert inputs.loc["Half", "Value"] == "50%"
    assert inputs.loc["Half", "Source"] == "assumed"
    assert "Test: free units" not in inputs.index
    years = years_table(spec, found, "b").frame
    assert list(years["Have it then"]) == ["100", "200"]
    assert list(years["Up to then"]) == ["−£6,300", "−£27,300"]
    parts = split_table(spec, found, probabilistic(spec), "c").frame
    assert list(parts["Capacity"]) == ["−£5,000", "−£15,000"]
    assert "Net, 95% interval" in parts.columns
    assert "Net, 95% interval" not in split_table(spec, found, None, "c").frame.columns
    lines = lines_table(spec, found, "d").frame.set_index("Line")
    assert lines.loc["Stays", "Net impact"] == "−£20,000"
    others = scenarios_table(found, scenarios(spec), "e").frame.set_index("Scenario")
    assert others.loc["Dear", "All years"] == "−£19,300"


def test_capacity_is_shown_only_where_there_is_any(
    spec: ImpactSpec, make_without: Callable[[], ImpactSpec]
) -> None:
    table = capacity_table(spec, base_case(spec), "a")
    assert table is not None
    assert table.frame.to_dict("records") == [
        {"Capacity": "Bed days", "2024/25": "−75", "2025/26": "−225"}
    ]
    without = make_without()
    assert capacity_table(without, base_case(without), "a") is None


@pytest.fixture
def make_without() -> Callable[[], ImpactSpec]:
    """Return what makes a model that takes no capacity."""
    plain = {key: value for key, value in PLAIN.items() if key != "consequences"}
    return lambda: ImpactSpec.model_validate(plain)
