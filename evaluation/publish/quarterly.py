"""Publishes the quarter's reports: each as web page, accessible PDF and Word, for each body.

In: blocks and the words of the title. Out: inspected files in `output/quarterly/<quarter>/`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.present.blocks import Block, Figure, Table
from evaluation.present.figure_files import figure_files
from evaluation.publish import (
    PublicationRequest,
    PublicationResult,
    publish_document,
    read_master,
)
from evaluation.publish.chapters import (
    FIGURES,
    captioned_table,
    figure_markdown,
    write_text,
)
from evaluation.publish.putting import put

MASTER = "quarterly-report.qmd"
FOLDER = "quarterly"
CHAPTER = "quarterly.qmd"
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class QuarterlyReport:
    """One report for one body before it is published.

    Parameters
    ----------
    stem : str
        Name of the file without ending.
    title, subtitle : str
    blocks : tuple of Block
    missing : tuple of str
        What nobody has written yet, one sentence each.
    """

    stem: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    missing: tuple[str, ...] = ()


def publish_quarterly(
    report: QuarterlyReport, request: PublicationRequest, quarter: str
) -> PublicationResult:
    """Publish one report of a quarter.

    Parameters
    ----------
    report : QuarterlyReport
    request : PublicationRequest
        With everything but the report's own words.
    quarter : str
        As it may stand in a file's name.

    Raises
    ------
    PublishingFailed
        If the text, a figure or a made file is not sound; an earlier one is left as it was.
    """
    chapters = request.reports / "chapters"
    for block in report.blocks:
        if isinstance(block, Figure):
            _put_figure(block, request)
    write_text(chapters / CHAPTER, markdown(report.blocks))
    own = dataclasses.replace(
        request,
        master=MASTER,
        output_stem=f"{FOLDER}/{quarter}/{report.stem}",
        title=report.title,
        subtitle=report.subtitle,
        form="paper",
    )
    return publish_document(read_master(own), own)


def markdown(blocks: Sequence[Block]) -> str:
    """Return blocks as the Markdown that both publishers read."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def file_name(words: str) -> str:
    """Return words as they may stand in a file's name.

    Examples
    --------
    >>> file_name("Research & Innovation Service")
    'research-innovation-service'
    """
    return _NOT_IN_NAMES.sub("-", words.lower()).strip("-")


def _block(block: Block) -> str:
    if isinstance(block, Table):
        return captioned_table(block)
    if isinstance(block, Figure):
        return figure_markdown({"caption": block.caption, "alt": block.alt, "label": block.label})
    return block.markdown


def _put_figure(figure: Figure, request: PublicationRequest) -> None:
    folder = request.reports / "chapters" / FIGURES
    for name, content in figure_files(figure).items():
        put(folder / name, content)
