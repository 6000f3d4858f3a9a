"""The chapter on funding, from rows to what a reader sees."""

from evaluation.hubyear.funding import chapter
from evaluation.present.blocks import Figure, Table
from evaluation.publish.quarterly import markdown
from evaluation.study.section import Section
from tests.hub_years import Rows, tiny_year

CORE = {
    "award": "a",
    "year": "2025/26",
    "funder": "Charity",
    "purpose": "Posts *now*",
    "kind": "core grant",
    "award_max": "475000",
    "amount": "100000",
    "counts_as_leverage": "no",
    "reason": "It is the hub's own.",
    "supported_by_hub": "no",
}
WON = {
    **CORE,
    "award": "b",
    "kind": "research grant",
    "award_max": None,
    "amount": "150000",
    "counts_as_leverage": "yes",
    "supported_by_hub": "yes",
}
SYNTHETIC = {"provenance": "synthetic"}
SPENT = {"year": "2025/26", "line": "posts", "budget": "90000", "actual": "99000"}
THEIRS = {
    "hub": "West Yorkshire",
    "measure": "portal",
    "value": "1200",
    "unit": "visits",
    "source": "Their case study",
    "provenance": "measured",
}


def made(**tables: Rows) -> Section:
    return chapter(tiny_year({name.replace("_", "-"): rows for name, rows in tables.items()}))


def frames(section: Section) -> dict[str, Table]:
    return {block.label: block for block in section.blocks if isinstance(block, Table)}


def test_the_finding_says_what_came_for_each_pound_and_what_was_spent() -> None:
    section = made(
        funding_awards=[CORE, WON],
        funding_spend=[SPENT],
        in_kind=[{"year": "2025/26", "partner": "north", "kind": "room", "value": "50000"}],
    )
    assert section.sentences == (
        "For each £1 of its core money of £100,000 in 2025/26, £1.50 more came that counts as "
        "leverage, £2.00 with what partners gave in kind; it spent £99,000 of a budget of £90,000.",
    )
    assert {found.measure: found.value for found in section.estimates}["ratio"] == 1.5


def test_a_line_over_its_budget_is_named_in_the_figures_caption() -> None:
    section = made(funding_awards=[CORE], funding_spend=[SPENT])
    (figure,) = [block for block in section.blocks if isinstance(block, Figure)]
    assert figure.caption == (
        "£99,000 was spent of a budget of £90,000; one line, posts, is over its budget, by £9,000."
    )


def test_without_core_money_the_ratio_is_words() -> None:
    section = made(funding_awards=[WON])
    assert section.sentences == ("In 2025/26 the hub had no core money.",)
    assert frames(section)["funding-leverage"].frame.loc[0, "Ratio"] == "not available"
    assert section.estimates == ()


def test_what_counts_and_why_stands_in_a_table_and_users_text_stays_text() -> None:
    section = made(funding_awards=[CORE, WON])
    assert frames(section)["funding-counted"].frame["Counts"].tolist() == ["Yes", "No"]
    assert "Posts \\*now\\*" in markdown(section.blocks)


def test_a_measure_that_is_not_published_is_said_so_and_a_real_one_has_its_source() -> None:
    own = {
        **THEIRS,
        "hub": "this hub",
        "measure": "forums",
        "value": "4",
        "provenance": "synthetic",
    }
    table = frames(made(comparator_measures=[THEIRS, own]))["funding-comparators"]
    cells = table.frame.set_index("Measure")
    assert cells.loc["Visits to the web portal"].tolist() == ["not recorded", "1,200"]
    assert cells.loc["Innovation forums held", "This hub"] == "4 (synthetic)"
    assert "Sources of real values: Their case study." in table.caption


def test_years_after_the_reported_one_do_not_count() -> None:
    later = {**WON, "year": "2026/27"}
    section = made(funding_awards=[CORE, later])
    assert "£0.00 more came" in section.sentences[0]


def test_awards_that_are_not_recorded_are_not_called_nought() -> None:
    section = made(funding_spend=[SPENT])
    assert section.sentences == (
        "No award to the hub is recorded for 2025/26; it spent £99,000 of a budget of £90,000.",
    )


def test_a_line_that_is_still_open_is_not_drawn_as_nothing_spent() -> None:
    still_open = {**SPENT, "line": "events", "actual": None}
    (figure,) = [
        block
        for block in made(funding_spend=[SPENT, still_open]).blocks
        if isinstance(block, Figure)
    ]
    assert figure.data["name"].tolist() == ["Posts"]
    section = made(funding_spend=[still_open])
    assert not [block for block in section.blocks if isinstance(block, Figure)]
    assert "No spend of 2025/26 is recorded yet." in markdown(section.blocks)


def test_contributions_without_a_value_are_said_to_count_as_nothing() -> None:
    given = {"year": "2025/26", "partner": "north", "kind": "room"}
    text = markdown(made(funding_awards=[CORE], in_kind=[given]).blocks)
    assert "1 contribution in kind without a value counts as nothing" in text


def test_a_measure_of_a_later_year_is_not_shown_and_an_undated_one_is() -> None:
    later = {**THEIRS, "year": "2026/27", "value": "9999"}
    table = frames(made(comparator_measures=[THEIRS, later]))["funding-comparators"]
    assert table.frame.set_index("Measure").loc["Visits to the web portal"].tolist() == ["1,200"]


def test_only_measured_values_of_other_hubs_are_called_real() -> None:
    assert "is real" in markdown(made(comparator_measures=[THEIRS]).blocks)
    invented = {**THEIRS, **SYNTHETIC}
    assert "is real" not in markdown(made(comparator_measures=[invented]).blocks)
    own = {**invented, "hub": "this hub"}
    assert "No measure of another hub is recorded." in markdown(
        made(comparator_measures=[own]).blocks
    )


def test_an_old_award_alone_leaves_no_empty_table() -> None:
    found = frames(made(funding_awards=[{**CORE, "year": "2024/25"}]))
    assert set(found) == {"funding-leverage", "funding-awards"}
