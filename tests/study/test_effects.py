import datetime as dt

import pytest

pytestmark = pytest.mark.usefixtures("quick_pictures")


def test_all_measures_are_estimates_of_the_last_period(section_of, by_measure):
    found = by_measure(section_of())
    assert list(found) == [
        "absolute difference",
        "relative difference",
        "cumulative difference",
        "term level:go-live",
    ]
    assert {item.period for item in found.values()} == {"2025-03", "2023-04 to 2025-03"}
    assert (found["relative difference"].unit, found["cumulative difference"].unit) == (
        "%",
        "events",
    )
    assert found["term level:go-live"].unit == "falls"
    assert found["cumulative difference"].value == pytest.approx(
        12 * found["term level:go-live"].value
    )


def test_a_mean_has_no_cumulative_difference(section_of, by_measure):
    found = by_measure(section_of(kind="mean"))
    assert "cumulative difference" not in found


def test_a_proportion_is_reported_in_percentage_points(section_of, by_measure):
    found = by_measure(section_of(kind="proportion"))
    level = found["term level:go-live"]
    assert {level.unit, found["absolute difference"].unit} == {"percentage points"}
    assert level.value == pytest.approx(100 * -10 / 50, abs=2)
    assert found["absolute difference"].value == pytest.approx(level.value)


def test_a_rate_is_reported_per_its_exposure(section_of, by_measure):
    found = by_measure(section_of(kind="rate"))["absolute difference"]
    assert found.unit == "per 1,000 bed days"
    assert found.value == pytest.approx(1000 * -10 / 50, abs=20)


def test_two_interruptions_are_judged_together(section_of, by_measure):
    names = {"law": dt.date(2023, 10, 1), "go-live": dt.date(2024, 4, 1)}
    both = [{"name": name, "date": date, "slope": False} for name, date in names.items()]
    found = by_measure(section_of(interruptions=both))
    assert [name for name in found if name.startswith("term")] == [
        "term level:law",
        "term level:go-live",
    ]
    assert found["absolute difference"].value == pytest.approx(
        found["term level:law"].value + found["term level:go-live"].value
    )


def test_with_a_control_the_changes_are_those_beyond_the_controls(section_of, by_measure):
    others = {"elsewhere": [25, 24, 26, 24, 25, 23, 26, 24, 25, 25, 24, 26] * 2}
    found = by_measure(section_of(others=others, control="elsewhere"))
    assert [name for name in found if name.startswith("term")] == ["term group:level:go-live"]
    assert found["absolute difference"].n == 48


@pytest.mark.parametrize(
    ("family", "transform", "method", "unit"),
    [
        ("gaussian", "log", "ols", "log scale"),
        ("quasi-poisson", "none", "glm", "log scale"),
    ],
)
def test_the_scale_of_the_terms_is_named(section_of, family, transform, method, unit, by_measure):
    found = by_measure(section_of(family=family, transform=transform, method=method))
    assert found["term level:go-live"].unit == unit


def test_effects_at_other_dates_and_over_windows_say_which(section_of, by_measure):
    window = {"name": "summer", "from": dt.date(2024, 6, 1), "to": dt.date(2024, 8, 31)}
    dates = [dt.date(2025, 1, 1), dt.date(2024, 6, 1)]
    found = by_measure(section_of(effects_at=dates, effect_windows=[window]))
    assert [name for name in found if name.startswith("absolute")] == [
        "absolute difference",
        "absolute difference in 2024-06",
        "absolute difference over summer",
    ]
    assert found["absolute difference"].period == "2025-01"
    assert found["absolute difference over summer"].period == "2024-06 to 2024-08"
    values = [item.value for name, item in found.items() if name.startswith("absolute")]
    assert values == pytest.approx([values[0]] * 3)  # a step is the same at all dates


def test_terms_of_every_kind_are_estimates(section_of, by_measure):
    dip = {"name": "dip", "date": dt.date(2024, 7, 1), "pulse": True}
    step = {"name": "clinic", "date": dt.date(2024, 4, 1), "slope": False}
    found = by_measure(section_of(interruptions=[step, dip]))
    assert [name for name in found if name.startswith("term")] == [
        "term level:clinic",
        "term pulse:dip",
    ]


def test_an_offset_of_days_gives_the_kpi_in_a_month_of_average_length(section_of, by_measure):
    plain, per_day = by_measure(section_of()), by_measure(section_of(offset="days"))
    name = "absolute difference"
    assert per_day[name].value == pytest.approx(plain[name].value, rel=0.05)
    assert per_day[name].value != plain[name].value
    cumulative = "cumulative difference"
    assert per_day[cumulative].value == pytest.approx(plain[cumulative].value, rel=0.05)
