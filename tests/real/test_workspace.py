"""The real workspace passes the check, in this process and on the command line."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from evaluation.tables.check import check_workspace
from evaluation.workspace import open_workspace

pytestmark = pytest.mark.reference


def test_the_check_finds_only_that_nothing_was_fixed_before_the_figures_were_known(
    real_workspace: Path,
) -> None:
    findings = check_workspace(real_workspace)
    assert {finding.severity for finding in findings} == {"warning"}
    said = [finding.sentence for finding in findings]
    assert all("no record of this analysis" in text or "risk_of_bias" in text for text in said)


def test_the_projects_stand_in_the_order_of_the_report(real_workspace: Path) -> None:
    workspace = open_workspace(real_workspace)
    slugs = [folder.slug for folder in workspace.projects]
    assert slugs == ["accident-and-emergency", "lidocaine-plasters", "gabapentinoids"]
    assert {folder.project.provenance for folder in workspace.projects} == {"measured"}


def test_the_command_check_leaves_with_0(run_command: Callable[..., CompletedProcess[str]]) -> None:
    done = run_command("check")
    assert done.returncode == 0
    *findings, last = done.stdout.splitlines()
    assert last.startswith("The workspace is valid.")
    assert all(line.startswith("warning: ") for line in findings)
    assert done.stderr == ""
