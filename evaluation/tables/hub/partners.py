"""Partners and networks: representation, contributions in kind and collaborations."""

from __future__ import annotations

from evaluation.tables.hub.schema import HubTable

TABLES: tuple[HubTable, ...] = ()
