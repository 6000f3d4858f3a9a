"""What becomes of an effect when choices are varied: each row is the fit one would make by hand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.estimation.estimators import ESTIMATORS
from evaluation.its.estimation.solution import Problem
from evaluation.its.robustness.plan import Plan, variants, variants_of_many
from evaluation.its.robustness.sensitivity import (
    NO_INTERVAL,
    NO_RATIO,
    sensitivity,
    sensitivity_of_many,
    summary,
)
from evaluation.its.variation.measured import NO_SOLUTION, Measured, measure_each
from evaluation.its.variation.variants import Variant, base_of

LAW = its.Interruption("law", dt.date(2007, 1, 1))
MONTHS = pd.date_range("2005-01-01", periods=48, freq="MS")
QUICK = {"estimators", "dates", "lags", "windows", "seasonality", "placebo"}


def noisy(seed: int = 1, effect: float = -6.0, months: int = 48) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    position = np.arange(months)
    rate = 50 + 0.1 * position + effect * (position >= 24) + generator.normal(size=months)
    return pd.DataFrame({"time": MONTHS[:months], "rate": rate})


def only(**parts: Any) -> Plan:
    none = {"estimators": False, "dates": 0, "lags": False, "windows": False}
    none |= {"seasonality": False, "placebo": False}
    return Plan(**(none | parts))


def design(**changes: Any) -> its.Design:
    settings: dict[str, Any] = {"outcome": "rate", "frequency": "monthly"}
    return its.Design(**(settings | {"interruptions": (LAW,)} | changes))


def absolute(fit: its.Fit, at: dt.date | None = None) -> tuple[float, float, float]:
    effect = its.effects(fit, None if at is None else [at])[0]
    return effect.estimate, effect.lower, effect.upper


def rows(table: pd.DataFrame, measure: str = "absolute") -> dict[str, Any]:
    chosen = table[table["measure"] == measure]
    return {row.variant: row for row in chosen.itertuples()}


def values(row: Any) -> tuple[float, float, float]:
    return row.estimate, row.lower, row.upper


@pytest.fixture(scope="module")
def found() -> its.Fit:
    return its.fit(design(), noisy(), its.Method("ols"))


def test_every_registered_estimator_of_the_family_has_its_row(found: its.Fit) -> None:
    table = sensitivity(found, only(estimators=True)).table
    suited = {name for name, known in ESTIMATORS.items() if known.serves == "gaussian"}
    assert set(table["variant"]) == suited
    assert table["variant"].iloc[0] == "ols"
    for name, row in rows(table).items():
        fit = its.fit(found.design, noisy(), its.Method(name))
        assert values(row) == pytest.approx(absolute(fit))


def test_counts_have_the_estimators_of_counts() -> None:
    data = pd.DataFrame({"time": MONTHS, "rate": np.random.default_rng(1).poisson(90, 48)})
    fit = its.fit(design(family="poisson"), data)
    table = sensitivity(fit, only(estimators=True, lags=True)).table
    suited = {name for name, known in ESTIMATORS.items() if known.serves == "counts"}
    assert set(table.loc[table["part"] == "estimators", "variant"]) == suited
    for measure in ("absolute", "relative"):
        effect = next(each for each in its.effects(fit) if each.measure == measure)
        row = rows(table, measure)[fit.method.name]
        assert values(row) == pytest.approx((effect.estimate, effect.lower, effect.upper))
    assert set(table.loc[table["part"] == "lags", "method"]) == {"glm-newey-west"}


def test_relative_effects_are_those_of_the_fit_on_every_scale() -> None:
    for transform in ("none", "log", "log10"):
        fit = its.fit(design(transform=transform), noisy(), its.Method("reml-ar1"))
        effect = next(each for each in its.effects(fit) if each.measure == "relative")
        row = rows(sensitivity(fit, only(estimators=True)).table, "relative")["reml-ar1"]
        assert values(row) == pytest.approx((effect.estimate, effect.lower, effect.upper))


def test_a_moved_date_is_a_design_with_that_date(found: its.Fit) -> None:
    table = rows(sensitivity(found, only(dates=2)).table)
    assert list(table) == [
        "as specified",
        "2 months earlier",
        "1 month earlier",
        "1 month later",
        "2 months later",
    ]
    moved = replace(LAW, date=dt.date(2006, 11, 1))
    by_hand = its.fit(design(interruptions=(moved,)), noisy(), its.Method("ols"))
    assert values(table["2 months earlier"]) == pytest.approx(absolute(by_hand))


def test_the_wrong_date_changes_the_answer() -> None:
    data = noisy(effect=-6.0)
    law = its.Interruption("law", dt.date(2007, 1, 1), slope=False)
    late = replace(law, date=dt.date(2008, 9, 1))
    fit = its.fit(design(interruptions=(late,)), data, its.Method("ols"))
    table = rows(sensitivity(fit, only(dates=20)).table)
    assert table["20 months earlier"].estimate == pytest.approx(-6, abs=1)
    assert abs(table["as specified"].estimate) < 2.5


def test_a_date_moved_onto_another_interruption_says_why_there_is_none() -> None:
    second = its.Interruption("fine", dt.date(2007, 7, 1))
    fit = its.fit(design(interruptions=(LAW, second)), noisy(), its.Method("ols"))
    table = rows(sensitivity(fit, only(dates=6)).table)
    assert "same name or the same date" in table["law 6 months later"].note
    assert "at least 3 are needed" in table["law 5 months later"].note
    assert np.isfinite(table["fine 6 months later"].estimate)


def test_lags_run_from_none_to_three_more_than_the_rule(found: its.Fit) -> None:
    table = sensitivity(found, only(lags=True)).table
    names = table.loc[table["measure"] == "absolute", "variant"].tolist()
    assert names == ["3 lags", "0 lags", "1 lag", "2 lags", "4 lags", "5 lags", "6 lags"]
    by_hand = its.fit(found.design, noisy(), its.Method("newey-west", 5))
    assert values(rows(table)["5 lags"]) == pytest.approx(absolute(by_hand))
    own = its.fit(found.design, noisy(), its.Method("newey-west", 9))
    assert sensitivity(own, only(lags=True)).table["variant"].iloc[0] == "9 lags"


def test_windows_are_shorter_series_compared_at_their_last_common_period(found: its.Fit) -> None:
    table = sensitivity(found, only(windows=True)).table
    at = dt.date(2007, 12, 1)
    assert set(table["at"]) == {at}
    data = noisy()
    shorter = {"without the first year": data[12:], "without the last year": data[:36]}
    for name, window in shorter.items():
        by_hand = its.fit(found.design, window, its.Method("ols"))
        assert values(rows(table)[name]) == pytest.approx(absolute(by_hand, at))
    assert values(rows(table)["as specified"]) == pytest.approx(absolute(found, at))
    assert "sides of equal length" not in rows(table)  # they are so already


def test_sides_of_equal_length_leave_out_what_is_over() -> None:
    data = noisy(months=40)
    fit = its.fit(design(), data, its.Method("ols"))
    table = rows(sensitivity(fit, only(windows=True)).table)
    at = table["as specified"].at
    by_hand = its.fit(design(), data[8:], its.Method("ols"))
    assert values(table["sides of equal length"]) == pytest.approx(absolute(by_hand, at))


def test_a_window_that_leaves_too_little_says_so() -> None:
    fit = its.fit(design(), noisy(months=34), its.Method("ols"))
    table = rows(sensitivity(fit, only(windows=True)).table)
    assert "lies outside the series" in table["without the last year"].note
    assert table["without the last year"].agrees_in_direction is None
    assert table["as specified"].at == dt.date(2007, 10, 1)


def test_seasons_are_other_designs(found: its.Fit) -> None:
    table = rows(sensitivity(found, only(seasonality=True)).table)
    assert list(table) == ["as specified", "1 harmonic", "2 harmonics", "months"]
    seasonal = design(seasonality=its.Seasonality(months=True))
    by_hand = its.fit(seasonal, noisy(), its.Method("ols"))
    assert values(table["months"]) == pytest.approx(absolute(by_hand))
    others = sensitivity(by_hand, only(seasonality=True)).table
    assert "none" in rows(others)
    assert "months" not in rows(others)


def test_seasons_that_cannot_be_told_apart_say_so() -> None:
    quarters = pd.date_range("2001-01-01", periods=24, freq="QS")
    data = noisy(months=24).assign(time=quarters)
    law = its.Interruption("law", dt.date(2004, 1, 1))
    quarterly = its.fit(design(frequency="quarterly", interruptions=(law,)), data)
    table = rows(sensitivity(quarterly, only(seasonality=True)).table)
    assert "too many for quarterly data" in table["2 harmonics"].note
    assert np.isfinite(table["quarters"].estimate)


def test_annual_series_have_no_seasons_to_vary(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    fit = its.fit(hand_design, hand_data, its.Method("ols"))
    made = sensitivity(fit, only(seasonality=True))
    assert made.table.empty
    assert made.sentences == ()


def test_placebos_are_fits_to_the_series_before_with_eight_points_on_each_side(
    found: its.Fit,
) -> None:
    made = sensitivity(found, only(placebo=True))
    table = rows(made.table)
    assert len(table) == 1 + 9  # 8 to 16 of the 24 months before
    assert (table["as specified"].at, table["16 months earlier"].at) == (
        dt.date(2007, 8, 1),
        dt.date(2006, 4, 1),
    )
    moved = replace(LAW, date=dt.date(2005, 9, 1))
    before = its.fit(design(interruptions=(moved,)), noisy()[:24], its.Method("ols"))
    at = dt.date(2006, 4, 1)
    assert values(table["16 months earlier"]) == pytest.approx(absolute(before, at))
    assert table["16 months earlier"].agrees_in_direction is None
    assert made.sentences[0].endswith("larger in size than 9 of 9.")


def test_a_short_series_has_placebos_with_fewer_points_or_none(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    fit = its.fit(hand_design, hand_data, its.Method("ols"))
    assert sensitivity(fit, only(placebo=True)).table.empty
    early = noisy().iloc[14:]
    fit = its.fit(design(), early, its.Method("ols"))
    table = sensitivity(fit, only(placebo=True)).table
    assert rows(table).keys() == {"as specified", "5 months earlier"}


def test_a_long_series_tries_some_of_its_dates() -> None:
    days = pd.date_range("2005-01-01", periods=120, freq="D")
    rate = np.random.default_rng(3).normal(size=120)
    law = its.Interruption("law", days[100].date())
    fit = its.fit(
        design(frequency="daily", interruptions=(law,)),
        pd.DataFrame({"time": days, "rate": rate}),
        its.Method("ols"),
    )
    assert len(rows(sensitivity(fit, only(placebo=True)).table)) == 25


@pytest.mark.slow
def test_placebos_exclude_no_effect_about_as_often_as_chance_does() -> None:
    shares = []
    for seed in range(40):
        fit = its.fit(design(), noisy(seed), its.Method("ols"))
        table = sensitivity(fit, only(placebo=True)).table
        placebos = table[(table["measure"] == "absolute") & ~table["is_reference"]]
        shares.append(((placebos["lower"] > 0) | (placebos["upper"] < 0)).mean())
    assert np.mean(shares) == pytest.approx(0.05, abs=0.04)


def test_agreement_is_with_the_reference_of_the_part() -> None:
    fit = its.fit(design(), noisy(effect=0.0), its.Method("ols"))
    table = sensitivity(fit, only(dates=3)).table
    for row in table[~table["is_reference"]].itertuples():
        reference = table[table["is_reference"] & (table["measure"] == row.measure)].iloc[0]
        assert row.agrees_in_direction == ((row.estimate > 0) == (reference["estimate"] > 0))
        includes = row.lower <= 0 <= row.upper
        assert row.agrees_on_no_effect == (
            includes == (reference["lower"] <= 0 <= reference["upper"])
        )


def test_each_part_has_its_sentence(found: its.Fit) -> None:
    made = sensitivity(found)
    assert set(made.table["part"]) == QUICK
    starts = [sentence.split(":")[0].split()[0].lower() for sentence in made.sentences]
    assert starts == ["estimators", "dates", "lags", "windows", "seasonality", "placebo"]


def test_two_interruptions_are_taken_together() -> None:
    second = its.Interruption("fine", dt.date(2008, 1, 1))
    fit = its.fit(design(interruptions=(LAW, second)), noisy(), its.Method("ols"))
    row = rows(sensitivity(fit, only(estimators=True)).table)["ols"]
    together = next(each for each in its.effects(fit) if each.interruption == "all")
    assert row.estimate == pytest.approx(together.estimate)


def test_controls_stay_in_every_variant() -> None:
    data = pd.concat([noisy(1).assign(ward="A"), noisy(2, 0.0).assign(ward="B")])
    control = design(control=its.Control("ward", "A"))
    fit = its.fit(control, data, its.Method("ols"))
    made = sensitivity(fit)
    row = rows(made.table[made.table["part"] == "windows"])["without the last year"]
    by_hand = its.fit(control, data[data["time"] < "2008-01-01"], its.Method("ols"))
    assert values(row) == pytest.approx(absolute(by_hand, row.at))


def test_gaps_and_exclusions_stay_in_every_variant() -> None:
    flood = its.Exclusion(dt.date(2005, 10, 1), dt.date(2005, 12, 31), "flood")
    data = noisy().drop(index=[30])
    fit = its.fit(design(exclusions=(flood,)), data, its.Method("reml-ar1"))
    table = rows(sensitivity(fit, only(dates=1)).table)
    moved = replace(LAW, date=dt.date(2006, 12, 1))
    changed = design(exclusions=(flood,), interruptions=(moved,))
    by_hand = its.fit(changed, data, its.Method("reml-ar1"))
    assert values(table["1 month earlier"]) == pytest.approx(absolute(by_hand))


def test_many_fits_give_what_each_gives_alone_and_share_their_matrices() -> None:
    fits = [its.fit(design(), noisy(seed), its.Method("reml-ar1")) for seed in (1, 2)]
    fits.append(its.fit(design(), noisy(3, months=44), its.Method("reml-ar1")))
    asked: list[Problem] = []

    def watch(fits: Sequence[its.Fit], chosen: Sequence[Sequence[Variant]]) -> list[list[Measured]]:
        asked.extend(each.problem for found in chosen for each in found if each.problem)
        return measure_each(fits, chosen)

    together = sensitivity_of_many(fits, measure=watch)
    for fit, made in zip(fits, together, strict=True):
        pd.testing.assert_frame_equal(made.table, sensitivity(fit).table)
    matrices = {id(problem.matrix) for problem in asked}
    assert len(matrices) < len(asked) / 2 + 20


def test_windows_without_a_fit_are_passed_on_among_many() -> None:
    fits = [its.fit(design(), noisy(seed, months=34), its.Method("ols")) for seed in (1, 2)]
    together = sensitivity_of_many(fits, only(windows=True))
    notes = [rows(made.table)["without the last year"].note for made in together]
    assert notes[0] == notes[1] != ""


def test_an_estimator_that_fails_leaves_a_note_and_nothing_to_agree_with(found: its.Fit) -> None:
    chosen = list(variants(found, only(estimators=True)))
    measured = measure_each([found], [chosen])[0]
    nothing = (np.nan, np.nan, np.nan)
    broken = [Measured(nothing, nothing, "It did not converge."), *measured[1:]]
    made = summary(found, chosen, broken)
    first = rows(made.table)["ols"]
    assert first.note == "It did not converge."
    assert made.table["agrees_in_direction"].isna().all()
    assert made.sentences[0].startswith("Estimators: nothing to compare")


def test_refusals_and_singular_models_become_notes(
    found: its.Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(problem: Problem, method: its.Method) -> Any:
        raise InvalidInput("No two periods follow each other.", "Use another method.")

    def fail(problem: Problem, method: its.Method) -> Any:
        raise np.linalg.LinAlgError

    monkeypatch.setitem(ESTIMATORS, "newey-west", replace(ESTIMATORS["newey-west"], estimate=fail))
    monkeypatch.setitem(
        ESTIMATORS, "prais-winsten", replace(ESTIMATORS["prais-winsten"], estimate=refuse)
    )
    table = rows(sensitivity(found, only(estimators=True), measure_each).table)
    assert table["prais-winsten"].note == "No two periods follow each other."
    assert table["newey-west"].note == NO_SOLUTION


def test_what_has_no_interval_or_ratio_says_so() -> None:
    falling = pd.DataFrame({"time": MONTHS, "rate": 20.0 - np.arange(48)})
    falling["rate"] += np.random.default_rng(1).normal(size=48)
    fit = its.fit(design(), falling, its.Method("ols"))
    table = sensitivity(fit, only(estimators=True)).table
    assert set(table.loc[table["measure"] == "relative", "note"]) == {NO_RATIO}
    chosen = list(variants(fit, only(estimators=True)))[:1]
    unsure = Measured((1.0, np.nan, np.nan), (0.1, np.nan, np.nan))
    assert set(summary(fit, chosen, [unsure]).table["note"]) == {NO_INTERVAL}


def test_a_negative_number_of_periods_is_refused() -> None:
    with pytest.raises(InvalidInput, match="negative"):
        Plan(dates=-1)


ROLL_OUT = its.PhaseIn(dt.date(2007, 4, 1), "exclude")


@pytest.mark.parametrize(
    "interruption",
    [
        replace(LAW, phase_in=ROLL_OUT),
        replace(LAW, phase_in=replace(ROLL_OUT, kind="ramp")),
        replace(LAW, phase_in=replace(ROLL_OUT, kind="segment")),
        replace(LAW, end=dt.date(2008, 6, 30)),
        replace(LAW, date=dt.date(2007, 1, 12), transition="share"),
        replace(LAW, date=dt.date(2007, 1, 12), transition="share", end=dt.date(2008, 6, 12)),
        replace(LAW, decay=True, level=False, slope=False, half_life=3.0),
    ],
    ids=["left out", "ramp", "segment", "temporary", "share", "partly", "decay"],
)
def test_an_interruption_is_moved_with_all_its_dates(interruption: its.Interruption) -> None:
    fit = its.fit(design(interruptions=(interruption,)), noisy(), its.Method("ols"))
    row = rows(sensitivity(fit, only(dates=2)).table)["2 months earlier"]
    changes: dict[str, Any] = {"date": dt.date(2006, 11, interruption.date.day)}
    if interruption.phase_in:
        changes["phase_in"] = replace(interruption.phase_in, until=dt.date(2007, 2, 1))
    if interruption.end:
        changes["end"] = dt.date(2008, 4, interruption.end.day)
    moved = its.fit(
        design(interruptions=(replace(interruption, **changes),)), noisy(), its.Method("ols")
    )
    assert row.at == its.effects(fit)[0].at
    assert values(row) == pytest.approx(absolute(moved, row.at))


def test_a_temporary_interruption_has_placebos_while_it_is_in_force() -> None:
    short = replace(LAW, end=dt.date(2007, 5, 31))
    fit = its.fit(design(interruptions=(short,)), noisy(), its.Method("ols"))
    table = rows(sensitivity(fit, only(placebo=True)).table)
    assert table["as specified"].at == dt.date(2007, 5, 1)
    assert np.isfinite(table["16 months earlier"].estimate)


def test_a_segment_after_the_interruption_is_no_part_of_a_placebo() -> None:
    covid = its.Segment("covid", dt.date(2008, 1, 1), dt.date(2008, 4, 30), "COVID-19")
    fit = its.fit(design(segments=(covid,)), noisy(), its.Method("ols"))
    with_it = sensitivity(fit, only(placebo=True)).table
    without = sensitivity(its.fit(design(), noisy(), its.Method("ols")), only(placebo=True)).table
    placebos = with_it["variant"] != "as specified"
    pd.testing.assert_frame_equal(with_it[placebos], without[placebos])


def test_no_period_left_is_said() -> None:
    fit = its.fit(design(), noisy(), its.Method("ols"))
    base = base_of(fit)
    nothing = base.variant("windows", "", kept=np.zeros(48, dtype=bool))
    assert nothing.note == "No period is left to analyse."


def test_a_known_part_of_the_predictor_is_part_of_both_lines() -> None:
    fits = []
    for line in (0.0, 10.0):
        fit = its.fit(design(), noisy(), its.Method("ols"))
        series = replace(fit.series, table=fit.series.table.assign(control_line=line))
        fits.append(replace(fit, series=series))
    measured = measure_each(fits, variants_of_many(fits, only(estimators=True)))
    (plain, *_), (moved, *_) = measured
    assert plain.relative is not None
    assert moved.relative is not None
    assert moved.relative[0] == pytest.approx(plain.relative[0])  # taken off, and added again
