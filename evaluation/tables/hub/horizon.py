"""Horizon scanning: the long list, criteria with weights, and scores."""

from __future__ import annotations

from evaluation.tables.hub.schema import HubTable

TABLES: tuple[HubTable, ...] = ()
