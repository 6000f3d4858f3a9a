"""The pages in Chromium: WCAG 2.2 AA as axe-core tests it, with and without scripts."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from evaluation.errors import Finding
from evaluation.run import Outcome, SilentDisplay, noted_progress
from evaluation.run.progress_file import progress_path
from tests.serving.conftest import PATIENCE, SCRIPT, Served, checked, served

pytestmark = pytest.mark.slow

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
TARGETS = [
    "/",
    "/findings",
    "/runs",
    "/documents",
    "/help",
    "/projects/falls",
    "/projects/feno",
    "/notebooks/falls",
    "/nothing",
]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def opened(browser: Browser, address: str, width: int = 1280, **settings: bool) -> Iterator[Page]:
    page = browser.new_page(
        viewport={"width": width, "height": 800}, reduced_motion="reduce", **settings
    )
    page.goto(address)
    yield page
    page.close()


def violations(page: Page) -> list[str]:
    """Return the rule and the place of each violation."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']} at {node['target']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_breaks_a_rule_or_scrolls_sideways(width: int, browser: Browser, page: Served):
    page.when("/findings", "1 error")
    with opened(browser, page.address, width) as shown:
        for target in TARGETS:
            shown.goto(f"{page.address}{target}")
            shown.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
            assert (target, violations(shown)) == (target, [])
            assert (target, shown.evaluate(OVERFLOW)) == (target, 0)


def test_no_page_breaks_a_rule_where_scripts_are_switched_off(browser: Browser, page: Served):
    # axe is a script itself: it reads the page as it is without its own.
    with opened(browser, f"{page.address}/help", 320) as shown:
        shown.route("**/page.js", lambda route: route.abort())
        for target in ("/", "/runs", "/runs?every=5", "/findings"):
            shown.goto(f"{page.address}{target}")
            assert shown.get_by_role("button").count() == 0
            assert (target, violations(shown)) == (target, [])


def test_the_printed_page_breaks_no_rule(browser: Browser, page: Served):
    with opened(browser, f"{page.address}/projects/falls") as shown:
        shown.emulate_media(media="print")
        assert violations(shown) == []
        assert not shown.get_by_role("navigation").is_visible()


def test_everything_is_there_without_scripts(browser: Browser, page: Served):
    with opened(browser, page.address, java_script_enabled=False) as shown:
        assert shown.get_by_text("20% lower").first.is_visible()
        shown.get_by_role("link", name="Runs").click()
        shown.get_by_role("heading", name="Now").wait_for()
        shown.get_by_role("link", name="load anew every 5 seconds").click()
        shown.get_by_text("This page loads anew every 5 seconds").wait_for()
        shown.get_by_role("link", name="Stop that").click()
        shown.wait_for_url(f"{page.address}/runs")


def test_a_page_asks_this_machine_alone_and_logs_nothing(browser: Browser, page: Served):
    with opened(browser, f"{page.address}/help") as shown:
        asked: list[str] = []
        said: list[str] = []
        shown.on("request", lambda request: asked.append(request.url))
        shown.on("console", lambda message: said.append(message.text))
        shown.on("pageerror", lambda error: said.append(str(error)))
        shown.on("dialog", lambda dialog: said.append(dialog.message))
        for target in TARGETS[:-1]:
            shown.goto(f"{page.address}{target}")
    assert [url for url in asked if not url.startswith((page.address, "data:"))] == []
    assert said == []


def test_a_title_that_is_a_script_is_shown_as_its_letters(browser: Browser, page: Served):
    with opened(browser, page.address) as shown:
        assert shown.get_by_role("link", name=f"Falls {SCRIPT} & more").is_visible()


def test_the_first_tab_stop_skips_to_the_main_content(browser: Browser, page: Served):
    with opened(browser, page.address) as shown:
        shown.keyboard.press("Tab")
        assert shown.evaluate("document.activeElement.textContent") == "Skip to main content"
        shown.keyboard.press("Enter")
        shown.wait_for_function("document.activeElement.id === 'main'")
        shown.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement).outlineStyle"
        assert shown.evaluate(style) == "solid"


def test_a_run_is_followed_and_its_sentence_read_aloud(own_hub: Path, browser: Browser):
    reports = own_hub / "reports"
    progress_path(reports).parent.mkdir()
    with (
        served(own_hub, checked) as page,
        noted_progress(SilentDisplay(), reports) as display,
        opened(browser, f"{page.address}/runs") as shown,
    ):
        status = shown.get_by_role("status")
        assert status.text_content() == "A run is under way: the input is being checked."
        display.expect(1)
        display.started("falls")
        shown.get_by_text("1 notebook of 1 at work").wait_for()
        assert violations(shown) == []
        display.finished(Outcome("falls", "done", seconds=2.0))
        shown.get_by_text("So far: 1 done").wait_for()
        button = shown.get_by_role("button", name="Stop following")
        button.click()
        assert shown.get_by_role("button", name="Follow the run").is_visible()


def test_a_page_that_waits_for_the_check_is_shown_whole_without_a_click(
    hub: Path, browser: Browser
):
    may_end = threading.Event()

    def slow(root: Path) -> Sequence[Finding]:
        may_end.wait(PATIENCE)
        return checked(root)

    with served(hub, slow) as page:
        for target in ("/findings", "/"):
            with opened(browser, f"{page.address}{target}") as shown:
                if not may_end.is_set():
                    assert shown.get_by_text("The check is under way.").is_visible()
                    may_end.set()
                shown.get_by_text("1 error" if target == "/" else "Did you mean").wait_for()


def test_findings_can_be_read_whole_on_a_narrow_screen(browser: Browser, page: Served):
    page.when("/findings", "1 error")
    with opened(browser, f"{page.address}/findings", 320) as shown:
        region = shown.get_by_role("region")
        assert region.evaluate("place => place.scrollWidth - place.clientWidth") == 0
        assert shown.get_by_role("columnheader").count() == 5
        assert shown.get_by_role("cell", name="What to do: Wait.").is_visible()


def test_icons_have_the_colour_of_text_where_the_reader_chose_the_colours(
    browser: Browser, page: Served
):
    with opened(browser, page.address) as shown:
        shown.emulate_media(forced_colors="active", color_scheme="dark")
        colours = shown.evaluate(
            "[...new Set([document.body, ...document.querySelectorAll('.icon')]"
            ".map(one => getComputedStyle(one).color))]"
        )
    assert len(colours) == 1


def test_a_report_works_with_its_script_and_can_read_no_other_page(browser: Browser, page: Served):
    with opened(browser, f"{page.address}/files/output/annual-report.html") as shown:
        assert shown.locator("#said").text_content() == "The script ran"
        assert shown.evaluate("window.origin") == "null"
        reading = f"fetch('{page.address}/').then(() => 'read', () => 'refused')"
        assert shown.evaluate(reading) == "refused"


def test_a_document_is_saved_under_its_name(browser: Browser, page: Served):
    with opened(browser, f"{page.address}/documents") as shown:
        with shown.expect_download() as download:
            shown.get_by_role("link", name="workbook of Annual report").click()
        assert download.value.suggested_filename == "annual-report.xlsx"


def test_another_site_can_neither_read_nor_frame_a_page(
    browser: Browser, page: Served, own_hub: Path
):
    with served(own_hub, checked) as other, opened(browser, f"{other.address}/help") as shown:
        # "localhost" is another site than "127.0.0.1", and so is another scheme or port
        address = page.address.replace("127.0.0.1", "localhost")
        shown.route(
            "**/evil",
            lambda route: route.fulfill(body="<title>Evil</title>", content_type="text/html"),
        )
        shown.goto(f"{other.address}/evil")
        reading = "address => fetch(address, {mode: 'no-cors'}).then(() => 'sent', () => 'refused')"
        assert shown.evaluate(reading, address) == "refused"
        framed = shown.evaluate(
            """address => new Promise(done => {
                const frame = document.createElement("iframe");
                frame.onload = () => {
                    try { done(frame.contentDocument ? "blank" : "refused"); }
                    catch { done("refused"); }
                };
                frame.src = address; document.body.append(frame);
            })""",
            address,
        )
        assert framed == "refused"
        assert not any(re.search("20% lower", frame.content()) for frame in shown.frames[1:])
