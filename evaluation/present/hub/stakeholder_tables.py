"""Tables of the stakeholder evaluation beside the survey: events, interviews, documents, advice.

In: results of the analysis. Out: `Table`s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from evaluation.disclosure import shown
from evaluation.hub.levels import WHOLE_HUB
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.words import capital

NO_DAY: Final = "no date"
MARKS: Final = {
    "done": "✓",
    "under way": "▸",
    "not started": "○",
    "not accepted": "×",
    "not reported": "–",
}
KEY: Final = "✓ done; ▸ under way; ○ not started; × not accepted; – not reported."


def status_text(status: str) -> str:
    """Return a status as a shape and a word.

    Examples
    --------
    >>> status_text("under way")
    '▸ under way'
    """
    return f"{MARKS[status]} {status}"


def kinds_table(events: pd.DataFrame, year: str, before: str) -> Table:
    """Return the events of a year by kind and by the hub's part in them."""
    columns = {
        "kind": "Kind",
        "whole": "Wholly the hub's",
        "large": "Largely",
        "small": "In a small part",
        "all": f"All, {year}",
        "seen": "Of these seen",
        "before": f"All, {before}",
    }
    frame = events.rename(columns=columns).assign(Kind=events["kind"].map(capital))
    total = {name: frame[name].sum() for name in list(columns.values())[1:]}
    frame = pd.concat([frame, pd.DataFrame([{"Kind": "All kinds", **total}])], ignore_index=True)
    caption = "Attributable events by kind and by the hub's part in them."
    right = list(columns.values())[1:]
    return Table(
        frame.astype(dict.fromkeys(right, "string")), caption, "stakeholders-events", right
    )


def projects_table(
    events: pd.DataFrame, titles: Mapping[str, str], year: str, before: str
) -> Table:
    """Return the events of a year by project."""
    named = [titles.get(str(slug), str(slug)) or WHOLE_HUB for slug in events["project"]]
    right = (f"All, {year}", "Of these seen", f"All, {before}")
    frame = pd.DataFrame(
        {
            "Project": named,
            right[0]: events["all"].astype("string"),
            right[1]: events["seen"].astype("string"),
            right[2]: events["before"].astype("string"),
        }
    )
    return Table(frame, "Attributable events by project.", "stakeholders-event-projects", right)


def themes_table(now: pd.DataFrame, before: pd.DataFrame, waves: tuple[str, str]) -> Table:
    """Return the themes of a round of interviews beside those of the round before.

    Parameters
    ----------
    now, before : DataFrame
        As of `themes_raised`; the one before may have no rows.
    waves : tuple of two str
        What the earlier round and this one are called.
    """
    earlier, later = waves
    share = f"{later}, %"
    frame = pd.DataFrame(
        {
            "Theme": now["theme"],
            "Raised it (people)": now["raised"].map(shown),
            "Interviewed (people)": now["interviewed"].map(shown),
        }
    )
    if len(before):
        past = before.set_index("theme")["share"].reindex(now["theme"])
        frame[f"{earlier}, %"] = [_percent(value) for value in past]
    frame[share] = [_percent(value) for value in now["share"]]
    right = list(frame.columns[1:])
    caption = "Themes of the coded interviews, by how many of those interviewed raised them."
    return Table(frame, caption, "stakeholders-themes", right)


def theme_groups_table(groups: pd.DataFrame, when: str) -> Table:
    """Return the themes by group."""
    share = f"{when}, %"
    frame = pd.DataFrame(
        {
            "Theme": groups["theme"],
            "Group": groups["group"],
            "Raised it (people)": groups["raised"].map(shown),
            "Interviewed (people)": groups["interviewed"].map(shown),
            share: [_percent(value) for value in groups["share"]],
        }
    )
    caption = "Themes of the coded interviews by group, where the group is large enough."
    right = ("Raised it (people)", "Interviewed (people)", share)
    return Table(frame, caption, "stakeholders-theme-groups", right)


def documents_table(review: pd.DataFrame) -> Table:
    """Return how many items of the checklist each document meets."""
    frame = pd.DataFrame(
        {
            "Year": review["year"],
            "Document": review["document"],
            "Yes": review["yes"].astype("string"),
            "Partly": review["partly"].astype("string"),
            "No": review["no"].astype("string"),
            "Yes, % of items": [numbers.number(value) for value in review["share"]],
        }
    )
    caption = "Items of the checklist that each document has, by year."
    return Table(
        frame, caption, "stakeholders-documents", ("Yes", "Partly", "No", "Yes, % of items")
    )


def missing_table(items: pd.DataFrame, year: str) -> Table:
    """Return the items of the checklist, those that documents lack first."""
    frame = pd.DataFrame(
        {
            "Item": items["item"],
            "Yes": items["yes"].astype("string"),
            "Partly": items["partly"].astype("string"),
            "No": items["no"].astype("string"),
        }
    )
    caption = f"Documents of {year} by item of the checklist, the rarest first."
    return Table(frame, caption, "stakeholders-checklist", ("Yes", "Partly", "No"))


def tracker_table(tracked: pd.DataFrame, year: str, before: str) -> Table:
    """Return the recommendations with where they stand and stood."""
    frame = pd.DataFrame(
        {
            "Id": tracked["recommendation"],
            "Recommendation": tracked["text"],
            "Owner": tracked["owner"],
            "Due": [_day(day) for day in tracked["due"]],
            f"End of {before}": tracked["before"].map(status_text),
            f"End of {year}": [
                status_text(str(row["status"])) + (", overdue" if row["is_overdue"] else "")
                for row in tracked.to_dict("records")
            ],
        }
    )
    local = int((tracked["scope"] == "local").sum())
    caption = f"Recommendations, paraphrased: {local} local and {len(tracked) - local} national."
    return Table(frame, caption, "stakeholders-recommendations")


def quarters_table(by_quarter: pd.DataFrame) -> Table:
    """Return the status of each recommendation by quarter, as shapes."""
    frame = by_quarter.rename(columns={"recommendation": "Id"})
    for name in frame.columns[1:]:
        frame[name] = frame[name].map(MARKS)
    caption = f"Status of the recommendations at the end of each quarter. {KEY}"
    return Table(frame, caption, "stakeholders-recommendation-quarters")


def _percent(value: float) -> str:
    return numbers.number(None if pd.isna(value) else float(value))


def _day(day: pd.Timestamp) -> str:
    return NO_DAY if pd.isna(day) else numbers.day_text(day.date())
