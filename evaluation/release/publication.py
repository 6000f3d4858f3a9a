"""What a published report was made from, noted beside it, so that an old one is known as such."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from evaluation.run import FileStamp, stamp, stamps_from
from evaluation.saving import write_whole

NOTE_ENDING = ".json"


@dataclass(frozen=True)
class Publication:
    """A published report.

    Parameters
    ----------
    year : str
        Financial year.
    state : str
        Digest of the results that it shows, as `published_state` returns it.
    files : tuple of FileStamp
        Its documents.
    """

    year: str
    state: str
    files: tuple[FileStamp, ...]


def write_publication(
    folder: Path, stem: str, year: str, state: str, paths: Iterable[Path]
) -> Path:
    """Note what documents were made from, and return the note's path.

    Parameters
    ----------
    folder : Path
        Where the documents lie.
    stem : str
        Their name without ending.
    year, state : str
        As in `Publication`.
    paths : iterable of Path
        The documents.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = tuple(stamp(path, path.name) for path in paths)
    content = json.dumps(asdict(Publication(year, state, files)), indent=2)
    return write_whole(folder / f"{stem}{NOTE_ENDING}", f"{content}\n")


def read_publication(folder: Path, stem: str) -> Publication | None:
    """Return what was noted of the documents, or None where nothing was or it cannot be read."""
    try:
        content = json.loads((folder / f"{stem}{NOTE_ENDING}").read_text(encoding="utf-8"))
        return Publication(content["year"], content["state"], stamps_from(content["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def damaged_documents(folder: Path, publication: Publication) -> list[str]:
    """Return the names of documents that are missing or not as they were published."""
    return [item.path for item in publication.files if stamp(folder / item.path, item.path) != item]
