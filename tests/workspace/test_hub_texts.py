"""The foreword and the glossary as a hub writes them."""

from pathlib import Path

import pytest

from evaluation.workspace import Term, read_hub_texts


@pytest.fixture
def hub(tmp_path):
    """Return a function that writes the hub's own files and reads them."""

    def read(foreword=None, glossary=None):
        (tmp_path / "data").mkdir()
        for name, text in (("foreword.md", foreword), ("glossary.csv", glossary)):
            if isinstance(text, bytes):
                (tmp_path / "data" / name).write_bytes(text)
            elif text is not None:
                (tmp_path / "data" / name).write_text(text, encoding="utf-8")
        return read_hub_texts(tmp_path)

    return read


def test_both_files_may_be_absent(hub):
    texts, findings = hub()
    assert (texts.foreword, texts.glossary, findings) == ((), (), [])


def test_a_foreword_has_paragraphs_and_lists(hub):
    texts, findings = hub("\ufeffWe thank\r\nall.\r\n\r\n- One\r\n  more\r\n- Two\r\n")
    assert texts.foreword == (("We thank all.",), ("- One more", "- Two"))
    assert findings == []


@pytest.mark.parametrize(
    "line", ["# Title", "![x](y.png)", "```", "::: {.note}", "{{< include x >}}", "<b>x</b>"]
)
def test_a_foreword_with_anything_else_is_refused_with_its_line(hub, line):
    texts, (finding,) = hub(f"Thanks.\n\n{line}\n")
    assert texts.foreword == ()
    assert (finding.file, finding.place) == ("data/foreword.md", "line 3")
    assert "paragraphs and lists only" in finding.sentence


def test_a_file_that_is_no_text_is_refused(hub):
    _, (finding,) = hub(foreword=b"\xff\xfe\x00")
    assert str(finding.sentence) == "The file is not UTF-8 text."


def test_terms_stand_in_the_order_of_the_alphabet(hub):
    texts, findings = hub(glossary='term,meaning\nb,"Second, of two"\nA,First\n')
    assert texts.glossary == (Term("A", "First"), Term("b", "Second, of two"))
    assert findings == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("b,One, two", "more than two cells"),
        ("b,", "lacks a term or its meaning"),
        ("b", "lacks a term or its meaning"),
        (",One", "lacks a term or its meaning"),
        ("a,Again", "stands in the glossary already"),
    ],
)
def test_a_wrong_row_is_named(hub, row, words):
    _, (finding,) = hub(glossary=f"term,meaning\nA,First\n{row}\n")
    assert (finding.file, finding.place) == ("data/glossary.csv", "row 3")
    assert words in finding.sentence


def test_other_columns_are_refused(hub):
    texts, (finding,) = hub(glossary="word,meaning\nA,First\n")
    assert texts.glossary == ()
    assert "other columns" in finding.sentence


def test_the_demonstration_hubs_files_are_sound():
    texts, findings = read_hub_texts(Path(__file__).parents[2])
    assert findings == []
    assert len(texts.foreword) == 2
    assert len(texts.glossary) > 20
