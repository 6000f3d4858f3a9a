"""Reasons of failures, in words without row values."""

from __future__ import annotations

import pickle

import pytest

from evaluation.errors import EvaluationError
from evaluation.run.failures import (
    MAXIMUM_MESSAGE,
    OWN_ERRORS,
    CellFailed,
    KernelDied,
    NotebookTimedOut,
    exit_words,
    safe_message,
)


def test_a_cell_failure_names_cell_and_exception() -> None:
    failure = CellFailed.from_error("ValueError", "the series is too short", 5, 12)
    assert str(failure) == "Cell 5 of 12 failed with ValueError: the series is too short."
    assert (failure.name, failure.message, failure.cell) == (
        "ValueError",
        "the series is too short",
        5,
    )
    assert failure.exit_code == 3


def test_an_exception_without_a_message_is_named_alone() -> None:
    assert str(CellFailed.from_error("StopIteration", "", 2, 3)).endswith("StopIteration.")


@pytest.mark.parametrize("message", ["'ages'", "12", "", "('a', 3)"])
def test_a_message_of_which_no_word_is_left_is_not_told(message: str) -> None:
    failure = CellFailed.from_error("KeyError", message, 2, 3)
    assert str(failure) == "Cell 2 of 3 failed with KeyError."


def test_a_message_that_ends_in_an_ellipsis_has_no_full_stop_behind_it() -> None:
    failure = CellFailed.from_error("ValueError", "no number: 'x'", 2, 3)
    assert str(failure) == "Cell 2 of 3 failed with ValueError: no number: …"


def test_quoted_text_and_numbers_of_foreign_errors_are_not_repeated() -> None:
    said = safe_message("ValueError", "it doesn't parse 'Ann O'Neil' nor \"3 High St\" at 12.5")
    assert said == "it doesn't parse … nor … at #"


def test_own_errors_stay_whole_but_for_folders() -> None:
    said = safe_message("InvalidInput", "Row 12 of /srv/hub/data/kpi.csv for 2025/26 has 'x'.")
    assert said == "Row 12 of kpi.csv for 2025/26 has 'x'."


def test_only_the_first_line_is_kept_without_colours_and_not_too_long() -> None:
    assert safe_message("E", "\x1b[31mred\x1b[0m\nsecond line") == "red"
    assert len(safe_message("E", "x" * 1000)) == MAXIMUM_MESSAGE


def test_own_errors_are_those_of_the_package() -> None:
    bases = {EvaluationError, *EvaluationError.__subclasses__()}
    assert {kind.__name__ for kind in bases if kind.__module__ == "evaluation.errors"} == OWN_ERRORS


def test_a_killed_kernel_tells_signal_and_memory() -> None:
    said = str(KernelDied.from_exit(-9, 4, 6, 812.4))
    assert said == (
        "The kernel died in cell 4 of 6: it was killed by SIGKILL (often out of memory); "
        "it held 812 MiB at most."
    )


def test_a_kernel_that_never_answered_says_so() -> None:
    said = str(KernelDied.from_exit(None, None, 0, None))
    assert said == "The kernel did not answer before the first cell."


def test_a_timeout_tells_the_limit() -> None:
    said = str(NotebookTimedOut.from_limit(90, 2, 6))
    assert said == "The notebook was stopped in cell 2 of 6 after 90 seconds."


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0, "it ended with exit code 0"),
        (-11, "it was killed by SIGSEGV"),
        (-250, "it was killed by signal 250"),
    ],
)
def test_exit_statuses_become_words(status: int, words: str) -> None:
    assert exit_words(status) == words


def test_failures_survive_pickling() -> None:
    failure = CellFailed.from_error("ValueError", "short", 5, 12)
    again = pickle.loads(pickle.dumps(failure))
    assert (str(again), again.name, again.cell) == (str(failure), "ValueError", 5)
