"""The glossary chapter."""

from evaluation.publish.glossary import glossary
from evaluation.workspace import HubTexts, Term


def test_terms_are_a_table_with_caption_and_label():
    text = glossary(HubTexts(glossary=(Term("A | b", "First <i>"),)))
    assert text.startswith("# Glossary {#sec-glossary}\n\n@sec-how-to-read explains")
    assert r"| A \| b | First \<i\> |" in text
    assert text.endswith(": Words and what they mean in this report. {#tbl-glossary}\n")


def test_a_hub_without_a_glossary_has_no_chapter():
    assert glossary(HubTexts()) == ""
