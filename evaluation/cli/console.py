"""The one style of what commands print: tables in a terminal, plain lines elsewhere.

In: findings, or rows of text. Out: text on standard output or standard error. What is said by
colour is said in words too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from evaluation.errors import Finding
from evaluation.terminal import cleaned, console_for, is_terminal, is_unicode

if TYPE_CHECKING:
    from rich.table import Table

STACKED_BELOW = 110  # columns; six columns of sentences are not readable in fewer
COLUMNS = ("severity", "project", "file", "place", "sentence", "remedy")
HEADINGS = ("severity", "project", "file", "place", "what is wrong", "what to do")
SHARES = (0, 0, 0, 4, 6, 5)  # of the width that is left; 0 keeps a column as wide as its words
PATHS = "file"
WIDTH_OF_PATHS = 22
GAP = "  "
STYLES = {
    "error": "bold red",
    "fault": "bold red",
    "failed": "bold red",
    "warning": "yellow",
    "stale": "yellow",
    "never run": "yellow",
    "ok": "green",
    "up to date": "green",
}


@dataclass(frozen=True)
class Listing:
    """Rows of text under names.

    Parameters
    ----------
    columns : sequence of str
    rows : sequence of sequence of str
    numbers : sequence of str
        The columns that are set to the right.
    stacked_below : int
        In a terminal of fewer columns each row is a block of labelled lines.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[str] = ()
    stacked_below: int = 0


def finding_line(finding: Finding) -> str:
    """Return a finding as one line: severity, project, file, place, sentence and remedy.

    Examples
    --------
    >>> finding_line(Finding("A cell is empty.", "Fill it in.", "a.csv", "row 2", "falls"))
    'error: falls: a.csv, row 2: A cell is empty. Fill it in.'
    """
    project = f"{finding.project}: " if finding.project else ""
    return cleaned(f"{finding.severity}: {project}{finding}")


def print_findings(findings: Sequence[Finding]) -> None:
    """Print findings to standard error, one line each."""
    for finding in findings:
        _print_line(finding_line(finding), finding.severity, sys.stderr)


def show_findings(findings: Sequence[Finding]) -> None:
    """Print findings to standard output: a table in a terminal, else one line each."""
    if not is_terminal(sys.stdout):
        for finding in findings:
            print_plain(finding_line(finding))
        return
    rows = [tuple(str(getattr(finding, name)) for name in COLUMNS) for finding in findings]
    _print_in_terminal(Listing(HEADINGS, rows, stacked_below=STACKED_BELOW), SHARES)


def print_listing(listing: Listing) -> None:
    """Print rows to standard output: a table in a terminal, else aligned columns."""
    if is_terminal(sys.stdout):
        _print_in_terminal(listing, (0,) * len(listing.columns))
        return
    rows = [[cleaned(cell) for cell in row] for row in (listing.columns, *listing.rows)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(listing.columns))]
    for row in rows:
        cells = [
            cell.rjust(width) if name in listing.numbers else cell.ljust(width)
            for cell, width, name in zip(row, widths, listing.columns, strict=True)
        ]
        print_plain(GAP.join(cells).rstrip())


def print_answer(answer: object, *, allow_nan: bool = True) -> None:
    """Print text line by line without what commands a terminal, and anything else as JSON."""
    if isinstance(answer, str):
        for line in answer.split("\n"):
            print_plain(cleaned(line))
    else:
        as_codes = not is_unicode(sys.stdout)
        print_plain(json.dumps(answer, ensure_ascii=as_codes, indent=2, allow_nan=allow_nan))


def print_plain(line: str = "") -> None:
    """Print a line to standard output."""
    sys.stdout.write(f"{line}\n")


def _print_in_terminal(listing: Listing, shares: Sequence[int]) -> None:
    console = console_for(sys.stdout)
    is_narrow = console.width < listing.stacked_below
    console.print(_stacked(listing) if is_narrow else _table(listing, shares))


def _table(listing: Listing, shares: Sequence[int]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for name, share in zip(listing.columns, shares, strict=True):
        table.add_column(
            name,
            justify="right" if name in listing.numbers else "left",
            overflow="fold",
            ratio=share or None,
        )
    for row in listing.rows:
        cells = (
            _in_lines(cleaned(cell)) if name == PATHS else cleaned(cell)
            for name, cell in zip(listing.columns, row, strict=True)
        )
        table.add_row(*(Text(cell, STYLES.get(cell, "")) for cell in cells))
    table.expand = any(shares)
    return table


def _in_lines(path: str) -> str:
    """Return a path in lines that end at a slash and stay short where they can."""
    lines = [""]
    for part in path.split("/"):
        if len(lines[-1]) + len(part) + 1 > WIDTH_OF_PATHS and lines[-1]:
            lines.append("")
        lines[-1] += f"{part}/"
    return "\n".join(lines).removesuffix("/")


def _stacked(listing: Listing) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for number, row in enumerate(listing.rows):
        if number:
            table.add_row("", "")
        for name, cell in zip(listing.columns, row, strict=True):
            if cell:
                table.add_row(name, Text(cleaned(cell), STYLES.get(cell, "")))
    return table


def _print_line(line: str, word: str, stream: TextIO) -> None:
    """Print a line, with its first word in colour where that can be."""
    if not is_terminal(stream):
        stream.write(f"{line}\n")
        return
    from rich.text import Text

    text = Text(line)
    text.stylize(STYLES.get(word, ""), 0, len(word))
    console_for(stream).print(text, soft_wrap=True)
