"""The highlight report of a quarter: status, what changed, exceptions, then each project.

In: a quarter as it stood, and the body that the report is for. Out: blocks in reading order.

References
----------
The parts follow PRINCE2's highlight report: status of this period and the last, what was and was
not done, what comes next, tolerances, requests for change, key issues and risks, lessons.
"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.hub.governance.status import OVERALL_RULE
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, bullets, chapter_opening, escape
from evaluation.present.control_summary_figure import control_summary_figure
from evaluation.present.hub.ratings import KEY
from evaluation.present.words import capital, counted
from evaluation.quarterly.comparison import NOTHING_CHANGED, changes, headline
from evaluation.quarterly.tables import (
    indicators_table,
    milestones_table,
    ratings_table,
    risks_table,
    tolerances_table,
)
from evaluation.quarterly.view import Body, QuarterView, Row, joined, written

NO_BREACH = "No tolerance is breached or forecast to be."
NOTHING_NOTED = "Nothing was noted for this quarter."
NOTE_HEADINGS = (
    ("done", "Done"),
    ("not done", "Not done"),
    ("next", "Next"),
    ("lesson", "Lessons"),
    ("change request", "Requests for change"),
)


def highlight_blocks(view: QuarterView, body: Body) -> list[Block]:
    """Return what the highlight report for one body says.

    Parameters
    ----------
    view : QuarterView
    body : Body
    """
    return [
        chapter_opening("# In short", headline(view)),
        Prose(escape(_for(view, body))),
        ratings_table(view),
        Prose(escape(f"{KEY} {OVERALL_RULE}")),
        *_reasons(view),
        Prose(f"# What changed since {view.quarter.previous}"),
        *_changed(view),
        Prose("# Tolerances and exceptions"),
        *_tolerances(view),
        *(block for level in view.levels for block in _level(view, level)),
    ]


def _for(view: QuarterView, body: Body) -> str:
    route = joined([each.name for each in view.bodies])
    return (
        f"For: {body.name}, due on {numbers.day_text(body.due)}. The quarter's reports go to "
        f"{route}. What became known after {numbers.day_text(view.quarter.end)} is not in it."
    )


def _reasons(view: QuarterView) -> Iterator[Block]:
    lines = [
        f"- **{escape(view.title(row['project']))}**, {row['aspect']} ({row['rating']}): "
        f"{escape(_reason(row))}"
        for row in view.status.to_dict("records")
        if row["rating"] in ("amber", "red") and row["aspect"] != "overall"
    ]
    if lines:
        yield Prose("\n".join(["Why a rating is amber or red:", "", *lines]))


def _reason(row: Row) -> str:
    reason = row["reason"]
    return str(reason) if isinstance(reason, str) else "no reason was given."


def _changed(view: QuarterView) -> Iterator[Block]:
    told = {level: changes(view, level) for level in view.levels}
    if not any(told.values()):
        yield Prose(NOTHING_CHANGED)
        return
    for level, sentences in told.items():
        if sentences:
            yield Prose(f"**{escape(view.title(level))}**\n\n{bullets(map(capital, sentences))}")
    same = [view.title(level) for level, sentences in told.items() if not sentences]
    if same:
        yield Prose(escape(f"Nothing changed for: {'; '.join(same)}."))


def _tolerances(view: QuarterView) -> Iterator[Block]:
    table = tolerances_table(view)
    if table is None:
        yield Prose(NO_BREACH)
        return
    yield table
    answered = [_answered(view, row) for row in view.exceptions.to_dict("records")]
    yield Prose(bullets(map(capital, answered)))


def _answered(view: QuarterView, row: Row) -> str:
    """Return what was reported and decided about a tolerance beyond its limit."""
    name = f"{view.title(str(row['project']))}, {row['aspect']}"
    found = written(view.year, view.quarter, str(row["project"]), str(row["aspect"]))
    if not row["is_written"] or found is None:
        return f"{name}: no exception has been written yet; one is owed."
    decided = f"Decided: {found['decision']}" if "decision" in found else "Not yet decided."
    return (
        f"{name}: exception reported in {row['written_in']}. "
        f"Recommended: {found['recommendation']} {decided}"
    )


def _level(view: QuarterView, level: str) -> Iterator[Block]:
    yield Prose(f"# {escape(view.title(level))}")
    noted = False
    for kind, heading in NOTE_HEADINGS:
        notes = view.noted(level, kind)
        if notes:
            noted = True
            yield Prose(f"## {heading}\n\n{bullets(map(capital, notes))}")
    if not noted:
        yield Prose(NOTHING_NOTED)
    yield from _indicators(view, level)
    milestones = milestones_table(view, level)
    if milestones is not None:
        yield Prose("## Milestones")
        yield milestones
    risks = risks_table(view, level)
    if risks is not None:
        own = view.of(view.risks, level)
        overdue = int((own["days_overdue"] > 0).sum())
        summary = f"{counted(len(own), 'item')} open, {overdue} of them overdue."
        yield Prose(f"## Risks, issues and actions\n\n{summary}")
        yield risks


def _indicators(view: QuarterView, level: str) -> Iterator[Block]:
    charts = view.charts.get(level)
    if charts is None:
        return
    yield Prose("## Indicators")
    table = indicators_table(view, level, charts)
    if table is not None:
        yield control_summary_figure(
            [item.chart for item in charts.now],
            [item.words for item in charts.now],
            source=charts.source_line,
            figure_label=f"quarterly-{view.quarter.in_file_names}-{level}",
        )
        yield table
    if charts.without:
        yield Prose(bullets(map(capital, charts.without)))
