"""The tables of the chapter on education."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from evaluation.disclosure import DisclosureRule
from evaluation.hub.education.confidence import Confidence
from evaluation.hub.education.requests import STATUSES, Requests
from evaluation.hubyear.education_words import KIND_WORDS, people
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.hub.effects import effect_text
from evaluation.present.words import capital

NO_PLAN = "–"
BECAME = {
    "waiting": "Waiting",
    "planned": "A session is planned",
    "met": "A session was held",
    "declined": "Declined",
}


def plan_table(now: pd.DataFrame, before: pd.DataFrame) -> Table:
    """Return what was held against the plan, beside the year before."""
    held = dict(zip(before["kind"], before["held"], strict=True))
    rows = [
        {
            "Kind": KIND_WORDS[row["kind"]],
            "Planned": NO_PLAN if pd.isna(row["planned"]) else str(row["planned"]),
            "Held": str(row["held"]),
            "Still to come": str(row["coming"]),
            "Cancelled": str(row["cancelled"]),
            "Held the year before": str(held.get(row["kind"], 0)),
        }
        for row in now.to_dict("records")
    ]
    columns = ["Kind", "Planned", "Held", "Still to come", "Cancelled", "Held the year before"]
    frame = pd.DataFrame(rows, columns=columns)
    return Table(frame, "Sessions against plan.", "education-plan", right=tuple(columns[1:]))


def reach_table(
    found: pd.DataFrame,
    column: str,
    labels: Mapping[str, str],
    rule: DisclosureRule,
) -> Table:
    """Return how many came, by partner, place or role."""
    rows = [
        {
            capital(column): labels.get(str(row[column]), capital(str(row[column]))),
            "People who came": people(row["people"], rule),
        }
        for row in found.to_dict("records")
    ]
    caption = f"People who came, by {column}, counted once for each session."
    frame = pd.DataFrame(rows, columns=[capital(column), "People who came"])
    return Table(frame, caption, f"education-{column}", right=("People who came",))


def confidence_table(items: Sequence[Confidence]) -> Table:
    """Return each question's medians and changes, and what silence could do."""
    rows = [
        {
            "Question": each.item,
            "Median before": _median(each.before),
            "At the end": _median(each.after),
            "At follow-up": _median(each.follow_up),
            "Net gain at the end, points": effect_text(each.gained),
            "Net gain at follow-up, points": effect_text(each.kept),
            "If the silent had lost or gained": _bounds(each),
        }
        for each in items
    ]
    frame = pd.DataFrame(rows)
    caption = (
        "Confidence of the same people: net gain is the share more confident than before less the "
        "share less confident, in percentage points with 95% intervals."
    )
    return Table(frame, caption, "education-confidence", right=tuple(frame.columns[1:6]))


def kirkpatrick_table(found: pd.DataFrame, rule: DisclosureRule) -> Table:
    """Return each measure with its percentage, by level."""
    rows = [
        {
            "Level": capital(row["level"]),
            "Measure": row["measure"],
            "People asked": people(row["asked"], rule),
            "Yes, % (95% interval)": _share(row),
        }
        for row in found.to_dict("records")
    ]
    frame = pd.DataFrame(rows)
    caption = "What came of education, by Kirkpatrick's levels."
    right = ("People asked", "Yes, % (95% interval)")
    return Table(frame, caption, "education-levels", right=right)


def requests_table(found: Requests) -> Table:
    """Return requests by what became of them."""
    frame = pd.DataFrame(
        {
            "Became": [BECAME[status] for status in STATUSES],
            "Requests": [str(found.counts[status]) for status in STATUSES],
        }
    )
    return Table(frame, "Requests for education.", "education-requests", right=("Requests",))


def members_table(members: pd.DataFrame, rule: DisclosureRule) -> Table:
    """Return members and organisations of the community by quarter, protected already."""
    frame = pd.DataFrame(
        {
            "Quarter": members["quarter"],
            "Members": [people(count, rule) for count in members["members"]],
            "Organisations": [str(count) for count in members["organisations"]],
        }
    )
    caption = "Members of the community of practice by quarter."
    return Table(frame, caption, "education-members", right=("Members", "Organisations"))


def _median(value: float) -> str:
    if math.isnan(value):
        return numbers.SUPPRESSED
    return numbers.number(value, 0 if value == round(value) else 1)


def _bounds(each: Confidence) -> str:
    if math.isnan(each.least):
        return numbers.SUPPRESSED
    return numbers.limits_text(100 * each.least, 100 * each.most, 0)


def _share(row: Mapping[Hashable, Any]) -> str:
    if math.isnan(row["share"]):
        return numbers.SUPPRESSED
    limits = numbers.limits_text(row["lower"], row["upper"], 0)
    return numbers.with_limits(numbers.number(row["share"]), limits)
