"""The console script: exit codes, what goes to which stream, and the promised JSON."""

import datetime as dt
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

import evaluation
from evaluation import annual, cli, running, single
from evaluation.errors import Finding, InvalidInput, ProjectsFailed, PublishingFailed
from evaluation.publish import PublicationResult
from evaluation.run import Limits, Outcome, RunSettings, RunSummary
from evaluation.saving import IS_HELD, alone_in
from tests.tiny_hub import HUB

CASES = Path(__file__).parents[1] / ".." / "shared" / "cases" / "its"

PROJECT = """\
title: Falls
summary: A tiny project.
programme: local-priority
provenance: synthetic
sites: [{name: Ward 1}]
roles: {clinical_lead: Consultant, senior_responsible_owner: Director}
dates: {go_live: 2025-04-01}
tables: {kpi: kpi.csv}
kpis:
  - id: falls
    label: Falls
    definition: Falls with harm.
    kind: count
    unit: falls
    domain: safety
    direction: decrease
    source: Incident system
"""

ANALYSIS = """\
its:
  - id: main
    kpi: falls
    question: Did falls change?
    interruptions: [{name: clinic, date: 2025-04-01, end: 2025-01-31}]
"""

SERIES = "kpi,period,value\nfalls,2025-04,9\nfalls,2025-05,7\n"
SECRET = "4857"

SPEC = """\
data: series.csv
time: month
frequency: monthly
outcome: falls
interruptions:
  - {name: clinic, date: 2024-01-01, level: true, slope: false}
seasonality: {harmonics: 1}
methods: [{newey-west: {lags: 1}}, ols]
"""

AUDIT = """\
data: audit.csv
targets: {FALL-1: 75}
compare: [one, two]
"""

SICILY = """\
data: %s
time: date
frequency: monthly
outcome: aces
denominator: stdpop
family: quasi-poisson
interruptions:
  - {name: ban, date: 2005-01-01, level: true, slope: false}
seasonality: {harmonics: 2}
methods: [glm]
level: 0.95
"""


class Said(NamedTuple):
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]
Call = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the console script in this process."""

    def run_here(*arguments: object) -> Said:
        with pytest.raises(SystemExit) as caught:
            cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert isinstance(caught.value.code, int)
        return Said(caught.value.code, said.out, said.err)

    return run_here


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Run the console script in a process of its own, from an empty folder."""

    def call_apart(*arguments: object, **variables: str) -> Said:
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir(exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "evaluation", *map(str, arguments)],
            cwd=elsewhere,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return call_apart


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A sound workspace of one project."""
    root = tmp_path / "hub"
    folder = root / "data" / "projects" / "falls"
    folder.mkdir(parents=True)
    (root / "data" / "hub.yml").write_text(HUB, encoding="utf-8")
    (folder / "project.yml").write_text(PROJECT, encoding="utf-8")
    (folder / "kpi.csv").write_text(SERIES, encoding="utf-8")
    return root


@pytest.fixture
def bad_root(root: Path) -> Path:
    """The workspace with a faulty cell in row 3."""
    folder = root / "data" / "projects" / "falls"
    (folder / "kpi.csv").write_text(SERIES.replace(",7", f",{SECRET}.5"), encoding="utf-8")
    return root


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec of an interrupted series beside its table."""
    months = pd.period_range("2023-01", periods=24, freq="M")
    rows = [f"{m},{20 + n % 3 + n % 5 - 6 * (n >= 12)}" for n, m in enumerate(months)]
    (tmp_path / "series.csv").write_text("\n".join(["month,falls", *rows]), encoding="utf-8")
    path = tmp_path / "its.yml"
    path.write_text(SPEC, encoding="utf-8")
    return path


@pytest.fixture
def audit_spec(tmp_path: Path) -> Path:
    """A spec of an audit beside its counts; the met of cycle two are few."""
    header = "criterion,cycle,met,not_met,not_recorded,exceptions"
    rows = [header, "FALL-1,one,40,10,0,0", "FALL-1,two,5,45,0,3"]
    (tmp_path / "audit.csv").write_text("\n".join(rows), encoding="utf-8")
    path = tmp_path / "audit.yml"
    path.write_text(AUDIT, encoding="utf-8")
    return path


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


def test_version_is_the_packages(run):
    assert run("--version") == Said(0, f"{evaluation.__version__}\n", "")


def test_help_names_every_command(run):
    said = run("--help")
    assert said.code == 0
    for command in ("check", "run", "report", "status", "prespecify", "its", "audit"):
        assert f" {command} " in said.out


def test_no_command_shows_the_help_and_is_invalid(run):
    said = run()
    assert said.code == 2
    assert "Usage" in said.out + said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("chekc",),
        ("check", "--wrkspace", "."),
        ("its",),
        ("run", "--jobs", "0"),
        ("run", "--jobs", "many"),
        ("report", "--to", "odt"),
        ("report", "--engine", "word"),
        ("--nothing",),
    ],
    ids=" ".join,
)
def test_a_command_line_that_is_not_understood_is_invalid_input(run, arguments):
    said = run(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert "Traceback" not in said.err
    assert "defect" not in said.err


def test_an_unknown_command_ends_with_2_in_a_process_of_its_own_too(call):
    said = call("chekc")
    assert (said.code, said.out) == (2, "")
    assert "chekc" in said.err


def test_check_of_a_sound_workspace_says_so(run, root):
    assert run("check", "--workspace", root) == Said(0, "The workspace is valid.\n", "")


def test_check_names_file_row_and_column_on_standard_output_without_the_value(run, bad_root):
    said = run("check", "--workspace", bad_root)
    assert (said.code, said.err) == (2, "")
    assert said.out.startswith("error: falls: data/projects/falls/kpi.csv, row 3, column 'value': ")
    assert said.out.endswith("\n1 error in 1 project; correct and check again.\n")
    assert SECRET not in said.out


def test_check_finds_the_faults_of_all_files_at_once(run, bad_root):
    hub = bad_root / "data" / "hub.yml"
    hub.write_text(HUB.replace("notice", "notise"), encoding="utf-8")
    said = run("check", "--workspace", bad_root)
    assert said.code == 2
    assert "Did you mean 'notice'?" in said.out
    assert "kpi.csv, row 3" in said.out
    last = said.out.splitlines()[-1]
    assert last == "3 errors in the hub's files and 1 project; correct and check again."


def test_check_as_json_is_one_object_and_nothing_else(run, bad_root):
    said = run("check", "--workspace", bad_root, "--json")
    assert (said.code, said.err) == (2, "")
    found = json.loads(said.out)
    assert list(found) == ["findings", "errors", "warnings"]
    assert (found["errors"], found["warnings"]) == (1, 0)
    assert list(found["findings"][0]) == [
        "severity",
        "project",
        "file",
        "place",
        "sentence",
        "remedy",
    ]
    assert found["findings"][0]["place"] == "row 3, column 'value'"


def test_json_in_an_old_encoding_is_still_json(call, bad_root):
    hub = bad_root / "data" / "hub.yml"
    hub.write_text(HUB.replace("notice", "größe≥"), encoding="utf-8")
    said = call("check", "--workspace", bad_root, "--json", PYTHONIOENCODING="ascii")
    assert said.code == 2
    assert any("größe≥" in item["sentence"] for item in json.loads(said.out)["findings"])
    plain = call("check", "--workspace", bad_root, PYTHONIOENCODING="ascii")
    assert (plain.code, plain.err) == (2, "")
    assert "gr\\xf6\\xdfe>=" in plain.out


def test_check_as_json_of_a_sound_workspace_is_an_empty_list(run, root):
    said = run("check", "--workspace", root, "--json")
    assert (said.code, json.loads(said.out)) == (0, {"findings": [], "errors": 0, "warnings": 0})


def test_check_of_one_project_leaves_the_others_alone(run, bad_root):
    other = bad_root / "data" / "projects" / "food"
    other.mkdir()
    text = PROJECT.split("tables")[0]
    (other / "project.yml").write_text(text, encoding="utf-8")
    assert run("check", "food", "--workspace", bad_root).code == 0
    assert run("check", "falls", "--workspace", bad_root).code == 2


def test_check_finds_an_analysis_that_contradicts_itself(run, root):
    path = root / "data" / "projects" / "falls" / "project.yml"
    path.write_text(PROJECT + ANALYSIS, encoding="utf-8")
    said = run("check", "--workspace", root)
    assert said.code == 2
    assert "its.main: Interruption 'clinic' ends on 2025-01-31, before its date" in said.out


def test_a_spec_that_contradicts_itself_is_refused_in_a_sentence(run, spec):
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace("slope: false", "half_life: 2"), encoding="utf-8")
    said = run("its", spec)
    assert said.code == 2
    assert "Interruption 'clinic' has a half-life but does not decay. Set decay to" in said.err


def test_check_prints_warnings_and_ends_well(run, root, monkeypatch):
    warning = Finding("A month is missing.", project="falls", severity="warning")
    monkeypatch.setattr("evaluation.checking.check_workspace", lambda *_: [warning])
    said = run("check", "--workspace", root)
    lines = (
        "warning: falls: A month is missing.",
        "The workspace is valid. 1 warning in 1 project.",
    )
    assert said == Said(0, "\n".join([*lines, ""]), "")


CLAIMED = """\
its:
  - id: main
    kpi: falls
    question: Did falls change?
    method: ols
    prespecified: {on: 2024-01-05, by: Analyst}
"""


@pytest.fixture
def claimed_root(root: Path) -> Path:
    """The workspace with an analysis that says when it was fixed."""
    months = pd.period_range("2023-01", periods=30, freq="M")
    folder = root / "data" / "projects" / "falls"
    rows = "".join(f"falls,{month},20\n" for month in months)
    (folder / "kpi.csv").write_text(f"kpi,period,value\n{rows}", encoding="utf-8")
    (folder / "project.yml").write_text(PROJECT + CLAIMED, encoding="utf-8")
    return root


def test_prespecify_records_the_analyses_and_check_is_content_with_them(run, claimed_root):
    before = run("check", "--workspace", claimed_root)
    assert "There is no record of this analysis" in before.out
    said = run("prespecify", "--workspace", claimed_root, "--date", "2024-01-06")
    told = "falls: main recorded in data/projects/falls/prespecification.yml\n"
    assert said == Said(0, told, "")
    after = run("check", "--workspace", claimed_root)
    assert after.code == 0
    assert "no record" not in after.out
    assert run("prespecify", "falls", "--workspace", claimed_root) == Said(
        0, "falls: unchanged\n", ""
    )


def test_prespecify_takes_today_where_no_day_is_given(run, claimed_root):
    assert run("prespecify", "--workspace", claimed_root).code == 0
    record = claimed_root / "data" / "projects" / "falls" / "prespecification.yml"
    today = dt.datetime.now().astimezone().date()
    assert f"recorded: {today}" in record.read_text(encoding="utf-8")


def test_prespecify_never_overwrites_without_a_reason(run, claimed_root):
    run("prespecify", "--workspace", claimed_root, "--date", "2024-01-06")
    folder = claimed_root / "data" / "projects" / "falls"
    before = (folder / "prespecification.yml").read_bytes()
    text = (folder / "project.yml").read_text(encoding="utf-8").replace("ols", "newey-west")
    (folder / "project.yml").write_text(text, encoding="utf-8")
    refused = run("prespecify", "--workspace", claimed_root, "--date", "2024-02-01")
    assert refused.code == 2
    assert "method, name: ols became newey-west" in refused.err
    assert (folder / "prespecification.yml").read_bytes() == before
    assert "warning: falls" in run("check", "--workspace", claimed_root).out
    blank = run("prespecify", "--workspace", claimed_root, "--amend", " ")
    assert blank.code == 2
    reason = ("--amend", "errors were correlated", "--date", "2024-02-01")
    assert run("prespecify", "--workspace", claimed_root, *reason).code == 0
    amended = (folder / "prespecification.yml").read_text(encoding="utf-8")
    assert "reason: errors were correlated" in amended
    assert "differs" not in run("check", "--workspace", claimed_root).out


@pytest.mark.skipif(not IS_HELD, reason="folders have no locks here")
def test_prespecify_reads_what_another_command_was_still_writing(run, claimed_root):
    folder = claimed_root / "data" / "projects" / "falls"
    text = (folder / "project.yml").read_text(encoding="utf-8").replace("ols", "newey-west")
    held = threading.Event()

    def write_late() -> None:
        with alone_in(folder.parent):
            held.set()
            time.sleep(1)  # the command waits; were it not to, it would have recorded 'ols'
            (folder / "project.yml").write_text(text, encoding="utf-8")

    other = threading.Thread(target=write_late)
    other.start()
    held.wait()
    said = run("prespecify", "--workspace", claimed_root, "--date", "2024-01-06")
    other.join()
    assert said.code == 0
    assert "newey-west" in (folder / "prespecification.yml").read_text(encoding="utf-8")


def test_prespecify_refuses_where_there_is_nothing_to_record(run, root):
    said = run("prespecify", "--workspace", root)
    assert (said.code, said.out) == (2, "")
    assert "nothing to record" in said.err


def test_prespecify_refuses_a_day_written_another_way(run, claimed_root):
    assert run("prespecify", "--workspace", claimed_root, "--date", "6 January").code == 2


@pytest.mark.parametrize("command", ["check", "run", "report", "status", "prespecify"])
def test_a_folder_that_is_no_workspace_is_refused_by_every_command(run, tmp_path, command):
    said = run(command, "--workspace", tmp_path)
    assert (said.code, said.out) == (2, "")
    assert "hub.yml is missing" in said.err


@pytest.mark.parametrize("command", ["run", "report"])
def test_nothing_runs_in_an_invalid_workspace(run, bad_root, command, monkeypatch):
    monkeypatch.setattr(running, "run_projects", raising(AssertionError("it ran")))
    said = run(command, "--workspace", bad_root)
    assert said.code == 2
    assert "kpi.csv, row 3" in said.err
    assert said.err.endswith("evaluation: The input has 1 fault; nothing was run.\n")
    assert not (bad_root / "reports" / "results").exists()


@pytest.mark.parametrize("command", ["run", "report", "status"])
def test_a_year_written_another_way_is_invalid(run, root, command):
    said = run(command, "--workspace", root, "--year", "2025")
    assert said.code == 2
    assert "Give it as --year 2025/26." in said.err


def test_a_project_that_is_not_there_is_refused_with_the_nearest(run, root):
    said = run("run", "fals", "--workspace", root)
    assert said.code == 2
    assert "Did you mean 'falls'?" in said.err


def test_status_names_every_project_and_the_hub(run, root):
    said = run("status", "--workspace", root)
    assert said.code == 0
    lines = [line.split() for line in said.out.splitlines()]
    assert lines[0] == ["project", "status", "last", "run", "seconds", "why"]
    assert [line[0] for line in lines[1:3]] == ["falls", "hub"]
    assert "never run" in said.out


def test_run_hands_on_what_was_asked_and_prints_the_counts(run, root, monkeypatch):
    asked: dict[str, Any] = {}

    def done(root, slugs, **settings):
        asked.update(settings, slugs=slugs, root=root)
        return RunSummary((Outcome("falls", "done", seconds=1.0),), 1.5)

    monkeypatch.setattr(running, "bring_up_to_date", done)
    limits = ("--timeout", 60, "--run-timeout", 600, "--memory-limit", 800)
    arguments = ("falls", "--jobs", 2, "--force", "--year", "2024/25", "--workspace", root)
    said = run("run", *arguments, *limits)
    assert said == Said(0, "1 done, 0 up to date, 0 failed, in 1.5 s\n", "")
    assert (asked["slugs"], asked["year"], asked["root"]) == (["falls"], "2024/25", root)
    assert asked["settings"] == RunSettings(2, force=True, limits=Limits(60, 800), seconds=600)


@pytest.mark.parametrize("option", ["--timeout", "--run-timeout", "--memory-limit", "--jobs"])
def test_a_limit_that_nothing_could_keep_is_invalid(run, root, option):
    said = run("run", option, -1, "--workspace", root)
    assert said.code == 2


def test_run_ends_with_3_where_a_project_failed_and_names_it(run, root, monkeypatch):
    failed = RunSummary((Outcome("falls", "failed", "Cell 3 failed: no."),), 1.5)
    monkeypatch.setattr(running, "bring_up_to_date", lambda *_, **__: failed)
    said = run("run", "--workspace", root)
    assert said.code == 3
    assert "falls: Cell 3 failed: no." in said.err
    assert "Traceback" not in said.err
    assert said.out == "0 done, 0 up to date, 1 failed, in 1.5 s\n"


def report_of(*outcomes: Outcome) -> annual.AnnualReport:
    paths = {"html": Path("made/annual-report.html"), "pdf": Path("made/annual-report.pdf")}
    published = PublicationResult(paths, "embedded", "Quarto is not installed.")
    return annual.AnnualReport(published, RunSummary(outcomes))


def test_report_prints_the_paths_last(run, root, monkeypatch):
    monkeypatch.setattr(annual, "report", lambda *_, **__: report_of())
    said = run("report", "--workspace", root)
    paths = [str(Path("made") / f"annual-report.{ending}") for ending in ("html", "pdf")]
    assert said == Said(0, "\n".join([*paths, ""]), "Quarto is not installed.\n")


def test_report_ends_with_3_after_it_has_printed_the_paths(run, root, monkeypatch):
    failed = Outcome("falls", "failed", "Cell 3 failed.")
    monkeypatch.setattr(annual, "report", lambda *_, **__: report_of(failed))
    said = run("report", "--workspace", root)
    assert said.code == 3
    assert len(said.out.splitlines()) == 2
    assert "falls: Cell 3 failed." in said.err


@pytest.mark.parametrize(
    ("choice", "formats"),
    [("all", ("html", "pdf", "docx")), ("pdf", ("pdf",)), ("docx", ("docx",))],
)
def test_report_makes_the_formats_asked_for(run, root, monkeypatch, choice, formats):
    asked: dict[str, Any] = {}

    def made(*_, **settings):
        asked.update(settings)
        return report_of()

    monkeypatch.setattr(annual, "report", made)
    assert run("report", "--workspace", root, "--to", choice, "--engine", "embedded").code == 0
    assert (asked["formats"], asked["engine"]) == (formats, "embedded")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidInput("The lock is held.", "Wait."), 2),
        (ProjectsFailed("1 of 2 failed.", "Look."), 3),
        (PublishingFailed("The theme lacks a file.", "Copy it."), 4),
    ],
)
def test_an_error_of_the_user_has_its_code_and_no_traceback(run, root, monkeypatch, error, code):
    monkeypatch.setattr(annual, "report", raising(error))
    said = run("report", "--workspace", root)
    assert said == Said(code, "", f"evaluation: {error.what} {error.remedy}\n")


def test_a_defect_of_ours_ends_with_1_without_a_traceback(run, spec, monkeypatch):
    monkeypatch.setattr(single, "interrupted_time_series", raising(KeyError(SECRET)))
    said = run("its", spec, "--json")
    assert (said.code, said.out) == (1, "")
    assert said.err == "evaluation: a defect of this program: KeyError: see --debug.\n"


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_debug_shows_the_traceback_of_a_defect_wherever_it_stands(run, spec, monkeypatch, place):
    monkeypatch.setattr(single, "interrupted_time_series", raising(KeyError("gone")))
    arguments = ["its", str(spec), "--json"]
    said = run(*arguments[:place], "--debug", *arguments[place:])
    assert said.code == 1
    assert said.err.startswith("Traceback (most recent call last):")
    assert "KeyError: 'gone'" in said.err


def test_debug_shows_the_traceback_of_an_error_of_the_user(run, tmp_path):
    said = run("its", tmp_path / "none.yml", "--debug")
    assert said.code == 2
    assert "Traceback (most recent call last):" in said.err
    assert "none.yml: The file does not exist." in said.err


def test_an_interruption_ends_with_130_and_says_what_stays(run, root, monkeypatch):
    monkeypatch.setattr(running, "bring_up_to_date", raising(KeyboardInterrupt()))
    said = run("run", "--workspace", root)
    assert said.code == 130
    assert said.err == "evaluation: interrupted; what was done stays, the rest was not run.\n"


def test_the_end_by_a_signal_keeps_its_code(run, root, monkeypatch):
    monkeypatch.setattr(running, "bring_up_to_date", raising(SystemExit(143)))
    assert run("run", "--workspace", root).code == 143


def test_the_json_of_a_series_has_the_promised_keys(run, spec):
    said = run("its", spec, "--json")
    assert (said.code, said.err) == (0, "")
    found = json.loads(said.out)
    assert list(found)[:5] == ["n", "first_post", "fits", "effects", "warnings"]
    assert (found["n"], found["first_post"]) == (24, {"clinic": "2024-01-01"})
    fit = found["fits"][0]
    assert list(fit)[:5] == ["method", "lags", "rho", "dispersion", "terms"]
    assert (fit["method"], fit["lags"], fit["rho"], fit["dispersion"]) == (
        "newey-west",
        1,
        None,
        None,
    )
    keys = ["term", "estimate", "std_error", "df", "lower", "upper", "p"]
    assert all(list(term) == keys for term in fit["terms"])
    names = [term["term"] for term in fit["terms"]]
    assert names[:3] == ["intercept", "trend", "level:clinic"]
    assert all(name.startswith("season:") for name in names[3:])
    assert [each["method"] for each in found["fits"]] == ["newey-west", "ols"]


def test_the_json_of_a_series_has_the_promised_effects(run, spec):
    effects = json.loads(run("its", spec, "--json").out)["effects"]
    keys = ["interruption", "at", "measure", "estimate", "lower", "upper", "method"]
    assert all(list(effect)[: len(keys)] == keys for effect in effects)
    assert [effect["measure"] for effect in effects[:3]] == ["absolute", "relative", "cumulative"]
    first = effects[0]
    assert (first["interruption"], first["at"], first["method"]) == (
        "clinic",
        "2024-12-01",
        "newey-west",
    )
    assert first["lower"] < first["estimate"] < first["upper"]


def test_the_text_of_a_series_has_its_fits_and_effects(run, spec):
    said = run("its", spec)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("24 points\nfirst period after clinic: 2024-01-01\n")
    assert "\nnewey-west, 1 lag\n" in said.out
    assert "  clinic cumulative at 2024-12-01: " in said.out


def test_the_json_of_an_audit_suppresses_small_counts(run, audit_spec):
    said = run("audit", audit_spec, "--json")
    assert (said.code, said.err) == (0, "")
    found = json.loads(said.out)
    assert list(found)[:2] == ["results", "comparison"]
    assert list(found)[2:] == ["groups", "versions", "exceptions", "set_aside", "warnings"]
    one, two = found["results"]
    assert (one["met"], one["percent"], one["status"]) == (40, 80, "uncertain")
    hidden = [two[name] for name in ("met", "exceptions", "percent", "lower", "upper")]
    assert hidden == [None] * 5
    assert (two["status"], found["comparison"][0]["verdict"]) == ("suppressed", "not comparable")


def test_the_json_of_an_audit_of_records_equals_that_of_its_counts(run, audit_spec):
    by_counts = run("audit", audit_spec, "--json").out
    kinds = [("one", "met", 40), ("one", "not met", 10), ("two", "met", 5)]
    kinds += [("two", "not met", 45), ("two", "exception", 3)]
    rows = [f"r,FALL-1,{cycle},{result}" for cycle, result, n in kinds for _ in range(n)]
    table = "\n".join(["record,criterion,cycle,result", *rows])
    (audit_spec.parent / "audit.csv").write_text(table, encoding="utf-8")
    by_records = json.loads(run("audit", audit_spec, "--json").out)
    assert [row["exceptions"] for row in by_records.pop("exceptions")] == [None]
    assert by_records == {
        key: value for key, value in json.loads(by_counts).items() if key != "exceptions"
    }


def test_the_text_of_an_audit_shows_stars(run, audit_spec):
    said = run("audit", audit_spec)
    assert said.code == 0
    assert said.out.splitlines()[2] == "FALL-1 cycle two: *%, suppressed"


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_a_spec_with_an_unknown_key_is_refused_with_the_nearest_spelling(run, spec, options):
    spec.write_text(SPEC.replace("outcome", "outcom"), encoding="utf-8")
    said = run("its", spec, *options)
    assert (said.code, said.out) == (2, "")
    assert (
        "error: its.yml, line 4, outcom: The key 'outcom' is not known here. "
        "Did you mean 'outcome'?\n"
    ) in said.err


def test_a_spec_whose_column_is_missing_is_refused(run, spec):
    spec.write_text(SPEC.replace("outcome: falls", "outcome: fall"), encoding="utf-8")
    said = run("its", spec, "--json")
    assert (said.code, said.out) == (2, "")
    assert "series.csv: There is no column 'fall'. Did you mean 'falls'?" in said.err


@pytest.mark.parametrize(("command", "fixture"), [("its", "spec"), ("audit", "audit_spec")])
def test_a_spec_whose_data_file_is_missing_is_refused(run, request, command, fixture):
    path = request.getfixturevalue(fixture)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("data: ", "data: gone/"), encoding="utf-8")
    said = run(command, path, "--json")
    assert (said.code, said.out) == (2, "")
    assert "The folder of the file does not exist." in said.err


def test_what_the_engine_refuses_is_invalid_input(run, spec):
    spec.write_text(SPEC.replace("2024-01-01", "2031-01-01"), encoding="utf-8")
    said = run("its", spec, "--json")
    assert (said.code, said.out) == (2, "")
    assert "'clinic'" in said.err


def test_a_spec_is_found_from_another_directory_and_reads_its_data_beside_it(call, spec):
    said = call("its", spec, "--json")
    assert said.code == 0
    assert json.loads(said.out)["n"] == 24


def test_a_workspace_is_found_from_another_directory_by_the_option(call, root):
    assert call("check", "--workspace", root).out == "The workspace is valid.\n"


def test_a_workspace_is_found_from_another_directory_by_the_variable(call, root):
    assert "never run" in call("status", EVALUATION_WORKSPACE=str(root)).out


def test_a_relative_workspace_is_relative_to_where_one_stands(run, root, monkeypatch):
    monkeypatch.chdir(root / "data")
    assert run("check", "--workspace", "..").code == 0


def test_a_workspace_on_the_command_line_goes_before_the_variable(run, root, monkeypatch):
    monkeypatch.setenv("EVALUATION_WORKSPACE", str(root / "none"))
    assert run("check", "--workspace", root).code == 0
    assert run("check").code == 2


@pytest.mark.parametrize("command", ["run", "report"])
def test_run_and_report_take_the_workspace_of_the_variable(run, root, monkeypatch, command):
    seen: list[Path] = []

    def done(root, *_, **__):
        seen.append(root)
        return RunSummary(()) if command == "run" else report_of()

    monkeypatch.setattr(running, "bring_up_to_date", done)
    monkeypatch.setattr(annual, "report", done)
    monkeypatch.setenv("EVALUATION_WORKSPACE", str(root))
    assert run(command).code == 0
    assert seen == [root]


def test_without_a_place_the_workspace_around_one_is_taken(run, root, monkeypatch):
    monkeypatch.delenv("EVALUATION_WORKSPACE", raising=False)
    monkeypatch.chdir(root / "data" / "projects" / "falls")
    (root / "data" / "projects" / "falls" / "kpi.csv").unlink()
    assert "data/projects/falls/kpi.csv: The file does not exist." in run("check").out


@pytest.mark.reference
@pytest.mark.skipif(not CASES.is_dir(), reason="the reference cases are not on this machine")
def test_the_smoking_ban_in_sicily_has_the_numbers_of_r(run, tmp_path):
    case = CASES / "sicily_ace"
    path = tmp_path / "sicily.yml"
    path.write_text(SICILY % (case / "data.csv").resolve(), encoding="utf-8")
    found = json.loads(run("its", path, "--json").out)
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    expected = expected["computed"]["quasi_step_harmonic"]
    fit = found["fits"][0]
    terms = {term["term"]: term for term in fit["terms"]}
    ours = {"level:ban": "smokban", "trend": "time"}
    for name, theirs in ours.items():
        reference = expected["coef"][theirs]
        assert terms[name]["estimate"] == pytest.approx(reference["estimate"], rel=1e-6)
        assert terms[name]["std_error"] == pytest.approx(reference["se"], rel=1e-6)
    assert fit["dispersion"] == pytest.approx(expected["dispersion"], rel=1e-4)
    assert (found["n"], found["first_post"]) == (59, {"ban": "2005-01-01"})
    relative = next(each for each in found["effects"] if each["measure"] == "relative")
    ratio = expected["ratio_t_quantile"]["smokban"]
    values = [1 + relative[name] for name in ("estimate", "lower", "upper")]
    theirs = [ratio[name] for name in ("ratio", "ci_low", "ci_high")]
    assert values == pytest.approx(theirs, rel=1e-6)
