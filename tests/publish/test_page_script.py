"""What a reader can do with the page: search it, sort its tables, follow the contents."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.slow


@pytest.fixture
def page(browser: Browser, readers_page: Path) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    messages: list[str] = []
    opened.on("console", lambda message: messages.append(message.text))
    opened.on("pageerror", lambda error: messages.append(str(error)))
    opened.goto(readers_page.as_uri())
    yield opened
    opened.close()
    assert messages == []


def search_for(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)
    page.keyboard.press("Enter")


def kinds(page: Page) -> Locator:
    return page.locator("table", has_text="Kinds of cells")


def column(page: Page, number: int) -> list[str]:
    cells = kinds(page).locator(f"tbody tr > :nth-child({number})").all_text_contents()
    return [" ".join(cell.split()) for cell in cells]


def press(page: Page, name: str, times: int = 1) -> None:
    for _ in range(times):
        kinds(page).get_by_role("button", name=name).click()


def test_hits_are_counted_marked_and_walked_through(page: Page) -> None:
    search_for(page, "Kinds of cells")
    expect(page.locator("#page-search-status")).to_have_text(
        "Hit 1 of 2, in What readers use: Kinds of cells."
    )
    assert page.locator("mark").count() >= 2
    page.keyboard.press("Enter")
    expect(page.locator("#page-search-status")).to_contain_text("Hit 2 of 2")
    page.keyboard.press("Enter")
    expect(page.locator("#page-search-status")).to_contain_text("Hit 1 of 2")
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#page-search-status")).to_contain_text("Hit 2 of 2")


@pytest.mark.parametrize(
    "words", ["FEWER falls - none", "cafe notes", '-1.2 "fewer"', "none on some days"]
)
def test_case_accents_dashes_and_italic_words_do_not_matter(page: Page, words: str) -> None:
    search_for(page, words)
    expect(page.locator("#page-search-status")).to_contain_text("Hit 1 of 1")


def test_the_sections_with_hits_are_listed_and_lead_there(page: Page) -> None:
    search_for(page, "HIP-5")
    link = page.locator("#page-search-sections a", has_text="Kinds of cells")
    link.click()
    assert page.evaluate("document.activeElement.tagName") == "MARK"


def test_what_is_not_there_and_what_is_too_short_is_said(page: Page) -> None:
    search_for(page, "zebra crossing")
    expect(page.locator("#page-search-status")).to_have_text("No hits.")
    search_for(page, "x")
    expect(page.locator("#page-search-status")).to_have_text("Type at least two letters.")


def test_escape_clears_the_search_and_leaves_the_text_as_it_was(page: Page) -> None:
    before = page.locator("main").inner_html()
    search_for(page, "falls")
    page.keyboard.press("Escape")
    assert page.locator("mark").count() == 0
    assert page.locator("main").inner_html() == before
    assert page.get_by_role("searchbox").input_value() == ""


def test_numbers_are_sorted_by_the_first_and_missing_ones_stay_last(page: Page) -> None:
    press(page, "Result, %")
    assert column(page, 2) == [
        "−2.5 (−3.0 to 1.2)",
        "9.5 (8.0 to 16.7)",
        "▲ 12.3",
        "100.0 (86.7 to 100.0)",
        "*",
    ]
    press(page, "Result, %")
    assert column(page, 2)[0] == "100.0 (86.7 to 100.0)"
    assert column(page, 2)[-1] == "*"


def test_the_third_press_restores_the_order(page: Page) -> None:
    before = column(page, 1)
    press(page, "Cost", times=3)
    assert column(page, 1) == before


@pytest.mark.parametrize(
    ("name", "number", "first", "last"),
    [
        ("Cost", 3, "−£20", "not available"),
        ("Due", 4, "3 July 2024", "none"),
        ("Month", 5, "May 2023", "April 2024"),
        ("Year", 6, "2021/22", "2025/26"),
        ("Criterion", 1, "FALL-1", "HIP-5"),
    ],
)
def test_money_dates_months_and_names_are_sorted_as_such(
    page: Page, name: str, number: int, first: str, last: str
) -> None:
    press(page, name)
    found = column(page, number)
    assert (found[0], found[-1]) == (first, last)


def test_the_order_is_told_to_screen_readers(page: Page) -> None:
    press(page, "Cost")
    header = kinds(page).locator("th", has_text="Cost")
    assert header.get_attribute("aria-sort") == "ascending"
    expect(page.locator("#page-sorted")).to_contain_text("sorted by Cost, ascending.")
    press(page, "Due")
    assert header.get_attribute("aria-sort") is None


def test_the_contents_mark_the_section_in_view(page: Page) -> None:
    page.locator("#sec-kinds").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('sec-kinds').scrollIntoView()")
    current = page.locator("#page-contents a[aria-current]")
    expect(current).to_have_text("Kinds of cells")


def test_the_cells_of_a_table_are_saved_as_a_file(page: Page) -> None:
    region = page.locator(".table-download", has=page.locator("a[download='tbl-kinds.csv']"))
    with page.expect_download() as download:
        region.get_by_role("link").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == 'Criterion,"Result, %",Cost,Due,Month,Year'
