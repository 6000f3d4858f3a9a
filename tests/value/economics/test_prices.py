import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.errors import InvalidInput
from evaluation.value.economics import Deflator

LEVELS = st.floats(20, 300)


def test_an_amount_becomes_real_by_the_ratio_of_the_index():
    deflator = Deflator({"2020/21": 95.0, "2024/25": 114.0})
    assert 1000 * deflator.factor("2020/21", "2024/25") == pytest.approx(1200)
    assert 1200 * deflator.factor("2024/25", "2020/21") == pytest.approx(1000)


@given(LEVELS, LEVELS, LEVELS, st.floats(0.1, 10))
def test_there_and_back_is_the_same_and_only_ratios_of_the_index_matter(a, b, c, scale):
    index = {"2019/20": a, "2020/21": b, "2021/22": c}
    deflator = Deflator(index)
    there = deflator.factor("2019/20", "2021/22")
    assert there * deflator.factor("2021/22", "2019/20") == pytest.approx(1)
    by_way_of = deflator.factor("2019/20", "2020/21") * deflator.factor("2020/21", "2021/22")
    assert by_way_of == pytest.approx(there)
    other = Deflator({year: scale * level for year, level in index.items()})
    assert other.factor("2019/20", "2021/22") == pytest.approx(there)


def test_amounts_of_one_year_need_no_index():
    assert Deflator().factor("1999/00", "1999/00") == 1


@pytest.mark.parametrize(
    ("index", "words"),
    [
        ({"2019/20": 90.0, "2020/21": 95.0}, "for 2030/31. It has 2019/20 to 2020/21."),
        ({}, "for 2020/21. There is none."),
    ],
)
def test_a_year_that_is_not_there_is_named_with_those_that_are(index, words):
    with pytest.raises(InvalidInput, match=words) as caught:
        Deflator(index).factor("2020/21", "2030/31")
    assert "data/deflator.csv" in str(caught.value.remedy)
