"""A hand-made series and its effect, for charts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from evaluation.estimate import Estimate
from evaluation.present.series_chart import SeriesChart

EFFECT = Estimate(
    analysis="its",
    outcome="falls",
    measure="absolute difference",
    unit="falls",
    value=-4.0,
    lower=-6.0,
    upper=-2.0,
    n=12,
    method="ordinary least squares",
    period="2024-12",
    provenance="synthetic",
)


@pytest.fixture
def effect_of() -> Callable[..., Estimate]:
    """Return a function that makes an effect; its keywords replace fields."""
    return lambda **changes: replace(EFFECT, **changes)


@pytest.fixture
def trajectory() -> pd.DataFrame:
    """A year of months: 20 falls a month before July, then 16 where 20 were expected."""
    time = pd.Series(pd.date_range("2024-01-01", periods=12, freq="MS"))
    is_after = time >= "2024-07-01"
    fitted = pd.Series([20.0] * 6 + [16.0] * 6)
    return pd.DataFrame(
        {
            "time": time,
            "fitted": fitted,
            "counterfactual": 20.0,
            "counterfactual_lower": 18.0,
            "counterfactual_upper": 22.0,
            "is_excluded": False,
            "is_after": is_after,
        }
    )


@pytest.fixture
def chart_of(trajectory: pd.DataFrame) -> Callable[..., SeriesChart]:
    """Return a function that makes a chart; its keywords replace fields."""

    def make(**changes: Any) -> SeriesChart:
        points = pd.DataFrame(
            {"time": trajectory["time"], "shown": trajectory["fitted"] + 1, "is_excluded": False}
        )
        plain = SeriesChart(
            trajectory=trajectory,
            points=points,
            pooled="",
            effect=EFFECT,
            label="Falls with harm",
            unit="falls",
            subtitle="Falls with harm, January 2024 to December 2024",
            caption="Falls fell.",
            figure_label="falls-main",
            interruptions=[(pd.Timestamp("2024-07-01"), "go live")],
            source="Synthetic data.",
        )
        return replace(plain, **changes)

    return make
