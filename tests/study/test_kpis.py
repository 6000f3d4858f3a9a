import dataclasses

import pandas as pd
import pytest

from evaluation.study import kpis

KINDS = {
    "count": {"value": "events"},
    "rate": {"numerator": "events", "denominator": 1000},
    "proportion": {"numerator": "events", "denominator": 100},
}


@pytest.fixture
def two_years(make_inputs, kpi_of, rows_of):
    """Return a function that makes one KPI with given events in each month of two years."""

    def make(kind, before, after, *, columns=None, **kpi):
        events = [*before, *after]
        columns = columns or {
            name: events if what == "events" else what for name, what in KINDS[kind].items()
        }
        rows = rows_of("falls", "2023-04", len(events), **columns)
        return make_inputs(kpi_table=rows, kpis=[kpi_of("falls", kind, **kpi)], periods=True)

    return make


def cells(section):
    return section.blocks[0].frame.iloc[0].str.replace("\N{NO-BREAK SPACE}", " ").to_dict()


def few(total):
    """A year of months with `total` events."""
    return [total, *[0] * 11]


def test_without_indicators_there_is_one_line(make_inputs):
    (block,) = kpis.section(make_inputs()).blocks
    assert block.markdown == kpis.NO_KPIS


def test_without_windows_there_is_one_line(make_inputs, kpi_of, rows_of):
    rows = rows_of("falls", "2024-04", 12, value=10)
    inputs = make_inputs(kpi_table=rows, kpis=[kpi_of("falls", "count")])
    (block,) = kpis.section(inputs).blocks
    assert block.markdown == kpis.NO_WINDOWS
    with pytest.raises(ValueError, match="no windows"):
        kpis.changed_kpi(inputs, inputs.project.kpi("falls"))


def test_each_indicator_has_target_both_windows_change_and_verdict(two_years):
    section = kpis.section(two_years("proportion", [60] * 12, [90] * 12, target=95, label="Asked"))
    assert cells(section) == {
        "Indicator": "Asked (%; lower is better)",
        "Target": "95%",
        "Baseline": "60.0 (57.2 to 62.7)",
        "After": "90.0 (88.2 to 91.6)",
        "Change": "30.0 (26.7 to 33.2)",
        "Verdict": "▼ worsened",
    }
    assert section.blocks[1].markdown == "Of 1 indicator, 1 worsened."


def test_a_unit_that_the_label_ends_with_is_said_once(two_years):
    section = kpis.section(two_years("proportion", [60] * 12, [90] * 12, label="Asked (%)"))
    assert cells(section)["Indicator"] == "Asked (%) (lower is better)"


def test_every_number_of_the_table_is_an_estimate(two_years):
    found = kpis.section(two_years("count", [20] * 12, [10] * 12)).estimates
    assert [(item.measure, item.value) for item in found] == [
        ("baseline", 20.0),
        ("after", 10.0),
        ("difference", -10.0),
    ]
    assert {item.label for item in found} == {"Falls"}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_tells_how_many_a_suppressed_window_counts(two_years, shown, kind):
    texts = {shown(kpis.section(two_years(kind, few(total), [20] * 12))) for total in (1, 4, 7)}
    assert len(texts) == 1
    assert r"| \* |" in texts.pop()


@pytest.mark.parametrize("total", [0, 8])
def test_nought_and_eight_events_are_shown(two_years, total):
    section = kpis.section(two_years("count", few(total), [20] * 12))
    assert cells(section)["Baseline"].startswith({0: "0.0 (", 8: "0.83 ("}[total])


def test_a_suppressed_indicator_is_counted_as_such(two_years):
    section = kpis.section(two_years("count", few(5), [20] * 12))
    assert cells(section)["Verdict"] == "* suppressed"
    assert section.blocks[1].markdown == (
        "Of 1 indicator, 1 cannot be shown because numbers are small."
    )
    assert [item.value is None for item in section.estimates] == [True, False, True]


def test_a_window_without_data_is_not_available_rather_than_suppressed(two_years):
    inputs = two_years("count", [20] * 12, [10] * 12)
    early = inputs.kpi_table[inputs.kpi_table["period"] < "2024-04-01"]
    section = kpis.section(dataclasses.replace(inputs, kpi_table=early))
    assert cells(section)["Baseline"] == "20.0 (17.5 to 22.7)"
    assert (cells(section)["After"], cells(section)["Change"]) == ("not available",) * 2
    assert cells(section)["Verdict"] == "– not estimable"
    assert section.blocks[1].markdown == "Of 1 indicator, 1 could not be estimated."


def test_a_mean_of_few_people_is_suppressed(two_years, shown):
    values = [10.0, 12.0] * 12
    people = [*few(7), *[20] * 12]
    section = kpis.section(two_years("mean", [], values, columns={"value": values, "n": people}))
    assert cells(section)["Baseline"] == "*"
    assert cells(section)["After"] == "11.0 (10.3 to 11.7)"
    assert "10.0" not in section.blocks[0].markdown


def test_a_mean_without_people_is_shown(two_years):
    values = [10.0, 12.0] * 12
    section = kpis.section(two_years("mean", [], values, columns={"value": values}))
    assert cells(section)["Baseline"] == "11.0 (10.3 to 11.7)"


def test_people_whose_number_is_missing_throughout_are_no_denominator(two_years):
    values = [10.0, 12.0] * 12
    inputs = two_years("mean", [], values, columns={"value": values})
    series = inputs.series(inputs.project.kpi("falls")).assign(n=pd.NA)
    summed = kpis.for_summary(series, inputs.project.kpi("falls"))
    assert list(summed.columns) == ["period", "value"]


def test_verdicts_are_counted_in_one_sentence(make_inputs, kpi_of, rows_of):
    table = pd.concat(
        [
            rows_of("one", "2023-04", 24, value=[20] * 12 + [5] * 12),
            rows_of("two", "2023-04", 24, value=[20] * 12 + [6] * 12),
            rows_of("three", "2023-04", 24, value=[20] * 24),
        ]
    )
    chosen = [kpi_of(name, "count") for name in ("one", "two", "three")]
    section = kpis.section(make_inputs(kpi_table=table, kpis=chosen, periods=True))
    assert section.blocks[1].markdown == "Of 3 indicators, 2 improved and 1 showed no clear change."


def test_markup_in_a_label_is_escaped(two_years, shown):
    label = "<script> {{< include x >}} | #import"
    text = shown(kpis.section(two_years("count", [20] * 12, [10] * 12, label=label)))
    assert r"\<script\> \{\{\< include x \>\}\} \| \#import" in text


@pytest.mark.parametrize("kind", KINDS)
def test_suppressed_counts_widen_the_interval_and_the_section_says_so(two_years, kind):
    """Twelve months of 20, one of them "<5": by the HES rule a year of 220 to 225."""
    full = cells(kpis.section(two_years(kind, [20] * 12, [20] * 11 + [3])))
    section = kpis.section(two_years(kind, [20] * 12, [20] * 11 + ["<5"]))
    assert section.blocks[2].markdown == (
        "Falls: 1 count came suppressed. The interval holds whatever they are, from the lowest to "
        "the highest that they allow; the value is midway."
    )
    found = section.estimates
    assert "suppressed" not in found[0].method
    assert "1 suppressed count at its least and most" in found[1].method
    assert cells(section)["Baseline"] == full["Baseline"]
    plain = kpis.section(two_years(kind, [20] * 12, [20] * 11 + [3])).estimates
    for wide, narrow in zip(found, plain, strict=True):
        assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper
