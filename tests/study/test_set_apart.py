"""Which stretches of a fit its chart shades, whatever the engine calls them."""

import datetime as dt
from types import SimpleNamespace

from evaluation.study.set_apart import windows_of

DAY = dt.date


def fit_of(*, exclusions=(), interruptions=(), segments=()):
    """Return a stand-in for a fit with these parts."""
    design = SimpleNamespace(interruptions=interruptions, segments=segments)
    return SimpleNamespace(design=design, series=SimpleNamespace(exclusions=exclusions))


def stretch(start, end, **more):
    return SimpleNamespace(start=start, end=end, **more)


STRIKE = stretch(DAY(2023, 6, 1), DAY(2023, 6, 30), reason="strike")
ROLL_OUT = stretch(DAY(2024, 1, 1), DAY(2024, 3, 31), reason="Phase-in with devices")


def told(fit):
    return [(window.kind, window.words, window.start.date()) for window in windows_of(fit)]


def test_exclusions_are_told_from_a_phase_in_by_their_reason():
    assert told(fit_of(exclusions=(ROLL_OUT, STRIKE))) == [
        ("excluded", "left out: strike", DAY(2023, 6, 1)),
        ("phase-in", "Phase-in with devices", DAY(2024, 1, 1)),
    ]


def test_a_roll_out_in_the_model_is_a_phase_in_up_to_the_day_before_it_is_complete():
    for kind, count in (("segment", 1), ("ramp", 1), ("exclude", 0)):
        phase_in = SimpleNamespace(until=DAY(2024, 4, 1), kind=kind)
        item = SimpleNamespace(date=DAY(2024, 1, 1), phase_in=phase_in)
        windows = windows_of(
            fit_of(interruptions=(item, SimpleNamespace(date=DAY(2025, 1, 1), phase_in=None)))
        )
        assert len(windows) == count
        assert all(window.end.date() == DAY(2024, 3, 31) for window in windows)
        assert all(window.kind == "phase-in" for window in windows)


def test_a_segment_has_a_course_of_its_own():
    covid = stretch(DAY(2020, 3, 1), DAY(2020, 8, 31), reason="COVID-19")
    assert told(fit_of(segments=(covid,))) == [("segment", "own course: COVID-19", DAY(2020, 3, 1))]
