"""The hub's year, as the hub's notebook walks through it: show each part, then save the figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd
from IPython.display import display

from evaluation.estimate import Estimate, estimates_frame
from evaluation.hubyear.chapters import CHAPTERS
from evaluation.hubyear.opening import opening
from evaluation.hubyear.year import hub_year
from evaluation.portfolio.headlines import headlines
from evaluation.portfolio.mandate import mandate_blocks
from evaluation.portfolio.results import RELATIVE, ProjectResult, read_results
from evaluation.portfolio.who_we_are import hub_facts
from evaluation.portfolio.worth import read_worth, value_blocks
from evaluation.present import numbers
from evaluation.present.blocks import Block, Figure, Prose, Table, escape
from evaluation.present.comparison_figures import forest_figure
from evaluation.present.words import Verdict, listed, verdict_text
from evaluation.study.section import Section
from evaluation.study.study import save_figure
from evaluation.workspace import FinancialYear, Workspace, describe, open_workspace

FAILED = "failed"
NOT_RUN = "not run"
SUMMARY_HEADING = "# The year in one page {#sec-summary}"
NO_MAIN_EFFECT = "no interrupted time series"
NO_PROJECTS = "There are no projects yet."


class Portfolio:
    """All projects of a hub in one year.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear
    projects : sequence of ProjectResult
        In the order of the report.
    results : Path or None
        Where `save` writes; None writes nothing.
    """

    def __init__(
        self,
        workspace: Workspace,
        year: FinancialYear,
        projects: Sequence[ProjectResult],
        results: Path | None,
    ) -> None:
        self.workspace = workspace
        self.year = year
        self.projects = tuple(projects)
        self.results = results
        self.figures: list[Figure] = []
        self.value_estimates: list[Estimate] = []

    def heading(self) -> None:
        """Show the title and what came of the projects, in one paragraph."""
        self._show(Prose(SUMMARY_HEADING), *failures(self.projects))
        self._show(Prose(headline(self.projects, self.year)))

    def headlines(self) -> None:
        """Show the year's headline numbers."""
        self._show(headlines(self.workspace.hub, self.projects))

    def table(self) -> None:
        """Show all projects in one table."""
        self._show(projects_table(self.projects) if self.projects else Prose(NO_PROJECTS))

    def forest_plot(self) -> None:
        """Show the main effects with their intervals."""
        self._show(forest_plot(self.projects, self.workspace.hub.notice))

    def hub(self) -> None:
        """Show who the hub is: hosts by date and partners."""
        self._show(*hub_facts(self.workspace, self.year))

    def value(self) -> None:
        """Show what the projects cost and bring together."""
        worths = read_worth(self.workspace.results, self.projects)
        blocks, found = value_blocks(worths, self.year, self.workspace.hub.provenance)
        products, uptakes = mandate_blocks(self.workspace, self.projects)
        self.value_estimates = [*found, *uptakes]
        self._show(*blocks, *products)

    def own_year(self) -> None:
        """Show what the chapters of the hub's own year found, in a sentence each."""
        self._show(*opening(self.chapters).blocks)

    def chapter(self, name: str) -> None:
        """Show one chapter of the hub's own year; nothing where the hub has no such data.

        Parameters
        ----------
        name : str
            One of `evaluation.hubyear.chapters.CHAPTERS`.
        """
        self._show(*self.chapters[name].blocks)

    @cached_property
    def chapters(self) -> dict[str, Section]:
        """Every chapter of the hub's own year, by name."""
        own = hub_year(self.workspace, self.year)
        return {name: chapter(own) for name, chapter in CHAPTERS.items()}

    def save(self) -> None:
        """Write the main effects and the figures into the folder of results, if one was given."""
        if self.results is None:
            display(Prose("Nothing was saved: no folder of results was given."))
            return
        folder = self.results / "figures"
        folder.mkdir(parents=True, exist_ok=True)
        for figure in self.figures:
            save_figure(figure, folder)
        effects = [effect for effect, _, _ in main_effects(self.projects)]
        own = [found for part in self.chapters.values() for found in part.estimates]
        estimates_frame([*effects, *self.value_estimates, *own]).to_parquet(
            self.results / "estimates.parquet", index=False
        )
        display(Prose(f"Saved {len(effects)} main effects."))

    def _show(self, *blocks: Block) -> None:
        self.figures.extend(block for block in blocks if isinstance(block, Figure))
        if blocks:
            display(*blocks)


def open_portfolio(*, workspace: str = "", year: str = "", results: str = "") -> Portfolio:
    """Return the hub's year.

    Parameters
    ----------
    workspace : str
        The workspace's folder; empty means the nearest one.
    year : str
        Financial year such as "2025/26"; empty means the hub's reporting year.
    results : str
        Folder to save into; empty saves nothing.
    """
    opened = open_workspace(Path(workspace) if workspace else None)
    return Portfolio(
        opened, opened.year(year), read_results(opened), Path(results) if results else None
    )


def failures(projects: Sequence[ProjectResult]) -> list[Block]:
    """Return a warning that names each failed project with its reason, or nothing."""
    items = [
        f"- **{escape(item.folder.project.title)}**: {escape(item.attempt.reason)} {_last(item)}"
        for item in projects
        if item.has_failed and item.attempt is not None
    ]
    if not items:
        return []
    text = "\n".join(items)
    return [Prose(f"::: {{.callout-warning}}\n## Failed projects\n\n{text}\n:::")]


def _last(item: ProjectResult) -> str:
    if item.good is None:
        return "It has no earlier result."
    return f"Its last good result, of {numbers.dates_in_words(item.good.end[:10])}, is shown."


def headline(projects: Sequence[ProjectResult], year: FinancialYear) -> str:
    """Return one paragraph that counts the projects' main effects by verdict."""
    own = [item for item in projects if not item.folder.project.is_worked_example]
    verdicts = [item.main_verdict for item in own]
    phrases: list[tuple[Verdict, str, str]] = [
        ("improved", "improved clearly", "improved clearly"),
        ("worsened", "worsened clearly", "worsened clearly"),
        ("no important change", "shows no important change", "show no important change"),
        ("no clear change", "shows no clear change", "show no clear change"),
    ]
    parts = [
        f"{verdicts.count(name)} {one if verdicts.count(name) == 1 else many}"
        for name, one, many in phrases
        if name in verdicts
    ]
    text = f"This report covers {_counted(len(own))} in {year}."
    if parts:
        text += f" Judged by its primary outcome against the earlier trend, {listed(parts)}."
    examples = len(projects) - len(own)
    if examples:
        noun = "example shows" if examples == 1 else "examples show"
        text += f" Besides, {examples} worked {noun} the method on real figures."
    return text


def _counted(projects: int) -> str:
    return "1 project" if projects == 1 else f"{projects} projects"


def projects_table(projects: Sequence[ProjectResult]) -> Table:
    """Return one row for each project: main outcome, effect, verdict, provenance."""
    rows = []
    for item in projects:
        effect = item.effect(RELATIVE)
        kpi = item.main_kpi
        rows.append(
            {
                "Project": item.folder.project.title,
                "Main outcome": kpi.label if kpi else NO_MAIN_EFFECT,
                "Effect, %": numbers.cell_text(effect) if effect else numbers.NOT_AVAILABLE,
                "Verdict": _verdict_cell(item),
                "Indicators improved": _improved(item),
                "Data": describe(item.folder.project.provenance),
            }
        )
    caption = (
        "All projects: the main outcome in the last period compared with what was expected, "
        "with 95% intervals."
    )
    right = ("Effect, %", "Indicators improved")
    return Table(pd.DataFrame(rows), caption, "summary-projects", right=right)


def _improved(item: ProjectResult) -> str:
    verdicts = item.kpi_verdicts()
    if not verdicts:
        return numbers.NOT_AVAILABLE
    return f"{verdicts['improved']} of {verdicts.total()}"


def _verdict_cell(item: ProjectResult) -> str:
    if item.has_failed:
        return FAILED
    if item.good is None:
        return NOT_RUN
    found = item.main_verdict
    return NO_MAIN_EFFECT if found is None else verdict_text(found)


def main_effects(projects: Sequence[ProjectResult]) -> list[tuple[Estimate, str, Verdict]]:
    """Return each estimable main effect with the project's title and verdict."""
    found = []
    for item in projects:
        effect, judged = item.effect(RELATIVE), item.main_verdict
        if effect is not None and effect.is_estimable and judged is not None:
            real = " (real data)" if item.folder.project.provenance == "measured" else ""
            found.append((effect, item.folder.project.title + real, judged))
    return found


def forest_plot(projects: Sequence[ProjectResult], notice: str) -> Block:
    """Return the forest plot of the main effects, or one line where there is none."""
    found = main_effects(projects)
    if not found:
        return Prose("No project has a main effect to compare.")
    effects, names, verdicts = zip(*found, strict=True)
    improved, worsened = verdicts.count("improved"), verdicts.count("worsened")
    unclear, unimportant = (
        verdicts.count(name) for name in ("no clear change", "no important change")
    )
    parts = [f"{improved} improved", f"{worsened} worsened"]
    if unimportant:
        parts.append(f"{unimportant} showed no important change")
    parts.append(f"{unclear} showed no clear change in the main outcome")
    caption = f"Of {_counted(len(found))} with an interrupted time series, {listed(parts)}."
    return forest_figure(
        effects,
        names,
        verdicts,
        caption=caption,
        subtitle="Main outcome in the last period: difference from what was expected, %",
        source=notice,
        figure_label="summary-forest",
    )
