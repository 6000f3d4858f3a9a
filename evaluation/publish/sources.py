"""What a made file depends on besides its text: figures, theme, this package and its programs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import evaluation
from evaluation.publish.document import Document
from evaluation.publish.request import THEME_FOLDER, PublicationRequest

# The rooms whose code makes pages and summaries, and the programs that they call.
ROOMS = ("portfolio", "present", "publish")
PROGRAMS = ("pypandoc_binary", "typst")


def theme_sources(request: PublicationRequest) -> tuple[str | bytes, ...]:
    """Return the contents of the theme's files with their names, and those of the programs."""
    folder = request.reports / THEME_FOLDER
    files = sorted(path for path in folder.glob("*") if path.is_file())
    named = [part for path in files for part in (path.name, path.read_bytes())]
    return (*program_sources(), *named)


@cache
def program_sources() -> tuple[str | bytes, ...]:
    """Return the code of the rooms that publish, and the versions of what they call."""
    package = Path(evaluation.__file__).parent
    code = (path for room in ROOMS for path in sorted((package / room).rglob("*.py")))
    return (*map(version, PROGRAMS), *(path.read_bytes() for path in code))


def figure_sources(document: Document) -> Iterator[bytes]:
    """Yield the contents of the images of a document and of the data behind them."""
    for figure in document.figures:
        yield (document.root / figure.path).read_bytes()
        yield (document.root / figure.data_path).read_bytes()
