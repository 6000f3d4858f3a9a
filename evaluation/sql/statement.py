"""One statement that only reads, with the parameters that it takes.

In: the text of a query. Out: a `Statement`, which a driver's form can be had from, or the fault.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from evaluation.sql.tokens import Dialect, Token, tokens

DIALECTS: tuple[Dialect, ...] = typing.get_args(Dialect)

READING = frozenset({"SELECT", "WITH"})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# reserved words of statements that write, define or grant; they cannot be bare names of columns
WRITING = _words(
    "ALTER CREATE DELETE DROP EXEC EXECUTE GRANT INSERT INTO MERGE REVOKE TRUNCATE UPDATE"
)
# SQL Server takes statements without a semicolon between them, and has no read-only transaction
WRITING_MSSQL = WRITING | _words(
    "BACKUP BEGIN BULK COMMIT DBCC DECLARE DENY KILL OPENDATASOURCE OPENQUERY OPENROWSET RESTORE "
    "ROLLBACK SAVE SET SHUTDOWN UPDATETEXT USE WAITFOR WRITETEXT"
)
# as a connection of a function such as dblink or OPENROWSET would have it
_PASSWORD = re.compile(r"\b(?:pwd|password)\s*=|://[^/\s:]*:[^/\s]*@", re.IGNORECASE)
ONE_QUERY = "Keep one SELECT, or one WITH that ends in a SELECT."


class StatementFault(Exception):
    """Why a text is not one statement that only reads.

    Parameters
    ----------
    sentence, remedy : str
        What is wrong and what to do next.
    line : int
        Where, from 1.
    """

    def __init__(self, sentence: str, remedy: str, line: int = 1) -> None:
        super().__init__(sentence, remedy, line)
        self.sentence = sentence
        self.remedy = remedy
        self.line = line


@dataclass(frozen=True)
class Statement:
    """One statement that only reads.

    Parameters
    ----------
    tokens : tuple of Token
        Without a semicolon at the end.
    """

    tokens: tuple[Token, ...]

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters, each once, in order."""
        return tuple(dict.fromkeys(self._uses))

    @property
    def _uses(self) -> tuple[str, ...]:
        return tuple(token.text[1:] for token in self.tokens if token.kind == "parameter")

    def named(self) -> str:
        """Return the text with parameters as `:name`, as SQLite takes them."""
        return "".join(token.text for token in self.tokens)

    def percent(self) -> str:
        """Return the text with parameters as `%(name)s`, as psycopg takes them.

        Examples
        --------
        >>> parse("SELECT ':a%' WHERE b = :b", "postgresql").percent()
        "SELECT ':a%%' WHERE b = %(b)s"
        """
        return "".join(
            f"%({token.text[1:]})s" if token.kind == "parameter" else token.text.replace("%", "%%")
            for token in self.tokens
        )

    def marked(self) -> tuple[str, tuple[str, ...]]:
        """Return the text with parameters as `?`, as ODBC takes them, and their names in order."""
        text = "".join("?" if token.kind == "parameter" else token.text for token in self.tokens)
        return text, self._uses


def parse(text: str, dialect: Dialect | None = None) -> Statement:
    """Return the one statement of a text.

    Parameters
    ----------
    text : str
    dialect : {"postgresql", "sqlite", "mssql"}, optional
        What the text is in; by default any of them.

    Raises
    ------
    StatementFault
        If it is empty, more than one, not a query, or has a word of one that writes.

    Examples
    --------
    >>> parse("SELECT kpi FROM counts WHERE month >= :since;").parameters
    ('since',)
    >>> parse("DELETE FROM counts")
    Traceback (most recent call last):
    evaluation.sql.statement.StatementFault: ('The query begins with DELETE.', ...)
    """
    first: StatementFault | None = None
    for tried in (dialect,) if dialect else DIALECTS:
        try:
            return Statement(_checked(tuple(tokens(text, tried)), tried))
        except StatementFault as fault:
            first = first or fault
    raise first or StatementFault("The query is empty.", ONE_QUERY)


def _checked(parts: tuple[Token, ...], dialect: Dialect) -> tuple[Token, ...]:
    unclosed = next((token for token in parts if token.kind == "open"), None)
    if unclosed:
        sentence = "A quotation mark or a comment does not close."
        raise StatementFault(sentence, "Close it.", unclosed.line)
    secret = next((token for token in parts if _holds_password(token)), None)
    if secret:
        sentence = "The query holds a password or an address with one."
        raise StatementFault(sentence, "Leave it out: the query's text is recorded.", secret.line)
    last = max((n for n, token in enumerate(parts) if token.kind != "blank"), default=-1)
    if last >= 0 and parts[last].text == ";":
        parts = (*parts[:last], *parts[last + 1 :])
    code = [token for token in parts if token.kind != "blank"]
    if not code:
        raise StatementFault("The query is empty.", "Write one SELECT.")
    second = next((token for token in code if token.text == ";"), None)
    if second:
        raise StatementFault("There is more than one statement.", ONE_QUERY, second.line)
    if dialect == "mssql":
        _refuse_writing(code, WRITING_MSSQL, names_follow=())
    else:
        _refuse_writing(code, WRITING, names_follow=(".", "AS"))
    return parts


def _holds_password(token: Token) -> bool:
    return token.kind in ("quoted", "blank") and _PASSWORD.search(token.text) is not None


def _refuse_writing(
    code: Sequence[Token], writing: frozenset[str], names_follow: tuple[str, ...]
) -> None:
    first = next((token for token in code if token.text != "("), code[0])
    if first.kind != "word" or first.text.upper() not in READING:
        begins = f" with {first.text.upper()}" if first.kind == "word" else " with no SELECT"
        raise StatementFault(f"The query begins{begins}.", ONE_QUERY, first.line)
    before = ""
    for token in code:
        word = token.text.upper()
        if token.kind == "word" and word in writing and before not in names_follow:
            sentence = f"The query has the word {word}: a query may only read."
            remedy = f"{ONE_QUERY} Put a column of that name in quotation marks."
            raise StatementFault(sentence, remedy, token.line)
        before = word
