import datetime as dt

import pandas as pd
import pytest

from evaluation.errors import InvalidInput
from evaluation.present.blocks import Prose, Table
from evaluation.study import audits

CYCLES = [
    {"id": "one", "name": "First", "from": dt.date(2024, 4, 1), "to": dt.date(2024, 5, 31)},
    {"id": "two", "name": "Second", "from": dt.date(2024, 9, 1), "to": dt.date(2024, 10, 31)},
    {"id": "three", "name": "Third", "from": dt.date(2025, 2, 1), "to": dt.date(2025, 3, 31)},
]


def records(met=(30, 60, 60), total=100, cycles=CYCLES):
    """Records of each cycle in two months and two quintiles, as many met as told."""
    rows = []
    for cycle, number in zip(cycles, met, strict=True):
        for place in range(total):
            month = cycle["from"] if place % 2 else cycle["to"]
            rows.append(
                {
                    "record": f"r{place}",
                    "criterion": "FALL-1",
                    "cycle": cycle["id"],
                    "date": month,
                    "result": "met" if place < number else "not met",
                    "deprivation": ("10", "2")[place // 2 % 2],
                }
            )
    return pd.DataFrame(rows)


@pytest.fixture
def section_of(make_inputs):
    def make(table=None, cycles=CYCLES, **audit):
        plan = {"cycles": cycles, "criteria": [{"id": "FALL-1"}], **audit}
        shown = records(cycles=cycles) if table is None else table
        return audits.section(make_inputs(audit_table=shown, audit=plan))

    return make


def tables(section):
    return {block.label: block for block in section.blocks if isinstance(block, Table)}


def test_groups_stand_in_the_order_of_their_numbers(section_of):
    frame = tables(section_of())["falls-audit-deprivation"].frame
    assert frame["Deprivation"].tolist() == ["2", "10"]


def test_months_are_shown_over_all_cycles(section_of):
    frame = tables(section_of())["falls-audit-month"].frame
    assert frame["Month"].tolist()[:2] == ["April 2024", "May 2024"]
    assert len(frame) == 6


def test_estimates_of_groups_name_cycle_dimension_and_group(section_of):
    measures = [estimate.measure for estimate in section_of().estimates]
    assert "cycle three, deprivation 10" in measures
    assert "cycle one, month 2024-04" in measures


def test_three_cycles_say_whether_an_improvement_was_sustained(section_of):
    said = [b.markdown for b in section_of().blocks if isinstance(b, Prose)]
    assert "Over 3 cycles: FALL-1: sustained improvement." in said


def test_a_census_has_no_interval_and_says_so(section_of):
    found = tables(section_of(census=True))
    assert "as a complete census" in found["falls-audit"].caption
    assert found["falls-audit"].frame["Result, %"].tolist() == ["30.0", "60.0", "60.0"]
    assert found["falls-audit-deprivation"].frame["FALL-1"].str.contains("to").sum() == 0


def test_a_population_makes_intervals_narrower_and_is_named(section_of):
    cycles = [{**cycle, "population": 110} for cycle in CYCLES]
    found = tables(section_of(cycles=cycles, interval="mid-p"))["falls-audit"]
    assert "mid-P exact interval with finite population correction" in found.caption


def test_linked_cycles_are_compared_in_pairs(section_of):
    table = records(met=(30, 60), cycles=CYCLES[:2])
    moved = (table["cycle"] == "two") & table["record"].isin([f"r{n}" for n in range(10)])
    table.loc[moved, "result"] = "not met"
    changes = tables(section_of(table, CYCLES[:2], linked=True))["falls-cycles"]
    assert "Paired, of records in both cycles: FALL-1." in changes.caption


def test_a_population_smaller_than_the_sample_is_a_fault_without_numbers(section_of):
    cycles = [{**cycle, "population": 99} for cycle in CYCLES]
    with pytest.raises(InvalidInput) as refused:
        section_of(cycles=cycles)
    assert "has more records than its 'population'" in str(refused.value.findings[0])


def test_a_census_drawn_from_a_population_is_a_contradiction(section_of):
    cycles = [{**cycle, "population": 200} for cycle in CYCLES]
    with pytest.raises(InvalidInput) as refused:
        section_of(cycles=cycles, census=True)
    assert "leave it out" in str(refused.value.findings[0])
