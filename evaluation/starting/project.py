"""A new project in a workspace: its commented project.yml and the workbooks of its tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from evaluation.errors import InvalidInput
from evaluation.starting import answers
from evaluation.starting.facts import NO_AUDIT, RATE, ProjectFacts
from evaluation.starting.filling import filled, quoted, to_fill_in
from evaluation.starting.months import months_between, proposed_cycles, proposed_windows
from evaluation.starting.placing import place
from evaluation.templates.tables import TableFilled, table_template_bytes
from evaluation.workspace import (
    BIAS_ITEMS,
    PROJECTS_FOLDER,
    Criterion,
    Project,
    StandardsFile,
    Workspace,
)
from evaluation.workspace.reading import read_parts
from evaluation.workspace.strict import validate
from evaluation.workspace.yaml_source import read_yaml_text

FAMILIES: Final = {
    "count": "quasi-poisson",
    "rate": "quasi-poisson",
    "proportion": "quasi-binomial",
    "mean": "gaussian",
}
VALUE_COLUMNS: Final = {
    "count": ("value",),
    "mean": ("value", "n"),
    "rate": ("numerator", "denominator"),
    "proportion": ("numerator", "denominator"),
}
INDICATOR: Final = "indicator"
AUDIT_TABLE: Final = "audit-records"


@dataclass(frozen=True)
class NewProject:
    """What was made.

    Parameters
    ----------
    slug : str
    files : tuple of Path
        From the workspace's folder, in the order in which they are filled in.
    """

    slug: str
    files: tuple[Path, ...]


def new_project(root: Path, slug: str, facts: ProjectFacts, today: dt.date) -> NewProject:
    """Make a project's folder with its file and workbooks.

    Parameters
    ----------
    root : Path
        The workspace.
    slug : str
        The name of the new folder.
    facts : ProjectFacts
    today : date
        Months in the table are filled in up to the last whole one.

    Raises
    ------
    InvalidInput
        If there is such a project, or its name leads elsewhere; nothing was written.
    """
    folder = require_new_slug(root, slug)
    files = project_files(slug, facts, _standard(root, facts.audit), today)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"The folder {PROJECTS_FOLDER.as_posix()} cannot be made: {error.strerror or error}."
        raise InvalidInput(what, "Make it in a place where you may write.") from error
    place(folder, files)
    return NewProject(slug, tuple(PROJECTS_FOLDER / slug / name for name in files))


def require_new_slug(root: Path, slug: str) -> Path:
    """Return the folder of a project that is not there yet.

    Raises
    ------
    InvalidInput
        If the name is not one of a project, is taken, or leads out of the workspace.
    """
    try:
        name = answers.as_slug(slug)
    except ValueError as error:
        raise InvalidInput(str(error), "Nothing was written.") from None
    folder = root / PROJECTS_FOLDER / name
    if folder.is_symlink() or folder.exists():
        raise InvalidInput(
            f"The project '{name}' is there already; nothing was written.",
            "Choose another name, or change its files.",
        )
    if not folder.resolve().is_relative_to(root.resolve()):
        raise InvalidInput(
            f"{PROJECTS_FOLDER.as_posix()} leads out of the workspace; nothing was written.",
            "Make it a folder of the workspace, not a link.",
        )
    return folder


def topics_of(root: Path) -> tuple[str, ...]:
    """Return the topics of the workspace's standards that can be read."""
    return tuple(standard.topic for standard in read_parts(root).standards)


def project_files(
    slug: str, facts: ProjectFacts, standard: StandardsFile | None, today: dt.date
) -> dict[str, bytes]:
    """Return the files of a new project by name.

    Parameters
    ----------
    slug : str
    facts : ProjectFacts
    standard : StandardsFile or None
        What is audited.
    today : date
    """
    kpi = _kpi_id(facts)
    text = filled("project.yml", _values(slug, kpi, facts, standard))
    project = _project_of(text)
    lists = {"kpi": [kpi], "site": list(facts.site)}
    months = months_between(facts.first_month, today)
    columns = ("kpi", "period", *VALUE_COLUMNS[facts.kind], "dimension", "group")
    table = TableFilled("kpi", columns, tuple((kpi, f"{month:%Y-%m}") for month in months))
    files = {
        "project.yml": text.encode("utf-8"),
        "kpi.xlsx": table_template_bytes([table], lists=lists),
    }
    if project.audit is not None:
        lists["criterion"] = [item.id for item in project.audit.criteria]
        lists["cycle"] = [item.id for item in project.audit.cycles]
        files["audit.xlsx"] = table_template_bytes([TableFilled(AUDIT_TABLE)], lists=lists)
    return files


def _project_of(text: str) -> Project:
    """Return the project of a text that was just made: it must be valid, whatever was typed."""
    project, findings = validate(Project, read_yaml_text(text, "project.yml"), "project.yml")
    if project is None:
        raise InvalidInput.from_findings(findings)
    return project


def _standard(root: Path, topic: str) -> StandardsFile | None:
    if topic == NO_AUDIT:
        return None
    return next(item for item in read_parts(root).standards if item.topic == topic)


def _kpi_id(facts: ProjectFacts) -> str:
    """Return the id of the indicator: what neither YAML nor Excel takes for anything but a text."""
    made = answers.made_slug(facts.kpi)
    is_text = made[:1].isalpha() and isinstance(yaml.safe_load(made), str)
    return made if is_text else "-".join(filter(None, (INDICATOR, made)))


def _values(
    slug: str, kpi: str, facts: ProjectFacts, standard: StandardsFile | None
) -> dict[str, str]:
    baseline, after = proposed_windows(facts.go_live)
    label = facts.kpi
    return {
        "slug": slug,
        "title": quoted(facts.title),
        "programme": facts.programme,
        "sites": "\n".join(f"  - {{name: {quoted(site)}}}" for site in facts.site),
        "clinical_lead": quoted(facts.clinical_lead),
        "owner": quoted(facts.owner or to_fill_in("the role that answers for the project")),
        "go_live": facts.go_live.isoformat(),
        "baseline_from": baseline[0].isoformat(),
        "baseline_to": baseline[1].isoformat(),
        "after_from": after[0].isoformat(),
        "after_to": after[1].isoformat(),
        "kpi": kpi,
        "kpi_label": quoted(label),
        "question": quoted(f"Did the course of “{label}” change at go-live?"),
        "kind": facts.kind,
        "per": f"    per: {facts.per}" if facts.kind == RATE else "",
        "unit": quoted(facts.unit),
        "domain": facts.domain,
        "direction": facts.direction,
        "family": FAMILIES[facts.kind],
        "bias": _bias_comment(),
        "audit": _audit_text(facts.go_live, standard),
        "audit_table": f"  audit: {{path: audit.xlsx, sheet: {AUDIT_TABLE}}}" if standard else "",
    }


def _bias_comment() -> str:
    lines = ["# risk_of_bias:"]
    for item, question in BIAS_ITEMS.items():
        reason = quoted(to_fill_in("why"))
        lines += [
            f"#   # {question}",
            f"#   - {{item: {item}, judgement: unclear, reason: {reason}}}",
        ]
    return "\n".join(lines)


def _audit_text(go_live: dt.date, standard: StandardsFile | None) -> str:
    if standard is None:
        return "\n".join(
            (
                "# A clinical audit: cycles, and criteria of data/standards/; name its table under",
                "# 'tables:' as 'audit: {path: audit.xlsx, sheet: audit-records}'.",
                "# audit:",
                "#   cycles: [{id: cycle-1, name: First audit, from: 2025-05-01, to: 2025-07-31}]",
                "#   criteria: [{id: FALL-1, target: 95}]",
            )
        )
    lines = [
        f"# Clinical audit by the standards in data/standards on {standard.topic}. Move the cycles",
        "# to the days that were audited, and take out criteria that were not.",
        "audit:",
        "  cycles:",
    ]
    cycles = proposed_cycles(go_live)
    for number, (name, (start, end)) in enumerate(cycles.items(), start=1):
        lines.append(f"    - {{id: cycle-{number}, name: {name}, from: {start}, to: {end}}}")
    lines.append("  criteria:")
    last_day = max(end for _, end in cycles.values())
    for item in current_criteria(standard.criteria, last_day):
        lines += [f"    # {as_line(item.statement)}", f"    - {{id: {item.id}}}"]
    lines += [
        "  # What is done about criteria that are not met:",
        "  # actions:",
        "  #   - {criterion: ID, action: A second clinic, owner: Lead nurse, due: 2026-06-30,",
        "  #      status: planned}",
    ]
    return "\n".join(lines)


def as_line(text: str) -> str:
    r"""Return a text as one line, so that it can stand in a comment.

    Examples
    --------
    >>> as_line("Seen\nwithin a day")
    'Seen within a day'
    """
    return " ".join(text.split())


def current_criteria(criteria: Sequence[Criterion], day: dt.date) -> list[Criterion]:
    """Return the newest version of each criterion, without those that had ended before a day."""
    return [
        item
        for item in criteria
        if item.successor is None and (item.valid_to is None or item.valid_to >= day)
    ]


def lists_of(workspace: Workspace, slug: str) -> dict[str, list[str]]:
    """Return what the cells of a project's tables may be chosen from, by column."""
    project = workspace.project(slug).project
    found = {
        "kpi": [item.id for item in project.kpis],
        "site": [item.name for item in project.sites],
    }
    if project.audit is not None:
        found["criterion"] = [item.id for item in project.audit.criteria]
        found["cycle"] = [item.id for item in project.audit.cycles]
    return found
