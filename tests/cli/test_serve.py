"""`evaluation serve` as it is typed."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from evaluation import serving
from evaluation.cli import main
from evaluation.serving import Listening, listen
from tests.tiny_hub import write_tiny_hub


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tiny_hub(tmp_path, "falls")


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[Listening]:
    """Note what would be answered instead of doing it."""
    noted: list[Listening] = []

    def answer(app: object, listening: Listening, *, ready) -> None:
        noted.append(listening)
        ready()

    monkeypatch.setattr(serving, "serve", answer)
    return noted


def code_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["serve", *arguments])
    return int(left.value.code or 0)


def test_it_prints_where_the_page_is(
    root: Path, answered: list[Listening], capfd: pytest.CaptureFixture[str]
):
    assert code_of("--workspace", str(root), "--port", "0") == 0
    (listening,) = answered
    said = capfd.readouterr()
    assert said.out == f"The workspace is shown at {listening.address} (Ctrl-C ends it).\n"
    assert said.err == "Reading the workspace.\nThe page is closed.\n"


@pytest.mark.parametrize("opens", [True, False])
def test_the_browser_is_opened_where_that_is_asked_for(
    opens: bool, root: Path, answered: list[Listening], monkeypatch: pytest.MonkeyPatch
):
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    code_of("--workspace", str(root), "--port", "0", *(["--open"] if opens else []))
    assert opened == ([answered[0].address] if opens else [])


def test_a_port_in_use_ends_with_2_and_what_to_do(
    root: Path, answered: list[Listening], capfd: pytest.CaptureFixture[str]
):
    with listen(0) as other:
        assert code_of("--workspace", str(root), "--port", str(other.port)) == 2
    assert answered == []
    assert "is in use by another program. Give another one with --port" in capfd.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "x"])
def test_what_is_no_port_is_refused(port: str, root: Path, answered: list[Listening]):
    assert code_of("--workspace", str(root), "--port", port) == 2
    assert answered == []


def test_ctrl_c_ends_it_with_0_also_while_it_starts(
    root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "make_app", interrupted)
    assert code_of("--workspace", str(root), "--port", "0") == 0
    assert capfd.readouterr().err.endswith("The page is closed.\n")


def test_a_folder_that_is_no_workspace_is_refused(tmp_path: Path, answered: list[Listening]):
    assert code_of("--workspace", str(tmp_path)) == 2
    assert answered == []


def test_there_is_no_way_to_listen_elsewhere(root: Path, answered: list[Listening]):
    assert code_of("--workspace", str(root), "--host", "0.0.0.0") == 2
    assert answered == []


def test_a_workspace_whose_file_is_broken_is_shown_all_the_same(
    root: Path, answered: list[Listening]
):
    (root / "data" / "hub.yml").write_text("name: [", encoding="utf-8")
    assert code_of("--workspace", str(root), "--port", "0") == 0
    assert len(answered) == 1
