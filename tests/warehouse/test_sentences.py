"""Errors of drivers as sentences; those of ODBC as pyodbc would give them."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from evaluation.sql import Dialect, parse
from evaluation.warehouse import connecting
from evaluation.warehouse.connecting import Door, reading
from evaluation.warehouse.reading import send
from evaluation.warehouse.refusal import Refused
from evaluation.warehouse.sentences import refusal_of
from tests.warehouse.conftest import ADDRESS, PASSWORD, Fill, Hub

SQL = "SELECT value FROM dbo.counts WHERE period >= :since"


def told(code: str, text: str) -> str:
    error = DBAPIError(SQL, {}, Exception(code, f"[{code}] {text} ({PASSWORD})"))
    refused = refusal_of(error, "WAREHOUSE", SQL, 300)
    return f"{refused.sentence} {refused.remedy}"


@pytest.mark.parametrize(
    ("code", "text", "sentence"),
    [
        ("28000", "Login failed for user 'reader'. (18456)", "does not accept the account"),
        ("08001", "TCP Provider: host sql-01: no such host", "WAREHOUSE cannot be reached."),
        ("HYT00", "Login timeout expired", "WAREHOUSE cannot be reached."),
        ("HYT00", "Query timeout expired", "The query took longer than 300 seconds."),
        ("IM002", "Data source name not found", "The ODBC driver that the address names"),
        ("01000", "Can't open lib 'ODBC Driver 18 for SQL Server'", "The ODBC driver that"),
        ("42S02", "Invalid object name 'dbo.counts'. (208)", "has no table 'dbo.counts' that"),
        ("42S02", "Invalid object name 'dbo.other'. (208)", "has no table that this account"),
        ("42S22", "Invalid column name 'value'. (207)", "There is no column 'value'."),
        ("42000", "The SELECT permission was denied on 'x'. (229)", "The account may not read all"),
        (
            "42000",
            "Incorrect syntax near 'FROM'. (102)",
            "does not understand the query near 'FROM'",
        ),
        ("22003", "Arithmetic overflow on the value 12345", "a value that does not fit"),
        ("HY000", "Something about Mr Smith on sql-01", "WAREHOUSE could not answer the query."),
        ("01S00", "A warning about sql-01", "WAREHOUSE could not answer the query."),
        ("", "no code at all from sql-01", "WAREHOUSE could not answer the query."),
    ],
)
def test_each_code_has_its_sentence_and_nothing_of_the_driver(
    code: str, text: str, sentence: str
) -> None:
    said = told(code, text)
    assert sentence in said
    for hidden in (PASSWORD, "sql-01", "Smith", "12345", "reader", "dbo.other"):
        assert hidden not in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('to server at "terminator" failed: Connection refused', "cannot be reached"),
        ("failed to resolve host 'sql-01': Name or service not known", "cannot be reached"),
        ("connection timeout expired", "cannot be reached"),
        ("server does not support SSL, but SSL was required", "cannot be reached"),
        ('connection failed: FATAL: database "sql-01" does not exist', "has no database of the"),
        ('FATAL: no pg_hba.conf entry for host "10.0.0.1"', "does not accept the account"),
        ("FATAL: sorry, too many clients already", "WAREHOUSE is busy"),
        ("consuming input failed: server closed the connection", "ended the connection"),
    ],
)
def test_connections_that_fail_are_told_by_what_libpq_says(text: str, sentence: str) -> None:
    refused = refusal_of(DBAPIError(SQL, {}, Exception(text)), "WAREHOUSE", SQL, 300)
    assert sentence in refused.sentence
    assert "sql-01" not in f"{refused.sentence} {refused.remedy}"


class AsPyodbc(sqlite3.Connection):
    """A connection with the attribute by which pyodbc limits the time of a query."""

    timeout = 0


def test_sql_server_is_given_its_time_and_rolled_back(
    hub: Hub, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[AsPyodbc] = []

    def engine(_: Door) -> Engine:
        def connect() -> AsPyodbc:
            opened.append(sqlite3.connect(hub.root / "warehouse.sqlite", factory=AsPyodbc))
            return opened[-1]

        return create_engine("sqlite://", creator=connect, poolclass=NullPool)

    monkeypatch.setattr(connecting, "_engine", engine)
    door = Door("mssql", make_url("mssql+pyodbc://h/d"), hub.root, 7)
    with reading(door) as connection:
        connection.exec_driver_sql("DELETE FROM counts")
        statement = parse("SELECT value FROM counts WHERE period > :b", "mssql")
        assert send(connection, statement, {"b": "2023"}, "mssql").fetchall() == []
    assert [connection.timeout for connection in opened] == [7]
    assert hub.fetch({ADDRESS: "sqlite:///warehouse.sqlite"}).done[0].record.rows == 24


@pytest.mark.parametrize(
    ("dialect", "module", "remedy"),
    [
        ("postgresql", "psycopg", "pip install 'psycopg[binary]'"),
        ("mssql", "pyodbc", "pip install pyodbc, and the ODBC Driver 18 for SQL Server"),
    ],
)
def test_a_missing_driver_is_named_with_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dialect: Dialect, module: str, remedy: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    url = make_url(
        {"postgresql": "postgresql+psycopg", "mssql": "mssql+pyodbc"}[dialect] + "://h/d"
    )
    with pytest.raises(Refused) as refused, reading(Door(dialect, url, tmp_path, 5)):
        pass
    assert remedy in refused.value.remedy


def test_sql_server_is_sent_marks_and_values_in_their_order() -> None:
    sent: list[object] = []
    connection = SimpleNamespace(
        execution_options=lambda **_: SimpleNamespace(exec_driver_sql=lambda *it: sent.extend(it))
    )
    statement = parse("SELECT 1 AS a FROM t WHERE b = :b AND c = :c AND d = :b", "mssql")
    send(connection, statement, {"c": 3, "b": 2}, "mssql")  # type: ignore[arg-type]
    assert sent == ["SELECT 1 AS a FROM t WHERE b = ? AND c = ? AND d = ?", (2, 3, 2)]


def test_an_error_of_sqlalchemy_itself_is_a_sentence_too(
    hub: Hub, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import InvalidRequestError

    from evaluation.warehouse import fetching

    def broken(*_: object) -> None:
        raise InvalidRequestError(PASSWORD)

    monkeypatch.setattr(fetching, "send", broken)
    (fault,) = hub.fetch().faults
    assert fault.sentence == "WAREHOUSE could not answer the query."
