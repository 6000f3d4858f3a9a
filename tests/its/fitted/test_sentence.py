"""Every wording of the sentence of an effect, as a reader sees it."""

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pytest

from evaluation import its
from evaluation.its.fitted.equivalence import Equivalence, Region, conclusion
from evaluation.its.fitted.sentence import decimals_for, region_sentence, sentence, shown

DAY = dt.date(2005, 1, 1)
DESIGN = its.Design("falls", "monthly", (its.Interruption("law", DAY),))

Limits = tuple[float, float, float]


def effects(
    absolute: Limits, relative: Limits | None = None, name: str = "law"
) -> list[its.Effect]:
    found = [its.Effect(name, DAY, "absolute", *absolute, method="ols")]
    if relative is not None:
        found.append(its.Effect(name, DAY, "relative", *relative, method="ols"))
    return found


def verdict(interval: tuple[float, float], inner: tuple[float, float], **changes: object):
    region = changes.pop("region", Region(-5, 5))
    found = Equivalence(
        verdict=conclusion(region, interval, inner, **changes),
        interruption="law",
        at=DAY,
        region=region,
        estimate=sum(interval) / 2,
        lower=interval[0],
        upper=interval[1],
        level=0.95,
        equivalence_lower=inner[0],
        equivalence_upper=inner[1],
        equivalence_level=0.9,
        method="ols",
    )
    return region_sentence(found)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (
            effects((5.2, 1.1, 9.3), (0.12, 0.02, 0.22)),
            "falls, 2005-01: 5.2 higher with 'law' than expected without it "
            "(95% interval 1.1 to 9.3; 12% higher, 2% to 22%).",
        ),
        (
            effects((-1234.4, -2000.2, -468.6), (-0.2, -0.3, -0.1)),
            "falls, 2005-01: 1,234 lower with 'law' than expected without it "
            "(95% interval -2,000 to -469; 20% lower, -30% to -10%).",
        ),
        (
            effects((-5.2, -9.3, -1.1), name="all"),
            "falls, 2005-01: 5.2 lower with the interruptions than expected without them "
            "(95% interval -9.3 to -1.1).",
        ),
        (
            effects((1.2, -0.5, 2.9), (0.1, -0.05, 0.25)),
            "falls, 2005-01: no clear change with 'law'. The difference from what was expected "
            "without is 1.2 (95% interval -0.5 to 2.9), and the interval includes no change.",
        ),
        (
            effects((1.2, 0.1, 2.3), (0.1, -0.01, 0.21)),
            "falls, 2005-01: no clear change with 'law'. The difference from what was expected "
            "without is 1.2 (95% interval 0.1 to 2.3), and the absolute and the relative interval "
            "disagree whether no change is included.",
        ),
        (
            effects((1.2, 0.0, 2.4)),
            "falls, 2005-01: no clear change with 'law'. The difference from what was expected "
            "without is 1.2 (95% interval 0.0 to 2.4), and the interval includes no change.",
        ),
        (
            effects((1.2, math.nan, math.nan)),
            "falls, 2005-01: the data do not allow an interval for the effect of 'law'.",
        ),
        (
            effects((5.2, 1.1, 9.3), (0.12, math.nan, math.nan)),
            "falls, 2005-01: 5.2 higher with 'law' than expected without it "
            "(95% interval 1.1 to 9.3).",
        ),
    ],
)
def test_every_wording_of_an_effect(found: list[its.Effect], text: str) -> None:
    assert sentence(found, DESIGN) == text


@pytest.mark.parametrize(
    ("interval", "inner", "text"),
    [
        (
            (6.0, 9.0),
            (6.2, 8.8),
            "The change is important: unimportant effects are -5 to 5.",
        ),
        (
            (-6.0, 6.0),
            (-4.96, 4.96),
            "That is no important change: the 90% interval, -4.96 to 4.96, lies inside the region "
            "of unimportant effects, -5 to 5.",
        ),
        (
            (1.0, 6.0),
            (1.2, 5.8),
            "The change is not shown to be important: unimportant effects are -5 to 5.",
        ),
        (
            (-1.0, 6.0),
            (-0.2, 5.8),
            "An effect that matters is not ruled out: unimportant effects are -5 to 5.",
        ),
        (
            (math.nan, math.nan),
            (math.nan, math.nan),
            "Whether the effect matters cannot be said: it has no interval.",
        ),
    ],
)
def test_every_wording_of_a_region(
    interval: tuple[float, float], inner: tuple[float, float], text: str
) -> None:
    assert verdict(interval, inner) == text


def test_an_important_change_says_whether_it_is_better() -> None:
    better = verdict((6.0, 9.0), (6.2, 8.8), better="increase")
    assert better.startswith("The change is important, an improvement:")
    worse = verdict((6.0, 9.0), (6.2, 8.8), better="decrease")
    assert worse.startswith("The change is important, a worsening:")


def test_a_relative_region_is_told_in_percent() -> None:
    text = verdict((-0.01, 0.01), (-0.008, 0.008), region=Region(-0.05, 0.05, "relative"))
    assert "the 90% interval, -0.8% to 0.8%, lies inside" in text
    assert text.endswith("unimportant effects, -5% to 5%.")


def test_the_region_follows_the_effect() -> None:
    found = effects((1.2, -0.5, 2.9))
    base = Equivalence(
        "no important change",
        "law",
        DAY,
        Region(-5, 5),
        1.2,
        -0.5,
        2.9,
        0.95,
        -0.2,
        2.6,
        0.9,
        "ols",
    )
    text = sentence(found, DESIGN, base)
    assert text.startswith("falls, 2005-01: no clear change with 'law'.")
    assert text.endswith("unimportant effects, -5 to 5.")


def test_an_absolute_effect_is_needed() -> None:
    with pytest.raises(ValueError, match="absolute"):
        sentence([replace(effects((1, 0, 2))[0], measure="cumulative")], DESIGN)


def test_a_limit_above_nought_never_looks_like_nought() -> None:
    assert shown([250.0, 0.04, 500.0]) == ["250.00", "0.04", "500.00"]
    assert decimals_for([0.0, 0.0, 0.0]) == 0
    assert shown([2.0, 2.0, 2.0]) == ["2.0", "2.0", "2.0"]
    assert shown([-1e-9, -1.0, 1.0])[0] == "0.000000"


def test_words_never_contradict_the_interval() -> None:
    generator = np.random.default_rng(4)
    for centre, half in (generator.normal(size=(300, 2)) * [1.0, 0.7]).tolist():
        limits = (centre, centre - abs(half), centre + abs(half))
        text = sentence(effects(limits), DESIGN)
        assert ("higher" in text) is (limits[1] > 0)
        assert (" lower " in text) is (limits[2] < 0)
        assert ("no clear change" in text) is (limits[1] <= 0 <= limits[2])
