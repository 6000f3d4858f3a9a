"""What a column of a hub's table may be, and what a table of the hub is.

Checks, the data dictionary and the workbooks to fill in are all made from these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from evaluation.tables.hub.written_times import is_quarter, is_year, year_of
from evaluation.tables.schemas import COUNT, DATE, NUMBER, TEXT, row_rule
from evaluation.tables.sentences import in_words

YEAR_EXAMPLE, QUARTER_EXAMPLE, DAY_EXAMPLE = "2025/26", "2025/26-Q3", "2025-10-01"
WRITTEN_LIKE = "'{column}' must be written like %s."

PARTNERS, PROJECTS = "partners", "projects"
DIMENSIONS = "maturity-wheel.dimensions"
INSTRUMENTS, ITEMS = "instruments.instruments", "instruments.items"


@dataclass(frozen=True)
class HubTable:
    """One table of the hub.

    Parameters
    ----------
    title : str
        What a reader calls it, such as "Sessions held".
    purpose : str
        One sentence: what its rows are.
    schema : DataFrameSchema
        Its name is the table's.
    belongs : tuple of (columns, table)
        Columns that stand together in a row of another table, under the same names.
    """

    title: str
    purpose: str
    schema: pa.DataFrameSchema
    belongs: tuple[tuple[tuple[str, ...], str], ...] = ()

    @property
    def name(self) -> str:
        """The name of the table and of its file."""
        return str(self.schema.name)

    def empty(self) -> pd.DataFrame:
        """Return the table without rows."""
        columns = {
            str(name): pd.Series([], dtype=column.metadata["type"])
            for name, column in self.schema.columns.items()
        }
        return pd.DataFrame(columns)


def hub_table(
    name: str,
    title: str,
    purpose: str,
    columns: dict[str, pa.Column],
    keys: Sequence[str] = (),
    rules: Sequence[pa.Check] = (),
    belongs: Sequence[tuple[tuple[str, ...], str]] = (),
) -> HubTable:
    """Return a table.

    Parameters
    ----------
    name : str
        Of the table and its file, such as "education-sessions".
    title, purpose : str
        As for `HubTable`.
    columns : dict of str to Column
        Made by the functions below.
    keys : sequence of str
        Columns that together no two rows share; none where rows may repeat. A key may be empty.
    rules : sequence of Check
        Further rules over rows, made by `row_rule`.
    belongs : sequence of (columns, table)
        As for `HubTable`.
    """
    needed = [key for key in keys if columns[key].metadata["needed"] == "yes"]
    checks = [_unique(keys, needed)] if keys else []
    schema = pa.DataFrameSchema(columns, checks=[*checks, *rules], name=name)
    return HubTable(title, purpose, schema, tuple(belongs))


def text(
    description: str,
    *,
    example: str,
    needed: bool = True,
    refers: str = "",
    free: bool = False,
    of_people: bool = False,
) -> pa.Column:
    """Return a column of text.

    Parameters
    ----------
    description : str
    example : str
    needed : bool
        Whether every row must have it.
    refers : str
        What its cells must be: `PARTNERS`, `PROJECTS`, `DIMENSIONS`, `INSTRUMENTS`, `ITEMS`, or
        "<table>.<column>"; empty for any text.
    free : bool
        Whether it is prose, which is searched for names and contacts of people.
    of_people : bool
        Whether it tells what people said or did, so that no post of one person may stand in it.
    """
    values = f"as in {refers}" if refers else ""
    return _column(
        TEXT,
        description,
        example,
        needed=needed,
        values=values,
        refers=refers,
        free=free,
        of_people=of_people,
    )


def choice(
    values: Sequence[str], description: str, *, needed: bool = True, example: str = ""
) -> pa.Column:
    """Return a column of closed choices; case, spaces and hyphens of its cells may differ."""
    return _column(
        TEXT,
        description,
        example or values[0],
        needed=needed,
        values=" | ".join(values),
        choices=tuple(values),
    )


def whole(
    description: str,
    unit: str,
    *,
    example: str,
    needed: bool = True,
    least: int = 0,
    most: int | None = None,
) -> pa.Column:
    """Return a column of whole numbers between `least` and `most`."""
    return _numbers(COUNT, description, unit, example, needed=needed, least=least, most=most)


def number(
    description: str,
    unit: str,
    *,
    example: str,
    needed: bool = True,
    least: float | None = 0,
    most: float | None = None,
) -> pa.Column:
    """Return a column of numbers between `least` and `most`; None means no limit."""
    return _numbers(NUMBER, description, unit, example, needed=needed, least=least, most=most)


def day(description: str, *, needed: bool = True, example: str = DAY_EXAMPLE) -> pa.Column:
    """Return a column of days."""
    return _column(DATE, description, example, needed=needed)


def year(description: str = "Financial year, April to March.", *, needed: bool = True) -> pa.Column:
    """Return a column of financial years written like 2025/26."""
    rule = pa.Check(
        lambda cells: cells.map(is_year),
        error=WRITTEN_LIKE % YEAR_EXAMPLE,
        description="Write the two years that follow one another.",
    )
    values = YEAR_EXAMPLE
    return _column(TEXT, description, YEAR_EXAMPLE, needed=needed, values=values, rule=rule)


def quarter(
    description: str = "Quarter of the financial year; Q1 is April to June.", *, needed: bool = True
) -> pa.Column:
    """Return a column of quarters written like 2025/26-Q3."""
    rule = pa.Check(
        lambda cells: cells.map(is_quarter),
        error=WRITTEN_LIKE % QUARTER_EXAMPLE,
        description="Write the financial year and Q1, Q2, Q3 or Q4.",
    )
    values = QUARTER_EXAMPLE
    return _column(TEXT, description, QUARTER_EXAMPLE, needed=needed, values=values, rule=rule)


def day_in_year(day: str, year: str) -> pa.Check:
    """Return the rule that a day lies in the financial year of its row."""
    return row_rule(
        lambda table: (
            table[day].isna()
            | ~table[year].map(is_year, na_action="ignore").fillna(value=False).astype(bool)
            | table[day].map(year_of, na_action="ignore").eq(table[year]).fillna(value=False)
        ),
        f"'{day}' does not lie in the financial year in '{year}'.",
        "Correct one of the two.",
        day,
    )


def _unique(keys: Sequence[str], needed: Sequence[str]) -> pa.Check:
    """Return the rule that no two rows share the keys; rows without a needed one are let be."""
    return row_rule(
        lambda table: ~table.duplicated(list(keys)) | table[list(needed)].isna().any(axis=1),
        "A row above has the same " + in_words(f"'{key}'" for key in keys) + ".",
        "Keep one of them.",
        keys[0],
    )


def _numbers(
    dtype: str,
    description: str,
    unit: str,
    example: str,
    *,
    needed: bool,
    least: float | None,
    most: float | None,
) -> pa.Column:
    if most is None:
        span = "" if least is None else f"{least:g} or more"
    else:
        span = f"{most:g} or less" if least is None else f"{least:g} to {most:g}"
    rule = pa.Check(
        lambda cells: (least is None or cells >= least) & (most is None or cells <= most),
        error=f"'{{column}}' must be {span}.",
        description="Correct the number.",
    )
    return _column(
        dtype,
        description,
        example,
        needed=needed,
        unit=unit,
        values=span,
        rule=rule if span else None,
        least=least,
        most=most,
    )


def _column(
    dtype: str,
    description: str,
    example: str,
    *,
    needed: bool,
    unit: str = "",
    values: str = "",
    rule: pa.Check | None = None,
    **facts: object,
) -> pa.Column:
    return pa.Column(
        dtype,
        rule,
        nullable=not needed,
        description=description,
        metadata={
            "type": dtype,
            "unit": unit,
            "values": values,
            "needed": "yes" if needed else "no",
            "example": example,
            **facts,
        },
    )
