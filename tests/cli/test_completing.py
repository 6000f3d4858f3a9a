"""What the shell completes, asked as bash, zsh and fish ask, and quickly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluation import cli
from evaluation.cli.completing import KINDS, TABLES
from evaluation.tables.dictionary import every_schema
from tests.tiny_hub import write_tiny_hub


@pytest.fixture
def root(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.delenv("EVALUATION_WORKSPACE", raising=False)
    made = write_tiny_hub(tmp_path, "falls", "feno", "food")
    monkeypatch.chdir(made / "data")
    return made


@pytest.fixture
def complete(monkeypatch, capsys):
    """Return what bash is offered at the end of a command line."""

    def complete_here(line: str) -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("_EVALUATION_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        with pytest.raises(SystemExit) as caught:
            cli.app(args=[], prog_name="evaluation")
        said = capsys.readouterr()
        assert (caught.value.code, said.err) == (0, "")
        return said.out.split()

    return complete_here


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("evaluation chec", ["check"]),
        ("evaluation check f", ["falls", "feno", "food"]),
        ("evaluation check fe", ["feno"]),
        ("evaluation check falls f", ["feno", "food"]),
        ("evaluation check x", []),
        ("evaluation status --year 2024", ["2024/25"]),
        ("evaluation quarterly 2025/26", [f"2025/26-Q{n}" for n in (1, 2, 3, 4)]),
        ("evaluation release 2025", ["2025/26"]),
        ("evaluation case-study fo", ["food"]),
        ("evaluation template k", ["kpi"]),
        ("evaluation template raid", ["raid", "raid-ratings"]),
        ("evaluation report --engine emb", ["embedded"]),
    ],
)
def test_the_shell_is_offered_what_fits(root, complete, line: str, offered: list[str]) -> None:
    assert complete(line) == offered


def test_the_workspace_on_the_command_line_is_looked_in(root, complete, monkeypatch, tmp_path):
    monkeypatch.chdir(Path(sys.prefix))
    assert complete(f"evaluation check --workspace {root} fa") == ["falls"]
    monkeypatch.setenv("EVALUATION_WORKSPACE", str(root))
    assert complete("evaluation check fa") == ["falls"]


@pytest.mark.parametrize("text", ["", "reporting_year: soon", "\x00: [", "reporting_year: 2025/26"])
def test_whatever_is_wrong_is_borne_in_silence(root, complete, text: str) -> None:
    (root / "data" / "hub.yml").write_text(text, encoding="utf-8")
    assert len(complete("evaluation status --year 2")) in (0, 5)
    (root / "data" / "hub.yml").write_bytes(b"\xff\xfe")
    assert complete("evaluation status --year 2") == []


def test_outside_a_workspace_nothing_is_offered(complete, tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("EVALUATION_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert complete("evaluation check f") == []
    assert complete("evaluation status --year 2") == []


def test_the_tables_offered_are_those_there_are() -> None:
    assert list(TABLES) == list(every_schema())
    assert not set(KINDS) & set(TABLES)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_shown(monkeypatch, capsys, shell: str) -> None:
    monkeypatch.setenv("_EVALUATION_COMPLETE", f"source_{shell}")
    with pytest.raises(SystemExit):
        cli.app(args=[], prog_name="evaluation")
    assert "_EVALUATION_COMPLETE" in capsys.readouterr().out


def test_completing_loads_nothing_slow(root) -> None:
    code = (
        "import os, sys\nfrom evaluation import cli\n"
        "try:\n    cli.app(args=[], prog_name='evaluation')\nexcept SystemExit:\n    pass\n"
        "slow = {'pandas', 'numpy', 'rich', 'evaluation.workspace'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(slow)) or 0)\n"
    )
    asked = {
        "_EVALUATION_COMPLETE": "complete_bash",
        "COMP_WORDS": "evaluation check fe",
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "feno\n")
