"""Values that are made apart from requests, and are as new as they can be."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.serving.kept import Kept, Look, mark_of, marks_below
from tests.serving.conftest import write

LONG = 90.0  # seconds; never waited for


class Source:
    """Something whose mark and value a test sets."""

    def __init__(self) -> None:
        self.mark = 1
        self.made = 0
        self.has_begun = threading.Event()
        self.may_end = threading.Event()
        self.may_end.set()
        self.error: Exception | None = None

    def make(self) -> str:
        self.made += 1
        value = f"of {self.mark}"
        self.has_begun.set()
        self.may_end.wait(LONG)
        if self.error:
            raise self.error
        return value

    def kept(self) -> Kept[str]:
        return Kept(lambda: self.mark, self.make)


@pytest.fixture
def source() -> Source:
    return Source()


def test_a_value_is_made_when_it_is_first_looked_at(source: Source):
    assert source.kept().look(LONG) == Look("of 1", is_current=True)


def test_a_value_is_kept_as_long_as_its_mark_is_the_same(source: Source):
    kept = source.kept()
    for _ in range(3):
        kept.look(LONG)
    assert source.made == 1


def test_a_value_is_made_anew_when_its_mark_has_changed(source: Source):
    kept = source.kept()
    kept.look(LONG)
    source.mark = 2
    assert kept.look(LONG) == Look("of 2", is_current=True)


def test_nobody_waits_longer_than_his_patience_and_one_maker_serves_all(source: Source):
    kept = source.kept()
    source.may_end.clear()
    looks = [kept.look(0.01) for _ in range(3)]
    assert looks == [Look(None, is_current=False)] * 3
    source.may_end.set()
    assert kept.look(LONG) == Look("of 1", is_current=True)
    assert source.made == 1


def test_the_old_value_is_shown_as_such_while_a_new_one_is_made(source: Source):
    kept = source.kept()
    kept.look(LONG)
    source.mark = 2
    source.may_end.clear()
    source.has_begun.clear()
    kept.look(0.01)
    assert source.has_begun.wait(LONG)
    assert kept.look(0.01) == Look("of 1", is_current=False)
    source.may_end.set()


def test_who_comes_while_a_value_is_made_does_not_miss_what_changed_meanwhile(source: Source):
    kept = source.kept()
    source.may_end.clear()
    kept.look(0.01)
    source.mark = 2
    source.may_end.set()
    assert kept.look(LONG) == Look("of 2", is_current=True)


def test_a_slow_look_at_the_files_keeps_no_page_waiting_and_raises_no_alarm(source: Source):
    may_look = threading.Event()
    may_look.set()

    def mark() -> int:
        may_look.wait(LONG)
        return source.mark

    kept = Kept(mark, source.make)
    kept.look(LONG)
    may_look.clear()
    assert kept.look(0.01) == Look("of 1", is_current=True)
    source.mark = 2
    may_look.set()
    assert kept.look(LONG) == Look("of 2", is_current=True)


def test_what_is_known_is_told_without_a_look(source: Source):
    kept = source.kept()
    assert kept.known is None
    kept.look(LONG)
    source.mark = 2
    assert (kept.known, source.made) == ("of 1", 1)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (InvalidInput("It is wrong.", "Mend it."), "It is wrong. Mend it."),
        (ValueError("row 12: Ann Other"), "A defect of this program stopped it: ValueError."),
    ],
)
def test_a_failure_is_said_once_and_leaves_what_was_there(
    error: Exception, fault: str, source: Source
):
    kept = source.kept()
    kept.look(LONG)
    source.mark, source.error = 2, error
    assert kept.look(LONG) == Look("of 1", is_current=True, fault=fault)
    kept.look(LONG)
    assert source.made == 2


def test_a_failure_is_forgotten_when_the_files_are_mended(source: Source):
    kept = source.kept()
    source.error = ValueError()
    kept.look(LONG)
    source.mark, source.error = 2, None
    assert kept.look(LONG) == Look("of 2", is_current=True)


def test_marks_tell_of_new_changed_and_removed_files(tmp_path: Path):
    path = write(tmp_path / "a" / "b.txt", "one")
    first = set(marks_below(tmp_path))
    write(path, "other")
    second = set(marks_below(tmp_path))
    write(tmp_path / "c.txt", "")
    third = set(marks_below(tmp_path))
    path.unlink()
    assert len({frozenset(found) for found in (first, second, third, marks_below(tmp_path))}) == 4


def test_marks_pass_over_what_is_left_out_and_links_to_folders(tmp_path: Path):
    write(tmp_path / "figures" / "a.svg", "")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    found = [
        Path(path).name for path, *_ in marks_below(tmp_path, leave_out=frozenset(["figures"]))
    ]
    assert "a.svg" not in found


def test_a_missing_file_or_folder_has_a_mark_all_the_same(tmp_path: Path):
    assert mark_of(tmp_path / "none") == (str(tmp_path / "none"), -1, -1)
    assert list(marks_below(tmp_path / "none")) == []
