"""Tables of a project: read, typed, checked against one schema each, identifiers refused."""

from evaluation.tables.audit import AuditKind, AuditTable, read_audit_table
from evaluation.tables.check import check_workspace
from evaluation.tables.dictionary import dictionary_csv, dictionary_frame
from evaluation.tables.kpi import read_kpi_table
from evaluation.tables.schemas import DIMENSIONS, RESULTS, SCHEMAS

__all__ = [
    "DIMENSIONS",
    "RESULTS",
    "SCHEMAS",
    "AuditKind",
    "AuditTable",
    "check_workspace",
    "dictionary_csv",
    "dictionary_frame",
    "read_audit_table",
    "read_kpi_table",
]
