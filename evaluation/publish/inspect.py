"""Reads what was published before anybody else does; a failed check stops the publication.

HTML and Word are read in full. Of the PDF the catalogue is read (tags, language, title): typst
itself has refused it if anything breaks PDF/UA-1, such as a figure without alternative text.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evaluation.errors import PublishingFailed
from evaluation.estimate import CheckResult
from evaluation.publish.inspect_docx import inspect_docx
from evaluation.publish.inspect_html import inspect_html
from evaluation.publish.request import LANGUAGE, Format, PublicationRequest

PDF_MARKS: dict[str, bytes] = {
    "PDF tags": b"/Marked true",
    "PDF language": f"/Lang({LANGUAGE})".encode(),
    "PDF title shown": b"/DisplayDocTitle true",
    "PDF/UA-1 declared": b"pdfuaid:part",
}


def inspect_file(ending: Format, made: bytes, folders: Sequence[Path]) -> list[CheckResult]:
    """Return what was found in one made file.

    Parameters
    ----------
    ending : {"html", "pdf", "docx"}
    made : bytes
        The file.
    folders : sequence of Path
        Folders whose absolute paths must not be published.
    """
    if ending == "html":
        return inspect_html(made.decode("utf-8"), folders)
    if ending == "docx":
        return inspect_docx(made, folders)
    return [_pdf_mark(name, mark in made) for name, mark in PDF_MARKS.items()]


def require_sound(ending: Format, made: bytes, request: PublicationRequest) -> list[CheckResult]:
    """Return the checks of a made file.

    Raises
    ------
    PublishingFailed
        If a check fails; it names the file and the place.
    """
    folders = (request.reports.resolve(), request.reports.resolve().parent, Path.home())
    results = inspect_file(ending, made, folders)
    for result in results:
        if result.passed is False:
            name = request.output_path(ending).name
            raise PublishingFailed(
                f"{name} was not published. {result.name}: {result.text}",
                "Correct the chapter and publish again.",
            )
    return results


def _pdf_mark(name: str, found: bool) -> CheckResult:  # noqa: FBT001
    return CheckResult(name, passed=found, text="Present." if found else "The PDF lacks it.")
