"""Whether the programs and typefaces that make documents are there."""

from __future__ import annotations

import os
from collections.abc import Iterator

from evaluation.doctor.exam import RENEW, Exam


def quarto() -> Iterator[Exam]:
    """Yield the Quarto that will be used; without one the embedded publisher makes the report."""
    from evaluation.errors import PublishingFailed
    from evaluation.publish.quarto import PATH_VARIABLE, find_quarto

    try:
        found = find_quarto(os.environ)
    except PublishingFailed as error:
        is_wanted = bool(os.environ.get(PATH_VARIABLE)) or "not installed" not in error.what
        told = f"{error.what} The embedded publisher is used."
        yield Exam(
            "Quarto", "warning" if is_wanted else "ok", told, error.remedy if is_wanted else ""
        )
        return
    yield Exam("Quarto", "ok", found.version)


def embedded() -> Iterator[Exam]:
    """Yield pandoc and typst, which the embedded publisher carries with it."""
    try:
        import pypandoc

        yield Exam("pandoc", "ok", str(pypandoc.get_pandoc_version()))
    except (ImportError, OSError):
        yield Exam("pandoc", "fault", "it is missing or does not run", RENEW)
    try:
        import typst

        made = typst.compile(b"= A page")
        is_pdf = bytes(made or b"").startswith(b"%PDF")
        version = getattr(typst, "__version__", "")
        yield (
            Exam("typst", "ok", f"{version} makes a PDF".strip())
            if is_pdf
            else Exam("typst", "fault", "it makes no PDF", RENEW)
        )
    except (ImportError, OSError, RuntimeError):
        yield Exam("typst", "fault", "it is missing or does not run", RENEW)


def fonts() -> Iterator[Exam]:
    """Yield whether every face of the theme's typeface is there."""
    try:
        from evaluation.publish.fonts import FACES, FONT_FAMILY, font_folder
    except ImportError:
        yield Exam("fonts", "fault", "the typeface of the theme is not installed", RENEW)
        return
    missing = [name for name in FACES.values() if not (font_folder() / name).is_file()]
    if missing:
        yield Exam("fonts", "fault", f"{', '.join(missing)} missing", RENEW)
    else:
        yield Exam("fonts", "ok", f"{FONT_FAMILY}, {len(FACES)} faces")
