"""A real PostgreSQL: what it gives, that nothing of it is changed, and what its errors become."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from evaluation.sql import Statement
from evaluation.sql.tokens import tokens
from evaluation.tables.read import read_table
from evaluation.warehouse.address import address_of
from evaluation.warehouse.connecting import Door, reading
from evaluation.warehouse.reading import send
from tests.warehouse.conftest import ADDRESS, PASSWORD, SQL, Hub, Server

COUNTS = """\
CREATE TABLE counts AS
SELECT 'visits' AS kpi, month::date AS period, 4000 + i AS value
FROM generate_series('2023-01-01'::date, '2024-12-01', '1 month') WITH ORDINALITY AS m (month, i)
"""
WRITER = """\
CREATE FUNCTION writing() RETURNS int LANGUAGE sql AS
$$ INSERT INTO counts VALUES ('visits', '2025-01-01', 1) RETURNING 1 $$
"""
TRICKSTER = """\
CREATE FUNCTION tricking() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM set_config('transaction_read_only', 'off', true);
    INSERT INTO counts VALUES ('visits', '2025-01-01', 1);
    RETURN 1;
END $$
"""
SECONDS = "tables: {kpi: {query: kpi.sql, database: WAREHOUSE, seconds: 0.3}}\n"


@pytest.fixture(scope="module")
def stocked(server: Server) -> Server:
    """PostgreSQL with a table, functions that write, and an account that may write."""
    server.administer(
        f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'",
        COUNTS,
        "GRANT SELECT, INSERT, UPDATE, DELETE ON counts TO reader",
        WRITER,
        TRICKSTER,
        "CREATE SEQUENCE numbers",
        "GRANT ALL ON SEQUENCE numbers TO reader",
        "CREATE TABLE closed (value int)",
    )
    return server


@pytest.fixture
def asked(hub: Hub, stocked: Server) -> Iterator[Hub]:
    """A workspace that asks the real PostgreSQL, whose table is the same before and after."""
    hub.environment = {ADDRESS: stocked.address("reader"), f"{ADDRESS}_PASSWORD": PASSWORD}
    whole = "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM counts AS t"
    before = stocked.administer(whole)
    yield hub
    assert stocked.administer(whole) == before


WRITING = [
    "INSERT INTO counts VALUES ('visits', '2025-01-01', 1)",
    "UPDATE counts SET value = 0",
    "DELETE FROM counts",
    "DROP TABLE counts",
    "TRUNCATE counts",
    "SELECT * INTO more FROM counts",
    "CREATE TABLE more AS SELECT * FROM counts",
    "WITH x AS (DELETE FROM counts RETURNING value) SELECT value FROM x",
    "SELECT 1 AS value; DELETE FROM counts",
    "SELECT 1 AS value; COMMIT; DELETE FROM counts",
    "SELECT value FROM counts FOR UPDATE",
    "COPY counts TO '/tmp/counts.csv'",
]
WRITING_FUNCTIONS = [
    "SELECT writing() AS value",
    "SELECT tricking() AS value",
    "SELECT nextval('numbers') AS value",
    "SELECT set_config('transaction_read_only', 'off', true), writing() AS value",
]


@pytest.mark.parametrize("sql", WRITING)
def test_a_query_that_writes_is_refused_by_its_words(asked: Hub, sql: str) -> None:
    assert asked.refusal(sql)
    assert not asked.parquet.exists()


@pytest.mark.parametrize("sql", WRITING_FUNCTIONS)
def test_a_function_that_writes_is_refused_by_the_transaction(asked: Hub, sql: str) -> None:
    assert "The query would change the database: it was refused" in asked.refusal(sql)
    assert not asked.parquet.exists()


@pytest.mark.parametrize("account", ["reader", "owner"])
@pytest.mark.parametrize("sql", [*WRITING, *WRITING_FUNCTIONS])
def test_the_transaction_does_not_write_whatever_it_is_sent(
    asked: Hub, stocked: Server, sql: str, account: str
) -> None:
    password = PASSWORD if account == "reader" else "owner"
    environment = {ADDRESS: stocked.address(account), f"{ADDRESS}_PASSWORD": password}
    dialect, url = address_of("WAREHOUSE", environment)
    with reading(Door(dialect, url, asked.root, 5)) as connection, pytest.raises(DBAPIError):
        send(connection, Statement(tuple(tokens(sql, dialect))), {}, dialect).fetchall()
    assert stocked.administer("SELECT to_regclass('more')") == [(None,)]


def test_rows_come_with_their_types_and_read_as_the_same_table_in_csv(asked: Hub) -> None:
    asked.ask(
        "SELECT * FROM (VALUES"
        " ('visits', DATE '2023-04-01', 12::numeric, 12.50::numeric, true, 7::bigint,"
        "  TIMESTAMP '2023-04-01 00:00', TIMESTAMPTZ '2023-06-30 23:30+00', 0.5::real, ' a '),"
        " ('a,b', NULL, 13, NULL, false, NULL, NULL, NULL, NULL, NULL))"
        ' AS t (kpi, period, value, numerator, flag, n, moment, local, small, "group")'
    )
    (done,) = asked.fetch().done
    assert [kind for _, kind in done.record.columns] == [
        *("text", "day", "whole number", "number", "true or false", "whole number"),
        *("moment", "moment", "number", "text"),
    ]
    csv = asked.root / "same.csv"
    csv.write_text(
        "kpi,period,value,numerator,flag,n,moment,local,small,group\n"
        "visits,2023-04-01,12,12.5,True,7,2023-04-01,2023-07-01T00:30:00,0.5, a \n"
        '"a,b",,13,,False,,,,,\n'
    )
    known = tuple(name for name, _ in done.record.columns)
    ours, theirs = read_table(asked.parquet, known)[0], read_table(csv, known)[0]
    assert ours is not None
    assert theirs is not None
    assert ours.equals(theirs)


def test_sums_and_counts_are_whole_numbers_and_parameters_have_types(asked: Hub) -> None:
    asked.ask(
        "SELECT kpi, period, sum(value) AS value, count(*) AS n FROM counts\n"
        "WHERE period >= :since AND kpi LIKE '%its%' AND value % 2 < :most GROUP BY 1, 2\n",
        "tables: {kpi: {query: kpi.sql, database: WAREHOUSE,"
        " parameters: {since: 2024-01-01, most: 1}}}\n",
    )
    (done,) = asked.fetch().done
    assert (done.record.rows, done.record.dialect) == (6, "postgresql")
    assert [kind for _, kind in done.record.columns] == ["text", "day", *["whole number"] * 2]


def test_a_hundred_thousand_rows_come_in_portions(asked: Hub) -> None:
    many = "SELECT 'visits' AS kpi, i AS value FROM generate_series(1, 60000) AS i\n"
    asked.ask(many)
    assert asked.fetch().done[0].record.rows == 60_000
    tables = "tables: {kpi: {query: kpi.sql, database: WAREHOUSE, row_limit: 59999}}\n"
    assert "more than 59,999 rows" in asked.refusal(many, tables)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT 1 AS value\nFROM nowhere", "line 2: WAREHOUSE has no table 'nowhere' that"),
        ("SELECT\n\nwrong FROM counts", "line 3: There is no column 'wrong'."),
        ("SELECT 1 AS a\nFORM counts", "line 2: WAREHOUSE does not understand the query near"),
        ("SELECT nowhere(1) AS a", "line 1: WAREHOUSE has no function or operator"),
        ("SELECT value FROM closed", "The account may not read all that the query asks for"),
        ("SELECT 'Smith'::int AS a", "The query computes with a value that does not fit."),
        ("SELECT 1 / 0 AS a", "The query computes with a value that does not fit."),
        ("SELECT DATE 'infinity' AS a", "The query computes with a value that does not fit."),
        ("SELECT 1, 2 AS a", "A column has no name (counted from the left: 1)."),
        ("SELECT '{}'::json AS a", "The column 'a' holds groups (json)."),
        ("SELECT ARRAY[1] AS a", "The column 'a' holds lists."),
        ("SELECT '\\x00'::bytea AS a", "The column 'a' holds binary data."),
        ("SELECT INTERVAL '1 day' AS a", "The column 'a' holds spans of time."),
        ("SELECT '10.0.0.1'::inet AS a", "The column 'a' holds values of a kind"),
        ("SELECT pg_terminate_backend(pg_backend_pid()) AS a", "WAREHOUSE ended the connection."),
    ],
)
def test_errors_of_the_database_are_sentences_without_values(
    asked: Hub, sql: str, said: str
) -> None:
    told = asked.refusal(sql)
    assert said in told
    assert "Smith" not in told


def test_a_slow_query_is_ended(asked: Hub) -> None:
    assert "took longer than 0.3 seconds" in asked.refusal("SELECT pg_sleep(9) AS a", SECONDS)


def test_what_keeps_from_connecting_is_told_without_the_address(
    asked: Hub, stocked: Server
) -> None:
    secret = f"{ADDRESS}_PASSWORD"
    place = str(stocked.place)
    environments = {
        "does not accept the account": {ADDRESS: stocked.address("reader"), secret: "wrong-4711"},
        "has no database of the name": {
            ADDRESS: stocked.address("reader", "elsewhere"),
            secret: PASSWORD,
        },
        "cannot be reached": {
            ADDRESS: stocked.address("reader", place=f"{place}/secret-host"),
            secret: PASSWORD,
        },
    }
    for sentence, environment in environments.items():
        (fault,) = asked.fetch(environment).faults
        assert sentence in fault.sentence
        told = str(fault)
        for hidden in ("wrong-4711", PASSWORD, "reader", "elsewhere", place, "secret-host"):
            assert hidden not in told


def test_the_password_is_found_nowhere(
    asked: Hub, stocked: Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from evaluation.cli import main

    for name, value in asked.environment.items():
        monkeypatch.setenv(name, value)
    for sql in (SQL, "SELECT * FROM nowhere", "SELECT 1 / 0 AS a"):
        asked.ask(sql)
        with pytest.raises(SystemExit):
            main(["fetch", "--workspace", str(asked.root), "--debug"])
    monkeypatch.setenv(f"{ADDRESS}_PASSWORD", f"{PASSWORD}-wrong")
    with pytest.raises(SystemExit):
        main(["fetch", "--workspace", str(asked.root), "--json", "--debug"])
    output, told = capfd.readouterr()
    assert "InvalidInput" in told  # the traceback is there
    for text in (output, told, *_all_texts(asked.root)):
        assert PASSWORD not in text
        assert str(stocked.place) not in text


def _all_texts(root: Path) -> list[str]:
    files = (path for path in root.rglob("*") if path.is_file())
    return [path.read_bytes().decode("latin-1") for path in files]


def test_a_traceback_of_a_driver_does_not_hang_on_what_is_told(asked: Hub) -> None:
    from evaluation.warehouse import fetching
    from evaluation.warehouse.refusal import Refused

    asked.ask("SELECT 'Smith'::int AS a")
    project = asked.project
    with pytest.raises(Refused) as refused:
        fetching._fetched(
            asked.root, project, "kpi", project.queries["kpi"], asked.environment, lambda _: None
        )
    assert "Smith" not in "".join(traceback.format_exception(refused.value))


def test_the_record_says_nothing_of_the_server(asked: Hub, stocked: Server) -> None:
    asked.ask(SQL)
    asked.fetch()
    plain = json.loads(asked.parquet.with_suffix(".json").read_text(encoding="utf-8"))
    text = json.dumps(plain)
    assert "reader" not in text
    assert str(stocked.place) not in text
