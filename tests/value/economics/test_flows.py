import numpy as np
import pytest

from evaluation.value.economics import Amount, Stream, total


def test_streams_are_summed_over_years_each_with_its_own_weights(stream_of):
    money = stream_of("beds", "benefit", [100.0, 200.0], factors=(1.0, 2.0))
    health = stream_of("health", "benefit", [10.0, 20.0], health=True)
    found = total([money, health], np.array([1.0, 0.5]), np.array([1.0, 0.8]))
    assert found.point == pytest.approx(200 + 26)
    assert found.draws == pytest.approx([200 + 26, 400 + 26])


def test_amounts_are_added_and_taken_away_draw_by_draw():
    first, second = Amount(3.0, np.array([1.0, 5.0])), Amount(1.0, np.array([1.0, 2.0]))
    assert (first + second).draws.tolist() == [2, 7]
    assert (first - second).draws.tolist() == [0, 3]
    assert ((first + second).point, (first - second).point) == (4, 2)


def test_only_some_years_are_kept_and_the_stream_is_not_changed(stream_of):
    stream = stream_of("beds", "benefit", [100.0, 200.0, 300.0])
    found = stream.only(np.array([True, False, True]))
    assert found.point.tolist() == [100, 0, 300]
    assert found.draws[0].tolist() == [100, 0, 300]
    assert stream.point.tolist() == [100, 200, 300]


@pytest.mark.parametrize(
    ("point", "draws", "measured"), [(2, (5, 3), 2), (2, (5, 2), 3), (3, (5, 2), 2)]
)
def test_years_that_do_not_agree_are_refused(point, draws, measured):
    with pytest.raises(ValueError, match="the years of 'beds' do not agree"):
        Stream("beds", "cost", np.ones(point), np.ones(draws), np.ones(measured, dtype=bool))
