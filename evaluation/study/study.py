"""One project's evaluation, as its notebook walks through it: show each section, then save.

This is the only place where a notebook's side effects happen: displaying blocks and writing
estimates, checks, figure data and the time series as they were run into the folder of results.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from IPython.display import display

from evaluation.errors import InvalidInput
from evaluation.estimate import CHECK_COLUMNS, Estimate, estimates_frame
from evaluation.present.blocks import Figure, Prose
from evaluation.present.figure_files import figure_files
from evaluation.present.words import counted
from evaluation.study import (
    actions,
    audits,
    bias,
    closing,
    context,
    control_charts,
    funnels,
    inequalities,
    kpis,
    series,
    worth,
)
from evaluation.study.inputs import StudyInputs, read_inputs
from evaluation.study.own import OTHER_CAPTION, SAME_CAPTION
from evaluation.study.own_sections import OwnSections
from evaluation.study.section import AsRun, NamedCheck, Section

AS_RUN_FILE = "its.json"
FINDINGS_FILE = "findings.json"


class Study(OwnSections):
    """The evaluation of one project.

    Parameters
    ----------
    inputs : StudyInputs
        What `read_inputs` returned.
    results : Path or None
        Where `save` writes; None writes nothing.
    """

    def __init__(self, inputs: StudyInputs, results: Path | None) -> None:
        self.inputs = inputs
        self.results = results
        self._sections: dict[str, Section] = {}

    @property
    def estimates(self) -> list[Estimate]:
        """The estimates of all sections shown so far."""
        return [found for part in self._sections.values() for found in part.estimates]

    @property
    def checks(self) -> list[NamedCheck]:
        """The checks of all sections shown so far."""
        return [found for part in self._sections.values() for found in part.checks]

    @property
    def runs(self) -> list[AsRun]:
        """What was run of each time series shown so far."""
        return [found for part in self._sections.values() for found in part.runs]

    @property
    def figures(self) -> list[Figure]:
        """The figures of all sections shown so far."""
        blocks = (block for part in self._sections.values() for block in part.blocks)
        return [block for block in blocks if isinstance(block, Figure)]

    def heading(self) -> None:
        """Show the project's title and what its data are."""
        self._show("heading", context.heading(self.inputs))

    def context(self) -> None:
        """Show why and where, since when and who answers for it."""
        self._show("context", context.facts(self.inputs))

    def what_was_done(self) -> None:
        """Show what the project did."""
        self._show("what_was_done", context.what_was_done(self.inputs))

    def kpis(self) -> None:
        """Show each KPI at baseline and after."""
        self._show("kpis", kpis.section(self.inputs))

    def process_control(self) -> None:
        """Show the control charts of the planned indicators, and their summary with icons."""
        self._show("process_control", control_charts.section(self.inputs))

    def interrupted_time_series(self) -> None:
        """Show the pre-specified interrupted time series and their risk of bias."""
        found = series.section(self.inputs) + bias.section(self.inputs)
        self._show("interrupted_time_series", found)

    def audit(self) -> None:
        """Show the audit against NICE standards, and what is done where they are not met."""
        plan = actions.section(self.inputs, audits.latest_statuses(self.inputs))
        self._show("audit", audits.section(self.inputs) + plan)

    def inequalities(self) -> None:
        """Show who benefited."""
        self._show("inequalities", inequalities.section(self.inputs))

    def funnels(self) -> None:
        """Show which practices, sites or areas differ by more than is expected."""
        self._show("funnels", funnels.section(self.inputs))

    def value(self) -> None:
        """Show what the project is worth."""
        before = [
            found
            for name, part in self._sections.items()
            if name != "value"
            for found in part.estimates
        ]
        self._show("value", worth.section(self.inputs, before))

    def involvement(self) -> None:
        """Show what patients and the public did and changed."""
        self._show("involvement", closing.involvement(self.inputs))

    def lessons(self) -> None:
        """Show what was learned."""
        self._show("lessons", closing.lessons(self.inputs))

    def next_steps(self) -> None:
        """Show how the project ends or becomes business as usual."""
        self._show("next_steps", closing.next_steps(self.inputs))

    def data_quality(self) -> None:
        """Show what was found in the data and by the checks of the models."""
        self._show("data quality", closing.data_quality(self.inputs, self.checks))

    def save(self) -> None:
        """Write estimates, checks and figures into the folder of results, if one was given."""
        if self.results is None:
            display(Prose("Nothing was saved: no folder of results was given."))
            return
        figures = self.results / "figures"
        figures.mkdir(parents=True, exist_ok=True)
        own = [estimate.for_project(self.inputs.slug) for estimate in self.estimates]
        estimates_frame(own).to_parquet(self.results / "estimates.parquet", index=False)
        self._checks_frame().to_parquet(self.results / "checks.parquet", index=False)
        self._save_runs(self.results / AS_RUN_FILE)
        self._save_sentences(self.results / FINDINGS_FILE)
        for part in self._sections.values():
            for file in part.saved:
                path = self.results / file.name
                path.write_text(file.text, encoding="utf-8", newline="\n")
        for figure in self.figures:
            save_figure(figure, figures)
        display(Prose(f"Saved {len(own)} estimates and {counted(len(self.figures), 'figure')}."))

    def _save_runs(self, path: Path) -> None:
        """Write what was run of each time series, where there is any."""
        if self.runs:
            found = {"project": self.inputs.slug, "analyses": self.runs}
            text = json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False)
            path.write_text(text + "\n", encoding="utf-8", newline="\n")

    def _save_sentences(self, path: Path) -> None:
        """Write what was found, in words, section by section."""
        found = {name: list(part.sentences) for name, part in self._sections.items()}
        said = {name: sentences for name, sentences in found.items() if sentences}
        text = json.dumps(said, indent=2, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")

    def _show(self, name: str, section: Section) -> None:
        """Show a section and keep it; shown again, it takes the place of its former self."""
        self._sections[name] = section
        display(*section.blocks)

    def _show_own(self, section: Section) -> None:
        """Show an evaluator's section; in a run no two of them may have the same label."""
        (block,) = section.blocks
        assert not isinstance(block, Prose)  # noqa: S101 - for the type checker
        if self.results is not None and block.label in self._sections:
            raise InvalidInput(SAME_CAPTION, OTHER_CAPTION)
        self._show(block.label, section)

    def _checks_frame(self) -> pd.DataFrame:
        rows = [
            (self.inputs.slug, c.analysis, c.outcome, c.result.name, c.result.passed, c.result.text)
            for c in self.checks
        ]
        frame = pd.DataFrame(rows, columns=list(CHECK_COLUMNS)).astype("string")
        return frame.assign(passed=pd.array([row[4] for row in rows], dtype="boolean"))


def save_figure(figure: Figure, folder: Path) -> None:
    """Write a figure's chart (SVG, PNG) and the data behind it (CSV)."""
    for name, content in figure_files(figure).items():
        (folder / name).write_bytes(content)


def open_study(project: str, *, workspace: str = "", year: str = "", results: str = "") -> Study:
    """Return the evaluation of one project.

    Parameters
    ----------
    project : str
        The project's slug.
    workspace, year : str
        As for `read_inputs`.
    results : str
        Folder to save into; empty saves nothing.
    """
    return Study(read_inputs(project, workspace, year), Path(results) if results else None)
