"""The chapter on developing the impact where partners join, leave or have never presented."""

import datetime as dt

from evaluation.hubyear import presentations
from evaluation.publish.quarterly import markdown
from tests.hub_years import HUB, tiny_year

NEW = {"id": "new", "name": "New Charity", "kind": "voluntary-sector", "from": dt.date(2025, 11, 1)}
GONE = {"id": "gone", "name": "Gone Trust", "kind": "acute-trust", "to": dt.date(2025, 9, 30)}


def told(partner: str, date: str) -> dict[str, str]:
    return {"date": date, "partner": partner, "group": "core team", "topic": "Falls"}


def test_a_partner_that_has_left_is_counted_apart() -> None:
    rows = [told("gone", "2025-05-01"), told("north", "2025-06-01"), told("north", "2024-06-01")]
    year = tiny_year({"impact-presentations": rows}, partners=[*HUB["partners"], GONE])
    assert presentations.chapter(year).sentences == (
        "1 presentation in 2025/26 (1 the year before) by 1 of 2 partners, and 1 by partners that "
        "have left; 1 had none within twelve months.",
    )


def test_a_partner_that_has_just_joined_is_not_called_due() -> None:
    year = tiny_year(
        {"impact-presentations": [told("north", "2025-06-01")]}, partners=[*HUB["partners"], NEW]
    )
    text = markdown(presentations.chapter(year).blocks)
    assert "Due: South Council." in text
    assert "Joined in the year, and not presented yet: New Charity." in text


def test_presentations_of_other_years_alone_leave_all_partners_due() -> None:
    section = presentations.chapter(
        tiny_year({"impact-presentations": [told("north", "2026-05-01")]})
    )
    assert section.sentences[0].startswith("0 presentations in 2025/26 (0 the year before)")
    assert "never" in markdown(section.blocks)
    assert presentations.chapter(tiny_year()).blocks == ()
