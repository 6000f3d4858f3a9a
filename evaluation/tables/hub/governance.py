"""Governance: routes, risks, issues, actions, milestones, tolerances and status."""

from __future__ import annotations

from evaluation.tables.hub.schema import HubTable

TABLES: tuple[HubTable, ...] = ()
