"""Standards are strict files with validity dates."""

import datetime as dt

import pytest
import yaml
from pydantic import ValidationError

from evaluation.workspace import StandardsFile


@pytest.fixture
def standards_with(standard_text):
    def build(old: str = "", new: str = "") -> StandardsFile:
        assert old in standard_text
        return StandardsFile.model_validate(yaml.safe_load(standard_text.replace(old, new)))

    return build


def test_a_reference_may_be_written_as_a_number(standards_with) -> None:
    assert standards_with().criteria[0].reference == "1"
    assert standards_with("    reference: 1\n").criteria[0].reference is None


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (dt.date(2015, 3, 24), False),
        (dt.date(2015, 3, 25), True),
        (dt.date(2025, 4, 28), True),
        (dt.date(2025, 4, 29), False),
    ],
)
def test_a_criterion_holds_between_its_dates(standards_with, day: dt.date, holds: bool) -> None:
    ended = standards_with("    evidence:", "    valid_to: 2025-04-28\n    evidence:")

    assert ended.criteria[0].holds_on(day) is holds


def test_a_criterion_without_an_end_still_holds(standards_with) -> None:
    assert standards_with().criteria[0].holds_on(dt.date(2099, 1, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("target: 100", "target: 120"),
        ("evidence: checked", "evidence: maybe"),
        ("id: FALL-1", "id: FALL 1"),
        ("topic: falls", "topic: Falls"),
        ("statement:", "statment:"),
    ],
)
def test_what_a_standard_may_not_say_is_refused(standards_with, old: str, new: str) -> None:
    with pytest.raises(ValidationError):
        standards_with(old, new)
