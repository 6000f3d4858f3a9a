"""A hub of projects without tables, for tests that need a workspace and no more."""

import json
from pathlib import Path

HUB = """\
name: Tiny Hub
short_name: Tiny
reporting_year: 2025/26
provenance: synthetic
notice: Synthetic data, not measured.
licence: MIT
hosts: [{name: Tiny Trust}]
"""

PROJECT = """\
title: Falls
summary: A tiny project.
programme: local-priority
provenance: synthetic
sites: [{name: Ward 1}]
roles: {clinical_lead: Consultant, senior_responsible_owner: Director}
dates: {go_live: 2025-04-01}
"""


def allow_tables_from(root: Path, *folders: Path) -> None:
    """Name folders outside a workspace from which its tables may come."""
    with (root / "data" / "hub.yml").open("a", encoding="utf-8") as file:
        file.write(f"tables_from: {json.dumps([str(folder) for folder in folders])}\n")


def write_tiny_hub(root: Path, *slugs: str) -> Path:
    """Write a workspace with these projects, and return its folder."""
    for slug in slugs:
        folder = root / "data" / "projects" / slug
        folder.mkdir(parents=True)
        (folder / "project.yml").write_text(PROJECT, encoding="utf-8")
    (root / "data" / "hub.yml").write_text(HUB, encoding="utf-8")
    return root
