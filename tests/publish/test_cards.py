"""Cards of headline numbers in every format."""

import io

import docx
import pikepdf
import pytest

from evaluation.publish.document import read_document
from evaluation.publish.docx import docx_bytes
from evaluation.publish.html import html_bytes
from evaluation.publish.inspect.pdf_text import PageReader
from evaluation.publish.pdf import pdf_bytes

TEXT = """
# The year {#sec-year}

:::: {.headlines}
::: {.headline}
**46% lower**

Admissions #1 \\[x\\]

95% interval 62% lower to 21% lower. **Synthetic.** [More](#sec-year).
:::

::: {.headline}
**3 of 5**

projects improved
:::
::::

::: {.lead-sentence}
Admissions fell.
:::
"""


@pytest.fixture
def document(reports):
    return read_document(TEXT, reports)


def test_a_card_has_its_styles_in_word(document, reports, request_for):
    made = docx.Document(io.BytesIO(docx_bytes(document, request_for(reports))))
    styles = {p.text: p.style.name for p in made.paragraphs}
    assert styles["46% lower"] == "Headline Number"
    assert styles["Admissions #1 [x]"] == "Headline Label"
    assert styles["projects improved"] == "Headline Label"
    assert styles["Admissions fell."] == "Lead Sentence"
    assert "Headline Note" in styles.values()


def test_a_card_is_a_division_in_the_page(document, reports, request_for):
    page = html_bytes(document, request_for(reports)).decode("utf-8")
    assert page.count('class="headline"') == 2
    assert '<div class="lead-sentence">' in page


def test_cards_are_set_in_the_pdf(document, reports, request_for):
    made = pdf_bytes(document, request_for(reports))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        reader = PageReader(pdf)
        words = " ".join(reader.words(page).everything for page in pdf.pages)
    shown = ("46% lower", "Admissions #1 [x]", "3 of 5", "projects improved", "Admissions fell.")
    assert [text for text in shown if text not in " ".join(words.split())] == []
