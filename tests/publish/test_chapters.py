"""A chapter of an executed notebook: blocks become Markdown, everything else is refused or left."""

import json
import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pypandoc
import pytest

from evaluation.errors import PublishingFailed
from evaluation.present.blocks import Block, Figure, Prose, Table
from evaluation.publish import chapters

LONG_AGO = 1_000_000_000_000_000_000  # nanoseconds since 1970


def shown(block: Block) -> Any:
    data, metadata = block._repr_mimebundle_()
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata)


def stream(text: str) -> Any:
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def error() -> Any:
    return nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])


def code(
    *outputs: Any, source: str = "study.section()", tag: str = "", count: int | None = 1
) -> Any:
    metadata = {"tags": [tag]} if tag else {}
    return nbformat.v4.new_code_cell(
        source, outputs=list(outputs), execution_count=count, metadata=metadata
    )


def text_of(tmp_path: Path, *cells: Any) -> str:
    path = tmp_path / "falls.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
    return chapters.chapter_text(path)


def table(caption: str = "Falls by year.", **columns: list[str]) -> Table:
    frame = pd.DataFrame(columns or {"Year": ["2025"], "Falls": ["12"]})
    return Table(frame, caption, "falls-years", right=("Falls",))


def figure(caption: str = "Falls fell.", alt: str = "A line from 9 to 4.") -> Figure:
    return Figure("<svg/>", b"png", caption, alt, "falls-its", pd.DataFrame())


def attributes_of(markdown: str) -> tuple[str, dict[str, str]]:
    """Return what pandoc reads: the image's label and its other attributes."""
    parsed = json.loads(pypandoc.convert_text(markdown, "json", format="markdown-implicit_figures"))
    found = re.search(r'"Image", "c": (\[.*)', json.dumps(parsed))
    assert found
    identifier, _, pairs = json.JSONDecoder().raw_decode(found[1])[0][0]
    return identifier, dict(pairs)


def test_prose_of_cells_and_outputs_follows_in_the_notebooks_order(tmp_path):
    note = nbformat.v4.new_markdown_cell("## What it is")
    text = text_of(tmp_path, note, code(shown(Prose("A *falls* clinic."))))
    assert [line for line in text.splitlines() if line] == ["## What it is", "A *falls* clinic."]


def test_several_outputs_of_one_cell_stay_apart(tmp_path):
    text = text_of(tmp_path, code(shown(Prose("One.")), shown(Prose("Two."))))
    assert re.fullmatch(r"One\.\n\n+Two\.\n", text)


def test_code_stays_out(tmp_path):
    assert "study" not in text_of(tmp_path, code(shown(Prose("Shown."))))


def test_a_line_ends_without_blanks_and_the_chapter_with_one_line_break(tmp_path):
    text = text_of(tmp_path, code(shown(Prose("One.   \n\nTwo.\n\n\n"))))
    assert text == "One.\n\nTwo.\n"


def test_a_table_has_its_caption_and_label_behind_it(tmp_path):
    text = text_of(tmp_path, code(shown(table())))
    assert text.startswith("| Year | Falls |")
    assert text.endswith("| 2025 | 12 |\n\n: Falls by year. {#tbl-falls-years}\n")


def test_a_caption_with_markup_is_shown_letter_by_letter(tmp_path):
    text = text_of(tmp_path, code(shown(table("**Falls** by_year*"))))
    assert text.endswith(r": \*\*Falls\*\* by\_year\* {#tbl-falls-years}" + "\n")


def test_a_table_outside_a_notebook_gets_the_same_markdown(tmp_path):
    assert (
        text_of(tmp_path, code(shown(table("A_b"))))
        == f"{chapters.captioned_table(table('A_b'))}\n"
    )


def test_a_figure_names_its_file_its_label_and_its_alt_text(tmp_path):
    assert text_of(tmp_path, code(shown(figure()))) == (
        "![Falls fell.](chapters/figures/falls-its.svg)"
        '{#fig-falls-its fig-alt="A line from 9 to 4."}\n'
    )


def test_an_alt_text_with_quotes_and_backslashes_stays_one_attribute(tmp_path):
    alt = 'The "old" way: C:\\ 9} to {4, 30% | x.'
    label, attributes = attributes_of(text_of(tmp_path, code(shown(figure(alt=alt)))))
    assert label == "fig-falls-its"
    assert attributes == {"fig-alt": alt}


def test_a_shortcode_in_an_alt_text_stays_text(tmp_path):
    alt = "Line chart of {{< include secret.md >}}."
    text = text_of(tmp_path, code(shown(figure(alt=alt))))
    assert "{{<" not in text
    assert attributes_of(text)[1] == {"fig-alt": alt}


def test_a_caption_of_a_figure_with_brackets_does_not_end_it(tmp_path):
    text = text_of(tmp_path, code(shown(figure(caption="Falls [all] fell](x)"))))
    assert attributes_of(text)[0] == "fig-falls-its"


@pytest.mark.parametrize("tag", ["remove-cell", "parameters", "injected-parameters"])
def test_cells_with_these_tags_stay_out(tmp_path, tag):
    hidden = code(shown(Prose("Hidden.")), stream("noise"), tag=tag)
    assert text_of(tmp_path, hidden, code(shown(Prose("Shown.")))) == "Shown.\n"


def test_a_tagged_markdown_cell_stays_out(tmp_path):
    note = nbformat.v4.new_markdown_cell("# How to run", metadata={"tags": ["remove-cell"]})
    assert text_of(tmp_path, note, code(shown(Prose("Shown.")))) == "Shown.\n"


@pytest.mark.parametrize("tag", ["", "remove-cell"])
def test_a_cell_that_failed_is_refused_even_where_it_is_not_shown(tmp_path, tag):
    with pytest.raises(PublishingFailed, match=r"Cell 2 of falls\.ipynb failed.* Run the project"):
        text_of(tmp_path, code(), code(error(), tag=tag))


@pytest.mark.parametrize("tag", ["", "remove-cell"])
def test_a_cell_that_never_ran_is_refused_even_where_it_is_not_shown(tmp_path, tag):
    with pytest.raises(PublishingFailed, match=r"Cell 2 of falls\.ipynb was never executed"):
        text_of(tmp_path, code(), code(tag=tag, count=None))


def test_an_empty_cell_needs_no_execution(tmp_path):
    text = text_of(tmp_path, code(source=" \n", count=None), code(shown(Prose("Shown."))))
    assert text == "Shown.\n"


@pytest.mark.parametrize(
    "output",
    [
        stream("printed"),
        nbformat.v4.new_output("execute_result", data={"text/plain": "42"}, execution_count=1),
        nbformat.v4.new_output("display_data", data={"image/png": "aGk="}),
        nbformat.v4.new_output("display_data", data={"text/html": "<b>bold</b>"}),
        nbformat.v4.new_output("display_data", data={"text/markdown": "| Ward | 3 |"}),
    ],
    ids=["stream", "value", "picture", "html", "markdown"],
)
def test_what_is_not_a_block_is_refused_by_the_number_of_its_cell(tmp_path, output):
    cells = [code(tag="parameters"), code(tag="remove-cell"), code(output)]
    with pytest.raises(PublishingFailed, match=r"Cell 3 .* not a block.* evaluation\.present"):
        text_of(tmp_path, *cells)


def test_a_warning_of_a_library_stays_out(tmp_path):
    warning = nbformat.v4.new_output("stream", name="stderr", text="FutureWarning: soon")
    assert text_of(tmp_path, code(warning, shown(Prose("Shown.")))) == "Shown.\n"


def test_a_shortcode_in_a_cell_of_words_stays_text(tmp_path):
    note = nbformat.v4.new_markdown_cell("See {{< include secret.md >}}.")
    assert text_of(tmp_path, note) == "See {{{< include secret.md >}}}.\n"


def test_figures_are_copied_with_their_data(tmp_path):
    saved, folder = tmp_path / "results" / "figures", tmp_path / "chapters"
    saved.mkdir(parents=True)
    for ending in ("svg", "png", "csv"):
        (saved / f"falls-its.{ending}").write_text(ending, encoding="utf-8")
    chapters.copy_figures(saved, folder)
    copied = sorted(path.name for path in (folder / "figures").iterdir())
    assert copied == ["falls-its.csv", "falls-its.png", "falls-its.svg"]


def test_a_run_without_figures_leaves_an_empty_folder(tmp_path):
    chapters.copy_figures(tmp_path / "nowhere", tmp_path)
    assert list((tmp_path / "figures").iterdir()) == []


def test_an_equal_file_is_left_untouched(tmp_path):
    path = chapters.write_text(tmp_path / "front.qmd", "Überblick\n")
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    assert chapters.write_text(path, "Überblick\n") == path
    assert path.stat().st_mtime_ns == LONG_AGO


@pytest.mark.parametrize(
    "before", [b"old\n", b"\xff\xfe", b"new\r\n"], ids=["other", "binary", "crlf"]
)
def test_another_content_is_replaced_as_a_whole(tmp_path, before):
    path = tmp_path / "front.qmd"
    path.write_bytes(before)
    chapters.write_text(path, "new\n")
    assert path.read_bytes() == b"new\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_half_way_leaves_the_file_of_before(tmp_path, monkeypatch):
    path = tmp_path / "front.qmd"
    path.write_text("old\n", encoding="utf-8")

    def full(descriptor: int) -> None:
        os.truncate(descriptor, 2)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PublishingFailed, match="cannot be written"):
        chapters.write_text(path, "new and longer\n")
    assert path.read_text(encoding="utf-8") == "old\n"
    assert [item.name for item in tmp_path.iterdir()] == ["front.qmd"]
