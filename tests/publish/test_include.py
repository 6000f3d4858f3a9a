from pathlib import Path

import pytest

from evaluation.errors import PublishingFailed
from evaluation.publish.include import read_source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "a.qmd").write_text("# A\n\nText of A\n")
    return tmp_path


def write_master(folder: Path, text: str) -> str:
    (folder / "master.qmd").write_text(text)
    return "master.qmd"


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(PublishingFailed) as error:
        read_source(folder, write_master(folder, text))
    assert error.value.exit_code == 4
    return str(error.value)


def test_an_include_is_replaced_by_its_file_between_blank_lines(folder: Path) -> None:
    source = read_source(folder, write_master(folder, "x\n{{< include chapters/a.qmd >}}\ny\n"))
    assert source.text == "x\n\n# A\n\nText of A\n\ny\n"


def test_an_included_file_may_include_another(folder: Path) -> None:
    (folder / "b.md").write_text("{{< include 'chapters/a.qmd' >}}")
    assert "Text of A" in read_source(folder, write_master(folder, "{{< include b.md >}}")).text


def test_front_matter_is_read_and_taken_out(folder: Path) -> None:
    source = read_source(folder, write_master(folder, "---\ntitle: Report\n---\n\nText\n"))
    assert (source.front_matter, source.text.strip()) == ({"title": "Report"}, "Text")


def test_a_master_without_front_matter_has_an_empty_one(folder: Path) -> None:
    assert read_source(folder, write_master(folder, "Text\n")).front_matter == {}


def test_front_matter_that_is_no_yaml_is_refused(folder: Path) -> None:
    message = refusal(folder, "---\ntitle: [\n---\n")
    assert message.startswith("The front matter of master.qmd is not valid YAML.")


def test_a_missing_file_is_named_with_the_file_that_includes_it(folder: Path) -> None:
    message = refusal(folder, "{{< include chapters/b.qmd >}}")
    assert message.startswith("The file chapters/b.qmd, which master.qmd includes, is missing")


def test_a_missing_master_is_named(folder: Path) -> None:
    with pytest.raises(PublishingFailed, match=r"The file absent\.qmd is missing"):
        read_source(folder, "absent.qmd")


@pytest.mark.parametrize("name", ["embed", "video", ""])
def test_any_other_shortcode_is_refused_by_name(folder: Path, name: str) -> None:
    message = refusal(folder, f"{{{{< {name} x.ipynb >}}}}")
    assert "uses the shortcode {{< " + (name or "x") in message
    assert "Use include only" in message


def test_a_shortcode_within_a_sentence_is_refused(folder: Path) -> None:
    assert "does not know" in refusal(folder, "Published by {{< meta author >}} in May.")


def test_an_include_that_shares_its_line_is_refused(folder: Path) -> None:
    assert "shares its line" in refusal(folder, "See {{< include chapters/a.qmd >}}")


def test_a_shortcode_over_two_lines_is_refused(folder: Path) -> None:
    assert "not closed on its line" in refusal(folder, "{{< include\nchapters/a.qmd >}}")


def test_a_notebook_cannot_be_included(folder: Path) -> None:
    assert "Only .qmd and .md files" in refusal(folder, "{{< include x.ipynb >}}")


def test_a_circle_of_includes_is_refused(folder: Path) -> None:
    assert refusal(folder, "{{< include master.qmd >}}").startswith("master.qmd includes itself.")


def test_front_matter_in_an_included_file_is_refused(folder: Path) -> None:
    (folder / "b.md").write_text("---\ntitle: x\n---\n")
    assert "b.md has front matter" in refusal(folder, "{{< include b.md >}}")


def test_code_keeps_its_shortcodes(folder: Path) -> None:
    text = (
        "```\n{{< embed x >}}\n~~~\n```\n\n~~~~ r\n{{< video y >}}\n~~~~\n\n`{{< meta z >}}` here"
    )
    assert read_source(folder, write_master(folder, text)).text == text


def test_an_escaped_shortcode_becomes_text(folder: Path) -> None:
    source = read_source(folder, write_master(folder, "Write {{{< include x >}}} to include."))
    assert source.text == "Write {{< include x >}} to include."
