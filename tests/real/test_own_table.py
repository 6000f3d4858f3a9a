"""Published files of many organisations are read as they are, by what project.yml says of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from evaluation.tables import read_kpi_table
from evaluation.workspace import open_workspace
from tests.tiny_hub import write_tiny_hub

pytestmark = pytest.mark.reference

OPEN_DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "open"
TABLES = """\
tables:
  kpi:
    path: ae_attendances.csv
    rows: {org_code: rdz}
    columns: {breaches: numerator, attendances: denominator}
    constants: {kpi: late}
    duplicates: add-up
kpis:
  - id: late
    label: Over four hours
    definition: Attendances over four hours, of all.
    kind: proportion
    unit: "%"
    domain: access
    direction: decrease
    source: NHS England
"""


def test_the_departments_of_one_trust_are_added_up_month_by_month(
    tmp_path: Path, attendances: pd.DataFrame
) -> None:
    root = write_tiny_hub(tmp_path, "late")
    folder = root / "data" / "projects" / "late"
    shutil.copy(OPEN_DATA / "ae_attendances.csv", folder)
    with (folder / "project.yml").open("a", encoding="utf-8") as file:
        file.write(TABLES)
    workspace = open_workspace(root)

    table, findings = read_kpi_table(workspace, workspace.project("late"))

    assert [item.sentence for item in findings if item.severity == "error"] == []
    assert table is not None
    own = attendances[attendances["org_code"] == "RDZ"].groupby("period")
    expected = own[["breaches", "attendances"]].sum()
    found = table.set_index("period").sort_index()
    assert found["numerator"].tolist() == expected["breaches"].tolist()
    assert found["denominator"].tolist() == expected["attendances"].tolist()
    assert len(found) == 36
