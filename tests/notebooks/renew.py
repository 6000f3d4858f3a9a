"""Makes the reference notebooks of this folder anew: python tests/notebooks/renew.py.

Look at the difference before committing it: a changed number is a changed result. Pictures are
left out: they differ from machine to machine; their words and numbers stand in the text beside.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import nbformat

from evaluation.run.executor import execute

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
PROJECTS = ("falls", "gammacore", "seat-belts")
HUB = "hub"
PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")  # as in sanitize.cfg


def reference(name: str) -> nbformat.NotebookNode:
    """Return an executed notebook with plain parameters, without pictures and timings."""
    template = "hub" if name == HUB else "project"
    parameters = {} if name == HUB else {"project": name}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / f"{name}.ipynb"
        execute(REPOSITORY / "notebooks" / f"{template}.ipynb", output, parameters)
        notebook = nbformat.read(output, as_version=4)
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        for item in cell.get("outputs", []):
            data = item.get("data", {})
            if "text/html" in data:
                data["text/html"] = PICTURE.sub("PICTURE", data["text/html"])
    return notebook


def main() -> None:
    """Write every reference notebook."""
    for name in (*PROJECTS, HUB):
        nbformat.write(reference(name), HERE / f"{name}.ipynb")
        sys.stdout.write(f"{name}.ipynb\n")


if __name__ == "__main__":
    main()
