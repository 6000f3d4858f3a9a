"""Looks at the text and the theme before anything is made of them, for every format at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evaluation.estimate import CheckResult
from evaluation.publish.document import Document
from evaluation.publish.inspect.palette import inspect_palette
from evaluation.publish.inspect.small_numbers import inspect_small_numbers
from evaluation.publish.inspect.text import path_check, trace_check
from evaluation.publish.request import THEME_FOLDER, PublicationRequest
from evaluation.publish.syntax import plain_text


def inspect_document(
    document: Document, request: PublicationRequest, folders: Sequence[Path]
) -> list[CheckResult]:
    """Return what was found in the text that is to be published, and in the theme.

    Parameters
    ----------
    document : Document
    request : PublicationRequest
    folders : sequence of Path
        Folders whose absolute paths must not be published.
    """
    words = " ".join(plain_text(node) for node in document.blocks)
    return [
        trace_check(words),
        path_check(words, folders),
        inspect_small_numbers(document, request.rules, request.default_rule),
        *inspect_palette(request.reports / THEME_FOLDER),
    ]
