"""Every table of the hub, by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from evaluation.tables.hub import (
    education,
    funding,
    governance,
    horizon,
    maturity,
    partners,
    patients,
    presentations,
    programme,
    stakeholders,
)
from evaluation.tables.hub.schema import HubTable

TOPICS: Final = MappingProxyType(
    {
        "maturity": maturity.TABLES,
        "education": education.TABLES,
        "presentations": presentations.TABLES,
        "partners": partners.TABLES,
        "horizon": horizon.TABLES,
        "funding": funding.TABLES,
        "patients": patients.TABLES,
        "stakeholders": stakeholders.TABLES,
        "governance": governance.TABLES,
        "programme": programme.TABLES,
    }
)
HUB_TABLES: Final[MappingProxyType[str, HubTable]] = MappingProxyType(
    {table.name: table for tables in TOPICS.values() for table in tables}
)
