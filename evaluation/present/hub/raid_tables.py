"""Tables of risks, issues and actions: counts, scores by quarter, and what is open.

In: what `raid_on`, `raid_summary` and `raid_scores` return, and titles by level. Out: tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.hub.unbroken import quarter_heading, unbroken
from evaluation.present.words import capital

TREND_MARKS = {"rising": "↑", "falling": "↓", "steady": "→", "new": "+", "not rated": "–"}
NO_SCORE = "–"


def counts_table(by_quarter: Mapping[Quarter, pd.DataFrame]) -> Table:
    """Return how many items of each kind were opened, closed, open and overdue by quarter.

    Parameters
    ----------
    by_quarter : mapping of Quarter to DataFrame
        From `raid_summary`, in order of time; both levels are added up.
    """
    counted = ["opened", "closed", "open", "overdue"]
    rows = [
        {
            "Quarter": str(quarter),
            "Kind": f"{capital(str(kind))}s",
            **{capital(name): numbers.number(int(row[name])) for name in counted},
        }
        for quarter, summary in by_quarter.items()
        for kind, row in summary.groupby("kind", sort=False)[counted].sum().iterrows()
    ]
    columns = ["Quarter", "Kind", *(capital(name) for name in counted)]
    caption = (
        "Risks, issues and actions opened and closed in each quarter, and open and overdue at its "
        "end."
    )
    frame = pd.DataFrame(rows, columns=columns)
    return Table(frame, caption, "governance-raid-counts", right=columns[2:])


def ages_table(summary: pd.DataFrame, quarter: Quarter) -> Table:
    """Return how old the open items were at the end of a quarter, by kind and level.

    Parameters
    ----------
    summary : DataFrame
        From `raid_summary`.
    quarter : Quarter
    """
    frame = pd.DataFrame(
        {
            "Kind": [f"{capital(kind)}s" for kind in summary["kind"]],
            "Level": [capital(level) for level in summary["level"]],
            "Open": [numbers.number(int(number)) for number in summary["open"]],
            "Overdue": [numbers.number(int(number)) for number in summary["overdue"]],
            "Median age, days": [
                NO_SCORE if pd.isna(age) else numbers.number(float(age))
                for age in summary["median_age_days"]
            ],
        }
    )
    caption = f"Age of what was open on {numbers.day_text(quarter.end)}, by kind and level."
    right = ("Open", "Overdue", "Median age, days")
    return Table(frame, caption, "governance-raid-ages", right=right)


def open_items_table(found: pd.DataFrame, titles: Mapping[str, str], quarter: Quarter) -> Table:
    """Return what was open at the end of a quarter, the highest score first.

    Parameters
    ----------
    found : DataFrame
        From `raid_on`.
    titles : mapping of str to str
        What a reader calls the hub and each project.
    quarter : Quarter
    """
    frame = pd.DataFrame(
        {
            "Id": found["id"],
            "What": [
                f"{capital(kind)}, {titles.get(level, level)}: {title}"
                for kind, level, title in zip(
                    found["kind"], found["project"], found["title"], strict=True
                )
            ],
            "Owner": found["owner"],
            "Score": [score_text(row["score"], row["band"]) for row in found.to_dict("records")],
            "Trend": [unbroken(f"{TREND_MARKS[trend]} {trend}") for trend in found["trend"]],
            "Open, days": [numbers.number(days) for days in found["age_days"]],
            "Overdue, days": [numbers.number(days) for days in found["days_overdue"]],
        }
    )
    caption = (
        f"Risks, issues and actions open on {numbers.day_text(quarter.end)}, the highest score "
        "first; the trend is since the quarter before."
    )
    right = ("Open, days", "Overdue, days")
    return Table(frame, caption, "governance-raid-open", right=right)


def scores_table(scores: pd.DataFrame, quarters: Sequence[Quarter]) -> Table:
    """Return the score of each item at the end of each quarter in which it was open.

    Parameters
    ----------
    scores : DataFrame
        From `raid_scores`.
    quarters : sequence of Quarter
    """
    names = [str(quarter) for quarter in quarters]
    wide = scores_by_quarter(scores, names)
    headings = [quarter_heading(quarter) for quarter in quarters]
    frame = pd.DataFrame(
        {
            "Id": wide.index,
            **{
                heading: [NO_SCORE if pd.isna(one) else str(int(one)) for one in wide[name]]
                for heading, name in zip(headings, names, strict=True)
            },
        }
    )
    caption = "Score of each risk and issue at the end of each quarter in which it was open."
    return Table(frame.reset_index(drop=True), caption, "governance-raid-scores", right=headings)


def scores_by_quarter(scores: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return scores with one row for each id and one column for each quarter."""
    wide = scores.astype({"score": "float64"}).pivot_table(
        index="id", columns="quarter", values="score"
    )
    return wide.reindex(index=scores_order(scores), columns=list(names))


def scores_order(scores: pd.DataFrame) -> list[str]:
    """Return the ids of `raid_scores`: the highest last score first, then those that are closed."""
    last = scores["quarter"].max()
    ranked = scores.assign(is_open=scores["quarter"].eq(last)).sort_values(
        ["is_open", "quarter", "score", "id"], ascending=[False, False, False, True]
    )
    return list(dict.fromkeys(ranked["id"]))


def score_text(score: int | None, band: str) -> str:
    """Return a score with its band, such as "20, extreme".

    Examples
    --------
    >>> score_text(20, "extreme"), score_text(None, "not rated")
    ('20, extreme', '–')
    """
    return NO_SCORE if score is None or pd.isna(score) else f"{score}, {band}"
