"""When interruptions begin and end in the data, and what is refused or said of it."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.preparation.series import Series, prepare

START = dt.date(2004, 1, 1)
PASSING = {"level": False, "slope": False}


def series_of(
    *interruptions: its.Interruption, missing: tuple[int, ...] = (), **more: Any
) -> Series:
    time = pd.date_range("2003-01-01", periods=36, freq="MS")
    data = pd.DataFrame({"time": time, "events": np.arange(36.0)}).drop(index=list(missing))
    return prepare(its.Design("events", "monthly", interruptions, **more), data)


def law(date: dt.date = START, name: str = "law", **changes: Any) -> its.Interruption:
    return its.Interruption(name, date, **changes)


def test_a_temporary_interruption_has_a_last_period_and_a_lasting_one_has_none() -> None:
    series = series_of(law(end=dt.date(2004, 12, 10)), law(dt.date(2005, 6, 1), "tax"))
    assert (series.timings["law"].start, series.timings["law"].last) == (12, 23)
    assert series.timings["tax"].last is None
    assert series.timings["law"].is_in_force(23)
    assert not series.timings["law"].is_in_force(24)
    assert not series.timings["law"].is_in_force(11)


def test_an_end_within_a_month_is_said() -> None:
    series = series_of(law(end=dt.date(2004, 12, 10)))
    sentence = "Interruption 'law' ends on 2004-12-10, within 2004-12: that period is only partly"
    assert any(sentence in warning for warning in series.warnings)
    assert not any("ends on" in w for w in series_of(law(end=dt.date(2004, 12, 31))).warnings)


def test_a_roll_out_that_ends_within_a_month_is_said() -> None:
    phase_in = its.PhaseIn(dt.date(2004, 7, 11), "segment")
    sentence = "The roll-out of 'law' ends within 2004-07: that period counts as fully exposed."
    assert sentence in series_of(law(phase_in=phase_in)).warnings


def test_the_share_of_the_first_period_is_said() -> None:
    series = series_of(law(transition=0.5))
    assert "In 2004-01 interruption 'law' counts as 50% in force." in series.warnings
    series = series_of(law(dt.date(2004, 1, 10), transition="share"))
    assert any("counts by the share of its days" in warning for warning in series.warnings)


def test_what_ends_before_the_first_period_with_data_is_refused() -> None:
    brief = law(end=dt.date(2004, 2, 29))
    with pytest.raises(InvalidInput, match="No period in which interruption 'law' is fully in"):
        series_of(brief, missing=(12, 13))


def test_a_pulse_in_a_period_without_data_is_refused() -> None:
    with pytest.raises(InvalidInput, match="from 2004-01, is part of the fit"):
        series_of(law(**PASSING, pulse=True), missing=(12,))
    with pytest.raises(InvalidInput, match="The pulse of interruption 'law' falls into a period"):
        series_of(law(slope=False, pulse=True), missing=(12,))


def test_a_roll_out_that_never_ends_in_the_data_is_refused() -> None:
    phase_in = its.PhaseIn(dt.date(2007, 1, 1), "segment")
    with pytest.raises(InvalidInput, match="fully in force, from 2007-01, is part of the fit"):
        series_of(law(phase_in=phase_in))


def test_two_interruptions_in_one_month_with_the_same_terms_are_refused() -> None:
    with pytest.raises(InvalidInput, match="'law' and 'tax' both begin in 2004-01 and cannot"):
        series_of(law(), law(dt.date(2004, 1, 20), "tax"))


def test_two_interruptions_in_one_month_with_terms_of_their_own_are_told_apart() -> None:
    series = series_of(law(slope=False), law(START, "news", **PASSING, pulse=True))
    assert series.starts == {"law": 12, "news": 12}


def test_two_interruptions_on_one_date_that_end_apart_are_told_apart() -> None:
    series = series_of(law(), law(START, "tax", end=dt.date(2004, 12, 31)))
    assert series.timings["tax"].last == 23
