"""Placebo in space: ranks and p values worked by hand, and the tobacco law of California."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput

PROP_99 = Path(__file__).parents[3] / ".." / "shared" / "data" / "series" / "prop99_multi.csv"
LAW = its.Interruption("law", dt.date(2007, 1, 1), slope=False)
OLS = its.Method("ols")
WAVE = np.array([1.0, -1, -1, 1, 0, 0] * 2)
STEPS = {"T": -4.0, "B": 0.0, "C": 3.0, "D": -1.0}


def panel(steps: dict[str, float], noise: float = 0.1) -> pd.DataFrame:
    """Return twelve years of each unit, with its own step in the seventh."""
    parts = []
    for number, (name, step) in enumerate(steps.items()):
        values = 20.0 + number + step * (np.arange(12) >= 6)
        values += noise * np.roll(WAVE, number) * (1 + number)
        parts.append(pd.DataFrame({"time": range(2001, 2013), "rate": values, "unit": name}))
    return pd.concat(parts, ignore_index=True)


def design(kind: Any = "difference", **changes: Any) -> its.Design:
    control = its.Control("unit", "T", kind)
    changes = {"interruptions": (LAW,), **changes}
    return its.Design("rate", "annual", control=control, **changes)


def test_effects_are_those_of_each_control_against_the_others_without_the_treated() -> None:
    found = its.placebo_in_space(design(), panel(STEPS, noise=0.0), OLS)
    table = found.table.set_index("unit")["estimate"]
    # C against B and D: 3 + 0.5; D against B and C: -1 - 1.5; B against C and D: 0 - 1
    expected = {"T": -4 - 2 / 3, "C": 3.5, "D": -2.5, "B": -1.0}
    assert table.to_dict() == pytest.approx(expected)
    assert list(table.index) == ["T", "C", "D", "B"]
    assert found.table["is_treated"].tolist() == [True, False, False, False]


def test_the_largest_effect_of_four_has_rank_one_and_p_of_a_quarter() -> None:
    found = its.placebo_in_space(design(), panel(STEPS), OLS)
    assert (found.rank, found.controls, found.p, found.smallest_p) == (1, 3, 0.25, 0.25)
    assert found.at == dt.date(2012, 1, 1)
    assert found.sentence == (
        "Of 3 controls analysed as if treated, none shows an effect as large, in either "
        f"direction, as the treated unit's difference of {found.estimate:.4g}: placebo p = 0.250. "
        "With 3 controls p cannot fall below 0.250; below 0.05 it takes 20 or more."
    )


@pytest.mark.parametrize(
    ("step", "rank", "words"),
    [(1.7, 3, "2 show an effect"), (-3.0, 2, "1 shows an effect")],
)
def test_larger_placebos_in_either_direction_count(step: float, rank: int, words: str) -> None:
    found = its.placebo_in_space(design(), panel({**STEPS, "T": step + 2 / 3}, noise=0.01), OLS)
    assert found.rank == rank
    assert found.p == rank / 4
    assert words in found.sentence


def test_twenty_controls_can_give_a_p_below_a_twentieth() -> None:
    steps = {"T": -9.0, **{f"C{number:02d}": 0.0 for number in range(20)}}
    found = its.placebo_in_space(design(), panel(steps), OLS)
    assert found.p == pytest.approx(1 / 21)
    assert "cannot fall below" not in found.sentence


def test_noisy_controls_count_less_where_effects_are_standardised() -> None:
    data = panel({"T": -1.0, "B": 0.0, "C": 0.0, "D": 5.0})
    noisy = data["unit"] == "D"
    data.loc[noisy, "rate"] += np.tile([9.0, -9.0], 6)
    found = its.placebo_in_space(design(), data, OLS)
    ratios = found.table.set_index("unit")["ratio"].abs()
    as_large = int((ratios.drop("T") >= ratios["T"]).sum())
    assert found.p_standardised == (1 + as_large) / 4
    assert ratios["D"] < found.table.set_index("unit").loc["D", "estimate"]


def test_an_effect_without_a_standard_error_has_no_standardised_p() -> None:
    data = panel(STEPS)
    short = data[data["time"].between(2004, 2009)]
    law = its.Interruption("law", dt.date(2007, 1, 1))
    method = its.Method("rho-integrated")  # no variance with 6 points and 4 terms
    found = its.placebo_in_space(design(interruptions=(law,)), short, method)
    assert np.isnan(found.p_standardised)
    assert 0.25 <= found.p <= 1


def test_controls_that_cannot_take_the_place_are_listed_with_the_reason() -> None:
    data = panel({**STEPS, "E": 0.0})
    short = data[~((data["unit"] == "E") & (data["time"] < 2005))]
    gone = short[~((short["unit"] == "D") & (short["time"] >= 2011))]
    found = its.placebo_in_space(design(), gone, OLS, at=dt.date(2012, 1, 1))
    reasons = found.table.set_index("unit")["reason"]
    assert reasons["E"].startswith("The series has 2 points before 'law'")
    assert reasons["D"] == "it has no data in the period of the effect"
    assert found.controls == 2


def test_an_earlier_period_may_be_asked_for() -> None:
    found = its.placebo_in_space(design(), panel(STEPS), OLS, at=dt.date(2008, 1, 1))
    assert found.at == dt.date(2008, 1, 1)


@pytest.mark.parametrize("at", [dt.date(2006, 1, 1), dt.date(2020, 1, 1)])
def test_a_period_without_an_effect_is_refused(at: dt.date) -> None:
    with pytest.raises(InvalidInput, match="no effect to compare at that date"):
        its.placebo_in_space(design(), panel(STEPS), OLS, at=at)


def test_several_interruptions_are_compared_together_or_apart() -> None:
    ban = its.Interruption("ban", dt.date(2010, 1, 1), slope=False)
    chosen = design(interruptions=(LAW, ban))
    together = its.placebo_in_space(chosen, panel(STEPS), OLS)
    apart = [
        its.placebo_in_space(chosen, panel(STEPS), OLS, interruption=name)
        for name in ("law", "ban")
    ]
    assert (together.interruption, apart[0].interruption) == ("all", "law")
    assert together.estimate == pytest.approx(sum(each.estimate for each in apart))
    with pytest.raises(InvalidInput, match="no interruption 'lwa'"):
        its.placebo_in_space(chosen, panel(STEPS), OLS, interruption="lwa")


def test_counts_beside_an_offset_are_ranked_by_their_ratio() -> None:
    data = panel(STEPS, noise=0.0)
    data["rate"] = (100 * data["rate"]).round()
    chosen = design("offset", family="quasi-poisson")
    found = its.placebo_in_space(chosen, data, its.Method("glm"))
    assert found.measure == "log ratio"
    assert "ratio of 0." in found.sentence


def test_wide_data_may_be_ranked_too() -> None:
    long = panel(STEPS)
    wide = long.pivot_table(index="time", columns="unit", values="rate").reset_index()
    control = its.Control(columns=("B", "C", "D"), kind="difference")
    chosen = its.Design("T", "annual", (LAW,), control=control)
    ours = its.placebo_in_space(chosen, wide, OLS)
    assert ours.estimate == pytest.approx(its.placebo_in_space(design(), long, OLS).estimate)


def test_too_few_controls_are_refused() -> None:
    with pytest.raises(InvalidInput, match="needs 2 or more controls"):
        its.placebo_in_space(design(), panel({"T": 1.0, "B": 0.0}), OLS)
    with pytest.raises(InvalidInput, match="needs controls"):
        its.placebo_in_space(its.Design("rate", "annual", (LAW,)), panel(STEPS), OLS)
    data = panel(STEPS)
    short = data[(data["unit"].isin(["T", "B"])) | (data["time"] >= 2005)]
    with pytest.raises(InvalidInput, match="Only 0 of 3 controls can take the place"):
        its.placebo_in_space(design(), short, OLS)


@pytest.mark.reference
@pytest.mark.skipif(not PROP_99.is_file(), reason="the folder shared is absent")
def test_no_other_state_shows_as_large_a_fall_in_cigarette_sales_as_california() -> None:
    """Abadie, Diamond and Hainmueller (2010) find 1 of 39 too, by their ratio of errors."""
    law = its.Interruption("prop99", dt.date(1989, 1, 1))
    control = its.Control("state", "California", "difference")
    chosen = its.Design("cigsale", "annual", (law,), time="year", transform="log", control=control)
    found = its.placebo_in_space(chosen, pd.read_csv(PROP_99), OLS)
    assert (found.controls, found.rank) == (38, 1)
    assert found.p == found.p_standardised == pytest.approx(1 / 39)


@pytest.mark.reference
@pytest.mark.skipif(not PROP_99.is_file(), reason="the folder shared is absent")
def test_packs_sold_fall_as_much_in_states_without_the_law_that_sold_more() -> None:
    law = its.Interruption("prop99", dt.date(1989, 1, 1))
    control = its.Control("state", "California", "difference")
    chosen = its.Design("cigsale", "annual", (law,), time="year", control=control)
    data = pd.read_csv(PROP_99)
    absolute = next(e for e in its.effects(its.fit(chosen, data, OLS)) if e.measure == "absolute")
    assert absolute.upper < 0  # least squares is sure of what a placebo finds usual
    assert its.placebo_in_space(chosen, data, OLS).p > 0.4
