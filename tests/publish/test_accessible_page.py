"""The page against WCAG 2.2 AA, as axe-core tests it, in every state a reader can bring it to."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
WIDTHS = [320, 1280]
SMALLEST_TARGET_PIXELS = 24


@contextmanager
def opened(browser: Browser, path: Path, width: int) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto(path.as_uri())
    yield page
    page.close()


def violations(page: Page) -> list[str]:
    """Return the rule and the place of each violation."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']} at {node['target']}" for rule in found for node in rule["nodes"]]


def searched(page: Page) -> None:
    page.get_by_role("searchbox").fill("falls")
    page.keyboard.press("Enter")
    page.locator("#page-search-sections").evaluate("node => { node.open = true; }")


def sorted_twice(page: Page) -> None:
    for _ in range(2):
        page.get_by_role("button", name="Cost").click()


def contents_open(page: Page) -> None:
    page.locator("#page-contents").evaluate("node => { node.open = true; }")


def as_opened(page: Page) -> None:
    assert page.get_by_role("main").is_visible()


def all_at_once(page: Page) -> None:
    sorted_twice(page)
    searched(page)
    contents_open(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("state", [as_opened, all_at_once], ids=["opened", "in use"])
def test_the_page_breaks_no_rule(
    state: Callable[[Page], None], width: int, browser: Browser, readers_page: Path
) -> None:
    with opened(browser, readers_page, width) as page:
        state(page)
        assert violations(page) == []


def test_the_printed_page_breaks_no_rule(browser: Browser, readers_page: Path) -> None:
    with opened(browser, readers_page, 1280) as page:
        all_at_once(page)
        page.emulate_media(media="print")
        assert violations(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_without_its_script_breaks_no_rule(
    width: int, browser: Browser, readers_page: Path, tmp_path: Path
) -> None:
    # axe is a script itself and never ends where scripts are switched off.
    bare = tmp_path / "bare.html"
    words = readers_page.read_text(encoding="utf-8")
    bare.write_text(re.sub(r"<script.*?</script>", "", words, flags=re.S), "utf-8")
    with opened(browser, bare, width) as page:
        assert page.get_by_role("searchbox").count() == 0
        assert page.get_by_role("button").count() == 0
        assert violations(page) == []


def test_a_fault_is_named_with_its_rule_and_its_place(
    browser: Browser, readers_page: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.html"
    words = readers_page.read_text(encoding="utf-8")
    broken.write_text(words.replace("--dark-grey: #425563", "--dark-grey: #C0C0C0"), "utf-8")
    with opened(browser, broken, 1280) as page:
        assert "color-contrast at ['.byline']" in violations(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("media", ["screen", "print"])
def test_nothing_scrolls_the_page_sideways(
    media: str, width: int, browser: Browser, readers_page: Path
) -> None:
    with opened(browser, readers_page, width) as page:
        if media == "screen":
            all_at_once(page)
        else:
            page.set_viewport_size({"width": 658, "height": 933})
            page.emulate_media(media="print")
        wide = page.locator(".wide-page")
        wide.evaluate_all("nodes => nodes.forEach(node => { node.hidden = true; })")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) <= 0


@pytest.mark.parametrize("width", WIDTHS)
def test_every_button_and_field_is_large_enough_to_hit(
    width: int, browser: Browser, readers_page: Path
) -> None:
    with opened(browser, readers_page, width) as page:
        all_at_once(page)
        sizes = page.locator("button, input, summary").evaluate_all(
            "nodes => nodes.map(node => [node.textContent, node.offsetWidth, node.offsetHeight])"
        )
    assert len(sizes) > 10
    assert [size for size in sizes if min(size[1:]) < SMALLEST_TARGET_PIXELS] == []
