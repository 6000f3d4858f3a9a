"""Tables of ratings over a year and by aspect, and of ratings that the facts do not bear out.

In: what `status_in` and `status_findings` return, and titles by level. Out: tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.status import NOT_RATED, OVERALL
from evaluation.hub.governance.tolerances import ASPECTS
from evaluation.hub.levels import with_level
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.hub.ratings import rating_text
from evaluation.present.hub.unbroken import quarter_heading, unbroken
from evaluation.present.words import capital

LEVEL = "Hub or project"
LEARNED = ("lesson", "change request")
Titles = Mapping[str, str]
"""What a reader calls the hub and each project, in the order of the report."""


def overall_table(by_quarter: Mapping[Quarter, pd.DataFrame], titles: Titles) -> Table:
    """Return the overall ratings by quarter.

    Parameters
    ----------
    by_quarter : mapping of Quarter to DataFrame
        From `status_in`, in order of time.
    titles : mapping of str to str
    """
    found = {
        quarter_heading(quarter): status[status["aspect"].eq(OVERALL)].set_index("project")[
            "rating"
        ]
        for quarter, status in by_quarter.items()
    }
    rows = [
        {
            LEVEL: title,
            **{
                name: unbroken(rating_text(str(one.get(level, NOT_RATED))))
                for name, one in found.items()
            },
        }
        for level, title in titles.items()
        if any(level in one.index for one in found.values())
    ]
    caption = "Overall rating of the hub and of each project at the end of each quarter."
    frame = pd.DataFrame(rows, columns=[LEVEL, *found])
    return Table(frame, caption, "governance-ratings")


def aspects_table(status: pd.DataFrame, titles: Titles, quarter: Quarter) -> Table:
    """Return the ratings of each aspect at the end of a quarter."""
    ratings = status.set_index(["project", "aspect"])["rating"].to_dict()
    levels = set(status["project"])
    rows = [
        {
            LEVEL: title,
            **{
                capital(aspect): unbroken(rating_text(ratings.get((level, aspect), NOT_RATED)))
                for aspect in ASPECTS
            },
        }
        for level, title in titles.items()
        if level in levels
    ]
    caption = f"Rating of each aspect on {numbers.day_text(quarter.end)}."
    columns = [LEVEL, *(capital(aspect) for aspect in ASPECTS)]
    return Table(pd.DataFrame(rows, columns=columns), caption, "governance-aspects")


def findings_table(by_quarter: Mapping[Quarter, pd.DataFrame], titles: Titles) -> Table | None:
    """Return the ratings that do not agree with the facts; None where all do.

    Parameters
    ----------
    by_quarter : mapping of Quarter to DataFrame
        From `status_findings`, in order of time.
    titles : mapping of str to str
    """
    rows = [
        {
            "Quarter": str(quarter),
            LEVEL: titles.get(row["project"], row["project"]),
            "Aspect": capital(row["aspect"]),
            "Rating": unbroken(rating_text(row["rating"])),
            "But": capital(row["evidence"]),
        }
        for quarter, findings in by_quarter.items()
        for row in findings.to_dict("records")
    ]
    if not rows:
        return None
    caption = "Ratings that do not agree with milestones, tolerances or risks, or are not complete."
    return Table(pd.DataFrame(rows), caption, "governance-rating-checks")


def learned_table(notes: pd.DataFrame, titles: Titles, quarters: Sequence[Quarter]) -> Table | None:
    """Return the lessons and the requests for change of some quarters; None where there is none.

    Parameters
    ----------
    notes : DataFrame
        The table status-notes.
    titles : mapping of str to str
    quarters : sequence of Quarter
    """
    own = with_level(notes)
    is_own = own["quarter"].isin([str(each) for each in quarters]) & own["kind"].isin(LEARNED)
    own = own[is_own].sort_values("quarter", kind="stable")
    if own.empty:
        return None
    frame = pd.DataFrame(
        {
            "Quarter": own["quarter"],
            LEVEL: [titles.get(level, level) for level in own["project"]],
            "Kind": [capital(kind) for kind in own["kind"]],
            "What": own["text"],
        }
    )
    return Table(frame, "Lessons and requests for change.", "governance-lessons")
