"""Where an analysis stands against the record of what was fixed beforehand, and what is missing.

In: a project and its record. Out: a `Standing` for an analysis, and warnings for `check`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evaluation.errors import Finding
from evaluation.workspace.its_analysis import ItsAnalysis
from evaluation.workspace.prespecification import canonical_model, change_date, differences
from evaluation.workspace.prespecification_file import (
    RECORD_NAME,
    PrespecificationFile,
    RecordEntry,
)
from evaluation.workspace.project import Project
from evaluation.workspace.risk_of_bias import BIAS_ITEMS, answered

State = Literal["unchanged", "differs", "no record", "altered"]
Timing = Literal["before", "during phase-in", "after"]

WRITE = f"Write it with 'evaluation prespecify'; it goes into {RECORD_NAME}."


@dataclass(frozen=True)
class Standing:
    """Where one analysis stands.

    Parameters
    ----------
    state : {"unchanged", "differs", "no record", "altered"}
        "altered" where the record itself was changed by hand.
    entry : RecordEntry or None
        None where there is no record.
    timing : {"before", "during phase-in", "after"} or None
        When the record was written: before the change, while it was phased in, or later.
    differences : tuple of str
        What became of the analysis since.
    """

    state: State
    entry: RecordEntry | None = None
    timing: Timing | None = None
    differences: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether the analysis is the one that was recorded before the change."""
        return self.state == "unchanged" and self.timing == "before"


def standing(project: Project, analysis: ItsAnalysis, record: PrespecificationFile) -> Standing:
    """Return where an analysis stands against the record.

    Parameters
    ----------
    project : Project
    analysis : ItsAnalysis
        One of the project's.
    record : PrespecificationFile
        What `read_record` returned.
    """
    entry = record.analyses.get(analysis.id)
    if entry is None:
        return Standing("no record")
    timing = timing_of(entry.recorded, project, analysis)
    if not entry.is_intact:
        return Standing("altered", entry, timing)
    found = differences(entry.model, canonical_model(project, analysis))
    claim = analysis.prespecified
    if claim is not None and claim.on != entry.fixed:
        found = (*found, f"fixed on: {entry.fixed} became {claim.on}")
    return Standing("differs" if found else "unchanged", entry, timing, found)


def timing_of(day: dt.date, project: Project, analysis: ItsAnalysis) -> Timing:
    """Return whether a day lies before the change, while it was phased in, or later."""
    change, phase_in = change_date(project, analysis), project.dates.phase_in_from
    if day >= change:
        return "after"
    is_phased_in = change == project.dates.go_live and phase_in is not None and day >= phase_in
    return "during phase-in" if is_phased_in else "before"


def dropped(project: Project, record: PrespecificationFile) -> list[str]:
    """Return the ids of recorded analyses that the project's file no longer has."""
    known = {analysis.id for analysis in project.its}
    return [name for name in record.analyses if name not in known]


def standing_findings(
    project: Project, record: PrespecificationFile, slug: str, shown_as: str
) -> list[Finding]:
    """Return a warning for each analysis without a sound record or without all items of bias.

    Parameters
    ----------
    project : Project
    record : PrespecificationFile
    slug, shown_as : str
        How findings name the project and its file.
    """
    found = [
        fault
        for analysis in project.its
        for fault in (*_record_faults(project, analysis, record), *_bias_faults(project, analysis))
    ]
    found += [
        ("its", f"The recorded analysis '{name}' is no longer in this file.", "Restore it.")
        for name in dropped(project, record)
    ]
    return [
        Finding(sentence, remedy, shown_as, place, slug, "warning")
        for place, sentence, remedy in found
    ]


_Fault = tuple[str, str, str]


def _record_faults(
    project: Project, analysis: ItsAnalysis, record: PrespecificationFile
) -> Iterator[_Fault]:
    place = f"its.{analysis.id}"
    found = standing(project, analysis, record)
    if found.state == "no record":
        remedy = WRITE
        if analysis.prespecified is None:
            remedy = f"Say when and by whom in 'prespecified: {{on: DATE, by: ROLE}}'. {WRITE}"
        yield place, "There is no record of this analysis as it was fixed beforehand.", remedy
    elif found.state == "altered":
        sentence = f"Its record in {RECORD_NAME} was altered after it was written."
        yield place, sentence, "Restore the file from version control."
    elif found.differences:
        sentence = f"It differs from the one that was recorded: {'; '.join(found.differences)}."
        yield place, sentence, "Restore it, or run 'evaluation prespecify --amend REASON'."


def _bias_faults(project: Project, analysis: ItsAnalysis) -> Iterator[_Fault]:
    given = answered(analysis.risk_of_bias, project.risk_of_bias)
    missing = [item for item, answer in given.items() if answer is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        yield (
            f"its.{analysis.id}",
            f"Of the {len(BIAS_ITEMS)} items of 'risk_of_bias' {len(missing)} {verb} not answered: "
            f"{', '.join(missing)}.",
            "Answer each with 'item', 'judgement' (low, high or unclear) and 'reason'.",
        )
