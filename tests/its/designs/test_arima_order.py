"""The order of an ARIMA model, its polynomials, and differencing on the calendar."""

import numpy as np
import pytest

from evaluation.errors import InvalidInput
from evaluation.its.designs.arima_order import ArimaOrder
from evaluation.its.designs.method import Method, method_of
from evaluation.its.estimation.differencing import calendar, differencing


@pytest.mark.parametrize(
    ("frequency", "season"), [("monthly", 12), ("quarterly", 4), ("weekly", 52), ("daily", 7)]
)
def test_the_frequency_says_how_long_a_season_is(frequency: str, season: int) -> None:
    order = ArimaOrder((0, 1, 1), (0, 1, 1)).on(frequency)
    assert order.period == season
    assert order.lost == 1 + season


def test_a_season_of_another_length_may_be_given() -> None:
    assert ArimaOrder(seasonal=(1, 0, 0), period=24).on("daily").period == 24


def test_without_a_seasonal_part_there_is_no_season() -> None:
    assert ArimaOrder((1, 1, 0)).on("annual").period is None
    assert str(ArimaOrder((1, 1, 0))) == "ARIMA(1,1,0)"
    assert str(ArimaOrder(seasonal=(1, 0, 0))) == "ARIMA(1,0,0)(1,0,0)"


def test_annual_data_have_no_season() -> None:
    with pytest.raises(InvalidInput, match="annual data have no season"):
        ArimaOrder(seasonal=(1, 0, 0)).on("annual")


@pytest.mark.parametrize("order", [(-1, 0, 0), (6, 0, 0), (0, 3, 0), (1, 0)])
def test_an_impossible_order_is_refused(order: tuple[int, int, int]) -> None:
    with pytest.raises(InvalidInput, match="the order is not three numbers from 0 to at most 5"):
        ArimaOrder(order)


def test_an_impossible_seasonal_order_or_season_is_refused() -> None:
    with pytest.raises(InvalidInput, match="the seasonal order is not"):
        ArimaOrder(seasonal=(0, 2, 0))
    with pytest.raises(InvalidInput, match="fewer than 2 periods"):
        ArimaOrder(period=1)


def test_only_arima_has_an_order_and_it_has_its_own_quantiles() -> None:
    with pytest.raises(InvalidInput, match="has no order"):
        Method("ols", order=ArimaOrder())
    with pytest.raises(InvalidInput, match="has its own quantiles"):
        Method("arima", quantiles="t")


def test_a_method_from_a_file_has_an_order_where_one_is_given() -> None:
    assert method_of("newey-west", 2) == Method("newey-west", 2)
    assert method_of("arima") == Method("arima")
    seasonal = method_of("arima", seasonal=[0, 1, 1]).order
    assert seasonal == ArimaOrder((1, 0, 0), (0, 1, 1))


def test_factors_are_multiplied() -> None:
    """(1 - 0.5 B)(1 - 0.4 B^4) and (1 + 0.2 B)(1 - 0.3 B^4)."""
    order = ArimaOrder((1, 0, 1), (1, 0, 1), 4)
    ar, ma = order.polynomials(np.array([0.5, -0.2, 0.4, 0.3]))
    assert ar.tolist() == pytest.approx([1, -0.5, 0, 0, -0.4, 0.2])
    assert ma.tolist() == pytest.approx([1, 0.2, 0, 0, -0.3, -0.06])


def test_any_partial_autocorrelations_give_a_stationary_model() -> None:
    ar, _ = ArimaOrder((3, 0, 0)).polynomials(np.array([0.9, -0.95, 0.99]))
    assert (np.abs(np.roots(ar)) < 1).all()


def test_differences_without_gaps_are_the_plain_ones() -> None:
    found = differencing(ArimaOrder((0, 1, 0), (0, 1, 0), 4), np.arange(3, 13))
    column = np.random.default_rng(1).normal(size=10)
    plain = np.diff(column[4:] - column[:-4])
    assert (found.contrasts @ column).tolist() == pytest.approx(plain.tolist())
    assert found.rows.tolist() == [5, 6, 7, 8, 9]
    assert found.mixing is None


@pytest.mark.parametrize("order", [ArimaOrder((0, 2, 0)), ArimaOrder((0, 1, 0), (0, 1, 0), 4)])
def test_differences_across_gaps_are_free_of_the_starting_values(order: ArimaOrder) -> None:
    """Straight lines and yearly patterns leave nothing."""
    position = np.array([0, 1, 2, 3, 4, 7, 8, 9, 11, 12])
    found = differencing(order, position)
    line = 3.0 + 2.0 * position
    assert (found.contrasts @ line).tolist() == pytest.approx([0] * len(found.rows), abs=1e-9)
    if order.is_seasonal:
        pattern = np.array([5.0, -1.0, 2.0, 9.0])[position % 4]
        left = found.contrasts @ pattern
        assert left.tolist() == pytest.approx([0] * len(found.rows), abs=1e-9)
    assert len(found.rows) == len(position) - order.lost


def test_a_year_that_no_row_completes_takes_fewer_starting_values() -> None:
    """The third quarter is never seen: one of the four starting values does not matter."""
    position = np.array([0, 1, 3, 4, 5, 7, 8, 9])
    found = differencing(ArimaOrder((0, 0, 0), (0, 1, 0), 4), position)
    assert found.rows.tolist() == [3, 4, 5, 6, 7]


def test_errors_on_a_calendar_are_sums_of_their_differences() -> None:
    known = calendar(ArimaOrder((0, 1, 0)), 4)
    assert known.start.tolist() == [[1.0]] * 4
    assert known.carried.tolist() == [[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]


def test_a_series_no_longer_than_what_differencing_takes_is_refused() -> None:
    with pytest.raises(InvalidInput, match="differencing takes 2 periods, and the series has only"):
        differencing(ArimaOrder((0, 2, 0)), np.array([0, 1]))
