"""Send one query and take its rows in portions, never more than are allowed.

In: a connection that can only read and a statement. Out: the names of its columns, and its rows.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult

from evaluation.sql import Dialect, Statement
from evaluation.warehouse.refusal import Refused

ROWS_OF_PORTION = 10_000
# what PostgreSQL calls a column that has no name
NAMELESS = ("", "?column?")

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Limits:
    """What a query may take.

    Parameters
    ----------
    rows : int
    seconds : float
    """

    rows: int
    seconds: float


def send(
    connection: Connection, statement: Statement, parameters: dict[str, Any], dialect: Dialect
) -> CursorResult[Any]:
    """Have a statement executed so that its rows come as they are asked for."""
    streaming = connection.execution_options(stream_results=True, max_row_buffer=ROWS_OF_PORTION)
    if dialect == "postgresql":
        return streaming.exec_driver_sql(statement.percent(), parameters)
    if dialect == "sqlite":
        return streaming.exec_driver_sql(statement.named(), parameters)
    text, names = statement.marked()
    return streaming.exec_driver_sql(text, tuple(parameters[name] for name in names))


def column_names(result: CursorResult[Any]) -> list[str]:
    """Return the names of the columns.

    Raises
    ------
    Refused
        If there are none, one has no name, or two have the same but for case.
    """
    if not result.returns_rows:
        raise Refused("The query gives no rows and no columns.", "Write a SELECT.")
    described = result.cursor.description if result.cursor is not None else ()
    names = [str(column[0] or "") for column in described]
    nameless = [str(number) for number, name in enumerate(names, 1) if name in NAMELESS]
    if nameless:
        sentence = f"A column has no name (counted from the left: {', '.join(nameless)})."
        raise Refused(sentence, "Name it in the query with AS.")
    seen: set[str] = set()
    for name in names:
        if name.lower() in seen:
            raise Refused(f"The column '{name}' is there twice.", "Rename one with AS.")
        seen.add(name.lower())
    return names


def portions(result: CursorResult[Any], limits: Limits) -> Iterator[list[Row]]:
    """Yield the rows in portions.

    Raises
    ------
    Refused
        If there are more than are allowed, or it takes longer.
    """
    deadline = time.monotonic() + limits.seconds
    taken = 0
    while rows := result.fetchmany(ROWS_OF_PORTION):
        taken += len(rows)
        if taken > limits.rows:
            sentence = f"The query gives more than {limits.rows:,} rows."
            raise Refused(sentence, "Count the records in the query, or set 'row_limit' higher.")
        yield [tuple(row) for row in rows]
        if time.monotonic() > deadline:
            raise too_slow(limits.seconds)


def too_slow(seconds: float) -> Refused:
    """Return the refusal of a query that takes too long."""
    sentence = f"The query took longer than {seconds:g} seconds."
    return Refused(sentence, "Let it read less, or set 'seconds' higher in project.yml.")
