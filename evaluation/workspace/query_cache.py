"""What was fetched by a query and when, beside the project; whether it is what is asked for now.

The rows lie in `.warehouse/<table>.parquet`, what is known of them in `.warehouse/<table>.json`,
which has neither an address nor a name of a person. It keeps the record of the fetch before too:
whichever of the two files is renamed first, one record is always that of the rows that lie there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evaluation.errors import Finding, nearest
from evaluation.sql import Dialect, Statement, StatementFault, parse
from evaluation.workspace.query_source import Query

CACHE_FOLDER = ".warehouse"
MOST_SQL_BYTES = 1_000_000

Shown = Callable[[Path], str]


@dataclass(frozen=True)
class FetchRecord:
    """One fetch of one query.

    Parameters
    ----------
    table : str
        Its kind: "kpi" or "audit".
    query : str
        Path of its text, from the project's folder.
    text : str
    text_sha256 : str
        Of the text in UTF-8.
    parameters : dict
        Dates as ISO text.
    database : str
        Name, never the address.
    dialect : str
    rows : int
    columns : tuple of (str, str)
        Names and types.
    fetched_at : str
        ISO 8601, UTC.
    seconds : float
    sha256 : str
        Of the parquet file.
    content : str
        Digest of the rows in any order: a database need not give them in the same order again.
    """

    table: str
    query: str
    text: str
    text_sha256: str
    parameters: dict[str, str | bool | int | float]
    database: str
    dialect: str
    rows: int
    columns: tuple[tuple[str, str], ...]
    fetched_at: str
    seconds: float
    sha256: str
    content: str

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> FetchRecord:
        """Return the record of `dataclasses.asdict`, after a journey through JSON.

        Raises
        ------
        ValueError, TypeError, KeyError
            If it is none.
        """
        columns = tuple((str(name), str(kind)) for name, kind in plain["columns"])
        dt.datetime.fromisoformat(plain["fetched_at"])
        numbers = {"rows": int(plain["rows"]), "seconds": float(plain["seconds"])}
        return cls(**{**plain, **numbers, "columns": columns})

    def answers(self, query: Query, text: str) -> bool:
        """Whether it was fetched by this query, as it reads now."""
        asked = (text_digest(text), query.plain_parameters, query.database)
        return asked == (self.text_sha256, self.parameters, self.database)


def text_digest(text: str) -> str:
    """Return the SHA-256 of a query's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def records_text(*records: FetchRecord) -> str:
    """Return the content of a file of records, the newest first."""
    plain = [asdict(record) for record in records]
    return json.dumps({"fetches": plain}, indent=2, ensure_ascii=False) + "\n"


def parquet_path(folder: Path, kind: str) -> Path:
    """Return where the rows of a project's table lie, fetched or not."""
    return folder / CACHE_FOLDER / f"{kind}.parquet"


def record_path(parquet: Path) -> Path:
    """Return where it stands what is known of the rows in a file."""
    return parquet.with_suffix(".json")


def fetched(parquet: Path) -> FetchRecord | None:
    """Return the record of the rows that lie in a file, or None where there is none of them."""
    try:
        digest = hashlib.sha256(parquet.read_bytes()).hexdigest()
        plain = json.loads(record_path(parquet).read_text(encoding="utf-8"))
        records = [FetchRecord.from_plain(item) for item in plain["fetches"]]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return next((record for record in records if record.sha256 == digest), None)


def sql_path(folder: Path, query: Query) -> Path | None:
    """Return where a query's text lies, or None where that is outside the project's folder."""
    try:
        home = folder.resolve()
        path = (home / query.query).resolve()
    except (OSError, RuntimeError):
        return None
    return folder / path.relative_to(home) if path.is_relative_to(home) else None


def read_statement(
    folder: Path, query: Query, dialect: Dialect | None = None
) -> tuple[str, Statement]:
    """Return the text of a query and its one statement.

    Parameters
    ----------
    folder : Path
        Of the project.
    query : Query
    dialect : {"postgresql", "sqlite", "mssql"}, optional
        What it is in; by default any of them.

    Raises
    ------
    StatementFault
        If it cannot be read, is not one SELECT, or takes other parameters than are given; the
        line is 0 where the text is not to blame.
    """
    path = sql_path(folder, query)
    if path is None:
        sentence = "The path of the query leads out of the project's folder."
        raise StatementFault(sentence, "Put its file there.", 0)
    text = _text(path)
    statement = parse(text, dialect)
    given, taken = set(query.parameters), set(statement.parameters)
    for name in sorted(taken - given):
        sentence = f"The query takes ':{name}', which 'parameters' does not have."
        near = nearest(name, given - taken)
        remedy = f"Did you mean ':{near}'?" if near else "Add it in project.yml."
        raise StatementFault(sentence, remedy, _line_of(statement, name))
    for name in sorted(given - taken):
        sentence = f"The query does not take the parameter '{name}'."
        raise StatementFault(sentence, f"Write ':{name}' in it, or remove the parameter.", 0)
    return text, statement


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise StatementFault("This is not a file.", "Name a file of SQL.", 0)
        if path.stat().st_size > MOST_SQL_BYTES:
            sentence = f"The file is larger than {MOST_SQL_BYTES // 1_000_000} MB."
            raise StatementFault(sentence, "Is it a query?", 0)
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        remedy = "Create it or correct 'query:' in project.yml."
        raise StatementFault("The file of the query does not exist.", remedy, 0) from None
    except (OSError, ValueError):
        sentence = "The file cannot be read as UTF-8 text."
        raise StatementFault(sentence, "Save it as UTF-8.", 0) from None
    if "\x00" in text:
        raise StatementFault("The file is not a text.", "Save it as UTF-8.", 0)
    return text


def _line_of(statement: Statement, name: str) -> int:
    uses = (token for token in statement.tokens if token.kind == "parameter")
    return next(token.line for token in uses if token.text == f":{name}")


def query_findings(
    folder: Path, slug: str, kind: str, query: Query, parquet: Path, shown: Shown
) -> list[Finding]:
    """Return why the rows of a query cannot be used: none fetched, another query, damaged.

    Parameters
    ----------
    folder : Path
        Of the project.
    slug, kind : str
        The project, and the table.
    query : Query
    parquet : Path
        Where its rows lie.
    shown : callable
        How a path is shown to the user.
    """
    try:
        text, _ = read_statement(folder, query)
    except StatementFault as fault:
        return [statement_finding(fault, folder, slug, query, shown)]
    record = fetched(parquet)
    if record is None and parquet.exists():
        sentence = f"The rows that were fetched for the table '{kind}' are damaged."
    elif record is None:
        sentence = f"The table '{kind}' has not been fetched from {query.database} yet."
    elif not record.answers(query, text):
        sentence = f"The query of the table '{kind}' is another than that which was fetched."
    else:
        return []
    file = sql_path(folder, query) or folder
    return [Finding(sentence, f"Run 'evaluation fetch {slug}'.", shown(file), project=slug)]


def statement_finding(
    fault: StatementFault, folder: Path, slug: str, query: Query, shown: Shown
) -> Finding:
    """Return what is wrong with a query's text as a finding of its file."""
    file = sql_path(folder, query) or folder / "project.yml"
    place = f"line {fault.line}" if fault.line else ""
    return Finding(fault.sentence, fault.remedy, shown(file), place, slug)
