"""One audit without a project: from its SPEC.yml to plain data, or to text.

Records are judged by the spec's criteria, or bring their results, or come as counts. Counts of
people pass disclosure control before anything is computed from them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation import audit as audit_room
from evaluation.audit import tally
from evaluation.audit.precision import Precision
from evaluation.disclosure import rule_named
from evaluation.errors import Finding, InvalidInput
from evaluation.single.audit_criteria import AuditCriteria, criteria_of
from evaluation.single.audit_report import tables_of, warnings_of
from evaluation.single.audit_scan import RecordForm, known_columns, require_cycles, scanned
from evaluation.single.reading import empty_cells, plain_rows, read_frame, read_texts, refuse
from evaluation.tables.batches import LongTable, open_long_table
from evaluation.tables.convert import to_counts
from evaluation.workspace import Table
from evaluation.workspace.audit_spec import AuditSpec
from evaluation.workspace.names import fold
from evaluation.workspace.path_text import expanded
from evaluation.workspace.specs import read_spec

AUDIT_KEYS = ("criterion", "cycle")
AUDIT_COUNTS = ("met", "not_met", "not_recorded", "exceptions")
DIMENSION = "dimension"  # filled in where a row counts a group, empty where it counts the whole
RESULT = "result"
NOTHING_BESIDE: dict[str, Any] = {
    "groups": [],
    "versions": [],
    "exceptions": [],
    "set_aside": [],
    "warnings": [],
}


def audit(path: Path, tell: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Return compliance by criterion and cycle, and two cycles compared, of an `AuditSpec`.

    Parameters
    ----------
    path : Path
        The SPEC.yml.
    tell : callable
        Is told how far the reading of a long table is.

    Returns
    -------
    dict
        results (by criterion and cycle), comparison, groups (by dimension and group), versions
        (by version of each criterion), exceptions (by reason), set_aside (by why) and warnings.

    Raises
    ------
    InvalidInput
        If the spec or its data are invalid.
    """
    spec = read_spec(AuditSpec, path)
    rule = rule_named(spec.disclosure.rule, spec.disclosure.reason or "")
    criteria = criteria_of(spec, path)
    table = _opened(spec, criteria, path.parent)
    beside = NOTHING_BESIDE
    if _holds_counts(table, criteria):
        true_counts = _audit_counts(spec.data, path.parent)
    else:
        form: RecordForm = "stated" if RESULT in table.schema.names else "measured"
        _require_rules(criteria, form, path)
        tallied = scanned(table, form, spec, criteria, tell)
        true_counts = tally.counts_of(tally.whole(tallied))
        is_dated = fold(spec.date) in {fold(name) for name in table.schema.names}
        beside = {
            **tables_of(tallied, criteria.chains, criteria.targets, rule, spec.level),
            "warnings": warnings_of(tallied, criteria.chains, rule, is_dated=is_dated),
        }
    require_cycles(spec.compare or [], true_counts, path.name)
    counts = audit_room.protect_results(true_counts, rule)
    precision = _precision(spec, true_counts, path.name)
    table_of_results = audit_room.compliance(
        counts, criteria.targets, spec.level, precision=precision
    )
    comparison: list[dict[str, Any]] = []
    if spec.compare:
        first, second = spec.compare
        compared = audit_room.compare_cycles(
            counts, criteria.targets, first, second, spec.level, precision=precision
        )
        comparison = plain_rows(compared)
    return {"results": plain_rows(table_of_results), "comparison": comparison, **beside}


def _precision(spec: AuditSpec, counts: pd.DataFrame, file: str) -> Precision:
    """Return how precise the percentages are, refusing a population smaller than its sample."""
    require_cycles(list(spec.population), counts, file)
    audited = counts.groupby("cycle", observed=True)["population"].max()
    too_small = [cycle for cycle, size in spec.population.items() if audited[cycle] > size]
    if too_small:
        raise InvalidInput.from_findings(
            Finding(
                f"The cycle '{cycle}' has more records than its 'population'.",
                "Give the number of records that those audited were drawn from.",
                file=file,
                place="population",
            )
            for cycle in too_small
        )
    fractions: dict[Hashable, float] = {
        cycle: float(audited[cycle] / size) for cycle, size in spec.population.items()
    }
    return Precision(spec.interval, fractions, spec.census)


def _opened(spec: AuditSpec, criteria: AuditCriteria, folder: Path) -> LongTable:
    path = (folder / expanded(Path(spec.data.path))).resolve()
    known = known_columns(spec, criteria, *AUDIT_KEYS, *AUDIT_COUNTS, DIMENSION)
    table, faults = open_long_table(path, known, spec.data.sheet, spec.data)
    refuse(faults, spec.data)
    if table is None:
        raise InvalidInput(f"The table {spec.data.path} cannot be read.", "Check the file.")
    return table


def _holds_counts(table: LongTable, criteria: AuditCriteria) -> bool:
    """Whether the table is one of counts: it has no results, and there is nothing to apply."""
    names = set(table.schema.names)
    has_counts = set(AUDIT_COUNTS) <= names
    return RESULT not in names and (has_counts or not criteria.chains)


def _require_rules(criteria: AuditCriteria, form: RecordForm, path: Path) -> None:
    if form == "measured" and criteria.without_rule:
        raise InvalidInput.from_findings(
            Finding(
                f"The criterion '{name}' has no 'measure', so records cannot be judged by it.",
                "Write its measure in the standard or in 'own_criteria', or give a table with a "
                f"column '{RESULT}'.",
                file=path.name,
                place="criteria",
            )
            for name in criteria.without_rule
        )


def _audit_counts(source: Table, folder: Path) -> pd.DataFrame:
    present = read_frame(source, folder, [*AUDIT_KEYS, *AUDIT_COUNTS, DIMENSION])
    table = read_texts(source, folder, [*AUDIT_KEYS, *AUDIT_COUNTS])
    if DIMENSION in present:
        table = _of_the_whole(table, present[DIMENSION], source)
    counted = {name: to_counts(table[name]) for name in AUDIT_COUNTS}
    misfits = [fault for _, found in counted.values() for fault in found]
    refuse([*empty_cells(table), *misfits], source)
    return audit_room.combine_counts(
        table[list(AUDIT_KEYS)].assign(**{name: typed for name, (typed, _) in counted.items()})
    )


def _of_the_whole(table: pd.DataFrame, dimension: pd.Series, source: Table) -> pd.DataFrame:
    """Return the rows that count everybody; those of groups count the same people again."""
    whole = table[dimension.isna()]
    if whole.empty:
        sentence = "Every row counts a group; there is none for the whole."
        remedy = f"Add rows with an empty '{DIMENSION}', or remove that column."
        raise InvalidInput.from_findings([Finding(sentence, remedy, file=source.path)])
    return whole
