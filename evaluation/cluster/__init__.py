"""Run notebooks on a Dask cluster: inputs travel with the task, results come back.

Dask is an optional extra, and is loaded when a cluster is asked for.
"""

from __future__ import annotations

import importlib.util

from evaluation.errors import InvalidInput
from evaluation.run.engine import Engine, MakeEngine, Tell

__all__ = ["cluster_engine"]


def cluster_engine(address: str, jobs: int | None = None) -> MakeEngine:
    """Return what makes the engine of an existing cluster.

    Parameters
    ----------
    address : str
        Of its scheduler, such as `tls://scheduler:8786`.
    jobs : int, optional
        How many notebooks at once; by default one a thread of its workers.

    Raises
    ------
    InvalidInput
        If `distributed` is not installed. The engine's making raises it if the cluster cannot be
        reached, has no worker, or has something else installed than this machine.
    """
    if importlib.util.find_spec("distributed") is None:
        raise InvalidInput(
            "A cluster needs the package 'distributed', which is not installed.",
            "Install the extra: pip install '.[cluster]'",
        )

    def make(tell: Tell) -> Engine:
        from evaluation.cluster.engine import ClusterEngine

        return ClusterEngine(tell, address, jobs)

    return make
