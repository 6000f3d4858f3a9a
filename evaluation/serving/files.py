"""The files that the local page hands out: documents that were made to be read, and no others.

In: a workspace's folder. Out: a list of what lies in three folders of `reports`, and the content
of what is on it. A request names an entry of the list; no path is ever made from a request, so
that none leads elsewhere. Links, hidden files and kinds of file that hold data are not listed.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.workspace import reports_folder

FOLDERS = ("output", "releases", "executed")
# Reports bring their own style and script with them. They run as if from a site without a name:
# they can reach neither the other pages nor the network, whatever has got into them.
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
)
SAVED_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
PDF_POLICY = "frame-ancestors 'none'"  # a browser's own viewer needs scripts and styles
KIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that may be handed out.

    Parameters
    ----------
    words : str
        What a reader calls it.
    media_type : str
    is_shown : bool
        Whether the browser shows it, rather than saving it.
    """

    words: str
    media_type: str
    is_shown: bool = False


NOTEBOOK = ".ipynb"
_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    ".html": Kind("web page", "text/html; charset=utf-8", is_shown=True),
    ".pdf": Kind("PDF", "application/pdf", is_shown=True),
    ".docx": Kind("Word", f"{_OFFICE}.wordprocessingml.document"),
    ".xlsx": Kind("workbook", f"{_OFFICE}.spreadsheetml.sheet"),
    ".csv": Kind("table", "text/csv; charset=utf-8"),
    NOTEBOOK: Kind("notebook", "application/x-ipynb+json"),
}
_SOUND_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Published:
    """A file on the list.

    Parameters
    ----------
    key : str
        What a request calls it, such as "output/annual-report.html".
    path : Path
    bytes : int
    modified : float
        Seconds since 1970.
    """

    key: str
    path: Path
    bytes: int
    modified: float

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.path.name

    @property
    def kind(self) -> Kind:
        """What kind of file it is."""
        return KINDS[self.path.suffix]

    @property
    def headers(self) -> dict[str, str]:
        """What the browser is told about it."""
        shown = "inline" if self.kind.is_shown else "attachment"
        headers = {"Content-Disposition": f'{shown}; filename="{self.name}"'}
        return {**headers, "Content-Security-Policy": self._policy}

    @property
    def _policy(self) -> str:
        if not self.kind.is_shown:
            return SAVED_POLICY
        return PDF_POLICY if self.path.suffix == ".pdf" else REPORT_POLICY


def published_files(root: Path) -> dict[str, Published]:
    """Return what may be handed out, by key, in the order of the alphabet.

    Parameters
    ----------
    root : Path
        The workspace's folder.
    """
    reports = reports_folder(root)
    if reports.is_symlink():
        return {}
    found = (item for name in FOLDERS for item in _below(reports / name, name))
    return {item.key: item for item in found}


def content_of(item: Published) -> bytes | None:
    """Return what is in a file, or None where it is gone or has become a link."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(item.path, flags | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read() if stat.S_ISREG(os.fstat(descriptor).st_mode) else None


def size_text(size: int) -> str:
    """Return a size as a reader says it.

    Examples
    --------
    >>> size_text(300), size_text(20_480), size_text(3_400_000)
    ('1 KB', '20 KB', '3.2 MB')
    """
    kilobytes = max(1, round(size / KIBIBYTE))
    return f"{kilobytes} KB" if kilobytes < KIBIBYTE else f"{size / KIBIBYTE**2:.1f} MB"


def _below(folder: Path, key: str) -> Iterator[Published]:
    if folder.is_symlink():
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if not _SOUND_NAME.fullmatch(entry.name):
            continue
        inside = f"{key}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), inside)
        elif entry.is_file(follow_symlinks=False) and Path(entry.name).suffix in KINDS:
            found = entry.stat(follow_symlinks=False)
            yield Published(inside, Path(entry.path), found.st_size, found.st_mtime)
