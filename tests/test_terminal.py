"""Whether a stream is a terminal, whether it may have colours, and what is taken from text."""

import io

import pytest

from evaluation.terminal import (
    bear_any_text,
    cleaned,
    console_for,
    has_colour,
    is_terminal,
    is_unicode,
)


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (Screen(), {}, True),
        (Screen(), {"TERM": "xterm"}, True),
        (Screen(), {"TERM": "dumb"}, False),
        (Screen(), {"TERM": "unknown"}, False),
        (io.StringIO(), {}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": ""}, False),
        (Screen(), {"NO_COLOR": "1"}, True),
    ],
)
def test_a_terminal_is_told_from_a_file(stream, environment, expected) -> None:
    assert is_terminal(stream, environment) is expected


@pytest.mark.parametrize(
    ("environment", "expected"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)]
)
def test_no_color_takes_the_colours(environment, expected) -> None:
    assert has_colour(environment) is expected


def test_without_colours_nothing_but_text_is_written(monkeypatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    console_for(screen).print("error", style="bold red")
    assert screen.getvalue() == "error\n"
    monkeypatch.delenv("NO_COLOR")
    coloured = Screen()
    console_for(coloured).print("error", style="bold red")
    assert "\x1b[1;31m" in coloured.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("a\u202eb", "a\\u202eb"),
        ("one\r\ntwo\tthree", "one two three"),
        ("Größe ✓ 5 °C", "Größe ✓ 5 °C"),
    ],
)
def test_what_commands_a_terminal_is_shown_as_its_code(text: str, shown: str) -> None:
    assert cleaned(text) == shown


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("cp1252", "Größe >= 5 … \\u2713"), ("ascii", "Gr\\xf6\\xdfe >= 5 ... \\u2713")],
)
def test_letters_that_an_encoding_lacks_are_written_plainly_or_as_codes(
    errors: str, encoding: str, shown: str
) -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding=encoding, errors=errors)
    bear_any_text(stream, io.StringIO())
    stream.write("Größe ≥ 5 … ✓")
    stream.flush()
    assert written.getvalue() == shown.encode(encoding)
    assert not is_unicode(stream)
    assert is_unicode(io.StringIO())


def test_half_a_letter_is_written_as_its_code() -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding="utf-8")
    bear_any_text(stream)
    stream.write("\udcff–")
    stream.flush()
    assert written.getvalue() == "\\udcff–".encode()
