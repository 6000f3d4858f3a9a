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
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "zmq.utils.garbage",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.config",
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "PIL.PpmImagePlugin",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "openpyxl",
    "scipy.stats",
    "seaborn",
    "statsmodels.api",
    "statsmodels.formula.api",
    # what pandera loads when it validates its first table, if it is there
    "hypothesis.extra.pandas",
    "pandera.accessors.pandas_accessor",
    "pandera.backends.pandas.register",
    "pandera.strategies.pandas_strategies",
    "encodings.utf_16_be",
    "encodings.utf_8_sig",
    "font_source_sans_pro",
    "evaluation.study",
    "evaluation.portfolio",
    "evaluation.checking",
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
