"""Queries in project.yml: what may be written there, and that no address may."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from evaluation.workspace.project import Tables
from evaluation.workspace.query_source import Query
from evaluation.workspace.spc_spec import SpcSpec
from evaluation.workspace.strict import validate
from evaluation.workspace.yaml_source import read_yaml

SECRET = "geheim-4711"  # pragma: allowlist secret


def read(folder: Path, text: str) -> tuple[Tables | None, list[str]]:
    file = folder / "tables.yml"
    file.write_text(text, encoding="utf-8")
    tables, findings = validate(Tables, read_yaml(file, "tables.yml"), "tables.yml")
    return tables, [str(finding) for finding in findings]


def test_a_query_is_read_with_its_usual_limits(tmp_path: Path) -> None:
    tables, findings = read(
        tmp_path,
        "kpi:\n  query: kpi.sql\n  database: WAREHOUSE\n"
        "  parameters: {since: 2023-04-01, ward: North, most: 3, share: 0.5, open: true}\n",
    )
    assert findings == []
    assert tables is not None
    query = tables.kpi
    assert isinstance(query, Query)
    assert (query.row_limit, query.seconds, query.sheet) == (100_000, 300, None)
    assert query.parameters["since"] == dt.date(2023, 4, 1)
    assert query.plain_parameters == {
        "since": "2023-04-01",
        "ward": "North",
        "most": 3,
        "share": 0.5,
        "open": True,
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kpi: {query: kpi.sql}", "line 1, kpi.database: The key 'database' is missing."),
        ("kpi: {database: W}", "line 1, kpi.query: The key 'query' is missing."),
        ("kpi: {query: kpi.txt, database: W}", "'query' must be the path of a file that ends in"),
        ("kpi: {query: kpi.sql, database: ware}", "'database' must be a name in capitals"),
        ("kpi: {query: kpi.sql, database: A_PASSWORD}", "'database' must be a name in capitals"),
        ("kpi: {query: kpi.sql, database: 5}", "'database' must be text."),
        ("kpi:\n  query: kpi.sql\n  database: W\n  row_limt: 5", "line 4, kpi.row_limt: The key"),
        ("kpi: {query: kpi.sql, database: W, row_limt: 5}", "Did you mean 'row_limit'?"),
        ("kpi: {query: kpi.sql, database: W, row_limit: 0}", "'row_limit' must be at least 1."),
        ("kpi: {query: kpi.sql, database: W, row_limit: 2000000}", "must be at most 1048576."),
        ("kpi: {query: kpi.sql, database: W, seconds: 0}", "'seconds' must be greater than 0"),
        ("kpi: {query: kpi.sql, database: W, path: kpi.csv}", "('path') or a query ('query'), not"),
        ("kpi: {query: kpi.sql, database: W, parameters: {a: [1]}}", "The parameter 'a' must be"),
        ("kpi: {query: kpi.sql, database: W, parameters: {a: .inf}}", "The parameter 'a' must be"),
        ("kpi: {query: kpi.sql, database: W, parameters: {a: }}", "The parameter 'a' must be"),
        ("kpi: {query: kpi.sql, database: W, parameters: {a-b: 1}}", "A parameter's name has"),
        ("kpi: {query: kpi.sql, database: W, parameters: [a]}", "'parameters' must be a group of"),
        ("kpi: {pth: kpi.csv}", "Did you mean 'path'?"),
        ("kpi: 5", "'kpi' must be a group of keys."),
    ],
)
def test_faults_are_told_with_their_place(tmp_path: Path, text: str, told: str) -> None:
    tables, findings = read(tmp_path, text)
    assert tables is None
    assert any(told in finding for finding in findings), findings


@pytest.mark.parametrize(
    "text",
    [
        f"kpi: postgresql://reader:{SECRET}@host/db",
        f"kpi: {{query: kpi.sql, database: 'postgresql://reader:{SECRET}@host/db'}}",
        f"kpi: {{query: kpi.sql, database: 'Driver=x;PWD={SECRET}'}}",
        f"kpi: {{query: kpi.sql, database: W, url: 'mssql://reader:{SECRET}@host/db'}}",
        f"kpi: {{query: kpi.sql, database: W, parameters: {{a: 'x://{SECRET}'}}}}",
        f"kpi: {{'postgresql://reader:{SECRET}@host/db': 1}}",
        f"audit: {{path: 'host=x password={SECRET}'}}",
    ],
)
def test_an_address_is_refused_and_never_repeated(tmp_path: Path, text: str) -> None:
    tables, (told,) = read(tmp_path, text)
    assert tables is None
    assert "An address or a password stands here" in told
    assert SECRET not in told
    assert "host" not in told


def test_an_analysis_without_a_project_takes_files_only(tmp_path: Path) -> None:
    file = tmp_path / "spc.yml"
    file.write_text("data: {query: kpi.sql, database: W}\ntime: month\nvalue: v\n")
    _, findings = validate(SpcSpec, read_yaml(file, "spc.yml"), "spc.yml")
    assert "The key 'query' is not known here." in " ".join(map(str, findings))
