import base64
import csv
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evaluation.errors import PublishingFailed
from evaluation.publish import PublicationRequest, PublicationResult, publish
from evaluation.publish.fonts import font_face_styles

Request = Callable[..., PublicationRequest]


class Elements(HTMLParser):
    """Collects (tag, attributes) of every element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {key: value or "" for key, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def html(published: PublicationResult) -> str:
    return published.paths["html"].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def elements(html: str) -> Elements:
    return Elements(html)


def test_the_page_says_its_language_and_title(html: str, elements: Elements) -> None:
    assert elements.all("html") == [{"lang": "en-GB"}]
    assert "<title>Annual evaluation report 2025/26:" in html


def test_the_page_begins_with_a_skip_link_to_main(elements: Elements) -> None:
    links = elements.all("a")
    assert links[0]["href"] == "#main"
    assert elements.all("main")[0]["id"] == "main"


def test_the_notice_about_the_data_stands_at_the_top_and_in_print(html: str) -> None:
    assert "Demonstration hub: synthetic data" in html[html.index("<body>") :][:600]
    assert '@top-left { content: "Demonstration hub: synthetic' in html


def test_the_page_has_no_script_and_loads_nothing(html: str, elements: Elements) -> None:
    assert not elements.all("script")
    assert [link["href"] for link in elements.all("link")] == ["data:,"]
    assert all(
        image["src"].startswith("data:image/svg+xml;base64,") for image in elements.all("img")
    )
    assert not re.search(r"url\((?!data:)", html)


def test_every_image_has_the_alternative_text_of_its_figure(elements: Elements) -> None:
    texts = [image["alt"] for image in elements.all("img")]
    assert len(texts) == 3
    assert texts[1].startswith("Line chart of falls per 1,000 bed days each month")


def test_the_data_of_every_figure_can_be_downloaded(html: str, elements: Elements) -> None:
    links = [link for link in elements.all("a") if "download" in link]
    assert [link["download"] for link in links] == [
        "summary-forest.csv",
        "falls-its.csv",
        "plgf-its.csv",
    ]
    data = base64.b64decode(links[0]["href"].removeprefix("data:text/csv;base64,")).decode()
    assert next(csv.reader(io.StringIO(data))) == ["Month", "Falls"]
    assert "Download the data of Figure\u00a02 (CSV)" in html


def test_every_table_has_a_caption_and_headers_with_scope(elements: Elements) -> None:
    scopes = [header.get("scope") for header in elements.all("th")]
    assert set(scopes) == {"col", "row"}
    assert len(elements.all("caption")) == len(elements.all("table")) == 14


def test_wide_tables_scroll_in_a_named_region_that_the_keyboard_reaches(
    elements: Elements,
) -> None:
    regions = [div for div in elements.all("div") if div.get("role") == "region"]
    identifiers = {attributes["id"] for _, attributes in elements.found if "id" in attributes}
    assert len(regions) == 14
    assert all(region["tabindex"] == "0" for region in regions)
    assert all(region["aria-labelledby"] in identifiers for region in regions)


def test_the_title_is_the_only_heading_of_level_one(elements: Elements) -> None:
    assert len(elements.all("h1")) == 1
    assert len(elements.all("h2")) >= 8


def test_code_in_the_text_is_shown_not_run(html: str) -> None:
    assert "&lt;script&gt;alert(“x”)&lt;/script&gt;" in html
    assert "&lt;b&gt;Not bold.&lt;/b&gt;" in html
    assert "javascript:" not in html


def test_words_of_the_request_are_text(reports: Path, request_for: Request) -> None:
    request = request_for(
        reports, title="<script>x</script>", notice='</style>"}', formats=("html",)
    )
    html = publish(request).paths["html"].read_text(encoding="utf-8")
    assert "<script>" not in html
    assert html.count("</style>") == 1


def test_the_font_is_carried_as_a_subset() -> None:
    styles = font_face_styles()
    assert styles.count("@font-face") == 4
    assert len(styles) < 250_000


def test_an_incomplete_theme_is_refused(reports: Path, request_for: Request) -> None:
    (reports / "theme" / "report.css").unlink()
    with pytest.raises(PublishingFailed, match=r"The theme lacks theme/report\.css"):
        publish(request_for(reports, formats=("html",)))
