"""The stretches of a fitted series that its chart shades: left out, phased in, or on their own.

In: a fit. Out: `Window`s in order of time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from evaluation import its
from evaluation.present.series_chart import Window, WindowKind

PHASE_IN: WindowKind = "phase-in"


def windows_of(fit: its.Fit) -> list[Window]:
    """Return the windows of a fit.

    Exclusions whose reason begins with "phase-in" are of that kind. A roll-out that is part of
    the model, and a segment with a course of its own, are shaded too.
    """
    found = [*_exclusions(fit), *_roll_outs(fit), *_segments(fit)]
    return sorted(found, key=lambda window: (window.start, window.end))


def _exclusions(fit: its.Fit) -> Iterator[Window]:
    for item in fit.series.exclusions:
        is_phase_in = item.reason.lower().startswith(PHASE_IN)
        yield _window(item.start, item.end, item.reason, PHASE_IN if is_phase_in else "excluded")


def _roll_outs(fit: its.Fit) -> Iterator[Window]:
    for item in fit.design.interruptions:
        if item.phase_in is not None and item.phase_in.kind != "exclude":
            eve = item.phase_in.until - dt.timedelta(days=1)
            yield _window(item.date, eve, "", PHASE_IN)


def _segments(fit: its.Fit) -> Iterator[Window]:
    for item in fit.design.segments:
        yield _window(item.start, item.end, item.reason, "segment")


def _window(start: dt.date, end: dt.date, reason: str, kind: WindowKind) -> Window:
    return Window(pd.Timestamp(start), pd.Timestamp(end), reason, kind)
