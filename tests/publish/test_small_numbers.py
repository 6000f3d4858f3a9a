"""Nothing that one run publishes gives a small number away, in any file that it makes.

Two workspaces that differ only in what is hidden publish the same, and no true number stands in
any file. Estimates of models are exempt and are looked at apart.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.publish.file_texts import texts_of, written_numbers
from tests.publish.small_numbers import (
    ROUNDED_TO,
    series_table,
    telling_counts,
    telling_shares,
    write_workspace,
)

pytestmark = pytest.mark.slow

REPORT = ("report", "--to", "all", "--engine", "embedded")
FOLDERS = ("executed", "chapters", "results", "output")
COMPARED = ("counts", "audit")
MODELLED = "series"  # the project whose numbers are those of a model
PRINTED_AS_IT_IS = (".qmd", ".csv", ".svg", ".ipynb", ".parquet", ".png")
VOLATILE = re.compile(r"\b[0-9a-f]{64}\b|\d{4}-\d\d-\d\dT[\d:.+Z-]*")


def started(root: Path, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "evaluation", *command, "--workspace", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "COLUMNS": "300"},
        cwd=root,
    )


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workspace that was published, and its twin that was run, both at once."""
    first = write_workspace(tmp_path_factory.mktemp("small") / "hub")
    twin = write_workspace(tmp_path_factory.mktemp("twin") / "hub", twin=True)
    with started(first, *REPORT) as one, started(twin, "run", *COMPARED) as other:
        for root, process in ((first, one), (twin, other)):
            out, err = process.communicate(timeout=300)
            assert process.returncode == 0, err
            (root / "reports" / "results" / "said.txt").write_text(out + err, encoding="utf-8")
    return first, twin


@pytest.fixture(scope="module")
def first(workspaces: tuple[Path, Path]) -> Path:
    return workspaces[0]


def produced(root: Path) -> Iterator[Path]:
    found = (path for name in FOLDERS for path in sorted((root / "reports" / name).rglob("*")))
    yield from (path for path in found if path.is_file())


def test_every_kind_of_file_is_made_and_can_be_read(first: Path) -> None:
    kinds = {path.suffix for path in produced(first)}
    assert kinds >= {".html", ".pdf", ".docx", ".csv", ".parquet", ".ipynb", ".json", ".svg"}
    for suffix in (".html", ".pdf", ".docx", ".ipynb", ".qmd", ".parquet"):
        texts = [t for p in produced(first) if p.suffix == suffix for t in texts_of(p)]
        assert any("Share of people seen" in " ".join(text.split()) for text in texts), suffix


def test_no_true_count_stands_in_any_file(first: Path) -> None:
    telling = telling_counts()
    assert len(telling) > 12
    found = {
        str(path.relative_to(first)): sorted(written_numbers(text) & telling)
        for path in produced(first)
        for text in texts_of(path)
        if written_numbers(text) & telling
    }
    assert found == {}


def test_no_true_percentage_or_rate_stands_in_any_table(first: Path) -> None:
    """They are computed from protected counts, to the last decimal."""
    shares = telling_shares().to_numpy()
    telling = np.concatenate([shares, 100 * shares, 1000 * shares])
    looked_at = 0
    for path in produced(first):
        if path.suffix in (".csv", ".parquet"):
            frame = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
            values = frame.select_dtypes("number").to_numpy(dtype=float, na_value=np.nan).ravel()
            near = np.abs(values[:, None] - telling[None, :]) < 1e-9
            assert not near.any(), path.relative_to(first)
            looked_at += values.size
    assert looked_at > 200


def as_published(path: Path) -> str | bytes:
    if path.suffix == ".png":
        return path.read_bytes()
    texts = texts_of(path) if path.suffix in (".ipynb", ".parquet") else [path.read_text("utf-8")]
    return VOLATILE.sub("", "\n".join(texts))


def test_workspaces_that_differ_only_in_what_is_hidden_publish_the_same(
    workspaces: tuple[Path, Path],
) -> None:
    """Tables, figures, the data behind them, estimates, chapters and notebooks, byte for byte."""
    first, twin = workspaces
    for name in ("counts/kpi.csv", "audit/audit.csv"):
        tables = [(root / "data" / "projects" / name).read_text() for root in (first, twin)]
        assert tables[0] != tables[1]
    names = [
        path.relative_to(twin)
        for path in produced(twin)
        if path.suffix in PRINTED_AS_IT_IS and {*path.parts, path.stem} & set(COMPARED)
    ]
    assert {name.suffix for name in names} >= {".csv", ".svg", ".ipynb", ".parquet", ".png"}
    differ = [n for n in names if as_published(first / n) != as_published(twin / n)]
    assert differ == []


def test_a_models_record_holds_no_observed_count(first: Path) -> None:
    """Estimates are exempt; what a model was fitted to is not, nor fitted values with residuals."""
    folder = first / "reports" / "results" / MODELLED
    observed = {float(n) for n in series_table()["value"] if n % ROUNDED_TO}
    assert not observed & set(numbers_in(json.loads((folder / "its.json").read_text("utf-8"))))
    for path in (folder / "figures").glob("*.csv"):
        frame = pd.read_csv(path)
        assert not [name for name in frame if "resid" in name or "observed" in name]
        assert not observed & set(frame.select_dtypes("number").to_numpy(dtype=float).ravel())


def numbers_in(value: object) -> Iterator[float]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)
