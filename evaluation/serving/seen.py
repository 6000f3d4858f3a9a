"""What the local page knows of a workspace: hub, projects, results and whether they are current.

In: a workspace's folder, in whatever state it is. Out: `Seen`; what cannot be read is named as
such and keeps nothing else from being shown. Numbers come from results alone, which passed
disclosure control when they were saved; no table of the hub is opened here.
"""

from __future__ import annotations

import csv
import dataclasses
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evaluation.errors import EvaluationError, Finding
from evaluation.monitoring.charts import ASSURANCE_WORDS, VARIATION_WORDS
from evaluation.portfolio.headlines import Card, indicator_cards, main_effect_card
from evaluation.portfolio.results import ProjectResult, read_results
from evaluation.present import icons, numbers
from evaluation.run import HUB, Staleness, Surroundings, project_slugs, staleness, survey
from evaluation.serving.kept import mark_of, marks_below
from evaluation.workspace import Hub, Project, ProjectFolder, Workspace, reports_folder
from evaluation.workspace.reading import WorkspaceParts, read_parts

StateName = Literal["up to date", "stale", "never run", "failed", "not known"]

NOTICE_UNKNOWN = (
    "data/hub.yml cannot be read, so that it is not known what the data are. The projects' numbers "
    "are not shown; documents and notebooks say themselves what their data are."
)
FILE_HAS_FAULTS = "its project.yml has faults"
HUB_HAS_FAULTS = "data/hub.yml has faults"
RESTS_ON_FAULTS = "the files that it rests on have faults"
NOT_READ = "its results cannot be read"
_VARIATIONS = {words: name for name, words in VARIATION_WORDS.items()}
_ASSURANCES = {words: name for name, words in ASSURANCE_WORDS.items()}


@dataclass(frozen=True)
class State:
    """Whether a result is what a run would make now, and why not."""

    name: StateName
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class IconRow:
    """The last point of a control chart, as its icons tell it.

    Parameters
    ----------
    indicator, period, value, target : str
        As a reader sees them; `target` is empty where there is none.
    variation, variation_words : str
        Kind of the icon ("common", "improvement", "concern", "neither"; empty for none), words.
    side : str
        "high", "low" or empty.
    assurance, assurance_words : str
        "pass", "fail", "hit-or-miss" or empty, and words.
    """

    indicator: str
    period: str
    value: str
    target: str
    variation: str
    side: str
    variation_words: str
    assurance: str
    assurance_words: str

    @property
    def short_words(self) -> str:
        """What both icons say, in as few words as the report's icons have."""
        variation = icons.MEANING_WORDS.get(self.variation, "No variation judged")
        side = {"high": ", higher values", "low": ", lower values"}.get(self.side, "")
        assured = icons.ASSURANCE_SHORT.get(self.assurance)
        return f"{variation}{side}{f'; target: {assured.lower()}' if assured else ''}"


@dataclass(frozen=True)
class SeenProject:
    """A project as far as it can be read.

    Parameters
    ----------
    slug, title : str
    project : Project or None
        None where its file has faults.
    result : ProjectResult or None
    state : State
    card : Card or None
        Its main number.
    sentences : tuple of str
        What was found.
    icons : tuple of IconRow
    """

    slug: str
    title: str
    project: Project | None
    result: ProjectResult | None
    state: State
    card: Card | None = None
    sentences: tuple[str, ...] = ()
    icons: tuple[IconRow, ...] = ()


@dataclass(frozen=True)
class Seen:
    """A workspace as far as it can be read.

    Parameters
    ----------
    hub : Hub or None
        None where its file has faults.
    projects : tuple of SeenProject
        In the order of the report, then those whose file has faults.
    hub_state : State
        Of the hub's own notebook.
    faults : tuple of Finding
        What is wrong with the files, tables apart.
    elsewhere : tuple of Path
        Tables that lie outside `data`.
    """

    hub: Hub | None
    projects: tuple[SeenProject, ...]
    hub_state: State
    faults: tuple[Finding, ...]
    elsewhere: tuple[Path, ...] = ()

    def project(self, slug: str) -> SeenProject | None:
        """Return a project, or None where there is none of that name."""
        return next((item for item in self.projects if item.slug == slug), None)

    @property
    def counts(self) -> list[tuple[StateName, int]]:
        """How many projects are in each state, those that need something first."""
        found = Counter(item.state.name for item in self.projects)
        order: tuple[StateName, ...] = ("failed", "not known", "stale", "never run", "up to date")
        return [(name, found[name]) for name in order if found[name]]


def mark_of_workspace(root: Path, elsewhere: tuple[Path, ...] = ()) -> Hashable:
    """Return what is the same as long as files and results are, from their times and sizes."""
    results = reports_folder(root) / "results"
    return (mark_of_data(root, elsewhere), *marks_below(results, leave_out=frozenset(["figures"])))


def mark_of_data(root: Path, elsewhere: tuple[Path, ...] = ()) -> Hashable:
    """Return what is the same as long as the hub's files are, from their times and sizes."""
    return (*marks_below(root / "data"), *(mark_of(path) for path in elsewhere))


def see(root: Path) -> Seen:
    """Return what can be read of the workspace in a folder."""
    parts = read_parts(root)
    workspace = _workspace_of(root, parts)
    around = _surroundings(workspace)
    known = [_seen_project(workspace, folder, around) for folder in parts.projects]
    slugs = {item.slug for item in known}
    broken = [_faulty(slug) for slug in project_slugs(root) if slug not in slugs]
    own = _state(workspace, HUB, around)
    return Seen(parts.hub, (*known, *broken), own, parts.findings, tuple(_elsewhere(root, parts)))


def _faulty(folder: str) -> SeenProject:
    slug = folder.encode("utf-8", "replace").decode("utf-8")  # names of folders may be no Unicode
    return SeenProject(slug, slug, None, None, State("not known", (FILE_HAS_FAULTS,)))


def _workspace_of(root: Path, parts: WorkspaceParts) -> Workspace | None:
    if parts.hub is None:
        return None
    return Workspace(root, parts.hub, parts.projects, parts.standards)


def _surroundings(workspace: Workspace | None) -> Surroundings | None:
    try:
        return None if workspace is None else survey(workspace)
    except (ValueError, OSError):  # a file of standards has faults
        return None


def _seen_project(
    workspace: Workspace | None, folder: ProjectFolder, around: Surroundings | None
) -> SeenProject:
    slug, project = folder.slug, folder.project
    state = _state(workspace, slug, around)
    if workspace is None:
        return SeenProject(slug, project.title, project, None, state)
    try:
        (result,) = read_results(dataclasses.replace(workspace, projects=(folder,)))
        card = main_effect_card(result) or next(indicator_cards(result), None)
        found = tuple(str(item) for part in result.sentences.values() for item in part)
    except Exception:  # noqa: BLE001 - whatever is in a damaged file, the others are shown
        reasons = (*state.reasons, NOT_READ)
        return SeenProject(slug, project.title, project, None, State("not known", reasons))
    rows = tuple(icon_rows(workspace.results / slug, slug)) if result.good else ()
    return SeenProject(slug, project.title, project, result, state, card, found, rows)


def _state(workspace: Workspace | None, slug: str, around: Surroundings | None) -> State:
    if workspace is None:
        return State("not known", (HUB_HAS_FAULTS,))
    try:
        found: Staleness = staleness(workspace, slug, None, around)
    except EvaluationError as error:
        return State("not known", (error.what,))
    except Exception:  # noqa: BLE001 - whatever is in a damaged file, the rest is shown
        return State("not known", (RESTS_ON_FAULTS,))
    return State(found.status, found.reasons)


def _elsewhere(root: Path, parts: WorkspaceParts) -> Iterator[Path]:
    data = root / "data"
    for folder in parts.projects:
        for table in folder.tables.values():
            path = folder.table_path(table)
            if not path.is_relative_to(data):
                yield path


def icon_rows(results: Path, slug: str) -> Iterator[IconRow]:
    """Yield the rows of a project's summary of control charts; nothing where there is none.

    Parameters
    ----------
    results : Path
        The project's folder of results.
    slug : str
    """
    try:
        text = (results / "figures" / f"{slug}-control-summary.csv").read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines()))
    except (OSError, ValueError, csv.Error):
        return
    for row in rows:
        try:
            yield _icon_row(row)
        except (KeyError, TypeError, ValueError):
            continue


def _icon_row(row: dict[str, str]) -> IconRow:
    if None in row.values():
        raise ValueError("The row is not whole.")
    meaning = icons.meaning_of(_VARIATIONS.get(row["variation"], ""))
    return IconRow(
        indicator=row["indicator"],
        period=numbers.dates_in_words(row["period"].removesuffix("-01")),
        value=_shown(row["value"], row["unit"]) or numbers.NOT_AVAILABLE,
        target=_shown(row["target"], row["unit"]),
        variation=meaning.kind,
        side=meaning.side,
        variation_words=row["variation"],
        assurance=_ASSURANCES.get(row["assurance"], ""),
        assurance_words=row["assurance"],
    )


def _shown(text: str, unit: str) -> str:
    if not text:
        return ""
    value = float(text)
    return numbers.with_unit(numbers.number(value, numbers.decimals_for(value, unit)), unit)
