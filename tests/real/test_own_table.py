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


@pytest.mark.parametrize(
    ("separator", "encoding", "month"),
    [
        (";", "cp1252", lambda day: f"{day:%b-%y}"),
        ("\t", "utf-16", lambda day: f"{day:%Y%m}"),
        ("|", "utf-8-sig", lambda day: f"{day:%m/%Y}"),
        (",", "utf-8", lambda day: f"M{(day.month - 4) % 12 + 1:02d} {financial_year(day)}"),
    ],
)
def test_the_months_of_one_trust_are_the_same_however_an_extract_writes_them(
    tmp_path: Path, attendances: pd.DataFrame, separator: str, encoding: str, month
) -> None:
    own = attendances[attendances["org_code"] == "RDZ"].groupby("period")
    expected = own[["breaches", "attendances"]].sum()
    lines = [
        separator.join([month(day), f'"{row.breaches:,}"', f'"{row.attendances:,}"'])
        for day, row in zip(expected.index, expected.itertuples(), strict=True)
    ]
    root = write_tiny_hub(tmp_path, "late")
    folder = root / "data" / "projects" / "late"
    header = separator.join(["Month", "Über 4 hours", "All"])
    (folder / "extract.csv").write_bytes("\r\n".join([header, *lines]).encode(encoding))
    columns = "{Month: period, Über 4 hours: numerator, All: denominator}"
    tables = TABLES.replace("ae_attendances.csv", "extract.csv")
    tables = tables.replace("    rows: {org_code: rdz}\n", "")
    tables = tables.replace("{breaches: numerator, attendances: denominator}", columns)
    with (folder / "project.yml").open("a", encoding="utf-8") as file:
        file.write(tables)
    workspace = open_workspace(root)

    table, findings = read_kpi_table(workspace, workspace.project("late"))

    assert findings == []
    assert table is not None
    assert table["period"].tolist() == expected.index.tolist()
    assert table["numerator"].tolist() == expected["breaches"].tolist()
    assert table["denominator"].tolist() == expected["attendances"].tolist()


def financial_year(day: pd.Timestamp) -> str:
    """Return the financial year of a day, such as 2016/17."""
    first = day.year - (day.month < 4)
    return f"{first}/{(first + 1) % 100:02d}"
