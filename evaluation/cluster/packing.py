"""Files as they travel: their bytes, compressed where that is worth it, and their digest.

In: files of one machine. Out: the same bytes on another, or a failure that says what was damaged.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from evaluation.run.failures import NotebookFailed

# the fastest level: the network is slower, but not much
COMPRESSION_LEVEL = 1
WORTH_COMPRESSING = 0.9


@dataclass(frozen=True, repr=False)
class PackedFile:
    """One file; it shows nothing of its content, as programs log what they are given.

    Parameters
    ----------
    path : str
        Relative, with slashes.
    sha256 : str
        Digest of its content.
    packed : bytes
        The content.
    is_compressed : bool
    """

    path: str
    sha256: str
    packed: bytes
    is_compressed: bool

    def __repr__(self) -> str:
        return "PackedFile()"

    @classmethod
    def of(cls, path: str, content: bytes) -> PackedFile:
        """Return a file of this content.

        Examples
        --------
        >>> PackedFile.of("kpi.csv", b"kpi,value").content
        b'kpi,value'
        """
        digest = hashlib.sha256(content).hexdigest()
        compressed = zlib.compress(content, COMPRESSION_LEVEL)
        if len(compressed) < WORTH_COMPRESSING * len(content):
            return cls(path, digest, compressed, is_compressed=True)
        return cls(path, digest, content, is_compressed=False)

    @property
    def content(self) -> bytes:
        """The content.

        Raises
        ------
        NotebookFailed
            If it is not what was packed.
        """
        try:
            content = zlib.decompress(self.packed) if self.is_compressed else self.packed
        except zlib.error:
            content = b""
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise damaged(self.path)
        return content


def pack_folder(folder: Path, skip: Iterable[Path] = ()) -> list[PackedFile]:
    """Return all files of a folder, but those to skip."""
    left_out = frozenset(skip)
    return [
        PackedFile.of(path.relative_to(folder).as_posix(), path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in left_out
    ]


def unpack(files: Iterable[PackedFile], folder: Path) -> None:
    """Write files into a folder, and read each again to see that it is whole.

    Raises
    ------
    NotebookFailed
        If one is damaged, or would lie outside the folder.
    OSError
        If one cannot be written.
    """
    for file in files:
        inside = PurePosixPath(file.path)
        if inside.is_absolute() or ".." in inside.parts:
            raise damaged(inside.name)
        path = folder.joinpath(*inside.parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        if hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            raise damaged(file.path)


def damaged(path: str) -> NotebookFailed:
    """Return the failure of a file that did not arrive as it was sent."""
    name = PurePosixPath(path).name
    what = f"{name} did not come through the cluster as it was sent. Run again."
    return NotebookFailed(what, "FileDamaged", what)
