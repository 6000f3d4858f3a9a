"""Disclosure control at its boundary values, and that nothing small can be found out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.disclosure import (
    HES,
    NONE,
    UNDER_5,
    protect,
    protect_counts,
    protect_proportion,
    protect_rate,
    rule_named,
    shown,
)
from tests.reference_cases import Case

WITHOUT_GUARD = replace(HES, guards_whole=False)


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (17, "15"), (18, "20")],
)
def test_counts_at_the_boundaries_are_shown_as_the_hes_rule_says(count: int, text: str) -> None:
    assert shown(protect(pd.Series([count])).iloc[0]) == text


@pytest.mark.reference
def test_percentages_of_the_hes_rule_alone_equal_the_reference(
    nhs_case: Callable[[str], Case],
) -> None:
    case = nhs_case("disclosure_counts")
    rows = pd.DataFrame(case.expected["hes_percentage_examples"])
    numerator, denominator = protect_proportion(rows["num"], rows["den"], WITHOUT_GUARD)
    case.same("numerators", [shown(count) for count in numerator], rows["num_shown"])
    case.same("denominators", [shown(count) for count in denominator], rows["den_shown"])
    percent = (100 * numerator / denominator).astype("Float64")
    shown_percent = [None if pd.isna(value) else float(value) for value in percent]
    reference = [None if pd.isna(value) else value for value in rows["percent_from_rounded"]]
    case.close("percentages", shown_percent, reference, absolute=1e-9)


@pytest.mark.reference
def test_means_of_the_hes_rule_equal_the_reference(nhs_case: Callable[[str], Case]) -> None:
    case = nhs_case("disclosure_counts")
    rows = pd.DataFrame(case.expected["hes_mean_examples"])
    is_few = HES.suppresses_mean(rows["n"])
    case.same("means not shown", is_few.tolist(), (rows["shown"] == "*").tolist())


def test_a_numerator_is_suppressed_where_rounding_would_make_it_the_whole() -> None:
    met, total = pd.Series([38, 33, 32, 93]), pd.Series([40, 40, 40, 93])
    numerator, denominator = protect_proportion(met, total)
    assert numerator.isna().tolist() == [True, False, False, False]
    assert denominator.tolist() == [40, 40, 40, 95]


def test_without_rounding_a_numerator_is_suppressed_where_few_are_left_over() -> None:
    numerator, denominator = protect_proportion(
        pd.Series([38, 35, 40, 3]), pd.Series([40, 40, 40, 40]), UNDER_5
    )
    assert numerator.isna().tolist() == [True, False, False, True]
    assert denominator.tolist() == [40, 40, 40, 40]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1))
def test_a_protected_proportion_never_exceeds_one_nor_reaches_it_falsely(
    parts: list[tuple[int, int]],
) -> None:
    met = pd.Series([part for part, _ in parts])
    rest = pd.Series([other for _, other in parts])
    numerator, denominator = protect_proportion(met, met + rest)
    both = numerator.notna() & denominator.notna()
    assert (numerator[both] <= denominator[both]).all()
    assert ((numerator == denominator)[both] == (rest == 0)[both]).all()
    assert ((numerator == 0)[both] == (met == 0)[both]).all()


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(0, 400))
def test_no_small_count_is_ever_shown_nor_left_over_as_an_exact_difference(
    small: int, other: int
) -> None:
    total = pd.Series([small + other])
    assert protect_proportion(pd.Series([small]), total).numerator.isna().all()
    rest = protect_proportion(pd.Series([other]), total)
    left_over = (rest.denominator - rest.numerator).dropna()
    assert left_over.isin([5, 10]).all()


@settings(deadline=None)
@given(st.integers(8, 10_000))
def test_every_shown_count_could_come_from_several_true_ones(count: int) -> None:
    published = protect(pd.Series([count])).iloc[0]
    assert published % 5 == 0
    near = protect(pd.Series(range(max(8, count - 4), count + 5)))
    assert (near == published).sum() >= 5


def test_missing_counts_stay_missing_and_the_index_is_kept() -> None:
    counts = pd.Series([None, 20], index=["a", "b"], name="people", dtype="Int64")
    protected = protect(counts)
    assert protected.isna().tolist() == [True, False]
    assert (protected.index.tolist(), protected.name, str(protected.dtype)) == (
        ["a", "b"],
        "people",
        "Int64",
    )


def test_columns_of_a_table_are_protected_in_a_copy() -> None:
    table = pd.DataFrame({"site": ["x", "y"], "people": [3, 21], "beds": [3, 21]})
    protected = protect_counts(table, ["people"])
    assert [shown(count) for count in protected["people"]] == ["*", "20"]
    assert protected["beds"].tolist() == [3, 21]
    assert table["people"].tolist() == [3, 21]


def test_events_of_a_rate_are_protected_like_any_count() -> None:
    assert protect_rate(pd.Series([0, 4, 23])).tolist()[::2] == [0, 25]


def test_the_rule_none_changes_nothing() -> None:
    assert protect(pd.Series([1, 7, 12]), NONE).tolist() == [1, 7, 12]
    assert protect_proportion(pd.Series([1]), pd.Series([3]), NONE).numerator.tolist() == [1]


def test_the_rule_none_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        rule_named("none", " ")
    assert rule_named("none", "synthetic data") is NONE


def test_an_unknown_rule_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"'hes' meant.*hes, nhs-digital-5"):
        rule_named("hess")


@pytest.mark.parametrize("counts", [[-1], [2.5]])
def test_counts_that_cannot_be_are_refused(counts: list[float]) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        protect(pd.Series(counts))


def test_a_numerator_above_its_denominator_is_refused() -> None:
    with pytest.raises(ValueError, match="greater"):
        protect_proportion(pd.Series([12]), pd.Series([11]))
