"""Designs recover a known truth in noisy, autocorrelated series, with intervals that cover it."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its

SERIES = 100
MONTHS = 60
RHO = 0.3
START = dt.date(2005, 1, 1)  # month 24
UNTIL = dt.date(2005, 7, 1)  # month 30
NOTHING = {"level": False, "slope": False}
POSITION = np.arange(MONTHS)
AFTER = POSITION >= 24
ROLLED_OUT = POSITION >= 30
FADE = 0.5 ** (np.maximum(POSITION - 24, 0) / 4) * AFTER
RISE = np.clip((POSITION - 24 + 0.5) / 6, 0, 1)
COVID = (POSITION >= 40) & (POSITION < 48)

DESIGNS: dict[str, tuple[dict[str, Any], dict[str, Any], np.ndarray, str, float]] = {
    "pulse": ({**NOTHING, "pulse": True}, {}, 3.0 * (POSITION == 24), "pulse:law", 3.0),
    "temporary": (
        {"slope": False, "end": dt.date(2006, 6, 30)},
        {},
        2.0 * (AFTER & (POSITION < 42)),
        "level:law",
        2.0,
    ),
    "decay": ({**NOTHING, "decay": True, "half_life": 4.0}, {}, 3.0 * FADE, "decay:law", 3.0),
    "roll-out as a segment": (
        {"phase_in": its.PhaseIn(UNTIL, "segment")},
        {},
        1.0 * (AFTER & ~ROLLED_OUT) + 2.0 * ROLLED_OUT,
        "level:law",
        2.0,
    ),
    "roll-out as a ramp": (
        {"slope": False, "phase_in": its.PhaseIn(UNTIL, "ramp")},
        {},
        2.0 * RISE,
        "level:law",
        2.0,
    ),
    "roll-out left out": (
        {"slope": False, "phase_in": its.PhaseIn(UNTIL, "exclude")},
        {},
        9.0 * (AFTER & ~ROLLED_OUT) + 2.0 * ROLLED_OUT,
        "level:law",
        2.0,
    ),
    "own segment": (
        {"slope": False},
        {"segments": (its.Segment("covid", dt.date(2006, 5, 1), dt.date(2006, 12, 31), "C"),)},
        2.0 * AFTER - 8.0 * COVID,
        "level:law",
        2.0,
    ),
}


def noise(generator: np.random.Generator) -> np.ndarray:
    """Return autoregressive noise of variance 1."""
    shocks = generator.normal(0, np.sqrt(1 - RHO**2), MONTHS)
    found = np.empty(MONTHS)
    found[0] = generator.normal()
    for month in range(1, MONTHS):
        found[month] = RHO * found[month - 1] + shocks[month]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", DESIGNS)
def test_the_effect_is_found_without_bias_and_covered(name: str) -> None:
    changes, settings, effect, term, truth = DESIGNS[name]
    law = its.Interruption("law", START, **changes)
    design = its.Design("events", "monthly", (law,), **settings)
    generator = np.random.default_rng(20051)
    time = pd.date_range("2003-01-01", periods=MONTHS, freq="MS")
    rows = []
    for _ in range(SERIES):
        events = 20 + 0.05 * POSITION + effect + noise(generator)
        found = its.fit(design, pd.DataFrame({"time": time, "events": events}))
        rows.append(found.terms.set_index("term").loc[term, ["estimate", "lower", "upper"]])
    table = pd.DataFrame(rows).astype(float)
    error = table["estimate"].std() / np.sqrt(SERIES)
    assert abs(table["estimate"].mean() - truth) < 4 * error
    covered = ((table["lower"] <= truth) & (truth <= table["upper"])).mean()
    assert covered >= 0.89  # 95% with 100 series: standard error 2.2 points
