"""What hub.yml may say, and who held a place on a day."""

import datetime as dt

import pytest
import yaml
from pydantic import ValidationError

from evaluation.workspace import FinancialYear, Hub

HOSTS = """
hosts:
  - {name: First Trust, to: 2023-03-31}
  - {name: Second Board, from: 2023-04-01}
partners:
  - {name: A, from: 2024-01, to: 2024-06-30}
  - {name: B, kind: university}
"""


@pytest.fixture
def hub(hub_text) -> Hub:
    return Hub.model_validate(yaml.safe_load(hub_text.split("hosts:")[0] + HOSTS))


@pytest.mark.parametrize(
    ("day", "name"),
    [(dt.date(2023, 3, 31), "First Trust"), (dt.date(2023, 4, 1), "Second Board")],
)
def test_the_host_of_a_day_changes_with_the_day(hub: Hub, day: dt.date, name: str) -> None:
    host = hub.host_on(day)

    assert host is not None
    assert host.name == name


def test_a_day_may_have_no_host(hub_text) -> None:
    text = hub_text.replace("{name: Example", "{from: 2025-01-01, name: Example")

    assert Hub.model_validate(yaml.safe_load(text)).host_on(dt.date(2024, 12, 31)) is None


def test_the_partners_of_a_day_keep_the_order_of_the_file(hub: Hub) -> None:
    assert [partner.name for partner in hub.partners_on(dt.date(2024, 6, 30))] == ["A", "B"]
    assert [partner.name for partner in hub.partners_on(dt.date(2024, 7, 1))] == ["B"]


def test_the_reporting_year_is_a_financial_year(hub: Hub) -> None:
    assert hub.year == FinancialYear(2025)


@pytest.mark.parametrize("text", ["2025/27", "2025-26", "25/26"])
def test_another_form_of_the_year_is_refused(hub_text, text: str) -> None:
    with pytest.raises(ValidationError, match="is written like 2025/26"):
        Hub.model_validate(yaml.safe_load(hub_text.replace("2025/26", f"'{text}'")))


def test_no_disclosure_control_needs_a_reason(hub_text) -> None:
    given = yaml.safe_load(hub_text)

    assert Hub.model_validate(given).disclosure.rule == "hes"
    with pytest.raises(ValidationError, match="needs a 'reason'"):
        Hub.model_validate({**given, "disclosure": {"rule": "none"}})
    published = {"rule": "none", "reason": "Published figures."}
    assert Hub.model_validate({**given, "disclosure": published}).disclosure.rule == "none"
