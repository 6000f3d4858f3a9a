"""That SQLite is only read: by the words of a query, and by the connection behind them."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.exc import DBAPIError

from evaluation.sql import Statement
from evaluation.sql.tokens import tokens
from evaluation.warehouse.address import address_of
from evaluation.warehouse.connecting import Door, reading
from evaluation.warehouse.reading import send
from tests.warehouse.conftest import ADDRESS, Fill, Hub

WRITING = [
    "INSERT INTO counts VALUES ('visits', '2025-01', 1)",
    "UPDATE counts SET value = 0",
    "DELETE FROM counts",
    "DROP TABLE counts",
    "CREATE TABLE more AS SELECT * FROM counts",
    "WITH x AS (SELECT 1) INSERT INTO counts SELECT 'visits', '2025-01', 1 FROM x",
    "REPLACE INTO counts VALUES ('visits', '2025-01', 1)",
    "ALTER TABLE counts ADD COLUMN more TEXT",
    "VACUUM",
]


def digest(hub: Hub) -> str:
    return hashlib.sha256((hub.root / "warehouse.sqlite").read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "sql", [*WRITING, "SELECT * INTO more FROM counts", "PRAGMA query_only = 0"]
)
def test_a_query_that_writes_is_refused_by_its_words(hub: Hub, fill: Fill, sql: str) -> None:
    before = digest(hub)
    assert "The query " in hub.refusal(sql)
    assert digest(hub) == before
    assert not hub.parquet.exists()


@pytest.mark.parametrize("sql", WRITING)
def test_the_connection_does_not_write_whatever_it_is_sent(hub: Hub, fill: Fill, sql: str) -> None:
    before = digest(hub)
    dialect, url = address_of("WAREHOUSE", hub.environment)
    with reading(Door(dialect, url, hub.root, 5)) as connection, pytest.raises(DBAPIError):
        send(connection, Statement(tuple(tokens(sql, dialect))), {}, dialect)
    assert digest(hub) == before


def test_the_file_stays_closed_to_writing_when_the_pragma_is_lifted(hub: Hub, fill: Fill) -> None:
    before = digest(hub)
    dialect, url = address_of("WAREHOUSE", hub.environment)
    with reading(Door(dialect, url, hub.root, 5)) as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        with pytest.raises(DBAPIError, match="readonly"):
            connection.exec_driver_sql("DELETE FROM counts")
    assert digest(hub) == before


def test_a_file_with_signs_in_its_name_is_opened_and_no_other(hub: Hub) -> None:
    with closing(sqlite3.connect(hub.root / "a b?mode=rwc#%41.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE counts AS SELECT 'visits' AS kpi, 1 AS period, 7 AS value")
    before = sorted(hub.root.iterdir())
    (done,) = hub.fetch({ADDRESS: "sqlite:///a b%3Fmode=rwc#%2541.sqlite"}).done
    assert done.record.rows == 1
    assert not hub.fetch({ADDRESS: "sqlite:///a b"}).done
    assert sorted(path for path in hub.root.iterdir() if path.name != "reports") == before
