"""UKHSA methods against the reference cases and the published results of PHEindicatormethods.

The numbers written here are the expected results that the package PHEindicatormethods 2.1.1 ships
with its tests, for the same inputs.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from evaluation.equity.deprivation import imd_decile, quantiles
from evaluation.equity.standardised import (
    ESP_1976,
    directly_standardised,
    indirectly_standardised,
    life_expectancy,
    means,
    proportions,
    rates,
    standard_from,
)
from tests.reference_cases import CASES, Case

Cases = Callable[[str], Case]

LEVELS = (0.95, 0.998)
LIMITS = {0.95: ("lower95_0cl", "upper95_0cl"), 0.998: ("lower99_8cl", "upper99_8cl")}
RELATIVE = 1e-9
METHODS = CASES.parents[1] / "data" / "methods"

pytestmark = pytest.mark.reference


def table(name: str) -> pd.DataFrame:
    """Return one of the inputs that come without results."""
    if not METHODS.is_dir():
        pytest.skip("the tables of ../shared are absent")
    return pd.read_csv(METHODS / f"{name}.csv")


def compare(
    case: Case, ours: pd.DataFrame, theirs: pd.DataFrame, names: dict[float, tuple]
) -> None:
    """Compare values and limits row by row, level by level."""
    for level, (lower, upper) in names.items():
        rows = ours[ours["level"] == level]
        for quantity, column in {"value": "value", "lower": lower, "upper": upper}.items():
            case.close(
                f"{quantity} at {level:.1%}", rows[quantity], theirs[column], relative=RELATIVE
            )


@pytest.mark.parametrize("multiplier", [100, 100_000])
def test_rates_are_those_of_phe_rate(nhs_case: Cases, multiplier: int) -> None:
    case = nhs_case("phe_rate")
    data = case.table().rename(columns={"Numerator": "count", "Denominator": "population"})
    data = data[data["multiplier"] == multiplier]
    key = {100: "100", 100_000: "1e+05"}[multiplier]
    theirs = pd.DataFrame(case.expected["by_multiplier"][key])
    ours = rates(data, by=["Area"], levels=LEVELS, multiplier=multiplier)
    compare(case, ours, theirs, LIMITS)
    methods = ours[ours["level"] == 0.95]["method"].map(
        {"exact Poisson limits": "Exact", "Byar's limits": "Byars"}
    )
    case.same("method", methods[theirs["value"].notna().to_numpy()], theirs.dropna()["method"])


@pytest.mark.parametrize(
    ("key", "multiplier", "names"),
    [
        ("multiplier_10000_95_998", 10_000, LIMITS),
        ("default_per_100000", 100_000, {0.95: ("lowercl", "uppercl")}),
    ],
)
def test_direct_rates_are_those_of_calculate_dsr(
    nhs_case: Cases, key: str, multiplier: int, names: dict[float, tuple[str, str]]
) -> None:
    case = nhs_case("phe_dsr")
    data = case.table().rename(columns={"ageband": "age_band", "pop": "population"})
    shuffled = data.sample(frac=1, random_state=1)
    ours = directly_standardised(
        shuffled, by=["area"], levels=tuple(names), multiplier=multiplier
    ).sort_values(["area", "level"])
    theirs = pd.DataFrame(case.expected[key]).astype({"value": float})
    compare(case, ours, theirs, names)
    rows = ours[ours["level"] == 0.95]
    case.same("total count", rows["count"], theirs["total_count"])
    case.same(
        "not shown below 10",
        rows["status"].eq("not shown: fewer than 10 events"),
        theirs["statistic"].eq("dsr NA for total count < 10"),
    )


def test_quantiles_are_those_of_phe_quantile(nhs_case: Cases) -> None:
    case = nhs_case("phe_quantile")
    data = case.table(keep_default_na=False, na_values=["", "NA"])  # "None" is a group here
    for key, group_set, number, columns in [
        ("deciles_within_indicator_sex_region", "IndSexReg", 10, ["IndSexRef", "ParentCode"]),
        ("septiles_within_indicator_sex", "IndSex", 7, ["IndSexRef"]),
        ("quartiles_all_invert_true", "None", 4, []),
    ]:
        rows = data[data["GroupSet"] == group_set]
        descends = rows["inv_flag"] if columns else True
        ours = quantiles(
            rows["Value"],
            number,
            within=[rows[column] for column in columns],
            highest_first=descends,
        )
        theirs = pd.DataFrame(case.expected[key])
        found = pd.Series(ours.to_numpy(), index=rows["RowNo"]).reindex(theirs["RowNo"])
        case.close(key, found, theirs["quantile_out"])


def test_repeated_events_widen_the_limits_as_published() -> None:
    data = table("phe_dsr_nonindependent").rename(
        columns={
            "ageband": "age_band",
            "pop": "population",
            "n_people": "count",
            "count": "events",
            "eventfreq": "event_frequency",
        }
    )
    ours = directly_standardised(data, by=["area"]).set_index("area")
    published = {
        "testdata_nonind_big": (10430.247991, 9532.949779, 11373.074833),
        "testdata_nonind_dummy": (10430.247991, 9512.298838, 11394.773596),
        "testdata_nonind_small": (1082.954198, 817.686098, 1393.558849),
    }
    for area, numbers in published.items():
        assert ours.loc[area, ["value", "lower", "upper"]].tolist() == pytest.approx(numbers)
    assert ours.loc["testdata_nonind_tiny", "status"] == "not shown: fewer than 10 events"


def test_a_standard_population_may_come_with_the_table() -> None:
    data = table("phe_dsr_esp1976").rename(columns={"Age Band": "age_band", "pop": "population"})
    published = (8592.097585, 7991.160931, 9225.253880)
    for standard in (ESP_1976, standard_from(data["age_band"], data["esp1976"])):
        ours = directly_standardised(data, standard).iloc[0]
        assert ours[["value", "lower", "upper"]].tolist() == pytest.approx(published)


ISR = {
    "testdata_big": (107.072329, 100.171477, 114.323329, 96.351556, 118.600704),
    "testdata_small": (10.886684, 8.765040, 13.366576, 7.695426, 14.897921),
    "testdata_tiny": (1.076705, 0.492338, 2.043921, 0.293393, 2.710590),
}


@pytest.mark.parametrize("by_age", [True, False])
def test_indirect_ratios_are_as_published(*, by_age: bool) -> None:
    data = table("phe_isr.data").rename(columns={"ageband": "age_band", "pop": "population"})
    reference = table("phe_isr.reference").set_axis(["age_band", "count", "population"], axis=1)
    observed = None
    if not by_age:
        observed = data.groupby("area", as_index=False)["count"].sum().iloc[::-1]
        data = data.drop(columns="count")
    ours = indirectly_standardised(
        data, reference, by=["area"], levels=LEVELS, multiplier=100, observed=observed
    )
    for area, (value, *limits) in ISR.items():
        rows = ours[ours["area"] == area]
        assert rows["value"].tolist() == pytest.approx([value] * 2, rel=1e-6)
        assert rows[["lower", "upper"]].to_numpy().ravel() == pytest.approx(limits, rel=1e-6)
        assert rows["expected"].tolist() == pytest.approx([835.883561] * 2)


def test_indirect_rates_are_as_published() -> None:
    data = table("phe_isr.data").rename(columns={"ageband": "age_band", "pop": "population"})
    reference = table("phe_isr.reference").set_axis(["age_band", "count", "population"], axis=1)
    ours = indirectly_standardised(data, reference, by=["area"], measure="rate").set_index("area")
    assert ours["reference_rate"].tolist() == pytest.approx([9349.883092] * 3)
    assert ours.loc["testdata_tiny", ["value", "lower", "upper"]].tolist() == pytest.approx(
        [100.670658, 46.033035, 191.104267]
    )
    assert ours.loc["testdata_big", ["value", "lower", "upper"]].tolist() == pytest.approx(
        [10011.137622, 9365.916003, 10689.097583]
    )


LIFE_YEARS = (
    (80.16960813, 79.88268548, 80.45653078),
    (79.36245674, 79.0898816, 79.63503188),
    (75.44193645, 75.17407307, 75.70979983),
    (70.47299936, 70.20675732, 70.7392414),
    (65.52909542, 65.26548673, 65.79270412),
    (60.67510088, 60.41876577, 60.931436),
    (55.78835987, 55.53801579, 56.03870395),
    (50.92752727, 50.68279939, 51.17225516),
    (46.06740425, 45.82666794, 46.30814055),
    (41.24505636, 41.00842831, 41.48168441),
    (36.49322717, 36.26223216, 36.72422219),
    (31.83343842, 31.60996318, 32.05691365),
    (27.26027992, 27.04337271, 27.47718713),
    (22.9719144, 22.76653134, 23.17729746),
    (18.76856852, 18.57570352, 18.96143352),
    (14.95858336, 14.77985004, 15.13731667),
    (11.51684445, 11.34831778, 11.68537112),
    (8.618849241, 8.451134045, 8.786564437),
    (6.163942934, 5.978358351, 6.349527517),
    (6.16210635, 5.887683386, 6.436529314),
)


def test_life_expectancy_is_as_published_at_every_age() -> None:
    data = table("phe_life_expectancy").set_axis(["age_band", "population", "count"], axis=1)
    ours = life_expectancy(data.sample(frac=1, random_state=2))
    assert ours["age"].tolist() == sorted(data["age_band"])
    value, lower, upper = zip(*LIFE_YEARS, strict=True)
    assert ours["value"].tolist() == pytest.approx(value, rel=1e-9)
    # these limits were made with 1.96 for the deviate
    assert ours["lower"].tolist() == pytest.approx(lower, abs=1e-5)
    assert ours["upper"].tolist() == pytest.approx(upper, abs=1e-5)
    assert ours["count"].iloc[[0, -1]].tolist() == [9357, 1937]
    assert ours["population"].iloc[[0, -1]].tolist() == [787954, 11936]


def test_means_are_as_published() -> None:
    data = table("phe_mean").rename(columns={"values": "value"})
    ours = means(data, by=["area"], levels=LEVELS)
    assert ours[["value", "lower", "upper"]].to_numpy() == pytest.approx(
        pd.DataFrame(
            [
                [53.704345, 36.168325, 71.240365],
                [53.704345, 18.216705, 89.191985],
                [5678.962958, 4625.790022, 6732.135893],
                [5678.962958, 3859.077100, 7498.848816],
            ]
        ).to_numpy()
    )
    assert ours["deviation"].unique() == pytest.approx([20.975575, 2117.831716])
    assert means(data).iloc[0]["value"] == pytest.approx(3948.114154)


def test_grouped_proportions_are_as_published() -> None:
    data = table("phe_proportion_grouped").rename(columns=str.lower)
    ours = proportions(data, by=["area"], multiplier=1).set_index("area")
    published = {
        "Area1": (0.01, 0.002747, 0.035722),
        "Area4": (0.65, 0.581635, 0.712712),
        "Area6": (0.001028, 0.001028, 0.001029),
        "Area8": (0.289062, 0.278495, 0.299864),
    }
    for area, numbers in published.items():
        assert ours.loc[area, ["value", "lower", "upper"]].tolist() == pytest.approx(
            numbers, abs=6e-7
        )
    assert ours["value"].isna().sum() == 3


def test_proportions_of_two_levels_are_as_published() -> None:
    data = table("phe_proportion").rename(columns=str.lower)
    data = data[data["multiplier"] == 100]
    rows = proportions(data, by=["area"], levels=LEVELS).set_index("area")
    assert rows.loc["Area1", ["lower", "upper"]].to_numpy().ravel() == pytest.approx(
        [0.176743, 5.448620, 0.087307, 10.455445], abs=5e-7
    )


def test_ranks_of_both_editions_fall_into_all_deciles() -> None:
    data = table("imd_rank_to_decile")
    for year, rows in data.groupby("imd_year"):
        deciles = imd_decile(rows["rank"], year)
        assert set(deciles) == set(range(1, 11))
        assert deciles.value_counts().between(15, 35).all()
