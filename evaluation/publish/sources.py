"""What a made file depends on besides its text: figures, theme, and the version of this package."""

from __future__ import annotations

from collections.abc import Iterator

import evaluation
from evaluation.publish.document import Document
from evaluation.publish.request import THEME_FOLDER, PublicationRequest


def theme_sources(request: PublicationRequest) -> tuple[str | bytes, ...]:
    """Return the contents of the theme's files with their names, and the package's version."""
    folder = request.reports / THEME_FOLDER
    files = sorted(path for path in folder.glob("*") if path.is_file())
    named = [part for path in files for part in (path.name, path.read_bytes())]
    return (evaluation.__version__, *named)


def figure_sources(document: Document) -> Iterator[bytes]:
    """Yield the contents of the images of a document and of the data behind them."""
    for figure in document.figures:
        yield (document.root / figure.path).read_bytes()
        yield (document.root / figure.data_path).read_bytes()
