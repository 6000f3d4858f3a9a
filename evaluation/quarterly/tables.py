"""The tables of the quarter's reports: ratings, tolerances, milestones, risks, indicators.

In: a quarter as it stood. Out: `Table`s whose labels are unique in one report.
"""

from __future__ import annotations

import pandas as pd

from evaluation.hub.governance.raid import NOT_RATED as NO_SCORE
from evaluation.hub.governance.status import OVERALL
from evaluation.hub.governance.tolerances import ASPECTS
from evaluation.hub.levels import with_level
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.hub.ratings import rating_pair, rating_text
from evaluation.present.hub.tolerance_tables import amount, with_unit
from evaluation.present.words import capital
from evaluation.quarterly.indicators import ProjectCharts
from evaluation.quarterly.view import QuarterView, Row

NONE_STATED = "not stated"
SHOWN_STATES = ("late", "overdue")
NO_ICON = "–"
NEW = "new"


def ratings_table(view: QuarterView) -> Table:
    """Return the ratings of the hub and its projects by aspect, with those of last quarter."""
    rows = [
        {
            "": view.title(level),
            **{
                capital(aspect): rating_pair(*view.rating(level, aspect))
                for aspect in (OVERALL, *ASPECTS)
            },
        }
        for level in view.levels
    ]
    frame = pd.DataFrame(rows).rename(columns={"": "Hub or project"})
    caption = (
        f"Ratings on {numbers.day_text(view.quarter.end)}, and what they were where they moved."
    )
    return Table(frame, caption, "quarterly-ratings")


def tolerances_table(view: QuarterView) -> Table | None:
    """Return the tolerances that are breached or forecast to be; None where none is."""
    if view.exceptions.empty:
        return None
    rows = [
        {
            "Hub or project": view.title(row["project"]),
            "Aspect": capital(row["aspect"]),
            "Measure": with_unit(row["measure"], row["unit"]),
            "Limit": limit_text(row),
            "Now": amount(row["value"]),
            "Forecast": amount(row["forecast"]),
            "State": f"{capital(row['state'])}, since {row['since']}",
        }
        for row in view.exceptions.to_dict("records")
    ]
    right = ("Now", "Forecast")
    caption = "Tolerances that are breached or forecast to be."
    return Table(pd.DataFrame(rows), caption, "quarterly-tolerances", right=right)


def milestones_table(view: QuarterView, level: str) -> Table | None:
    """Return milestones reached in the quarter, late, overdue or due by the end of the next."""
    own = view.of(view.milestones, level)
    start, horizon = pd.Timestamp(view.quarter.start), pd.Timestamp(view.quarter.following.end)
    is_open = own["done"].isna()
    is_shown = (
        (own["done"] >= start)
        | (is_open & own["state"].isin(SHOWN_STATES))
        | (is_open & (own["expected"] <= horizon))
    )
    shown = own[is_shown.fillna(value=False)]
    if shown.empty:
        return None
    rows = [
        {
            "Milestone": row["title"],
            "Planned": numbers.day_text(row["planned"]),
            "Expected or reached": numbers.day_text(
                row["expected"] if pd.isna(row["done"]) else row["done"]
            ),
            "Rating": rating_text(row["rating"]),
            "Why": capital(row["reason"]),
        }
        for row in shown.to_dict("records")
    ]
    caption = (
        f"{view.title(level)}: milestones reached in the quarter, late, or due by "
        f"{numbers.day_text(view.quarter.following.end)}."
    )
    return Table(pd.DataFrame(rows), caption, f"quarterly-{level}-milestones")


def risks_table(view: QuarterView, level: str) -> Table | None:
    """Return the open risks, issues and actions of the hub or a project, worst first."""
    own = view.of(view.risks, level)
    if own.empty:
        return None
    rows = [
        {
            "Id": row["id"],
            "What": f"{capital(row['kind'])}: {row['title']}",
            "Score": _score(row),
            "Owner": row["owner"],
            "Open for, days": numbers.number(row["age_days"]),
            "Overdue, days": numbers.number(row["days_overdue"]),
        }
        for row in own.to_dict("records")
    ]
    caption = f"{view.title(level)}: open risks, issues and actions, the highest score first."
    right = ("Open for, days", "Overdue, days")
    return Table(pd.DataFrame(rows), caption, f"quarterly-{level}-risks", right=right)


def indicators_table(view: QuarterView, level: str, charts: ProjectCharts) -> Table | None:
    """Return each indicator's icons in words at the ends of this quarter and the last."""
    if not charts.now:
        return None
    rows = []
    for item in charts.now:
        before = charts.before.get(item.plan.kpi)
        last = item.chart.last or {}
        value = last.get("value")
        at = numbers.month_text(pd.Timestamp(last["time"])) if last else NONE_STATED
        rows.append(
            {
                "Indicator": item.words.label,
                "Last value": f"{item.words.value(value)} ({at})",
                "Target": NO_ICON
                if item.chart.target is None
                else item.words.value(item.chart.target),
                "Variation now": item.chart.variation_words,
                "Variation last quarter": before.chart.variation_words if before else NO_ICON,
                "Assurance now": item.chart.assurance_words,
            }
        )
    caption = f"{view.title(level)}: process control at the end of this quarter and of the last."
    return Table(pd.DataFrame(rows), caption, f"quarterly-{level}-indicators")


def readings_table(view: QuarterView, project: str, aspect: str) -> Table:
    """Return every reading of one tolerance up to the quarter, the latest first."""
    year, quarter = view.year, str(view.quarter)
    table = with_level(year.table("tolerance-readings"))
    own = table[
        table["project"].eq(project)
        & table["aspect"].eq(aspect)
        & table["quarter"].le(quarter).fillna(value=False)
    ].sort_values("quarter", ascending=False)
    frame = pd.DataFrame(
        {
            "Quarter": own["quarter"],
            "Value": [amount(value) for value in own["value"]],
            "Forecast": [amount(value) for value in own["forecast"]],
        }
    )
    caption = "Readings of the tolerance by quarter, the latest first."
    return Table(frame, caption, "quarterly-readings", right=("Value", "Forecast"))


def limit_text(row: Row) -> str:
    """Return a tolerance's limit with the side that breaches it, such as "not above 6"."""
    return f"not {row['is_breached_when']} {amount(row['limit'])}"


def _score(row: Row) -> str:
    score, before = row["score"], row["previous_score"]
    if row["trend"] == NO_SCORE:
        return NO_SCORE.capitalize()
    if row["trend"] == NEW:
        return f"{score} ({row['band']}, new)"
    return f"{score} ({row['band']}{'' if before == score else f', was {before}'})"
