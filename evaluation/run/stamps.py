"""Files by their content: the stamp of one, of the package's source, and of the programs used."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from pathlib import Path

import evaluation
from evaluation.run.record import FileStamp

PACKAGE = "evaluation"
PACKAGE_FOLDER = Path(evaluation.__file__).resolve().parent
LOCK_FILE = "requirements.lock"
# rooms of the package that no notebook calls
NOT_IN_NOTEBOOKS = (
    "cli",
    "cluster",
    "provenance",
    "publish",
    "quarterly",
    "release",
    "serving",
    "shipped",
    "starting",
    "templates",
    "verification",
)
PACKAGES_THAT_MATTER = (
    "ipykernel",
    "matplotlib",
    "nbclient",
    "numpy",
    "pandas",
    "pandera",
    "papermill",
    "pyarrow",
    "scipy",
    "seaborn",
    "statsmodels",
)


def stamp(path: Path, shown_as: str) -> FileStamp:
    """Return a file's stamp; its digest is empty where the file cannot be read."""
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return FileStamp(shown_as, digest, stream.tell())
    except OSError:
        return FileStamp(shown_as, "", 0)


def package_stamp(folder: Path) -> FileStamp:
    """Return one stamp for the source of the package that notebooks call."""
    digest = hashlib.sha256()
    size = 0
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        if inside.parts[0].removesuffix(".py") in NOT_IN_NOTEBOOKS:
            continue
        part = stamp(path, inside.as_posix())
        digest.update(f"{part.path} {part.sha256}\n".encode())
        size += part.bytes
    return FileStamp(PACKAGE, digest.hexdigest(), size)


def shared_stamps(folder: Path) -> list[FileStamp]:
    """Return the stamps of the package and, where it lies beside it, of the lock."""
    lock = folder.parent / LOCK_FILE
    locked = [stamp(lock, LOCK_FILE)] if lock.is_file() else []
    return [package_stamp(folder), *locked]


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that matter, of those installed."""
    found = {"python": platform.python_version(), "evaluation": evaluation.__version__}
    for name in PACKAGES_THAT_MATTER:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
