import pytest
from playwright.sync_api import Browser, Page

from evaluation.publish import PublicationResult

pytestmark = pytest.mark.slow


def opened(browser: Browser, published: PublicationResult, width: int, **settings: bool) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 800}, **settings)
    page.goto(published.paths["html"].as_uri())
    return page


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_never_scrolls_sideways(
    width: int, browser: Browser, published: PublicationResult
) -> None:
    page = opened(browser, published, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_page_asks_the_network_for_nothing_and_logs_no_error(
    browser: Browser, published: PublicationResult
) -> None:
    page = browser.new_page()
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(published.paths["html"].as_uri())
    outside = [url for url in requests if not url.startswith(("data:", "file:"))]
    files = [url for url in requests if url.startswith("file:")]
    assert (outside, messages, len(files)) == ([], [], 1)
    page.close()


def test_the_carried_font_is_used(browser: Browser, published: PublicationResult) -> None:
    page = opened(browser, published, 1280)
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate("document.fonts.check('16px \"Source Sans Pro\"')")
    page.close()


def test_the_page_can_be_read_without_javascript(
    browser: Browser, published: PublicationResult
) -> None:
    page = opened(browser, published, 1280, java_script_enabled=False)
    assert page.get_by_role("heading", name="Falls prevention").is_visible()
    assert page.get_by_role("img").count() == 3
    page.close()


def test_the_first_tab_stop_skips_to_the_main_content(
    browser: Browser, published: PublicationResult
) -> None:
    page = opened(browser, published, 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_a_wide_table_is_a_named_region_that_can_take_the_focus(
    browser: Browser, published: PublicationResult
) -> None:
    page = opened(browser, published, 320)
    region = page.get_by_role("region", name="Table 5: Key performance indicators")
    region.focus()
    assert region.evaluate("node => node === document.activeElement")
    assert region.evaluate("node => node.scrollWidth > node.clientWidth")
    page.close()


def test_the_data_of_a_figure_can_be_saved(browser: Browser, published: PublicationResult) -> None:
    page = opened(browser, published, 1280)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the data of Figure 2 (CSV)").click()
    assert download.value.suggested_filename == "falls-its.csv"
    page.close()
