import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest

from evaluation import cli
from evaluation.actions import action_findings
from evaluation.errors import InvalidInput
from evaluation.exports import export_bytes
from evaluation.workspace import open_workspace
from tests.study.conftest import HUB, PROJECT, STANDARD, write_yaml

CYCLE = {"id": "one", "name": "First", "from": dt.date(2024, 4, 1), "to": dt.date(2024, 6, 30)}
ACTION = {
    "criterion": "FALL-1",
    "action": "Ask every time",
    "owner": "Falls lead nurse",
    "due": dt.date(2025, 2, 28),
    "status": "under-way",
    "resources": "An hour a week",
    "risk": "high",
}
AUDIT = {"cycles": [CYCLE], "criteria": [{"id": "FALL-1"}], "actions": [ACTION]}
COUNTS = {"criterion": "FALL-1", "cycle": "one", "not_recorded": 3, "exceptions": 12}


@pytest.fixture
def root(tmp_path):
    """A workspace with one audited project: 40 met and 57 not met, 3 not recorded."""
    folder = tmp_path / "data" / "projects" / "falls"
    write_yaml(tmp_path / "data" / "hub.yml", HUB)
    write_yaml(tmp_path / "data" / "standards" / "falls.yml", STANDARD)
    write_yaml(folder / "project.yml", {**PROJECT, "tables": {"audit": "a.csv"}, "audit": AUDIT})
    pd.DataFrame([{**COUNTS, "met": 40, "not_met": 57}]).to_csv(folder / "a.csv", index=False)
    return tmp_path


def with_audit(root, audit):
    tables = {"audit": "a.csv"} if audit else {}
    more = {"audit": audit} if audit else {}
    path = root / "data" / "projects" / "falls" / "project.yml"
    write_yaml(path, {**PROJECT, "tables": tables, **more})
    return open_workspace(root)


def rows_of(root, kind, sheet):
    book = openpyxl.load_workbook(io.BytesIO(export_bytes(open_workspace(root), kind)))
    header, *rows = book[sheet].iter_rows(values_only=True)
    plain = [
        [None if v is None else str(v).replace("\N{NO-BREAK SPACE}", " ") for v in r] for r in rows
    ]
    return [dict(zip(header, row, strict=True)) for row in plain]


def told(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


def test_the_baseline_assessment_has_a_row_for_each_recommendation(root):
    first, second = rows_of(root, "baseline-assessment", "Baseline assessment")
    assert first["Guideline"] == "QS1 (2015)"
    assert first["Recommendation"] == "statement 1"
    assert first["Met?"] == "No"
    assert first["Actions needed"] == "Ask every time"
    assert first["Lead (role)"] == "Falls lead nurse"
    assert first["Deadline"] == "2025-02-28 00:00:00"
    assert second["Current practice and evidence"].startswith("Not audited")
    assert second["Relevant?"] is None


def test_evidence_is_under_disclosure_control(root):
    evidence = rows_of(root, "baseline-assessment", "Baseline assessment")[0][
        "Current practice and evidence"
    ]
    assert "First: 40.0% (95% interval 30.9 to 49.8)" in evidence
    assert "100 eligible, 10 exceptions, * not recorded" in evidence
    assert "Target 90%. Status: not met." in evidence


def test_the_service_improvement_template_has_a_row_for_each_statement(root):
    first, _ = rows_of(root, "service-improvement", "Service improvement")
    assert first["Actions or resources needed"] == "Ask every time; An hour a week"
    assert first["Initial risk"] == "high"
    assert first["Status"] == "under way"


def test_a_synthetic_project_says_so_in_each_row_and_on_the_sheet_about_it(root):
    assert rows_of(root, "service-improvement", "Service improvement")[0]["Project"].endswith(
        "(synthetic data)"
    )
    notes = {row["Note"]: row["Text"] for row in rows_of(root, "service-improvement", "About")}
    assert notes["Data"] == "Synthetic data."


def test_a_guideline_that_is_no_quality_standard_has_no_statements(root):
    path = root / "data" / "standards" / "falls.yml"
    guidelines = [{**STANDARD["guidelines"][0], "id": "NG1"}]
    criteria = [{**item, "guideline": "NG1"} for item in STANDARD["criteria"]]
    write_yaml(path, {**STANDARD, "guidelines": guidelines, "criteria": criteria})
    with pytest.raises(InvalidInput, match="nothing to export as service-improvement"):
        export_bytes(open_workspace(root), "service-improvement")


def test_a_project_without_an_audit_cannot_be_named(root):
    workspace = with_audit(root, None)
    with pytest.raises(InvalidInput, match="'falls' has no audit"):
        export_bytes(workspace, "baseline-assessment", ["falls"])


def test_the_command_writes_the_workbook_and_prints_its_path(root, tmp_path, capsys):
    path = tmp_path / "out.xlsx"
    command = ["export", "baseline-assessment", "--to", path, "--workspace", root]
    assert told(command, capsys)[:2] == (0, f"{path}\n")
    assert openpyxl.load_workbook(path).sheetnames == ["Baseline assessment", "About"]


@pytest.mark.parametrize(("name", "said"), [("out.csv", "ends in .xlsx"), ("no/out.xlsx", "exist")])
def test_a_place_that_cannot_be_written_is_refused(root, tmp_path, capsys, name, said):
    command = ["export", "baseline-assessment", "--to", tmp_path / name, "--workspace", root]
    code, _, errors = told(command, capsys)
    assert code == 2
    assert said in errors


def test_the_check_warns_of_an_overdue_action(root):
    (finding,) = action_findings(root)
    assert finding.severity == "warning"
    assert "due on 28 February 2025 is overdue on 31 March 2025" in finding.sentence.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_the_check_warns_of_an_unmet_criterion_without_an_action(root):
    with_audit(root, {**AUDIT, "actions": []})
    (finding,) = action_findings(root, ["falls"])
    assert "'FALL-1' is not met in the latest cycle and has no action" in finding.sentence


def test_what_cannot_be_read_gives_no_warning_of_actions(root):
    (root / "data" / "projects" / "falls" / "a.csv").write_text("x\n1\n", encoding="utf-8")
    assert action_findings(root) == []
    (root / "data" / "hub.yml").write_text("name: [", encoding="utf-8")
    assert action_findings(root) == []


def test_an_unknown_project_gives_no_warning_of_actions(root):
    assert action_findings(root, ["fals"]) == []


def test_an_audit_that_begins_after_the_year_has_nothing_to_answer_yet(root):
    later = {**CYCLE, "from": dt.date(2025, 5, 1), "to": dt.date(2025, 6, 30)}
    with_audit(root, {**AUDIT, "cycles": [later]})
    assert action_findings(root) == []


def test_the_command_lists_actions_as_of_a_day(root, capsys):
    command = ["actions", "--workspace", root, "--on", "2025-02-28"]
    code, out, _ = told(command, capsys)
    assert code == 0
    assert "under way" in out
    assert "overdue" in told([*command[:-1], "2025-03-01"], capsys)[1]


def test_the_command_gives_json(root, capsys):
    _, out, _ = told(["actions", "--workspace", root, "--on", "2025-03-01", "--json"], capsys)
    assert '"state": "overdue"' in out
    assert '"unanswered": []' in out


def test_an_action_on_a_criterion_that_is_not_audited_is_a_fault(root):
    with pytest.raises(InvalidInput) as refused:
        with_audit(root, {**AUDIT, "actions": [{**ACTION, "criterion": "FAL-1"}]})
    (finding,) = refused.value.findings
    assert "'FAL-1', which is not audited" in finding.sentence
    assert finding.remedy == "Did you mean 'FALL-1'?"


def test_without_actions_and_needs_the_command_says_so(root, capsys):
    folder = root / "data" / "projects" / "falls"
    pd.DataFrame([{**COUNTS, "met": 100, "not_met": 0, "not_recorded": 0}]).to_csv(
        folder / "a.csv", index=False
    )
    with_audit(root, {**AUDIT, "actions": []})
    out = told(["actions", "--workspace", root], capsys)[1]
    assert out == "There are no actions, and no criterion that needs one.\n"
