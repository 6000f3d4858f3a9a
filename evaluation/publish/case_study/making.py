"""Makes case studies and posters: files whose sources have not changed are not made again.

In: a project's result and the request. Out: inspected files in `output/case-studies/`, and what is
missing in them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from evaluation.errors import PublishingFailed
from evaluation.portfolio import ProjectResult
from evaluation.publish.case_study.accelerating import accelerating
from evaluation.publish.case_study.nhs_england import nhs_england
from evaluation.publish.case_study.pages import markdown, missing_parts
from evaluation.publish.case_study.parts import Parts
from evaluation.publish.case_study.poster import (
    headline,
    named_as_left_out,
    poster_markdown,
    poster_parts,
)
from evaluation.publish.chapters import project_chapter_text
from evaluation.publish.document import Document, read_document
from evaluation.publish.docx import docx_bytes
from evaluation.publish.fitting import one_page_pdf
from evaluation.publish.html import html_bytes
from evaluation.publish.inspect import require_sound, require_sound_document
from evaluation.publish.made import MadeFiles, digest_of
from evaluation.publish.pdf import pdf_bytes
from evaluation.publish.request import Format, PublicationRequest
from evaluation.publish.sources import figure_sources, theme_sources

Form = Literal["nhs-england", "ais", "poster"]
FORMS: tuple[Form, ...] = ("nhs-england", "ais", "poster")
FOLDER = "case-studies"
SECTIONS = {"nhs-england": nhs_england, "ais": accelerating}
SUBTITLES = {"nhs-england": "Innovation case study", "ais": "Innovation system case study"}
# A poster's type, from what is read at two metres down to what is read at one.
POSTER_SIZES = (
    (20, "14cm"),
    (18, "14cm"),
    (17, "13cm"),
    (16, "12cm"),
    (15, "11cm"),
    (14, "9cm"),
    (14, "7.5cm"),
    (13, "7cm"),
)
Writer = Callable[[Document, PublicationRequest], bytes]


@dataclasses.dataclass(frozen=True)
class CaseStudyText:
    """One form's text before it is published.

    Parameters
    ----------
    form : {"nhs-england", "ais", "poster"}
    markdown : str
    missing : tuple of str
    subtitle : str
    """

    form: Form
    markdown: str
    missing: tuple[str, ...]
    subtitle: str


def case_study_text(item: ProjectResult, chapter: str, form: Form) -> CaseStudyText:
    """Return one form's text and what is missing in it."""
    parts = Parts(item, chapter)
    if form == "poster":
        sections = poster_parts(parts)
        missing = [f"{part.heading}: {part.wanted}" for part in sections if not part.text]
        return CaseStudyText(form, poster_markdown(sections), tuple(missing), headline(parts))
    headings = SECTIONS[form](parts)
    missing = missing_parts(parts, headings)
    return CaseStudyText(form, markdown(parts, headings, missing), tuple(missing), SUBTITLES[form])


def chapter_of(item: ProjectResult, request: PublicationRequest) -> str:
    """Return a project's chapter, empty where it has no result."""
    if not item.good:
        return ""
    return project_chapter_text(request.reports / "chapters", item.folder.slug)


def make_case_study(
    item: ProjectResult, text: CaseStudyText, request: PublicationRequest
) -> tuple[Path, ...]:
    """Make one form in the formats wanted and return the paths.

    Parameters
    ----------
    item : ProjectResult
    text : CaseStudyText
    request : PublicationRequest
        Of the report; a poster is made as PDF and HTML only.

    Raises
    ------
    PublishingFailed
        If a made file is not sound; those of an earlier publication are then left as they were.
    """
    stem = f"{item.folder.slug}-{text.form}"
    own = dataclasses.replace(
        request,
        master=stem,
        output_stem=f"{FOLDER}/{stem}",
        title=item.folder.project.title,
        subtitle=text.subtitle,
        paper="a3" if text.form == "poster" else "a4",
        form="paper",
    )
    writers = _writers(text.form)
    formats = [ending for ending in request.formats if ending in writers]
    register = MadeFiles.read(request.output_folder / FOLDER)
    document = read_document(text.markdown, request.reports)
    require_sound_document(document, own)
    words = (own.title, own.subtitle, own.notice, own.author, own.data_to)
    sources = [text.markdown, *words, *theme_sources(own), *figure_sources(document)]
    source = digest_of(sources)
    stale = [ending for ending in formats if not register.is_current(f"{stem}.{ending}", source)]
    made = {ending: _sound(ending, writers[ending], document, own) for ending in stale}
    for ending, content in made.items():
        register.put(f"{stem}.{ending}", content, source)
    register.save()
    return tuple(own.output_path(ending) for ending in formats)


def _writers(form: Form) -> dict[Format, Writer]:
    if form == "poster":
        return {"html": html_bytes, "pdf": _poster_pdf}
    return {"html": html_bytes, "pdf": pdf_bytes, "docx": docx_bytes}


def _poster_pdf(document: Document, request: PublicationRequest) -> bytes:
    return one_page_pdf(document, request, "poster", POSTER_SIZES, named_as_left_out)


def _sound(ending: Format, write: Writer, document: Document, request: PublicationRequest) -> bytes:
    try:
        content = write(document, request)
    except PublishingFailed as error:
        raise PublishingFailed(
            f"{request.output_path(ending).name}: {error.what}", error.remedy
        ) from error
    require_sound(ending, content, request)
    return content
