"""The site is built without a fault, loads nothing from elsewhere, and can be read by all."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from docs.ext.modules import public_modules
from tests.docs.pages import DOCS, REPOSITORY
from tests.docs.test_made import ROOMS, is_of_ours

pytestmark = pytest.mark.slow
TITLE = "Innovation Hub evaluation"
LOADED = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=["']([^"']+)["']""")
IN_STYLES = re.compile(r"url\(\s*[\"']?(https?:|//)|@import")
# Links for machines that say what a page is, and load nothing.
RELATIONS = re.compile(r"<link[^>]+rel=\"(?:index|search|next|prev|author)\"[^>]*>")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as `make docs` does, warnings being errors."""
    out = tmp_path_factory.mktemp("site") / "html"
    command = [sys.executable, "-m", "sphinx", "--builder", "html", "--fail-on-warning"]
    command += ["--keep-going", "--nitpicky", "--quiet", "--jobs", "2", str(DOCS), str(out)]
    made = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=300)
    assert made.returncode == 0, made.stderr[-4000:]
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    """Return the HTML of every page by its name."""
    return {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in site.rglob("*.html")
        if "_static" not in path.parts
    }


def test_every_markdown_page_has_its_html(site: Path) -> None:
    sources = [path.relative_to(DOCS) for path in DOCS.rglob("*.md") if "_build" not in path.parts]
    assert [path for path in sources if not (site / path.with_suffix(".html")).exists()] == []


def test_every_page_names_its_language_and_itself(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        assert '<html class="no-js" lang="en-GB"' in html, name
        title = re.search(r"<title>([^<]+)</title>", html)
        assert title, name
        assert TITLE in title[1], name


def test_every_page_has_one_first_heading_and_levels_without_a_gap(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        article = html.partition('<article role="main"')[2].partition("</article>")[0]
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", article)]
        if name not in ("genindex.html", "search.html", "py-modindex.html"):
            assert levels.count(1) == 1, name
            steps = pairwise(levels)
            assert all(later <= earlier + 1 for earlier, later in steps), name


def test_no_page_loads_anything_from_elsewhere(site: Path, pages: dict[str, str]) -> None:
    for name, html in pages.items():
        loaded = LOADED.findall(RELATIONS.sub("", html))
        assert [link for link in loaded if link.startswith(("http", "//"))] == [], name
    for style in site.rglob("*.css"):
        assert not IN_STYLES.search(style.read_text(encoding="utf-8")), style.name


def test_the_reference_has_every_public_class_and_function(site: Path) -> None:
    inventory = (site / "objects.inv").read_bytes().split(b"zlib.\n", 1)[1]
    names = {line.split(" ")[0] for line in zlib.decompress(inventory).decode().splitlines()}
    without = [
        f"{module}.{public}"
        for room in ROOMS
        for module in public_modules(f"evaluation.{room}")
        for public in getattr(import_module(module), "__all__", ())
        if is_of_ours(getattr(import_module(module), public))
        if f"{module}.{public}" not in names
    ]
    assert without == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


WIDE_AND_LIGHT, NARROW_AND_DARK = (1280, "light"), (320, "dark")
SHAPES = {"index": WIDE_AND_LIGHT, "search": NARROW_AND_DARK, "genindex": WIDE_AND_LIGHT}
SHAPES |= {"how-to/its-design": NARROW_AND_DARK, "reference/files/hub-yml": NARROW_AND_DARK}
SHAPES |= {"reference/commands": WIDE_AND_LIGHT, "reference/python/its": NARROW_AND_DARK}


@pytest.mark.parametrize("name", SHAPES)
def test_a_page_has_no_fault_that_axe_finds(name: str, site: Path, browser: Browser) -> None:
    width, scheme = SHAPES[name]
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto((site / f"{name}.html").as_uri())
    found = Axe().run(page)
    faults = [(item["id"], item["nodes"][0]["html"]) for item in found.response["violations"]]
    page.close()
    assert faults == []


def test_no_page_scrolls_sideways_on_a_narrow_screen(
    site: Path, pages: dict[str, str], browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    wide = []
    for name in pages:
        page.goto((site / name).as_uri(), wait_until="domcontentloaded")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(name)
    page.close()
    assert wide == []


def test_every_how_to_page_is_linked_from_their_first_page_by_what_it_is_for() -> None:
    text = (DOCS / "how-to" / "index.md").read_text(encoding="utf-8")
    others = {path.name for path in (DOCS / "how-to").glob("*.md")} - {"index.md"}
    assert others - set(re.findall(r"\]\(([\w-]+\.md)\)", text)) == set()


@pytest.mark.parametrize("name", ["reference/tables", "reference/files/project-yml"])
def test_a_table_of_many_columns_is_read_row_by_row_on_a_narrow_screen(
    name: str, site: Path, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto((site / f"{name}.html").as_uri())
    wide = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
    assert page.locator(".table-wrapper:has(.stacks)").evaluate_all(wide) == 0
    table = page.locator("table.stacks").first
    names = table.get_by_role("columnheader").all_text_contents()
    cells = table.locator("tbody tr").first.get_by_role("cell", include_hidden=True)
    labels = [cell.get_attribute("data-label") for cell in cells.all()]
    assert len(labels) >= 4
    assert labels == names
    page.close()


def test_the_site_can_be_read_and_walked_without_javascript(site: Path, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="the tutorial").click()
    assert page.get_by_role("heading", level=1).is_visible()
    page.close()
