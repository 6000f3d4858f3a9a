import base64
import csv
import hashlib
import io
import re
import urllib.parse
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


def test_the_page_loads_nothing(html: str, elements: Elements) -> None:
    assert [link["href"] for link in elements.all("link")] == ["data:,"]
    assert all(image["src"].startswith("data:image/svg+xml,") for image in elements.all("img"))
    assert not re.search(r"url\((?!data:|%23)", html)


def test_only_the_script_of_the_theme_may_run(html: str, elements: Elements) -> None:
    assert elements.all("script") == [{}]
    script = html.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = elements.all("meta")[1]
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert policy["content"].split("; ") == [
        "default-src 'none'",
        "img-src data:",
        "font-src data:",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        f"script-src 'sha256-{digest}'",
    ]


def test_a_figure_is_carried_as_it_was_drawn(
    elements: Elements, chapters_with_figures: Path
) -> None:
    drawn = (chapters_with_figures / "chapters" / "figures" / "falls-its.svg").read_text("utf-8")
    carried = elements.all("img")[1]["src"].removeprefix("data:image/svg+xml,")
    assert urllib.parse.unquote(carried).split() == drawn.split()


def test_words_that_look_like_the_mark_of_a_figure_stay_words(
    reports: Path, request_for: Request
) -> None:
    with (reports / "chapters" / "provenance.qmd").open("a", encoding="utf-8") as chapter:
        chapter.write('\n\nA cell says `<img src="figure-data:fig-y"`.\n')
    page = publish(request_for(reports, formats=("html",))).paths["html"].read_text("utf-8")
    assert '&lt;img src="figure-data:fig-y"' in page


def test_a_caption_stands_above_its_figure_and_the_data_below(html: str) -> None:
    figure = html[html.index('<figure id="fig-falls-its"') :].split("</figure>")[0]
    places = [figure.index(part) for part in ("<figcaption>", "<img", 'class="download"')]
    assert places == sorted(places)


def test_every_image_has_the_alternative_text_of_its_figure(elements: Elements) -> None:
    texts = [image["alt"] for image in elements.all("img")]
    assert len(texts) == 3
    assert texts[1].startswith("Line chart of falls per 1,000 bed days each month")


def test_the_data_of_every_figure_can_be_downloaded(html: str, elements: Elements) -> None:
    links = [link for link in elements.all("a") if "download" in link]
    links = [link for link in links if not link["download"].startswith("tbl-")]
    assert [link["download"] for link in links] == [
        "summary-forest.csv",
        "falls-its.csv",
        "plgf-its.csv",
    ]
    data = base64.b64decode(
        links[0]["href"].removeprefix("data:text/csv;charset=utf-8;base64,")
    ).decode()
    assert next(csv.reader(io.StringIO(data))) == ["Month", "Falls"]
    assert "Download the data of Figure\u00a02 (CSV)" in html


def test_the_cells_of_every_table_can_be_downloaded(html: str, elements: Elements) -> None:
    links = [link for link in elements.all("a") if link.get("download", "").startswith("tbl-")]
    tables = [table["id"] for table in elements.all("table")]
    assert [link["download"] for link in links] == [f"{label}.csv" for label in tables]
    kpi = next(link["href"] for link in links if link["download"] == "tbl-falls-kpi.csv")
    saved = base64.b64decode(kpi.split("base64,")[1])
    rows = list(csv.reader(io.StringIO(saved.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Indicator", "Unit", "Baseline"]
    assert rows[1][6:8] == ["-1.2", "\u22121.7 to \u22120.7"]
    assert len(rows) == 5
    assert "Download Table\u00a05 (CSV)" in html


def test_cards_are_a_list_and_the_first_sentence_keeps_its_class(readers_page: Path) -> None:
    page = Elements(readers_page.read_text(encoding="utf-8"))
    kinds = [(div["class"], div.get("role")) for div in page.all("div") if "class" in div]
    assert [kind for kind in kinds if kind[0].startswith(("headline", "lead"))] == [
        ("lead-sentence", None),
        ("headlines", "list"),
        ("headline", "listitem"),
        ("headline", "listitem"),
    ]


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
    assert "<script>x" not in html
    assert html.count("<script>") == 1
    assert html.count("</style>") == 1


def test_the_font_is_carried_as_a_subset() -> None:
    styles = font_face_styles()
    assert styles.count("@font-face") == 4
    assert len(styles) < 250_000


@pytest.mark.parametrize("name", ["report.css", "report.html", "report.js"])
def test_an_incomplete_theme_is_refused(name: str, reports: Path, request_for: Request) -> None:
    (reports / "theme" / name).unlink()
    with pytest.raises(PublishingFailed, match=f"The theme lacks theme/{name}"):
        publish(request_for(reports, formats=("html",)))
