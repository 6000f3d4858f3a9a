"""The sensitivity of every series of a long table is that of each alone."""

import datetime as dt

import numpy as np
import pandas as pd

from evaluation import its

LAW = its.Interruption("law", dt.date(2007, 1, 1))
MONTHS = pd.date_range("2005-01-01", periods=40, freq="MS")


def noisy(name: str, seed: int, months: int = 40) -> pd.DataFrame:
    noise = np.random.default_rng(seed).normal(size=months)
    rate = 50 - 4.0 * (np.arange(months) >= 24) + noise
    return pd.DataFrame({"ward": name, "time": MONTHS[:months], "rate": rate})


def wards(*tables: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(tables or [noisy(name, seed) for seed, name in enumerate("BAC")])


def design(interruption: its.Interruption = LAW) -> its.Design:
    return its.Design("rate", "monthly", (interruption,))


def test_every_series_has_the_table_and_sentences_of_its_own_fit() -> None:
    data = wards(noisy("B", 1), noisy("short", 2, months=34), noisy("A", 3))
    found = its.sensitivity_many(design(), data, "ward", its.Method("reml-ar1"))
    assert found.failures.empty
    assert found.table["series"].drop_duplicates().tolist() == ["B", "short", "A"]
    for name, rows in data.groupby("ward"):
        alone = its.sensitivity(its.fit(design(), rows, its.Method("reml-ar1")))
        mine = found.table[found.table["series"] == name].drop(columns="series")
        pd.testing.assert_frame_equal(mine.reset_index(drop=True), alone.table, rtol=1e-6)
        said = found.sentences.loc[found.sentences["series"] == name, "sentence"]
        assert tuple(said) == alone.sentences


def test_a_plan_says_which_choices_are_varied() -> None:
    plan = its.Plan(dates=1, lags=False, windows=False, seasonality=False, placebo=False)
    found = its.sensitivity_many(design(), wards(), "ward", plan=plan)
    assert set(found.table["part"]) == {"estimators", "dates"}


def test_what_cannot_be_fitted_is_listed_with_its_reason() -> None:
    late = its.Interruption("late", dt.date(2030, 1, 1))
    found = its.sensitivity_many(design(late), wards(), "ward")
    assert found.failures["series"].tolist() == ["B", "A", "C"]
    assert found.table.empty


def test_a_method_of_another_family_is_the_reason_for_all() -> None:
    found = its.sensitivity_many(design(), wards(), "ward", its.Method("glm"))
    assert set(found.failures["reason"]) == {"Method 'glm' is not for family 'gaussian'."}
