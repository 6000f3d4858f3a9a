"""All estimates and tables of a publication as one accessible workbook.

In: the `Document`, the request and the projects' estimates. Out: the bytes of an .xlsx file, the
same for the same inputs. Sheets: cover, contents, notes, estimates, then each table of the report.

Follows the Government Analysis Function's "Releasing statistics in spreadsheets": a cover, a
contents and a notes sheet, one marked-up table on each sheet with its title in A1, no merged or
empty cells within it. It deviates in one thing: a suppressed number is `*`, as in the report, and
not [c], so that both say the same.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pandas as pd

from evaluation.disclosure import rule_named
from evaluation.estimate import ESTIMATE_COLUMNS
from evaluation.present import numbers
from evaluation.present.workbook import CellValue, Link, Number, Sheet, workbook_bytes
from evaluation.publish.document import Document
from evaluation.publish.inspect import require_sound_workbook
from evaluation.publish.package import reproducible
from evaluation.publish.putting import put
from evaluation.publish.request import PublicationRequest
from evaluation.publish.syntax import nodes_of
from evaluation.publish.table_rows import table_rows

COVER, CONTENTS, NOTES, ESTIMATES = "Cover", "Contents", "Notes", "Estimates"
CHAPTER_LEVEL = 1
PROPERTIES = "docProps/core.xml"
NARROWEST, WIDEST = 10, 60  # characters
WIDE_LINE = 110
MOST_DIGITS = 15  # that Excel keeps of a number; longer ones are codes
BACK = Link("Back to the contents", CONTENTS)
EMPTY = "no value"

WIDTHS = {"label": 40, "measure": 40, "method": 60, "period": 34, "outcome": 26}
WORDS: tuple[tuple[str, str], ...] = (
    ("*", "Not shown, because the number of people is small. Nothing is computed from it."),
    (EMPTY, "Suppressed, or it could not be estimated."),
    ("measured", "The data behind the number were counted or recorded, or published officially."),
    ("estimated", "A model calculated the number from measured data."),
    ("synthetic", "The data behind the number were made by a program and were never measured."),
    ("lower, upper", "The limits of the interval whose level stands in the column level."),
    ("level", "How often intervals made this way hold the truth, such as 0.95."),
    ("n", "People, records or periods that the number rests on."),
    ("value", "In the sheet of estimates in full; in the tables rounded as in the report."),
    (
        "* and not [c]",
        "The mark for a suppressed number is the report's, so that both say the same.",
    ),
)

_DATE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_NUMBER = re.compile(r"([\u2212-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%?)")


def report_workbook(
    document: Document, request: PublicationRequest, estimates: pd.DataFrame
) -> bytes:
    """Return the workbook.

    Parameters
    ----------
    document : Document
        The whole report, whose tables are taken.
    request : PublicationRequest
    estimates : DataFrame
        One row for each estimate, with the columns of `ESTIMATE_COLUMNS`.
    """
    tables = list(_tables(document))
    fixed = [
        _cover(request),
        _contents(tables, request),
        _notes(request),
        _estimates(estimates, request),
    ]
    made = workbook_bytes(
        [*fixed, *(_of_table(item, request) for item in tables)],
        title=f"{request.title}: estimates and tables",
        subject=request.notice,
    )
    moment = f"{request.timestamp:%Y-%m-%dT%H:%M:%SZ}".encode()

    def dated(name: str, content: bytes) -> bytes:
        return _DATE.sub(rb"\g<1>" + moment, content) if name == PROPERTIES else content

    return reproducible(made, request.timestamp, dated)


def put_workbook(document: Document, request: PublicationRequest, estimates: pd.DataFrame) -> Path:
    """Make the workbook beside the report, unless it is there as it would be made.

    Raises
    ------
    PublishingFailed
        If it is not sound; that of an earlier publication is then left as it was.
    """
    made = report_workbook(document, request, estimates)
    path = workbook_path(request)
    if path.is_file() and path.read_bytes() == made:
        return path
    require_sound_workbook(made, request)
    return put(path, made)


def workbook_path(request: PublicationRequest) -> Path:
    """Return where the workbook is put."""
    return request.output_folder / f"{request.output_stem}.xlsx"


class _Table:
    """A table of the report: its name, caption, chapter and cells."""

    def __init__(self, name: str, caption: str, chapter: str, cells: list[list[str]]) -> None:
        self.name = name.replace(numbers.NO_BREAK_SPACE, " ")
        self.caption, self.chapter = caption, chapter
        header, *self.rows = cells
        self.header = _unlike(header)


def _tables(document: Document) -> Iterator[_Table]:
    known = {table.label: table for table in document.tables}
    titles = {section.label: section.title for section in document.sections}
    chapter = ""
    for node in nodes_of(list(document.body), "Header", "Table"):
        if node["t"] == "Table":
            table = known[node["c"][0][0]]
            yield _Table(table.name, table.caption, chapter, table_rows(node))
        elif node["c"][0] == CHAPTER_LEVEL:
            chapter = titles.get(node["c"][1][0], "")


def _cover(request: PublicationRequest) -> Sheet:
    lines = (
        f"{request.title}: estimates and tables",
        f"About the data: {request.notice}",
        f"{request.author}. Data to {request.data_to}.",
        f"Every number of the report stands here: all estimates with their intervals in the sheet "
        f"{ESTIMATES}, and each table of the report in a sheet of its own.",
        f"{NOTES} explains marks and symbols; {CONTENTS} lists the sheets.",
        "The report says how each number was made and how sure it is. It lies beside this file.",
    )
    return Sheet(COVER, [("", WIDE_LINE)], [], above=(*lines, BACK))


def _contents(tables: Sequence[_Table], request: PublicationRequest) -> Sheet:
    rows: list[Sequence[CellValue]] = [
        (Link(NOTES, NOTES), "Marks and symbols", "all"),
        (Link(ESTIMATES, ESTIMATES), "All estimates with intervals, methods and periods", "all"),
    ]
    rows += [(Link(item.name, item.name), item.caption, item.chapter) for item in tables]
    columns = [("Sheet", 14), ("What it holds", 90), ("Chapter", 50)]
    return Sheet(CONTENTS, columns, rows, above=("Contents", _about(request)))


def _notes(request: PublicationRequest) -> Sheet:
    columns = [("Mark or symbol", 18), ("What it means", 100)]
    rule = rule_named(request.default_rule, "As the report says.").words
    small = ("Small numbers", f"Of people: {rule}, unless a chapter of the report says otherwise.")
    above = ("Notes", _about(request), BACK)
    return Sheet(NOTES, columns, [*WORDS, small], above=above)


def _about(request: PublicationRequest) -> str:
    return f"About the data: {request.notice}"


def _estimates(estimates: pd.DataFrame, request: PublicationRequest) -> Sheet:
    frame = estimates[list(ESTIMATE_COLUMNS)].astype(object).where(estimates.notna(), EMPTY)
    columns = [(name, WIDTHS.get(name, 14)) for name in ESTIMATE_COLUMNS]
    rows = [[_value(value) for value in row] for row in frame.to_numpy()] or [
        [EMPTY] * len(columns)
    ]
    above = ("All estimates of the projects", f"About the data: {request.notice}", BACK)
    return Sheet(ESTIMATES, columns, rows, above=above)


def _value(value: object) -> CellValue:
    if isinstance(value, int | float):
        return value if math.isfinite(value) else EMPTY
    return str(value) or EMPTY


def _of_table(item: _Table, request: PublicationRequest) -> Sheet:
    columns = [(header, _width(item, place)) for place, header in enumerate(item.header)]
    # Excel has no tables without rows.
    rows = [[cell_value(cell) for cell in row] for row in item.rows] or [[EMPTY] * len(columns)]
    about = f"About the data: {request.notice}"
    above = (f"{item.name}: {item.caption}", f"From the chapter: {item.chapter}", about, BACK)
    return Sheet(item.name, columns, rows, above=above)


def _width(item: _Table, place: int) -> int:
    longest = max(len(row[place]) for row in (item.header, *item.rows))
    return min(max(longest + 2, NARROWEST), WIDEST)


def _unlike(header: Sequence[str]) -> list[str]:
    """Return names of columns, none empty and no two alike, as Excel wants them."""
    made: list[str] = []
    for place, name in enumerate(header, start=1):
        stem = name or f"Column {place}"
        taken = {known.casefold() for known in made}
        tries = (stem if n == 1 else f"{stem} ({n})" for n in count(1))
        made.append(next(text for text in tries if text.casefold() not in taken))
    return made


def cell_value(text: str) -> CellValue:
    """Return a cell that is a number as one, with the format that shows it as it was printed.

    Examples
    --------
    >>> cell_value("1,234"), cell_value("12.5%")
    (Number(value=1234.0, shown_as='#,##0'), Number(value=0.125, shown_as='0.0%'))
    >>> cell_value("4.1 (3.8 to 4.9)"), cell_value(""), cell_value("0012")
    ('4.1 (3.8 to 4.9)', 'no value', '0012')
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text or EMPTY
    sign, whole, decimals, percent = found.groups(default="")
    is_code = len(whole) > 1 and whole.startswith("0")
    if is_code or len(whole.replace(",", "")) > MOST_DIGITS:
        return text
    value = float(whole.replace(",", "") + decimals) * (-1 if sign else 1)
    places = f".{'0' * (len(decimals) - 1)}" if decimals else ""
    if percent:
        return Number(round(value / 100, len(decimals) + 2), f"0{places}%")
    return Number(value, f"{'#,##0' if ',' in whole else '0'}{places}")
