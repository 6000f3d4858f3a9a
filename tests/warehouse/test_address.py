"""Addresses from the environment: which kinds are taken, and that none is repeated."""

from __future__ import annotations

import pytest

from evaluation.warehouse.address import address_of
from evaluation.warehouse.refusal import Refused
from tests.warehouse.conftest import ADDRESS, PASSWORD


@pytest.mark.parametrize(
    "written",
    ["postgresql://reader@host/db", "postgres://reader@host/db", "postgresql+asyncpg://h/d"],
)
def test_postgresql_is_asked_through_psycopg_with_the_password_given_apart(written: str) -> None:
    dialect, url = address_of("WAREHOUSE", {ADDRESS: written, f"{ADDRESS}_PASSWORD": "a/b@c:d"})
    assert (dialect, url.drivername, url.password) == (
        "postgresql",
        "postgresql+psycopg",
        "a/b@c:d",
    )


def test_sql_server_is_asked_to_read_only_through_its_odbc_driver() -> None:
    written = "mssql://host/db?trusted_connection=yes&applicationintent=ReadWrite"
    dialect, url = address_of("WAREHOUSE", {ADDRESS: written})
    assert (dialect, url.drivername) == ("mssql", "mssql+pyodbc")
    assert dict(url.query) == {
        "trusted_connection": "yes",
        "driver": "ODBC Driver 18 for SQL Server",
        "ApplicationIntent": "ReadOnly",
    }


def test_sql_server_gets_a_connection_string_that_asks_to_read_only() -> None:
    from sqlalchemy.dialects.mssql.pyodbc import MSDialect_pyodbc

    written = "mssql://reader@sql-01:1433/analytics"
    _, url = address_of("WAREHOUSE", {ADDRESS: written, f"{ADDRESS}_PASSWORD": PASSWORD})
    (text,), _ = MSDialect_pyodbc().create_connect_args(url)
    assert set(text.split(";")) == {
        "DRIVER={ODBC Driver 18 for SQL Server}",
        "Server=sql-01,1433",
        "Database=analytics",
        "UID=reader",
        f"PWD={PASSWORD}",
        "ApplicationIntent=ReadOnly",
    }


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "is not set"),
        ("   ", "is not set"),
        (f"host=x password={PASSWORD}", "is not the address of a database"),
        (f"postgresql://u:{PASSWORD}@host:port/db", "is not the address of a database"),
        (f"mysql://u:{PASSWORD}@host/db", "is of a kind that is not known here"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        (f"mssql://?odbc_connect=PWD%3D{PASSWORD}", "is a connection string of ODBC"),
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(written: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        address_of("WAREHOUSE", {ADDRESS: written})
    told = f"{refused.value.sentence} {refused.value.remedy}"
    assert sentence in told
    assert PASSWORD not in told
    assert "@" not in told
