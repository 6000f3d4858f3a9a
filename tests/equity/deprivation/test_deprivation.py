"""Ranks of deprivation, their editions, and quantiles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.equity.deprivation import (
    EDITIONS,
    imd_decile,
    imd_quintile,
    is_core20,
    one_edition,
    quantiles,
    require_geography,
)
from evaluation.errors import InvalidInput

BOUNDS = {
    "2019": [3284, 6568, 9853, 13137, 16422, 19706, 22990, 26275, 29559, 32844],
    "2025": [3375, 6751, 10126, 13502, 16877, 20253, 23628, 27004, 30379, 33755],
}


@pytest.mark.parametrize("edition", BOUNDS)
def test_every_rank_of_england_has_its_published_decile(edition: str) -> None:
    ranks = pd.Series(range(1, EDITIONS[edition].areas + 1))
    published = np.searchsorted(BOUNDS[edition], ranks) + 1
    assert (imd_decile(ranks, edition) == published).all()
    assert (imd_quintile(ranks, edition) == (published + 1) // 2).all()
    assert (is_core20(ranks, edition) == (published <= 2)).all()


def test_wales_has_a_rule_of_its_own() -> None:
    found = imd_decile(pd.Series([1, 191, 192, 382, 383, 1909]), "wales-2019")
    assert found.tolist() == [1, 1, 2, 2, 3, 10]
    with pytest.raises(InvalidInput, match="England"):
        is_core20(pd.Series([1]), "wales-2019")


@pytest.mark.parametrize(("phe", "differ"), [("2019", 8), ("2025", 5)])
def test_the_rule_of_quantiles_is_not_that_of_deciles(phe: str, differ: int) -> None:
    ranks = pd.Series(range(1, EDITIONS[phe].areas + 1))
    by_quantile = quantiles(ranks, highest_first=False)
    assert (by_quantile != imd_decile(ranks, phe)).sum() == differ


def test_editions_are_never_mixed() -> None:
    with pytest.raises(InvalidInput, match=r"2019 and 2025 .* are mixed"):
        imd_decile(pd.Series([1, 2]), pd.Series([2019, 2025]))
    assert one_edition(pd.Series([2025.0, 2025.0])).name == "2025"


@pytest.mark.parametrize("named", ["2015", 2010, [], [2019, None]])
def test_an_unknown_edition_is_refused(named: object) -> None:
    with pytest.raises(InvalidInput, match="missing or not known"):
        one_edition(named)


@pytest.mark.parametrize("rank", [0, 32_845, 1.5, "high"])
def test_what_is_no_rank_is_refused_without_its_value(rank: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        imd_decile(pd.Series([rank]), 2019)
    assert "32845" not in str(refused.value)


def test_a_missing_rank_has_no_decile() -> None:
    assert imd_decile(pd.Series([None, 1], dtype="Int64"), 2019).isna().tolist() == [True, False]


def test_codes_must_be_those_of_the_edition() -> None:
    require_geography(pd.Series(["E01033768", None]), 2019)
    require_geography(pd.Series(["E01034223"]), 2025)
    for codes, edition in [("E01033769", 2019), ("W01000001", 2025), ("E02000001", 2019)]:
        with pytest.raises(InvalidInput):
            require_geography(pd.Series([codes]), edition)


def test_ties_share_a_quantile_and_too_few_areas_have_none() -> None:
    values = pd.Series([3, 3, 1, 2, 9])
    region = pd.Series(["a", "a", "a", "a", "b"])
    assert quantiles(values, 2, within=[region]).fillna(0).tolist() == [1, 1, 2, 2, 0]
    assert quantiles(pd.Series([None, None], dtype=float), 2).isna().all()


def test_the_direction_is_one_within_a_group() -> None:
    with pytest.raises(InvalidInput, match="differs"):
        quantiles(pd.Series([1, 2]), 2, highest_first=pd.Series([True, False]))
    with pytest.raises(InvalidInput, match="at least 2"):
        quantiles(pd.Series([1, 2]), 1)
    with pytest.raises(InvalidInput, match="not a number"):
        quantiles(pd.Series(["a"]), 2)


@given(st.integers(2, 10), st.integers(0, 60))
@settings(max_examples=25, deadline=None)
def test_quantiles_are_all_used_and_nearly_equal(number: int, more: int) -> None:
    found = quantiles(pd.Series(range(number + more)), number)
    sizes = found.value_counts()
    assert set(sizes.index) == set(range(1, number + 1))
    assert sizes.max() - sizes.min() <= 2
