"""A page for each project, as HTML, and its summary on one page, as PDF, beside the report.

In: the report's `Document`, the projects' results and the request. Out: files in
`output/projects/`; those whose sources have not changed are not made again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from evaluation.portfolio import ProjectResult
from evaluation.publish.chapters import project_chapter_text
from evaluation.publish.document import Document, read_document
from evaluation.publish.fitting import one_page_pdf
from evaluation.publish.html import html_bytes
from evaluation.publish.inspect import require_sound
from evaluation.publish.made import MadeFiles, digest_of
from evaluation.publish.one_page import main_figure, main_figure_files, one_page_parts
from evaluation.publish.part import part_of
from evaluation.publish.request import Format, PublicationRequest
from evaluation.publish.sources import figure_sources, theme_sources

FOLDER = "projects"
SUMMARY = "-summary"
PART, PART_END = "::::::: {.page-part}", ":::::::"
WRITERS = 2  # pandoc runs beside this process, so two writers keep two cores busy


@dataclasses.dataclass(frozen=True, slots=True)
class _Page:
    """One file to make: its name, what it is made from, and how."""

    request: PublicationRequest
    ending: Format
    source: str
    make: Callable[[], bytes]

    @property
    def name(self) -> str:
        return self.request.output_path(self.ending).name


def project_pages(
    document: Document, results: Sequence[ProjectResult], request: PublicationRequest
) -> tuple[Path, ...]:
    """Make each project's page and summary, in the formats wanted, and return their paths.

    Parameters
    ----------
    document : Document
        The whole report.
    results : sequence of ProjectResult
        In the order of the report.
    request : PublicationRequest
        Of the report; a page is made where it asks for HTML, a summary where it asks for PDF.

    Raises
    ------
    PublishingFailed
        If a page is not sound; those of an earlier publication are then left as they were.
    """
    folder = request.output_folder / FOLDER
    register = MadeFiles.read(folder)
    theme = theme_sources(request)
    pages = []
    for item in results:
        chapter = project_chapter_text(request.reports / "chapters", item.folder.slug)
        if "html" in request.formats:
            pages.append(_whole(document, chapter, item, request, theme))
        if "pdf" in request.formats:
            pages.append(_summary(chapter, item, request, theme))
    stale = [page for page in pages if not register.is_current(page.name, page.source)]
    with ThreadPoolExecutor(WRITERS) as pool:
        made = list(pool.map(_sound, stale))
    for page, content in zip(stale, made, strict=True):
        register.put(page.name, content, page.source)
    slugs = {item.folder.slug for item in results}
    register.keep_only(name for name in register.entries if _slug_of(name) in slugs)
    register.save()
    return tuple(folder / page.name for page in pages)


def _slug_of(name: str) -> str:
    return Path(name).stem.removesuffix(SUMMARY)


def _sound(page: _Page) -> bytes:
    content = page.make()
    require_sound(page.ending, content, page.request)
    return content


def _whole(
    document: Document,
    chapter: str,
    item: ProjectResult,
    request: PublicationRequest,
    theme: tuple[str | bytes, ...],
) -> _Page:
    slug = item.folder.slug
    whole = f"../{request.output_path('html').name}"
    own = _about(request, item, slug, f"Chapter of: {request.title}")
    part = part_of(document, f"sec-{slug}", whole)
    numbers = [f"{thing.number} {thing.label}" for thing in part.figures]
    numbers += [f"{thing.number} {thing.label}" for thing in part.tables]
    source = digest_of([chapter, *numbers, *_words(own), *theme, *figure_sources(part)])
    return _Page(own, "html", source, lambda: html_bytes(part, own))


def _summary(
    chapter: str, item: ProjectResult, request: PublicationRequest, theme: tuple[str | bytes, ...]
) -> _Page:
    own = _about(request, item, f"{item.folder.slug}{SUMMARY}", f"In short, from: {request.title}")
    figure = main_figure(item, chapter)
    parts = one_page_parts(item, figure)
    # Each part is one block, which the page keeps or leaves out as a whole.
    text = "\n\n".join(f"{PART}\n{part}\n{PART_END}" for part in parts)
    chart = [path.read_bytes() for path in main_figure_files(item, own)] if figure else []
    source = digest_of([text, *_words(own), *theme, *chart])
    return _Page(
        own, "pdf", source, lambda: one_page_pdf(read_document(text, request.reports), own)
    )


def _about(
    request: PublicationRequest, item: ProjectResult, stem: str, subtitle: str
) -> PublicationRequest:
    return dataclasses.replace(
        request,
        output_stem=f"{FOLDER}/{stem}",
        title=item.folder.project.title,
        subtitle=subtitle,
    )


def _words(request: PublicationRequest) -> tuple[str, ...]:
    return (request.title, request.subtitle, request.notice, request.author, request.data_to)
