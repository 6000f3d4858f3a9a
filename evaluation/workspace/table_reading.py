"""How a table that was not made for us is to be read: its names, dates, header and marks.

All of it may stand beside `path:` in project.yml or beside the data of a SPEC.yml, and all of it
may be left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from evaluation.workspace.names import fold
from evaluation.workspace.strict import StrictModel, Text

Bounds = tuple[int, int]
DateOrder = Literal["day-first", "month-first"]

OF_A_KPI = "."  # between a KPI's id and its column
COLUMNS_OF_ONE_KPI = ("kpi", "value", "numerator", "denominator", "n")

A_LIST = "Write one such as falls.numerator, or [falls.denominator, ulcers.denominator]."
_KPI_COLUMN = re.compile(r"\s*[^.\s][^.]*\.[^.]*[^.\s]\s*")

MARKS_REMEDY = (
    'Write a list such as ["*", "<5"], or each mark with its least and most: {"*": [1, 7]}.'
)


def _as_marks(value: object) -> object:
    """Accept a list of marks, or each with the least and the most that it stands for."""
    if isinstance(value, list):
        value = dict.fromkeys(str(mark) for mark in value)
    if not isinstance(value, dict) or not all(isinstance(mark, str) and mark for mark in value):
        raise ValueError(f"'suppressed' names the marks of suppressed counts. {MARKS_REMEDY}")
    return {mark: _as_bounds(mark, bounds) for mark, bounds in value.items()}


def _as_bounds(mark: str, bounds: object) -> Bounds | None:
    if bounds is None:
        return None
    if (
        isinstance(bounds, list)
        and [type(each) for each in bounds] == [int, int]
        and 0 <= bounds[0] <= bounds[1]
    ):
        return (bounds[0], bounds[1])
    raise ValueError(
        f"The mark '{mark}' under 'suppressed' needs two whole numbers, the least and the most "
        "that it stands for, such as [1, 7]."
    )


def _as_cell(value: object) -> object:
    """Accept numbers and days as the text that a cell would hold."""
    if isinstance(value, dt.date):
        return value.isoformat()
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def _as_values(value: object) -> object:
    """Accept one value or a list of them, each as the text that a cell would hold."""
    given = [_as_cell(each) for each in (value if isinstance(value, list | tuple) else [value])]
    if not given or not all(isinstance(each, str) and each.strip() for each in given):
        raise ValueError(
            "Each name under 'rows' stands for the value of the rows that are wanted, or for a "
            'list of values, such as RDZ or ["1", "2"]. Put "yes", "no" and the like in quotation '
            "marks."
        )
    return tuple(given)


def _refuse_the_same(key: str, names: Collection[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        if fold(name) in seen:
            raise ValueError(
                f"'{key}' names '{seen[fold(name)]}' and '{name}', which are the same: "
                "case and spaces do not matter. Keep one of them."
            )
        seen[fold(name)] = name


def _as_targets(value: object) -> object:
    """Accept the name of one column, or a list of columns of KPIs."""
    given = value if isinstance(value, list | tuple) else [value]
    names = [each for each in given if isinstance(each, str) and each.strip()]
    if not names or len(names) < len(given):
        raise ValueError(
            "Each name under 'columns' stands for the name of one column, or for a list of "
            f"columns of KPIs. {A_LIST}"
        )
    if any(OF_A_KPI in each and not _KPI_COLUMN.fullmatch(each) for each in names):
        raise ValueError(f"A column of a KPI is its id, a point and the column. {A_LIST}")
    if given is not value:
        return value
    if not all(OF_A_KPI in each for each in names):
        raise ValueError(f"A list under 'columns' names columns of KPIs. {A_LIST}")
    return tuple(names)


Targets = Annotated[Text | tuple[Text, ...], BeforeValidator(_as_targets)]


@dataclass(frozen=True)
class KpiColumn:
    """A column of an extract that is given to a KPI.

    Parameters
    ----------
    theirs : str
        Its name in the extract.
    kpi, column : str
        The KPI's id and its column, as they are written.
    """

    theirs: str
    kpi: str
    column: str


class TableReading(StrictModel):
    """How a table is read where it does not follow the data dictionary.

    Parameters
    ----------
    columns : mapping of their name to ours
        Case, and spaces, hyphens or underscores between words, do not matter. In an extract with
        a column for each KPI, ours is `KPI.column`, or a list of these.
    constants : mapping of our column to the value of all rows
        For a column that the table does not have.
    dates : {"day-first", "month-first"}, optional
        How 01/04/2024 is read; left out it is read day first, and said where that is a guess.
    header_row : int, optional
        Row of the column names; left out it is looked for in the first rows.
    rows : mapping of their name to the value or the values that a row must have
        The other rows are left out. Case and the number of spaces do not matter.
    suppressed : mapping of mark to (least, most) or None
        Marks of suppressed counts beside *, <5, 1-4, c and [c], and what a mark stands for.
    duplicates : {"refuse", "drop-identical", "add-up"}
        What is done with rows that are equal in every cell; or rows of the same period and group
        are parts, such as wards or departments, that are added up.
    """

    columns: dict[Text, Targets] = Field(default_factory=dict)
    constants: dict[Text, Annotated[Text, BeforeValidator(_as_cell)]] = Field(default_factory=dict)
    dates: DateOrder | None = None
    header_row: Annotated[int, Field(ge=1)] | None = None
    suppressed: Annotated[dict[str, Bounds | None], BeforeValidator(_as_marks)] = Field(
        default_factory=dict
    )
    rows: dict[Text, Annotated[tuple[Text, ...], BeforeValidator(_as_values)]] = Field(
        default_factory=dict
    )
    duplicates: Literal["refuse", "drop-identical", "add-up"] = "refuse"

    @property
    def renamed(self) -> dict[str, str]:
        """Their name to ours, of the columns that all rows share."""
        return {
            theirs: ours
            for theirs, ours in self.columns.items()
            if isinstance(ours, str) and OF_A_KPI not in ours
        }

    @property
    def kpi_columns(self) -> tuple[KpiColumn, ...]:
        """The columns that are given to KPIs; none where each row is of one KPI."""
        return tuple(
            KpiColumn(theirs, *ours.rsplit(OF_A_KPI, maxsplit=1))
            for theirs, ours in self._pairs()
            if OF_A_KPI in ours
        )

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for theirs, ours in self.columns.items():
            yield from ((theirs, each) for each in ([ours] if isinstance(ours, str) else ours))

    @model_validator(mode="after")
    def _has_one_origin_for_each_column(self) -> Self:
        ours: dict[str, str] = {}
        _refuse_the_same("columns", self.columns)
        _refuse_the_same("rows", self.rows)
        for theirs, name in self._pairs():
            if fold(name) in ours:
                raise ValueError(
                    f"'columns' gives the column '{name}' twice, to '{ours[fold(name)]}' and to "
                    f"'{theirs}'. Keep one of them."
                )
            ours[fold(name)] = theirs
        both = next((name for name in self.constants if fold(name) in ours), None)
        if both is not None:
            raise ValueError(
                f"The column '{both}' is under 'columns' and under 'constants'. Keep one of them."
            )
        return self

    @model_validator(mode="after")
    def _has_rows_of_one_kpi_or_of_all(self) -> Self:
        of_kpis = self.kpi_columns
        for key, names in (("columns", self.renamed.values()), ("constants", self.constants)):
            mixed = next((name for name in names if fold(name) in COLUMNS_OF_ONE_KPI), None)
            if of_kpis and mixed is not None:
                raise ValueError(
                    f"'columns' gives '{of_kpis[0].theirs}' to a KPI, and '{key}' has '{mixed}' "
                    "for tables whose rows are of one KPI each. Give every column to its KPI, "
                    "such as 'falls.numerator', or none."
                )
        return self
