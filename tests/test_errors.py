"""Errors say what, where and what to do, carry their exit code and survive a process border."""

import pickle

import pytest

from evaluation.errors import (
    EvaluationError,
    Finding,
    InvalidInput,
    ProjectsFailed,
    PublishingFailed,
    nearest,
)


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (Finding("Wrong."), "Wrong."),
        (Finding("Wrong.", "Mend it."), "Wrong. Mend it."),
        (Finding("Wrong.", file="a.csv"), "a.csv: Wrong."),
        (Finding("Wrong.", place="row 2"), "row 2: Wrong."),
        (Finding("Wrong.", "Mend it.", "a.csv", "row 2"), "a.csv, row 2: Wrong. Mend it."),
    ],
)
def test_a_finding_reads_as_place_sentence_remedy(finding: Finding, text: str) -> None:
    assert str(finding) == text


@pytest.mark.parametrize(
    ("kind", "code"),
    [(EvaluationError, 1), (InvalidInput, 2), (ProjectsFailed, 3), (PublishingFailed, 4)],
)
def test_each_kind_of_error_has_its_exit_code(kind: type[EvaluationError], code: int) -> None:
    error = kind("What happened.", "What to do.")

    assert error.exit_code == code
    assert str(error) == "What happened. What to do."
    assert str(kind("What happened.")) == "What happened."


@pytest.mark.parametrize("kind", [EvaluationError, InvalidInput, ProjectsFailed, PublishingFailed])
def test_errors_can_be_sent_from_another_process(kind: type[EvaluationError]) -> None:
    error = kind("What happened.", "What to do.")

    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is kind
    assert (copy.what, copy.remedy) == (error.what, error.remedy)


def test_findings_survive_the_process_border() -> None:
    error = InvalidInput.from_findings([Finding("Wrong.", file="a.csv")])

    assert pickle.loads(pickle.dumps(error)).findings == error.findings


@pytest.mark.parametrize(
    ("severities", "sentence"),
    [
        (["error"], "The input has 1 fault; nothing was run."),
        (["error", "warning", "error"], "The input has 2 faults; nothing was run."),
    ],
)
def test_an_error_of_findings_counts_the_errors_and_keeps_all(severities, sentence: str) -> None:
    findings = [Finding(f"{number}", severity=s) for number, s in enumerate(severities)]

    error = InvalidInput.from_findings(findings)

    assert error.what == sentence
    assert list(error.findings) == findings


@pytest.mark.parametrize(
    ("word", "near"), [("GO_LIVE", "go_live"), ("titel", "title"), ("", None), ("qqq", None)]
)
def test_the_nearest_spelling_is_found_or_none(word: str, near: str | None) -> None:
    assert nearest(word, ["go_live", "title"]) == near
