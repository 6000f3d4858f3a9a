"""The workflow audits packages and looks for secrets, and both looks can fail."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from detect_secrets import SecretsCollection
from detect_secrets.core import baseline
from detect_secrets.settings import transient_settings

REPOSITORY = Path(__file__).parents[2]
BASELINE = REPOSITORY / ".secrets.baseline"
# A first look that passes over files without anything like a secret; `make audit` reads them all.
SUSPICIOUS = re.compile(
    rb"""['"](?=[^'"]*\d)[A-Za-z0-9+/=_-]{20,}['"]|(?i:passw|pwd|secret|api_?key|private.?key)"""
    rb"""|[A-Z0-9]{20,}|://[^/\s:]+:[^/\s@]+@|[0-9a-f]{32,}|gh[a-z]_|xox|sk-|AKIA"""
)
# Assembled here, so that the scan of this file does not find them.
PLANTED = (
    f"aws_key = '{'AK'}{'IA'}{'QYLPMN5HHHFPZAM2'}'",
    f"password = '{'correct'}{'-Horse-Battery-9!'}'",
    f"-----BEGIN RSA {'PRIVATE'} KEY-----",
    f"url = 'postgresql://reader:{'s3cr3t'}{'W0rd'}@warehouse/db'",
    f"token = '{'gh'}{'p_'}{'wWPw5k4aXcaT4fNP' * 2}{'0pIN'}'",
)


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The program that `make audit` and the workflow run."""
    spec = importlib.util.spec_from_file_location("audit", REPOSITORY / ".ci" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def found_in(paths: list[Path]) -> list[str]:
    """Return what a scan with the repository's settings finds."""
    settings = baseline.load_from_file(str(BASELINE))
    secrets = SecretsCollection()
    with transient_settings(settings):
        for path in paths:
            secrets.scan_file(str(path))
    return [f"{name}: {secret.type}, line {secret.line_number}" for name, secret in secrets]


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no checkout of git")
    names = listed.stdout.decode("utf-8").split("\0")
    return [REPOSITORY / name for name in names if name and (REPOSITORY / name).is_file()]


def test_no_secret_is_tracked() -> None:
    suspicious = [path for path in tracked() if SUSPICIOUS.search(path.read_bytes())]

    assert found_in(suspicious) == []


def test_nothing_is_taken_for_known_beforehand() -> None:
    assert baseline.load_from_file(str(BASELINE))["results"] == {}


@pytest.mark.parametrize("line", PLANTED, ids=["aws", "password", "key", "url", "token"])
def test_a_planted_secret_is_found(line: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.py"
    file.write_text(f"{line}\n", encoding="utf-8")

    assert SUSPICIOUS.search(file.read_bytes())
    assert len(found_in([file])) >= 1


def test_the_workflow_runs_the_audit_at_each_change_and_weekly() -> None:
    text = (REPOSITORY / ".github" / "workflows" / "security.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    triggers = workflow[True]  # the key `on`, as YAML 1.1 reads it

    assert set(triggers) == {"push", "pull_request", "schedule"}
    assert workflow["permissions"] == {"contents": "read"}
    assert "make audit" in [step.get("run") for step in workflow["jobs"]["audit"]["steps"]]
    assert "\t@$(BIN)/python .ci/audit.py" in (REPOSITORY / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["ci.yml", "security.yml"])
def test_no_workflow_has_more_rights_than_to_read(name: str) -> None:
    path = REPOSITORY / ".github" / "workflows" / name
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert workflow["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in workflow[True]
    used = [
        step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step
    ]
    assert [action for action in used if not re.search(r"@(v\d+|[0-9a-f]{40})$", action)] == []


def test_the_audit_looks_up_the_lock_with_its_hashes(audit: ModuleType) -> None:
    assert audit.LOCK[1:] == ("requirements.lock", "--require-hashes", "--disable-pip")


@pytest.mark.parametrize(
    ("packages", "code", "sentence"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "Nothing is known against the 1 locked"),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}],
            1,
            "a 1: CVE-1, mended in 2",
        ),
        ([{"name": "a", "skip_reason": "not found"}], 2, "1 of 1 packages were not audited"),
        ([], 2, "0 of 0 packages were not audited"),
    ],
    ids=["sound", "fault", "skipped", "nothing"],
)
def test_the_audit_tells_faults_from_what_it_could_not_look_up(
    audit: ModuleType, packages, code: int, sentence: str
) -> None:
    found, told = audit.verdict(packages)

    assert found == code
    assert told.startswith(sentence)


@pytest.mark.parametrize(("where", "code"), [("", 0), ("true", 2)])
def test_a_workflow_that_could_not_look_up_packages_fails(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, where: str, code: int
) -> None:
    monkeypatch.setenv("CI", where)
    monkeypatch.setattr(audit, "look_for_secrets", lambda: 0)
    monkeypatch.setattr(audit, "look_up_packages", lambda: 2)

    assert audit.main() == code


def test_every_locked_package_has_its_hash() -> None:
    lines = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8").splitlines()
    packages = [number for number, line in enumerate(lines) if line and not line.startswith(" ")]

    assert len(packages) > 50
    assert [lines[number] for number in packages if "--hash=sha256:" not in lines[number + 1]] == []
