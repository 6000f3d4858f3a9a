"""The chapter on what has changed since the last sealed report: estimate by estimate, and why.

In: the workspace and the results of now. Out: Markdown, and every estimate of both as a table.
Nothing where no earlier year is sealed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from evaluation.portfolio import ProjectResult
from evaluation.present import numbers
from evaluation.present.blocks import Table, escape
from evaluation.present.words import listed
from evaluation.publish.chapters import captioned_table
from evaluation.release import Change, compare, current_year, earlier_release, read_sealed
from evaluation.workspace import FinancialYear, Workspace

NOT_THERE = "–"
KINDS = ("revised", "new period", "unchanged", "new", "no longer reported")
SAID = {
    "revised": "have another value for the same period",
    "new period": "are now reported for a later period",
    "unchanged": "are unchanged",
    "new": "are new",
    "no longer reported": "are no longer reported",
}
NOTE = (
    "A revised number is one that was published before for the same period. The reason is found by "
    "comparing files and settings: new data where a table of the project has changed, new method "
    "where the method or the programs have, new definition where the indicator, the criterion or "
    "the analysis is defined otherwise. No difference is shown where one of the two is suppressed."
)


def changes_since_the_last_report(
    workspace: Workspace, year: FinancialYear, results: Sequence[ProjectResult]
) -> tuple[FinancialYear, tuple[Change, ...]] | None:
    """Return the year sealed last and what became of its estimates, or None where none is.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear
        The year that is reported now.
    results : sequence of ProjectResult
        Of now.

    Raises
    ------
    InvalidInput
        If the release is not as it was sealed.
    """
    folder = earlier_release(workspace.reports, year)
    if folder is None:
        return None
    before = read_sealed(folder)
    estimates = (estimate for item in results for estimate in item.estimates)
    return before.year, compare(before, current_year(workspace, year, estimates))


def changes_chapter(
    before: FinancialYear, changes: Sequence[Change], results: Sequence[ProjectResult]
) -> str:
    """Return the chapter.

    Parameters
    ----------
    before : FinancialYear
        The year sealed last.
    changes : sequence of Change
    results : sequence of ProjectResult
        For the projects' titles.
    """
    titles = {item.folder.slug: item.folder.project.title for item in results}
    parts = [f"# Changes since the report of {before} {{#sec-changes}}", _counted(changes)]
    for slugs, words in _come_and_gone(changes):
        named = listed([escape(titles.get(slug, slug)) for slug in slugs])
        parts.append(f"{words}: {named}.")
    parts.append(NOTE)
    for kind, caption, label in (
        ("revised", "Main results whose published value was revised.", "changes-revised"),
        ("new period", "Main results, then and now.", "changes-period"),
    ):
        rows = [
            _row(change, titles) for change in changes if change.kind == kind and change.is_main
        ]
        if rows:
            right = (str(before), "Now")
            frame = pd.DataFrame(rows, columns=["Project", "Result", str(before), "Now", "Why"])
            parts.append(captioned_table(Table(frame, caption, label, right=right)))
    return "\n\n".join(parts) + "\n"


def changes_table(changes: Sequence[Change]) -> pd.DataFrame:
    """Return every estimate of then or now in a row, with both values, kind and reasons."""
    columns = ("period", "value", "lower", "upper", "n", "method")
    rows = []
    for change in changes:
        item = change.either
        row: dict[str, object] = {
            name: getattr(item, name)
            for name in ("project", "analysis", "outcome", "label", "measure", "unit")
        }
        row |= {"change": change.kind, "reasons": "; ".join(change.reasons)}
        for name in columns:
            row[f"{name}_before"] = getattr(change.before, name, None)
            row[f"{name}_now"] = getattr(change.now, name, None)
        rows.append(row)
    return pd.DataFrame(rows)


def _counted(changes: Sequence[Change]) -> str:
    counts = Counter(change.kind for change in changes)
    parts = [f"{counts[kind]:,} {SAID[kind]}" for kind in KINDS if counts[kind]]
    return f"Of {len(changes):,} numbers of then and now, {listed(parts)}."


def _come_and_gone(changes: Sequence[Change]) -> list[tuple[list[str], str]]:
    before = {change.before.project for change in changes if change.before}
    now = {change.now.project for change in changes if change.now}
    found = ((sorted(now - before), "New projects"), (sorted(before - now), "No longer reported"))
    return [(slugs, words) for slugs, words in found if slugs]


def _row(change: Change, titles: dict[str, str]) -> tuple[str, ...]:
    item = change.either
    name = f"{item.label or item.outcome}: {item.measure}, {item.unit}"
    reasons = "; ".join(change.reasons)
    cells = (
        f"{numbers.cell_text(each)} in {each.period}" if each else NOT_THERE
        for each in (change.before, change.now)
    )
    return (titles.get(item.project, item.project), name, *cells, reasons)
