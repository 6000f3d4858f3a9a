"""Keeps what a workspace reads and writes inside it, whatever its files and links say.

In: a workspace's folder and what project.yml names. Out: findings, or an error, that name no place
outside. Folders that data/hub.yml names under `tables_from:` count as inside for reading.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evaluation.errors import Finding, InvalidInput

NAME_IT = "name its folder under 'tables_from:' in data/hub.yml"


def folders_to_read(root: Path, named: Iterable[str]) -> tuple[Path, ...]:
    """Return the folders in which everything that is read must lie, links followed.

    Parameters
    ----------
    root : Path
        The workspace.
    named : iterable of str
        `tables_from:` of data/hub.yml, absolute or relative to the workspace.
    """
    return (root.resolve(), *(place for text in named if (place := _place(root, text))))


def named_findings(root: Path, named: Sequence[str], shown_as: str) -> list[Finding]:
    """Return a finding for each folder under `tables_from:` that cannot be meant.

    Parameters
    ----------
    root, named
        As for `folders_to_read`.
    shown_as : str
        How findings name the hub's file.
    """
    found = []
    for number, text in enumerate(named, start=1):
        folder = _place(root, text)
        place = f"tables_from.{number}"
        if folder is None or not folder.is_dir():
            sentence, remedy = "This folder does not exist.", "Correct it, or connect its drive."
            found.append(Finding(sentence, remedy, shown_as, place, severity="warning"))
        elif root.resolve().is_relative_to(folder):
            sentence = "This folder holds the workspace itself, and so everything beside it."
            found.append(Finding(sentence, "Name the tables' folder alone.", shown_as, place))
    return found


def is_inside(path: Path, folders: Sequence[Path]) -> bool:
    """Return whether a path, links followed, lies in one of some folders."""
    try:
        real = path.resolve()
    except (OSError, RuntimeError, ValueError):
        return True  # a link to itself: nothing can be read or written through it
    return any(real.is_relative_to(folder) for folder in folders)


def outside(name: str, shown_as: str, place: str, project: str) -> Finding:
    """Return the finding about a file that lies outside; of its path only the name is told."""
    return Finding(
        f"The file '{name}' lies outside the workspace.",
        f"Move it into the project's folder, or {NAME_IT}.",
        file=shown_as,
        place=place,
        project=project,
    )


def link_findings(root: Path, folders: Sequence[Path]) -> list[Finding]:
    """Return a finding for each link below `data/` that leads out of some folders.

    Parameters
    ----------
    root : Path
        The workspace.
    folders : sequence of Path
        As `folders_to_read` gives them.
    """
    found = []
    own = (root.resolve(),)
    for link in _links(root / "data"):
        # what names the folders cannot itself lie in one of them
        may_lead = own if link in (root / "data", root / "data" / "hub.yml") else folders
        if not is_inside(link, may_lead):
            shown = link.relative_to(root).as_posix()
            sentence = "This is a link that leads out of the workspace."
            remedy = f"Put the file or folder itself in its place, or {NAME_IT}."
            found.append(Finding(sentence, remedy, file=shown))
    return found


def require_writing_inside(reports: Path) -> None:
    """Refuse to write into a workspace whose folder of reports leads out of it.

    Parameters
    ----------
    reports : Path
        The workspace's folder `reports`; it need not exist.

    Raises
    ------
    InvalidInput
        If it, or anything in it, is a link that leads out of the workspace.
    """
    root = reports.parent.resolve()
    for link in _links(reports):
        if not is_inside(link, (root,)):
            shown = link.relative_to(reports.parent).as_posix()
            raise InvalidInput(
                f"'{shown}' is a link that leads out of the workspace; nothing was written.",
                "Remove the link, and copy what was made to where it is wanted.",
            )


def _place(root: Path, text: str) -> Path | None:
    try:
        return (root / Path(text).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def _links(folder: Path) -> Iterator[Path]:
    """Yield the links in a folder and itself, in order; what lies behind a link is left alone."""
    if folder.is_symlink():
        yield folder
        return
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                items = sorted(entries, key=lambda item: item.name)
        except OSError:
            continue
        for item in items:
            if item.is_symlink():
                yield Path(item.path)
            elif item.is_dir(follow_symlinks=False):
                waiting.append(Path(item.path))
