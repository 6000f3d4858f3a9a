"""A hub's year from rows written in a test, typed by the tables' own schemas."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation.hubyear.year import HubYear
from evaluation.tables.hub.every import HUB_TABLES
from evaluation.tables.hub.read import HubData
from evaluation.tables.typed import rule_faults, typed_columns
from evaluation.workspace import (
    FinancialYear,
    Hub,
    Instruments,
    MaturityWheel,
    Project,
    ProjectFolder,
    Workspace,
)

Rows = Sequence[Mapping[str, Any]]
HUB = {
    "name": "Tiny Hub",
    "short_name": "Tiny",
    "reporting_year": "2025/26",
    "provenance": "synthetic",
    "notice": "Synthetic data, not measured.",
    "licence": "MIT",
    "hosts": [{"name": "Tiny Trust"}],
    "partners": [
        {"id": "north", "name": "North Trust", "kind": "acute-trust"},
        {"id": "south", "name": "South Council", "kind": "local-authority"},
    ],
}
PROJECT = {
    "summary": "A tiny project.",
    "programme": "local-priority",
    "provenance": "synthetic",
    "sites": [{"name": "Ward 1"}],
    "roles": {"clinical_lead": "Consultant", "senior_responsible_owner": "Director"},
    "dates": {"go_live": pd.Timestamp("2025-04-01").date()},
}


def tiny_table(name: str, rows: Rows) -> pd.DataFrame:
    """Return a table of the hub from rows; a test with a row that the schema refuses fails."""
    schema = HUB_TABLES[name].schema
    text = pd.DataFrame(list(rows), columns=list(schema.columns)).astype("string")
    frame, faults = typed_columns(text, schema)
    faults = [*faults, *rule_faults(frame, schema, faults, set())]
    assert [fault.sentence for fault in faults] == []
    return frame.reset_index(drop=True)


def tiny_year(
    tables: Mapping[str, Rows] | None = None,
    *,
    year: str = "2025/26",
    projects: Mapping[str, str] | None = None,
    wheel: MaturityWheel | None = None,
    instruments: Instruments | None = None,
    **hub: Any,
) -> HubYear:
    """Return a hub's year.

    Parameters
    ----------
    tables : mapping of str to rows
        By the table's name.
    year : str
    projects : mapping of str to str
        Titles by slug; by default one, falls.
    wheel, instruments
        The configurations.
    **hub
        Keys of hub.yml that differ from `HUB`.
    """
    root = Path("hub")
    titles = {"falls": "Falls prevention"} if projects is None else projects
    folders = tuple(
        ProjectFolder(slug, root / slug, Project.model_validate({"title": title, **PROJECT}))
        for slug, title in titles.items()
    )
    workspace = Workspace(root, Hub.model_validate({**HUB, **hub}), folders, ())
    frames = {name: tiny_table(name, rows) for name, rows in (tables or {}).items()}
    return HubYear(workspace, FinancialYear.parse(year), HubData(frames, wheel, instruments))
