"""Each rule is told to its readers in words."""

from __future__ import annotations

import pytest

from evaluation.disclosure import RULES, in_words


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("hes", ["from 1 to 7", "`*`", "nearest 5"]),
        ("nhs-digital-5", ["from 1 to 7", "`5`", "nearest 5"]),
        ("mhsds", ["from 0 to 4", "nearest 5"]),
        ("opensafely", ["from 0 to 7", "`0`", "nearest 5"]),
        ("midpoint-6", ["middle of each 6"]),
        ("round-5", ["nearest 5"]),
        ("under-5", ["from 1 to 4", "could be worked out"]),
        ("under-10", ["from 1 to 9", "could be worked out"]),
        ("none", ["in full"]),
    ],
)
def test_a_rule_is_told_as_it_is(name: str, told: list[str]) -> None:
    assert [part for part in told if part not in in_words(RULES[name])] == []


def test_every_rule_is_told_apart() -> None:
    assert len({in_words(rule) for rule in RULES.values()}) == len(RULES)
