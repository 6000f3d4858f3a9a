"""Connections that can only read, each in one transaction that is always rolled back.

PostgreSQL: a read-only transaction that has taken its snapshot, after which PostgreSQL lets nobody
make it one that writes. SQLite: the file opened for reading, and `query_only`. SQL Server has no
such transaction: there the words of the query are looked at, and the rights of the account count.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL, Engine
from sqlalchemy.pool import NullPool

from evaluation.sql import Dialect
from evaluation.warehouse.refusal import Refused
from evaluation.workspace.path_text import expanded

CONNECT_SECONDS = 15
# moments with a time zone are shown as the clocks of the hospital show them
TIME_ZONE = "Europe/London"
STEPS_BETWEEN_LOOKS = 10_000  # of SQLite's machine
MILLISECONDS = 1000

_DRIVER_REMEDIES: dict[Dialect, str] = {
    "postgresql": "Install it: pip install 'psycopg[binary]'.",
    "mssql": "Install it: pip install pyodbc, and the ODBC Driver 18 for SQL Server.",
    "sqlite": "Use a Python that has the module sqlite3.",
}


@dataclass(frozen=True)
class Door:
    """Which database, and how long it may take.

    Parameters
    ----------
    dialect : {"postgresql", "sqlite", "mssql"}
    url : URL
    root : Path
        From which the path of a SQLite file is taken.
    seconds : float
    """

    dialect: Dialect
    url: URL
    root: Path
    seconds: float


@contextlib.contextmanager
def reading(door: Door) -> Iterator[Connection]:
    """Give a connection in a transaction that can only read; roll it back and close it after.

    Raises
    ------
    Refused
        If the driver is missing, or the database does not keep to reading.
    SQLAlchemyError
        Of the driver, to be put into words by the caller.
    """
    engine = _engine(door)
    try:
        with engine.connect() as connection:
            if door.dialect == "postgresql":
                connection = connection.execution_options(postgresql_readonly=True)
            with connection.begin() as transaction:
                try:
                    _keep_to_reading(connection, door)
                    yield connection
                finally:
                    with contextlib.suppress(Exception):
                        transaction.rollback()
    finally:
        engine.dispose()


def _engine(door: Door) -> Engine:
    options: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
    try:
        if door.dialect == "sqlite":
            return create_engine("sqlite://", creator=lambda: _sqlite_file(door), **options)
        if door.dialect == "postgresql":
            given = {"connect_timeout": CONNECT_SECONDS, "application_name": "evaluation"}
        else:
            given = {"timeout": CONNECT_SECONDS}
        return create_engine(door.url, connect_args=given, **options)
    except ImportError:
        sentence = f"The driver for {_spoken(door.dialect)} is not installed."
        raise Refused(sentence, _DRIVER_REMEDIES[door.dialect]) from None


def _spoken(dialect: Dialect) -> str:
    return {"postgresql": "PostgreSQL", "mssql": "SQL Server", "sqlite": "SQLite"}[dialect]


def _sqlite_file(door: Door) -> sqlite3.Connection:
    path = (door.root / expanded(Path(str(door.url.database)))).absolute()
    # three slashes, and one more before the server of a Windows share
    place = f"file:///{quote(path.as_posix().removeprefix('/'), safe='/:')}?mode=ro"
    connection = sqlite3.connect(place, uri=True, timeout=CONNECT_SECONDS)
    deadline = time.monotonic() + door.seconds
    connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)
    return connection


def _keep_to_reading(connection: Connection, door: Door) -> None:
    if door.dialect == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
        is_kept = connection.exec_driver_sql("PRAGMA query_only").scalar() == 1
    elif door.dialect == "postgresql":
        limit = int(door.seconds * MILLISECONDS)
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {limit}")
        connection.exec_driver_sql(f"SET LOCAL TimeZone = '{TIME_ZONE}'")
        # this query also takes the snapshot
        kept = connection.exec_driver_sql("SELECT current_setting('transaction_read_only')")
        is_kept = kept.scalar() == "on"
    else:
        driver = connection.connection.dbapi_connection
        if driver is not None:
            driver.timeout = max(1, round(door.seconds))
        is_kept = True
    if not is_kept:
        sentence = "The database does not keep the transaction to reading."
        raise Refused(sentence, "Ask its administrator for an account that can only read.")
