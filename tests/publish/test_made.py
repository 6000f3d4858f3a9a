"""What was made once from the same sources is not made again."""

from pathlib import Path

import pytest

from evaluation.publish.made import REGISTER_FILE, MadeFiles, digest_of


@pytest.fixture
def register(tmp_path: Path) -> MadeFiles:
    made = MadeFiles.read(tmp_path)
    made.put("falls.html", b"a page", "s1")
    made.save()
    return MadeFiles.read(tmp_path)


def test_a_file_is_current_while_it_and_its_sources_are_the_same(register: MadeFiles) -> None:
    assert register.is_current("falls.html", "s1")
    assert not register.is_current("falls.html", "s2")
    assert not register.is_current("food.html", "s1")


def test_a_file_that_was_changed_or_removed_is_made_again(register: MadeFiles) -> None:
    path = register.folder / "falls.html"
    path.write_bytes(b"another page")
    assert not register.is_current("falls.html", "s1")
    path.unlink()
    assert not register.is_current("falls.html", "s1")


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"a": 1}', '{"a": ["x"]}'])
def test_a_damaged_register_counts_as_empty(tmp_path: Path, content: str) -> None:
    (tmp_path / REGISTER_FILE).write_text(content, encoding="utf-8")
    assert MadeFiles.read(tmp_path).entries == {}


def test_files_that_are_no_longer_made_are_removed(register: MadeFiles) -> None:
    register.put("food.html", b"x", "s")
    register.keep_only(["food.html"])
    assert list(register.entries) == ["food.html"]
    assert not (register.folder / "falls.html").exists()


def test_no_unfinished_file_is_left(register: MadeFiles) -> None:
    assert sorted(path.name for path in register.folder.iterdir()) == [REGISTER_FILE, "falls.html"]


def test_a_digest_tells_where_one_part_ends() -> None:
    assert digest_of(["ab", b"c"]) == digest_of([b"ab", "c"])
    assert digest_of(["ab", "c"]) != digest_of(["a", "bc"])
