"""The resource impact in a project's chapter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evaluation.present.blocks import Figure, Table
from evaluation.study import resource_impact
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.workspace.impact_spec import ImpactSpec
from tests.value.impact.conftest import PLAIN

MakeInputs = Callable[..., StudyInputs]
DRAWN = {"value": 30, "low": 20, "high": 40, "distribution": "pert"}


def section(inputs: StudyInputs, **changes: Any) -> Section:
    return resource_impact.section(ImpactSpec.model_validate({**PLAIN, **changes}), inputs)


def labels(found: Section) -> list[str]:
    return [block.label for block in found.blocks if isinstance(block, Figure | Table)]


def test_a_model_of_fixed_inputs_has_no_tornado_and_no_limits(
    make_inputs: MakeInputs, shown: Callable[[Section], str]
) -> None:
    found = section(make_inputs())
    assert labels(found) == [
        "falls-resource-impact",
        "falls-impact-years",
        "falls-impact-split",
        "falls-impact-lines",
        "falls-impact-capacity",
        "falls-impact-inputs",
    ]
    assert found.sentences == ("It saves £27,300 from 2024/25 to 2025/26.",)
    assert "percentiles of" not in shown(found)


def test_uncertain_inputs_and_scenarios_are_shown(
    make_inputs: MakeInputs, shown: Callable[[Section], str]
) -> None:
    found = section(
        make_inputs(),
        new=[{"id": "test", "name": "Test", "units": 2, "unit_cost": DRAWN}],
        scenarios=[{"id": "dear", "name": "Dear", "changes": {"new.test.unit-cost": 50}}],
    )
    assert {"falls-impact-tornado", "falls-impact-scenarios"} <= set(labels(found))
    assert "percentiles of 10,000 draws of 1 uncertain input" in shown(found)


def test_its_numbers_are_saved_and_marked_synthetic(make_inputs: MakeInputs) -> None:
    found = section(make_inputs(), provenance="estimated")
    saved = {item.measure: item for item in found.estimates}
    assert saved["cumulative net impact, 2025/26"].value == pytest.approx(-27_300)
    assert {item.provenance for item in found.estimates} == {"synthetic"}
