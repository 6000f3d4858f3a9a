"""What is installed on a machine, and in what two machines differ.

In: nothing but the machine itself. Out: digests and versions, which must be the same on all.
"""

from __future__ import annotations

from functools import cache

from evaluation.kernels import open_nursery, warm_kernels_possible
from evaluation.run import stamps

CLUSTER_ROOM = "cluster"
# packages by which machines of a cluster speak with each other
PACKAGES_OF_CLUSTERS = ("dask", "distributed", "cloudpickle", "msgpack")
NONE = "none"

Identity = dict[str, str]


@cache
def own_identity() -> Identity:
    """Return what is installed here: versions, and digests of the package and of the lock.

    It is found once, because what is loaded does not change any more.
    """
    import importlib.metadata

    found = dict(stamps.versions())
    for name in PACKAGES_OF_CLUSTERS:
        found[name] = importlib.metadata.version(name)
    for item in stamps.shared_stamps(stamps.PACKAGE_FOLDER):
        found[_named(item.path)] = item.sha256
    room = stamps.package_stamp(stamps.PACKAGE_FOLDER / CLUSTER_ROOM)
    found[f"the source of {stamps.PACKAGE}'s cluster room"] = room.sha256
    return found


def worker_identity() -> Identity:
    """Return `own_identity` of a worker, which starts to get ready for its first kernel."""
    if warm_kernels_possible():
        open_nursery()
    return own_identity()


def differences(here: Identity, there: Identity) -> list[str]:
    """Return in what another machine differs, one clause each; digests are not shown.

    Examples
    --------
    >>> differences({"pandas": "2.3.0", "scipy": "1.16"}, {"pandas": "2.2.1", "scipy": "1.16"})
    ['pandas is 2.2.1 there and 2.3.0 here']
    >>> differences({"requirements.lock": "ab"}, {})
    ['requirements.lock is missing there']
    """
    clauses = []
    for name in dict.fromkeys((*here, *there)):
        ours, theirs = here.get(name, NONE), there.get(name, NONE)
        if ours == theirs:
            continue
        if not _is_file(name):
            clauses.append(f"{name} is {theirs} there and {ours} here")
        elif NONE in (ours, theirs):
            clauses.append(f"{name} is missing {'there' if theirs == NONE else 'here'}")
        else:
            clauses.append(f"{name} differs")
    return clauses


def _named(path: str) -> str:
    return f"the source of {path}" if path == stamps.PACKAGE else path


def _is_file(name: str) -> bool:
    return name == stamps.LOCK_FILE or name.startswith("the source of ")
