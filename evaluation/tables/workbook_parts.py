"""What a sheet of a workbook says beside its values: formulas, what is hidden, what is merged."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, Final

from evaluation.tables.sentences import Fault, in_words

PERCENT_FORMATS: Final = (9, 10)  # 0% and 0.00%, numbers of formats that every workbook knows
DIGITS_OF_A_PERCENTAGE: Final = 12  # a float64 times 100 is exact to these
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\s[^>]*?\bhidden="(?:1|true)"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="[A-Z]+(\d+):[A-Z]+(\d+)"')


def part_of(content: bytes, part: str) -> bytes:
    """Return one part of a workbook, such as the XML of a sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part.lstrip("/"))


def has_formulas(xml: bytes) -> bool:
    """Return whether a sheet may hold a formula; to look is faster than to read it twice."""
    return _FORMULA.search(xml) is not None


def merged_rows(xml: bytes) -> tuple[tuple[int, int], ...]:
    """Return first and last row of the cells that are merged over several rows."""
    spans = [(int(match[1]), int(match[2])) for match in _MERGED.finditer(xml)]
    return tuple((first, last) for first, last in spans if last > first)


def hidden_notes(xml: bytes) -> tuple[Fault, ...]:
    """Return the warning that rows or columns are hidden, where any are."""
    kinds = [
        noun
        for noun, pattern in (("rows", _HIDDEN_ROW), ("columns", _HIDDEN_COLUMN))
        if pattern.search(xml)
    ]
    if not kinds:
        return ()
    sentence = f"The sheet has hidden {in_words(kinds)}, by a filter or by hand; they are read too."
    return (Fault(sentence, "Delete them if they are not to count.", severity="warning"),)


def hidden_sheets(names: list[str]) -> tuple[Fault, ...]:
    """Return the warning that sheets are hidden, where any are."""
    if not names:
        return ()
    listed = in_words([f"'{name}'" for name in names])
    noun, verb = ("sheet", "is") if len(names) == 1 else ("sheets", "are")
    sentence = f"The hidden {noun} {listed} {verb} not read."
    return (Fault(sentence, "Name it with 'sheet:' if it holds the table.", severity="warning"),)


def has_percentages(book: Any) -> bool:
    """Return whether a workbook of openpyxl has a format that shows percentages."""
    return any("%" in text for text in book._number_formats) or any(
        style.numFmtId in PERCENT_FORMATS for style in book._cell_styles
    )


def as_shown(value: Any, number_format: str) -> Any:
    """Return a number that is shown as a percentage as a reader sees it.

    Examples
    --------
    >>> as_shown(0.125, "0.0%"), as_shown(0.125, "0.00")
    ('12.5%', 0.125)
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or "%" not in (number_format or ""):
        return value
    return f"{round(value * 100, DIGITS_OF_A_PERCENTAGE):.12g}%"
