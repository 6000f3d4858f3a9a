"""The command `evaluation fetch` as it is called."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from evaluation.cli import main
from evaluation.cli.warehouse import print_fetched
from evaluation.fetching import fetch_projects
from evaluation.run import workspace_lock
from evaluation.warehouse import fetching
from evaluation.workspace import open_workspace, reports_folder
from tests.warehouse.conftest import ADDRESS, SQL, TABLES, Fill, Hub


@pytest.fixture
def called(hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Return a function that calls a command in the workspace: exit code, output, errors."""

    def call(*words: str) -> tuple[int, str, str]:
        for name, value in hub.environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as leave:
            main([*words, "--workspace", str(hub.root)])
        output, told = capsys.readouterr()
        return int(leave.value.code or 0), output, told

    return call


def test_a_row_is_printed_for_each_table(hub: Hub, fill: Fill, called) -> None:
    code, output, told = called("fetch")
    header, row = output.splitlines()
    assert (code, told) == (0, "")
    assert header.split() == ["project", "table", "rows", "seconds", "fetched"]
    assert row.split()[:3] == ["falls", "kpi", "24"]
    assert row.rstrip().endswith("UTC")
    assert "the same rows as before" in called("fetch", "falls")[1]


def test_json_is_all_there_is_with_json(hub: Hub, fill: Fill, called) -> None:
    code, output, _ = called("fetch", "--json")
    (fetched,) = json.loads(output)["fetched"]
    assert code == 0
    assert json.loads(output)["faults"] == []
    assert (fetched["project"], fetched["rows"], fetched["changed"]) == ("falls", 24, True)


def test_a_failure_ends_with_2_and_its_remedy(hub: Hub, fill: Fill, called) -> None:
    hub.environment = {ADDRESS: "sqlite:///nothing.sqlite"}
    code, output, told = called("fetch")
    assert (code, output) == (2, "")
    assert told.splitlines() == [
        "error: falls: data/projects/falls/kpi.sql: The file of WAREHOUSE does not exist or cannot "
        f"be opened. Correct {ADDRESS}; a path without a leading '/' starts at the workspace.",
        "evaluation: 1 table could not be fetched. What was fetched before stays.",
    ]


def test_json_has_the_faults_too(hub: Hub, called) -> None:
    code, output, _ = called("fetch", "--json")
    found = json.loads(output)
    assert (code, found["fetched"]) == (2, [])
    (fault,) = found["faults"]
    assert (fault["project"], fault["file"]) == ("falls", "data/projects/falls/kpi.sql")


def test_without_queries_there_is_nothing_to_fetch(hub: Hub, called) -> None:
    hub.ask(SQL, "")
    assert called("fetch")[:2] == (0, "No table of these projects is a query.\n")


def test_an_unknown_project_is_named_with_the_nearest(hub: Hub, fill: Fill, called) -> None:
    code, _, told = called("fetch", "fals")
    assert code == 2
    assert told == (
        "evaluation: There is no project 'fals' in this workspace. Did you mean 'falls'?\n"
    )


def test_a_project_that_cannot_be_read_is_told_and_others_are_fetched(
    hub: Hub, fill: Fill, called
) -> None:
    broken = hub.root / "data" / "projects" / "feno"
    broken.mkdir()
    (broken / "project.yml").write_text("title: 5\n")
    assert called("fetch", "falls")[0] == 0
    code, _, told = called("fetch")
    assert code == 2
    assert "error: feno: data/projects/feno/project.yml" in told


def test_nothing_is_fetched_while_a_run_reads_the_tables(hub: Hub, fill: Fill, called) -> None:
    import threading

    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with workspace_lock(reports_folder(hub.root)):
            held.set()
            done.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(30)
    try:
        code, _, told = called("fetch")
    finally:
        done.set()
        holder.join()
    assert code == 2
    assert "Another run is under way" in told
    assert not hub.parquet.exists()


def test_a_long_fetch_says_how_far_it_has_come(
    hub: Hub, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fetch_projects(hub.root, (), hub.environment, steps.append)
    assert steps.pop() == "falls, kpi"
    monkeypatch.setattr(fetching, "SECONDS_BETWEEN_NEWS", -1)
    fetch_projects(hub.root, (), hub.environment, steps.append)
    assert steps == ["falls, kpi", "falls, kpi: 24 rows"]


def test_the_age_of_what_was_fetched_is_shown(
    hub: Hub, fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.ask(SQL, TABLES)
    opened = open_workspace(hub.root)
    now = dt.datetime.now(dt.UTC)
    print_fetched(opened, now)
    assert capsys.readouterr().out == ""
    hub.fetch()
    for days, age in ((0, "today"), (1, "1 day ago"), (40, "40 days ago")):
        print_fetched(opened, now + dt.timedelta(days, minutes=5))
        assert f"UTC, {age}" in capsys.readouterr().out
