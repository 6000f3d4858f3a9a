"""Blocks in JupyterLab: the words of the report, in HTML that any ground and any reader bears."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from evaluation.present.blocks import Figure, Prose, Table, escape
from evaluation.present.lab_html import CALLOUTS, figure_html, prose_html, table_html
from tests.present.test_blocks import ATTACKS

STRAIGHT = str.maketrans("“”‘’", "\"\"''")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (1340).to_bytes(4, "big") + b"\x00\x00\x02\x00"


class _Tags(HTMLParser):
    """Collects tags and words; fails where a tag is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.words = ""

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - the parser's signature
        self.tags.append(tag)
        if tag not in ("img", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def parsed(html: str) -> _Tags:
    tags = _Tags()
    tags.feed(html)
    assert tags.open == []
    return tags


def html_of(block) -> str:
    return block._repr_mimebundle_()[0]["text/html"]


@pytest.mark.parametrize("kind", CALLOUTS)
def test_a_callout_names_its_kind_and_shows_no_colons(kind):
    html = html_of(Prose(f"::: {{.{kind}}}\n## Read *this*\n\nIt is so.\n:::"))
    words = parsed(html).words
    assert ":::" not in words
    assert f"{CALLOUTS[kind][0]}: Read this" in words
    assert "It is so." in words


def test_divisions_stand_inside_each_other():
    text = ":::: {.headlines}\n::: {.headline}\n46%\n\nlower\n:::\n\n::: {.headline}\n3\n:::\n::::"
    found = parsed(prose_html(text))
    assert found.tags.count("div") == 4
    assert found.words.split() == ["46%", "lower", "3"]


def test_a_division_that_is_never_closed_still_gives_whole_html():
    assert "Words" in parsed(prose_html("::: {.lead-sentence}\nWords.")).words
    assert "Words" in parsed(prose_html(":::\nWords.")).words


def test_labels_and_references_are_not_shown_as_they_are_written():
    html = prose_html("## Risk of bias {#sec-falls-bias}\n\nSee @sec-how-to-read.")
    assert "<h2>Risk of bias</h2>" in html
    assert "section “how to read”" in html
    assert "@" not in html


@pytest.mark.parametrize("attack", ATTACKS)
def test_users_text_is_shown_letter_by_letter(attack):
    escaped = escape(attack)
    for html in (
        prose_html(escaped),
        table_html([attack], [[attack]], [], attack),
        figure_html(PNG, 200, attack, attack),
    ):
        found = parsed(html)
        assert attack in found.words.replace("\n", " ").translate(STRAIGHT)
        assert not {"script", "a"} & set(found.tags)


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", "![](x.png)", "<img src=x>"])
def test_markup_that_nobody_escaped_is_text_too(attack):
    found = parsed(prose_html(attack))
    assert not {"script", "img"} & set(found.tags)


def test_a_table_has_a_caption_headers_and_numbers_to_the_right():
    frame = pd.DataFrame({"Ward": ["A"], "Fell": ["12"]})
    html = html_of(Table(frame, "Falls by ward.", "falls", right=("Fell",)))
    assert ">Falls by ward.</caption>" in html
    assert re.search(r'<th scope="row"[^>]*text-align:left[^>]*>A</th>', html)
    assert re.search(r"<td [^>]*text-align:right[^>]*>12</td>", html)
    assert "overflow-x:auto" in html


def test_no_text_has_a_colour_of_its_own():
    html = html_of(Table(pd.DataFrame({"A": ["1"]}), "One.", "one")) + prose_html("# One\n\nTwo.")
    assert set(re.findall(r"(?<![\w-])color:(\w+)", html)) <= {"inherit"}


def test_a_chart_has_its_words_and_the_size_of_print():
    html = html_of(Figure("<svg/>", PNG, 'It "fell".', "Line from 3 to 1.", "x", pd.DataFrame()))
    assert 'alt="Line from 3 to 1."' in html
    assert "It &quot;fell&quot;.</figcaption>" in html
    assert "width:643px;max-width:100%" in html
    assert "background-color:#FFFFFF" in html


def test_what_nobody_sees_is_in_no_table_and_no_chart():
    unseen = "a\u202eb\x00c\x1b"
    for shown in (
        table_html([unseen], [[unseen]], (), unseen),
        figure_html(PNG, 200, unseen, unseen),
    ):
        assert "abc" in shown
        assert not set("\u202e\x00\x1b") & set(shown)
