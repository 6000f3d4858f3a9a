"""Whether Python and the packages are those that the evaluation needs."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import evaluation
from evaluation.doctor.exam import RENEW, Exam

DISTRIBUTION = "innovation-hub-evaluation"
OLDEST_PYTHON = (3, 11)
NO_LAB = "not installed; only 'make lab' needs it"
TOOLS_OF_TESTS = ("pdftotext", "chromium")
DRIVERS = {"sqlite3": "SQLite", "psycopg": "PostgreSQL", "pyodbc": "SQL Server"}


def python() -> Iterator[Exam]:
    """Yield the version of Python and whether the environment is one of its own."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < OLDEST_PYTHON:
        yield Exam("Python", "fault", f"{version} is too old", "Install Python 3.11 or newer.")
        return
    is_own = sys.prefix != sys.base_prefix or (Path(sys.prefix) / "conda-meta").is_dir()
    where = "in an environment of its own" if is_own else "the system's own"
    yield Exam("Python", "ok", f"{version}, {where}")


def packages() -> Iterator[Exam]:
    """Yield whether every package is there in a version that is asked for."""
    from packaging.requirements import Requirement

    try:
        wanted = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        found = f"{DISTRIBUTION} is not installed; it runs from its folder"
        yield Exam("packages", "warning", found, RENEW)
        return
    needs = [Requirement(line) for line in wanted]
    core = [need for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    wrong = 0
    for need in core:
        try:
            version = importlib.metadata.version(need.name)
        except importlib.metadata.PackageNotFoundError:
            version = ""
        if version and need.specifier.contains(version, prereleases=True):
            continue
        wrong += 1
        told = f"{version} is installed, {need.specifier} is needed" if version else "not installed"
        yield Exam(f"package {need.name}", "fault", told, RENEW)
    if not wrong:
        yield Exam("packages", "ok", f"{len(core)} packages as asked for")


def installation() -> Iterator[Exam]:
    """Yield whether the package that runs is the one that is installed."""
    version = evaluation.__version__
    runs_from = Path(evaluation.__file__).resolve().parent
    try:
        installed = importlib.metadata.distribution(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        return
    home = _home(installed)
    if home is not None and home != runs_from.parent and home != runs_from:
        found = f"{version} runs from another folder than the one that is installed"
        remedy = "Unset PYTHONPATH, or start 'evaluation' from the environment of this folder."
        yield Exam("evaluation", "warning", found, remedy)
    elif installed.version != version:
        found = f"{version} runs and {installed.version} is installed"
        yield Exam("evaluation", "warning", found, RENEW)
    else:
        yield Exam("evaluation", "ok", version)


def _home(installed: importlib.metadata.Distribution) -> Path | None:
    """Return the folder that an installation takes its modules from."""
    text = installed.read_text("direct_url.json")
    source = json.loads(text) if text else {}
    if source.get("dir_info", {}).get("editable"):
        return Path(url2pathname(urlsplit(source["url"]).path)).resolve()
    return Path(str(installed.locate_file(""))).resolve()


def extras() -> Iterator[Exam]:
    """Yield what is not needed for a report and is nice to have."""
    has_lab = importlib.util.find_spec("jupyterlab") is not None
    told = importlib.metadata.version("jupyterlab") if has_lab else NO_LAB
    yield Exam("JupyterLab", "ok", told)
    there = [name for module, name in DRIVERS.items() if importlib.util.find_spec(module)]
    missing = [name for name in DRIVERS.values() if name not in there]
    none = f"; none for {', '.join(missing)}" if missing else ""
    yield Exam("database drivers", "ok", f"{', '.join(there) or 'none'}{none}")
    tools = [f"{tool} {'is there' if shutil.which(tool) else 'is not'}" for tool in TOOLS_OF_TESTS]
    yield Exam("tools of 'make test'", "ok", f"{', '.join(tools)}; no report needs them")
