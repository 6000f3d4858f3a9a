"""Queries as text: one statement that reads, and its parameters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.sql import DIALECTS, Dialect, Statement, StatementFault, parse
from evaluation.sql.tokens import tokens

ANY_OF = st.lists(
    st.sampled_from(
        [*"'\"[]`;:$-/*\\\n ", "--", "/*", "*/", "$$", "$a$", ":x", "E'", "SELECT", "1"]
    )
).map("".join)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "select 1;",
        "  -- DROP TABLE x;\n SELECT 1 ; -- the end;\n",
        "/* DELETE; */ SELECT 1",
        "(SELECT 1) UNION (SELECT 2)",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "SELECT 'it''s; DROP TABLE x'",
        'SELECT "update", t.delete, 1 AS insert FROM t',
        "SELECT updated, inserted_at FROM created",
        "SELECT REPLACE(a, 'x', 'y') FROM t",
    ],
)
def test_one_statement_that_reads_is_taken(text: str) -> None:
    assert parse(text).parameters == ()


@pytest.mark.parametrize(
    ("text", "sentence", "line"),
    [
        ("", "The query is empty.", 1),
        (" -- nothing\n;", "The query is empty.", 1),
        ("SELECT 1; SELECT 2", "There is more than one statement.", 1),
        ("SELECT 1;\nDROP TABLE x", "There is more than one statement.", 1),
        ("SELECT 1;;", "There is more than one statement.", 1),
        ("INSERT INTO t VALUES (1)", "The query begins with INSERT.", 1),
        ("\n\nUpdate t SET a = 1", "The query begins with UPDATE.", 3),
        ("DELETE FROM t", "The query begins with DELETE.", 1),
        ("PRAGMA query_only = off", "The query begins with PRAGMA.", 1),
        ("ATTACH 'x' AS y", "The query begins with ATTACH.", 1),
        ("'SELECT 1'", "The query begins with no SELECT.", 1),
        ("SELECT *\nINTO t2\nFROM t", "The query has the word INTO: a query may only read.", 2),
        (
            "WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a",
            "The query has the word DELETE",
            1,
        ),
        ("SELECT 1 AS a,\n 'host=x password=y'", "The query holds a password", 2),
        (
            "-- psql postgresql://me:secret@host/db\nSELECT 1",  # pragma: allowlist secret
            "The query holds a password",
            1,
        ),
        ("SELECT 1 /* not closed", "A quotation mark or a comment does not close.", 1),
        ("SELECT 1\n, 'not closed", "A quotation mark or a comment does not close.", 2),
    ],
)
def test_everything_else_is_refused_with_its_line(text: str, sentence: str, line: int) -> None:
    with pytest.raises(StatementFault) as fault:
        parse(text)
    assert fault.value.sentence.startswith(sentence)
    assert fault.value.line == line
    assert fault.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1 EXEC sp_who",
        "SELECT 1 SHUTDOWN",
        "SELECT * FROM OPENROWSET(BULK 'x', SINGLE_BLOB) AS a",
        "SELECT $$ DROP TABLE t --$$",
        "SELECT E'\\' DROP TABLE t --'",
        "SELECT [a]]] DROP TABLE t",
        "SELECT 1 AS DELETE FROM t",
        "SELECT t.UPDATE FROM t",
        "SELECT 1 --\rDROP TABLE t",
    ],
)
def test_statements_that_sql_server_takes_without_a_semicolon_are_refused_there(text: str) -> None:
    with pytest.raises(StatementFault):
        parse(text, "mssql")


def test_parameters_are_found_only_where_they_are_meant() -> None:
    text = "SELECT ':no', a::date, \":no\" /* :no */ FROM t WHERE b >= :since AND c < :since -- :no"
    assert parse(text, "postgresql").parameters == ("since",)


def test_every_driver_gets_its_own_form_and_percent_signs_stay() -> None:
    statement = parse("SELECT a % 2, 'x%' FROM t WHERE b = :b AND c = :c OR b = :b", "postgresql")
    assert statement.named() == "SELECT a % 2, 'x%' FROM t WHERE b = :b AND c = :c OR b = :b"
    assert statement.percent() == (
        "SELECT a %% 2, 'x%%' FROM t WHERE b = %(b)s AND c = %(c)s OR b = %(b)s"
    )
    marked = "SELECT a % 2, 'x%' FROM t WHERE b = ? AND c = ? OR b = ?"
    assert statement.marked() == (marked, ("b", "c", "b"))


@given(ANY_OF, st.sampled_from(DIALECTS))
def test_tokens_joined_are_the_text_again(text: str, dialect: Dialect) -> None:
    assert Statement(tuple(tokens(text, dialect))).named() == text


@given(ANY_OF)
def test_any_text_is_taken_or_refused_with_a_sentence(text: str) -> None:
    fault = None
    try:
        parse(text)
    except StatementFault as found:
        fault = found
    assert fault is None or fault.sentence.endswith(".")
    assert fault is None or 1 <= fault.line <= text.count("\n") + 1
