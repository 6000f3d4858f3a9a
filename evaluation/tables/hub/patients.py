"""Patients and the public: the log of involvement."""

from __future__ import annotations

from evaluation.tables.hub.schema import HubTable

TABLES: tuple[HubTable, ...] = ()
