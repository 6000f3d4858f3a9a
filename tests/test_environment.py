"""One list of dependencies: pyproject.toml, and what must agree with it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import evaluation

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ONLY_CONDA = {"python", "pip", "quarto"}
NOT_ON_CONDA_FORGE = {"font-source-sans-pro", "pypandoc-binary", "typst"}


def _bounds(requirements):
    return {
        canonicalize_name(item.name): str(item.specifier) for item in map(Requirement, requirements)
    }


def _runtime():
    return _bounds([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["lab"]])


def _conda():
    return _bounds(item for item in CONDA["dependencies"] if isinstance(item, str))


def test_conda_and_pyproject_have_the_same_bounds():
    conda = {name: bound for name, bound in _conda().items() if name not in ONLY_CONDA}
    pyproject = {
        name: bound for name, bound in _runtime().items() if name not in NOT_ON_CONDA_FORGE
    }
    assert conda == pyproject


def test_conda_brings_the_same_python_a_new_enough_quarto_and_this_package():
    assert _conda()["python"] == PROJECT["requires-python"]
    assert _conda()["quarto"] == ">=1.9"
    assert {"pip": ["-e ."]} in CONDA["dependencies"]


def test_conda_takes_packages_from_conda_forge_alone():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


def test_what_conda_forge_lacks_is_named_in_the_file():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    for name in NOT_ON_CONDA_FORGE:
        assert name in canonicalize_name(text) or name.replace("-", "_") in text


def test_the_lock_has_a_hash_for_everything_and_no_address():
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) > 100
    for entry in entries:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links|^-f ", LOCK, re.M)


def test_every_dependency_is_locked_within_its_bounds():
    locked = {}
    for line in re.findall(r"^([A-Za-z0-9._-]+(?:\[[^\]]+\])?==[^ ;\\]+)", LOCK, re.M):
        item = Requirement(line)
        locked.setdefault(canonicalize_name(item.name), []).append(str(item.specifier)[2:])
    extras = [name for group in PROJECT["optional-dependencies"].values() for name in group]
    for item in map(Requirement, [*PROJECT["dependencies"], *extras]):
        versions = locked[canonicalize_name(item.name)]
        assert all(item.specifier.contains(version) for version in versions), item.name


def test_the_version_stands_once():
    assert "version" in PROJECT["dynamic"]
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {evaluation.__version__}" in text


def test_the_readme_has_at_most_120_lines():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 120


@pytest.mark.skipif(sys.platform == "win32", reason="make is not part of Windows")
def test_make_lists_its_targets_without_making_an_environment(tmp_path):
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    found = subprocess.run(
        ["make"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    for target in ("help", "report", "test", "lint", "lock", "clean"):
        assert f"make {target}" in found.stdout
    assert not (tmp_path / ".venv").exists()


def test_notebooks_in_use_hold_no_outputs_and_the_plain_kernel():
    import json

    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert notebook["metadata"]["kernelspec"]["name"] == "python3"
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
        tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])]
        assert len(tagged) == 1
        assert all("def " not in "".join(cell["source"]) for cell in code)
