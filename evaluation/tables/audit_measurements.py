"""Check an audit table of measurements: one row per record, with the columns that criteria judge.

In: the table as text, the project's audit, and the standards. Out: typed columns, and faults.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from evaluation.tables.batches import Batch, in_memory
from evaluation.tables.columns import column_faults
from evaluation.tables.dates import UNSAID, DateStyle
from evaluation.tables.identifiers import identifier_faults
from evaluation.tables.schemas import DIMENSIONS
from evaluation.tables.sentences import Fault
from evaluation.tables.typed_batch import (
    ColumnKind,
    empty_fault,
    fault_at,
    inferred_kind,
    typed_batch,
)
from evaluation.workspace import Audit, Criterion, StandardsFile
from evaluation.workspace.measures import ARROW_TYPES, columns_of, faults_of
from evaluation.workspace.names import fold
from evaluation.workspace.standards import versions

OWN_COLUMNS = ("record", "date", "cycle", *DIMENSIONS)
REQUIRED = ("record", "date")
KINDS = {name: ColumnKind("date" if name == "date" else "text") for name in OWN_COLUMNS}
SET_ASIDE = "The report sets these records aside and counts them."


@dataclass(frozen=True)
class Standards:
    """What the standards library says, as far as tables need it."""

    criteria: dict[str, Criterion]
    kinds: dict[str, ColumnKind]

    @classmethod
    def of(cls, files: Sequence[StandardsFile]) -> Standards:
        """Return the criteria and columns of some files."""
        return cls(
            {each.id: each for file in files for each in file.criteria},
            {
                name: ColumnKind(column.type, tuple(column.allowed))
                for file in files
                for name, column in file.columns.items()
            },
        )

    def versions_in(self, audit: Audit) -> dict[str, tuple[Criterion, ...]]:
        """Return, for each criterion of an audit, the versions that held on a day of a cycle."""
        return {
            item.id: tuple(
                version
                for version in versions(self.criteria, item.id)
                if any(
                    version.valid_from <= cycle.end
                    and (version.valid_to is None or version.valid_to >= cycle.start)
                    for cycle in audit.cycles
                )
            )
            for item in audit.criteria
            if item.id in self.criteria
        }

    def columns_of(self, audit: Audit) -> set[str]:
        """Return the columns that the measures of an audit read."""
        return {
            name
            for chain in self.versions_in(audit).values()
            for version in chain
            if version.measure
            for name in columns_of(version.measure)
        }


def is_measurements(columns: Collection[str], audit: Audit | None, standards: Standards) -> bool:
    """Whether a table holds measurements: records without criteria, but with their columns."""
    if audit is None or "criterion" in columns or "record" not in columns:
        return False
    return bool({fold(name) for name in standards.columns_of(audit)} & {fold(c) for c in columns})


def checked_measurements(
    text: pd.DataFrame,
    audit: Audit,
    standards: Standards,
    dates: DateStyle = UNSAID,
    *,
    has_others: bool = False,
) -> tuple[pa.RecordBatch | None, list[Fault]]:
    """Return the typed columns of a table of measurements, and everything that is wrong with it.

    Parameters
    ----------
    text : DataFrame of "string" columns
        The index is the row number.
    audit : Audit
    standards : Standards
    dates : DateStyle
        How its dates are written.
    has_others : bool
        Whether columns that are not known are left out, with a warning.

    Returns
    -------
    columns : RecordBatch or None
        record, date, cycle and the dimensions where they are there, and what the measures read;
        None where there is an error.
    faults : list of Fault
    """
    text = text.rename(columns=_spelled(text.columns, standards))
    used = standards.columns_of(audit)
    known = [*OWN_COLUMNS, *sorted({*used, *standards.kinds} - {*OWN_COLUMNS})]
    present = [str(name) for name in text.columns]
    refused = identifier_faults(text)
    needed = {*REQUIRED, *used}
    faults = [*refused, *column_faults(present, known, needed, refused, has_others=has_others)]
    faults += _without_measure(audit, standards)
    batch = in_memory(text[[name for name in known if name in present]])
    kinds = _kinds(batch, standards)
    typed, misfits = typed_batch(batch, kinds, dates)
    faults += misfits
    faults += empty_fault(batch, "record")
    if "cycle" in kinds:
        faults += empty_fault(batch, "cycle")
    faults += _type_faults(kinds, audit, standards, present)
    faults += list(_row_faults(batch, typed, audit))
    return (None if any(each.severity == "error" for each in faults) else typed), faults


def cycles_by_date(days: pd.Series, audit: Audit) -> pd.Series:
    """Return the cycle of each day, missing outside every cycle."""
    found = pd.Series(pd.NA, index=days.index, dtype="string")
    for cycle in audit.cycles:
        inside = days.between(pd.Timestamp(cycle.start), pd.Timestamp(cycle.end))
        found[inside.fillna(value=False)] = cycle.id
    return found


def _spelled(columns: pd.Index, standards: Standards) -> dict[str, str]:
    """Return the known name of each column that differs only in case, spaces or hyphens."""
    known = {fold(name): name for name in standards.kinds}
    return {str(name): known[fold(str(name))] for name in columns if fold(str(name)) in known}


def _kinds(batch: Batch, standards: Standards) -> dict[str, ColumnKind]:
    kinds: dict[str, ColumnKind] = {}
    for name in batch.columns.schema.names:
        known = KINDS.get(name) or standards.kinds.get(name)
        kinds[name] = known or inferred_kind(batch.columns.column(name).dictionary.to_pylist())
    return kinds


def _without_measure(audit: Audit, standards: Standards) -> Iterator[Fault]:
    for criterion, chain in standards.versions_in(audit).items():
        for version in chain:
            if version.measure is None:
                yield Fault(
                    f"The criterion '{criterion}' cannot be judged: its version '{version.id}' "
                    "has no 'measure'.",
                    "Write the measure in the standard, or give a table with results.",
                )


def _type_faults(
    kinds: dict[str, ColumnKind], audit: Audit, standards: Standards, present: list[str]
) -> list[Fault]:
    schema = pa.schema([(name, ARROW_TYPES[kind.type]) for name, kind in kinds.items()])
    faults = [
        Fault(f"Criterion '{criterion}': {sentence}", remedy)
        for criterion, chain in standards.versions_in(audit).items()
        for version in chain
        if version.measure and columns_of(version.measure) <= set(present)
        for sentence, remedy in faults_of(version.measure, schema)
    ]
    return list(dict.fromkeys(faults))


def _row_faults(batch: Batch, typed: pa.RecordBatch, audit: Audit) -> Iterator[Fault]:
    """Yield what is wrong with records, cycles and dates together."""
    names = [name for name in ("record", "cycle", "date") if name in typed.schema.names]
    frame = typed.select(names).to_pandas()
    if "date" not in frame:
        return
    days = pd.to_datetime(frame["date"])
    is_empty = batch.columns.column("date").is_null().to_pandas()
    if is_empty.any():
        yield _warned(batch, is_empty, "'date' is empty.", "date")
    if "cycle" not in frame:
        frame["cycle"] = cycles_by_date(days, audit)
        is_outside = days.notna() & frame["cycle"].isna()
        if is_outside.any():
            yield _warned(batch, is_outside, "'date' lies outside every cycle.", "date")
    else:
        yield from _cycle_faults(batch, frame["cycle"].astype("string"), days, audit)
    if "record" in frame:
        keys = frame[["record", "cycle"]]
        again = keys.duplicated() & keys.notna().all(axis=1)
        if again.any():
            sentence = "A row above has the same 'record' and 'cycle'."
            yield fault_at(batch, again.to_numpy(), sentence, "Keep one of them.", "record")


def _cycle_faults(batch: Batch, cycle: pd.Series, days: pd.Series, audit: Audit) -> Iterator[Fault]:
    known = [each.id for each in audit.cycles]
    is_unknown = (cycle.notna() & ~cycle.isin(known)).to_numpy()
    if is_unknown.any():
        sentence = "'cycle' must be an id under 'audit: cycles:'."
        yield fault_at(batch, is_unknown, sentence, f"There are: {', '.join(known)}.", "cycle")
    for each in audit.cycles:
        inside = days.between(pd.Timestamp(each.start), pd.Timestamp(each.end))
        is_outside = cycle.eq(each.id).fillna(value=False) & days.notna() & ~inside
        if is_outside.any():
            sentence = f"'date' lies outside the cycle '{each.id}' ({each.start} to {each.end})."
            remedy = "Correct the date or the cycle."
            yield fault_at(batch, np.asarray(is_outside, dtype=bool), sentence, remedy, "date")


def _warned(batch: Batch, is_so: pd.Series, sentence: str, column: str) -> Fault:
    found = fault_at(batch, is_so.to_numpy(), sentence, SET_ASIDE, column)
    return replace(found, severity="warning")
