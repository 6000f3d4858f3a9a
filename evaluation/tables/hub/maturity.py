"""The maturity wheel: what members of the two groups scored."""

from __future__ import annotations

from evaluation.tables.hub.schema import HubTable

TABLES: tuple[HubTable, ...] = ()
