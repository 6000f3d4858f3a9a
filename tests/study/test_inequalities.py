import dataclasses

import pandas as pd
import pytest

from evaluation.present.blocks import Figure
from evaluation.study import inequalities

POOR, RICH = "1 most deprived", "5 least deprived"
GAP = {"dimension": "deprivation", "group": POOR, "reference": RICH}


@pytest.fixture
def by_group(make_inputs, kpi_of, rows_of):
    """Return a function that makes inputs of a KPI whose groups have events in each window."""

    def make(kind="proportion", *, exposure=100, events=None, gaps=(GAP,), **kpi):
        events = events or {POOR: (40, 70), RICH: (80, 85)}
        parts = []
        for group, (before, after) in events.items():
            rows = rows_of(
                "asked",
                "2024-03",
                2,
                numerator=[before, after],
                denominator=exposure,
                dimension="deprivation",
                group=group,
            )
            parts.append(rows)
        table = pd.concat(parts)
        whole = table.groupby(["kpi", "period"], as_index=False)[["numerator", "denominator"]].sum()
        table = pd.concat([table, whole])
        return make_inputs(
            kpi_table=table,
            kpis=[kpi_of("asked", kind, label="People asked", **kpi)],
            periods=True,
            inequalities=[{"kpi": "asked", **gap} for gap in gaps],
        )

    return make


def figure_and_table(section):
    figure, table = section.blocks[:2]
    assert isinstance(figure, Figure)
    return figure, table.frame.replace("\N{NO-BREAK SPACE}", " ", regex=True)


def test_without_comparisons_there_is_one_line(make_inputs):
    (block,) = inequalities.section(make_inputs()).blocks
    assert block.markdown == inequalities.NOTHING


def test_groups_are_shown_before_and_after_with_intervals(by_group):
    figure, table = figure_and_table(inequalities.section(by_group()))
    assert table.to_numpy().tolist() == [
        [POOR, "40.0 (30.9 to 49.8)", "70.0 (60.4 to 78.1)"],
        [RICH, "80.0 (71.1 to 86.7)", "85.0 (76.7 to 90.7)"],
    ]
    assert table.columns[0] == "Deprivation"
    assert figure.label == "falls-asked-deprivation"
    assert f"{POOR}, Baseline: 40.0 (30.9 to 49.8)" in figure.alt.replace("\N{NO-BREAK SPACE}", " ")


def test_the_caption_says_whether_the_gap_narrowed(by_group):
    figure, _ = figure_and_table(inequalities.section(by_group()))
    assert figure.caption == (
        f"People asked: the gap narrowed between “{POOR}” and “{RICH}”, −40.0 percentage points "
        "at baseline and −15.0 percentage points after (change 25.0 percentage points, 95% "
        "interval 7.7 to 41.1)."
    )


@pytest.mark.parametrize(
    ("events", "phrase"),
    [
        ({POOR: (40, 41), RICH: (80, 80)}, "no clear change in the gap"),
        ({POOR: (70, 40), RICH: (80, 85)}, "the gap widened"),
        ({POOR: (40, 90), RICH: (80, 40)}, "the gap turned round"),
    ],
)
def test_every_verdict_has_its_words(by_group, events, phrase):
    figure, _ = figure_and_table(inequalities.section(by_group(events=events)))
    assert figure.caption.startswith(f"People asked: {phrase} between")


def test_groups_gaps_and_their_change_are_estimates(by_group):
    found = inequalities.section(by_group()).estimates
    assert len(found) == 4 + 3 + 3  # groups, the absolute gap, the relative gap
    assert {item.analysis for item in found} == {"equity"}
    assert found[6].value == pytest.approx(25.0)


def test_a_rate_is_compared_per_its_exposure(by_group):
    section = inequalities.section(by_group("rate", exposure=1000))
    figure, table = figure_and_table(section)
    assert table.loc[0, "Baseline"].startswith("40.0 (")
    units = {item.unit for item in section.estimates if "relative" not in item.measure}
    assert units == {"per 1,000 bed days"}
    assert "−40.0 per 1,000 bed days at baseline" in figure.caption


def test_two_comparisons_of_one_dimension_share_chart_and_table(by_group):
    events = {POOR: (40, 70), "3": (60, 70), RICH: (80, 85)}
    gaps = (GAP, {**GAP, "group": "3"})
    section = inequalities.section(by_group(events=events, gaps=gaps))
    figure, _ = figure_and_table(section)
    assert figure.caption.count("between") == 2
    assert len([e for e in section.estimates if "relative" not in e.measure]) == 6 + 6


@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_nothing_tells_how_many_a_suppressed_group_counts(by_group, shown, kind):
    texts = {
        shown(inequalities.section(by_group(kind, events={POOR: (number, 70), RICH: (80, 85)})))
        for number in (1, 7)
    }
    assert len(texts) == 1
    (text,) = texts
    assert "is not compared, because numbers are small." in text
    assert f"{POOR}, Baseline: *" in text


def test_a_window_without_any_group_is_one_line(by_group):
    inputs = by_group()
    late = inputs.kpi_table[inputs.kpi_table["period"] >= "2024-04-01"]
    (block,) = inequalities.section(dataclasses.replace(inputs, kpi_table=late)).blocks
    assert block.markdown == "People asked has no results by deprivation."


def test_a_count_is_not_compared_by_group(make_inputs, kpi_of, rows_of):
    whole = rows_of("falls", "2024-03", 2, value=[30, 40])
    parts = [
        whole.assign(dimension="deprivation", group=group, value=whole["value"] / 2)
        for group in (POOR, RICH)
    ]
    inputs = make_inputs(
        kpi_table=pd.concat([whole, *parts]),
        kpis=[kpi_of("falls", "count")],
        periods=True,
        inequalities=[{"kpi": "falls", **GAP}],
    )
    section = inequalities.section(inputs)
    assert [block.markdown for block in section.blocks] == [
        "Falls is not compared by group: only proportions and rates can be."
    ]
    assert section.estimates == ()


def test_markup_in_the_name_of_a_group_is_escaped(by_group):
    name = "<b>{{< x >}} | #import"
    events = {name: (40, 70), RICH: (80, 85)}
    gap = {**GAP, "group": name}
    section = inequalities.section(by_group(events=events, gaps=(gap,)))
    assert r"| \<b\>\{\{\< x \>\}\} \| \#import |" in section.blocks[1].markdown
