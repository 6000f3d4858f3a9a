"""The reference notebooks of nbval: really executed, and sensitive to a changed result."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "notebooks"
REFERENCES = sorted(FOLDER.glob("*.ipynb"))
NUMBER = re.compile(r"\d+\.\d+")


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.stem)
def test_every_code_cell_was_executed_without_error(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    assert code
    for cell in code:
        assert cell.execution_count is not None
        assert not any(output.output_type in ("error", "stream") for output in cell.outputs)


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.stem)
def test_a_reference_has_the_cells_of_the_notebook_in_use(path):
    template = "hub" if path.stem == "hub" else "project"
    used = nbformat.read(ROOT / "notebooks" / f"{template}.ipynb", as_version=4)
    tagged = [
        cell.source
        for cell in nbformat.read(path, as_version=4).cells
        if "injected-parameters" not in cell.metadata.get("tags", [])
    ]
    assert tagged == [cell.source for cell in used.cells]


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.stem)
def test_no_place_on_a_machine_stands_in_a_reference(path):
    text = path.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert str(Path.home()) + os.sep not in text


def _nbval(notebook: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider"]
    command += ["--nbval-sanitize-with", str(FOLDER / "sanitize.cfg")]
    settings = ["-o", "addopts=", "--no-cov", "--rootdir", str(notebook.parent)]
    place = {**os.environ, "EVALUATION_WORKSPACE": str(ROOT)}
    return subprocess.run(
        [*command, *settings, str(notebook)],
        env=place,
        cwd=notebook.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.slow
def test_a_changed_result_makes_nbval_fail(tmp_path):
    notebook = nbformat.read(FOLDER / "falls.ipynb", as_version=4)
    changed = 0
    for cell in notebook.cells:
        if cell.cell_type == "code" and "interrupted_time_series" in cell.source:
            data = cell.outputs[1].data
            key = "text/plain"
            data[key] = NUMBER.sub(lambda match: f"{float(match[0]) + 0.1:.1f}", data[key], count=1)
            changed += 1
    assert changed == 1
    altered = tmp_path / "altered.ipynb"
    nbformat.write(notebook, altered)
    found = _nbval(altered)
    assert found.returncode == 1
    assert "1 failed" in found.stdout
