from pathlib import Path

import pytest

from evaluation.errors import PublishingFailed
from evaluation.publish.document import read_document
from evaluation.publish.syntax import is_bold_line, nodes_of, plain_text


def test_blocks_before_the_first_heading_belong_to_the_title_page(tmp_path: Path) -> None:
    document = read_document("Facts.\n\n# One\n\nText.", tmp_path)
    assert (plain_text(list(document.front)), document.body[0]["t"]) == ("Facts.", "Header")


def test_a_text_without_heading_is_all_front(tmp_path: Path) -> None:
    assert read_document("Facts.", tmp_path).body == ()


def test_sections_are_recorded_with_level_label_and_title(tmp_path: Path) -> None:
    sections = read_document("# Falls {#sec-falls}\n\n## What *changed*\n", tmp_path).sections
    assert [(s.level, s.label, s.title) for s in sections] == [
        (1, "sec-falls", "Falls"),
        (2, "what-changed", "What changed"),
    ]


@pytest.mark.parametrize(
    "text",
    ["<script>x</script>", "\\input{x}", "`x`{=typst}", "$5 to $6", "<div>x</div>", "#import x"],
)
def test_code_of_other_languages_stays_text(text: str, tmp_path: Path) -> None:
    blocks = read_document(f"A {text} b", tmp_path).blocks
    assert not list(nodes_of(blocks, "RawInline", "RawBlock", "Math", "Div"))


def test_attributes_that_could_carry_code_are_dropped(tmp_path: Path) -> None:
    text = '[x]{onclick="y" typst:text:fill="red" custom-style="Z"} and # y\n\n# H {style="a"}'
    blocks = read_document(text, tmp_path).blocks
    assert [n["c"][0][2] for n in nodes_of(blocks, "Span")] == [[]]
    assert [n["c"][1][2] for n in nodes_of(blocks, "Header")] == [[]]


def test_links_that_run_code_become_text(tmp_path: Path) -> None:
    blocks = read_document("[a](javascript:x) [b](https://nhs.uk)", tmp_path).blocks
    assert [node["c"][2][0] for node in nodes_of(blocks, "Link")] == ["https://nhs.uk"]
    assert plain_text(blocks) == "a b"


def test_a_hyphen_before_a_digit_becomes_a_minus_sign(tmp_path: Path) -> None:
    text = plain_text(
        read_document("From -1.2 (-3 to 4), pre-eclampsia, 348-355.", tmp_path).blocks
    )
    assert text == "From \u22121.2 (\u22123 to 4), pre-eclampsia, 348-355."


def test_a_callout_names_its_kind_and_keeps_its_heading_out_of_the_contents(
    tmp_path: Path,
) -> None:
    document = read_document("::: {.callout-note}\n## How sure?\n\nQuite.\n:::", tmp_path)
    assert plain_text(document.blocks) == "Note: How sure?Quite."
    assert document.sections == ()


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ('{.callout-warning title="Other changes"}', "Warning: Other changes"),
        ("{.callout-important}", "Important"),
        ('{.callout-tip title="Tip"}', "Tip"),
    ],
)
def test_the_title_of_a_callout_begins_with_its_word(
    opening: str, title: str, tmp_path: Path
) -> None:
    blocks = read_document(f"::: {opening}\nText.\n:::", tmp_path).blocks
    assert plain_text(blocks) == f"{title}Text."


def test_an_ordinary_division_stays_as_it_is(tmp_path: Path) -> None:
    assert plain_text(read_document("::: {.other}\nText.\n:::", tmp_path).blocks) == "Text."


def figure(path: str) -> str:
    return f'![Caption]({path}){{#fig-a fig-alt="Alt"}}'


@pytest.mark.parametrize(("present", "lacking"), [("f.csv", "image"), ("f.svg", "data")])
def test_a_figure_without_its_files_is_refused(present: str, lacking: str, tmp_path: Path) -> None:
    (tmp_path / present).write_text("x")
    with pytest.raises(PublishingFailed, match=f"The figure fig-a lacks its {lacking}: f"):
        read_document(figure("f.svg"), tmp_path)


@pytest.mark.parametrize("path", ["../f.svg", "/etc/f.svg", "https://nhs.uk/f.svg"])
def test_a_figure_from_elsewhere_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(PublishingFailed, match="from outside the reports folder"):
        read_document(figure(path), tmp_path)


def test_plain_text_reads_quotes_code_and_line_ends(tmp_path: Path) -> None:
    blocks = read_document("\"A\" 'b' `c`\nd[^1]\n\n[^1]: note", tmp_path).blocks
    assert plain_text(blocks) == "“A” ‘b’ c d"


@pytest.mark.parametrize(("sections", "depth"), [(39, 2), (40, 1)])
def test_the_contents_leave_out_sections_that_would_not_fit_a_page(
    sections: int, depth: int, tmp_path: Path
) -> None:
    text = "# Chapter\n\n" + "## Section\n\n" * sections
    assert read_document(text, tmp_path).contents_depth == depth


def test_only_a_paragraph_that_is_all_bold_opens_what_follows(tmp_path: Path) -> None:
    blocks = read_document("**Did it change?**\n\n**Question.** Did it?", tmp_path).blocks
    assert [is_bold_line(node) for node in blocks] == [True, False]
