"""What a resource impact model may say, and what is said where it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from evaluation.errors import InvalidInput
from evaluation.workspace.impact_spec import ImpactSpec
from evaluation.workspace.specs import read_spec
from tests.value.impact.conftest import PLAIN


def read(tmp_path: Path, **changes: Any) -> ImpactSpec:
    plain = {**PLAIN, **changes}
    kept = {key: value for key, value in plain.items() if value is not None}
    path = tmp_path / "impact.yml"
    path.write_text(yaml.safe_dump(kept, sort_keys=False), encoding="utf-8")
    return read_spec(ImpactSpec, path)


def test_plain_numbers_and_uncertain_ones_are_read(tmp_path: Path) -> None:
    price = {"value": 30, "low": 20, "high": 40, "distribution": "gamma", "source": "A list"}
    spec = read(tmp_path, new=[{"id": "test", "name": "Test", "unit_cost": price}])
    inputs = dict(spec.inputs())
    assert spec.years == 2
    assert inputs["new.test.unit-cost"].source == "A list"
    assert inputs["new.test.units"].value == 1
    assert inputs["uptake.year-2"].value == 40
    assert inputs["one-off.training.year-1"].value == 700
    assert "current.scan.free-units" not in inputs


ITEM = PLAIN["new"][0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"new": [{"id": "test", "name": "Test"}]}, "The key 'unit_cost' is missing."),
        ({"new": []}, "needs at least 1 item"),
        ({"new": [ITEM, ITEM]}, "there more than once"),
        ({"population": {"size": 0}}, "'population.size' must be more than 0"),
        ({"population": {"size": 10, "growth_percent": -100}}, "above -100 percent"),
        ({"population": {"size": 10, "growth_percent": -150}}, "above -100 percent"),
        ({"new": [{**ITEM, "unit_cost": -1}]}, "'new.test.unit-cost' must be 0 or more"),
        ({"uptake": {"current_percent": 10, "future_percent": [120]}}, "between 0 and 100"),
        ({"uptake": {"current_percent": 10, "future_percent": []}}, "needs at least 1 item"),
        ({"current": [{**ITEM, "free_units": 1}]}, "for 'new' care only"),
        (
            {"one_off": [{"id": "a", "name": "A", "amounts": [1, 2, 3]}]},
            "more years than 'future_percent'",
        ),
        (
            {"scenarios": [{"id": "s", "name": "S", "changes": {"new.test.price": 1}}]},
            "changes 'new.test.price'",
        ),
        (
            {"scenarios": [{"id": "s", "name": "S", "changes": {"uptake.yaer-1": 20}}]},
            "Did you mean 'uptake.year-1'?",
        ),
        (
            {"scenarios": [{"id": "s", "name": "S", "changes": {"population.size": 0}}]},
            "'population.size' must be more than 0",
        ),
        (
            {"scenarios": [{"id": "s", "name": "S", "changes": {"uptake.year-1": 120}}]},
            "between 0 and 100",
        ),
        (
            {
                "eligibility": [
                    {
                        "id": "a",
                        "name": "A",
                        "percent": {"value": 95, "low": 80, "high": 110, "distribution": "pert"},
                    }
                ]
            },
            "between 0 and 100",
        ),
        ({"first_year": "2024"}, "written like 2025/26"),
        ({"cohort": "mixed"}, "'cohort' must be one of"),
        ({"prices": 1}, "prices"),
    ],
)
def test_a_fault_is_a_sentence(tmp_path: Path, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, **changes)
    assert sentence in "; ".join(str(finding) for finding in caught.value.findings)


def test_growth_and_changes_may_be_below_nought(tmp_path: Path) -> None:
    spec = read(tmp_path, population={"size": 10, "growth_percent": -2})
    assert dict(spec.inputs())["population.growth"].value == -2
