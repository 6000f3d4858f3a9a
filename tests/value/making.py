"""Benefits, indicators and estimates made by hand, for tests of value."""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluation.estimate import Estimate
from evaluation.value.benefits import Claim
from evaluation.workspace.project import Kpi
from evaluation.workspace.value_benefits import Benefit

YEARS = ("2024/25", "2025/26", "2026/27")
EFFECT = {"analysis": "its", "outcome": "falls", "measure": "absolute difference"}


def kpi(**changes: Any) -> Kpi:
    """Return an indicator: falls, of which fewer are better."""
    plain = {
        "id": "falls",
        "label": "Falls",
        "definition": "Falls",
        "kind": "proportion",
        "unit": "%",
        "domain": "safety",
        "direction": "decrease",
        "source": "Records",
        "target": 10.0,
    }
    return Kpi.model_validate({**plain, **changes})


def benefit(**changes: Any) -> Benefit:
    """Return a benefit; its keywords replace keys of the file."""
    plain = {
        "id": "fewer-falls",
        "benefit": "Fewer falls",
        "class": "non-cash-releasing",
        "beneficiary": "Patients",
        "outcome": "safer",
        "kpi": "falls",
        "owner": "Falls lead",
        "confidence": "medium",
        "status": "on-track",
    }
    return Benefit.model_validate({**plain, **changes})


def money(**changes: Any) -> dict[str, Any]:
    """Return what a benefit says of its money; None takes a key out."""
    plain = {
        "effect": EFFECT,
        "volume": 1000,
        "unit": "fall avoided",
        "unit_value": {"value": 50, "price_year": "2023/24", "method": "tariff"},
        "years": {"2024/25": 50, "2025/26": 100},
        "measured_to": "2024/25",
    }
    return {key: value for key, value in {**plain, **changes}.items() if value is not None}


def estimate(
    measure: str = "absolute difference",
    value: float | None = -4.0,
    lower: float | None = -6.0,
    upper: float | None = -2.0,
    **changes: Any,
) -> Estimate:
    """Return an estimate of falls; fewer by 4 percentage points unless said otherwise."""
    plain: dict[str, Any] = {
        "analysis": "its",
        "outcome": "falls",
        "unit": "percentage points",
        "n": 48,
        "method": "least squares",
        "period": "2026-03",
        "provenance": "measured",
    }
    return Estimate(measure=measure, value=value, lower=lower, upper=upper, **{**plain, **changes})


def level(measure: str, value: float | None, half_width: float | None = 1.0) -> Estimate:
    """Return a baseline or after of the indicator, in percent."""
    has_limits = value is not None and half_width is not None
    return estimate(
        measure,
        value,
        value - half_width if has_limits else None,
        value + half_width if has_limits else None,
        analysis="kpi",
        unit="%",
        period="2023-04 to 2024-03" if measure == "baseline" else "2025-04 to 2026-03",
    )


def claim_of(
    project: str, name: str, value: tuple[float, ...], *, seed: int = 1, **changes: Any
) -> Claim:
    """Return a claim whose draws are spread around its points by a tenth."""
    points = np.array(value)
    noise = np.random.default_rng([seed, *map(ord, project + name)]).normal(1, 0.1, (400, 1))
    plain: dict[str, Any] = {
        "label": name,
        "kind": "non-cash-releasing",
        "price_year": "2023/24",
        "years": YEARS[: len(value)],
        "bases": ("measured", "estimated", "estimated")[: len(value)],
        "status": "estimated",
        "provenance": "measured",
    }
    return Claim(
        project=project, benefit=name, value=points, draws=points * noise, **{**plain, **changes}
    )
