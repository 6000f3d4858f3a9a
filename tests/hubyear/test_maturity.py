"""The chapter on the maturity wheel, from rows to what a reader sees."""

import re

import pytest

from evaluation.hubyear.maturity import chapter
from evaluation.present.blocks import Figure, Table
from evaluation.publish.quarterly import markdown
from evaluation.study.section import Section
from evaluation.workspace import MaturityWheel
from tests.hub_years import tiny_year

WHEEL = {
    "version": "Tiny wheel",
    "is_example": True,
    "licence_note": "Free to use.",
    "members_linked": True,
    "priorities": 1,
    "dimensions": [
        {"id": "vision", "label": "Vision"},
        {"id": "people", "label": "People *and* skills"},
        {"id": "culture", "label": "Culture"},
    ],
    "scale": {"min": 1, "max": 5},
}


def rows(year: str, members: int, **by_dimension: int) -> list[dict[str, str]]:
    return [
        {
            "year": year,
            "member": f"secret{member}",
            "group": "core team" if member % 2 else "programme group",
            "partner": "north",
            "dimension": dimension,
            "score": str(score),
        }
        for member in range(members)
        for dimension, score in by_dimension.items()
    ]


def made(*tables: list[dict[str, str]], **wheel: object) -> Section:
    scores = [row for table in tables for row in table]
    model = MaturityWheel.model_validate({**WHEEL, **wheel})
    return chapter(tiny_year({"maturity-scores": scores}, wheel=model))


THEN = rows("2024/25", 12, vision=2, people=3, culture=4)
NOW = rows("2025/26", 12, vision=3, people=3, culture=2)


@pytest.fixture(scope="module")
def two_years() -> Section:
    return made(THEN, NOW)


def test_the_finding_names_what_rose_what_fell_and_what_is_lowest(two_years) -> None:
    assert two_years.sentences[0] == (
        "Of 3 dimensions, members score clearly higher in 1 (vision) and lower in 1 (culture) than "
        "in 2024/25, and not clearly otherwise in 1; scores are lowest for: culture (median 2)."
    )


def test_the_wheel_has_its_numbers_in_words_in_data_and_in_a_table(two_years) -> None:
    figure, _ = (block for block in two_years.blocks if isinstance(block, Figure))
    assert "Vision: median 3, middle half 3 to 3, before 2" in figure.alt
    assert figure.data["median_before"].tolist() == [2, 3, 4]
    tables = {block.label: block.frame for block in two_years.blocks if isinstance(block, Table)}
    assert tables["maturity-dimensions"]["Median"].tolist() == ["3", "3", "2"]


def test_the_distribution_is_a_chart_and_a_table_with_the_same_numbers(two_years) -> None:
    _, figure = (block for block in two_years.blocks if isinstance(block, Figure))
    assert figure.caption == (
        "In 2025/26, about half of the members or more score at the low end of the scale in 1 "
        "(culture)."
    )
    assert "Culture 2025/26: scored 1 to 2 100%, scored 3 0%, scored 4 to 5 0%" in figure.alt
    tables = {block.label: block.frame for block in two_years.blocks if isinstance(block, Table)}
    table = tables["maturity-distribution"]
    assert table["Scored 1 to 2, %"].tolist() == ["0", "0", "100"]
    assert figure.data["Scored 1 to 2 (%)"].tolist() == [0, 0, 100]


def test_every_estimate_has_its_interval_and_provenance(two_years) -> None:
    nets = [found for found in two_years.estimates if found.measure == "net change"]
    assert [round(found.value or 0) for found in nets] == [100, 0, -100]
    assert [found.n for found in nets] == [10, 10, 10]
    assert all(found.is_estimable and found.provenance == "synthetic" for found in nets)


def test_no_member_and_no_true_count_is_shown(two_years) -> None:
    text = markdown(two_years.blocks)
    assert "secret" not in text
    assert not re.search(r"\b12 members\b", text)
    assert "10 members" in text


def test_placeholders_are_called_so_and_users_text_stays_text(two_years) -> None:
    text = markdown(two_years.blocks)
    assert "an example and not those of the Innovation Unit" in text
    assert "People \\*and\\* skills" in text


def test_a_first_assessment_has_nothing_to_compare() -> None:
    section = made(NOW)
    assert section.sentences[0].startswith("In the first assessment, 2025/26, scores are lowest")
    assert "first assessment, so there is nothing to compare" in markdown(section.blocks)


def test_members_who_are_not_linked_are_compared_all_with_all() -> None:
    text = markdown(made(THEN, NOW, members_linked=False).blocks)
    assert "Members are not linked from year to year" in text
    assert "All members" in text


def test_fewer_than_eight_members_are_not_shown() -> None:
    section = made(rows("2025/26", 7, vision=3, people=3, culture=2))
    assert "Fewer than 8 members scored in 2025/26" in markdown(section.blocks)
    assert section.estimates == ()


def test_the_last_assessment_is_called_so_where_nobody_scored_in_the_year() -> None:
    text = markdown(made(THEN).blocks)
    assert "Nobody scored in 2025/26; this is the last assessment, of 2024/25." in text


@pytest.mark.parametrize(
    ("most", "headings"),
    [
        (3, ["Scored 1, %", "Scored 2, %", "Scored 3, %"]),
        (4, ["Scored 1 to 2, %", "Scored 3 to 4, %"]),
        (5, ["Scored 1 to 2, %", "Scored 3, %", "Scored 4 to 5, %"]),
        (10, ["Scored 1 to 2, %", "Scored 3 to 8, %", "Scored 9 to 10, %"]),
    ],
)
def test_parts_of_any_scale_neither_overlap_nor_leave_steps_out(most, headings) -> None:
    section = made(
        rows("2025/26", 12, vision=3, people=3, culture=2), scale={"min": 1, "max": most}
    )
    tables = {block.label: block.frame for block in section.blocks if isinstance(block, Table)}
    assert list(tables["maturity-distribution"].columns[2:]) == headings
    assert headings[-1] in tables["maturity-dimensions"].columns


def test_how_many_are_linked_is_a_protected_count(two_years) -> None:
    assert "The 10 members who scored both times" in markdown(two_years.blocks)
