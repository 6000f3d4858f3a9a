"""What is to be done next in a workspace: the few steps at the head of the page of projects.

In: what is known of the workspace, its findings and its documents. Out: steps, the most urgent
first, each with where to read on or what to type; none where nothing is to be done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from evaluation.errors import Finding
from evaluation.present.words import counted, listed
from evaluation.serving.files import Published
from evaluation.serving.rendering import sentence
from evaluation.serving.seen import Seen, SeenProject, State

ANNUAL_REPORT = "output/annual-report.html"
FAILED_SHOWN = 5
RUN = "evaluation run"
REPORT = "evaluation report"
FIRST_PROJECT = "evaluation new project NAME"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    Parameters
    ----------
    what : str
        One sentence.
    words, address : str
        A link to read on; empty where there is none.
    commands : tuple of str
        What to type, in this order.
    is_fault : bool
        Whether something is wrong, rather than only not done yet.
    """

    what: str
    words: str = ""
    address: str = ""
    commands: tuple[str, ...] = ()
    is_fault: bool = False


def next_steps(
    seen: Seen, findings: Sequence[Finding], files: Mapping[str, Published]
) -> list[Step]:
    """Return what is to be done next.

    Parameters
    ----------
    seen : Seen
    findings : sequence of Finding
        Of the check, as far as they are known.
    files : mapping
        Of `published_files`.
    """
    return [
        *_corrections(seen, findings),
        *_failures(seen.projects, seen.hub_state),
        *_beginnings(seen),
        *_runs(seen),
        *_publishing(seen, files),
    ]


def _corrections(seen: Seen, findings: Sequence[Finding]) -> Iterator[Step]:
    found = (*findings, *seen.faults)
    errors = len({(item.file, item.place, item.sentence) for item in found if _is_error(item)})
    if errors:
        what = f"Correct {counted(errors, 'error')} in the workspace's files: nothing runs before."
        yield Step(what, "Read what is wrong and what to do", "/findings", is_fault=True)


def _is_error(finding: Finding) -> bool:
    return finding.severity == "error"


def _failures(projects: Sequence[SeenProject], own: State) -> Iterator[Step]:
    failed = [item for item in projects if item.state.name == "failed"]
    for item in failed[:FAILED_SHOWN]:
        what = f"{item.title} failed. {_reason(item.state)}"
        address = f"/projects/{quote(item.slug)}"
        yield Step(what, f"See where to look in {item.slug}", address, is_fault=True)
    if (more := len(failed) - FAILED_SHOWN) > 0:
        what = f"{counted(more, 'more project')} failed."
        yield Step(what, "See the last run of each", "/runs", is_fault=True)
    if own.name == "failed":
        what = f"The hub's own year failed. {_reason(own)}"
        yield Step(what, "See its last run", "/runs", is_fault=True)


def _reason(state: State) -> str:
    return " ".join(sentence(reason) for reason in state.reasons)


def _beginnings(seen: Seen) -> Iterator[Step]:
    if not seen.projects:
        yield Step("Start the first project.", commands=(FIRST_PROJECT,))


def _runs(seen: Seen) -> Iterator[Step]:
    counts = dict(seen.counts)
    stale, new = counts.get("stale", 0), counts.get("never run", 0)
    parts = [
        f"{number} {word}" for number, word in ((stale, "stale"), (new, "never run")) if number
    ]
    if parts:
        yield Step(f"Run the projects that are not up to date: {listed(parts)}.", commands=(RUN,))
    elif seen.projects and seen.hub_state.name in ("stale", "never run"):
        yield Step("Run the hub's own year, which is not up to date.", commands=(RUN,))


def _publishing(seen: Seen, files: Mapping[str, Published]) -> Iterator[Step]:
    ends = [
        moment
        for item in seen.projects
        if item.result and item.result.attempt and (moment := _moment(item.result.attempt.end))
    ]
    report = files.get(ANNUAL_REPORT)
    if not ends:
        return
    if report is None:
        yield Step("Make the annual report, which is not there yet.", commands=(REPORT,))
    elif report.modified < max(ends):
        yield Step(
            "Make the annual report again: it is older than the last run.", commands=(REPORT,)
        )


def _moment(iso: str) -> float | None:
    """Return a moment as seconds since 1970; None where it is none."""
    try:
        moment = dt.datetime.fromisoformat(iso)
    except (TypeError, ValueError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
