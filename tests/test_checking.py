"""All that is wrong is found before anything runs."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation import checking
from evaluation.errors import Finding, InvalidInput
from evaluation.running import checked_warm
from tests.tiny_hub import PROJECT, write_tiny_hub


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tiny_hub(tmp_path, "falls")


def test_a_sound_workspace_is_opened_with_no_warnings(root):
    workspace, warnings = checking.checked_workspace(root)
    assert [folder.slug for folder in workspace.projects] == ["falls"]
    assert warnings == ()


@pytest.mark.parametrize(
    "reading",
    [
        "columns: {Month: period, Falls seen: seen.value}",
        "columns: {Month: period, Falls seen: value}, constants: {kpi: seen}",
    ],
)
def test_doubts_name_the_columns_of_an_extract(tmp_path, reading):
    root = write_tiny_hub(tmp_path, "falls")
    folder = root / "data" / "projects" / "falls"
    months = pd.date_range("2022-04-01", periods=30, freq="MS").strftime("%Y-%m")
    table = pd.DataFrame({"Month": months, "Falls seen": 4100})
    table.to_csv(folder / "wide.csv", index=False)
    kpi = "{id: seen, label: Seen, definition: Seen., kind: count, unit: people, domain: access,"
    (folder / "project.yml").write_text(
        f"{PROJECT}tables: {{kpi: {{path: wide.csv, {reading}}}}}\n"
        f"kpis: [{kpi} direction: increase, source: System}}]\n",
        encoding="utf-8",
    )
    told = [each for each in checking.all_findings(root) if each.file.endswith("wide.csv")]
    assert [each.place for each in told] == ["column 'Falls seen'"]


def test_warnings_do_not_stop_and_are_handed_on(root, monkeypatch):
    warning = Finding("A month is missing.", severity="warning")
    monkeypatch.setattr(checking, "check_workspace", lambda *_: [warning])
    assert checking.checked_workspace(root)[1] == (warning,)


def test_an_error_stops_before_anything_runs_with_every_finding(root):
    path = root / "data" / "projects" / "falls" / "project.yml"
    path.write_text(PROJECT + "lesson: {}\ntables: {kpi: none.csv}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="nothing was run") as caught:
        checking.checked_workspace(root)
    assert "Did you mean 'lessons'?" in str(caught.value.findings[0])


def test_a_contradiction_in_an_analysis_stops_before_anything_runs(root, monkeypatch):
    fault = Finding("Interruption 'clinic' ends before its date.", project="falls")
    monkeypatch.setattr(checking, "design_findings", lambda *_: [fault])
    with pytest.raises(InvalidInput) as caught:
        checking.checked_workspace(root)
    assert caught.value.findings == (fault,)


def test_a_slug_that_is_not_there_is_an_error(root):
    with pytest.raises(InvalidInput) as caught:
        checking.checked_workspace(root, ["fals"])
    assert "Did you mean 'falls'?" in str(caught.value.findings[0])


def test_warm_processes_find_what_one_finds_in_the_same_order(tmp_path):
    slugs = [f"project-{number}" for number in range(9)]
    root = write_tiny_hub(tmp_path, *slugs)
    for slug in slugs[::2]:
        file = root / "data" / "projects" / slug / "project.yml"
        file.write_text(PROJECT + "lesson: {}\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as here:
        checking.checked_workspace(root)
    with pytest.raises(InvalidInput) as there:
        checked_warm(root)
    assert len(there.value.findings) == 5
    assert there.value.findings == here.value.findings
    with pytest.raises(InvalidInput, match="1 fault"):
        checked_warm(root, ["project-1", "project-3", "nobody"])


COUNTED = (
    PROJECT
    + """\
tables: {kpi: kpi.csv}
kpis:
  - id: falls
    label: Falls
    definition: Falls with harm.
    kind: rate
    unit: falls
    domain: safety
    direction: decrease
    source: Incident system
its:
  - {id: main, kpi: falls, question: Did falls change?, family: quasi-poisson}
"""
)


def write_series(root: Path, slug: str, step: float) -> None:
    """Write 60 months, 51 before go-live, whose denominators step in October 2022."""
    folder = root / "data" / "projects" / slug
    (folder / "project.yml").write_text(COUNTED, encoding="utf-8")
    months = pd.period_range("2021-01", periods=60, freq="M")
    random = np.random.default_rng(1)
    bases = random.poisson(2000, 60) * np.where(np.arange(60) >= 21, step, 1)
    rows = zip(months, random.poisson(50, 60), bases.round(), strict=True)
    lines = [f"falls,{month},{events},{base:.0f}" for month, events, base in rows]
    text = "\n".join(["kpi,period,numerator,denominator", *lines])
    (folder / "kpi.csv").write_text(text, encoding="utf-8")


def doubts(root: Path) -> list[Finding]:
    known = ("no record of this analysis", "risk_of_bias")
    return [
        finding
        for finding in checking.all_findings(root)
        if not any(word in finding.sentence for word in known)
    ]


def test_a_step_of_the_denominators_is_a_warning_with_file_and_place(root):
    write_series(root, "falls", 1.3)
    (found, *_) = doubts(root)
    assert (found.severity, found.project) == ("warning", "falls")
    assert found.file == "data/projects/falls/kpi.csv"
    assert found.place == "period 2022-10, column 'denominator'"
    checking.checked_workspace(root)


def test_a_series_without_a_step_has_no_such_warning(root):
    write_series(root, "falls", 1.0)
    assert doubts(root) == []


def test_projects_that_went_live_together_are_told_once_each(tmp_path):
    root = write_tiny_hub(tmp_path, "falls", "food")
    for slug in ("falls", "food"):
        write_series(root, slug, 1.0)
    found = doubts(root)
    assert [finding.project for finding in found] == ["falls", "food"]
    assert [finding.place for finding in found] == ["dates.go_live"] * 2
    of_one = checking.all_findings(root, ["food"])
    assert any(finding.place == "dates.go_live" for finding in of_one)
    assert {finding.project for finding in of_one} == {"food"}


def test_warm_processes_find_the_same_doubts(tmp_path):
    slugs = [f"project-{number}" for number in range(9)]
    root = write_tiny_hub(tmp_path, *slugs)
    for slug in slugs:
        write_series(root, slug, 1.3)
    assert checked_warm(root)[1] == checking.checked_workspace(root)[1]


def test_a_table_with_an_error_is_not_doubted(root):
    write_series(root, "falls", 1.3)
    path = root / "data" / "projects" / "falls" / "kpi.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",1", ",x1", 1), encoding="utf-8")
    found = doubts(root)
    assert {finding.severity for finding in found} == {"error"}


def test_the_demonstration_has_only_the_warnings_that_it_is_to_have():
    """Overdue actions are there on purpose; no series of it gives reason to doubt."""
    repository = Path(__file__).parents[1]
    found = checking.all_findings(repository)
    assert {finding.place for finding in found} == {"audit.actions"}


def test_a_project_whose_file_is_faulty_is_not_said_to_be_missing_elsewhere(root):
    hub = root / "data" / "hub.yml"
    headline = "headlines: [{project: falls, analysis: its, outcome: falls, measure: absolute}]\n"
    hub.write_text(hub.read_text(encoding="utf-8") + headline, encoding="utf-8")
    assert checking.all_findings(root) == ()
    file = root / "data" / "projects" / "falls" / "project.yml"
    file.write_text(PROJECT.replace("title", "titel"), encoding="utf-8")
    (root / "data" / "hub").mkdir()
    log = "date,project,group,activity,level\n2025-05-01,falls,Forum,Met,involved\n"
    (root / "data" / "hub" / "ppi-log.csv").write_text(log, encoding="utf-8")
    found = checking.all_findings(root)
    assert not any("falls" in item.sentence or "'project'" in item.place for item in found)
    assert any(item.project == "falls" for item in found)


def test_two_changes_on_the_same_date_are_an_error(root):
    write_series(root, "falls", 1.0)
    file = root / "data" / "projects" / "falls" / "project.yml"
    changes = "[{name: clinic, date: 2025-04-01}, {name: form, date: 2025-04-01}]"
    text = COUNTED.replace("quasi-poisson}", f"quasi-poisson, interruptions: {changes}}}")
    file.write_text(text, encoding="utf-8")
    (found,) = doubts(root)
    assert (found.severity, found.place) == ("error", "its.main")
    assert "changes on the same date cannot be told apart: merge them" in found.remedy


def test_one_month_in_two_spellings_is_one_month_twice(root):
    write_series(root, "falls", 1.0)
    path = root / "data" / "projects" / "falls" / "kpi.csv"
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\nfalls,2021-03-01,50,2000\n")
    (found,) = doubts(root)
    assert (found.severity, found.place) == ("error", "row 62, column 'kpi'")
    assert "A row above has the same 'kpi' and 'period'." in found.sentence
