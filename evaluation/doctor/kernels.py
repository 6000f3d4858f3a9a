"""Whether a notebook can be executed: a kernel starts, computes and answers."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from evaluation.doctor.exam import RENEW, Exam

SLOW_SECONDS = 20.0
LONGEST_SECONDS = 120.0
CELL: dict[str, object] = {"cell_type": "code", "execution_count": None, "outputs": []}
NOTEBOOK = {
    "cells": [
        {**CELL, "id": "given", "metadata": {"tags": ["parameters"]}, "source": ""},
        {**CELL, "id": "sum", "metadata": {}, "source": "1 + 1"},
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def kernel() -> Iterator[Exam]:
    """Yield how long a kernel takes to start and to answer, as it does in a run."""
    from evaluation.kernels import open_nursery, warm_kernels_possible
    from evaluation.run import Limits, load_executor

    is_warm = warm_kernels_possible()
    kind = "a warm" if is_warm else "an ordinary"
    if is_warm:
        open_nursery()
    load_executor()
    from evaluation.run.executor import execute

    with tempfile.TemporaryDirectory(prefix="evaluation-doctor-") as folder:
        notebook = Path(folder) / "one.ipynb"
        notebook.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
        began = time.monotonic()
        try:
            execute(notebook, Path(folder) / "done.ipynb", {}, limits=Limits(LONGEST_SECONDS, None))
        except Exception as error:  # noqa: BLE001 - whatever it is, it would stop a run
            found = f"{kind} kernel does not answer ({type(error).__name__})"
            remedy = "Set EVALUATION_KERNELS to ordinary and try again." if is_warm else RENEW
            yield Exam("kernel", "fault", found, remedy)
            return
        seconds = time.monotonic() - began
    told = f"{kind} kernel answered in {seconds:.1f} s"
    if seconds > SLOW_SECONDS:
        remedy = (
            "Look for what slows the machine: a virus scanner, a network drive, other programs."
        )
        yield Exam("kernel", "warning", told, remedy)
    else:
        yield Exam("kernel", "ok", told)
