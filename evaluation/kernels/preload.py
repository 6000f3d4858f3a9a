"""What the server of warm kernels loads before the first kernel; importing this module does it.

Nothing runs here but imports, and none of them may start a thread: what is forked is a copy.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import sys

MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "matplotlib.pyplot",
    "matplotlib_inline.config",
    "pandas",
    "pyarrow.parquet",
    "scipy.stats",
    "seaborn",
    "statsmodels.api",
    "evaluation.study",
    "evaluation.portfolio",
)

# as kernels are to see it, whatever the process that asks for one has made of its own
SEARCH_PATH = list(sys.path)


def load(parent: int) -> None:
    """Load all modules; stop when the process that wants them, `parent`, is gone.

    A module that cannot be loaded is left to the notebook that imports it, whose cell says why.
    """
    for name in MODULES:
        if os.getppid() != parent:
            sys.exit()
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    # what lies here now is never garbage; not looking at it keeps its pages shared
    gc.collect()
    gc.freeze()


if __name__ != "__main__":
    # Ctrl-C is for the process that owns this server, which then ends it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load(os.getppid())
