"""Hold the hub's tables against what their cells refer to: partners, projects, one another.

In: the tables, typed, and what the other files define. Out: faults by table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from evaluation.tables.hub.every import HUB_TABLES
from evaluation.tables.hub.schema import (
    DIMENSIONS,
    INSTRUMENTS,
    ITEMS,
    PARTNERS,
    PROJECTS,
    HubTable,
)
from evaluation.tables.ids import unknown_ids
from evaluation.tables.sentences import Fault, in_words
from evaluation.workspace.instruments import INSTRUMENTS_FILE
from evaluation.workspace.maturity_wheel import WHEEL_FILE


@dataclass(frozen=True)
class Defined:
    """Ids, and where they are defined, in words that follow "is not defined"."""

    ids: Collection[str]
    where: str


@dataclass(frozen=True)
class Known:
    """What other files than tables define.

    Parameters
    ----------
    partners, projects, dimensions, instruments, items : collection of str
        Ids.
    """

    partners: Collection[str] = ()
    projects: Collection[str] = ()
    dimensions: Collection[str] = ()
    instruments: Collection[str] = ()
    items: Collection[str] = ()

    def defined(self) -> dict[str, Defined]:
        """Return them by what a column says it refers to."""
        wheel, forms = WHEEL_FILE.as_posix(), INSTRUMENTS_FILE.as_posix()
        return {
            PARTNERS: Defined(self.partners, "as the 'id' of a partner in data/hub.yml"),
            PROJECTS: Defined(self.projects, "as a folder of data/projects"),
            DIMENSIONS: Defined(self.dimensions, f"under 'dimensions:' in {wheel}"),
            INSTRUMENTS: Defined(self.instruments, f"under 'instruments:' in {forms}"),
            ITEMS: Defined(self.items, f"under 'items:' in {forms}"),
        }


def reference_faults(
    table: HubTable, frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame], known: Known
) -> list[Fault]:
    """Return the cells of a table that refer to what is not there.

    Parameters
    ----------
    table : HubTable
    frame : DataFrame
        Its rows, indexed by row number.
    tables : mapping of str to DataFrame
        All tables that could be read, by name.
    known : Known
    """
    faults: list[Fault] = []
    defined = known.defined()
    for name, column in table.schema.columns.items():
        refers = column.metadata.get("refers")
        if not refers:
            continue
        target = defined.get(refers) or _in_a_table(refers, tables)
        faults += unknown_ids(frame[str(name)], target.ids, target.where)
    return faults or [
        fault
        for columns, other in table.belongs
        for fault in _apart(frame[list(columns)], columns, other, tables.get(other))
    ]


def _apart(
    own: pd.DataFrame, columns: Sequence[str], other: str, target: pd.DataFrame | None
) -> list[Fault]:
    """Return the rows whose ids are there, but not together in one row of the other table."""
    if target is None:
        return []
    there = set(target[list(columns)].itertuples(index=False, name=None))
    rows = tuple(
        int(row)
        for row, *ids in own.dropna().itertuples(index=True, name=None)
        if tuple(ids) not in there
    )
    together = in_words(f"'{column}'" for column in columns)
    sentence = f"{together} do not stand together in any row of the table {other} of data/hub."
    return [
        Fault(sentence, "Correct one of them, or add the row there.", rows, columns[-1])
    ] * bool(rows)


def _in_a_table(refers: str, tables: Mapping[str, pd.DataFrame]) -> Defined:
    """Return what a column of another table holds; of a table that is not there, nothing."""
    name, _, column = refers.partition(".")
    if name not in HUB_TABLES:
        raise ValueError(f"a column refers to '{refers}', which is no table of the hub")
    where = f"as '{column}' in the table {name} of data/hub"
    found = tables.get(name)
    return Defined(() if found is None else tuple(found[column].dropna().unique()), where)
