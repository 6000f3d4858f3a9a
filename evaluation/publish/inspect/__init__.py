"""Reads what is published before anybody else does; a failed check stops the publication.

`before` looks at the text, its numbers and the theme; `html`, `pdf` and `word` read the made files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evaluation.errors import PublishingFailed
from evaluation.estimate import CheckResult
from evaluation.publish.document import Document
from evaluation.publish.inspect.before import inspect_document
from evaluation.publish.inspect.html import inspect_html
from evaluation.publish.inspect.pdf import inspect_pdf
from evaluation.publish.inspect.word import inspect_docx
from evaluation.publish.inspect.workbook import inspect_workbook
from evaluation.publish.request import Format, Paper, PublicationRequest

REMEDY = "Correct the chapter and publish again."


def inspect_file(
    ending: Format, made: bytes, folders: Sequence[Path], paper: Paper = "a4"
) -> list[CheckResult]:
    """Return what was found in one made file.

    Parameters
    ----------
    ending : {"html", "pdf", "docx"}
    made : bytes
        The file.
    folders : sequence of Path
        Folders whose absolute paths must not be published.
    paper : {"a4", "a3"}
        What every page of a PDF must be.
    """
    if ending == "html":
        return inspect_html(made.decode("utf-8"), folders)
    return inspect_docx(made, folders) if ending == "docx" else inspect_pdf(made, folders, paper)


def require_sound(ending: Format, made: bytes, request: PublicationRequest) -> list[CheckResult]:
    """Return the checks of a made file.

    Raises
    ------
    PublishingFailed
        If a check fails; it names the file and the place.
    """
    results = inspect_file(ending, made, _own_folders(request), request.paper)
    return _all_passed(results, request.output_path(ending).name)


def require_sound_workbook(made: bytes, request: PublicationRequest) -> list[CheckResult]:
    """Return the checks of a made workbook.

    Raises
    ------
    PublishingFailed
        If a check fails; it names the place.
    """
    return _all_passed(inspect_workbook(made, _own_folders(request)), f"{request.output_stem}.xlsx")


def require_sound_document(document: Document, request: PublicationRequest) -> list[CheckResult]:
    """Return the checks of a text before it is published.

    Raises
    ------
    PublishingFailed
        If a check fails; it names the place.
    """
    results = inspect_document(document, request, _own_folders(request))
    return _all_passed(results, request.master)


def _own_folders(request: PublicationRequest) -> tuple[Path, ...]:
    return (request.reports.resolve(), request.reports.resolve().parent, Path.home())


def _all_passed(results: list[CheckResult], name: str) -> list[CheckResult]:
    failed = [result for result in results if result.passed is False]
    if failed:
        first, others = failed[0], len(failed) - 1
        more = f" {others} more failed." if others else ""
        what = f"{name} was not published. {first.name}: {first.text}{more}"
        raise PublishingFailed(what, REMEDY)
    return results
