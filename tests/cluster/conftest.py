"""Real Dask clusters on this machine, and workspaces that they do not see."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from evaluation.workspace import Workspace, open_workspace
from tests.cluster.meeting import Meeting
from tests.cluster.processes import ORDINARY, Processes
from tests.run.conftest import HUB, PROJECT, WRITE, write_notebook

BEHAVIOUR = """\
from pathlib import Path
exec({codes!r}.get(project, "pass"))"""


@pytest.fixture
def processes() -> Iterator[Processes]:
    """Give processes of a cluster that end with the test."""
    with tempfile.TemporaryDirectory(prefix="c", ignore_cleanup_errors=True) as folder:
        made = Processes(Path(folder).resolve())
        try:
            yield made
        finally:
            made.end()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Processes]:
    """Give a cluster with two workers that the tests of a module share."""
    with tempfile.TemporaryDirectory(prefix="c", ignore_cleanup_errors=True) as folder:
        made = Processes(Path(folder).resolve(), ORDINARY)
        try:
            made.scheduler()
            made.worker("one")
            made.worker("two")
            yield made
        finally:
            made.end()


@pytest.fixture
def make_hub(tmp_path: Path) -> Callable[..., Workspace]:
    """Return a function that makes a workspace; what each project does is in the notebook."""

    def make(
        *quiet: str,
        tables: Mapping[str, str] = {},
        tables_from: Sequence[str] = (),
        **behaviour: str,
    ) -> Workspace:
        root = tmp_path / "hub"
        (root / "data").mkdir(parents=True)
        more = f"tables_from: {json.dumps(tables_from)}\n" if tables_from else ""
        (root / "data" / "hub.yml").write_text(HUB + more, encoding="utf-8")
        codes = {**dict.fromkeys(quiet, "pass"), **behaviour}
        for slug in codes:
            folder = root / "data" / "projects" / slug
            folder.mkdir(parents=True)
            written = tables.get(slug, "kpi.csv")
            text = PROJECT.format(slug=slug, more="").replace("kpi.csv", json.dumps(written))
            (folder / "project.yml").write_text(text, encoding="utf-8")
            table = (folder / Path(written).expanduser()).resolve()
            table.parent.mkdir(parents=True, exist_ok=True)
            table.write_text("kpi,period,value\nfalls,2025-04,7\n", encoding="utf-8")
        cell = BEHAVIOUR.format(codes=codes)
        write_notebook(root / "notebooks" / "project.ipynb", cell, WRITE)
        return open_workspace(root)

    return make


@pytest.fixture
def meeting(tmp_path: Path) -> Meeting:
    """Give the folder where kernels say that they are there."""
    return Meeting(tmp_path / "meeting")
