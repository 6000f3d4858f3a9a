"""Changes at the same time, whose effects cannot be told apart: in an analysis, or at a site."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

from evaluation.scrutiny.doubts import Doubt
from evaluation.scrutiny.series import changes
from evaluation.tables.periods import PERIOD_NOUNS
from evaluation.workspace import ItsAnalysis, Project, ProjectFolder
from evaluation.workspace.its_analysis import Frequency

FEWEST_BETWEEN = 3  # points; EPOC asks for three on each side of a change
DAYS_BETWEEN: dict[Frequency, int] = {
    "daily": 1,
    "weekly": 7,
    "monthly": 31,
    "quarterly": 92,
    "annual": 366,
}
# what an exclusion beside a change is meant for, by the words of its reason
MEANT = ("phase", "roll", "transition", "training", "introduc", "implement", "pilot")
MOST_NAMED = 3
ONE_DAY = dt.timedelta(days=1)


def coincidence_doubts(project: Project) -> Iterator[Doubt]:
    """Yield the changes within an analysis of a project that coincide."""
    kpis = {kpi.id: kpi for kpi in project.kpis}
    for analysis in project.its:
        if analysis.kpi in kpis:
            frequency = kpis[analysis.kpi].frequency
            for sentence, remedy in (
                *_too_near(project, analysis, frequency),
                *_at_an_edge(project, analysis),
            ):
                yield Doubt(sentence, remedy, f"its.{analysis.id}", is_in_table=False)


def same_time(one: ProjectFolder, others: Sequence[ProjectFolder]) -> Iterator[Doubt]:
    """Yield the projects that went live at the same site in the same month for the same domain.

    Parameters
    ----------
    one : ProjectFolder
    others : sequence of ProjectFolder
        All projects of the hub.
    """
    if one.project.is_worked_example:
        return
    meeting = [
        other.slug
        for other in others
        if other.slug != one.slug
        and not other.project.is_worked_example
        and _do_meet(one.project, other.project)
    ]
    if not meeting:
        return
    named = ", ".join(f"'{slug}'" for slug in meeting[:MOST_NAMED])
    more = f" and {len(meeting) - MOST_NAMED} more" if len(meeting) > MOST_NAMED else ""
    projects = "project" if len(meeting) == 1 else "projects"
    sentence = (
        f"The {projects} {named}{more} went live in the same month at the same site, with a "
        "primary analysis of the same domain: the effects cannot be told apart."
    )
    remedy = (
        "Say under risk_of_bias, independent-of-other-changes, how they bear on each other, or "
        "compare with a site that has only one."
    )
    yield Doubt(sentence, remedy, "dates.go_live", is_in_table=False)


def _do_meet(one: Project, other: Project) -> bool:
    sites = {site.name for site in one.sites} & {site.name for site in other.sites}
    is_same_month = _is_same_month(one.dates.go_live, other.dates.go_live)
    return is_same_month and bool(sites) and bool(_domains(one) & _domains(other))


def _domains(project: Project) -> set[str]:
    kpis = {kpi.id: kpi.domain for kpi in project.kpis}
    return {str(kpis[item.kpi]) for item in project.its if item.primary and item.kpi in kpis}


def _is_same_month(one: dt.date, other: dt.date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _too_near(
    project: Project, analysis: ItsAnalysis, frequency: Frequency
) -> Iterator[tuple[str, str]]:
    for earlier, later in itertools.pairwise(changes(project, analysis)):
        apart = (later.date - earlier.date).days
        if apart == 0:  # refused where the design is made
            continue
        if apart < DAYS_BETWEEN[frequency]:
            yield (
                f"The interruptions '{earlier.name}' and '{later.name}' may fall into the same "
                f"{PERIOD_NOUNS[frequency]}: their effects cannot be told apart.",
                "Merge them into one.",
            )
        elif apart < FEWEST_BETWEEN * DAYS_BETWEEN[frequency] and earlier.end is None:
            yield (
                f"There are fewer than {FEWEST_BETWEEN} {PERIOD_NOUNS[frequency]}s between the "
                f"interruptions '{earlier.name}' and '{later.name}': their effects are hard to "
                "tell apart.",
                "Merge them into one, or exclude the time between with its reason.",
            )


def _at_an_edge(project: Project, analysis: ItsAnalysis) -> Iterator[tuple[str, str]]:
    for change in changes(project, analysis):
        for window in analysis.exclude:
            is_meant = any(word in window.reason.lower() for word in MEANT)
            touches = window.end + ONE_DAY == change.date or window.start == change.date
            if touches and not is_meant:
                yield (
                    f"The interruption '{change.name}' meets the edge of periods that are left "
                    "out: the change cannot be told from what happened in between.",
                    "Say so under 'question', or give the excluded time a segment of its own.",
                )
