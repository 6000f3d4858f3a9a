"""The exception report on one tolerance: cause, consequences, options, recommendation.

In: a quarter as it stood, one tolerance beyond its limit, and the body that the report is for.
Out: blocks in reading order. What nobody has written yet is named as missing, never filled in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from evaluation.hub.governance.tolerances import BREACHED
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, bullets, chapter_opening, escape
from evaluation.present.hub.tolerance_tables import amount
from evaluation.present.words import capital
from evaluation.quarterly.tables import (
    limit_text,
    milestones_table,
    readings_table,
    risks_table,
)
from evaluation.quarterly.view import Body, QuarterView, Row, joined, written

PARTS = (
    ("cause", "Cause"),
    ("consequence", "Consequences"),
    ("options", "Options"),
    ("recommendation", "Recommendation"),
)
AROUND = "# Milestones and risks around it"
DECISION = "Decision"
NOT_DECIDED = "Not yet decided: this report asks for a decision."
WANTED = "Not yet written: fill in '{name}' in the table exceptions of data/hub."


@dataclass(frozen=True)
class Breach:
    """One tolerance beyond its limit, on which an exception report is made.

    Parameters
    ----------
    project, aspect : str
        As in `QuarterView.exceptions`.
    """

    project: str
    aspect: str

    @property
    def in_file_names(self) -> str:
        """The breach as it may stand in a file's name."""
        return f"{self.project}-{self.aspect}"


def breaches_to_report(view: QuarterView) -> list[Breach]:
    """Return the tolerances on which this quarter needs an exception report.

    Those that began in the quarter, those written in it, and those that are still owed one: a
    breach that lasts and was reported needs no second report.
    """
    quarter = str(view.quarter)
    return [
        Breach(str(row["project"]), str(row["aspect"]))
        for row in view.exceptions.to_dict("records")
        if row["since"] == quarter or not row["is_written"] or _written_in(view, row) == quarter
    ]


def missing_parts(view: QuarterView, breach: Breach) -> list[str]:
    """Return what is missing in an exception report, one sentence each."""
    found = written(view.year, view.quarter, breach.project, breach.aspect) or {}
    return [WANTED.format(name=name) for name, _ in PARTS if name not in found]


def exception_blocks(view: QuarterView, breach: Breach, body: Body) -> list[Block]:
    """Return what the exception report for one body says.

    Parameters
    ----------
    view : QuarterView
    breach : Breach
    body : Body
    """
    row = _row(view, breach)
    found = written(view.year, view.quarter, breach.project, breach.aspect) or {}
    blocks: list[Block] = [
        chapter_opening("# What happened", finding(view, breach)),
        Prose(escape(_for(view, body, row))),
        readings_table(view, breach.project, breach.aspect),
    ]
    for name, heading in PARTS:
        text = escape(found[name]) if name in found else _missing(name)
        blocks.append(Prose(f"# {heading}\n\n{text}"))
    decided = escape(found["decision"]) if "decision" in found else NOT_DECIDED
    blocks.append(Prose(f"# {DECISION}\n\n{decided}"))
    return [*blocks, *_around(view, breach)]


def finding(view: QuarterView, breach: Breach) -> str:
    """Return the breach in one sentence."""
    row = _row(view, breach)
    side = row["is_breached_when"]
    is_breached = row["state"] == BREACHED
    value = row["value"] if is_breached else row["forecast"]
    verb = "is" if is_breached else "is forecast to be"
    shown = numbers.with_unit(amount(value), row["unit"])
    return (
        f"{view.title(breach.project)}: {row['measure'][:1].lower()}{row['measure'][1:]} {verb} "
        f"{shown}, {side} the limit of {amount(row['limit'])}; the tolerance on {breach.aspect} is "
        f"{row['state']}."
    )


def _for(view: QuarterView, body: Body, row: Row) -> str:
    route = joined([each.name for each in view.bodies])
    return (
        f"For: {body.name}, due on {numbers.day_text(body.due)}; it goes to {route}. "
        f"Tolerance: {row['measure']}, {numbers.with_unit(limit_text(row), row['unit'])}. "
        f"Value {amount(row['value'])}, forecast {amount(row['forecast'])}. "
        f"{capital(str(row['state']))} since {row['since']}; the quarter before it was "
        f"{row['previous_state']}."
    )


def _missing(name: str) -> str:
    wanted = escape(WANTED.format(name=name))
    return f"::: {{.callout-warning}}\n## Not yet written\n\n{wanted}\n:::"


def _around(view: QuarterView, breach: Breach) -> Iterator[Block]:
    """Yield the milestones, risks and lessons of the same project."""
    tables = (milestones_table(view, breach.project), risks_table(view, breach.project))
    shown = [table for table in tables if table is not None]
    if shown:
        yield Prose(AROUND)
        yield from shown
    lessons = view.noted(breach.project, "lesson")
    if lessons:
        yield Prose("# Lessons\n\n" + bullets(lessons))


def _row(view: QuarterView, breach: Breach) -> Row:
    own = view.exceptions
    rows = own[own["project"].eq(breach.project) & own["aspect"].eq(breach.aspect)]
    return dict(rows.iloc[0].items())


def _written_in(view: QuarterView, row: Row) -> str:
    found = written(view.year, view.quarter, str(row["project"]), str(row["aspect"]))
    latest = None if found is None else found["quarter"]
    return "" if latest is None or pd.isna(latest) else latest
