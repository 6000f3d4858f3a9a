"""The opening of the report: the foreword, whose report it is, and what its data are.

In: the workspace, the year and the projects. Out: Markdown, from text that is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.portfolio import ProjectResult
from evaluation.present.blocks import escape
from evaluation.workspace import FinancialYear, HubTexts, Workspace

LIST_MARK = "- "


def front(
    workspace: Workspace, year: FinancialYear, results: Sequence[ProjectResult], texts: HubTexts
) -> str:
    """Return the opening: foreword, whose report, which year, and what the data are.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear
    results : sequence of ProjectResult
    texts : HubTexts
    """
    about = _about(workspace, year, results)
    if not texts.foreword:
        return f"# About this report {{#sec-about}}\n\n{about}\n"
    foreword = "\n\n".join(_paragraph(lines) for lines in texts.foreword)
    opening = f"# Foreword {{#sec-foreword}}\n\n{foreword}"
    return f"{opening}\n\n## About this report {{#sec-about}}\n\n{about}\n"


def _paragraph(lines: Sequence[str]) -> str:
    """Return a paragraph, or a list item for each line, with everything escaped."""
    if lines[0].startswith(LIST_MARK):
        return "\n".join(f"- {escape(line.removeprefix(LIST_MARK))}" for line in lines)
    return escape(lines[0])


def _about(workspace: Workspace, year: FinancialYear, results: Sequence[ProjectResult]) -> str:
    hub = workspace.hub
    lines = [
        f"{escape(hub.name)}, financial year {year}: "
        f"1 April {year.start.year} to 31 March {year.end.year}."
    ]
    if hub.provenance == "synthetic":
        lines.append(_synthetic(results))
    lines.append(f"Licence of the data: {escape(hub.licence)}")
    if hub.contact:
        lines.append(f"Contact: {escape(hub.contact)}")
    return "\n\n".join(lines)


def _synthetic(results: Sequence[ProjectResult]) -> str:
    real = [
        item.folder.project.title
        for item in results
        if item.folder.project.provenance == "measured"
    ]
    text = "All data of the hub's projects are synthetic: made by a program, not measured."
    if real:
        named = ", ".join(escape(title) for title in real)
        where = "this chapter, which says so" if len(real) == 1 else "these chapters"
        text += f" Real data stand only in {where}: {named}."
    return f"::: {{.callout-important}}\n## Synthetic data\n\n{text}\n:::"
