"""What changed since the quarter before: ratings, tolerances, milestones, risks, icons.

In: a quarter as it stood. Out: one sentence for each change, by project.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluation.hub.governance.status import OVERALL
from evaluation.hub.governance.tolerances import ASPECTS, BEYOND
from evaluation.present import icons, numbers
from evaluation.present.hub.ratings import rating_move
from evaluation.present.words import capital, counted, listed
from evaluation.quarterly.view import QuarterView

NOTHING_CHANGED = "Nothing changed since the quarter before."


def changes(view: QuarterView, level: str) -> list[str]:
    """Return what changed for the hub or a project, one sentence each.

    Parameters
    ----------
    view : QuarterView
    level : str
        "hub" or a project's slug.
    """
    return [
        *_ratings(view, level),
        *_tolerances(view, level),
        *_milestones(view, level),
        *_risks(view, level),
        *_indicators(view, level),
    ]


def headline(view: QuarterView) -> str:
    """Return one sentence: how many are rated what, and how many moved."""
    now = [view.rating(level) for level in view.levels]
    names = ("red", "amber", "green", "not rated")
    counts = {name: sum(rating == name for rating, _ in now) for name in names}
    parts = [f"{count} {name}" for name, count in counts.items() if count]
    moves = [rating_move(*pair) for pair in now]
    moved = [f"{moves.count(name)} {name}" for name in ("worse", "better") if name in moves]
    day, before = (
        numbers.day_text(quarter.end) for quarter in (view.quarter, view.quarter.previous)
    )
    compared = f"{listed(moved)} than" if moved else "none better or worse than"
    return (
        f"The hub and {counted(len(view.levels) - 1, 'project')} were rated {listed(parts)} on "
        f"{day}: {compared} on {before}."
    )


def _ratings(view: QuarterView, level: str) -> Iterator[str]:
    for aspect in (OVERALL, *ASPECTS):
        rating, previous = view.rating(level, aspect)
        move = rating_move(rating, previous)
        if move in ("better", "worse"):
            yield f"{capital(aspect)} is {rating} and was {previous}: {move}."
        elif move == "no longer rated":
            yield f"{capital(aspect)} is no longer rated and was {previous}."


def _tolerances(view: QuarterView, level: str) -> Iterator[str]:
    for row in view.of(view.tolerances, level).to_dict("records"):
        state, before = row["state"], row["previous_state"]
        if state == before or not {state, before}.intersection(BEYOND):
            continue
        yield f"The tolerance on {row['aspect']} ({row['measure']}) is {state} and was {before}."


def _milestones(view: QuarterView, level: str) -> Iterator[str]:
    for row in view.of(view.milestones, level).to_dict("records"):
        moved = (row["expected"] - row["previous_expected"]).days
        was_done = pd.notna(row["done"])
        if was_done and row["done"] >= pd.Timestamp(view.quarter.start):
            yield f"The milestone “{row['title']}” was reached: {row['reason']}."
        elif moved and not was_done:
            way = "later" if moved > 0 else "earlier"
            days = counted(abs(moved), "day")
            yield f"The milestone “{row['title']}” is now expected {days} {way}."


def _risks(view: QuarterView, level: str) -> Iterator[str]:
    own = view.of(view.risks, level)
    for trend in ("rising", "falling"):
        for row in own[own["trend"].eq(trend)].to_dict("records"):
            yield (
                f"{capital(row['kind'])} {row['id']} is {trend}: its score is {row['score']} and "
                f"was {row['previous_score']}."
            )
    days = (view.quarter.end - view.quarter.start).days
    for rows, what in (
        (own[own["age_days"].le(days)], "raised"),
        (view.of(view.closed, level), "closed"),
    ):
        if len(rows):
            items = counted(len(rows), "risk, issue or action", "risks, issues or actions")
            yield f"{items} {what}: {listed([str(item) for item in rows['id']])}."


def _indicators(view: QuarterView, level: str) -> Iterator[str]:
    charts = view.charts.get(level)
    if charts is None:
        return
    for item in charts.now:
        earlier = charts.before.get(item.plan.kpi)
        if earlier is None or item.chart.variation is None or earlier.chart.variation is None:
            continue
        now = icons.meaning_of(item.chart.variation).kind
        before = icons.meaning_of(earlier.chart.variation).kind
        if now != before:
            words = icons.MEANING_WORDS
            yield (
                f"{capital(item.words.label)}: {words[now].lower()} at the end of this quarter, "
                f"{words[before].lower()} at the end of the last."
            )
