"""Reads the records of an audit batch by batch, refuses what is wrong, and counts them.

In: the spec, its criteria and a long table. Out: one tally of all batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

import pandas as pd
import pyarrow as pa

from evaluation.audit.counts import RESULT_COLUMNS
from evaluation.audit.scanning import REASON, RESULT, Counting, measured_tally, stated_tally
from evaluation.audit.tally import add_up
from evaluation.audit.versions import columns_used
from evaluation.errors import Finding, InvalidInput
from evaluation.single.audit_criteria import AuditCriteria
from evaluation.single.reading import missing_columns, refuse
from evaluation.tables.arrow_texts import is_text
from evaluation.tables.batches import Batch, LongTable
from evaluation.tables.identifier_scan import IdentifierScan
from evaluation.tables.sentences import Fault
from evaluation.tables.typed_batch import (
    ColumnKind,
    empty_fault,
    inferred_kind,
    stored_kind,
    typed_batch,
)
from evaluation.workspace.audit_spec import AuditSpec
from evaluation.workspace.names import fold

RecordForm = Literal["measured", "stated"]
Tell = Callable[[str], None]

CRITERION: Final = "criterion"
TEXT: Final = ColumnKind("text")
RESULT_KIND: Final = ColumnKind("text", tuple(RESULT_COLUMNS))


@dataclass(frozen=True)
class Reading:
    """How the columns of the table become those that are counted.

    Parameters
    ----------
    counting : Counting
    stored : mapping of str to str
        Each column by its name in the spec, and its name in the table.
    complete : tuple of str
        Columns without an empty cell.
    kinds : mapping of str to ColumnKind
        What is known of a column beforehand.
    """

    counting: Counting
    stored: Mapping[str, str]
    complete: tuple[str, ...]
    kinds: Mapping[str, ColumnKind]


def scanned(
    table: LongTable, form: RecordForm, spec: AuditSpec, criteria: AuditCriteria, tell: Tell
) -> pd.DataFrame:
    """Return the tally of a table of records.

    Raises
    ------
    InvalidInput
        If a column is missing, holds a direct identifier, or a cell does not fit.
    """
    reading = _reading(table, form, spec, criteria)
    scan = IdentifierScan(table.schema.names)
    refuse(scan.faults_by_name(), spec.data)
    count = measured_tally if form == "measured" else stated_tally
    tallies: list[pd.DataFrame] = []
    faults: list[Fault] = []
    kinds: dict[str, ColumnKind] = {}
    done = 0
    for batch in table.read(set(reading.stored.values())):
        scan.look(batch.columns)
        named = _named(batch, reading.stored)
        if not kinds:
            kinds = _kinds(named, reading, is_all_text=_is_all_text(table))
            refuse(criteria.type_faults(kinds) if form == "measured" else [], spec.data)
        typed, misfits = typed_batch(named, kinds, table.dates)
        faults += [fault for name in reading.complete for fault in empty_fault(named, name)]
        faults += misfits
        if not faults:
            tallies.append(count(typed, reading.counting))
        done += batch.columns.num_rows
        tell(f"{done:,} of {table.rows:,} records")
    refuse([*scan.faults(), *_merged(faults)], spec.data)
    return add_up(tallies)


def _reading(
    table: LongTable, form: RecordForm, spec: AuditSpec, criteria: AuditCriteria
) -> Reading:
    present = set(table.schema.names)

    def is_there(name: str) -> bool:
        return name in present or fold(name) in present

    is_dated = bool(spec.cycles or spec.period) or (
        form == "measured" and any(chain.needs_days for chain in criteria.chains)
    )
    has_cycle = not spec.cycles and (form == "stated" or is_there(spec.cycle))
    date = spec.date if is_dated or is_there(spec.date) else None
    counting = Counting(
        criteria.chains,
        date=date,
        cycle=spec.cycles or (spec.cycle if has_cycle else None),
        by=tuple(spec.by),
        bands=spec.bands,
        period=spec.period,
    )
    kinds = dict(criteria.kinds)
    kinds |= {name: TEXT for name in spec.by if name not in kinds}
    kinds |= dict.fromkeys(spec.bands, ColumnKind("number"))
    complete: list[str] = []
    if form == "stated":
        kinds |= {CRITERION: TEXT, RESULT: RESULT_KIND, REASON: TEXT}
        complete += [CRITERION, RESULT]
    if has_cycle:
        kinds |= {spec.cycle: TEXT}
        complete.append(spec.cycle)
    if date is not None:
        kinds |= {date: ColumnKind("date")}
    used = columns_used(criteria.chains) if form == "measured" else frozenset()
    reasons = [REASON] if form == "stated" and is_there(REASON) else []
    dated = [] if date is None else [date]
    needed = [*complete, *dated, *spec.by, *sorted(used), *reasons]
    needed = list(dict.fromkeys(needed))
    missing_columns([name for name in needed if not is_there(name)], table.schema.names, spec.data)
    stored = {name: name if name in present else fold(name) for name in needed}
    return Reading(counting, stored, tuple(complete), kinds)


def _named(batch: Batch, stored: Mapping[str, str]) -> Batch:
    columns = batch.columns.select(list(dict.fromkeys(stored.values())))
    arrays = [columns.column(own) for own in stored.values()]
    return replace(batch, columns=pa.RecordBatch.from_arrays(arrays, names=list(stored)))


def _kinds(batch: Batch, reading: Reading, *, is_all_text: bool) -> dict[str, ColumnKind]:
    kinds: dict[str, ColumnKind] = {}
    for name, column in zip(batch.columns.schema.names, batch.columns.columns, strict=True):
        known = reading.kinds.get(name) or stored_kind(column.type)
        if known is None:
            known = inferred_kind(column.dictionary.to_pylist()) if is_all_text else TEXT
        kinds[name] = known
    return kinds


def _is_all_text(table: LongTable) -> bool:
    return all(is_text(field.type) for field in table.schema)


def _merged(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults of all batches, each sentence once with all its rows."""
    merged: dict[tuple[str, str], Fault] = {}
    for fault in faults:
        key = (fault.sentence, fault.column)
        before = merged.get(key)
        merged[key] = replace(fault, rows=before.rows + fault.rows) if before else fault
    return list(merged.values())


def require_cycles(named: Iterable[str], counts: pd.DataFrame, file: str) -> None:
    """Refuse to compare a cycle that no row has: it would only look like nothing to compare."""
    findings = [
        Finding(
            f"'compare' names the cycle '{name}', which no row of the data has.",
            "Correct its spelling.",
            file=file,
            place="compare",
        )
        for name in named
        if name not in set(counts["cycle"])
    ]
    if findings:
        raise InvalidInput.from_findings(findings)


def known_columns(spec: AuditSpec, criteria: AuditCriteria, *others: str) -> set[str]:
    """Return the folded names of all columns that the table may have."""
    named = [spec.date, spec.cycle, *spec.by, *spec.bands, CRITERION, RESULT, REASON, *others]
    return {fold(name) for name in (*named, *columns_used(criteria.chains))}
