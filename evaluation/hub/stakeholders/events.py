"""The log of attributable events: what happened because of the hub, and how well it is known.

In: the table attributable-events. Out: counts of events, which are not people.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.workspace import FinancialYear

KINDS: Final = ("decision", "funding", "adoption", "new link", "practice change")
ATTRIBUTIONS: Final = ("whole", "large", "small")
SEEN: Final = "seen"
WHOLE_HUB: Final = ""
KIND_COLUMNS = ["kind", *ATTRIBUTIONS, "all", "seen", "before"]
PROJECT_COLUMNS = ["project", "all", "seen", "before"]


def events_in(events: pd.DataFrame, year: FinancialYear) -> pd.DataFrame:
    """Return the events recorded in a year."""
    days = events["date"]
    inside = days.between(pd.Timestamp(year.start), pd.Timestamp(year.end))
    return events[inside].reset_index(drop=True)


def events_by_kind(events: pd.DataFrame, year: FinancialYear) -> pd.DataFrame:
    """Return the events of a year by kind.

    Parameters
    ----------
    events : DataFrame
        The table attributable-events.
    year : FinancialYear

    Returns
    -------
    DataFrame
        `KIND_COLUMNS`: by the hub's part, all, those of which a document was seen, and all of the
        year before. Every kind has a row.
    """
    now, before = events_in(events, year), events_in(events, year.previous)
    parts = {part: _counts(now[now["attribution"] == part]["kind"], KINDS) for part in ATTRIBUTIONS}
    frame = pd.DataFrame(parts, index=pd.Index(KINDS, name="kind"))
    frame["all"] = _counts(now["kind"], KINDS)
    frame["seen"] = _counts(now[now["evidence"] == SEEN]["kind"], KINDS)
    frame["before"] = _counts(before["kind"], KINDS)
    return frame.reset_index()[KIND_COLUMNS]


def events_by_project(events: pd.DataFrame, year: FinancialYear) -> pd.DataFrame:
    """Return the events of a year by project, the hub as a whole ("") first.

    Returns
    -------
    DataFrame
        `PROJECT_COLUMNS`; projects with an event in the year or the year before.
    """
    now, before = (
        events_in(events, when).assign(project=lambda table: table["project"].fillna(WHOLE_HUB))
        for when in (year, year.previous)
    )
    names = sorted({*now["project"], *before["project"]})
    frame = pd.DataFrame(
        {
            "all": _counts(now["project"], names),
            "seen": _counts(now[now["evidence"] == SEEN]["project"], names),
            "before": _counts(before["project"], names),
        },
        index=pd.Index(names, name="project", dtype="string"),
    )
    return frame.reset_index()[PROJECT_COLUMNS]


def _counts(values: pd.Series, names: tuple[str, ...] | list[str]) -> pd.Series:
    return values.value_counts().reindex(list(names), fill_value=0).astype("int64")
