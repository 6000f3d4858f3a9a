"""Every example of the documentation does what its page says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.docs.pages import REPOSITORY, Command, WrittenFile, page_paths, read_page
from tests.docs.trying import ExampleFailed, make_workspace, matches, run_evaluation, try_page

PAGES = page_paths()
NAMES = [path.relative_to(REPOSITORY).as_posix() for path in PAGES]
# Pages that list, judge or record; every other page has something to try.
WITHOUT_EXAMPLES = ("docs/index.md", "docs/rap.md", "docs/decisions/", "docs/reference/")
PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


@pytest.fixture
def _plain_terminal(monkeypatch):
    """Print as to a plain terminal, and put back what a page sets."""
    for name, value in PLAIN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("EVALUATION_WORKSPACE", raising=False)
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def after_run(tmp_path_factory):
    """Return the workspace of one project after it was run, for pages that start from there."""
    folder = make_workspace("seat-belts", tmp_path_factory.mktemp("run"))
    code, output = run_evaluation(["run", "--workspace", str(folder)])
    assert code == 0, output
    return folder


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
@pytest.mark.usefixtures("_plain_terminal")
def test_every_example_of_a_page_does_what_the_page_says(path, tmp_path, request):
    page = read_page(path)
    try_page(page, tmp_path, request.getfixturevalue("after_run") if page.has_run else None)


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_every_block_of_a_page_is_of_a_kind_that_is_tried_or_is_plain_text(path):
    assert read_page(path).faults == ()


def test_every_page_that_shows_how_has_an_example():
    without = [
        name
        for name, path in zip(NAMES, PAGES, strict=True)
        if not name.startswith(WITHOUT_EXAMPLES) and not read_page(path).examples
    ]
    assert without == []


def written_page(folder: Path, text: str) -> Path:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_commands_files_and_exit_codes_are_read_in_the_order_of_the_page(tmp_path):
    text = """\
---
workspace: demonstration
---
# Page
```{code-block} yaml
:caption: a/spec.yml

data: x.csv
```
```console
$ evaluation check 'two words'  # exit 2
a fault ...
$ ls \\
    a
```
"""
    page = read_page(written_page(tmp_path, text))
    written, check, listed = page.examples
    assert page.workspace == "demonstration"
    assert written == WrittenFile("a/spec.yml", "data: x.csv\n", 5)
    assert isinstance(check, Command)
    assert (check.words[2], check.exit_code, check.expected) == ("two words", 2, "a fault ...")
    assert isinstance(listed, Command)
    assert listed.words == ("ls", "a")


@pytest.mark.parametrize(
    "block",
    ["```sh\nls\n```", "```console\nls\n```", "```\nls\n```", "```{code-block} yaml\na: 1\n```"],
)
def test_a_block_that_would_not_be_tried_is_a_fault(block, tmp_path):
    assert len(read_page(written_page(tmp_path, f"# Page\n{block}\n")).faults) == 1


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("```console\n$ evaluation --version\n9.9.9\n```", "the output has not"),
        ("```console\n$ evaluation its none.yml\n```", "exit code 2 instead of 0"),
        ("```console\n$ rm -r .\n```", "'rm' is not tried"),
        ("```{code-block} csv\n:caption: ../x.csv\n\na\n```", "outside"),
        ("```python\n>>> 1 + 1\n3\n```", "Expected"),
    ],
)
@pytest.mark.usefixtures("_plain_terminal")
def test_an_example_that_does_something_else_fails(block, said, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(ExampleFailed, match=said):
        try_page(read_page(written_page(tmp_path, block)), folder)


def test_dots_stand_for_anything_and_blanks_for_one_another():
    assert matches("a ... d", "x a  b\nc d y")
    assert not matches("a ... e", "a b c d")
