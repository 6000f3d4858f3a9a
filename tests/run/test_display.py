"""A live table in a terminal, plain lines elsewhere."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from evaluation.run.display import (
    Display,
    LiveDisplay,
    PlainDisplay,
    SilentDisplay,
    choose_display,
)
from evaluation.run.summary import Outcome


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def show(display: Display) -> None:
    with display:
        display.expect(2)
        display.finished(Outcome("plgf", "up to date"))
        display.started("falls")
        display.staged("falls", "sending")
        display.held("falls", 123.4)
        display.progressed("falls", 3, 9)
        display.finished(Outcome("falls", "failed", "It is [bold] broken.", 2.0))
        display.progressed("falls", 4, 9)
        display.staged("falls", "sending")
        display.held("falls", 1.0)


def test_plain_lines_tell_start_and_end() -> None:
    stream = io.StringIO()
    show(PlainDisplay(stream))
    assert stream.getvalue().splitlines() == [
        "plgf: up to date",
        "falls: starting",
        "falls: failed after 2.0 s. It is [bold] broken.",
    ]


def test_the_silent_display_shows_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    show(SilentDisplay())
    assert capfd.readouterr() == ("", "")


def test_the_live_table_has_stage_and_elapsed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluation.run.display.time.monotonic", lambda: 10.0)
    console = Console(file=io.StringIO(), width=80, force_terminal=True)
    display = LiveDisplay(console)
    display.expect(2)
    display.started("falls")
    display.started("feno")
    display.progressed("falls", 3, 9)
    display.held("falls", 123.4)
    display.staged("feno", "sending")
    monkeypatch.setattr("evaluation.run.display.time.monotonic", lambda: 14.4)
    with console.capture() as caught:
        console.print(display.render(), style=None)
    text = caught.get()
    for part in ("project", "cell 3 of 9", "123 MiB", "sending", "4 s", "0 of 2 ended"):
        assert part in text


def test_what_ended_stays_on_the_screen() -> None:
    stream = Terminal()
    show(LiveDisplay(Console(file=stream, width=120)))
    assert "plgf: up to date" in stream.getvalue()
    assert "It is [bold] broken." in stream.getvalue()
    assert "1 of 2 ended" in stream.getvalue()


def test_a_terminal_gets_the_live_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert isinstance(choose_display(Terminal()), LiveDisplay)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(choose_display(Terminal()), PlainDisplay)


def test_no_terminal_gets_plain_lines() -> None:
    assert isinstance(choose_display(io.StringIO()), PlainDisplay)


def test_standard_error_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    show(choose_display())
    assert stream.getvalue()


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured, plain = Terminal(), Terminal()
    monkeypatch.delenv("NO_COLOR", raising=False)
    show(choose_display(coloured))
    monkeypatch.setenv("NO_COLOR", "1")
    show(choose_display(plain))
    assert "\x1b[1;31m" in coloured.getvalue()
    assert "31m" not in plain.getvalue()
