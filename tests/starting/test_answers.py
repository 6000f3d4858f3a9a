"""Answers are taken as evaluators write them, or refused with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from evaluation.starting import answers
from evaluation.starting.facts import facts_for


@pytest.mark.parametrize(
    ("parse", "typed", "said"),
    [
        (answers.as_text, "   ", "empty"),
        (answers.as_text, "x" * 201, "more than 200"),
        (answers.as_text, "a\x00b", "cannot be printed"),
        (answers.as_role, "Dr Smith", "name a person"),
        (answers.as_role, "someone@nhs.net", "name a person"),
        (answers.as_day, "1 October 2024", "like 2024-10-01"),
        (answers.as_day, "31/02/2024", "no such day"),
        (answers.as_day, "2024-13-01", "no such day"),
        (answers.as_day, "0024-10-01", "between 1990"),
        (answers.as_multiplier, "0", "greater than 0"),
        (answers.as_multiplier, "many", "greater than 0"),
        (answers.as_multiplier, "1e3", "greater than 0"),
        (answers.one_of(("rate", "mean")), "rat", "Did you mean 'rate'"),
        (answers.one_of(("rate", "mean")), "zzz", "Choose one of: rate, mean"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_with_its_reason(
    parse: Callable[[str], Any], typed: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        parse(typed)


def test_the_day_comes_before_the_month() -> None:
    assert answers.as_day("03/04/2024") == dt.date(2024, 4, 3)


def test_no_break_spaces_and_line_ends_become_spaces() -> None:
    assert answers.as_text("Falls\u00a0clinic\n North") == "Falls clinic North"


def test_sites_are_told_apart_and_named_once() -> None:
    site = next(fact for fact in facts_for(()) if fact.name == "site")
    assert site.parse(" Ward 1 ;Ward 2; ") == ("Ward 1", "Ward 2")
    assert site.parse([" Ward 1; east", "Ward 2"]) == ("Ward 1; east", "Ward 2")
    with pytest.raises(ValueError, match="twice"):
        site.parse("Ward 1; Ward 1")
    with pytest.raises(ValueError, match="at least one"):
        site.parse(" ; ")
    with pytest.raises(ValueError, match="empty"):
        site.parse(["Ward 1", " "])


def test_a_unit_is_proposed_by_the_kind() -> None:
    unit = next(fact for fact in facts_for(()) if fact.name == "unit")
    assert unit.default is not None
    assert unit.default({"kind": "proportion"}) == "%"
    assert unit.default({"kind": "rate", "per": "1000"}) == "per 1,000"
    assert unit.default({"kind": "mean"}) == ""
