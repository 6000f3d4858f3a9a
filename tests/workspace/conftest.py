"""A small, sound workspace in a temporary folder, for tests to break."""

from collections.abc import Callable
from pathlib import Path

import pytest

HUB = """\
name: Example Innovation Hub
short_name: Example Hub
reporting_year: 2025/26
provenance: synthetic
notice: Synthetic data.
licence: Open Government Licence v3.0
hosts:
  - {name: Example Trust, reports_to: Example Board}
"""

PROJECT = """\
title: Falls prevention
summary: A falls clinic.
programme: local-priority
provenance: synthetic
sites:
  - name: North
roles: {clinical_lead: Consultant, senior_responsible_owner: Director}
dates: {go_live: 2024-04}
tables: {kpi: kpi.csv, audit: {path: audit.xlsx, sheet: Records}}
kpis:
  - id: falls-rate
    label: Falls
    definition: Falls per 1,000 bed days.
    kind: rate
    unit: per 1,000 bed days
    domain: safety
    direction: decrease
    source: Incident system
    per: 1000
its:
  - {id: main, kpi: falls-rate, question: "Did falls change?"}
audit:
  cycles:
    - {id: one, name: First, from: 2024-01-01, to: 2024-03-31}
  criteria:
    - {id: FALL-1}
"""

STANDARD = """\
topic: falls
title: Falls in older people
guidelines:
  - {id: QS86, title: Falls, published: 2015-03-25, valid_from: 2015-03-25}
criteria:
  - id: FALL-1
    guideline: QS86
    reference: 1
    statement: Asked about falls.
    numerator: Asked.
    denominator: All.
    target: 100
    target_origin: quality-standard-convention
    valid_from: 2015-03-25
    evidence: checked
"""

WriteWorkspace = Callable[..., Path]


@pytest.fixture
def write_workspace(tmp_path: Path) -> WriteWorkspace:
    """Write a workspace; each file's text can be given."""

    def write(
        hub: str = HUB,
        projects: dict[str, str] | None = None,
        standards: dict[str, str] | None = None,
    ) -> Path:
        root = tmp_path / "hub"
        (root / "data" / "projects").mkdir(parents=True)
        (root / "data" / "standards").mkdir()
        (root / "data" / "hub.yml").write_text(hub, encoding="utf-8")
        for slug, text in ({"falls": PROJECT} if projects is None else projects).items():
            folder = root / "data" / "projects" / slug
            folder.mkdir()
            (folder / "project.yml").write_text(text, encoding="utf-8")
        for name, text in ({"falls": STANDARD} if standards is None else standards).items():
            (root / "data" / "standards" / f"{name}.yml").write_text(text, encoding="utf-8")
        return root

    return write


@pytest.fixture
def hub_text() -> str:
    return HUB


@pytest.fixture
def project_text() -> str:
    return PROJECT


@pytest.fixture
def standard_text() -> str:
    return STANDARD
