"""The address of a database, from the environment and from nowhere else.

In: the name that project.yml gives. Out: an address of a kind whose reading alone we can promise.
Nothing of an address is ever in a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from evaluation.sql import Dialect
from evaluation.warehouse.refusal import Refused
from evaluation.workspace.query_source import PRIVATE_ENDING

PREFIX = "EVALUATION_DATABASE_"
PAGE = "docs/how-to/warehouse.md"
ODBC_DRIVER = "ODBC Driver 18 for SQL Server"

# by the word that begins an address
_DIALECTS: dict[str, Dialect] = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "sqlite": "sqlite",
    "mssql": "mssql",
}
_DRIVERS: dict[Dialect, str] = {
    "postgresql": "postgresql+psycopg",
    "sqlite": "sqlite",
    "mssql": "mssql+pyodbc",
}


def address_of(database: str, environment: Mapping[str, str]) -> tuple[Dialect, URL]:
    """Return the kind of a database and its address, with the password where one is given apart.

    Parameters
    ----------
    database : str
        Name, such as WAREHOUSE.
    environment : mapping
        The process's environment variables.

    Raises
    ------
    Refused
        If there is none, or it is not one of a kind that is known here.
    """
    variable = PREFIX + database
    written = environment.get(variable, "").strip()
    if not written:
        sentence = f"The environment variable {variable} is not set: it holds the address."
        raise Refused(sentence, f"Set it as {PAGE} shows, and fetch again.")
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        sentence = f"What {variable} holds is not the address of a database."
        remedy = f"Write it as {PAGE} shows; a password with signs goes into {variable}_PASSWORD."
        raise Refused(sentence, remedy) from None
    dialect = _DIALECTS.get(url.drivername.partition("+")[0].lower())
    if dialect is None:
        sentence = f"The database {database} is of a kind that is not known here."
        raise Refused(sentence, "PostgreSQL, SQL Server and SQLite are.")
    password = environment.get(variable + PRIVATE_ENDING)
    if password and dialect != "sqlite":
        url = url.set(password=password)
    return dialect, _completed(url.set(drivername=_DRIVERS[dialect]), dialect, variable)


def _completed(url: URL, dialect: Dialect, variable: str) -> URL:
    if dialect == "sqlite" and url.database in (None, "", ":memory:"):
        sentence = f"The address in {variable} names no file."
        raise Refused(sentence, "Write sqlite:///path/of/the/file.")
    if dialect != "mssql":
        return url
    if "odbc_connect" in url.query:
        sentence = f"The address in {variable} is a connection string of ODBC."
        raise Refused(sentence, f"Write it as {PAGE} shows.")
    kept = {name: value for name, value in url.query.items() if name.lower() != "applicationintent"}
    kept.setdefault("driver", ODBC_DRIVER)
    return url.set(query={**kept, "ApplicationIntent": "ReadOnly"})
