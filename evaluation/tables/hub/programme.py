"""The development programme: priorities, their progress, and communications."""

from __future__ import annotations

from evaluation.tables.hub.schema import HubTable

TABLES: tuple[HubTable, ...] = ()
