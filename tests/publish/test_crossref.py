from pathlib import Path

import pytest

from evaluation.errors import PublishingFailed
from evaluation.publish.crossref import number_figures
from evaluation.publish.document import Document, read_document
from evaluation.publish.pandoc import parse_markdown
from evaluation.publish.syntax import nodes_of, plain_text

FIGURE = '![Falls fell](f.svg){#fig-falls fig-alt="Falls fell from 6.6 to 5.4."}'
TABLE = "| A | B |\n|:--|--:|\n| x | 1 |\n\n: Numbers {#tbl-numbers}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("f.svg", "f.csv", "g.svg", "g.csv"):
        (tmp_path / name).write_text("x")
    return tmp_path


def words(document: Document) -> str:
    return plain_text(document.blocks)


def refusal(text: str, folder: Path) -> str:
    with pytest.raises(PublishingFailed) as error:
        read_document(text, folder)
    return str(error.value)


def test_figures_and_tables_are_numbered_each_in_their_order(folder: Path) -> None:
    second = FIGURE.replace("f.svg", "g.svg").replace("fig-falls", "fig-second")
    document = read_document(f"{FIGURE}\n\n{TABLE}\n\n{second}", folder)
    assert [(f.number, f.label) for f in document.figures] == [(1, "fig-falls"), (2, "fig-second")]
    assert [(t.number, t.label) for t in document.tables] == [(1, "tbl-numbers")]


def test_captions_begin_with_the_number(folder: Path) -> None:
    text = words(read_document(f"{FIGURE}\n\n{TABLE}", folder))
    assert "Figure\u00a01: Falls fell" in text
    assert "Table\u00a01: Numbers" in text


def test_references_become_links_that_name_what_they_lead_to(folder: Path) -> None:
    text = f"# Falls {{#sec-falls}}\n\n@fig-falls, @tbl-numbers, @sec-falls.\n\n{FIGURE}\n\n{TABLE}"
    document = read_document(text, folder)
    links = [(n["c"][2][0], plain_text(n)) for n in nodes_of(document.blocks, "Link")]
    assert links == [
        ("#fig-falls", "Figure\u00a01"),
        ("#tbl-numbers", "Table\u00a01"),
        ("#sec-falls", "Falls"),
    ]


def test_references_in_brackets_keep_their_words(folder: Path) -> None:
    text = words(read_document(f"[see @fig-falls; @tbl-numbers].\n\n{FIGURE}\n\n{TABLE}", folder))
    assert text.startswith("see Figure\u00a01, Table\u00a01.")


def test_a_reference_with_a_hyphen_gives_the_number_alone(folder: Path) -> None:
    assert words(read_document(f"Figure [-@fig-falls].\n\n{FIGURE}", folder)).startswith(
        "Figure 1."
    )


def test_an_unresolved_reference_is_named_with_the_nearest_label(folder: Path) -> None:
    message = refusal(f"See @fig-fals.\n\n{FIGURE}", folder)
    assert message == (
        "The reference to fig-fals leads to no figure, table or section. Did you mean fig-falls?"
    )


@pytest.mark.parametrize("reference", ["@sec-nowhere", "@eq-one", "[text](#nowhere)"])
def test_a_reference_that_leads_nowhere_is_refused(reference: str, folder: Path) -> None:
    assert "leads to no figure, table or section. Correct it" in refusal(reference, folder)


def test_a_name_after_an_at_sign_stays_text(folder: Path) -> None:
    assert words(read_document("Ask @someone today.", folder)) == "Ask @someone today."


def test_a_figure_without_alternative_text_is_refused(folder: Path) -> None:
    message = refusal("![Falls fell](f.svg){#fig-falls}", folder)
    assert message.startswith("The figure fig-falls has no alternative text.")


def test_a_figure_without_caption_is_refused(folder: Path) -> None:
    message = refusal('![](f.svg){#fig-falls fig-alt="x"}', folder)
    assert "f.svg" in message or "fig-falls has no caption" in message


@pytest.mark.parametrize("label", ["", "#falls", "#fig-fälle"])
def test_a_figure_without_a_good_label_is_refused(label: str, folder: Path) -> None:
    message = refusal(f'![Falls](f.svg){{{label} fig-alt="x"}}', folder)
    assert "The figure 'f.svg' has" in message
    assert "#fig-" in message


def test_an_image_within_a_sentence_is_refused(folder: Path) -> None:
    assert "f.svg stands within a sentence" in refusal(
        'Here ![x](f.svg){fig-alt="x"} it is', folder
    )


def test_a_figure_of_two_images_is_refused(folder: Path) -> None:
    figure = next(nodes_of(parse_markdown(FIGURE), "Figure"))
    figure["c"][2] *= 2
    with pytest.raises(PublishingFailed, match="The figure fig-falls holds 2 images"):
        number_figures([figure])


def test_a_table_without_caption_is_refused_by_its_heading(folder: Path) -> None:
    message = refusal("| Ward | B |\n|--|--|\n| x | 1 |", folder)
    assert message.startswith("The table that begins with the heading 'WardB' has no caption.")


def test_a_table_without_label_is_refused_by_its_caption(folder: Path) -> None:
    message = refusal("| Ward | B |\n|--|--|\n| x | 1 |\n\n: Wards", folder)
    assert message.startswith("The table 'Wards' has no label.")


def test_a_table_without_header_row_is_refused(folder: Path) -> None:
    message = refusal("|  |  |\n|--|--|\n| x | 1 |\n\n: Wards {#tbl-wards}", folder)
    assert "The table tbl-wards has no header row." in message


def test_a_label_used_twice_is_refused(folder: Path) -> None:
    message = refusal(f"{FIGURE}\n\n{FIGURE}", folder)
    assert message.startswith("The label fig-falls is used twice.")


def test_a_heading_without_a_label_gets_one_of_its_own_words(reports: Path) -> None:
    text = "# A & B {#sec-a}\n\n## Context\n\n## Context\n\n## context-1 {#context-1}\n\n## *?*\n"
    labels = [item.label for item in read_document(text, reports).sections]
    assert labels == ["sec-a", "context", "context-2", "context-1", "section"]


def test_a_long_text_is_read_in_parts_and_numbered_as_a_whole(
    reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapters = "\n".join(
        f"# C{n} {{#sec-{n}}}\n\nSee @tbl-{n}.\n\n```\n# Not a chapter {{#x}}\n```\n\n"
        f"| A |\n|:--|\n| {n} |\n\n: T {{#tbl-{n}}}\n"
        for n in ("a", "b", "c")
    )
    whole = read_document(chapters, reports)
    monkeypatch.setattr("evaluation.publish.pandoc.LONG_TEXT", 10)
    assert read_document(chapters, reports) == whole
    monkeypatch.setattr("evaluation.publish.pandoc.PARTS", 7)
    assert read_document(chapters, reports) == whole
    assert read_document("no chapter at all, but long enough", reports).body == ()
