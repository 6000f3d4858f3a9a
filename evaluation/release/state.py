"""One digest over everything that a hub's runs have published, without times."""

from __future__ import annotations

import hashlib

from evaluation.run import HUB, last_good
from evaluation.workspace import Workspace


def published_state(workspace: Workspace) -> str:
    """Return the SHA-256 of all results: of the projects and of the hub's notebook.

    It is the same for the same estimates, checks, figures and executed notebooks, whenever they
    were made. A project without a good result counts as such.
    """
    digest = hashlib.sha256()
    for slug in sorted([*(folder.slug for folder in workspace.projects), HUB]):
        record = last_good(workspace.results / slug)
        outputs = record.outputs if record else ()
        digest.update(f"{slug} {len(outputs)}\n".encode())
        for item in sorted(outputs, key=lambda item: item.path):
            digest.update(f"{item.path} {item.sha256}\n".encode())
    return digest.hexdigest()
