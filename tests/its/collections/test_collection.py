"""Many series of one long table have the terms and effects that each has alone."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput

OPEN_DATA = Path(__file__).parents[3] / ".." / "shared" / "data" / "open"
LIDOCAINE = OPEN_DATA / "lidocaine_plasters_ccg.csv"
LAW = its.Interruption("law", dt.date(2007, 1, 1))
MONTHS = pd.date_range("2005-01-01", periods=40, freq="MS")


def noisy(name: str, seed: int, months: int = 40) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    rate = 50 - 4.0 * (np.arange(months) >= 24) + generator.normal(size=months)
    people = generator.integers(900, 1100, size=months)
    columns = {"ward": name, "time": MONTHS[:months], "rate": rate, "people": people}
    return pd.DataFrame(columns).sample(frac=1, random_state=seed)  # in no order


def wards(*tables: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(tables or [noisy(name, seed) for seed, name in enumerate("BAC")])


def design(**changes) -> its.Design:
    settings = {"outcome": "rate", "frequency": "monthly", "interruptions": (LAW,)}
    return its.Design(**(settings | changes))


def assert_as_alone(found: its.Collection, given: its.Design, data, method=None) -> None:
    for name, rows in data.groupby("ward"):
        alone = its.fit(given, rows, method)
        terms = found.terms[found.terms["series"] == name].drop(columns="series")
        assert terms["term"].tolist() == alone.terms["term"].tolist()
        for column in ("estimate", "std_error", "df", "lower", "upper", "p"):
            near = pytest.approx(alone.terms[column].to_numpy(), rel=1e-4, abs=1e-6)
            assert terms[column].to_numpy() == near
        mine = found.effects[found.effects["series"] == name]
        effects = its.effects(alone)
        for row, effect in zip(mine.itertuples(), effects, strict=True):
            assert (row.interruption, row.at, row.measure, row.window) == (
                effect.interruption,
                effect.at,
                effect.measure,
                effect.window,
            )
            assert (row.estimate, row.lower, row.upper) == pytest.approx(
                (effect.estimate, effect.lower, effect.upper), rel=1e-6, abs=1e-6
            )
        method_row = found.methods.set_index("series").loc[name]
        assert (method_row["n"], method_row["method"]) == (alone.n, alone.method.name)
        assert method_row["rule"] == alone.rule


METHODS = [None, "ols", "newey-west", "prais-winsten", "reml-ar1", "rho-integrated", "arima"]


@pytest.mark.parametrize("name", METHODS)
def test_each_series_has_what_it_has_alone(name) -> None:
    method = None if name is None else its.Method(name)
    found = its.fit_many(design(), wards(), "ward", method)
    assert found.failures.empty
    assert_as_alone(found, design(), wards(), method)


def test_series_come_in_the_order_of_the_table() -> None:
    found = its.fit_many(design(), wards(), "ward", its.Method("ols"))
    assert found.methods["series"].tolist() == ["B", "A", "C"]


@pytest.mark.parametrize(
    "changes",
    [
        {"denominator": "people"},
        {"transform": "log"},
        {"transform": "log10", "denominator": "people", "offsets": ("days",)},
        {"exclusions": (its.Exclusion(dt.date(2006, 3, 1), dt.date(2006, 5, 1), "flood"),)},
        {
            "interruptions": (LAW, its.Interruption("ban", dt.date(2007, 9, 1))),
            "effects_at": (dt.date(2007, 5, 1), dt.date(2008, 3, 1)),
        },
        {
            "effect_windows": (
                its.EffectWindow("2007", dt.date(2007, 1, 1), dt.date(2007, 12, 1)),
            ),
            "denominator": "people",
        },
        {"covariates": ("people",)},
        {"offsets": ("people",)},
        {"family": "quasi-poisson"},
    ],
    ids=lambda changes: "-".join(changes),
)
def test_every_kind_of_design_is_as_alone(changes) -> None:
    given = design(**changes)
    method = its.Method("newey-west") if given.family == "gaussian" else its.Method("glm")
    assert_as_alone(its.fit_many(given, wards(), "ward", method), given, wards(), method)


def test_series_of_their_own_periods_or_with_gaps_are_fitted_alone() -> None:
    short, holey = noisy("short", 5, months=20 + 14), noisy("holey", 6)
    holey.iloc[3, holey.columns.get_loc("rate")] = np.nan
    data = wards(noisy("A", 1), short, noisy("B", 2), holey)
    found = its.fit_many(design(), data, "ward")
    assert_as_alone(found, design(), data)
    assert found.methods.set_index("series")["n"].to_dict() == {
        "A": 40,
        "short": 34,
        "B": 40,
        "holey": 39,
    }


def test_what_cannot_be_fitted_is_listed_with_its_reason() -> None:
    few = noisy("few", 5, months=24)
    text = noisy("text", 6).astype({"rate": "object"})
    text.iloc[0, text.columns.get_loc("rate")] = "many"
    twice = pd.concat([noisy("twice", 7), noisy("twice", 8)])
    data = wards(few, noisy("A", 1), text, noisy("B", 2), twice)
    found = its.fit_many(design(), data, "ward")
    reasons = found.failures.set_index("series")["reason"]
    assert reasons.index.tolist() == ["few", "text", "twice"]
    assert "repeat a period" in reasons["twice"]
    assert "not finite numbers" in reasons["text"]
    assert found.methods["series"].tolist() == ["A", "B"]


def test_a_series_without_errors_is_as_alone() -> None:
    exact = noisy("exact", 3).assign(rate=lambda rows: np.where(rows["time"] >= "2007", 8, 10.0))
    data = wards(noisy("A", 1), exact, noisy("B", 2))
    assert_as_alone(its.fit_many(design(), data, "ward"), design(), data)


def test_a_method_that_is_not_for_many_fits_each() -> None:
    method = its.Method("ar-integrated", order=3)
    data = wards(noisy("A", 1), noisy("B", 2))
    assert_as_alone(its.fit_many(design(), data, "ward", method), design(), data, method)


def test_a_design_that_no_series_can_have_fails_each() -> None:
    late = its.Interruption("late", dt.date(2030, 1, 1))
    found = its.fit_many(design(interruptions=(late,)), wards(), "ward")
    assert found.failures["series"].tolist() == ["B", "A", "C"]
    assert found.terms.empty
    assert found.terms.columns.tolist()[:2] == ["series", "term"]


def test_a_method_of_another_family_fails_each_with_the_reason() -> None:
    found = its.fit_many(design(), wards(), "ward", its.Method("glm"))
    assert set(found.failures["reason"]) == {"Method 'glm' is not for family 'gaussian'."}


def test_a_singular_model_is_listed(monkeypatch) -> None:
    def fail(*_):
        raise np.linalg.LinAlgError

    monkeypatch.setattr("evaluation.its.collections.collection.fit_prepared", fail)
    found = its.fit_many(design(), wards(), "ward", its.Method("ols"))
    assert set(found.failures["reason"]) == {"The model has no solution."}


def test_series_whose_search_does_not_converge_are_fitted_each(monkeypatch) -> None:
    monkeypatch.setattr("evaluation.its.estimation.linear_together.PRAIS_ITERATIONS", 1)
    method = its.Method("prais-winsten")
    assert_as_alone(its.fit_many(design(), wards(), "ward", method), design(), wards(), method)


@pytest.mark.parametrize(
    ("by", "remedy"), [("wards", "Did you mean 'ward'"), ("zzz", "Add it or correct")]
)
def test_a_missing_column_of_names_is_refused(by, remedy) -> None:
    with pytest.raises(InvalidInput, match=f"no column '{by}'.*{remedy}"):
        its.fit_many(design(), wards(), by)


def test_rows_that_name_no_series_are_refused() -> None:
    data = wards().assign(ward=lambda rows: rows["ward"].where(rows["ward"] != "A"))
    with pytest.raises(InvalidInput, match="40 rows name no series"):
        its.fit_many(design(), data, "ward")


def test_the_table_is_not_changed() -> None:
    data = wards()
    before = data.copy()
    its.fit_many(design(), data, "ward", its.Method("ols"))
    pd.testing.assert_frame_equal(data, before)


@pytest.mark.skipif(not LIDOCAINE.is_file(), reason="the file of the CCGs is not there")
def test_a_group_has_its_known_numbers_among_all() -> None:
    guidance = its.Interruption("guidance", dt.date(2017, 12, 1))
    given = its.Design("numerator", "monthly", (guidance,), time="month", denominator="denominator")
    found = its.fit_many(given, pd.read_csv(LIDOCAINE), "code", its.Method("ols"))
    assert found.methods["series"].nunique() == 191
    terms = found.terms[found.terms["series"] == "11J"].set_index("term")
    # the known level is that of a month before, where its slope begins
    level, slope = terms.loc[["level:guidance", "slope:guidance"], "estimate"]
    assert level - slope == pytest.approx(-1.0014, abs=5e-5)
    assert terms.loc["slope:guidance", "estimate"] == pytest.approx(-0.0699, abs=5e-5)
    assert terms.loc["slope:guidance", "p"] == pytest.approx(0.0008, abs=5e-5)


def test_intervals_of_many_hold_the_truth() -> None:
    generator = np.random.default_rng(11)
    series, months = 600, 40
    noise = generator.normal(size=(series, months))
    noise[:, 0] /= np.sqrt(1 - 0.4**2)
    for month in range(1, months):
        noise[:, month] += 0.4 * noise[:, month - 1]
    rate = 50 - 4.0 * (np.arange(months) >= 24) + noise
    data = pd.DataFrame(
        {
            "ward": np.repeat(np.arange(series), months),
            "time": np.tile(MONTHS, series),
            "rate": rate.ravel(),
        }
    )
    terms = its.fit_many(design(), data, "ward").terms
    level = terms[terms["term"] == "level:law"]
    held = ((level["lower"] <= -4) & (level["upper"] >= -4)).mean()
    assert 0.92 < held < 0.975  # 0.95 -+ 3 standard errors of 0.009
