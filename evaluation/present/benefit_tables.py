"""The tools of benefits realisation as tables to read: checklist, sources, plan and register.

In: DataFrames of `value.benefits`. Out: tables no wider than a page; what is wider is split into
two with the same first column.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from evaluation.present import numbers
from evaluation.present.benefit_words import share_text, state_words, target_text
from evaluation.present.blocks import Table
from evaluation.value.benefits import Realised
from evaluation.workspace.standard_checklist import STAGES
from evaluation.workspace.value_tools import ChecklistItem

NOT_SET: Final = "not set"
NONE: Final = "none"
WHOLE: Final = 100
CLASS_WORDS: Final = {
    "cash-releasing": "Cash-releasing",
    "non-cash-releasing": "Non-cash-releasing",
    "quality": "Quality",
    "societal": "Societal",
    "unmonetised": "Unmonetised",
    "dis-benefit": "Dis-benefit",
}


def checklist_table(completed: pd.DataFrame, *, label: str) -> Table:
    """Return how far the checklist is, one row per stage.

    Parameters
    ----------
    completed : DataFrame
        As `value.benefits.completion` returns it.
    """
    rows = [
        {
            "Stage": str(row["stage"]).capitalize(),
            "Done of needed": f"{row['done']} of {row['needed']}" if row["needed"] else NONE,
            "Under way": str(row["under_way"]),
            "Not started": str(row["not_started"]),
            "Overdue": str(row["overdue"]) if row["is_past"] else "stage not past",
            "Standard items not answered": str(row["unanswered"]),
        }
        for row in completed.to_dict("records")
    ]
    needed, done = int(completed["needed"].sum()), int(completed["done"].sum())
    caption = f"Checklist of benefits realisation by stage: {done} of {needed} items done."
    numeric = ("Under way", "Not started", "Standard items not answered")
    return Table(pd.DataFrame(rows), caption, label, right=numeric)


def checklist_items_table(checklist: Sequence[ChecklistItem], *, label: str) -> Table:
    """Return every item of a checklist with its status, in the order of the stages."""
    rows = [
        {
            "Stage": item.stage.capitalize(),
            "Item": item.item,
            "Status": item.status.replace("-", " "),
            "Done on": _day(item.on) if item.on else "",
            "Owner": item.owner or NOT_SET,
            "Evidence or reason": item.evidence or NONE,
        }
        for item in sorted(checklist, key=lambda item: STAGES.index(item.stage))
    ]
    caption = "Items of the checklist with their status."
    return Table(pd.DataFrame(rows), caption, label)


def sources_table(sources: pd.DataFrame, *, label: str) -> Table:
    """Return the list of data sources, as `value.benefits.sources_frame` returns it."""
    rows = [
        {
            "Source": row["name"],
            "Holds": row["holds"],
            "Owner": row["owner"],
            "Renewed": row["frequency"],
            "Complete from": _day(row["since"]) or NOT_SET,
            "Quality": f"{row['quality']}: {row['limits']}" if row["limits"] else row["quality"],
        }
        for row in sources.to_dict("records")
    ]
    names = ["Source", "Holds", "Owner", "Renewed", "Complete from", "Quality"]
    return Table(pd.DataFrame(rows, columns=names), "Data sources for the benefits.", label)


def planning_table(plan: pd.DataFrame, found: Sequence[Realised], *, label: str) -> Table:
    """Return the plan: measure, baseline, target, owner and dates.

    Parameters
    ----------
    plan : DataFrame
        As `value.benefits.planning_frame` returns it.
    found : sequence of Realised
        For the baselines, in the same order.
    """
    rows = [
        {
            "Benefit": row["benefit"],
            "Measure and source": f"{row['measure']}. {row['source']}".rstrip(". "),
            "Baseline": _value(came),
            "Target": _target(row["target"], row["unit"]),
            "Due": _day(row["target_date"]) or NOT_SET,
            "Owner": row["owner"],
            "Next review": _day(row["review"]) or NOT_SET,
        }
        for row, came in zip(plan.to_dict("records"), found, strict=True)
    ]
    names = [
        *("Benefit", "Measure and source", "Baseline"),
        *("Target", "Due", "Owner", "Next review"),
    ]
    return Table(pd.DataFrame(rows, columns=names), "Plan of the benefits.", label)


def register_tables(
    register: pd.DataFrame, plan: pd.DataFrame, found: Sequence[Realised], *, label: str
) -> tuple[Table, Table]:
    """Return the register as two tables: what came of each benefit, and how sure it is.

    Parameters
    ----------
    register, plan : DataFrame
        As `register_frame` and `planning_frame` of `value.benefits` return them.
    found : sequence of Realised
        In the same order.
    """
    came, sure = [], []
    for row, planned, item in zip(
        register.to_dict("records"), plan.to_dict("records"), found, strict=True
    ):
        came.append(
            {
                "Benefit": row["benefit"],
                "Baseline": _level(item, "baseline"),
                "Actual": _level(item, "actual"),
                "Target": _target(item.target, planned["unit"]),
                "Share realised": share_text(item),
                "In words": state_words(item) + (", not yet due" if item.is_due is False else ""),
            }
        )
        sure.append(
            {
                "Benefit": row["benefit"],
                "Class": CLASS_WORDS[row["kind"]],
                "Linked outcome": row["outcome"],
                "Who has it": row["beneficiary"],
                "Attributed": _attributed(row),
                "Confidence": row["confidence"],
                "Status": _status(row),
            }
        )
    names_came = ["Benefit", "Baseline", "Actual", "Target", "Share realised", "In words"]
    names_sure = [
        *("Benefit", "Class", "Linked outcome", "Who has it"),
        *("Attributed", "Confidence", "Status"),
    ]
    return (
        Table(
            pd.DataFrame(came, columns=names_came),
            "Benefits register: baseline, actual, target and share realised.",
            f"{label}-realised",
        ),
        Table(
            pd.DataFrame(sure, columns=names_sure),
            "Benefits register: class, outcome, attribution, confidence and status.",
            f"{label}-confidence",
        ),
    )


def _attributed(row: dict[Any, Any]) -> str:
    if row["attribution"] == WHOLE and not row["attribution_reason"]:
        return "all of the estimate"
    return f"{row['attribution']:g}%: {row['attribution_reason']}"


def _status(row: dict[Any, Any]) -> str:
    status = str(row["status"]).replace("-", " ")
    return f"{status}; counted in project {row['counted_in']}" if row["counted_in"] else status


def _level(found: Realised, which: str) -> str:
    """Return a baseline or an actual with its limits and its period."""
    level = found.baseline if which == "baseline" else found.actual
    if level is None:
        return "not measured"
    if level.value is None:
        return numbers.SUPPRESSED
    value = numbers.value_text(level)
    if level.lower is not None and level.upper is not None:
        value = numbers.with_limits(value, numbers.interval_text(level))
    return f"{value}, {numbers.dates_in_words(level.period)}"


def _value(found: Realised) -> str:
    return "not measured" if found.baseline is None else numbers.value_text(found.baseline)


def _target(target: float | None, unit: str) -> str:
    return NOT_SET if target is None or pd.isna(target) else target_text(float(target), unit)


def _day(day: dt.date | None) -> str:
    return "" if day is None or pd.isna(day) else numbers.day_text(day)
