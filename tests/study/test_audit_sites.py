import datetime as dt

import pandas as pd
import pytest

from evaluation.present.blocks import Table
from evaluation.study import audits

CYCLES = [
    {"id": "one", "name": "First", "from": dt.date(2023, 4, 1), "to": dt.date(2023, 6, 30)},
    {"id": "two", "name": "Second", "from": dt.date(2024, 4, 1), "to": dt.date(2024, 6, 30)},
]
PLAN = {"cycles": CYCLES, "criteria": [{"id": "FALL-1"}]}


def counts(**met_by_site):
    """Counts of 100 eligible records at each site in each cycle: met in cycle one and two."""
    rows = [
        {
            "criterion": "FALL-1",
            "cycle": cycle,
            "met": met,
            "not_met": 100 - met,
            "not_recorded": 0,
            "exceptions": 0,
            "dimension": "site",
            "group": site,
        }
        for site, both in met_by_site.items()
        for cycle, met in zip(("one", "two"), both, strict=False)
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def sites_of(make_inputs):
    """Return a function that gives the table by site of an audit, or None."""

    def make(table):
        section = audits.section(make_inputs(audit_table=table, audit=PLAN))
        found = [
            block
            for block in section.blocks
            if isinstance(block, Table) and block.label == "falls-audit-sites"
        ]
        return found[0].frame.replace("\N{NO-BREAK SPACE}", " ", regex=True) if found else None

    return make


def test_each_site_has_its_result_in_each_cycle(sites_of):
    assert sites_of(counts(North=(40, 90), South=(50, 99))).to_numpy().tolist() == [
        ["FALL-1", "North", "40.0 (30.9 to 49.8)", "90.0 (82.6 to 94.5)", "uncertain"],
        ["FALL-1", "South", "50.0 (40.4 to 59.6)", "*", "suppressed"],
    ]


def test_a_site_that_joined_later_has_no_result_of_the_first_cycle(sites_of):
    table = counts(North=(40, 90), South=(50, 85))
    late = table[(table["group"] == "North") | (table["cycle"] == "two")]
    assert sites_of(late).iloc[1, 2:4].tolist() == [
        "not available",
        "85.0 (76.7 to 90.7)",
    ]


def test_one_site_is_not_shown_apart(sites_of):
    assert sites_of(counts(North=(40, 90))) is None
    assert sites_of(counts(North=(40, 90), South=(50, 85)).assign(dimension="locality")) is None


def test_records_are_counted_by_site_where_it_is_known(sites_of):
    frame = pd.DataFrame({"site": ["North"] * 50 + ["South"] * 50 + [None] * 10})
    frame = frame.assign(criterion="FALL-1", cycle="one", result="met")
    frame["record"] = [f"p{row}" for row in frame.index]
    frame.loc[frame.index[::2], "result"] = "not met"
    assert sites_of(frame)["Cycle 1, %"].tolist() == ["50.0 (36.6 to 63.4)"] * 2
    assert sites_of(frame.assign(site=None)) is None


def test_nothing_tells_how_many_a_suppressed_site_counts(make_inputs, shown):
    texts = set()
    for small in (3, 7):
        table = counts(North=(60, 90), South=(small, 50))
        whole = counts(All=(200, 90)).assign(dimension=None, group=None, not_met=100)
        both = pd.concat([table, whole])
        texts.add(shown(audits.section(make_inputs(audit_table=both, audit=PLAN))))
    assert len(texts) == 1


def test_results_by_site_are_estimates(make_inputs):
    section = audits.section(
        make_inputs(audit_table=counts(North=(40, 90), South=(5, 85)), audit=PLAN)
    )
    found = {item.measure: item for item in section.estimates}
    assert found["cycle one, North"].value == 40.0
    assert (found["cycle one, South"].value, found["cycle one, South"].n) == (None, None)
    assert found["cycle two, South"].n == 100


def test_markup_in_the_name_of_a_site_is_escaped(make_inputs, shown):
    table = counts(North=(40, 90), **{"<b>{{< x >}} | #import": (50, 85)})
    text = shown(audits.section(make_inputs(audit_table=table, audit=PLAN)))
    assert r"| \<b\>\{\{\< x \>\}\} \| \#import |" in text
