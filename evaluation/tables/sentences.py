"""Faults of a table as sentences with file, row numbers and column, never with a row's value.

In: faults of cells, from our own rules or from pandera. Out: findings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pandera.errors import SchemaErrors

from evaluation.errors import Finding, Severity, nearest

MAX_ROWS_NAMED = 5

# pandera's own check, in the words of an evaluator; all others bring their sentence with them
_EMPTY = ("'{column}' is empty.", "Fill it in, or remove the row.")


@dataclass(frozen=True, slots=True)
class TableFile:
    """How findings name a table.

    Parameters
    ----------
    shown_as : str
        Path shown to the user.
    project : str
        Slug of the project; empty if none.
    sheet : str
        Sheet of the workbook; empty for other files and for a workbook's only sheet.
    """

    shown_as: str
    project: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in some rows of one column, before it is put into words.

    Parameters
    ----------
    sentence, remedy : str
        What is wrong and what to do next.
    rows : tuple of int
        Row numbers as a spreadsheet shows them: the header is usually row 1.
    column : str
        Name of the column; empty where the fault is of the whole table.
    severity : {"error", "warning"}
    """

    sentence: str
    remedy: str = ""
    rows: tuple[int, ...] = ()
    column: str = ""
    severity: Severity = "error"

    def finding(self, file: TableFile) -> Finding:
        """Return the fault as a finding of that file."""
        return Finding(
            self.sentence,
            self.remedy,
            file=file.shown_as,
            place=place_of(self.rows, self.column, file.sheet),
            project=file.project,
            severity=self.severity,
        )


def place_of(rows: Sequence[int], column: str = "", sheet: str = "") -> str:
    """Return where in a table a fault is.

    Examples
    --------
    >>> place_of([2], "value")
    "row 2, column 'value'"
    >>> place_of(range(2, 10), sheet="2024")
    "sheet '2024', rows 2, 3, 4, 5, 6 and 3 more"
    """
    parts = [
        f"sheet '{sheet}'" if sheet else "",
        _rows_in_words(rows),
        f"column '{column}'" if column else "",
    ]
    return ", ".join(part for part in parts if part)


def _rows_in_words(rows: Sequence[int]) -> str:
    if not rows:
        return ""
    named = [str(row) for row in rows[:MAX_ROWS_NAMED]]
    more = len(rows) - len(named)
    if len(rows) == 1:
        return f"row {named[0]}"
    return f"rows {in_words([*named, f'{more} more'] if more else named)}"


def in_words(names: Iterable[str], conjunction: str = "and") -> str:
    """Return names as a list in a sentence.

    Examples
    --------
    >>> in_words(["met", "not met", "exception"], "or")
    'met, not met or exception'
    """
    *first, last = list(names)
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def suggestion(word: str, known: Collection[str], otherwise: str = "") -> str:
    """Return the question that names the nearest known spelling, in the known one's case.

    Examples
    --------
    >>> suggestion("valeu", ["value", "Numerator"])
    "Did you mean 'value'?"
    >>> suggestion("numerater", ["value", "Numerator"])
    "Did you mean 'Numerator'?"
    >>> suggestion("zzz", ["value"], otherwise="Remove it.")
    'Remove it.'
    """
    by_folded = {name.lower(): name for name in known}
    near = nearest(word, by_folded)
    return f"Did you mean '{by_folded[near]}'?" if near else otherwise


def schema_faults(errors: SchemaErrors, known_faults: Iterable[Fault] = ()) -> list[Fault]:
    """Return pandera's failures, all of them, as faults.

    Every check carries its sentence as `error`, its remedy as `description` and, where it looks
    at several columns, the column to name as `title`.

    Parameters
    ----------
    errors : SchemaErrors
        What a lazy validation raised; the index of its frame is the row number.
    known_faults : iterable of Fault
        Faults that are known already: their cells are not reported again.
    """
    known = {(fault.column, row) for fault in known_faults for row in fault.rows}
    faults: list[Fault] = []
    for error in errors.schema_errors:
        check = error.check
        if isinstance(check, str):  # pandera's own check for missing cells
            (sentence, remedy), column = _EMPTY, str(error.schema.name)
        else:
            sentence, remedy = str(check.error), check.description or ""
            column = check.title or str(error.schema.name)
        numbers = {int(row) for row in error.failure_cases["index"]}
        rows = tuple(sorted(row for row in numbers if (column, row) not in known))
        if rows:
            sentence = sentence.format(column=column)
            faults.append(Fault(sentence, remedy, rows, column))
    return faults
