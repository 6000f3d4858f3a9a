"""The record of pre-specified analyses beside project.yml: read, renewed in memory, written.

In: a project's folder and the day of the record. Out: `prespecification.yml`, one entry for each
analysis with its canonical model, hash, dates and role; former entries are kept as history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, StringConstraints

from evaluation.errors import Finding, InvalidInput
from evaluation.saving import save_all
from evaluation.workspace.its_analysis import ItsAnalysis, Prespecified
from evaluation.workspace.prespecification import canonical_model, differences, model_hash
from evaluation.workspace.project import Project
from evaluation.workspace.strict import Date, StrictModel, Text, validate
from evaluation.workspace.yaml_source import read_yaml

RECORD_NAME = "prespecification.yml"
HEADER = """\
# The analyses of this project as they were fixed. Written by `evaluation prespecify`; never edit it
# by hand: each hash is the SHA-256 of the model below it. A change needs a reason (--amend).
"""
LINE_WIDTH = 100

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Dumper(yaml.SafeDumper):
    """Writes every value in full, never as a reference to another."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature of yaml
        return True


class Recorded(StrictModel):
    """An analysis as it was fixed.

    Parameters
    ----------
    hash : str
        SHA-256 of the model.
    fixed : date
        When the project says that it was fixed.
    recorded : date
        When it was written down here.
    by : str
        The role that fixed it.
    model : dict
        The canonical form of the analysis.
    """

    hash: Hash
    fixed: Date
    recorded: Date
    by: Text
    model: dict[str, Any]

    @property
    def is_intact(self) -> bool:
        """Whether the model is still the one that the hash was made from."""
        return model_hash(self.model) == self.hash


class Former(Recorded):
    """A former record, replaced on a day for a reason."""

    amended: Date
    reason: Text


class RecordEntry(Recorded):
    """The record of one analysis, with the former ones, the oldest first."""

    history: list[Former] = Field(default_factory=list)


class PrespecificationFile(StrictModel):
    """What `prespecification.yml` holds: entries by the id of their analysis."""

    analyses: dict[str, RecordEntry] = Field(default_factory=dict)


def read_record(
    folder: Path, shown_as: str, project: str = ""
) -> tuple[PrespecificationFile, list[Finding]]:
    """Return the record of a project, empty where there is none, with what is wrong in its file.

    Parameters
    ----------
    folder : Path
        The project's folder.
    shown_as, project : str
        How findings name the file and the project.
    """
    path = folder / RECORD_NAME
    if not path.exists():
        return PrespecificationFile(), []
    found, findings = validate(
        PrespecificationFile, read_yaml(path, shown_as), shown_as, project=project
    )
    return found or PrespecificationFile(), findings


def renewed(
    record: PrespecificationFile, project: Project, today: dt.date, reason: str = ""
) -> PrespecificationFile:
    """Return the record with every analysis of a project that says when it was fixed.

    Parameters
    ----------
    record : PrespecificationFile
        What there is.
    project : Project
    today : date
        The day of the record.
    reason : str
        Why recorded analyses may be replaced; empty where they may not.

    Raises
    ------
    InvalidInput
        If an analysis differs from its record and no reason is given, its date lies after
        `today`, or its record is of a later day.
    """
    entries = dict(record.analyses)
    findings: list[Finding] = []
    for analysis in project.its:
        if analysis.prespecified is None:
            continue
        made = _made(project, analysis, analysis.prespecified, today)
        former = entries.get(analysis.id)
        fault = _fault(made, former, today, reason)
        if fault:
            findings.append(Finding(*fault, place=f"its.{analysis.id}"))
        elif former is None:
            entries[analysis.id] = made
        elif changes(former, made):
            entries[analysis.id] = _amended(made, former, today, reason)
    if findings:
        raise InvalidInput.from_findings(findings)
    return PrespecificationFile(analyses=entries)


def changes(entry: Recorded, now: Recorded) -> tuple[str, ...]:
    """Return what differs between two records of an analysis, the day it was fixed included."""
    dates = () if entry.fixed == now.fixed else (f"fixed on: {entry.fixed} became {now.fixed}",)
    return (*differences(entry.model, now.model), *dates)


def write_records(records: Mapping[Path, PrespecificationFile]) -> None:
    """Write the records of projects, by their folders: all of them, or none.

    Raises
    ------
    InvalidInput
        If one cannot be written; what was there before is then untouched.
    """
    save_all({folder / RECORD_NAME: _text(record) for folder, record in records.items()})


def _text(record: PrespecificationFile) -> str:
    plain = record.model_dump(mode="python", exclude_defaults=True)
    text = yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LINE_WIDTH)
    return HEADER + text


def _made(
    project: Project, analysis: ItsAnalysis, claim: Prespecified, today: dt.date
) -> RecordEntry:
    model = canonical_model(project, analysis)
    return RecordEntry(
        hash=model_hash(model), fixed=claim.on, recorded=today, by=claim.by, model=model
    )


def _fault(
    made: RecordEntry, former: RecordEntry | None, today: dt.date, reason: str
) -> tuple[str, str] | None:
    if made.fixed > today:
        return (
            f"It is said to be fixed on {made.fixed}, which is after {today}.",
            "Correct 'prespecified'.",
        )
    if former is None or not changes(former, made):
        return None
    what = "; ".join(changes(former, made))
    if not reason:
        return (
            f"It differs from the one recorded on {former.recorded}: {what}.",
            "Restore it, or record the change with --amend 'the reason'.",
        )
    if former.recorded > today:
        return f"Its record is of {former.recorded}, which is after {today}.", "Check the date."
    return None


def _amended(made: RecordEntry, former: RecordEntry, today: dt.date, reason: str) -> RecordEntry:
    plain = former.model_dump(exclude={"history"})
    kept = Former(**plain, amended=today, reason=reason)
    return made.model_copy(update={"history": [*former.history, kept]})
