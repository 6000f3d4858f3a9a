"""Remembers what each made file was made from, so that an unchanged one is not made again.

In: the folder of made files. The register lies in it; a file that is missing, or was changed
since, counts as never made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.publish.putting import put, told_as_unwritten

REGISTER_FILE = ".made.json"


def digest_of(parts: Iterable[str | bytes]) -> str:
    """Return the digest of everything that a file is made from, in order.

    Examples
    --------
    >>> digest_of(["ab", "c"]) == digest_of(["a", "bc"])
    False
    """
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8") if isinstance(part, str) else part
        whole.update(len(content).to_bytes(8, "big") + content)
    return whole.hexdigest()


@dataclass
class MadeFiles:
    """The register of a folder of made files.

    Parameters
    ----------
    folder : Path
    entries : dict
        For each file's name the digest of its sources and its own.
    """

    folder: Path
    entries: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> MadeFiles:
        """Return the register of a folder; an empty one where it is missing or damaged."""
        try:
            found = json.loads((folder / REGISTER_FILE).read_text(encoding="utf-8"))
            entries = {str(name): (str(source), str(own)) for name, (source, own) in found.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            entries = {}
        return cls(folder, entries)

    def is_current(self, name: str, source: str) -> bool:
        """Return whether a file is there as it was made, from the same sources."""
        known = self.entries.get(name)
        path = self.folder / name
        if known is None or known[0] != source or not path.is_file():
            return False
        return hashlib.sha256(path.read_bytes()).hexdigest() == known[1]

    def put(self, name: str, content: bytes, source: str) -> Path:
        """Put a file in its place and remember its sources."""
        path = put(self.folder / name, content)
        self.entries[name] = (source, hashlib.sha256(content).hexdigest())
        return path

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget and remove the files of earlier publications that are no longer made."""
        for name in sorted(set(self.entries) - set(names)):
            del self.entries[name]
            with told_as_unwritten(self.folder / name):
                (self.folder / name).unlink(missing_ok=True)

    def save(self) -> None:
        """Write the register."""
        text = json.dumps(self.entries, indent=2, sort_keys=True) + "\n"
        put(self.folder / REGISTER_FILE, text.encode("utf-8"))
