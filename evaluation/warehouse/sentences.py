"""What a driver says, in our words: drivers quote hosts, accounts and values; nothing is passed on.

In: an error of a driver. Out: a `Refused` by the error's code, or by what its text begins with.
"""

from __future__ import annotations

import re

from sqlalchemy.exc import DBAPIError

from evaluation.warehouse.address import PAGE, PREFIX
from evaluation.warehouse.reading import too_slow
from evaluation.warehouse.refusal import Refused

# codes of the SQL standard, of PostgreSQL and of ODBC, longest first
CODES: dict[str, str] = {
    "28": "account",
    "3D": "no database",
    "08": "unreachable",
    "57P03": "unreachable",
    "53300": "busy",
    "57014": "slow",
    "HYT": "slow",
    "42P01": "no table",
    "42S02": "no table",
    "3F000": "no table",
    "42703": "no column",
    "42S22": "no column",
    "42501": "not allowed",
    "25006": "writes",
    "42883": "no function",
    "42P18": "parameter",
    "42P08": "parameter",
    "07": "parameter",
    "42601": "syntax",
    "42000": "syntax",
    "42": "syntax",
    "0A000": "writes",
    "25001": "writes",
    "22": "value",
    "IM002": "no driver",
    "01000": "no driver",
    "57": "ended",
}
# what no code tells: connections of PostgreSQL that fail, and all of SQLite
TEXTS: tuple[tuple[str, str], ...] = (
    (r"password authentication failed|no password supplied|role \".*\" does not exist", "account"),
    (r"no pg_hba.conf entry|Login failed|Peer authentication failed", "account"),
    (r"database \".*\" does not exist", "no database"),
    (r"too many (?:clients|connections)", "busy"),
    (r"unable to open database file", "no file"),
    (r"file is not a database|database disk image is malformed", "not a database"),
    (r"database (?:table )?is locked", "busy"),
    (r"interrupted", "slow"),
    (r"no such table", "no table"),
    (r"no such column", "no column"),
    (r"no such function", "no function"),
    (r"attempt to write a readonly database", "writes"),
    (r"near \".*\": syntax error|incomplete input|unrecognized token|syntax error", "syntax"),
    (r"(?:date|timestamp) too (?:large|small)|out of range", "value"),
    (r"Could not decode to UTF-8", "encoding"),
    (r"terminating connection|server closed|consuming input failed", "ended"),
    (r"connection is (?:lost|closed)", "ended"),
    (r"connection .*failed|could not (?:connect|translate)|Connection refused", "unreachable"),
    (r"timeout expired|failed to resolve|SSL", "unreachable"),
)
WORDS: dict[str, tuple[str, str]] = {
    "account": (
        "{database} does not accept the account or its password.",
        "Correct {variable} or {variable}_PASSWORD.",
    ),
    "no database": (
        "The server of {database} has no database of the name in the address.",
        "Correct {variable}.",
    ),
    "unreachable": (
        "{database} cannot be reached.",
        "Check the network or VPN, and the address in {variable}.",
    ),
    "busy": ("{database} is busy.", "Wait a while, and fetch again."),
    "no file": (
        "The file of {database} does not exist or cannot be opened.",
        "Correct {variable}; a path without a leading '/' starts at the workspace.",
    ),
    "not a database": (
        "The file of {database} is damaged or is not a SQLite database.",
        "Correct {variable}.",
    ),
    "no table": (
        "{database} has no table{called} that this account can see.",
        "Correct the name, with its schema, or ask for the right to read it.",
    ),
    "no column": ("There is no column{called}.", "Correct its name."),
    "no function": (
        "{database} has no function or operator that the query uses.",
        "Correct its name, or cast what it is given.",
    ),
    "not allowed": (
        "The account may not read all that the query asks for in {database}.",
        "Ask its administrator for the right to read it.",
    ),
    "writes": (
        "The query would change the database: it was refused and nothing was changed.",
        "A query may only read: leave out what writes, functions too.",
    ),
    "parameter": (
        "The database cannot tell the type of a parameter.",
        "Cast it in the query, such as CAST(:since AS date).",
    ),
    "syntax": (
        "{database} does not understand the query{near}.",
        "Try it in the database's own program, and correct it.",
    ),
    "value": (
        "The query computes with a value that does not fit.",
        "Look at its casts, divisions and dates.",
    ),
    "encoding": ("A text is not in UTF-8.", "Leave its column out, or correct it."),
    "no driver": (
        "The ODBC driver that the address names is not installed.",
        "Install ODBC Driver 18 for SQL Server, or correct 'driver' in {variable}.",
    ),
    "ended": (
        "{database} ended the connection.",
        "Fetch again; if it stays so, ask for less.",
    ),
}
UNKNOWN = (
    "{database} could not answer the query.",
    f"Try it in the database's own program; {PAGE} says what can be wrong.",
)
_QUOTED_NAME = re.compile(r"[\"'\[]([\w.$]+)[\"'\]]|no such \w+: ([\w.$]+)")
_LINE = re.compile(r"^\w+ (\d+): ", re.M)


def refusal_of(error: DBAPIError, database: str, text: str, seconds: float) -> Refused:
    """Return why a driver failed.

    Parameters
    ----------
    error : DBAPIError
        Around the driver's own.
    database : str
        Name, such as WAREHOUSE.
    text : str
        Of the query: only names that it has are repeated.
    seconds : float
        What the query was allowed.
    """
    said = str(error.orig)
    kind = _kind(_code(error), said)
    if kind == "slow":
        return too_slow(seconds)
    name = _name(said, text)
    called = f" '{name}'" if name else ""
    sentence, remedy = WORDS.get(kind, UNKNOWN)
    near = f" near '{name}'" if name else ""
    facts = {
        "database": database,
        "called": called,
        "near": near,
        "variable": PREFIX + database,
    }
    return Refused(sentence.format(**facts), remedy.format(**facts), _line(error, said, text))


def _code(error: DBAPIError) -> str:
    """Return the SQLSTATE of an error, or an empty text."""
    driver = error.orig
    code = getattr(driver, "sqlstate", None)
    if code is None and driver is not None and len(driver.args) > 1:
        code = driver.args[0]  # as ODBC gives it
    return code if isinstance(code, str) else ""


def _kind(code: str, said: str) -> str:
    if code.startswith("42000") and "(229)" in said:
        return "not allowed"  # SQL Server's number of a permission that was denied
    if code.startswith("HYT") and "ogin timeout" in said:
        return "unreachable"
    if code.startswith("01000") and "open lib" not in said:
        return ""
    for length in range(len(code), 1, -1):
        if code[:length] in CODES:
            return CODES[code[:length]]
    return next((kind for form, kind in TEXTS if re.search(form, said)), "")


def _name(said: str, text: str) -> str:
    """Return the name that an error is about, where the query itself has it."""
    names = (match[1] or match[2] for match in _QUOTED_NAME.finditer(said))
    known = (name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))
    return next(known, "")


def _line(error: DBAPIError, said: str, text: str) -> int:
    """Return the line of the query that PostgreSQL shows, whatever language it speaks."""
    diagnosis = getattr(error.orig, "diag", None)
    match = _LINE.search(said) if getattr(diagnosis, "statement_position", None) else None
    line = int(match[1]) if match else 0
    return line if line <= text.count("\n") + 1 else 0
