"""Tables of a project: read, typed, checked against one schema each, identifiers refused."""

from evaluation.tables.audit import AuditKind, AuditTable, read_audit_table
from evaluation.tables.check import check_workspace
from evaluation.tables.dictionary import dictionary_csv, dictionary_frame, every_schema
from evaluation.tables.hub.every import HUB_TABLES
from evaluation.tables.hub.read import HubData, read_hub_data
from evaluation.tables.kpi import read_kpi_table
from evaluation.tables.schemas import DIMENSIONS, RESULTS, SCHEMAS

__all__ = [
    "DIMENSIONS",
    "HUB_TABLES",
    "RESULTS",
    "SCHEMAS",
    "AuditKind",
    "AuditTable",
    "HubData",
    "check_workspace",
    "dictionary_csv",
    "dictionary_frame",
    "every_schema",
    "read_audit_table",
    "read_hub_data",
    "read_kpi_table",
]
