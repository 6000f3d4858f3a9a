"""Tables in a terminal of any width, one line each elsewhere, and nothing that commands it."""

import re
from types import SimpleNamespace

import pytest

from evaluation.cli import console
from evaluation.cli.console import Listing, print_findings, print_listing, show_findings
from evaluation.errors import Finding
from tests.test_terminal import Screen

CODES = re.compile(r"\x1b\[[0-9;]*m")
FINDINGS = (
    Finding(
        "The denominators of the KPI 'falls-admissions' step up in 2022-09, before go-live.",
        "Find out why; then state the date as an interruption, or begin later.",
        "data/projects/falls/kpi.csv",
        "period 2022-09, column 'denominator'",
        "falls",
    ),
    Finding("A month is missing.", "Add it.", project="food", severity="warning"),
)


@pytest.fixture
def screen(monkeypatch) -> Screen:
    """A coloured terminal of 120 columns as standard output."""
    made = Screen()
    monkeypatch.setattr(console, "sys", SimpleNamespace(stdout=made, stderr=made))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    return made


def words(text: str) -> list[str]:
    return CODES.sub("", text).split()


@pytest.mark.parametrize("columns", [110, 120, 160, 250])
def test_a_table_in_a_terminal_has_six_columns_and_cuts_nothing(
    screen, monkeypatch, columns
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    show_findings(FINDINGS)
    lines = CODES.sub("", screen.getvalue()).splitlines()
    assert re.split(r"\s{2,}", lines[0].strip()) == list(console.HEADINGS)
    assert max(map(len, lines)) <= columns
    for finding in FINDINGS:
        for part in (finding.sentence, finding.remedy, finding.place):
            assert set(part.split()) <= set(words(screen.getvalue()))
    assert "…" not in screen.getvalue()


@pytest.mark.parametrize("columns", [40, 80, 109])
def test_a_narrow_terminal_has_blocks_of_labelled_lines(screen, monkeypatch, columns) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    show_findings(FINDINGS)
    lines = [line.strip() for line in CODES.sub("", screen.getvalue()).splitlines()]
    assert lines[0].split() == ["severity", "error"]
    assert lines[1].split() == ["project", "falls"]
    assert sum(line.startswith("what to do") for line in lines) == 2
    assert max(map(len, lines)) <= columns
    assert "data/projects/falls/kpi.csv".replace("/", "") in "".join(words("".join(lines))).replace(
        "/", ""
    )


def test_a_path_is_broken_at_its_slashes(screen, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "112")
    show_findings(FINDINGS)
    assert "data/projects/falls/" in words(screen.getvalue())
    assert "kpi.csv" in words(screen.getvalue())


def test_severity_is_a_word_and_not_only_a_colour(screen, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    show_findings(FINDINGS)
    assert "\x1b" not in screen.getvalue()
    assert {"error", "warning"} <= set(words(screen.getvalue()))


@pytest.mark.parametrize("variable", [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_codes_are_written_where_none_are_wanted(screen, monkeypatch, variable) -> None:
    monkeypatch.setenv(*variable)
    show_findings(FINDINGS)
    print_listing(Listing(("a",), [("up to date",)]))
    assert "\x1b" not in screen.getvalue()


def test_elsewhere_each_finding_is_one_line_without_codes_or_boxes(capsys) -> None:
    show_findings(FINDINGS)
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "error: falls: data/projects/falls/kpi.csv, period 2022-09, column 'denominator': The "
        "denominators of the KPI 'falls-admissions' step up in 2022-09, before go-live. Find out "
        "why; then state the date as an interruption, or begin later.",
        "warning: food: A month is missing. Add it.",
    ]
    assert said.err == ""


def test_force_color_gives_a_table_where_there_is_no_terminal(capsys, monkeypatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("NO_COLOR", raising=False)
    show_findings(FINDINGS)
    assert "\x1b[1;31merror" in capsys.readouterr().out


HOSTILE = Finding(
    "The column '[red]x[/red] \x1b[2J' is not known.\nerror: all is well",
    "[link=http://example.com]Correct[/link] it.",
    "data/\x1b]0;owned\x07.csv",
    severity="warning",
)


def test_markup_and_codes_in_data_are_shown_and_not_obeyed(screen, capsys) -> None:
    show_findings([HOSTILE])
    shown = CODES.sub("", screen.getvalue())
    assert "[red]x[/red]" in " ".join(shown.split())
    assert "\\x1b[2J" in shown
    assert "\x1b]" not in shown
    assert "\x07" not in shown
    assert "[link=http://" in shown
    assert "[/link]" in shown


def test_a_hostile_finding_stays_one_line_on_standard_error(capsys) -> None:
    print_findings([HOSTILE])
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "\x1b" not in said.err


def test_findings_on_a_terminals_standard_error_have_a_coloured_word(screen, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    print_findings(FINDINGS)
    assert screen.getvalue().startswith("\x1b[1;31merror\x1b[0m: falls: data/")
    assert len(screen.getvalue().splitlines()) == 2


def test_a_plain_listing_is_aligned_and_numbers_stand_to_the_right(capsys) -> None:
    rows = [("falls", "2.5", "x"), ("nutrition", "13.0", "")]
    print_listing(Listing(("project", "seconds", "why"), rows, ("seconds",)))
    assert capsys.readouterr().out == (
        "project    seconds  why\nfalls          2.5  x\nnutrition     13.0\n"
    )


def test_a_listing_in_a_narrow_terminal_is_in_blocks_where_it_says_so(screen, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    print_listing(Listing(("project", "why"), [("falls", "x")], stacked_below=60))
    assert words(screen.getvalue()) == ["project", "falls", "why", "x"]
