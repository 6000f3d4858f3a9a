"""Every rule by name against the reference, and what each leaves possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.disclosure import RULES, DisclosureRule, RuleName, protect, rule_named, shown
from evaluation.workspace import hub
from tests.reference_cases import Case

COLUMNS = {
    "hes": "hes_star",
    "nhs-digital-5": "hes_central_5",
    "opensafely": "opensafely_ehrql",
    "midpoint-6": "opensafely_midpoint6",
    "under-5": "suppress_lt5",
    "under-10": "suppress_lt10",
    "mhsds": "mhsds_0_4_round5",
    "round-5": "round5",
}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


@pytest.mark.reference
@pytest.mark.parametrize("name", COLUMNS)
def test_every_count_of_the_reference_is_shown_as_the_rule_says(
    nhs_case: Callable[[str], Case], name: str
) -> None:
    case = nhs_case("disclosure_counts")
    rows = pd.DataFrame(case.expected["rows"])
    rule = RULES[name]
    texts = [shown(n, rule.mark).replace(",", "") for n in protect(rows["count"], rule)]
    case.same(name, texts, rows[COLUMNS[name]].astype(str).tolist())


def test_a_project_may_name_every_rule_and_no_other() -> None:
    assert get_args(hub.RuleName) == get_args(RuleName) == tuple(RULES)


def test_a_rule_is_found_by_its_name_and_a_misspelt_one_by_the_nearest() -> None:
    assert rule_named("under-10").largest_suppressed == 9
    with pytest.raises(ValueError, match="'midpoint-6' meant"):
        rule_named("midpoint6")


@every_rule
@settings(deadline=None, max_examples=60)
@given(count=st.integers(0, 10_000))
def test_a_true_count_is_among_those_that_its_published_form_leaves_possible(
    rule: DisclosureRule, count: int
) -> None:
    published = protect(pd.Series([count]), rule).iloc[0]
    least, most = rule.possible(None if pd.isna(published) else int(published))
    assert least <= count <= most
    span = protect(pd.Series(range(least, most + 1)), rule)
    assert (span.isna() if pd.isna(published) else span == published).all()


@every_rule
def test_what_is_possible_is_all_that_is_published_alike(rule: DisclosureRule) -> None:
    published = protect(pd.Series(range(60)), rule)
    for count, text in published.items():
        least, most = rule.possible(None if pd.isna(text) else int(text))
        alike = published.isna() if pd.isna(text) else (published == text).fillna(value=False)
        assert [n for n in published.index[alike] if n < 50] == [
            n for n in range(least, most + 1) if n < 50
        ], count


@every_rule
def test_means_of_few_people_are_not_shown(rule: DisclosureRule) -> None:
    people = pd.Series([0, rule.fewest_for_mean - 1, rule.fewest_for_mean, None], dtype="Int64")
    is_few = rule.fewest_for_mean > 1
    assert rule.suppresses_mean(people).tolist() == [False, is_few, False, False]


def test_every_rule_but_none_says_where_it_comes_from() -> None:
    assert [name for name, rule in RULES.items() if not rule.source] == ["none"]


def test_rules_hide_or_round_or_both() -> None:
    assert [name for name, rule in RULES.items() if not rule.hides] == [
        "midpoint-6",
        "round-5",
        "none",
    ]
    assert [name for name, rule in RULES.items() if not rule.rounds] == [
        "under-5",
        "under-10",
        "none",
    ]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_number_may_be_shown_where_some_count_is_published_as_it(rule: DisclosureRule) -> None:
    counts = pd.Series(range(60), dtype="float64")
    published = set(rule.rounded(counts)[~rule.suppresses(counts)].astype(int))
    assert {number for number in range(50) if rule.may_show(number)} == {
        number for number in published if number < 50
    }
