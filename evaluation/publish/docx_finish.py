"""Completes a Word file: running head and page numbers, properties, header rows, figure names."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from evaluation.publish.package import reproducible
from evaluation.publish.request import LANGUAGE, PublicationRequest
from evaluation.publish.standins import name_in

# A list in a callout starts where the callout's text does, so that its border stays straight.
CALLOUT_INDENT, LIST_INDENT = Cm(0.3), Cm(0.5)
NO_CHARTS: Mapping[str, Path] = MappingProxyType({})
MEDIA = "word/media/"
PROPERTIES, STYLE, KEEP_NEXT = qn("w:pPr"), qn("w:pStyle"), qn("w:keepNext")
# A shorter table stays on one page.
MOST_ROWS_TOGETHER, MOST_CHARACTERS_TOGETHER = 12, 1_200


def finish_docx(
    made: bytes, request: PublicationRequest, charts: Mapping[str, Path] = NO_CHARTS
) -> bytes:
    """Return a Word file with everything that pandoc and Quarto leave out.

    Parameters
    ----------
    made : bytes
        The file as pandoc or Quarto wrote it.
    request : PublicationRequest
        Gives the words of the running head and of the properties.
    charts : mapping of str to Path, optional
        Files that take the places of the stand-ins of these names.
    """
    document = docx.Document(io.BytesIO(made))
    _set_properties(document, request)
    for position, section in enumerate(document.sections):
        if position:
            section.header.is_linked_to_previous = section.footer.is_linked_to_previous = True
        else:
            _set_running_head(section, request.notice)
            _set_page_numbers(section, request.title)
    for table in document.element.body.iter(qn("w:tbl")):
        _keep_rows_whole(table)
    for paragraph in document.paragraphs:
        _keep_list_in_callout(paragraph)
        _keep_bold_line(paragraph)
    _name_figures(document)
    finished = io.BytesIO()
    document.save(finished)

    def drawn(name: str, content: bytes) -> bytes:
        standin = name_in(content) if name.startswith(MEDIA) else ""
        return charts[standin].read_bytes() if standin in charts else content

    return reproducible(finished.getvalue(), request.timestamp, drawn)


def _set_properties(document: Any, request: PublicationRequest) -> None:
    properties = document.core_properties
    moment = request.timestamp.replace(tzinfo=None, microsecond=0)
    properties.title = request.title
    properties.subject = request.subtitle
    properties.author = properties.last_modified_by = request.author
    properties.keywords = request.notice[:255]
    properties.language = LANGUAGE
    properties.created = properties.modified = moment


def _set_running_head(section: Any, notice: str) -> None:
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.text = notice
    paragraph.style = "Header"


def _set_page_numbers(section: Any, title: str) -> None:
    section.footer.is_linked_to_previous = False
    paragraph = section.footer.paragraphs[0]
    paragraph.text = f"{title}. Page "
    paragraph.style = "Footer"
    _add_field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _add_field(paragraph, "NUMPAGES")


def _add_field(paragraph: Any, instruction: str) -> None:
    paragraph._p.append(
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} "><w:r><w:t>1</w:t></w:r>'
            "</w:fldSimple>"
        )
    )


def _keep_rows_whole(table: Any) -> None:
    rows = table.findall(qn("w:tr"))
    text = "".join(node.text or "" for node in table.iter(qn("w:t")))
    is_short = len(rows) <= MOST_ROWS_TOGETHER and len(text) <= MOST_CHARACTERS_TOGETHER
    for position, row in enumerate(rows):
        row.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        if position == 0 or (is_short and position < len(rows) - 1):
            for paragraph in row.iter(qn("w:p")):
                _keep_with_next(paragraph)


def _keep_with_next(paragraph: Any) -> None:
    properties = paragraph.find(PROPERTIES)
    if properties is None:
        properties = paragraph.get_or_add_pPr()
    if properties.find(KEEP_NEXT) is None:
        # The schema wants it right behind the style.
        properties.insert(int(properties.find(STYLE) is not None), OxmlElement("w:keepNext"))


def _keep_list_in_callout(paragraph: Any) -> None:
    properties = paragraph._p.pPr
    if properties is None or properties.numPr is None:
        return
    if paragraph.style.name.startswith("Callout "):
        paragraph.paragraph_format.left_indent = CALLOUT_INDENT + LIST_INDENT
        paragraph.paragraph_format.first_line_indent = -LIST_INDENT


def _keep_bold_line(paragraph: Any) -> None:
    """Keep a paragraph that is all bold with what it opens."""
    if paragraph.runs and all(run.bold for run in paragraph.runs):
        paragraph.paragraph_format.keep_with_next = True


def _name_figures(document: Any) -> None:
    for number, properties in enumerate(document.element.body.iter(qn("wp:docPr")), start=1):
        properties.set("id", str(number))
        properties.set("name", f"Figure {number}")
    for picture in document.element.body.iter(qn("pic:cNvPr")):
        picture.set("descr", "")
