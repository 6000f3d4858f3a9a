"""Names in a project's file that must exist elsewhere: KPIs, criteria, cycles, windows, tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from evaluation.errors import Finding, nearest
from evaluation.workspace.funnel_consistency import funnel_faults
from evaluation.workspace.kpi_columns import kpi_column_faults
from evaluation.workspace.names import fold
from evaluation.workspace.project import Project
from evaluation.workspace.standards import Criterion


def project_findings(
    project: Project, slug: str, shown_as: str, criteria: Mapping[str, Criterion]
) -> list[Finding]:
    """Return what in a project's file refers to something that is not there.

    Parameters
    ----------
    project : Project
    slug, shown_as : str
        How findings name the project and the file.
    criteria : mapping
        All criteria of the standards library, by id.
    """
    sentences = [
        *_repeated(project),
        *_unknown_kpis(project),
        *kpi_column_faults(project),
        *_indivisible_kpis(project),
        *_uncounted_kpis(project),
        *_unsuited_charts(project),
        *_unknown_criteria(project, criteria),
        *_actions_on_nothing(project),
        *funnel_faults(project),
        *_missing_parts(project),
    ]
    return [
        Finding(sentence, remedy, file=shown_as, place=place, project=slug)
        for place, sentence, remedy in sentences
    ]


DAYS = "days"  # the offset that is no KPI: the number of days in each period
DIVISIBLE_KINDS = ("count", "rate")
COUNTED_KINDS = ("count", "proportion")

SUITED_CHARTS = {
    "proportion": ("xmr", "run", "p", "p-prime"),
    "rate": ("xmr", "run", "u", "u-prime"),
    "count": ("xmr", "run", "c"),
}

_Fault = tuple[str, str, str]


def _repeated(project: Project) -> Iterator[_Fault]:
    named: list[tuple[str, Iterable[str]]] = [
        ("kpis", (kpi.id for kpi in project.kpis)),
        ("its", (analysis.id for analysis in project.its)),
        ("audit.cycles", (cycle.id for cycle in project.audit.cycles) if project.audit else ()),
        ("audit.criteria", (item.id for item in project.audit.criteria) if project.audit else ()),
    ]
    for place, given in named:
        ids = list(given)
        for name, count in Counter(ids).items():
            if count > 1:
                yield place, f"The id '{name}' is used {count} times.", "Give each its own id."
        if place != "its":  # no table names them
            yield from _alike(place, dict.fromkeys(ids))
    primary = sum(analysis.primary for analysis in project.its)
    if primary > 1:
        yield (
            "its",
            f"{primary} analyses are marked primary.",
            "Keep one; set 'primary: false' on the others.",
        )


def _alike(place: str, ids: Iterable[str]) -> Iterator[_Fault]:
    """Yield the ids that a table could not tell apart."""
    seen: dict[str, str] = {}
    for name in ids:
        first = seen.setdefault(fold(name), name)
        if first != name:
            sentence = f"The ids '{first}' and '{name}' are the same in a table, where case, "
            sentence += "hyphens and underscores do not matter."
            yield place, sentence, "Give each its own id."


def _unknown_kpis(project: Project) -> Iterator[_Fault]:
    known = [kpi.id for kpi in project.kpis]
    used: list[tuple[str, str]] = []
    for analysis in project.its:
        place = f"its.{analysis.id}"
        used.append((place, analysis.kpi))
        used.extend((f"{place}.covariates", kpi) for kpi in analysis.covariates)
        used.extend((f"{place}.offset", kpi) for kpi in analysis.offset if kpi != DAYS)
        if analysis.control:
            used.append((f"{place}.control", analysis.control))
    used.extend(("inequalities", item.kpi) for item in project.inequalities)
    for reach in project.reach:
        used.extend(("reach", kpi) for kpi in dict.fromkeys((reach.users, reach.eligible_kpi)))
    used.extend(("control_charts", item.kpi) for item in project.control_charts)
    used.extend(("funnels", item.kpi) for item in project.funnels if item.kpi)
    for place, kpi in used:
        if kpi not in known:
            near = nearest(kpi, known)
            remedy = f"Did you mean '{near}'?" if near else "Add it under 'kpis'."
            yield place, f"The KPI '{kpi}' is not defined in this project.", remedy


def _indivisible_kpis(project: Project) -> Iterator[_Fault]:
    kinds = {kpi.id: kpi.kind for kpi in project.kpis}
    for analysis in project.its:
        kind = kinds.get(analysis.kpi, "count")
        if analysis.offset and kind not in DIVISIBLE_KINDS:
            yield (
                f"its.{analysis.id}.offset",
                f"An offset does not go with a KPI of kind '{kind}': it counts no events.",
                "Remove the offset.",
            )


def _uncounted_kpis(project: Project) -> Iterator[_Fault]:
    kinds = {kpi.id: kpi.kind for kpi in project.kpis}
    for reach in project.reach:
        for kpi in dict.fromkeys((reach.users, reach.eligible_kpi)):
            if kinds.get(kpi, "count") not in COUNTED_KINDS:
                yield (
                    "reach",
                    f"The KPI '{kpi}' of kind '{kinds[kpi]}' counts no people.",
                    "Name a proportion or a count.",
                )
        if reach.eligible is None and kinds.get(reach.users) == "count":
            yield (
                "reach",
                f"The KPI '{reach.users}' is a count: it does not say who is eligible.",
                "Add 'eligible:' with the KPI that counts them.",
            )


def _unsuited_charts(project: Project) -> Iterator[_Fault]:
    kinds = {kpi.id: kpi.kind for kpi in project.kpis}
    for item in project.control_charts:
        kind = kinds.get(item.kpi)
        suited = SUITED_CHARTS.get(str(kind), ("xmr", "run"))
        if kind is not None and item.chart not in suited:
            yield (
                f"control_charts.{item.kpi}",
                f"A chart of kind '{item.chart}' does not go with a KPI of kind '{kind}'.",
                f"Use one of: {', '.join(suited)}.",
            )


def _unknown_criteria(project: Project, criteria: Mapping[str, Criterion]) -> Iterator[_Fault]:
    for item in project.audit.criteria if project.audit else ():
        if item.id not in criteria:
            remedy = _criterion_meant(item.id, criteria, "Add it to a file in 'data/standards'.")
            yield "audit.criteria", f"The criterion '{item.id}' is in no standard.", remedy


def _criterion_meant(name: str, known: Iterable[str], otherwise: str) -> str:
    by_lower_case = {item.lower(): item for item in known}
    near = nearest(name, by_lower_case)
    return f"Did you mean '{by_lower_case[near]}'?" if near else otherwise


def _actions_on_nothing(project: Project) -> Iterator[_Fault]:
    if project.audit is None:
        return
    audited = [item.id for item in project.audit.criteria]
    for action in project.audit.actions:
        if action.criterion not in audited:
            remedy = _criterion_meant(action.criterion, audited, "Add it under 'audit: criteria:'.")
            sentence = f"An action names the criterion '{action.criterion}', which is not audited."
            yield "audit.actions", sentence, remedy


def _missing_parts(project: Project) -> Iterator[_Fault]:
    if project.kpis and project.tables.kpi is None:
        yield "tables", "KPIs are defined but there is no KPI table.", "Add 'kpi:' under 'tables'."
    if project.audit and project.tables.audit is None:
        yield "tables", "There is an audit but no audit table.", "Add 'audit:' under 'tables'."
    if (project.inequalities or project.reach) and project.periods is None:
        yield (
            "inequalities" if project.inequalities else "reach",
            "Inequalities are compared between windows that are not given.",
            "Add 'periods:' with 'baseline:' and 'after:'.",
        )
