"""Publishes the report: HTML, accessible PDF and Word from one text, by Quarto or without it.

In: a `PublicationRequest` over a reports folder with masters and chapters. Out: the made files,
put under their final names only when inspection has found them sound.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from evaluation.errors import PublishingFailed
from evaluation.estimate import CheckResult
from evaluation.publish.document import Document, read_document
from evaluation.publish.docx import docx_bytes
from evaluation.publish.html import html_bytes
from evaluation.publish.include import read_source
from evaluation.publish.inspect import require_sound, require_sound_document
from evaluation.publish.pdf import pdf_bytes
from evaluation.publish.putting import put_all
from evaluation.publish.quarto import finished, quarto_bytes
from evaluation.publish.request import (
    FORMATS,
    Engine,
    Format,
    PublicationRequest,
    PublicationResult,
)
from evaluation.publish.route import choose_route

__all__ = [
    "FORMATS",
    "Document",
    "Engine",
    "Format",
    "PublicationRequest",
    "PublicationResult",
    "publish",
    "publish_document",
    "publish_rendered",
    "read_master",
]

WRITERS: dict[Format, Callable[[Document, PublicationRequest], bytes]] = {
    "html": html_bytes,
    "pdf": pdf_bytes,
    "docx": docx_bytes,
}


def publish(request: PublicationRequest) -> PublicationResult:
    """Publish one master in the formats wanted.

    Parameters
    ----------
    request : PublicationRequest

    Returns
    -------
    PublicationResult
        Paths of the made files, the route taken and why, and the checks they passed.

    Raises
    ------
    PublishingFailed
        If the text, a figure, the theme or a made file is not sound, or Quarto was asked for and
        cannot be used. Files of an earlier publication are then left as they were.
    """
    return publish_document(read_master(request), request)


def read_master(request: PublicationRequest) -> Document:
    """Return the text of the master with all it includes, numbered and cross-referenced.

    Raises
    ------
    PublishingFailed
        If the text or a figure is not sound.
    """
    return read_document(read_source(request.reports, request.master).text, request.reports)


def publish_document(document: Document, request: PublicationRequest) -> PublicationResult:
    """Publish what `read_master` returned; otherwise as `publish`."""
    checks = require_sound_document(document, request)
    route = choose_route(request.engine, os.environ)
    if route.quarto is None:
        return _publish_embedded(document, request, route.reason, checks)
    try:
        made = quarto_bytes(route.quarto, document, request)
        return _finish(request, made, route.reason, checks)
    except PublishingFailed as error:
        if request.engine == "quarto":
            raise
        reason = f"The embedded publisher was used. {error}"
        return _publish_embedded(document, request, reason, checks)


def publish_rendered(
    document: Document, request: PublicationRequest, rendered: Mapping[Format, bytes], reason: str
) -> PublicationResult:
    """Complete, inspect and publish what Quarto has rendered already.

    Parameters
    ----------
    document : Document
    request : PublicationRequest
        Its formats are those of `rendered`.
    rendered : dict of format to bytes
        As Quarto made them.
    reason : str
        One sentence: why Quarto.

    Raises
    ------
    PublishingFailed
        If the text or a made file is not sound; an earlier publication is left as it was.
    """
    checks = require_sound_document(document, request)
    made = {ending: finished(rendered[ending], ending, document, request) for ending in rendered}
    return _finish(request, made, reason, checks)


def _publish_embedded(
    document: Document, request: PublicationRequest, reason: str, checks: Sequence[CheckResult]
) -> PublicationResult:
    with ThreadPoolExecutor(len(WRITERS)) as pool:
        # The slowest first; pandoc and typst work beside this process.
        begun = {
            ending: pool.submit(_written, ending, document, request)
            for ending in reversed(request.formats)
        }
        made = {ending: begun[ending].result() for ending in request.formats}
    found = [check for ending in request.formats for check in made[ending][1]]
    documents = {ending: content for ending, (content, _) in made.items()}
    paths = _put(request, documents)
    return PublicationResult(paths, "embedded", reason, (*checks, *found))


def _put(request: PublicationRequest, made: Mapping[Format, bytes]) -> dict[Format, Path]:
    """Put all documents in their places, or none."""
    paths = {ending: request.output_path(ending) for ending in request.formats}
    put_all({paths[ending]: made[ending] for ending in request.formats})
    return paths


def _written(
    ending: Format, document: Document, request: PublicationRequest
) -> tuple[bytes, list[CheckResult]]:
    made = WRITERS[ending](document, request)
    return made, require_sound(ending, made, request)


def _finish(
    request: PublicationRequest,
    made: Mapping[Format, bytes],
    reason: str,
    before: Sequence[CheckResult],
) -> PublicationResult:
    checks = list(before)
    for ending in request.formats:
        checks += require_sound(ending, made[ending], request)
    return PublicationResult(_put(request, made), "quarto", reason, tuple(checks))
