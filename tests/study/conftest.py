"""A small workspace with one project, written from plain dictionaries and frames."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from evaluation.estimate import Estimate, estimates_frame
from evaluation.present import autocorrelation_figure, sensitivity_figure, series_figure
from evaluation.present.blocks import Figure, Prose
from evaluation.study import series
from evaluation.study.inputs import StudyInputs, read_inputs
from evaluation.study.section import Section

HUB = {
    "name": "Example Innovation Hub",
    "short_name": "Example Hub",
    "reporting_year": "2024/25",
    "provenance": "synthetic",
    "notice": "Synthetic data.",
    "licence": "Open Government Licence v3.0",
    "hosts": [{"name": "Example Trust"}],
}

STANDARD = {
    "topic": "falls",
    "title": "Falls in older people",
    "guidelines": [
        {
            "id": "QS1",
            "title": "Falls",
            "published": dt.date(2015, 1, 1),
            "valid_from": dt.date(2015, 1, 1),
        }
    ],
    "criteria": [
        {
            "id": name,
            "guideline": "QS1",
            "reference": f"statement {name[-1]}",
            "statement": statement,
            "numerator": "Done",
            "denominator": "All",
            "target": target,
            "target_origin": origin,
            "valid_from": dt.date(2015, 1, 1),
            "evidence": "checked",
        }
        for name, statement, target, origin in (
            ("FALL-1", "People are asked about falls", 90, "quality-standard-convention"),
            ("FALL-2", "A score is not used", None, "monitor"),
        )
    ],
}

PROJECT = {
    "title": "Falls prevention",
    "summary": "A falls clinic.",
    "programme": "local-priority",
    "provenance": "synthetic",
    "sites": [{"name": "North"}],
    "roles": {"clinical_lead": "Consultant", "senior_responsible_owner": "Director"},
    "dates": {"go_live": dt.date(2024, 4, 1)},
}

YEARS = {
    "baseline": {"from": dt.date(2023, 4, 1), "to": dt.date(2024, 3, 31)},
    "after": {"from": dt.date(2024, 4, 1), "to": dt.date(2025, 3, 31)},
}

WOBBLE = (5, 6, 4, 6, 5, 7, 4, 6, 5, 5, 6, 4)
TWO_YEARS = (*(20 + step for step in WOBBLE), *(10 + step for step in WOBBLE))
STEP = [{"name": "go-live", "date": dt.date(2024, 4, 1), "slope": False}]

MakeInputs = Callable[..., StudyInputs]
KpiOf = Callable[..., dict[str, Any]]
RowsOf = Callable[..., pd.DataFrame]


def columns_of(kind: str, values: Iterable[float]) -> dict[str, Any]:
    if kind in ("proportion", "rate"):
        return {"numerator": list(values), "denominator": 50}
    return {"value": list(values)}


def write_yaml(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


@pytest.fixture
def make_inputs(tmp_path: Path) -> MakeInputs:
    """Return a function that writes the project "falls" and reads it.

    Keywords are keys of project.yml; `kpi_table` and `audit_table` are frames, `hub` changes keys
    of hub.yml, and with `periods=True` two financial years are compared.
    """

    def make(
        *,
        kpi_table: pd.DataFrame | None = None,
        audit_table: pd.DataFrame | None = None,
        hub: dict[str, Any] | None = None,
        year: str = "",
        **project: Any,
    ) -> StudyInputs:
        root = tmp_path / "hub"
        folder = root / "data" / "projects" / "falls"
        if project.get("periods") is True:
            project["periods"] = YEARS
        tables = {}
        folder.mkdir(parents=True, exist_ok=True)
        for kind, table in (("kpi", kpi_table), ("audit", audit_table)):
            if table is not None:
                table.to_csv(folder / f"{kind}.csv", index=False)
                tables[kind] = f"{kind}.csv"
        write_yaml(root / "data" / "hub.yml", {**HUB, **(hub or {})})
        write_yaml(root / "data" / "standards" / "falls.yml", STANDARD)
        write_yaml(folder / "project.yml", {**PROJECT, "tables": tables, **project})
        return read_inputs("falls", str(root), year)

    return make


@pytest.fixture
def kpi_of() -> KpiOf:
    """Return a function that makes a KPI of project.yml."""

    def make(name: str, kind: str, **changes: Any) -> dict[str, Any]:
        units = {"proportion": "%", "rate": "per 1,000 bed days", "mean": "days", "count": "falls"}
        plain = {
            "id": name,
            "label": name.capitalize(),
            "definition": "As agreed.",
            "kind": kind,
            "unit": units[kind],
            "domain": "safety",
            "direction": "decrease",
            "source": "Incident system",
        }
        more = {"per": 1000} if kind == "rate" else {}
        return {**plain, **more, **changes}

    return make


@pytest.fixture
def rows_of() -> RowsOf:
    """Return a function that makes monthly rows of a KPI table from lists or single values."""

    def make(name: str, start: str, months: int, **columns: Any) -> pd.DataFrame:
        periods = pd.date_range(start, periods=months, freq="MS").strftime("%Y-%m")
        return pd.DataFrame({"kpi": name, "period": periods, **columns})

    return make


@pytest.fixture
def shown() -> Callable[[Section], str]:
    """Return a function that gathers all that a section shows or saves, pictures included."""

    def gather(section: Section) -> str:
        parts = []
        for block in section.blocks:
            if isinstance(block, Figure):
                parts += [block.caption, block.alt, block.data.to_csv(), block.svg]
            elif isinstance(block, Prose):
                parts.append(block.markdown)
            else:
                parts += [block.caption, block.markdown]
        parts.append(estimates_frame(section.estimates).to_csv())
        parts += [item.result.text for item in section.checks]
        return "\n".join(parts).replace("\N{NO-BREAK SPACE}", " ")

    return gather


@pytest.fixture
def section_of(make_inputs: MakeInputs, kpi_of: KpiOf, rows_of: RowsOf) -> Callable[..., Section]:
    """Return a function that analyses two years of monthly values (or events of 50) of "falls".

    `others` has the values of further KPIs; other keywords are keys of the analysis. It is not
    the primary one, of which other choices are tried too, unless told so.
    """

    def make(
        values: tuple[float, ...] = TWO_YEARS,
        *,
        kind: str = "count",
        kpi: dict[str, Any] | None = None,
        others: dict[str, list[float]] | None = None,
        dates: dict[str, Any] | None = None,
        **analysis: Any,
    ) -> Section:
        plain = {"id": "main", "kpi": "falls", "question": "Did falls change?", "primary": False}
        by_name = {"falls": values, **(others or {})}
        table = pd.concat(
            rows_of(name, "2023-04", len(own), **columns_of(kind, own))
            for name, own in by_name.items()
        )
        changes = {"falls": kpi or {}}
        inputs = make_inputs(
            kpi_table=table,
            kpis=[kpi_of(name, kind, **changes.get(name, {})) for name in by_name],
            its=[{**plain, "interruptions": STEP, "method": "ols", **analysis}],
            **({"dates": dates} if dates else {}),
        )
        return series.section(inputs)

    return make


@pytest.fixture
def by_measure() -> Callable[[Section], dict[str, Estimate]]:
    """Return a function that gives a section's estimates by their measure."""
    return lambda section: {item.measure: item for item in section.estimates}


@pytest.fixture
def quick_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what takes longest, the rendering of charts."""
    for module in (series_figure, sensitivity_figure, autocorrelation_figure):
        monkeypatch.setattr(module, "rendered", lambda _: ("<svg/>", b"png"))
