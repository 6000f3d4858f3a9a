"""Who the hub is, by date."""

import datetime as dt

import pytest

from evaluation.portfolio.who_we_are import hub_facts
from evaluation.workspace import FinancialYear

YEAR = FinancialYear(2024)
MARKUP = "<b>{{< x >}} | #import"
ESCAPED = r"\<b\>\{\{\< x \>\}\} \| \#import"


@pytest.fixture
def hub(open_hub):
    return open_hub(
        about="A small team.",
        hosts=[
            {"name": MARKUP, "from": dt.date(2025, 3, 31), "reports_to": "Board"},
            {"name": "Old Trust", "to": dt.date(2025, 3, 30)},
            {"name": "Next Trust", "from": dt.date(2026, 4, 1)},
        ],
        partners=[
            {"name": "University", "kind": "university", "from": dt.date(2024, 10, 1)},
            {"name": "Council", "kind": "local-authority"},
            {"name": "Gone", "to": dt.date(2024, 12, 31)},
        ],
    )


def test_the_host_is_that_of_the_years_last_day(hub):
    assert hub_facts(hub, YEAR)[0].markdown == (
        "A small team.\n\nAt the end of 2024/25 the hub was hosted by "
        f"{ESCAPED} and reported to Board."
    )


def test_hosts_stand_in_order_of_time_up_to_the_years_end(hub):
    assert hub_facts(hub, YEAR)[1].frame.to_numpy().tolist() == [
        ["Old Trust", "not recorded", "not recorded", "30 March 2025"],
        [MARKUP, "Board", "31 March 2025", "to date"],
    ]


def test_partners_are_those_of_the_years_last_day(hub):
    table = hub_facts(hub, YEAR)[2]
    assert table.frame.to_numpy().tolist() == [
        ["University", "university", "1 October 2024"],
        ["Council", "local authority", "not recorded"],
    ]
    assert table.caption == "The hub's 2 partners at the end of 2024/25."


def test_who_joined_and_who_left_in_the_year_is_said(hub):
    assert hub_facts(hub, YEAR)[3].markdown == "In 2024/25 University joined and Gone left."
    assert len(hub_facts(hub, FinancialYear(2025))) == 3


def test_a_hub_without_a_host_or_partners_in_the_year_says_so(open_hub):
    gone = [{"name": "Old Trust", "to": dt.date(2020, 3, 31)}]
    hosts, partners = hub_facts(open_hub(hosts=gone), YEAR)
    assert hosts.frame["To"].tolist() == ["31 March 2020"]
    assert partners.markdown == "No partners are recorded for the end of the year."
