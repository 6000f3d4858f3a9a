"""A small model of a resource impact, for tests to change."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from evaluation.workspace.impact_spec import ImpactSpec

# 1,000 people, half of them eligible; from 10% to 20% and 40% uptake.
PLAIN: dict[str, Any] = {
    "title": "A test",
    "area": "Dorset",
    "first_year": "2024/25",
    "price_year": "2024/25",
    "population": {"size": 1000},
    "eligibility": [{"id": "half", "name": "Half", "percent": 50}],
    "uptake": {"current_percent": 10, "future_percent": [20, 40]},
    "new": [{"id": "test", "name": "Test", "units": 2, "unit_cost": 30}],
    "current": [{"id": "scan", "name": "Scan", "unit_cost": 100, "payer": "commissioner"}],
    "consequences": [
        {
            "id": "stays",
            "name": "Stays",
            "change": -0.5,
            "unit_value": 200,
            "capacity": {"unit": "bed days", "per_unit": 3},
        }
    ],
    "one_off": [{"id": "training", "name": "Training", "amounts": [700]}],
}


@pytest.fixture
def make_spec() -> Callable[..., ImpactSpec]:
    """Return a function that makes the model; its keywords are keys to change."""

    def make(**changes: Any) -> ImpactSpec:
        plain = {**copy.deepcopy(PLAIN), **changes}
        return ImpactSpec.model_validate(plain, strict=False)

    return make
