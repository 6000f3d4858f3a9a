"""Projects of one KPI, and KPI tables, for tests of what statistics suffer from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evaluation.workspace import Project, ProjectFolder

GO_LIVE = "2024-01-01"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
COLUMNS = ["kpi", "dimension", "group", "period", "value", "numerator", "denominator", "n"]


def project(kind: str = "rate", *, analysis: dict[str, Any] | None = None, **more: Any) -> Project:
    """Return a project that went live in January 2024, with one KPI and one analysis of it."""
    kpi = {
        "id": "falls",
        "label": "Falls",
        "definition": "Falls with harm.",
        "kind": kind,
        "unit": "%",
        "domain": "safety",
        "direction": "decrease",
        "source": "Incident system",
        "frequency": more.pop("frequency", "monthly"),
    }
    own = {"id": "main", "kpi": "falls", "question": "Did falls change?", **(analysis or {})}
    said = {
        "title": "Falls",
        "summary": "A tiny project.",
        "programme": "local-priority",
        "provenance": "synthetic",
        "sites": [{"name": "Ward 1"}],
        "roles": {"clinical_lead": "Consultant", "senior_responsible_owner": "Director"},
        "dates": {"go_live": GO_LIVE},
        "tables": {"kpi": "kpi.csv"},
        "kpis": [kpi],
        "its": [] if analysis is None else [own],
        **more,
    }
    return Project.model_validate(_dated(said))


def _dated(said: Any) -> Any:
    """Return what YAML would read: days as dates."""
    if isinstance(said, dict):
        return {key: _dated(value) for key, value in said.items()}
    if isinstance(said, list):
        return [_dated(value) for value in said]
    is_day = isinstance(said, str) and DAY.fullmatch(said)
    return dt.date.fromisoformat(said) if is_day else said


def folder(slug: str, made: Project) -> ProjectFolder:
    """Return a project where it lies."""
    return ProjectFolder(slug, Path(slug), made)


def table(
    *,
    value: Sequence[float] | None = None,
    numerator: Sequence[float] | None = None,
    denominator: Sequence[float] | None = None,
    start: str = "2021-01",
    frequency: str = "M",
    dimension: str | None = None,
    group: str | None = None,
) -> pd.DataFrame:
    """Return the rows of the KPI, one for each period."""
    given = {"value": value, "numerator": numerator, "denominator": denominator}
    columns = {name: np.asarray(each, float) for name, each in given.items() if each is not None}
    count = len(next(iter(columns.values())))
    periods = pd.period_range(start, periods=count, freq=frequency).start_time
    frame = pd.DataFrame({"kpi": "falls", "period": periods, **columns})
    frame["dimension"] = pd.array([dimension] * count, dtype="string")
    frame["group"] = pd.array([group] * count, dtype="string")
    whole = frame.reindex(columns=COLUMNS)
    numbers = ["value", "numerator", "denominator"]
    return whole.astype({**dict.fromkeys(numbers, "float64"), "n": "Int64", "kpi": "string"})


def counts(mean: float, count: int, seed: int = 1) -> np.ndarray:
    """Return Poisson counts."""
    return np.random.default_rng(seed).poisson(mean, count).astype(float)


def sentences(doubts: Any) -> list[str]:
    """Return what is doubted."""
    return [doubt.sentence for doubt in doubts]
