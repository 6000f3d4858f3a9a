"""Funding: awards, spend, and the measures of comparable hubs."""

from __future__ import annotations

from evaluation.tables.hub.schema import HubTable

TABLES: tuple[HubTable, ...] = ()
