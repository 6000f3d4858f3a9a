"""Stakeholder evaluation: surveys, events, themes, documents and recommendations."""

from __future__ import annotations

from evaluation.tables.hub.schema import HubTable

TABLES: tuple[HubTable, ...] = ()
