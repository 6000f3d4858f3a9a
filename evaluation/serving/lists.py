"""Lists of what there is: documents in groups, executed notebooks, last runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluation.run import RunRecord
from evaluation.serving.files import Published
from evaluation.serving.tables import moment_text, seconds_text

PARTS = {
    "projects": "Pages of projects",
    "quarterly": "Quarterly reports",
    "case-studies": "Case studies",
}
SUMMARY = "-summary"
ANNUAL, OTHERS = "annual-report", "Other documents"
NOTEBOOK_FOLDER = "executed/"


@dataclass(frozen=True)
class Document:
    """One publication in its formats.

    Parameters
    ----------
    title : str
    files : tuple of Published
    """

    title: str
    files: tuple[Published, ...]


@dataclass(frozen=True)
class Group:
    """Documents of one kind; `slug` names the project where they are of one only."""

    title: str
    documents: tuple[Document, ...]
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
        Of projects, by slug.
    """
    groups: dict[tuple[str, str], dict[str, list[Published]]] = {}
    for item in files.values():
        if item.key.startswith(NOTEBOOK_FOLDER):
            continue
        group, document = _place(item, titles)
        groups.setdefault(group, {}).setdefault(document, []).append(item)
    return [
        Group(
            title,
            tuple(Document(name, tuple(found)) for name, found in documents.items()),
            slug,
        )
        for (title, slug), documents in groups.items()
    ]


def _place(item: Published, titles: Mapping[str, str]) -> tuple[tuple[str, str], str]:
    """Return the group of a document, as title and project, and its title."""
    folder, *between, name = item.key.split("/")
    stem = name.rpartition(".")[0]
    if folder == "releases":
        release = between[0] if between else name
        return (f"Sealed: {release}", ""), _words("/".join([*between[1:], stem]))
    if not between:
        known = stem == ANNUAL
        return ("Annual report" if known else OTHERS, ""), _words(stem)
    if between == ["projects"]:
        slug = stem.removesuffix(SUMMARY)
        kind = "summary on one page" if stem.endswith(SUMMARY) else "chapter"
        title = titles.get(slug, slug)
        return (f"{PARTS['projects']}: {title}", slug), f"{title}, {kind}"
    return (PARTS.get(between[0], OTHERS), ""), _words("/".join([*between[1:], stem]))


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
    return list(_run_rows(attempts))


def _run_rows(attempts: Mapping[str, RunRecord | None]) -> Iterator[RunRow]:
    for slug, record in attempts.items():
        if record is not None:
            memory = f"{record.peak_memory_mb:,.0f} MiB" if record.peak_memory_mb else ""
            yield RunRow(
                slug,
                record.status,
                moment_text(record.end),
                seconds_text(record.seconds),
                memory,
                record.reason,
            )
