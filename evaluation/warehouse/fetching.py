"""Fetch the queries of some projects: connect, read, look for identifiers, and only then store.

In: a workspace's projects and the environment. Out: what was fetched, and why the rest was not.
Until its rows are known to hold no direct identifier, nothing of them is on the disk.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from evaluation.errors import Finding
from evaluation.sql import Dialect, Statement, StatementFault
from evaluation.tables.cells import MAX_FILE_BYTES, MAX_UNCOMPRESSED_BYTES
from evaluation.tables.identifier_scan import IdentifierScan
from evaluation.tables.sentences import Fault
from evaluation.warehouse.address import address_of
from evaluation.warehouse.columns import SPOKEN, as_batch, as_parquet, common_types
from evaluation.warehouse.connecting import Door, reading
from evaluation.warehouse.reading import Limits, column_names, portions, send
from evaluation.warehouse.refusal import Refused
from evaluation.warehouse.sentences import refusal_of
from evaluation.warehouse.storing import alone_with, store
from evaluation.workspace import ProjectFolder, Query
from evaluation.workspace.query_cache import (
    FetchRecord,
    fetched,
    read_statement,
    sql_path,
    statement_finding,
    text_digest,
)
from evaluation.workspace.workspace import shown_path

DIGEST_BYTES = 16
SECONDS_BETWEEN_NEWS = 5.0

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Fetched:
    """One table that was fetched.

    Parameters
    ----------
    project : str
    record : FetchRecord
    has_changed : bool
        Whether its rows are others than before.
    """

    project: str
    record: FetchRecord
    has_changed: bool


@dataclass(frozen=True)
class Fetching:
    """What was fetched, and why the rest was not."""

    done: tuple[Fetched, ...]
    faults: tuple[Finding, ...]


@dataclass(frozen=True)
class _Rows:
    """All that a query gave."""

    batches: list[pa.RecordBatch]
    rows: int
    digest: int


def fetch(
    root: Path,
    projects: Sequence[ProjectFolder],
    environment: Mapping[str, str],
    tell: Tell = lambda _: None,
) -> Fetching:
    """Fetch every query of some projects; one that fails does not keep others from it.

    Parameters
    ----------
    root : Path
        The workspace.
    projects : sequence of ProjectFolder
    environment : mapping
        Variables with the addresses of databases.
    tell : callable
        Called now and then with how far it has come.
    """
    done: list[Fetched] = []
    faults: list[Finding] = []
    for folder in projects:
        for kind, query in folder.queries.items():
            try:
                done.append(_fetched(root, folder, kind, query, environment, tell))
            except (StatementFault, Refused) as why:
                fault = StatementFault(why.sentence, why.remedy, why.line)
                faults.append(_finding(fault, root, folder, query))
    return Fetching(tuple(done), tuple(faults))


def _finding(fault: StatementFault, root: Path, folder: ProjectFolder, query: Query) -> Finding:
    return statement_finding(
        fault, folder.folder, folder.slug, query, lambda path: shown_path(root, path)
    )


def _fetched(
    root: Path,
    folder: ProjectFolder,
    kind: str,
    query: Query,
    environment: Mapping[str, str],
    tell: Tell,
) -> Fetched:
    read_statement(folder.folder, query)
    dialect, url = address_of(query.database, environment)
    text, statement = read_statement(folder.folder, query, dialect)
    began, start = dt.datetime.now(dt.UTC), time.monotonic()
    named = f"{folder.slug}, {kind}"
    tell(named)
    try:
        with reading(Door(dialect, url, root, query.seconds)) as connection:
            rows = _read(
                connection, statement, query, dialect, lambda step: tell(f"{named}: {step}")
            )
    except DBAPIError as error:
        raise refusal_of(error, query.database, text, query.seconds) from None
    except SQLAlchemyError:
        sentence = f"{query.database} could not answer the query."
        raise Refused(sentence, "Check its address, and fetch again.") from None
    types = common_types(rows.batches)
    names = rows.batches[0].schema.names
    content = as_parquet(rows.batches, types)
    if len(content) > MAX_FILE_BYTES:
        raise _too_large()
    columns = tuple((name, SPOKEN[kind_]) for name, kind_ in zip(names, types, strict=True))
    marks = (repr(columns), str(rows.rows), f"{rows.digest:x}")
    digest = hashlib.sha256("\n".join(marks).encode()).hexdigest()
    record = FetchRecord(
        table=kind,
        query=(sql_path(folder.folder, query) or folder.file).relative_to(folder.folder).as_posix(),
        text=text,
        text_sha256=text_digest(text),
        parameters=query.plain_parameters,
        database=query.database,
        dialect=dialect,
        rows=rows.rows,
        columns=columns,
        fetched_at=began.isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - start, 3),
        sha256=hashlib.sha256(content).hexdigest(),
        content=digest,
    )
    return _stored(folder, folder.table_path(query), content, record)


def _stored(folder: ProjectFolder, parquet: Path, content: bytes, record: FetchRecord) -> Fetched:
    """Put the rows in place of those before, unless they are the same."""
    with alone_with(parquet):
        before = fetched(parquet)
        if before is None or before.content != record.content:
            store(parquet, content, record, before)
            return Fetched(folder.slug, record, has_changed=True)
        same = replace(record, sha256=before.sha256)
        store(parquet, None, same, before)
        return Fetched(folder.slug, same, has_changed=False)


def _read(
    connection: Connection, statement: Statement, query: Query, dialect: Dialect, tell: Tell
) -> _Rows:
    """Take all rows, and refuse those that hold direct identifiers."""
    result = send(connection, statement, dict(query.parameters), dialect)
    with contextlib.closing(result):
        names = column_names(result)
        scan = IdentifierScan(names)
        _refuse(scan.faults_by_name())
        batches: list[pa.RecordBatch] = []
        count = size = digest = 0
        told = time.monotonic()
        for rows in portions(result, Limits(query.row_limit, query.seconds)):
            batch = as_batch(names, rows)
            scan.look(batch)
            batches.append(batch)
            count += len(rows)
            size += batch.nbytes
            digest += sum(_digest(row) for row in rows)
            if size > MAX_UNCOMPRESSED_BYTES:
                raise _too_large()
            if time.monotonic() - told > SECONDS_BETWEEN_NEWS:
                told = time.monotonic()
                tell(f"{count:,} rows")
    if not batches:
        raise Refused("The query gives no rows.", "Look at its conditions.")
    _refuse(scan.faults())
    return _Rows(batches, count, digest % 2 ** (8 * DIGEST_BYTES))


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise Refused(faults[0].sentence, faults[0].remedy)


def _digest(row: Sequence[object]) -> int:
    hashed = hashlib.blake2b(repr(row).encode("utf-8", "replace"), digest_size=DIGEST_BYTES)
    return int.from_bytes(hashed.digest(), "big")


def _too_large() -> Refused:
    megabytes = MAX_FILE_BYTES // 1_000_000
    sentence = f"The rows of the query are larger than {megabytes} MB."
    return Refused(sentence, "Count the records in the query.")
