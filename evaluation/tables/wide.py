"""Read an extract with a column for each KPI: its rows become rows of one KPI each.

In: a table as text, and which KPI project.yml gives each column to. Out: a table of one KPI per
row, numbered anew, and its faults told by the row and the column of the extract.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from evaluation.tables.columns import column_faults
from evaluation.tables.identifiers import identifier_faults
from evaluation.tables.schemas import KPI_KEYS, KPI_SCHEMA
from evaluation.tables.sentences import Fault
from evaluation.tables.their_names import in_their_words, with_keys
from evaluation.workspace import Project
from evaluation.workspace.kpi_columns import NEEDED
from evaluation.workspace.names import fold, meant_by
from evaluation.workspace.table_reading import TableReading

KNOWN: Final = tuple(str(name) for name in KPI_SCHEMA.columns)
SHARED: Final = ("period", "dimension", "group")
NUMBERS: Final = tuple(name for name in KNOWN if name not in KPI_KEYS)
# what is wrong with a period is wrong for every KPI of its frequency
_OF_ONE_KPI = re.compile(r"the (\w+) KPI '[^']+'")
_ROW, _CELLS = "Remove the row.", "Leave the KPI's cells in the row blank."


@dataclass(frozen=True)
class OwnNames:
    """How an extract calls its columns.

    Parameters
    ----------
    shared : mapping of our column to theirs
        Of the columns that all KPIs of a row share.
    of_kpis : mapping of (KPI, our column) to theirs
    """

    shared: Mapping[str, str]
    of_kpis: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, how: TableReading, project: Project) -> OwnNames:
        """Return the names that project.yml says; every KPI that it names is defined."""
        given = how.kpi_columns
        meant = meant_by([each.kpi for each in given], [kpi.id for kpi in project.kpis])
        return cls(
            {fold(ours): theirs for theirs, ours in how.renamed.items()},
            {(meant[each.kpi], fold(each.column)): each.theirs for each in given},
        )

    def fault(self, fault: Fault, kpi: str = "") -> Fault:
        """Return a fault in the words of the extract.

        Parameters
        ----------
        fault : Fault
        kpi : str
            The KPI that it is of; empty where it is of all.
        """
        sentence, remedy = fault.sentence, fault.remedy
        if fault.column == "period":
            sentence = _OF_ONE_KPI.sub(r"the \1 KPIs", sentence)
        if fault.column in NUMBERS:
            remedy = remedy.replace(_ROW, _CELLS)
        return replace(
            fault,
            sentence=self.told(sentence, kpi),
            remedy=self.told(remedy, kpi),
            column=self._theirs(fault.column, kpi),
        )

    def told(self, text: str, kpi: str) -> str:
        """Return a text about a KPI with our columns, in quotation marks, as theirs."""
        own = {ours: theirs for (of, ours), theirs in self.of_kpis.items() if of == kpi}
        return in_their_words(text, {**self.shared, **own})

    def _theirs(self, column: str, kpi: str) -> str:
        if column == "kpi":
            return ""
        return self.of_kpis.get((kpi, column)) or self.shared.get(column, column)


@dataclass(frozen=True)
class Lengthened:
    """A table of one KPI per row that was made from an extract.

    Parameters
    ----------
    text : DataFrame of "string" columns
        Columns of the KPI schema; rows numbered from 0.
    rows : Series of int
        The row of the extract that each came from.
    names : OwnNames
    """

    text: pd.DataFrame
    rows: pd.Series
    names: OwnNames

    def told(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return faults by the rows and the columns of the extract, each once."""
        keys = [name for name in SHARED if self.text[name].notna().any()]
        found: dict[Fault, set[int]] = {}
        for fault in faults:
            for kpi, rows in self._by_kpi(fault):
                sentence = with_keys(fault.sentence, keys or SHARED)
                named = self.names.fault(replace(fault, sentence=sentence, rows=()), kpi)
                found.setdefault(named, set()).update(rows)
        return [replace(fault, rows=tuple(sorted(rows))) for fault, rows in found.items()]

    def _by_kpi(self, fault: Fault) -> Iterator[tuple[str, list[int]]]:
        if not fault.rows:
            yield "", []
            return
        rows = list(fault.rows)
        for kpi, own in self.rows.loc[rows].groupby(self.text["kpi"].loc[rows], sort=False):
            yield str(kpi), [int(row) for row in own]


def wide_column_faults(text: pd.DataFrame, names: OwnNames) -> list[Fault]:
    """Return what is wrong with the columns of an extract.

    Parameters
    ----------
    text : DataFrame of "string" columns
        The index is the row number.
    names : OwnNames
    """
    own = {fold(theirs) for theirs in names.of_kpis.values()}
    given = [str(name) for name in text.columns if fold(str(name)) in own]
    others = text.drop(columns=given)
    refused = identifier_faults(others)
    for (kpi, column), theirs in names.of_kpis.items():
        cells = text[[name for name in given if fold(name) == fold(theirs)]]
        found = identifier_faults(cells.set_axis([column], axis=1))
        refused += [names.fault(fault, kpi) for fault in found]
    if "kpi" in others:
        sentence = "The table has a column 'kpi', but 'columns' gives its columns to KPIs."
        remedy = "Remove it, or give no column to a KPI if each row is of one."
        refused.append(Fault(sentence, remedy, column="kpi"))
    if given and text[given].isna().all(axis=None):
        sentence = "The columns of the KPIs are blank in every row."
        refused.append(Fault(sentence, "Fill them in, or correct 'columns' beside the path."))
    present = [str(name) for name in text.columns]
    faults = column_faults(present, [*SHARED, *given], {"period"}, refused, has_others=True)
    return [*dict.fromkeys(refused), *faults]


def lengthened(text: pd.DataFrame, names: OwnNames) -> Lengthened:
    """Return a table of one KPI per row; a KPI whose cells are all blank in a row has none there.

    A column that is given to several KPIs, such as bed days, does not say that any of them has a
    row.

    Parameters
    ----------
    text : DataFrame of "string" columns
        With the column `period` and those that are given to KPIs; the index is the row number.
    names : OwnNames
    """
    written = {fold(str(name)): str(name) for name in text.columns}
    used = Counter(theirs for _, theirs in {(kpi, t) for (kpi, _), t in names.of_kpis.items()})
    shared = text.reindex(columns=list(SHARED)).astype("string")
    parts = []
    for kpi in dict.fromkeys(kpi for kpi, _ in names.of_kpis):
        own = {ours: theirs for (of, ours), theirs in names.of_kpis.items() if of == kpi}
        cells = text[[written[fold(theirs)] for theirs in own.values()]]
        cells = cells.set_axis(list(own), axis=1)
        telling = [ours for ours, theirs in own.items() if used[theirs] == 1] or list(own)
        part = pd.concat([shared, cells], axis=1).assign(kpi=kpi).reindex(columns=list(KNOWN))
        parts.append(part[cells[telling].notna().any(axis=1)].astype("string"))
    found = pd.concat(parts).sort_index(kind="stable")
    rows = pd.Series(found.index.to_numpy("int64"), name="row")
    return Lengthened(found.reset_index(drop=True), rows, names)


def without_columns(names: OwnNames, project: Project) -> tuple[Project, list[Fault]]:
    """Return a project with the KPIs that have columns, and a warning of each that has none.

    Parameters
    ----------
    names : OwnNames
    project : Project
    """
    given = {kpi for kpi, _ in names.of_kpis}
    faults = [
        Fault(
            f"'columns' beside the path gives the KPI '{kpi.id}' no column.",
            "Name its columns, or know that the report shows none.",
            severity="warning",
        )
        for kpi in project.kpis
        if kpi.id not in given
    ]
    kept = [kpi for kpi in project.kpis if kpi.id in given]
    return project.model_copy(update={"kpis": kept}), faults


def half_blank_faults(long: Lengthened, project: Project) -> list[Fault]:
    """Return the rows in which a KPI has one of its cells and lacks one that it needs.

    Parameters
    ----------
    long : Lengthened
    project : Project
    """
    faults = []
    for kpi in project.kpis:
        own = long.text[long.text["kpi"].eq(kpi.id).fillna(value=False).astype(bool)]
        for name in NEEDED[kpi.kind]:
            for other in (each for each in NUMBERS if each != name):
                rows = own.index[own[name].isna() & own[other].notna()]
                if len(rows):
                    faults.append(_half_blank(name, other, tuple(int(row) for row in rows)))
    return faults


def _half_blank(name: str, other: str, rows: tuple[int, ...]) -> Fault:
    sentence = f"'{name}' is blank in a row with '{other}'."
    return Fault(sentence, "Fill it in, or leave the cells of both blank.", rows, name)
