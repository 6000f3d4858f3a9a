"""The record of a review is whole, by role, and never overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.closing import review_text, write_review
from evaluation.errors import InvalidInput
from evaluation.workspace import FinancialYear, open_workspace
from evaluation.workspace.quality_assurance import CHECKLIST, read_quality_assurance
from tests.release.conftest import YEAR, review


def findings(root: Path, *changes: tuple[str, str]) -> str:
    path = review(root)
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    record, found = read_quality_assurance(root, YEAR)
    assert (record is None) == bool(found)
    return "\n".join(str(item) for item in found)


def test_a_whole_record_is_read(published: Path) -> None:
    record, found = read_quality_assurance(published, YEAR)
    assert found == []
    assert record is not None
    assert [answer.item for answer in record.checklist] == list(CHECKLIST)
    assert (record.prepared_by, record.reviewers[0].role) == (
        "Analyst of the hub",
        "Head of evaluation",
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("    answer: yes", "    answer: no"), "'data' is answered with no and needs a 'comment'"),
        (("    answer: yes", "    answer: maybe"), "must be one of"),
        (("item: data", "item: definitions"), "answers 'definitions' more than once"),
        (("item: data", "item: own-question"), "does not answer: data"),
        (("role: Head of evaluation", "role: Dr Ann Other"), "named by role"),
        (("role: Head of evaluation", "role: Analyst of the hub"), "a role other than the one"),
        (("date: 2026-06-20", "date: soon"), "'date' must be a date"),
        (("year: 2025/26", "year: 2024/25"), "This is the record of 2024/25."),
        (("reviewed: ", "reviewed: x"), "has characters that are not allowed here"),
        (("reviewers:", "reviewer:"), "Did you mean 'reviewers'?"),
    ],
)
def test_what_is_wrong_is_told(published: Path, change: tuple[str, str], said: str) -> None:
    assert said in findings(published, change)


def test_a_question_of_the_hubs_own_needs_its_text(published: Path) -> None:
    own = "checklist:\n  - {item: ethics, answer: yes}"
    assert "'ethics' is a question of your own" in findings(published, ("checklist:", own))
    asked = own.replace("yes}", "yes, question: 'Was it asked?'}")
    assert findings(published, ("checklist:", asked)) == ""


def test_the_template_is_open_everywhere_and_written_once(published: Path) -> None:
    workspace = open_workspace(published)
    other = FinancialYear(2024)
    path = write_review(workspace, other)
    assert path.name == "2024-25.yml"
    record, found = read_quality_assurance(published, other)
    assert record is None
    assert found
    with pytest.raises(InvalidInput, match="is there already"):
        write_review(workspace, other)


def test_a_reviewer_sees_what_to_look_at_and_what_stands_in_the_way(published: Path) -> None:
    workspace = open_workspace(published)
    text = review_text(workspace, YEAR)
    assert "falls: 1 estimate; 1 check asks for a closer look" in text
    assert text.endswith("Nothing stands in the way of `evaluation release 2025/26`.")
    (published / "reports/results/feno/estimates.parquet").unlink()
    text = review_text(workspace, YEAR)
    assert "feno: no result" in text
    assert "- feno: The result is stale: estimates.parquet is missing or damaged." in text
