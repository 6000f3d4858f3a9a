import base64
import re
from pathlib import Path

import pytest

from evaluation.publish.document import Document, read_document
from evaluation.publish.html_finish import finish_html
from evaluation.publish.inspect.html import inspect_html

# How Quarto writes a figure and a table that can be referred to.
PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Report</title></head><body><main><h1>Report</h1>
<div id="fig-falls" class="quarto-float quarto-figure">
<figure class="quarto-float quarto-float-fig figure">
<figcaption class="quarto-float-caption-top quarto-float-caption quarto-float-fig"
 id="fig-falls-caption-0ce">Figure&nbsp;1: Falls</figcaption>
<div aria-describedby="fig-falls-caption-0ce"><img src="data:," alt="Falls fell."></div>
</figure></div>
<div id="tbl-rates" class="quarto-float">
<figure class="quarto-float quarto-float-tbl figure">
<figcaption class="quarto-float-caption-top quarto-float-caption quarto-float-tbl"
 id="tbl-rates-caption-0ce">Table&nbsp;1: Rates, by <em>ward</em></figcaption>
<div aria-describedby="tbl-rates-caption-0ce"><table class="caption-top table">
<thead><tr class="header"><th style="text-align: left;">Ward</th><th>Rate</th></tr></thead>
<tbody><tr class="odd"><td style="text-align: left;">A &amp; B, <strong>old</strong></td>
<td>1.5</td></tr></tbody></table></div></figure></div>
</main></body></html>
"""
TEXT = """![Falls](falls.svg){#fig-falls fig-alt="Falls fell."}

| Ward | Rate |
|:--|--:|
| A & B, **old** | 1.5 |

: Rates, by *ward* {#tbl-rates}
"""


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "falls.svg").write_text("<svg/>")
    (tmp_path / "falls.csv").write_text("Month,Falls\n1,6\n")
    return read_document(TEXT, tmp_path)


@pytest.fixture
def page(document: Document) -> str:
    return finish_html(PAGE.encode(), document).decode()


def saved(page: str, name: str) -> str:
    found = re.search(rf'href="data:text/csv;charset=utf-8;base64,([^"]*)" download="{name}"', page)
    assert found is not None
    return base64.b64decode(found[1]).decode("utf-8-sig")


def test_quartos_own_page_does_not_pass_inspection():
    failed = [check.name for check in inspect_html(PAGE, ()) if check.passed is False]
    assert failed == ["Table captions", "Scope of headers"]


def test_a_completed_page_passes_inspection(page):
    assert [check for check in inspect_html(page, ()) if check.passed is False] == []


def test_a_table_is_named_by_its_own_caption_and_only_once(page):
    assert page.count("Table&nbsp;1: Rates") == 1
    assert re.search(r"<table[^>]*>\s*<caption[^>]*>Table&nbsp;1: Rates, by <em>ward</em>", page)
    assert page.count('id="tbl-rates-caption-0ce"') == 1


def test_a_table_with_a_caption_of_its_own_keeps_it(document):
    own = PAGE.replace('table">', 'table"><caption>Mine</caption>')
    made = finish_html(own.encode(), document).decode()
    assert made.count("<caption") == 1
    assert "<caption>Mine</caption>" in made


def test_headers_of_columns_and_rows_have_their_scope(page):
    assert '<th scope="col" style="text-align: left;">Ward</th>' in page
    assert '<th scope="row" style="text-align: left;">A &amp; B' in page
    assert "<td>1.5</td>" in page


def test_the_data_of_figures_and_tables_can_be_saved(page):
    assert saved(page, "falls.csv") == "Month,Falls\n1,6\n"
    assert saved(page, "tbl-rates.csv") == 'Ward,Rate\r\n"A & B, old",1.5\r\n'


def test_the_page_carries_its_typeface(page):
    assert "@font-face" in page.partition("</head>")[0]


def test_a_figure_or_table_that_is_not_in_the_page_is_passed_over(document):
    bare = "<html><head></head><body><p>Nothing</p></body></html>"
    made = finish_html(bare.encode(), document).decode()
    assert "download" not in made
