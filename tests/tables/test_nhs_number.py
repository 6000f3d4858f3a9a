"""NHS numbers: form, check digit and ranges, against the published examples."""

import csv
import json
from pathlib import Path

import pytest

from evaluation.tables.identifiers import kind_by_content
from evaluation.tables.nhs_number import (
    ISSUED_RANGES,
    candidates,
    check_digit_holds,
    has_format,
    is_nhs_number,
)

CASE = Path(__file__).parents[2] / ".." / "shared" / "cases" / "nhs" / "nhs_number_mod11"
needs_case = pytest.mark.skipif(not CASE.is_dir(), reason="the reference cases are not here")


@pytest.fixture
def expected():
    return json.loads((CASE / "expected.json").read_text(encoding="utf-8"))


def test_the_check_digit_by_hand() -> None:
    # 943476591: 10*9 + 9*4 + 8*3 + 7*4 + 6*7 + 5*6 + 4*5 + 3*9 + 2*1 = 299; 299 mod 11 = 2; 11 - 2
    assert [digit for digit in "0123456789" if check_digit_holds("943476591" + digit)] == ["9"]


def test_a_check_of_eleven_stands_for_nought() -> None:
    assert check_digit_holds("0000000000")
    assert check_digit_holds("0607230002") is True


@pytest.mark.parametrize(
    "text",
    [
        "1111111111",
        "0000000000",
        "5990000013",
        "8600000005",
        "99900 00018",
        "999 000-0018",
        "",
        "x",
    ],
)
def test_what_was_never_issued_or_is_not_of_the_form_is_none(text: str) -> None:
    assert not is_nhs_number(text)


def test_a_candidate_is_not_part_of_a_longer_word_or_number() -> None:
    assert candidates("id=9990000018; A9990000018 99900000181") == ["9990000018"]


@needs_case
@pytest.mark.reference
def test_check_digits_equal_the_reference(expected) -> None:
    published = expected["checksum_valid"]

    assert {number: check_digit_holds(number) for number in published} == published


@needs_case
@pytest.mark.reference
def test_formats_equal_the_reference(expected) -> None:
    published = expected["format_ok"]

    assert {text: has_format(text) for text in published} == published


@needs_case
@pytest.mark.reference
def test_validity_equals_the_reference(expected) -> None:
    published = {text: bool(valid) for text, valid in expected["epidm_valid_nhs"].items()}

    assert {text: is_nhs_number(text) for text in published} == published


@needs_case
@pytest.mark.reference
def test_stems_with_check_ten_are_never_valid(expected) -> None:
    for stem in expected["stems_with_check_digit_10_never_valid"]:
        assert not any(check_digit_holds(f"{stem}{digit}") for digit in range(10))


@needs_case
@pytest.mark.reference
def test_the_synthetic_range_is_valid(expected) -> None:
    assert all(is_nhs_number(number) for number in expected["synthetic_range_sample"])


@needs_case
@pytest.mark.reference
def test_the_ranges_equal_the_reference(expected) -> None:
    issued = tuple(
        (first, last) for first, last, owner in expected["ranges"] if owner != "not to be issued"
    )

    assert issued == ISSUED_RANGES


@needs_case
@pytest.mark.reference
def test_free_text_equals_the_reference(expected) -> None:
    for example in expected["free_text_detection"]:
        found = [
            number.replace(" ", "").replace("-", "")
            for number in candidates(example["text"])
            if is_nhs_number(number)
        ]
        assert found == example["found"], example["text"]


@needs_case
@pytest.mark.reference
def test_a_column_of_the_reference_numbers_is_refused() -> None:
    with (CASE / "data.csv").open(encoding="utf-8", newline="") as lines:
        numbers = [row["number"].strip() for row in csv.DictReader(lines)]

    assert kind_by_content([number for number in numbers if number]) == "NHS numbers"
