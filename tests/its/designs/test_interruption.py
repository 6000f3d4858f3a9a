"""Interruptions that contradict themselves are refused in a sentence."""

import datetime as dt
from typing import Any

import pytest

from evaluation.errors import InvalidInput
from evaluation.its import EffectWindow, Interruption, PhaseIn, Segment

DATE, LATER = dt.date(2005, 1, 1), dt.date(2005, 7, 1)
PASSING = {"level": False, "slope": False}


def ramp(until: dt.date = LATER) -> PhaseIn:
    return PhaseIn(until, "ramp")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (PASSING, "changes neither level nor slope"),
        ({"pulse": True}, "is a pulse and has a slope.*slope to false"),
        ({**PASSING, "pulse": True, "decay": True, "half_life": 2}, "is a pulse and decays"),
        ({"slope": False, "pulse": True, "end": LATER}, "would be the same term"),
        ({**PASSING, "decay": True}, "decays without a half-life above 0"),
        ({**PASSING, "decay": True, "half_life": 0.0}, "decays without a half-life above 0"),
        ({"half_life": 3}, "has a half-life but does not decay"),
        ({**PASSING, "pulse": True, "phase_in": ramp()}, "is a pulse and has a phase-in"),
        ({"level": False, "phase_in": ramp()}, "as a ramp without a level that lasts"),
        ({"decay": True, "half_life": 2, "phase_in": ramp()}, "as a ramp without a level"),
        ({"end": dt.date(2004, 12, 31)}, "ends on 2004-12-31, before its date 2005-01-01"),
        ({"phase_in": ramp(DATE)}, "phased in until 2005-01-01, which is not after its date"),
        (
            {"phase_in": ramp(), "end": dt.date(2005, 6, 30)},
            "ends on 2005-06-30, before it is fully in force on 2005-07-01",
        ),
        ({"transition": 1.5}, "has a transition outside 0 to 1"),
        ({"transition": 0.5, "phase_in": ramp()}, "has a number as transition and a phase-in"),
        ({"transition": "shared"}, "no transition 'shared'. Did you mean 'share'"),
    ],
)
def test_contradictions_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        Interruption("law", DATE, **changes)


def test_a_phase_in_is_a_segment_a_ramp_or_left_out() -> None:
    with pytest.raises(InvalidInput, match=r"no phase-in 'rampp'. Did you mean 'ramp'"):
        PhaseIn(LATER, "rampp")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, ("level", "slope")),
        ({**PASSING, "pulse": True}, ("pulse",)),
        ({"slope": False, "pulse": True}, ("level", "pulse")),
        ({**PASSING, "decay": True, "half_life": 2}, ("decay",)),
        ({"phase_in": PhaseIn(LATER, "exclude")}, ("level", "slope")),
        (
            {"phase_in": PhaseIn(LATER, "segment")},
            ("phase-in", "phase-in-slope", "level", "slope"),
        ),
    ],
)
def test_an_interruption_has_the_terms_it_names(
    changes: dict[str, Any], kinds: tuple[str, ...]
) -> None:
    assert Interruption("law", DATE, **changes).kinds == kinds


def test_it_is_fully_in_force_from_its_date_or_the_end_of_its_roll_out() -> None:
    assert Interruption("law", DATE).full_date == DATE
    assert Interruption("law", DATE, phase_in=ramp()).full_date == LATER


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"name": " "}, "A segment has no name"),
        ({"end": dt.date(2004, 1, 1)}, "The segment 'covid' ends on 2004-01-01, before it starts"),
        ({"level": False}, "neither a level nor a slope of its own"),
    ],
)
def test_a_segment_has_a_name_dates_in_order_and_a_course(
    settings: dict[str, Any], sentence: str
) -> None:
    given = {"name": "covid", "start": DATE, "end": LATER, "reason": "COVID-19"} | settings
    with pytest.raises(InvalidInput, match=sentence):
        Segment(**given)


def test_an_effect_window_has_a_name_and_dates_in_order() -> None:
    with pytest.raises(InvalidInput, match="effect window has no name"):
        EffectWindow("", DATE, LATER)
    with pytest.raises(InvalidInput, match="The effect window 'year' ends on 2005-01-01, before"):
        EffectWindow("year", LATER, DATE)
