"""Judges a project's measurements by the version of each criterion that was in force on their day.

In: an audit table of measurements. Out: the same audit as records with results, as the rest of the
chapter takes them, and what was set aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pyarrow as pa

from evaluation.audit.applying import ELIGIBILITY_UNKNOWN, NO_DATE, NO_VERSION, judged
from evaluation.audit.library import chain_of
from evaluation.audit.tally import OUTSIDE_CYCLES
from evaluation.audit.versions import day_numbers
from evaluation.tables import AuditTable
from evaluation.tables.audit_measurements import cycles_by_date
from evaluation.tables.schemas import RESULTS
from evaluation.workspace import Audit, Criterion

SET_ASIDE = (NO_DATE, NO_VERSION, OUTSIDE_CYCLES, ELIGIBILITY_UNKNOWN)


def as_records(table: AuditTable, plan: Audit, criteria: Mapping[str, Criterion]) -> AuditTable:
    """Return measurements as records with results; other tables as they are.

    Parameters
    ----------
    table : AuditTable
    plan : Audit
        Its criteria are applied; its cycles give each record's cycle where no column does.
    criteria : mapping of id to Criterion
        The standards library.

    Returns
    -------
    AuditTable
        Of kind "records", with a column `version`; `set_aside` has one row for each record and
        criterion that could not be judged.
    """
    if table.kind != "measurements" or table.measured is None:
        return table
    records = table.frame
    if records["cycle"].isna().all():
        records = records.assign(cycle=cycles_by_date(records["date"], plan))
    parts = [_under(item.id, records, table.measured, criteria) for item in plan.criteria]
    together = pd.concat(parts, ignore_index=True)
    is_result = together["result"].isin(RESULTS)
    aside = together[together["result"].isin(SET_ASIDE)]
    return replace(
        table,
        kind="records",
        frame=together[is_result].reset_index(drop=True),
        measured=None,
        set_aside=aside[["criterion", "cycle", "result"]]
        .rename(columns={"result": "reason"})
        .reset_index(drop=True),
    )


def _under(
    criterion: str,
    records: pd.DataFrame,
    measured: pa.RecordBatch,
    criteria: Mapping[str, Criterion],
) -> pd.DataFrame:
    """Return the records with their result under one criterion, whatever it is."""
    found = judged(measured, chain_of(criterion, criteria), day_numbers(measured.column("date")))
    is_outside = records["cycle"].isna() & ~found["outcome"].isin([NO_DATE, NO_VERSION])
    is_outside &= found["outcome"].ne("not eligible")
    return records.assign(
        criterion=pd.Series(criterion, index=records.index, dtype="string"),
        result=found["outcome"].mask(is_outside, OUTSIDE_CYCLES),
        exception_reason=found["reason"],
        version=found["version"],
    )
