"""Lists of what there is: documents in groups, executed notebooks, last runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.run import RunRecord
from evaluation.serving.files import KINDS, Published
from evaluation.serving.tables import run_facts

ANNUAL, OTHERS = "Annual report", "Other documents"
PROJECTS = "Pages of projects"
PARTS = {"projects": PROJECTS, "quarterly": "Quarterly reports", "case-studies": "Case studies"}
GROUP_ORDER = (ANNUAL, *PARTS.values(), OTHERS)
KIND_ORDER = tuple(KINDS)
ANNUAL_STEM = "annual-report"
SUMMARY = "-summary"
SUMMARY_WORDS = "one-page summary as "
DAMAGED = "The record of this run is damaged. Run it again."
NOTEBOOK_FOLDER = "executed/"


@dataclass(frozen=True)
class Copy:
    """One file of a publication, and what a link to it says."""

    words: str
    file: Published


@dataclass(frozen=True)
class Document:
    """One publication in its formats; `slug` names the project that it is of, if it is of one."""

    title: str
    copies: tuple[Copy, ...]
    slug: str = ""


@dataclass(frozen=True)
class Group:
    """Documents of one kind."""

    title: str
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class _Place:
    group: str
    title: str
    words: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class RunRow:
    """The last run of a notebook."""

    slug: str
    status: str
    when: str
    elapsed: str
    memory: str
    reason: str


def document_groups(files: Mapping[str, Published], titles: Mapping[str, str]) -> list[Group]:
    """Return documents by kind: the year's, projects', quarters', case studies, sealed years.

    Parameters
    ----------
    files : mapping
        Of `published_files`.
    titles : mapping of str to str
        Of projects by slug, in the order of the report.
    """
    placed = [
        (_place(item, titles), item)
        for item in sorted(files.values(), key=lambda item: KIND_ORDER.index(item.path.suffix))
        if not item.key.startswith(NOTEBOOK_FOLDER)
    ]
    groups: dict[str, dict[tuple[str, str], list[Copy]]] = {}
    for place, item in placed:
        documents = groups.setdefault(place.group, {})
        copies = documents.setdefault((place.title, place.slug), [])
        copies.append(Copy(place.words + item.kind.words, item))
    return [
        Group(name, _documents(groups[name], list(titles)))
        for name in sorted(groups, key=_group_order)
    ]


def _documents(
    found: Mapping[tuple[str, str], Sequence[Copy]], slugs: Sequence[str]
) -> tuple[Document, ...]:
    """Return the documents of a group: of projects in the order of the report, then the others."""

    def in_order(document: Document) -> tuple[int, str]:
        known = document.slug in slugs
        return (slugs.index(document.slug) if known else len(slugs), document.title)

    made = (Document(title, tuple(copies), slug) for (title, slug), copies in found.items())
    return tuple(sorted(made, key=in_order))


def documents_of(files: Mapping[str, Published], slug: str, title: str) -> list[Document]:
    """Return the documents that are of one project."""
    groups = document_groups(files, {slug: title})
    return [item for group in groups for item in group.documents if item.slug == slug]


def _group_order(name: str) -> tuple[int, str]:
    return (GROUP_ORDER.index(name) if name in GROUP_ORDER else len(GROUP_ORDER), name)


def _place(item: Published, titles: Mapping[str, str]) -> _Place:
    folder, *between, name = item.key.split("/")
    stem = name.rpartition(".")[0]
    if folder == "releases":
        release = between[0] if between else stem
        return _Place(f"Sealed: {release}", _words("/".join([*between[1:], stem])))
    if not between:
        return _Place(ANNUAL if stem == ANNUAL_STEM else OTHERS, _words(stem))
    if between == ["projects"]:
        slug = stem.removesuffix(SUMMARY)
        words = SUMMARY_WORDS if stem.endswith(SUMMARY) else ""
        return _Place(PROJECTS, titles.get(slug, slug), words, slug)
    return _Place(PARTS.get(between[0], OTHERS), _words("/".join([*between[1:], stem])))


def _words(stem: str) -> str:
    text = stem.replace("/", ", ").replace("-", " ").replace("_", " ")
    return text[:1].upper() + text[1:]


def notebooks_of(files: Mapping[str, Published]) -> dict[str, Published]:
    """Return the executed notebooks by the slug of their project."""
    return {
        item.path.stem: item
        for key, item in files.items()
        if key.startswith(NOTEBOOK_FOLDER) and key.endswith(".ipynb") and key.count("/") == 1
    }


def run_rows(attempts: Mapping[str, RunRecord | None]) -> list[RunRow]:
    """Return the last run of each notebook; one that has never run is left out.

    Parameters
    ----------
    attempts : mapping of str to RunRecord or None
        By slug.
    """
    return [_run_row(slug, record) for slug, record in attempts.items() if record is not None]


def _run_row(slug: str, record: RunRecord) -> RunRow:
    try:
        facts = run_facts(record)
    except (TypeError, ValueError, AttributeError):
        return RunRow(slug, record.status, "", "", "", DAMAGED)
    return RunRow(slug, record.status, facts.when, facts.seconds, facts.memory, record.reason)
