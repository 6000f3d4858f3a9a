"""A small project with sound tables, written as csv, xlsx or parquet, for tests to break."""

import datetime as dt
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from evaluation.tables import check_workspace, read_kpi_table
from evaluation.workspace import BIAS_ITEMS, PrespecificationFile, Project, open_workspace
from evaluation.workspace.prespecification_file import renewed, write_records
from evaluation.workspace.strict import validate
from evaluation.workspace.yaml_source import read_yaml

Rows = list[list[Any]]

HUB = """\
name: Example Innovation Hub
short_name: Example Hub
reporting_year: 2025/26
provenance: synthetic
notice: Synthetic data.
licence: Open Government Licence v3.0
hosts:
  - {name: Example Trust}
"""

STANDARD = """\
topic: falls
title: Falls in older people
guidelines:
  - {id: QS86, title: Falls, published: 2015-03-25, valid_from: 2015-03-25}
criteria:
"""

CRITERION = """\
  - id: FALL-%d
    guideline: QS86
    statement: Asked about falls.
    numerator: Asked.
    denominator: All.
    target_origin: local
    valid_from: 2010-03-25
    evidence: checked
"""

KPI = """\
  - id: %s
    label: A label
    definition: A definition.
    kind: %s
    unit: a unit
    domain: safety
    direction: decrease
    source: A source
    frequency: %s
"""

PROJECT_HEAD = """\
title: Falls prevention
summary: A falls clinic.
programme: local-priority
provenance: synthetic
sites:
  - name: North
roles: {clinical_lead: Consultant, senior_responsible_owner: Director}
dates: {go_live: 2014-04}
"""

AUDIT = """\
audit:
  cycles:
    - {id: first, name: First, from: 2014-01-01, to: 2014-03-31}
    - {id: second, name: Second, from: 2015-01-01, to: 2015-03-31}
  criteria:
    - {id: FALL-1}
    - {id: FALL-2}
"""


def kpis(*named: tuple[str, str, str]) -> str:
    """Return 'kpis:' with an id, a kind and a frequency each."""
    return "kpis:\n" + "".join(KPI % each for each in named)


KPI_PROJECT = (
    PROJECT_HEAD
    + "tables: {kpi: kpi.csv}\n"
    + "periods: {baseline: {from: 2012-04, to: 2013-03}, after: {from: 2014-04, to: 2015-03}}\n"
    + kpis(("visits", "count", "monthly"), ("seen", "proportion", "monthly"))
    + "its:\n  - {id: main, kpi: visits, question: Did visits change,"
    + " prespecified: {on: 2014-01-01, by: Analyst}}\n"
    + "risk_of_bias:\n"
    + "".join(f"  - {{item: {item}, judgement: low, reason: So}}\n" for item in BIAS_ITEMS)
)
AUDIT_PROJECT = PROJECT_HEAD + "tables: {audit: audit.csv}\n" + AUDIT


def kpi_rows() -> Rows:
    """Return 36 months of a count and a proportion: rows 2 to 37 and 38 to 73 of the file."""
    months = pd.date_range("2012-04-01", periods=36, freq="MS").strftime("%Y-%m")
    header = ["kpi", "period", "value", "numerator", "denominator", "dimension", "group"]
    visits = [["visits", month, 4100 + n, None, None, None, None] for n, month in enumerate(months)]
    seen = [["seen", month, None, 6100 + n, 8100 + n, None, None] for n, month in enumerate(months)]
    return [header, *visits, *seen]


def record_rows() -> Rows:
    """Return ten records of two criteria and two cycles: rows 2 to 21 of the file."""
    header = ["record", "criterion", "cycle", "date", "result", "exception_reason", "site"]
    rows: Rows = [header]
    for number in range(10):
        cycle, day = ("first", "2014-02-03") if number < 5 else ("second", "2015-02-03")
        for criterion in ("FALL-1", "FALL-2"):
            result = "met" if number % 2 else "not met"
            rows.append([f"R{number:05d}", criterion, cycle, day, result, None, "Northern site"])
    return rows


def count_rows() -> Rows:
    """Return counts of two criteria and two cycles, whole and by sex: rows 2 to 13."""
    header = ["criterion", "cycle", "met", "not_met", "not_recorded", "exceptions"]
    rows: Rows = [[*header, "dimension", "group"]]
    for criterion in ("FALL-1", "FALL-2"):
        for cycle in ("first", "second"):
            rows.append([criterion, cycle, 5120, 3120, 1120, 1020, None, None])
            rows.append([criterion, cycle, 3120, 2120, 1000, 1000, "sex", "Female"])
            rows.append([criterion, cycle, 2000, 1000, 120, 20, "sex", "Male"])
    return rows


def changed(rows: Rows, *cells: tuple[int, str, Any]) -> Rows:
    """Return rows with other cells, each by its row number in the file and its column."""
    for row, column, value in cells:
        rows[row - 1][rows[0].index(column)] = value
    return rows


def csv_bytes(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> bytes:
    """Return rows as csv; a cell with the delimiter is quoted."""

    def cell(value: Any) -> str:
        text = "" if value is None else str(value)
        return f'"{text}"' if delimiter in text else text

    return "".join(delimiter.join(map(cell, row)) + "\r\n" for row in rows).encode()


def xlsx_bytes(sheets: dict[str, Rows]) -> bytes:
    """Return a workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet_bytes(rows: Rows) -> bytes:
    """Return rows as parquet."""
    stream = io.BytesIO()
    pd.DataFrame(rows[1:], columns=rows[0]).to_parquet(stream)
    return stream.getvalue()


Write = Callable[..., Path]


@pytest.fixture
def write_workspace(tmp_path: Path) -> Write:
    """Write a workspace with one project, 'falls', and its files."""

    def write(project: str, hub: str = HUB, **files: bytes) -> Path:
        root = tmp_path / "hub"
        folder = root / "data" / "projects" / "falls"
        folder.mkdir(parents=True, exist_ok=True)
        (root / "data" / "standards").mkdir(exist_ok=True)
        standard = STANDARD + CRITERION % 1 + CRITERION % 2
        (root / "data" / "standards" / "falls.yml").write_text(standard, encoding="utf-8")
        (root / "data" / "hub.yml").write_text(hub, encoding="utf-8")
        (folder / "project.yml").write_text(project, encoding="utf-8")
        _record(folder)
        for name, content in files.items():
            (folder / name.replace("_", ".")).write_bytes(content)
        return root

    return write


def _record(folder: Path) -> None:
    """Record the analyses of a project, where its file is sound."""
    read = read_yaml(folder / "project.yml", "project.yml")
    found, _ = validate(Project, read, "project.yml")
    if found is not None:
        write_records({folder: renewed(PrespecificationFile(), found, dt.date(2014, 1, 1))})


@pytest.fixture
def check_kpi(write_workspace: Write) -> Callable[..., list[str]]:
    """Check a KPI table and return its findings, the file's path shortened to its name."""

    def check(
        content: bytes | Rows | None, project: str = KPI_PROJECT, ending: str = "csv"
    ) -> list[str]:
        project = project.replace("kpi.csv", f"kpi.{ending}")
        given = csv_bytes(content) if isinstance(content, list) else content
        files = {} if given is None else {f"kpi_{ending}": given}
        return _texts(write_workspace(project, **files))

    return check


@pytest.fixture
def check_audit(write_workspace: Write) -> Callable[..., list[str]]:
    """Check an audit table and return its findings, the file's path shortened to its name."""

    def check(content: bytes | Rows, project: str = AUDIT_PROJECT) -> list[str]:
        given = csv_bytes(content) if isinstance(content, list) else content
        return _texts(write_workspace(project, audit_csv=given))

    return check


def _texts(root: Path) -> list[str]:
    return [
        ("" if finding.severity == "error" else "warning: ")
        + str(finding).replace("data/projects/falls/", "")
        for finding in check_workspace(root)
    ]


@pytest.fixture
def samples() -> dict[str, Any]:
    """Give tests the sound tables, projects and writers."""
    return {
        "kpi_rows": kpi_rows,
        "record_rows": record_rows,
        "count_rows": count_rows,
        "kpis": kpis,
        "changed": changed,
        "csv": csv_bytes,
        "xlsx": xlsx_bytes,
        "parquet": parquet_bytes,
        "head": PROJECT_HEAD,
        "kpi_project": KPI_PROJECT,
        "audit_project": AUDIT_PROJECT,
        "audit": AUDIT,
    }


@pytest.fixture
def read(write_workspace, samples) -> Callable[..., tuple[pd.DataFrame | None, list[str]]]:
    """Return a KPI table of one count, and what was said of it."""

    def read_one(
        content: bytes,
        options: str = "",
        ending: str = "csv",
        kpi: tuple[str, str, str] = ("visits", "count", "monthly"),
        unit: str = "a unit",
    ) -> tuple[pd.DataFrame | None, list[str]]:
        more = f", {options}" if options else ""
        project = f"{samples['head']}tables: {{kpi: {{path: kpi.{ending}{more}}}}}\n"
        kpis = samples["kpis"](kpi).replace("a unit", f'"{unit}"')
        root = write_workspace(project + kpis, **{f"kpi_{ending}": content})
        workspace = open_workspace(root)
        table, findings = read_kpi_table(workspace, workspace.project("falls"))
        return table, [f"{each.sentence} {each.remedy}".rstrip() for each in findings]

    return read_one
