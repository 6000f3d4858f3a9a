"""A notebook in JupyterLab, in headless Chromium: opened, run, and read on both grounds."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, sync_playwright

from evaluation.lab import copy_notebook, lab_arguments
from evaluation.present.palette import contrast
from tests.tiny_hub import write_tiny_hub

pytestmark = pytest.mark.slow

TOKEN = "for-this-test-only"
SECONDS = 180  # nothing takes as long on any machine
MILLISECONDS = 1000 * SECONDS
READABLE = 4.5  # WCAG 2.2, 1.4.3
SERVE = "import sys; from pathlib import Path; from evaluation.lab import serve_lab as serve; "
SERVE += "serve(Path(sys.argv[1]), sys.argv[2:])"
OWN_CELL = """\
import pandas as pd
wards = pd.DataFrame({"Ward": ["A", "B"], "Fell": [3, 12]})
study.show_table(wards, "Falls by ward.", counts=["Fell"])
study.show_figure(lambda axes, shown: axes.bar(shown["Ward"], shown["Fell"]), wards,
                  "More fell on B.", "Bars: A hidden, B 10.", counts=["Fell"])"""
WRONG_CELL = 'open_study("fals")'


def notebook_of(root: Path) -> Path:
    """Give the project a short notebook: its title, a section of its own, a wrong name."""
    path = copy_notebook(root, "falls")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = notebook.cells[:4]
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in (OWN_CELL, WRONG_CELL)]
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Iterator[str]:
    """The address of a notebook that JupyterLab shows."""
    root = write_tiny_hub(tmp_path / "hub", "falls")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = notebook_of(root)
    arguments = lab_arguments(root, path, port=port, browser=False)
    home = {"HOME": str(tmp_path), "JUPYTER_TOKEN": TOKEN, "OPENBLAS_NUM_THREADS": "1"}
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(root), *arguments],
        env={**os.environ, **home},
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/api", server)
        yield f"{address}/lab/tree/{path.relative_to(root).as_posix()}?token={TOKEN}"
    finally:
        server.terminate()
        server.wait(SECONDS)


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("JupyterLab did not start")


@pytest.fixture
def page() -> Iterator[Page]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium.new_page(viewport={"width": 1300, "height": 2400})
        chromium.close()


def test_a_notebook_opens_and_runs_and_its_blocks_look_as_in_the_report(
    page: Page, place: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(place)
    title = page.get_by_role("heading", name="Evaluation of one project")
    title.wait_for(timeout=MILLISECONDS)
    _wait_for_kernel(place, page)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    outputs = page.locator(".jp-OutputArea-output")
    wrong = outputs.get_by_text("There is no project 'fals' in this workspace.")
    wrong.wait_for(timeout=MILLISECONDS)

    assert outputs.get_by_role("heading", name="Falls").is_visible()
    said = "\n".join(outputs.all_inner_texts())
    assert ":::" not in said
    assert "{#sec" not in said
    assert "Warning" in said
    assert "Traceback" not in said
    assert "Did you mean 'falls'?" in said
    _looks_as_in_the_report(page)
    assert [url for url in asked if not url.startswith((place[:17], "data:", "blob:", "ws:"))] == []


def _wait_for_kernel(place: str, page: Page) -> None:
    """Wait until the notebook has its kernel; JupyterLab runs nothing before, and says nothing."""
    address = f"{place[: place.index('/lab/')]}/api/kernels?token={TOKEN}"
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            kernels = json.load(answer)
        if any(kernel["connections"] for kernel in kernels):
            return
        page.wait_for_timeout(100)
    pytest.fail("the notebook has no kernel")


def _looks_as_in_the_report(page: Page) -> None:
    cell = page.locator(".jp-OutputArea-output td").first
    assert (cell.inner_text(), _style(cell, "text-align")) == ("*", "right")
    chart = page.get_by_role("img", name="Bars: A hidden, B 10.")
    assert chart.evaluate("image => image.naturalWidth > 1000 && image.width") == 643
    assert _contrast(page) >= READABLE
    page.get_by_role("menuitem", name="Settings").click()
    page.get_by_text("Theme", exact=True).hover()
    page.get_by_text("JupyterLab Dark", exact=True).click()
    is_dark = "() => document.body.dataset.jpThemeLight === 'false'"
    page.wait_for_function(is_dark, timeout=MILLISECONDS)
    assert _contrast(page) >= READABLE


def _contrast(page: Page) -> float:
    """Return how well the words of a table stand out from the page."""
    words = _style(page.locator(".jp-OutputArea-output td").first, "color")
    ground = _style(page.locator(".jp-NotebookPanel-notebook").first, "background-color")
    return contrast(*(_hexadecimal(colour) for colour in (words, ground)))


def _hexadecimal(colour: str) -> str:
    parts = re.findall(r"[\d.]+", colour)
    assert len(parts) == 3 or float(parts[3]) > 0.8, colour
    return "#" + "".join(f"{int(float(part)):02X}" for part in parts[:3])


def _style(element: object, name: str) -> str:
    script = f"element => getComputedStyle(element).getPropertyValue('{name}')"
    return str(element.evaluate(script))  # type: ignore[attr-defined]
