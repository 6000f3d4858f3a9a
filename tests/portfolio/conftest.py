"""A hub with projects whose runs left what a test says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from evaluation.estimate import Estimate, Provenance, estimates_frame
from evaluation.run.record import RunError, RunRecord, write_record
from evaluation.workspace import Workspace, open_workspace

HUB = {
    "name": "Example Innovation Hub",
    "short_name": "Example Hub",
    "reporting_year": "2024/25",
    "provenance": "synthetic",
    "notice": "Synthetic data.",
    "licence": "Open Government Licence v3.0",
    "hosts": [{"name": "Example Trust"}],
}
KPI = {
    "id": "falls",
    "label": "Falls with harm",
    "definition": "As agreed.",
    "kind": "count",
    "unit": "falls",
    "domain": "safety",
    "direction": "decrease",
    "source": "Incident system",
}
PROJECT = {
    "summary": "A project.",
    "programme": "local-priority",
    "provenance": "synthetic",
    "sites": [{"name": "North"}],
    "roles": {"clinical_lead": "Consultant", "senior_responsible_owner": "Director"},
    "dates": {"go_live": dt.date(2024, 4, 1)},
    "tables": {"kpi": "kpi.csv"},
    "kpis": [KPI],
    "its": [{"id": "main", "kpi": "falls", "question": "Did falls change?"}],
}
ABSOLUTE, RELATIVE = "absolute difference", "relative difference"

Values = tuple[float | None, float | None, float | None]


def write_yaml(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


@pytest.fixture
def add_project(tmp_path: Path) -> Callable[..., None]:
    """Return a function that adds a project; its keywords are keys of project.yml."""

    def add(slug: str, **changes: Any) -> None:
        content = {"title": slug.capitalize(), **PROJECT, **changes}
        write_yaml(tmp_path / "data" / "projects" / slug / "project.yml", content)

    return add


@pytest.fixture
def open_hub(tmp_path: Path) -> Callable[..., Workspace]:
    """Return a function that opens the workspace; its keywords are keys of hub.yml."""

    def open_it(**hub: Any) -> Workspace:
        write_yaml(tmp_path / "data" / "hub.yml", {**HUB, **hub})
        return open_workspace(tmp_path)

    return open_it


@pytest.fixture
def estimate_of() -> Callable[..., Estimate]:
    """Return a function that makes an estimate of value, lower and upper limit."""

    def make(measure: str, values: Values, analysis: str = "its", outcome: str = "falls") -> Any:
        value, lower, upper = values
        return Estimate(
            analysis=analysis,
            outcome=outcome,
            measure=measure,
            unit="%" if measure == RELATIVE else "falls",
            value=value,
            lower=lower,
            upper=upper,
            n=24,
            method="ordinary least squares",
            period="2025-03",
            provenance="synthetic",
            label="Falls with harm",
        )

    return make


@pytest.fixture
def done(tmp_path: Path, estimate_of: Callable[..., Estimate]) -> Callable[..., None]:
    """Return a function that leaves a good result with a main effect and other estimates."""

    def leave(
        slug: str,
        absolute: Values | None = (-4.0, -6.0, -2.0),
        relative: Values | None = (-20.0, -30.0, -10.0),
        *others: Estimate,
        start: str = "2025-05-01T08:00:00+00:00",
        provenance: Provenance = "synthetic",
    ) -> None:
        folder = tmp_path / "reports" / "results" / slug
        folder.mkdir(parents=True, exist_ok=True)
        pairs = [(ABSOLUTE, absolute), (RELATIVE, relative)]
        found = [estimate_of(name, values) for name, values in pairs if values is not None]
        saved = [replace(item, project=slug, provenance=provenance) for item in (*found, *others)]
        frame = estimates_frame(saved)
        frame.to_parquet(folder / "estimates.parquet", index=False)
        write_record(_record(slug, "done", start), folder)

    return leave


@pytest.fixture
def real() -> dict[str, str]:
    """Keys of a project whose data are measured."""
    return {"provenance": "measured", "source": "NHS England", "licence": "OGL v3.0"}


@pytest.fixture
def failed(tmp_path: Path) -> Callable[..., None]:
    """Return a function that leaves a failed run with its reason."""

    def leave(slug: str, reason: str, start: str = "2025-06-01T08:00:00+00:00") -> None:
        folder = tmp_path / "reports" / "results" / slug / "failed"
        folder.mkdir(parents=True)
        write_record(_record(slug, "failed", start, reason), folder)

    return leave


def _record(slug: str, status: Any, start: str, reason: str = "") -> RunRecord:
    return RunRecord(
        project=slug,
        status=status,
        reason=reason,
        error=RunError("ValueError", "A message.", 7) if reason else None,
        parameters={"project": slug, "year": "2024/25"},
        fingerprint="f0",
        versions={},
        inputs=(),
        outputs=(),
        start=start,
        end=start.replace("08:00", "08:01"),
        seconds=60.0,
        peak_memory_mb=None,
        notebook="notebooks/project.ipynb",
    )
