"""Standardised rates and life expectancy: worked by hand, refusals and known truths."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluation.equity.standardised import (
    ESP_1976,
    ESP_2013,
    age_bands,
    directly_standardised,
    indirectly_standardised,
    life_expectancy,
    means,
    proportions,
    rates,
    standard_from,
)
from evaluation.errors import InvalidInput

FIVES = [f"{age}-{age + 4}" for age in range(0, 90, 5)]
NINETEEN = [*FIVES, "90+"]
TWENTY = ["0", "1-4", *NINETEEN[1:]]


def table(bands: list[str], counts: object, populations: object) -> pd.DataFrame:
    return pd.DataFrame({"age_band": bands, "count": counts, "population": populations})


def test_the_standard_of_2013_has_the_nineteen_published_weights() -> None:
    weights = ESP_2013.weights_for(age_bands(NINETEEN).bands).tolist()
    assert weights[:5] == [5000, 5500, 5500, 5500, 6000]
    assert weights[-3:] == [2500, 1500, 1000]
    assert sum(weights) == sum(ESP_1976.weights) == 100_000


def test_bands_finer_than_the_standard_are_refused() -> None:
    with pytest.raises(InvalidInput, match="begins or ends at 90"):
        ESP_1976.weights_for(age_bands(NINETEEN).bands)


def test_an_equal_rate_at_all_ages_is_the_standardised_rate() -> None:
    data = table(NINETEEN, 5, 1000)
    found = directly_standardised(data, multiplier=1000).iloc[0]
    assert found["value"] == pytest.approx(5)
    assert found["lower"] < 5 < found["upper"]


@pytest.mark.parametrize(("events", "shown"), [(9, False), (10, True)])
def test_rates_of_fewer_than_ten_events_are_not_shown(*, events: int, shown: bool) -> None:
    data = table(["0-64", "65+"], [events, 0], 1000)
    found = directly_standardised(data).iloc[0]
    assert pd.notna(found["value"]) == pd.notna(found["upper"]) == shown
    assert found["status"] == ("shown" if shown else "not shown: fewer than 10 events")


def test_empty_counts_are_nought_or_unknown() -> None:
    data = table(["0-64", "65+"], [20, None], 1000)
    assert pd.notna(directly_standardised(data)["value"][0])
    unknown = directly_standardised(data, empty_counts="missing")
    assert unknown["status"].tolist() == ["not available: a count is missing"]


def test_only_the_ages_that_are_asked_for_count() -> None:
    data = table(["0-64", "65-74", "75+"], [10, 10, 500], [1000, 100, 10])
    found = directly_standardised(data, ages=(0, 74)).iloc[0]
    assert found["count"] == 20
    assert found["value"] == pytest.approx(100_000 * (80_500 * 0.01 + 10_500 * 0.1) / 91_000)


def test_no_levels_give_a_value_without_limits() -> None:
    found = rates(pd.DataFrame({"count": [20], "population": [100]}), levels=[])
    assert found["value"].notna().all()
    assert found[["level", "lower", "upper"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"count": -1}, "negative"),
        ({"count": np.inf}, "infinite"),
        ({"count": "few"}, "not a column of numbers"),
        ({"population": 0}, "must be above 0"),
        ({"population": None}, "missing population"),
        ({"age_band": "0-64"}, "comes twice"),
        ({"event_frequency": 0}, "whole number above 0"),
    ],
)
def test_numbers_that_cannot_be_are_refused(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        directly_standardised(table(["0-64", "65+"], 20, 100).assign(**change))


def test_a_group_without_a_band_is_refused_with_the_band() -> None:
    data = table(["0-64", "65+", "0-64"], 20, 100).assign(area=["a", "a", "b"])
    with pytest.raises(InvalidInput, match="1 of 2 groups have no row for: 65 and over"):
        directly_standardised(data, by=["area"])


def test_the_population_of_a_band_is_one_over_event_frequencies() -> None:
    data = table(["0+", "0+"], 20, [100, 90]).assign(event_frequency=[1, 2])
    with pytest.raises(InvalidInput, match="differs between its rows"):
        directly_standardised(data)


def test_groups_keep_their_order() -> None:
    data = table(["0+"] * 3, 20, 100).assign(decile=["10", "1", "2"])
    assert directly_standardised(data, by=["decile"])["decile"].tolist() == ["10", "1", "2"]


@pytest.mark.parametrize("levels", [0.3, 95, [0.95, 0.95]])
def test_levels_that_cannot_be_are_refused(levels: float | list[float]) -> None:
    with pytest.raises(InvalidInput, match="level of confidence"):
        rates(pd.DataFrame({"count": [1], "population": [9]}), levels=levels)


@pytest.mark.parametrize("weights", [[1, -1], [1, None], [0, 0]])
def test_weights_that_cannot_be_are_refused(weights: list[float | None]) -> None:
    with pytest.raises(InvalidInput):
        standard_from(pd.Series(["0-64", "65+"]), pd.Series(weights, dtype=float))


def test_a_band_has_one_weight() -> None:
    with pytest.raises(InvalidInput, match="differs between rows"):
        standard_from(pd.Series(["0+", "0+"]), pd.Series([1, 2]))


def test_the_reference_standardised_to_itself_has_the_ratio_of_one() -> None:
    data = table(NINETEEN, range(19), 1000)
    found = indirectly_standardised(data, data.sample(frac=1, random_state=1), multiplier=100)
    assert found["value"].tolist() == pytest.approx([100])


def test_observed_totals_must_be_those_of_the_groups() -> None:
    data = table(["0+", "0+"], 1, 100).assign(area=["a", "b"])
    reference = table(["0+"], [5], [100])
    one = pd.DataFrame({"area": ["a"], "count": [3]})
    with pytest.raises(InvalidInput, match="1 of 2 groups have no observed total"):
        indirectly_standardised(data, reference, by=["area"], observed=one)
    twice = pd.concat([one, one])
    with pytest.raises(InvalidInput, match="two observed totals"):
        indirectly_standardised(data, reference, by=["area"], observed=twice)
    whole = indirectly_standardised(
        data[:1], reference, observed=pd.DataFrame({"count": [10]}), ages=(0, None)
    )
    assert whole["value"].tolist() == [2]


def test_a_reference_without_people_or_events_is_told() -> None:
    data = table(["0+"], [1], [100])
    with pytest.raises(InvalidInput, match="population of 0"):
        indirectly_standardised(data, table(["0+"], [1], [0]))
    found = indirectly_standardised(data, table(["0+"], [0], [10]))
    assert found["status"].tolist() == ["not available: no events are expected"]


def gompertz(labels: list[str]) -> tuple[pd.DataFrame, float]:
    """Return a stationary population of Gompertz mortality and its life expectancy."""
    alive = lambda age: np.exp(-3e-5 / 0.1 * np.expm1(0.1 * age))  # noqa: E731
    ages = np.linspace(0, 140, 140_001)
    lived = np.concatenate([[0], np.cumsum((alive(ages)[1:] + alive(ages)[:-1]) / 2 * 1e-3)])
    edges = [*(band.first for band in age_bands(labels).bands), 140]
    people = np.diff(np.interp(edges, ages, lived))
    deaths = -np.diff(alive(np.array(edges, dtype=float)))
    return table(labels, deaths * 1e5, people * 1e5), float(lived[-1])


@pytest.mark.parametrize(
    "labels",
    [
        TWENTY,
        NINETEEN,
        [*TWENTY[:-2], "85+"],
        [*TWENTY[:-1], "90-94", "95+"],
    ],
)
def test_fewer_bands_give_the_life_expectancy_of_a_known_population(labels: list[str]) -> None:
    data, truth = gompertz(labels)
    assert life_expectancy(data, at=[0])["value"][0] == pytest.approx(truth, abs=0.1)


@pytest.mark.parametrize("labels", [["0-9", *FIVES[2:-1], "85+"], [*FIVES[:-2], "80+"], FIVES])
def test_bands_that_would_bias_life_expectancy_are_refused(labels: list[str]) -> None:
    with pytest.raises(InvalidInput, match=r"wider than 5|needs an open one"):
        life_expectancy(table(labels, 10, 1000))


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"population": 250}, "not shown: 5,000 people or fewer in all"),
        ({"population": [0, *[1000] * 19]}, "not available: a band has no population"),
        ({"count": [1001, *[10] * 19]}, "not available: more deaths than people in a band"),
        ({"count": [*[10] * 19, 0]}, "not available: no deaths in the open band"),
        ({"count": [*[10] * 19, 1]}, "not shown: 95% interval wider than 20 years"),
        ({"count": [10, *[1000] * 18, 10]}, "not available: nobody survives to this age"),
    ],
)
def test_life_expectancy_that_is_not_shown_says_why(
    changes: dict[str, object], status: str
) -> None:
    found = life_expectancy(table(TWENTY, 10, 1000).assign(**changes))
    rows = found[found["status"] == status]
    assert len(rows)
    assert rows["value"].isna().all()


def test_ages_of_life_expectancy_begin_a_band() -> None:
    with pytest.raises(InvalidInput, match="No age band begins at 3"):
        life_expectancy(table(TWENTY, 10, 1000), at=[3])


def test_a_numerator_above_its_denominator_is_refused() -> None:
    with pytest.raises(InvalidInput, match="greater than its denominator"):
        proportions(pd.DataFrame({"numerator": [5], "denominator": [4]}))


def test_a_missing_value_makes_a_mean_missing() -> None:
    found = means(pd.DataFrame({"value": [1.0, None, 5.0], "ward": [1, 1, 2]}), by=["ward"])
    assert found["status"].tolist() == ["not available: a value is missing", "shown"]
    assert found["value"].fillna(-1).tolist() == [-1, 5]


def test_a_column_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(InvalidInput, match="Did you mean 'populaton'"):
        rates(pd.DataFrame({"count": [1], "populaton": [2]}))
    with pytest.raises(InvalidInput, match="no rows"):
        rates(pd.DataFrame({"count": [], "population": []}))


REPEATS = 2000
POPULATION = np.linspace(900, 60, 19)


def simulated(counts: np.ndarray) -> pd.DataFrame:
    """Return one group for each row of counts by band."""
    return pd.DataFrame(
        {
            "run": np.repeat(np.arange(len(counts)), counts.shape[1]),
            "age_band": np.tile(NINETEEN, len(counts)),
            "count": counts.ravel(),
            "population": np.tile(POPULATION, len(counts)),
        }
    )


@pytest.mark.parametrize("expected", [15, 40])
def test_dobsons_limits_hold_the_truth_at_small_counts(expected: int) -> None:
    rate = np.geomspace(1, 60, 19)
    rate *= expected / (rate * POPULATION).sum()
    counts = np.random.default_rng(expected).poisson(rate * POPULATION, (REPEATS, 19))
    counts = counts[counts.sum(axis=1) >= 10]
    found = directly_standardised(simulated(counts), by=["run"], multiplier=1)
    truth = ESP_2013.weights_for(age_bands(NINETEEN).bands) @ rate / 100_000
    covered = ((found["lower"] <= truth) & (truth <= found["upper"])).mean()
    assert 0.94 <= covered <= 0.985


def test_repeated_events_need_their_own_variance() -> None:
    rng = np.random.default_rng(7)
    rate = np.full(19, 40 / POPULATION.sum())
    once, thrice = (rng.poisson(rate * POPULATION, (REPEATS, 19)) for _ in range(2))
    both = pd.concat(
        [simulated(once).assign(event_frequency=1), simulated(thrice).assign(event_frequency=3)]
    )
    truth = 4 * rate[0]

    def coverage(found: pd.DataFrame) -> float:
        return float(((found["lower"] <= truth) & (truth <= found["upper"])).mean())

    assert coverage(directly_standardised(both, by=["run"], multiplier=1)) == pytest.approx(
        0.95, abs=0.015
    )
    naive = directly_standardised(simulated(once + 3 * thrice), by=["run"], multiplier=1)
    assert coverage(naive) < 0.85


def test_silcocks_limits_hold_the_true_life_expectancy() -> None:
    exact, _ = gompertz(TWENTY)
    people = exact["population"].to_numpy() / 100
    risk = exact["count"].to_numpy() / exact["population"].to_numpy()
    deaths = np.random.default_rng(3).poisson(risk * people, (1000, 20))
    runs = pd.DataFrame(
        {
            "run": np.repeat(np.arange(1000), 20),
            "age_band": TWENTY * 1000,
            "count": deaths.ravel(),
            "population": np.tile(people, 1000),
        }
    )
    truth = life_expectancy(exact, at=[0])["value"][0]
    found = life_expectancy(runs, by=["run"], at=[0])
    covered = found["lower"].le(truth) & found["upper"].ge(truth)
    low, high = stats.binom.interval(0.999, 1000, 0.95)
    assert low - 10 <= covered.sum() <= high + 10
