"""From the words of a file to the engine's `Design`: a project's analysis, or a SPEC.yml.

In: models of the workspace. Out: a `Design`, or a finding where its parts contradict each other.
Every key of a model is translated here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluation import its
from evaluation.errors import Finding, InvalidInput
from evaluation.workspace import ItsAnalysis, Project
from evaluation.workspace.its_analysis import Interruption, ItsModel
from evaluation.workspace.its_units import ControlChoice, SitesChoice
from evaluation.workspace.methods import MethodChoice
from evaluation.workspace.reading import read_parts
from evaluation.workspace.specs import ItsSpec
from evaluation.workspace.workspace import shown_path

TIME, OUTCOME, DENOMINATOR, SERIES = "time", "outcome", "denominator", "series"
TREATED, CONTROL = "treated", "control"
GO_LIVE = "go-live"
LONG_AGO = dt.date(1900, 1, 1)  # in place of a date that each site has of its own
KINDS_WITH_DENOMINATOR = ("proportion", "rate")


def spec_design(spec: ItsSpec) -> its.Design:
    """Return the design of a SPEC.yml, with the columns that it names.

    Raises
    ------
    InvalidInput
        If its parts contradict each other.
    """
    return its.Design(
        outcome=spec.outcome,
        frequency=spec.frequency,
        interruptions=_spec_interruptions(spec),
        time=spec.time,
        denominator=spec.denominator,
        covariates=tuple(spec.covariates),
        exclusions=_exclusions(spec),
        control=_control(spec.control) if spec.control else None,
        **_shared(spec),
    )


def spec_sites(spec: ItsSpec, choice: SitesChoice) -> its.Sites:
    """Return the sites of a SPEC.yml.

    Parameters
    ----------
    spec : ItsSpec
    choice : SitesChoice
        Its sites.
    """
    return its.Sites(
        column=choice.column,
        go_live=choice.go_live,
        interruption=_go_live_name(spec, choice),
        after=tuple(choice.after),
        controls=tuple(choice.controls),
        control_kind=choice.controls_as,
    )


def method_chosen(choice: MethodChoice) -> its.Method:
    """Return the method that a file names."""
    return its.method_of(choice.name, choice.lags, choice.order, choice.seasonal)


def analysis_design(project: Project, analysis: ItsAnalysis) -> its.Design:
    """Return the design of a project's analysis, with the columns of `study.designs`.

    Without interruptions of its own the change is at the project's go-live, and the phase-in
    before that is left out.

    Parameters
    ----------
    project : Project
    analysis : ItsAnalysis
        One of the project's.

    Raises
    ------
    InvalidInput
        If its parts contradict each other.
    """
    kpi = project.kpi(analysis.kpi)
    exclusions = _exclusions(analysis)
    interruptions = _interruptions(analysis)
    if not interruptions:
        interruptions = (its.Interruption(GO_LIVE, project.dates.go_live),)
        exclusions = (*exclusions, *_phase_in(project))
    return its.Design(
        outcome=OUTCOME,
        frequency=kpi.frequency,
        interruptions=interruptions,
        time=TIME,
        denominator=DENOMINATOR if kpi.kind in KINDS_WITH_DENOMINATOR else None,
        covariates=tuple(analysis.covariates),
        exclusions=exclusions,
        control=its.Control(SERIES, TREATED, analysis.control_as) if analysis.control else None,
        **_shared(analysis),
    )


def design_findings(root: Path, slugs: Sequence[str] = ()) -> list[Finding]:
    """Return what in the analyses of a workspace contradicts itself.

    Parameters
    ----------
    root : Path
        The folder that holds `data/hub.yml`.
    slugs : sequence of str
        Only these projects; empty means all.
    """
    findings = []
    for folder in read_parts(root).projects:
        if slugs and folder.slug not in slugs:
            continue
        for place, error in _contradictions(folder.project):
            shown = shown_path(root, folder.file)
            findings.append(Finding(error.what, error.remedy, shown, place, folder.slug))
    return findings


def _contradictions(project: Project) -> Iterator[tuple[str, InvalidInput]]:
    known = {kpi.id for kpi in project.kpis}
    for analysis in project.its:
        if analysis.kpi not in known:
            continue  # that has a finding of its own
        try:
            analysis_design(project, analysis)
        except InvalidInput as error:
            yield f"its.{analysis.id}", error


def _shared(model: ItsModel) -> dict[str, Any]:
    """Return what a project's analysis and a spec say alike."""
    return {
        "family": model.family,
        "transform": model.transform,
        "offsets": tuple(model.offset),
        "seasonality": its.Seasonality(**dict(model.seasonality)),
        "segments": tuple(its.Segment(**dict(item)) for item in model.segments),
        "level": model.level,
        "effects_at": tuple(model.effects_at),
        "effect_windows": tuple(its.EffectWindow(**dict(item)) for item in model.effect_windows),
    }


def _interruptions(model: ItsModel) -> tuple[its.Interruption, ...]:
    return tuple(_interruption(item) for item in model.interruptions)


def _spec_interruptions(spec: ItsSpec) -> tuple[its.Interruption, ...]:
    """Return the interruptions, with the go-live of the sites, whose date is each site's own."""
    given = _interruptions(spec)
    if spec.sites is None:
        return given
    name = _go_live_name(spec, spec.sites)
    if name in {item.name for item in given}:
        return given
    if spec.sites.go_live is None:
        raise InvalidInput(
            f"sites: There is no interruption '{name}', nor a date of go-live.",
            "Name the interruption that is the go-live, or give go_live.",
        )
    return (*given, its.Interruption(name, LONG_AGO))


def _go_live_name(spec: ItsSpec, choice: SitesChoice) -> str:
    """Return the name of the interruption whose date is each site's own."""
    if choice.interruption is not None:
        return choice.interruption
    names = [item.name for item in spec.interruptions]
    return names[0] if len(names) == 1 and choice.go_live is None else GO_LIVE


def _control(choice: ControlChoice) -> its.Control:
    return its.Control(
        column=choice.column or "",
        treated=choice.treated or "",
        kind=choice.kind,
        columns=tuple(choice.columns),
        is_weighted=choice.weighted,
    )


def _interruption(item: Interruption) -> its.Interruption:
    phase_in = its.PhaseIn(**dict(item.phase_in)) if item.phase_in else None
    return its.Interruption(**{**dict(item), "phase_in": phase_in})


def _exclusions(model: ItsModel) -> tuple[its.Exclusion, ...]:
    return tuple(its.Exclusion(**dict(item)) for item in model.exclude)


def _phase_in(project: Project) -> Iterator[its.Exclusion]:
    dates = project.dates
    if dates.phase_in_from:
        yield its.Exclusion(dates.phase_in_from, dates.go_live - dt.timedelta(days=1), "phase-in")
