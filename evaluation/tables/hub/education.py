"""Education: the plan, sessions, who came, requests, confidence and what came of it."""

from __future__ import annotations

from evaluation.tables.hub.schema import HubTable

TABLES: tuple[HubTable, ...] = ()
