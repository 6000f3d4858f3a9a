"""The chapter on partners and networks, from rows to what a reader sees."""

import datetime as dt

from evaluation.hubyear.partners import chapter
from evaluation.present.blocks import Figure, Table
from evaluation.publish.quarterly import markdown
from evaluation.study.section import Section
from tests.hub_years import Rows, tiny_year

PARTNERS = [
    {"id": name.lower(), "name": f"Tiny {name}"} for name in ("North", "South", "East", "West")
]


def tie(year: str, one: str, other: str, strength: int = 1) -> dict[str, str]:
    return {
        "year": year,
        "partner": one,
        "with_partner": other,
        "kind": "bid",
        "strength": str(strength),
    }


def made(partners: Rows = PARTNERS, **tables: Rows) -> Section:
    named = {name.replace("_", "-"): rows for name, rows in tables.items()}
    return chapter(tiny_year(named, partners=partners))


TIES = [
    tie("2025/26", "north", "south", 3),
    tie("2025/26", "north", "east"),
    tie("2024/25", "south", "east"),
]


def test_the_finding_counts_pairs_that_worked_together() -> None:
    assert made(collaborations=TIES).sentences == (
        "On 31 March 2026 the hub had 4 partners; 2 pairs of the 6 possible ones (33%) were in "
        "touch or worked together in the year.",
    )


def test_the_network_is_drawn_told_and_listed() -> None:
    section = made(collaborations=TIES)
    (figure,) = [block for block in section.blocks if isinstance(block, Figure)]
    assert figure.caption == "2 ties are new, 1 was lost and 0 last. Without any tie: West."
    assert "North: 2 (broker)" in figure.alt
    tables = {block.label: block.frame for block in section.blocks if isinstance(block, Table)}
    assert tables["partners-ties"]["Change"].tolist() == ["New", "New", "Lost"]
    assert tables["partners-brokers"]["Partner"].iloc[0] == "North"


def test_who_lacks_a_seat_is_named() -> None:
    seats = [
        {"partner": "north", "group": group, "start": "2021-10-01", "seats": "1"}
        for group in ("programme group", "core team")
    ]
    text = markdown(made(representation=seats).blocks)
    assert "Without one: Tiny South, Tiny East and Tiny West in the programme group;" in text


def test_contributions_without_a_rate_are_said_to_be_out_of_the_sum() -> None:
    given = {"year": "2025/26", "kind": "staff time", "hours": "10"}
    rows = [{**given, "partner": "north", "rate": "30"}, {**given, "partner": "south"}]
    text = markdown(made(in_kind=rows).blocks)
    assert "worth £300 in 2025/26" in text
    assert "1 contribution is not valued" in text
    assert "| South | 10 | not valued | 1 |" in text


def test_a_year_whose_ties_are_all_gone_says_so() -> None:
    text = markdown(made(collaborations=TIES[2:]).blocks)
    assert "No tie is recorded for 2025/26; 1 was the year before." in text


def test_ties_are_not_called_new_where_nothing_was_recorded_before() -> None:
    section = made(collaborations=TIES[:2])
    (figure,) = [block for block in section.blocks if isinstance(block, Figure)]
    assert figure.caption == (
        "2 ties are recorded; for the year before none were, so what changed is not known. "
        "Without any tie: West."
    )
    tables = {block.label: block.frame for block in section.blocks if isinstance(block, Table)}
    assert set(tables["partners-measures"]["2024/25"]) == {"not available"}
    assert set(tables["partners-ties"]["Change"]) == {"Not known"}


def test_one_tie_lasts_and_one_with_a_partner_that_left_is_said_to_be_out() -> None:
    left = [*PARTNERS[:3], {**PARTNERS[3], "to": dt.date(2025, 12, 31)}]
    ties = [tie(year, "north", "south") for year in ("2024/25", "2025/26")]
    text = markdown(made(left, collaborations=[*ties, tie("2025/26", "north", "west")]).blocks)
    assert "0 ties are new, 0 were lost and 1 lasts." in text
    assert (
        "1 tie with a partner that had left, or had not yet joined, at the end of the year is not "
        "counted."
    ) in text


def test_two_partners_have_no_measures_and_nothing_looks_suppressed() -> None:
    text = markdown(made(PARTNERS[:2], collaborations=TIES[:1]).blocks)
    assert "not available to" not in text
    assert "\\*" not in text


def test_contributions_none_of_which_is_valued_are_not_said_to_be_worth_nought() -> None:
    given = {"year": "2025/26", "kind": "staff time", "hours": "10", "partner": "north"}
    text = markdown(made(in_kind=[given]).blocks)
    assert "No contribution in kind of the year is valued" in text
    assert "worth £0" not in text
