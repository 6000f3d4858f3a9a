"""How much memory a notebook took: the peak of this process's largest ended child."""

from __future__ import annotations

import sys

MEBIBYTE = 1024 * 1024


def children_peak_memory_mb() -> float | None:
    """Return the peak resident memory of the largest child that has ended, in MiB.

    Returns
    -------
    float or None
        None on Windows, and before any child has ended.

    Notes
    -----
    A worker has one child, the kernel, so this is the kernel's peak. The system counts what the
    worker held when it started the kernel as a floor.
    """
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024
    return round(peak * unit / MEBIBYTE, 1) or None
