"""The doctor finds what is amiss, says what to do, shows no value, and never falls ill itself."""

import json
import os
import subprocess
import sys
from collections import namedtuple
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from evaluation import cli, doctor
from evaluation.doctor import Exam, examine, kernels, machine, program, publishing, workspace
from tests.tiny_hub import PROJECT, write_tiny_hub

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tiny_hub(tmp_path, "falls")


def only(exams) -> Exam:
    (exam,) = exams
    return exam


def test_every_fault_and_warning_has_a_remedy(root, monkeypatch) -> None:
    monkeypatch.setattr(kernels, "kernel", list)
    exams = list(examine(root))
    assert all(exam.remedy for exam in exams if exam.state != "ok")
    assert {"Python", "packages", "Quarto", "pandoc", "typst", "fonts", "disk", "memory"} <= {
        exam.name for exam in exams
    }


def test_a_kernel_starts_and_answers() -> None:
    exam = only(kernels.kernel())
    assert exam.state in ("ok", "warning")
    assert "kernel answered in" in exam.found


def test_a_kernel_that_does_not_answer_is_a_fault(monkeypatch) -> None:
    from evaluation.run import executor

    def die(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(executor, "execute", die)
    exam = only(kernels.kernel())
    assert exam.state == "fault"
    assert "secret" not in exam.found
    assert exam.remedy


def test_an_old_python_is_a_fault(monkeypatch) -> None:
    monkeypatch.setattr(program, "OLDEST_PYTHON", (9, 0))
    assert only(program.python()).remedy == "Install Python 3.11 or newer."


@pytest.mark.parametrize(
    ("need", "found"), [("pandas>=999", "is needed"), ("no-such-package>=1", "not installed")]
)
def test_a_package_that_is_missing_or_old_is_a_fault(monkeypatch, need, found) -> None:
    monkeypatch.setattr(metadata, "requires", lambda _: [need, "numpy", 'x>1; extra == "lab"'])
    exam = only(program.packages())
    assert exam.state == "fault"
    assert found in exam.found


def test_a_package_that_is_not_installed_itself_is_a_warning(monkeypatch) -> None:
    def missing(_: str) -> list[str]:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "requires", missing)
    assert only(program.packages()).state == "warning"


def test_a_package_that_runs_from_another_folder_is_told(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(program, "_home", lambda _: tmp_path)
    exam = only(program.installation())
    assert (exam.state, exam.name) == ("warning", "evaluation")
    assert "another folder" in exam.found


@pytest.mark.parametrize(("free", "state"), [(0.1, "fault"), (1.0, "warning"), (50.0, "ok")])
def test_a_full_disk_is_a_fault(monkeypatch, tmp_path, free, state) -> None:
    monkeypatch.setattr(
        machine.shutil, "disk_usage", lambda _: Usage(0, 0, int(free * machine.GIB))
    )
    assert {exam.state for exam in machine.room(tmp_path)} == {state}


def test_a_missing_temporary_folder_is_a_fault(monkeypatch, tmp_path) -> None:
    def none() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(machine.tempfile, "gettempdir", none)
    assert [exam.state for exam in machine.room(tmp_path)][1] == "fault"


def test_little_memory_is_told(monkeypatch) -> None:
    little = SimpleNamespace(available=machine.GIB // 10)
    monkeypatch.setattr(machine.psutil, "virtual_memory", lambda: little)
    assert next(iter(machine.memory())).state == "fault"


def test_an_encoding_that_is_not_utf_8_is_told(monkeypatch) -> None:
    monkeypatch.setattr(machine.locale, "getpreferredencoding", lambda **_: "cp1252")
    exam = only(machine.text())
    assert (exam.state, exam.found) == ("warning", "files in cp1252")


def test_a_clock_that_is_years_behind_is_told(monkeypatch) -> None:
    monkeypatch.setattr(machine, "FIRST_YEAR", 9999)
    assert only(machine.clock()).state == "warning"


def test_no_quarto_is_well_and_an_old_one_is_not(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("QUARTO", raising=False)
    exam = only(publishing.quarto())
    assert (exam.state, exam.remedy) == ("ok", "")
    old = tmp_path / "quarto"
    old.write_text("#!/bin/sh\necho 1.4.0\n", encoding="utf-8")
    old.chmod(0o755)
    exam = only(publishing.quarto())
    assert (exam.state, "1.4.0 is too old" in exam.found) == ("warning", True)
    monkeypatch.setenv("QUARTO", str(tmp_path / "none"))
    assert only(publishing.quarto()).state == "warning"


def test_pandoc_typst_and_fonts_are_there() -> None:
    exams = [*publishing.embedded(), *publishing.fonts()]
    assert {exam.state for exam in exams} == {"ok"}
    assert any("makes a PDF" in exam.found for exam in exams)


def test_a_missing_font_is_a_fault(monkeypatch, tmp_path) -> None:
    from evaluation.publish import fonts

    monkeypatch.setattr(fonts, "font_folder", lambda: tmp_path)
    assert only(publishing.fonts()).state == "fault"


def test_the_faults_of_a_workspace_are_counted(root) -> None:
    exam = only(workspace.validity(root))
    assert (exam.state, exam.found) == ("ok", f"{root}: 0 errors, 0 warnings")
    file = root / "data" / "projects" / "falls" / "project.yml"
    file.write_text(PROJECT + "lesson: {}\n", encoding="utf-8")
    exam = only(workspace.validity(root))
    assert (exam.state, exam.found) == ("fault", f"{root}: 1 error, 0 warnings")


def test_without_a_workspace_the_rest_is_looked_at(tmp_path) -> None:
    assert workspace.found_root(tmp_path) is None
    assert only(workspace.validity(None)).state == "warning"
    assert [*workspace.writable(None), *workspace.lock(None)] == []


def test_a_folder_that_cannot_be_written_is_a_fault(root, monkeypatch) -> None:
    assert only(workspace.writable(root)).state == "ok"

    def refused(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(workspace.tempfile, "TemporaryFile", refused)
    exam = only(workspace.writable(root))
    assert (exam.state, "Permission denied" in exam.found) == ("fault", True)


@pytest.mark.parametrize(
    ("holder", "state"), [(None, "ok"), ((1, True), "warning"), ((1, False), "fault")]
)
def test_a_lock_that_is_held_is_told(root, monkeypatch, holder, state) -> None:
    from evaluation import run

    made = holder and run.LockHolder(holder[0], is_alive=holder[1])
    monkeypatch.setattr(run, "lock_holder", lambda _: made)
    assert only(workspace.lock(root)).state == state


def test_variables_are_named_and_their_values_are_not_shown(monkeypatch) -> None:
    for name in [name for name in os.environ if name.startswith("EVALUATION_")]:
        monkeypatch.delenv(name)
    assert only(workspace.variables()).found == "none is set"
    address = "postgresql://me:hunter2@host/db"  # pragma: allowlist secret
    monkeypatch.setenv("EVALUATION_DATABASE_WAREHOUSE", address)
    monkeypatch.setenv("EVALUATION_WORKSPAC", "hunter2")
    monkeypatch.setenv("EVALUATION_KERNELS", "hunter2")
    exams = list(workspace.variables())
    assert "hunter2" not in str(exams)
    assert [exam.state for exam in exams] == ["warning", "warning", "ok"]
    assert exams[0].remedy == "Did you mean EVALUATION_WORKSPACE?"
    assert exams[2].found == "EVALUATION_DATABASE_WAREHOUSE, EVALUATION_KERNELS"


@pytest.mark.parametrize("part", ["python", "packages", "extras"])
def test_what_breaks_in_a_look_is_told_and_the_rest_goes_on(monkeypatch, root, part) -> None:
    monkeypatch.setattr(kernels, "kernel", list)

    def broken() -> list[Exam]:
        raise MemoryError("hunter2")

    monkeypatch.setattr(program, part, broken)
    exams = list(examine(root))
    assert sum("could not be looked at" in exam.found for exam in exams) == 1
    assert "hunter2" not in str(exams)
    assert len(exams) > 10


def said(capsys, *arguments: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as caught:
        cli.main([str(argument) for argument in arguments])
    return int(str(caught.value.code)), capsys.readouterr().out


@pytest.mark.parametrize(
    ("states", "code", "last"),
    [
        (("ok",), 0, "Everything is there that a report needs."),
        (("ok", "warning"), 0, "Everything is there that a report needs; 1 warning."),
        (("fault", "fault"), 2, "2 faults would stop a report, 0 warnings; see the remedies."),
    ],
)
def test_the_command_ends_with_2_where_a_report_would_stop(
    capsys, monkeypatch, states, code, last
) -> None:
    exams = [Exam("disk", state, "9 GB free", "Free some.") for state in states]
    monkeypatch.setattr(doctor, "examine", lambda _: exams)
    found, out = said(capsys, "doctor")
    assert (found, out.splitlines()[-1]) == (code, last)
    assert out.splitlines()[0].split() == ["state", "what", "found", "remedy"]
    found, out = said(capsys, "doctor", "--json")
    told = json.loads(out)
    assert found == code
    assert (len(told["checks"]), told["faults"]) == (len(states), states.count("fault"))


def test_it_looks_at_everything_from_a_folder_without_anything(tmp_path) -> None:
    """No workspace, no PATH, no home, a dumb terminal and an encoding of the last century."""
    bare = {"PATH": str(tmp_path), "HOME": "/nowhere", "TERM": "dumb", "PYTHONIOENCODING": "ascii"}
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "evaluation", "doctor", "--workspace", str(tmp_path)],
        cwd=tmp_path,
        env={**kept, **bare},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 2)
    assert done.stderr == ""
    assert "output in ascii" in done.stdout
    assert "there is none here" in done.stdout
