"""The parts between changes have points enough, or are refused or warned of by name."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.preparation.series import Series, prepare

PASSING = {"level": False, "slope": False}


def month(position: int) -> dt.date:
    return dt.date(2001 + position // 12, position % 12 + 1, 1)


def eve(position: int) -> dt.date:
    return month(position) - dt.timedelta(days=1)


def series_of(*interruptions: its.Interruption, months: int = 40, **more: Any) -> Series:
    time = pd.date_range("2001-01-01", periods=months, freq="MS")
    data = pd.DataFrame({"time": time, "events": np.arange(float(months))})
    return prepare(its.Design("events", "monthly", interruptions, **more), data)


def parts(series: Series) -> dict[str, int]:
    return {part.where: part.points for part in series.parts}


def test_after_a_temporary_interruption_the_rest_need_not_be_long() -> None:
    series = series_of(its.Interruption("law", month(12), end=eve(39)))
    assert parts(series) == {
        "before 'law'": 12,
        "from 'law' to the end of 'law'": 27,
        "from the end of 'law'": 1,
    }
    assert not series.warnings


@pytest.mark.parametrize(("length", "is_refused"), [(2, True), (3, False)])
def test_a_temporary_interruption_needs_three_points(length: int, is_refused: bool) -> None:
    brief = its.Interruption("law", month(12), end=eve(12 + length))
    if is_refused:
        with pytest.raises(InvalidInput, match="2 points from 'law' to the end of 'law'; at least"):
            series_of(brief)
    else:
        assert any("only 3 points from 'law' to the end" in w for w in series_of(brief).warnings)


def test_a_pulse_needs_one_point_but_three_before_it() -> None:
    pulse = its.Interruption("dip", month(20), **PASSING, pulse=True)
    assert parts(series_of(pulse)) == {"before 'dip'": 20, "from 'dip'": 19}
    early = its.Interruption("dip", month(2), **PASSING, pulse=True)
    with pytest.raises(InvalidInput, match="2 points before 'dip'"):
        series_of(early)


def test_the_point_of_a_pulse_does_not_count_for_the_part_it_lies_in() -> None:
    law = its.Interruption("law", month(36))
    pulse = its.Interruption("dip", month(38), **PASSING, pulse=True)
    assert parts(series_of(law, pulse))["from 'law'"] == 3
    with pytest.raises(InvalidInput, match="2 points from 'law'"):
        series_of(its.Interruption("law", month(37)), pulse)


def test_the_points_of_an_own_segment_do_not_count_either() -> None:
    law = its.Interruption("law", month(20))
    covid = its.Segment("covid", month(30), eve(38), "COVID-19")
    series = series_of(law, segments=(covid,))
    assert parts(series) == {"before 'law'": 20, "from 'law'": 12}
    sentence = "8 periods have a level of their own from 1 July 2003 to 29 February 2004: COVID-19."
    assert sentence in series.warnings


def test_a_roll_out_segment_needs_three_points_and_no_more() -> None:
    def phased(until: int) -> its.Interruption:
        return its.Interruption("law", month(20), phase_in=its.PhaseIn(month(until), "segment"))

    series = series_of(phased(23))
    assert parts(series)["in the roll-out of 'law'"] == 3
    assert not series.warnings
    with pytest.raises(InvalidInput, match=r"2 points in the roll-out of 'law'.*Phase it in as a"):
        series_of(phased(22))


@pytest.mark.parametrize("kind", ["ramp", "exclude"])
def test_a_ramp_or_an_excluded_roll_out_may_be_short(kind: Any) -> None:
    law = its.Interruption("law", month(20), phase_in=its.PhaseIn(month(21), kind))
    assert parts(series_of(law))["from the end of the roll-out of 'law'"] == 19


def test_points_after_the_roll_out_are_counted_from_its_end() -> None:
    law = its.Interruption("law", month(20), phase_in=its.PhaseIn(month(38), "ramp"))
    with pytest.raises(InvalidInput, match="2 points from the end of the roll-out of 'law'"):
        series_of(law)


def test_stretches_with_the_same_interruptions_in_force_are_one_part() -> None:
    law = its.Interruption("law", month(10))
    strike = its.Interruption("strike", month(20), end=eve(30), slope=False)
    assert parts(series_of(law, strike)) == {
        "before 'law'": 10,
        "from 'law' to 'strike'": 20,
        "from 'strike' to the end of 'strike'": 10,
    }


def test_a_segment_without_periods_or_with_one_for_a_slope_is_refused() -> None:
    law = its.Interruption("law", month(20))
    outside = its.Segment("covid", month(80), month(90), "COVID-19")
    with pytest.raises(
        InvalidInput, match="segment 'covid' holds 0 of the periods used; it needs 1"
    ):
        series_of(law, segments=(outside,))
    brief = its.Segment("covid", month(30), eve(31), "COVID-19", slope=True)
    with pytest.raises(InvalidInput, match="holds 1 of the periods used; it needs 2"):
        series_of(law, segments=(brief,))


def test_one_period_of_its_own_is_said_in_the_singular() -> None:
    flood = its.Segment("flood", month(30), eve(31), "flood")
    series = series_of(its.Interruption("law", month(20)), segments=(flood,))
    assert (
        "1 period has a level of its own from 1 July 2003 to 31 July 2003: flood."
        in series.warnings
    )


def test_the_check_counts_the_shortest_side() -> None:
    time = pd.date_range("2001-01-01", periods=40, freq="MS")
    events = np.random.default_rng(2).normal(10, 1, 40)
    law = its.Interruption("law", month(20), phase_in=its.PhaseIn(month(34), "segment"))
    design = its.Design("events", "monthly", (law,))
    found = its.fit(design, pd.DataFrame({"time": time, "events": events}), its.Method("ols"))
    (check,) = [each for each in its.checks(found) if each.name == "Points on each side"]
    assert check.passed is False
    assert check.table["points"].tolist() == [20, 6]
