"""Fetching from SQLite: what is kept, what is refused, and that nothing half is ever there."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from evaluation.checking import all_findings
from evaluation.errors import InvalidInput
from evaluation.tables import read_kpi_table
from evaluation.tables.read import read_table
from evaluation.warehouse import storing
from evaluation.workspace import open_workspace
from evaluation.workspace.query_cache import fetched
from tests.warehouse.conftest import ADDRESS, MONTHS, SQL, Fill, Hub

WITH_LIMIT = "tables: {kpi: {query: kpi.sql, database: WAREHOUSE, row_limit: %d}}\n"
WITH_PARAMETERS = "tables: {kpi: {query: kpi.sql, database: WAREHOUSE, parameters: {%s}}}\n"
SINCE = "SELECT kpi, period, value FROM counts WHERE period >= :since ORDER BY period\n"


def errors(hub: Hub) -> list[str]:
    return [str(item) for item in all_findings(hub.root) if item.severity == "error"]


def test_the_rows_of_a_query_are_the_projects_table(hub: Hub, fill: Fill) -> None:
    (done,) = hub.fetch().done
    assert done.record.rows == len(MONTHS)
    workspace = open_workspace(hub.root)
    table, findings = read_kpi_table(workspace, workspace.project("falls"))
    assert table is not None
    assert table["value"].tolist() == [4100 + n for n in range(len(MONTHS))]
    assert findings == []
    assert errors(hub) == []


def test_what_was_fetched_is_recorded_with_its_query_and_without_its_address(
    hub: Hub, fill: Fill
) -> None:
    hub.ask(SINCE, WITH_PARAMETERS % "since: 2023-06")
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    hub.fetch()
    (record,) = hub.project.fetched()
    assert (record.table, record.query, record.text) == ("kpi", "kpi.sql", SINCE)
    assert record.text_sha256 == hashlib.sha256(SINCE.encode()).hexdigest()
    assert record.parameters == {"since": "2023-06"}
    assert (record.database, record.dialect, record.rows) == ("WAREHOUSE", "sqlite", 19)
    assert record.columns == (("kpi", "text"), ("period", "text"), ("value", "whole number"))
    assert dt.datetime.fromisoformat(record.fetched_at) >= before
    assert record.sha256 == hashlib.sha256(hub.parquet.read_bytes()).hexdigest()
    assert "warehouse.sqlite" not in hub.parquet.with_suffix(".json").read_text()
    assert (hub.parquet.parent / ".gitignore").read_text().endswith("*\n")


def test_before_it_is_fetched_check_says_what_to_do(hub: Hub, fill: Fill) -> None:
    assert errors(hub) == [
        "data/projects/falls/kpi.sql: The table 'kpi' has not been fetched from WAREHOUSE yet. "
        "Run 'evaluation fetch falls'."
    ]


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        (SQL + "-- another", WITH_LIMIT % 100),
        (SQL, "tables: {kpi: {query: kpi.sql, database: OTHER}}\n"),
    ],
)
def test_another_query_must_be_fetched_anew(hub: Hub, fill: Fill, sql: str, tables: str) -> None:
    hub.fetch()
    hub.ask(sql, tables)
    assert errors(hub) == [
        "data/projects/falls/kpi.sql: The query of the table 'kpi' is another than that which was "
        "fetched. Run 'evaluation fetch falls'."
    ]


def test_other_parameters_must_be_fetched_anew_and_another_limit_need_not(
    hub: Hub, fill: Fill
) -> None:
    hub.ask(SINCE, WITH_PARAMETERS % "since: 2023-06")
    hub.fetch()
    hub.ask(SINCE, WITH_PARAMETERS % "since: 2023-07")
    assert "is another than" in errors(hub)[0]
    hub.ask(SQL)
    hub.fetch()
    hub.ask(SQL, WITH_LIMIT % 50)
    assert errors(hub) == []


def test_rows_that_were_changed_by_hand_are_refused(hub: Hub, fill: Fill) -> None:
    hub.fetch()
    hub.parquet.write_bytes(hub.parquet.read_bytes() + b" ")
    assert errors(hub) == [
        "data/projects/falls/kpi.sql: The rows that were fetched for the table 'kpi' are damaged. "
        "Run 'evaluation fetch falls'."
    ]
    hub.parquet.unlink()
    assert "has not been fetched" in errors(hub)[0]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"fetches": [[]]}', '{"fetches": ["x"]}', '{"fetches": [{"columns": 1}]}'],
)
def test_a_record_that_was_changed_by_hand_is_none(hub: Hub, fill: Fill, text: str) -> None:
    hub.fetch()
    record = hub.parquet.with_suffix(".json")
    whole = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(text)
    assert "are damaged" in errors(hub)[0]
    for wrong in ({"fetched_at": "then"}, {"fetched_at": 5}, {"rows": "many"}, {"more": 1}):
        changed = {"fetches": [{**whole["fetches"][0], **wrong}]}
        record.write_text(json.dumps(changed))
        assert "are damaged" in errors(hub)[0]


def test_the_same_rows_in_any_order_leave_the_file_as_it_is(hub: Hub, fill: Fill) -> None:
    hub.fetch()
    first, record = hub.parquet.read_bytes(), fetched(hub.parquet)
    assert record is not None
    hub.ask(SQL.replace("period\n", "period DESC\n"))
    (again,) = hub.fetch().done
    assert not again.has_changed
    assert hub.parquet.read_bytes() == first
    assert errors(hub) == []
    fill("UPDATE counts SET value = 5 WHERE period = '2023-05'")
    (changed,) = hub.fetch().done
    assert changed.has_changed
    assert hub.parquet.read_bytes() != first


def test_the_same_rows_give_the_same_bytes(hub: Hub, fill: Fill) -> None:
    hub.fetch()
    first = hub.parquet.read_bytes()
    hub.parquet.unlink()
    hub.fetch()
    assert hub.parquet.read_bytes() == first


def test_more_rows_than_allowed_are_refused_and_nothing_is_written(hub: Hub, fill: Fill) -> None:
    assert hub.refusal(SQL, WITH_LIMIT % 23) == (
        "data/projects/falls/kpi.sql: The query gives more than 23 rows. Count the records in the "
        "query, or set 'row_limit' higher."
    )
    assert not hub.parquet.parent.exists()
    hub.ask(SQL, WITH_LIMIT % 24)
    assert hub.fetch().done


def test_a_long_result_comes_in_portions_up_to_its_limit(hub: Hub, fill: Fill) -> None:
    many = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)\n"
        "SELECT 'visits' AS kpi, i AS value, i / 4.0 AS numerator FROM n\n"
    )
    hub.ask(many, WITH_LIMIT % 30_000)
    assert hub.fetch().done[0].record.rows == 30_000
    assert pq.read_table(hub.parquet)["value"].to_pylist() == list(range(1, 30_001))
    assert "more than 29,999 rows" in hub.refusal(many, WITH_LIMIT % 29_999)


def test_a_query_that_takes_too_long_is_ended(hub: Hub, fill: Fill) -> None:
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS a FROM n"
    )
    tables = "tables: {kpi: {query: kpi.sql, database: WAREHOUSE, seconds: 0.2}}\n"
    assert "The query took longer than 0.2 seconds." in hub.refusal(endless, tables)


@pytest.mark.parametrize(
    ("select", "sentence"),
    [
        ("1 AS value, 2 AS Value", "The column 'Value' is there twice."),
        ("x'00' AS value", "The column 'value' holds binary data."),
        ("1 AS value WHERE 0", "The query gives no rows."),
        ("* FROM nowhere", "WAREHOUSE has no table 'nowhere' that this account can see."),
        ("secret FROM counts", "There is no column 'secret'."),
        ("1 AS value FORM counts", "WAREHOUSE does not understand the query near 'FORM'."),
        ("nowhere(1) AS value", "WAREHOUSE has no function or operator"),
        ("load_extension('x') AS value", "WAREHOUSE could not answer the query."),
        ("CAST(x'ff' AS TEXT) AS value", "A text is not in UTF-8."),
        (":until AS value", "The query takes ':until', which 'parameters' does not have."),
    ],
)
def test_what_cannot_be_a_table_is_refused(
    hub: Hub, fill: Fill, select: str, sentence: str
) -> None:
    assert sentence in hub.refusal(f"SELECT {select}")
    assert not hub.parquet.parent.exists()


def test_parameters_are_bound_and_never_become_part_of_the_text(hub: Hub, fill: Fill) -> None:
    hub.ask(SINCE, WITH_PARAMETERS % "since: \"2023' OR '1' = '1\"")
    assert hub.fetch().done[0].record.rows == 24
    assert "does not take the parameter 'untl'" in hub.refusal(SQL, WITH_PARAMETERS % "untl: 1")
    near = hub.refusal(SINCE, WITH_PARAMETERS % "sinc: 2023")
    assert near.startswith("data/projects/falls/kpi.sql, line 1: The query takes ':since'")
    assert near.endswith("Did you mean ':sinc'?")


@pytest.mark.parametrize("content", [b"SELECT 1\x00 AS a", b"SELECT '\xff' AS a", b"\xff\xfe"])
def test_what_is_no_text_is_not_sent(hub: Hub, fill: Fill, content: bytes) -> None:
    (hub.folder / "kpi.sql").write_bytes(content)
    (fault,) = hub.fetch().faults
    assert fault.remedy == "Save it as UTF-8."


def test_what_is_no_file_is_not_read(hub: Hub, fill: Fill) -> None:
    os.mkfifo(hub.folder / "pipe.sql")
    (hub.folder / "folder.sql").mkdir()
    for name in ("pipe.sql", "folder.sql"):
        tables = f"tables: {{kpi: {{query: {name}, database: WAREHOUSE}}}}\n"
        assert "This is not a file." in hub.refusal(SQL, tables)


@pytest.mark.parametrize("path", ["../../outside.sql", "/etc/outside.sql", "link.sql"])
def test_a_query_outside_the_projects_folder_is_not_read(hub: Hub, fill: Fill, path: str) -> None:
    (hub.root / "outside.sql").write_text(SQL)
    (hub.folder / "link.sql").symlink_to(hub.root / "outside.sql")
    said = hub.refusal(SQL, f"tables: {{kpi: {{query: {path}, database: WAREHOUSE}}}}\n")
    assert "The path of the query leads out of the project's folder." in said
    assert said in errors(hub)


def test_direct_identifiers_are_never_on_the_disk(
    hub: Hub, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[bytes] = []
    monkeypatch.setattr(storing, "store", lambda *given: written.append(given[1]))
    fill("CREATE TABLE seen AS SELECT 9990000018 AS who UNION SELECT 9990000026")
    assert hub.refusal("SELECT who, 1 AS value FROM seen") == (
        "data/projects/falls/kpi.sql: The column 'who' holds what look like NHS numbers. Remove "
        "the column, or replace it by a pseudonym: direct identifiers are refused."
    )
    assert "named like NHS numbers" in hub.refusal("SELECT 1 AS nhs_number, 1 AS value")
    assert written == []
    assert not hub.parquet.parent.exists()


def test_a_full_disk_leaves_what_was_fetched_before(
    hub: Hub, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.fetch()
    before = {path.name: path.read_bytes() for path in hub.parquet.parent.iterdir()}
    fill("DELETE FROM counts WHERE period = '2023-05'")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storing.os, "fsync", full)
    (fault,) = hub.fetch().faults
    assert fault.sentence == "What was fetched cannot be written: no space left on device."
    assert {path.name: path.read_bytes() for path in hub.parquet.parent.iterdir()} == before


@pytest.mark.parametrize("renames", [0, 1])
def test_a_kill_between_two_renames_leaves_a_record_of_the_rows_that_are_there(
    hub: Hub, fill: Fill, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    hub.fetch()
    before = fetched(hub.parquet)
    fill("DELETE FROM counts WHERE period = '2023-05'")
    left = [renames]
    replace = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            hub.fetch()
    assert fetched(hub.parquet) == before
    assert errors(hub) == []
    assert hub.fetch().done[0].has_changed
    assert sorted(path.name for path in hub.parquet.parent.iterdir()) == [
        ".gitignore",
        "kpi.json",
        "kpi.parquet",
    ]


def test_rows_do_not_follow_a_link_to_elsewhere(hub: Hub, fill: Fill) -> None:
    (hub.root / "elsewhere").mkdir()
    hub.parquet.parent.symlink_to(hub.root / "elsewhere")
    assert "is a link to elsewhere" in hub.refusal(SQL)
    assert list((hub.root / "elsewhere").iterdir()) == []


def test_a_project_that_is_a_link_to_elsewhere_is_not_written_into(
    hub: Hub, fill: Fill, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "falls"
    hub.folder.rename(elsewhere)
    hub.folder.symlink_to(elsewhere)
    hub.ask(SQL)
    with pytest.raises(InvalidInput) as refused:
        hub.fetch()
    assert "a link that leads out of the workspace" in str(refused.value.findings[0])
    assert not (elsewhere / ".warehouse").exists()


def test_one_failing_query_does_not_keep_others_from_being_fetched(hub: Hub, fill: Fill) -> None:
    both = (
        "tables: {kpi: {query: nothing.sql, database: WAREHOUSE}, "
        "audit: {query: kpi.sql, database: WAREHOUSE}}\n"
    )
    hub.ask(SQL, both)
    fetching = hub.fetch()
    assert [done.record.table for done in fetching.done] == ["audit"]
    assert [fault.sentence for fault in fetching.faults] == [
        "The file of the query does not exist."
    ]


def test_an_audit_may_be_a_query_too(hub: Hub, fill: Fill) -> None:
    fill("CREATE TABLE seen AS SELECT 'R1' AS record, 'FALL-1' AS criterion, 'met' AS result")
    hub.ask("SELECT * FROM seen\n", "tables: {audit: {query: kpi.sql, database: WAREHOUSE}}\n")
    assert any("The table 'audit' has not been fetched" in told for told in errors(hub))
    hub.fetch()
    told = errors(hub)
    assert any("There is an audit table but no 'audit:' in project.yml." in item for item in told)
    assert not any("fetched" in item for item in told)


def test_one_query_for_two_tables_is_fetched_once(hub: Hub, fill: Fill) -> None:
    one = "{query: kpi.sql, database: WAREHOUSE}"
    hub.ask(SQL, f"tables: {{kpi: {one}, audit: {one}}}\n")
    assert len(hub.fetch().done) == 1
    project = hub.project
    assert project.table_path(project.tables["kpi"]) == project.table_path(project.tables["audit"])


def test_what_a_query_gives_reads_as_the_same_table_in_csv(hub: Hub, fill: Fill) -> None:
    fill(
        "CREATE TABLE mixed (kpi TEXT, period DATE, value REAL, numerator INTEGER, n, grp TEXT)",
        "INSERT INTO mixed VALUES ('visits', '2023-04-01', 12.0, 7, 1, ' a '),"
        " ('visits', NULL, 12.25, NULL, 'x', 'NULL'), ('a,b', '2023-05-01', NULL, 8, 2.5, '')",
    )
    hub.ask("SELECT kpi, period, value, numerator, n, grp AS 'group' FROM mixed")
    hub.fetch()
    csv = hub.root / "same.csv"
    csv.write_text(
        "kpi,period,value,numerator,n,group\n"
        'visits,2023-04-01,12,7,1, a \nvisits,,12.25,,x,NULL\n"a,b",2023-05-01,,8,2.5,\n'
    )
    known = ("kpi", "period", "value", "numerator", "n", "group")
    ours, theirs = read_table(hub.parquet, known)[0], read_table(csv, known)[0]
    assert ours is not None
    assert theirs is not None
    assert ours.equals(theirs)


def test_the_address_alone_is_missing(hub: Hub, fill: Fill) -> None:
    (fault,) = hub.fetch({}).faults
    assert fault.sentence == f"The environment variable {ADDRESS} is not set: it holds the address."
    (fault,) = hub.fetch({ADDRESS: "sqlite:///nothing.sqlite"}).faults
    assert fault.sentence == "The file of WAREHOUSE does not exist or cannot be opened."
    assert not (hub.root / "nothing.sqlite").exists()
    (hub.root / "text.sqlite").write_text("no database at all, but a long text" * 40)
    (fault,) = hub.fetch({ADDRESS: "sqlite:///text.sqlite"}).faults
    assert fault.sentence == "The file of WAREHOUSE is damaged or is not a SQLite database."


def test_the_record_is_json_that_names_both_fetches(hub: Hub, fill: Fill) -> None:
    hub.fetch()
    fill("DELETE FROM counts WHERE period = '2023-05'")
    hub.fetch()
    plain = json.loads(hub.parquet.with_suffix(".json").read_text(encoding="utf-8"))
    assert [item["rows"] for item in plain["fetches"]] == [23, 24]
