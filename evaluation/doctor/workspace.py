"""Whether there is a workspace that is valid, can be written, and is not held by a lost run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from evaluation.doctor.exam import Exam
from evaluation.errors import EvaluationError, nearest

PREFIX = "EVALUATION_"
KNOWN = ("EVALUATION_WORKSPACE", "EVALUATION_KERNELS", "EVALUATION_CALLS_QUARTO")
KNOWN_BEGINNINGS = ("EVALUATION_DATABASE_",)  # addresses of databases, by the hub's own names
KERNELS = "EVALUATION_KERNELS"


def found_root(start: Path | None) -> Path | None:
    """Return the workspace of a folder, or None."""
    from evaluation.workspace import find_root

    try:
        return find_root(start)
    except (EvaluationError, OSError, RuntimeError):
        return None


def validity(root: Path | None) -> Iterator[Exam]:
    """Yield whether there is a workspace, and how many errors and warnings its check has."""
    if root is None:
        remedy = "Go into one, give --workspace, or make one with 'evaluation new hub DIR'."
        yield Exam("workspace", "warning", "there is none here", remedy)
        return
    from evaluation.checking import all_findings
    from evaluation.present.words import counted

    findings = all_findings(root)
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    told = f"{root}: {counted(errors, 'error')}, {counted(warnings, 'warning')}"
    if errors:
        yield Exam(
            "workspace", "fault", told, "See them with 'evaluation check', and correct them."
        )
    else:
        yield Exam("workspace", "ok", told)


def writable(root: Path | None) -> Iterator[Exam]:
    """Yield whether the folder of everything that is made can be written."""
    if root is None:
        return
    reports = root / "reports"
    place = reports if reports.is_dir() else root
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        found = f"the folder '{place.name}' cannot be written: {error.strerror or 'no reason'}"
        remedy = "Correct its permissions, or copy the workspace to where you may write."
        yield Exam("reports", "fault", found, remedy)
    else:
        yield Exam("reports", "ok", f"the folder '{place.name}' can be written")


def lock(root: Path | None) -> Iterator[Exam]:
    """Yield who holds the lock of the workspace."""
    if root is None:
        return
    from evaluation.run import lock_holder

    holder = lock_holder(root / "reports")
    if holder is None:
        yield Exam("lock", "ok", "nothing runs in this workspace")
    elif holder.is_alive:
        yield Exam("lock", "warning", f"process {holder.process} runs in it", "Wait until it ends.")
    else:
        found = "it is held, though the process that took it has ended"
        remedy = "End what that run left behind, such as a kernel, or start the machine anew."
        yield Exam("lock", "fault", found, remedy)


def variables() -> Iterator[Exam]:
    """Yield the variables of this package that are set, by name and never by value."""
    names = sorted(name for name in os.environ if name.upper().startswith(PREFIX))
    unknown = [
        name for name in names if name not in KNOWN and not name.startswith(KNOWN_BEGINNINGS)
    ]
    for name in unknown:
        near = nearest(name, [item.lower() for item in KNOWN])
        remedy = (
            f"Did you mean {near.upper()}?" if near else "Unset it, if it is not of use to others."
        )
        yield Exam("variable", "warning", f"{name} is set and not known here", remedy)
    if os.environ.get(KERNELS, "ordinary") != "ordinary":
        found = f"{KERNELS} is set to what is not known"
        yield Exam("variable", "warning", found, "Set it to ordinary, or unset it.")
    known = [name for name in names if name not in unknown]
    if known or not unknown:
        yield Exam("variables", "ok", ", ".join(known) or "none is set")
