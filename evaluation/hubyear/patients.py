"""The chapter on patients and the public."""

from __future__ import annotations

from evaluation.hubyear.year import HubYear
from evaluation.study.section import Section


def chapter(year: HubYear) -> Section:
    """Return the chapter; nothing where the hub has no such data."""
    del year
    return Section(())
