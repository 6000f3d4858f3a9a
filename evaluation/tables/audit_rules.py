"""What the rows of an audit table must keep because of the project's cycles and criteria."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluation.tables.audit_measurements import Standards
from evaluation.tables.audit_suppressed import came_suppressed
from evaluation.tables.ids import as_ids, unknown_ids
from evaluation.tables.schemas import COUNTS
from evaluation.tables.sentences import Fault
from evaluation.workspace import Audit


def with_audit_ids(text: pd.DataFrame, audit: Audit) -> pd.DataFrame:
    """Return a table as text with its criteria and cycles as project.yml writes them."""
    ids = {
        "criterion": [criterion.id for criterion in audit.criteria],
        "cycle": [cycle.id for cycle in audit.cycles],
    }
    return text.assign(**{name: as_ids(text[name], ids[name]) for name in ids if name in text})


def unknown_audit_ids(table: pd.DataFrame, audit: Audit) -> list[Fault]:
    """Return the criteria and cycles of a table that project.yml does not define."""
    criteria = [criterion.id for criterion in audit.criteria]
    cycles = [cycle.id for cycle in audit.cycles]
    return [
        *unknown_ids(table["criterion"], criteria, "under 'audit: criteria:' in project.yml"),
        *unknown_ids(table["cycle"], cycles, "under 'audit: cycles:' in project.yml"),
    ]


def outside_cycles(table: pd.DataFrame, audit: Audit) -> list[Fault]:
    """Return the rows of a record-level table whose date lies outside their cycle."""
    faults: list[Fault] = []
    for cycle in audit.cycles:
        own = table[table["cycle"].eq(cycle.id).fillna(value=False)]
        inside = own["date"].between(pd.Timestamp(cycle.start), pd.Timestamp(cycle.end))
        rows = tuple(int(row) for row in own.index[own["date"].notna() & ~inside])
        if rows:
            sentence = f"'date' lies outside the cycle '{cycle.id}' ({cycle.start} to {cycle.end})."
            faults.append(Fault(sentence, "Correct the date or the cycle.", rows, "date"))
    return faults


def uncovered(table: pd.DataFrame, audit: Audit) -> list[Fault]:
    """Return the criteria without a row in a cycle, as warnings."""
    pairs = table[["criterion", "cycle"]].dropna().drop_duplicates()
    present = set(pairs.itertuples(index=False, name=None))
    return [
        Fault(
            f"The criterion '{criterion.id}' has no row in the cycle '{cycle.id}'.",
            "Add the rows, or know that the report shows none.",
            column="criterion",
            severity="warning",
        )
        for cycle in audit.cycles
        for criterion in audit.criteria
        if (criterion.id, cycle.id) not in present
    ]


def unequal_sums(table: pd.DataFrame) -> Iterator[Fault]:
    """Yield the dimensions of a table of counts whose groups do not add up to the whole.

    Criteria and cycles with suppressed counts are not looked at.
    """
    keys = ["criterion", "cycle"]
    is_marked = came_suppressed(table).groupby([table[key] for key in keys]).transform("any")
    table = table[~is_marked]
    whole = table[table["dimension"].isna()]
    totals = whole.set_index(keys)[list(COUNTS)]
    for dimension, own in table[table["dimension"].notna()].groupby("dimension"):
        parts = own.groupby(keys)[list(COUNTS)].sum()
        shared = parts.index.intersection(totals.index)
        differs = (parts.loc[shared] != totals.loc[shared]).any(axis=1)
        unequal = set(shared[differs])
        pairs = whole[keys].itertuples(index=True, name=None)
        rows = tuple(int(row) for row, *pair in pairs if tuple(pair) in unequal)
        if rows:
            sentence = f"The groups of '{dimension}' do not add up to the whole."
            remedy = "Correct the rows, or add a group for records whose group is not known."
            yield Fault(sentence, remedy, rows, COUNTS[0], "warning")


def not_in_force(table: pd.DataFrame, standards: Standards) -> Iterator[Fault]:
    """Yield the rows judged by a version of a criterion that was not in force on their day."""
    for name, own in table[table["date"].notna()].groupby("criterion", sort=False):
        version = standards.criteria.get(str(name))
        if version is None:
            continue
        held = own["date"].dt.date.map(version.holds_on).astype(bool)
        rows = tuple(int(row) for row in own.index[~held])
        if rows:
            until = f" to {version.valid_to}" if version.valid_to else ""
            sentence = (
                f"'{name}' is of {version.guideline}, in force from {version.valid_from}{until}, "
                "not on the day of these records."
            )
            remedy = "Judge them by the version of their day, or know that the report says so."
            yield Fault(sentence, remedy, rows, "criterion", "warning")


def beyond_population(table: pd.DataFrame, audit: Audit) -> list[Fault]:
    """Return the cycles with more audited records than the population they were drawn from."""
    audited = audited_records(table)
    return [
        Fault(
            f"The cycle '{cycle.id}' has more records than its 'population'.",
            "Give the number of records that those audited were drawn from.",
            column="cycle",
        )
        for cycle in audit.cycles
        if cycle.population is not None and audited.get(cycle.id, 0) > cycle.population
    ]


def audited_records(table: pd.DataFrame) -> dict[str, int]:
    """Return how many records each cycle has: of counts, the most that any criterion has."""
    if "record" in table:
        return {str(k): int(v) for k, v in table.groupby("cycle")["record"].nunique().items()}
    whole = table[table["dimension"].isna()]
    audited = whole[list(COUNTS)].sum(axis=1).groupby(whole["cycle"]).max()
    return {str(cycle): int(number) for cycle, number in audited.items()}
