"""Where a workspace stands: results, publications, releases, and who runs something."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluation import cli
from evaluation.overview import overview
from evaluation.release import published_state, write_publication
from evaluation.run import (
    HUB,
    RunError,
    RunRecord,
    hub_task,
    lock_holder,
    project_task,
    write_record,
)
from evaluation.run.results import output_stamps
from evaluation.workspace import FinancialYear, Workspace, open_workspace
from tests.tiny_hub import write_tiny_hub

YEAR = FinancialYear(2025)
END = "2026-06-01T12:30:00+00:00"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(write_tiny_hub(tmp_path, "falls", "food"))


def keep(workspace: Workspace, slug: str) -> RunRecord:
    """Write the record of a good run of a project or of the hub's notebook."""
    task = hub_task(workspace, str(YEAR)) if slug == HUB else None
    task = task or project_task(workspace, slug, str(YEAR))
    results, executed = workspace.results / slug, workspace.executed / f"{slug}.ipynb"
    results.mkdir(parents=True, exist_ok=True)
    executed.parent.mkdir(parents=True, exist_ok=True)
    executed.write_text("{}", encoding="utf-8")
    record = RunRecord(
        project=slug,
        status="done",
        reason="",
        error=None,
        parameters=dict(task.parameters),
        fingerprint=task.fingerprint,
        versions=dict(task.versions),
        inputs=tuple(task.inputs),
        outputs=output_stamps(slug, results, executed),
        start="2026-06-01T12:29:40+00:00",
        end=END,
        seconds=20.0,
        peak_memory_mb=None,
        notebook="notebooks/project.ipynb",
    )
    write_record(record, results)
    return record


def publish(workspace: Workspace) -> Path:
    folder = workspace.reports / "output"
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "annual-report.html"
    page.write_text("<p>Report</p>", encoding="utf-8")
    write_publication(folder, "annual-report", str(YEAR), published_state(workspace), [page])
    return page


def by_name(items):
    return {item.name: item for item in items}


def test_before_anything_has_run_all_is_said_to_be_so(workspace) -> None:
    found = overview(workspace, YEAR)
    assert [item.name for item in found.results] == ["falls", "food", "hub"]
    assert {item.status for item in found.results} == {"never run"}
    assert [(item.name, item.status) for item in found.publications] == [
        ("annual-report", "not published")
    ]
    assert found.summary == "Results of 2025/26: 3 never run; the year is not released yet."
    assert not workspace.reports.exists()


def test_a_good_run_has_its_time_and_seconds(workspace) -> None:
    keep(workspace, "falls")
    found = by_name(overview(workspace, YEAR).results)["falls"]
    assert (found.status, found.reasons, found.seconds) == ("up to date", (), 20.0)
    assert found.made == dt.datetime.fromisoformat(END)


def test_a_changed_input_is_the_reason_why_a_result_is_stale(workspace) -> None:
    keep(workspace, "falls")
    file = workspace.project("falls").file
    file.write_text(f"{file.read_text(encoding='utf-8')}\n# a word\n", encoding="utf-8")
    found = by_name(overview(workspace, YEAR).results)["falls"]
    assert (found.status, found.reasons) == ("stale", ("project.yml has changed",))


def test_a_failed_run_has_its_reason(workspace) -> None:
    good = keep(workspace, "falls")
    failed = workspace.results / "falls" / "failed"
    failed.mkdir()
    write_record(good.failed_for("Cell 3 failed: no.", RunError("KeyError", "no", 3)), failed)
    found = by_name(overview(workspace, YEAR).results)["falls"]
    assert (found.status, found.reasons) == ("failed", ("Cell 3 failed: no.",))


def test_a_report_of_these_results_is_up_to_date_until_they_change(workspace) -> None:
    keep(workspace, "falls")
    page = publish(workspace)
    (report,) = overview(workspace, YEAR).publications
    assert (report.status, report.reasons) == ("up to date", ())
    assert report.made is not None
    page.write_text("<p>Mine</p>", encoding="utf-8")
    (report,) = overview(workspace, YEAR).publications
    assert report.reasons == ("annual-report.html is missing or was changed since",)
    publish(workspace)
    keep(workspace, "food")
    (report,) = overview(workspace, YEAR).publications
    assert (report.status, report.reasons) == ("stale", ("it was made from other results",))
    (report,) = overview(workspace, FinancialYear(2024)).publications
    assert report.reasons == ("it is that of 2025/26",)


def test_other_documents_are_stale_where_results_are_newer(workspace) -> None:
    keep(workspace, "falls")
    page = publish(workspace)
    for name, day in (("highlight-board.pdf", 2), ("poster.pdf", 1)):
        path = page.with_name(name)
        path.write_bytes(b"%PDF")
        moment = dt.datetime(2026, 6, day, tzinfo=dt.UTC).timestamp()
        os.utime(path, (moment, moment))
    found = by_name(overview(workspace, YEAR).publications)
    assert found["highlight-board"].status == "up to date"
    assert found["poster"].reasons == ("results have been made since",)


def test_the_release_of_the_year_is_named(workspace) -> None:
    (workspace.reports / "releases" / "2025-26").mkdir(parents=True)
    assert overview(workspace, YEAR).release == "reports/releases/2025-26"
    assert "the year is released in reports/releases/2025-26." in overview(workspace, YEAR).summary
    assert overview(workspace, FinancialYear(2024)).release is None


HOLD = """\
import sys
from pathlib import Path
from evaluation.run.lock import workspace_lock
with workspace_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_run_under_way_is_told_and_not_disturbed(workspace) -> None:
    command = [sys.executable, "-c", HOLD, str(workspace.reports)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        found = overview(workspace, YEAR)
        assert f"A run is under way (process {process.pid})." in found.summary
        assert found.as_json()["running"] is True
        process.kill()
    assert lock_holder(workspace.reports) is None


def test_status_prints_both_tables_and_a_sentence(workspace, capsys) -> None:
    keep(workspace, "falls")
    with pytest.raises(SystemExit) as caught:
        cli.main(["status", "--workspace", str(workspace.root)])
    lines = capsys.readouterr().out.splitlines()
    assert caught.value.code == 0
    assert lines[0].split() == ["project", "status", "last", "run", "seconds", "why"]
    assert lines[1].split()[:3] == ["falls", "up", "to"]
    assert lines[1].endswith("20.0")
    assert lines[5].split() == ["publication", "status", "written", "why"]
    assert lines[-1].startswith("Results of 2025/26: 1 up to date, 2 never run;")


def test_status_as_json_has_one_object(workspace, capsys) -> None:
    keep(workspace, "falls")
    with pytest.raises(SystemExit):
        cli.main(["status", "--workspace", str(workspace.root), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert list(found) == [
        "year",
        "projects",
        "hub",
        "publications",
        "release",
        "running",
        "counts",
    ]
    assert list(found["projects"][0]) == ["name", "status", "reasons", "made", "seconds"]
    assert found["counts"] == {"up to date": 1, "never run": 2}
