"""What a kill, a full disk, permissions and others at once do to each command that writes.

The blows fall where `spread` says, by the seed of `harness`; set DURABILITY_SEED for others.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.durability.commands import COMMANDS, RUN, Writing
from tests.durability.harness import (
    DONE_ALREADY,
    SEED,
    Smithy,
    Trial,
    alike,
    contents,
    require_the_rest,
    require_whole_files,
    spread,
)

pytestmark = pytest.mark.slow
SEVERAL = 2
REFUSALS = (*DONE_ALREADY, "Another run is under way")
FULL = "No space left on device"
READ_ONLY, USUAL = 0o555, 0o755
MakeTrial = Callable[[Writing], Trial]
each_command = pytest.mark.parametrize("name", COMMANDS)


@pytest.fixture(scope="module")
def trial_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeTrial]:
    """Return a function from a command to its trial, which is the same for all tests."""
    smithy, home = Smithy(), tmp_path_factory.mktemp("durability")
    trials: dict[int, Trial] = {}

    def find(writing: Writing) -> Trial:
        return trials.setdefault(id(writing), Trial(smithy, home / str(len(trials)), writing))

    yield find
    smithy.end()


@contextlib.contextmanager
def read_only(home: Path) -> Iterator[None]:
    """Allow nobody to write into any folder."""
    folders = [home, *(path for path in home.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(READ_ONLY)
    try:
        yield
    finally:
        for folder in folders:
            folder.chmod(USUAL)


@each_command
def test_a_command_that_is_killed_leaves_whole_files_and_is_made_good_by_the_same(
    name: str, trial_of: MakeTrial
) -> None:
    trial = trial_of(COMMANDS[name])
    changes = trial.undisturbed.changes
    for at in spread(changes, trial.writing.blows):
        blow = f"{name}, killed at change {at} of {changes}, seed {SEED}"
        trial.afresh()
        assert trial.call(at, "kill").code == -9, blow
        require_whole_files(trial, blow)
        require_the_rest(trial, blow)


@each_command
def test_a_command_whose_disk_is_full_says_so_and_leaves_what_was_there(
    name: str, trial_of: MakeTrial
) -> None:
    trial = trial_of(COMMANDS[name])
    done = trial.undisturbed
    for at in spread(done.changes, trial.writing.blows):
        blow = f"{name}, disk full from change {at} of {done.changes}, seed {SEED}"
        trial.afresh()
        ended = trial.call(at, "full")
        assert ended.code in (0, *trial.writing.codes), f"{blow}: {ended.said}"
        assert "Traceback" not in ended.said, blow
        is_told = FULL in ended.said or "Free some space" in ended.said
        assert ended.code == 0 or is_told, f"{blow}: {ended.said}"
        left = require_whole_files(trial, blow).keys() - done.before.keys() - done.after.keys()
        assert [item for item in left if not item.endswith("/")] == [], blow
        require_the_rest(trial, blow)


def test_a_run_whose_disk_is_full_names_what_failed_and_does_the_rest_later(
    trial_of: MakeTrial,
) -> None:
    trial = trial_of(RUN)
    changes = trial.undisturbed.changes
    for at in spread(changes, RUN.blows):
        blow = f"run, disk full from change {at} of {changes}, seed {SEED}"
        trial.afresh()
        ended = trial.call(at, "full")
        assert ended.code in (0, *RUN.codes), f"{blow}: {ended.said}"
        assert "Traceback" not in ended.said, blow
        assert ended.code == 0 or FULL in ended.said, f"{blow}: {ended.said}"
        require_whole_files(trial, blow)
        require_the_rest(trial, blow)


@each_command
def test_a_command_where_its_user_may_not_write_says_so_and_changes_nothing(
    name: str, trial_of: MakeTrial
) -> None:
    trial = trial_of(COMMANDS[name])
    before = trial.afresh()
    with read_only(trial.home):
        ended = trial.call(kind="bound")
    assert ended.code in trial.writing.codes, ended.said
    assert "Traceback" not in ended.said
    assert "ermission denied" in ended.said or "permissions" in ended.said, ended.said
    assert contents(trial.home) == before


@each_command
def test_two_of_the_same_command_at_once_leave_what_one_leaves(
    name: str, trial_of: MakeTrial
) -> None:
    trial = trial_of(COMMANDS[name])
    after = trial.undisturbed.after
    trial.afresh()
    told = trial.several(SEVERAL)
    assert any(ended.code == 0 for ended in told), [ended.said for ended in told]
    for ended in told:
        is_refused = ended.code == 2 and any(words in ended.said for words in REFUSALS)
        assert ended.code == 0 or is_refused, ended.said
    assert alike(contents(trial.home)) == alike(after)
