"""Fits a publication on one page: with smaller type, or without its last parts.

In: a `Document` whose blocks are the page's parts, the most important first. Out: one page as PDF.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf

from evaluation.errors import PublishingFailed
from evaluation.publish.document import Document
from evaluation.publish.pdf import compiled, lay_out
from evaluation.publish.request import PublicationRequest
from evaluation.publish.syntax import Node

# Sizes of type and greatest heights of a chart that a single page is tried with, in this order.
Sizes = Sequence[tuple[float, str]]
LeftOut = Callable[[Sequence[Node]], Node]
ONE_PAGE_SIZES: Sizes = ((10, "7.5cm"), (9.5, "6.5cm"), (9, "6cm"))
FORM_WORDS = {"poster": {"poster": "yes"}}


def one_page_pdf(
    document: Document,
    request: PublicationRequest,
    form: str = "one-page",
    sizes: Sizes = ONE_PAGE_SIZES,
    left_out: LeftOut | None = None,
) -> bytes:
    """Return a PDF of one page: with smaller type, or without its last parts, until it fits.

    Parameters
    ----------
    document : Document
        Its blocks are the page's parts, the most important first; the first is never left out.
    request : PublicationRequest
    form : {"one-page", "poster"}
    sizes : sequence of (float, str)
        Type in points and greatest height of a chart, as they are tried.
    left_out : callable, optional
        Makes the block at the end that names the parts which had no room.

    Raises
    ------
    PublishingFailed
        As for `pdf_bytes`, or if not even the first part fits.
    """
    parts = document.blocks
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kept in range(len(parts), 0, -1):
            without = parts[kept:]
            note = (left_out(without),) if left_out is not None and without else ()
            shortened = replace(document, front=(), body=(*parts[:kept], *note))
            lay_out(folder, shortened, request, form)
            for size, height in sizes:
                more = {"size": f"{size}pt", "image-height": height, **FORM_WORDS.get(form, {})}
                made = compiled(folder, request, more)
                if _pages(made) == 1:
                    return made
    raise PublishingFailed(
        f"The page about {request.title} does not fit on one page.",
        "Shorten the project's summary.",
    )


def _pages(made: bytes) -> int:
    with pikepdf.open(io.BytesIO(made)) as opened:
        return len(opened.pages)
